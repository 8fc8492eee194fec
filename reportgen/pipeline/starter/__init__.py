"""A first spec for runs that nobody has written one for: what a person would want to see first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from reportgen.digits import plural
from reportgen.model.runset import RunSet
from reportgen.pipeline.starter.evaluations import evaluations, is_evaluation, sampled
from reportgen.pipeline.starter.media import artifacts, charts, media
from reportgen.pipeline.starter.metrics import figures, layouts, sections
from reportgen.pipeline.starter.summary import differences, leading, said_goal, summary, sweep, table
from reportgen.pipeline.starter.text import comment, quote


def starter(runs: RunSet, paths: Sequence[str], title: str = "", filters: str = "") -> str:
    """Return the text of a commented spec that shows ``runs``, read from ``paths`` and chosen by ``filters``."""
    goals = leading(runs)
    lines = [f"title: {quote(title or _title(runs))}", *said_goal(runs, goals)]
    lines += ["runs:", *(f"  - {source(path, filters)}" for path in paths), "blocks:"]
    evaluated = is_evaluation(runs)
    lines += [] if evaluated else summary(runs, goals)
    lines += evaluations(runs)
    lines += layouts(runs)
    metrics = list(sections(runs))
    for part in metrics[:1]:
        lines += part
    if len(runs) > 1:
        lines += differences(runs, goals)
    if len(runs) > 1 and metrics:
        lines += table(runs, goals)
    lines += sweep(runs, goals)
    for part in metrics[1:]:
        lines += part
    lines += [] if evaluated else figures(runs)
    lines += charts(runs)
    lines += media(runs, first=not metrics and not evaluated, without=sampled(runs))
    lines += artifacts(runs)
    if len(runs) == 1 or not metrics:  # what was logged comes first
        lines += table(runs, goals)
    lines += _private(runs)
    return "\n".join(lines) + "\n"


def source(path: str, filters: str = "") -> str:
    """Return an entry of ``runs:``."""
    return f"{{path: {quote(path)}, filters: {quote(filters)}}}" if filters else quote(path)


def tables_alone(paths: Sequence[str], title: str = "") -> str:
    """Return the text of a spec that shows table files, where there are no runs."""
    names = [PurePath(path).name for path in paths]
    found = PurePath(names[0]).stem if len(names) == 1 else plural(len(names), "table")
    lines = [f"title: {quote(title or found)}", "blocks:"]
    lines += (
        f"  - table: {{path: {quote(path)}, title: {quote(name)}}}" for path, name in zip(paths, names, strict=True)
    )
    return "\n".join(lines) + "\n"


def _title(runs: RunSet) -> str:
    projects = sorted({run.meta.project for run in runs if run.meta.project})
    if len(runs) == 1:
        meta = next(iter(runs)).meta
        return meta.project if meta.project and meta.name in ("", meta.id) else next(iter(runs)).name
    if len(projects) == 2:  # noqa: PLR2004 - two names are a title, more are a list
        return " and ".join(projects)
    return projects[0] if len(projects) == 1 else plural(len(runs), "run")


def _private(runs: RunSet) -> Iterator[str]:
    """Name the panels that show a machine or a script; they stay off until someone asks for them."""
    lines = []
    if any(info.system for run in runs for info in run.keys.values()):
        lines.append("- system_metrics: {}   # CPU, memory, GPU, disk and network")
    lines += [
        "- console_log: {}      # console output",
        "- code_comparer: {}    # commit, packages, saved code",
    ]
    yield comment("Private, so disabled. To include them, remove the #:")
    yield from (comment(line) for line in lines)
