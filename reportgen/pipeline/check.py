"""The spec against the runs: every key and path that it names must be somewhere, else the nearest one is suggested."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reportgen.digits import plural
from reportgen.errors import Level, Problem, nearest, suggestion
from reportgen.model.column import KeyInfo
from reportgen.model.media.histogram import Histogram
from reportgen.model.nested import Aggregates, dig, flatten, of_logger
from reportgen.model.run import ATTRIBUTES
from reportgen.model.runset import RunSet
from reportgen.panels.base.panel import Panel, Reference
from reportgen.pipeline.archiving.earlier import Earlier
from reportgen.spec.load import Block, Report
from reportgen.spec.yaml import Path
from reportgen.stats.derive import OWN
from reportgen.stats.goals import goal_of

_NOUNS = {
    "number": "metric",
    "media": "media",
    "any": "key",
    "histogram": "histogram",
    "table": "table",
    "chart": "chart",
}


def check(report: Report, runs: RunSet, is_made: Callable[[Block], bool] | None = None) -> list[Problem]:
    """Return what the spec names and no run has; each leaves a labelled gap in the page.

    Where the report was built before, ``is_made`` tells the panels that ask nothing of the runs any more.
    """
    if is_made is None and report.spec.archive:
        earlier, _ = Earlier.of(report, runs)
        is_made = earlier.has if earlier else None
    problems = [*_goals(report, runs), *_runsets(report, runs), *_colors(report, runs)] if is_made is None else []
    for block in report.walk():
        panel = block.fields
        if not isinstance(panel, Panel) or (is_made is not None and is_made(block)):
            continue
        for reference in panel.references():
            problems += _reference(report, runs, block, reference)
        problems += [] if panel.of_rows else _choice(report, runs, panel, block.path)
    return problems


def _goals(report: Report, runs: RunSet) -> Iterator[Problem]:
    """Check the metrics that the report is about: they were logged, and it is known which way is better."""
    if not report.spec.goal:
        return  # asking runs for their keys reads the whole of their logs
    known = sorted({key for run in runs for key, info in run.keys.items() if info.is_number})
    given = report.document.value.get("goal")
    for place, name in enumerate(report.spec.goal):
        part = place if isinstance(given, list) else name
        path: Path = ("goal",) if isinstance(given, str) else ("goal", part)
        if len(runs) and name not in known:
            hint = suggestion(name, known, "logged metrics")
            yield Problem(f"unknown metric '{name}' in goal", report.position(path), hint, Level.MISSING)
        elif len(runs) and not goal_of(name, runs):
            hint = f"Write goal: {{{name}: maximize}} or {{{name}: minimize}}."
            what = f"cannot tell whether a higher or a lower '{name}' is better"
            yield Problem(what, report.position(path), hint, Level.MISSING)


def _runsets(report: Report, runs: RunSet) -> Iterator[Problem]:
    for name, spec in report.spec.runsets.items():
        path: Path = ("runsets", name)
        yield from _choice(report, runs, spec, path)
        if len(runs) and not len(runs.select(spec.filters, limit=spec.limit)):
            where = report.position((*path, "filters"))
            yield Problem(f"run set '{name}' matches none of {plural(len(runs), 'run')}", where, level=Level.MISSING)


def _colors(report: Report, runs: RunSet) -> Iterator[Problem]:
    """Note colours for runs that are not there; nothing is missing for that."""
    known = {name for run in runs for name in (run.name, run.meta.id)}
    for name in report.spec.run_colors if known else ():
        if name not in known:
            near = nearest(name, sorted(known))
            hint = f"Did you mean '{near}'?" if near else ""
            where = report.position(("run_colors", name))
            yield Problem(f"no run '{name}' for its colour", where, hint, Level.NOTE)


def _choice(report: Report, runs: RunSet, spec: object, path: Path) -> Iterator[Problem]:
    """Check the paths of filters, order and groupby."""
    filters = getattr(spec, "filters", None)
    for name in filters.paths() if filters is not None else ():
        yield from _path(report, runs, name, (*path, "filters"))
    for index, key in enumerate(getattr(spec, "order", ())):
        for name in key.paths():
            yield from _path(report, runs, name, (*path, "order", index))
    for index, name in enumerate(getattr(spec, "groupby", ())):
        yield from _path(report, runs, name, (*path, "groupby", index))


def _reference(report: Report, runs: RunSet, block: Block, reference: Reference) -> Iterator[Problem]:
    path = (*block.path, *reference.path)
    if reference.want == "value":
        yield from _value(report, runs, block, reference)
        return
    if reference.want == "path":
        yield from _path(report, runs, reference.key, path)
        return
    infos = [run.keys[reference.key] for run in runs if reference.key in run.keys]
    if any(_fits(info, reference.want) for info in infos) or _elsewhere(runs, reference):
        return
    noun = _NOUNS[reference.want]
    if infos:
        what = f"'{reference.key}' was logged as {infos[0].types[0]}, which {block.kind} cannot show"
        yield Problem(what, report.position(path), level=Level.MISSING)
        return
    known = sorted({key for run in runs for key, info in run.keys.items() if _fits(info, reference.want)})
    if reference.want in ("table", "chart"):
        known = sorted({*known, *(key for run in runs for key in run.charts)})
    hint = suggestion(reference.key, known, "logged media keys" if noun == "media" else f"logged {noun}s")
    yield Problem(f"unknown {noun} '{reference.key}' in {block.kind}", report.position(path), hint, Level.MISSING)


def _value(report: Report, runs: RunSet, block: Block, reference: Reference) -> Iterator[Problem]:
    """Check a name in a formula: a metric, a number of config or summary, or the step and times themselves."""
    name = reference.key
    if name in OWN or any(name in run.keys and run.keys[name].is_number for run in runs):
        return
    if any(isinstance(run.lookup(name), int | float) for run in runs):
        return
    known = sorted({key for run in runs for key, info in run.keys.items() if info.is_number})
    whole = next((key for key in known if "/" in key and name in key.split("/")), None)
    hint = f"Write ${{{whole}}} for a name with a slash." if whole else suggestion(name, known, "logged metrics")
    where = report.position((*block.path, *reference.path))
    yield Problem(f"unknown metric '{name}' in {block.kind}", where, hint, Level.MISSING)


def _fits(info: KeyInfo, want: str) -> bool:
    """Return whether a logged key is what a panel draws."""
    if want == "number":
        return info.is_number
    if want in ("histogram", "table"):
        return any(want in kind for kind in info.types)
    return bool(info.media) or want == "any" or (want == "media" and "text" in info.types)


def _elsewhere(runs: RunSet, reference: Reference) -> bool:
    """Return whether what a panel asks for is kept outside of history: a chart, or a summary value."""
    if reference.want in ("table", "chart"):
        return any(run.chart(reference.key) is not None for run in runs)
    name = reference.key.removeprefix("summary.")
    return reference.want == "histogram" and any(isinstance(run.lookup(f"summary.{name}"), Histogram) for run in runs)


def _summary_paths(summary: Mapping[str, Any]) -> set[str]:
    """Return the paths to suggest: a metric kept as aggregates also stands for itself."""
    paths = {path for path in flatten(summary) if not of_logger(path)}
    return paths | {
        p.rpartition(".")[0] for p in paths if isinstance(dig(summary, p.rpartition(".")[0]), Aggregates)
    } - {""}


def _path(report: Report, runs: RunSet, name: str, path: Path) -> Iterator[Problem]:
    if not len(runs) or name in ATTRIBUTES or any(run.lookup(name) is not None for run in runs):
        return
    known = {f"config.{key}" for run in runs for key in flatten(run.meta.config)}
    results = {key for run in runs for key in _summary_paths(run.summary)}
    known |= {f"summary.{key}" for key in results}
    bare = nearest(name, sorted(results)) if not name.startswith(("config.", "summary.")) else None
    hint = f"Did you mean '{bare}'?" if bare else suggestion(name, sorted([*known, *ATTRIBUTES]), "paths")
    yield Problem(f"no run has '{name}'", report.position(path), hint, Level.MISSING)
