"""A first spec for runs that nobody has written one for: what a person would want to see first."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from reportgen.digits import plural
from reportgen.model.media.tensor import Tensor
from reportgen.model.nested import Aggregates, as_float, dig, flatten
from reportgen.model.order import natural
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.stats.goals import family_of, goal_metrics, goal_of, split_of

_HEADLINES = 4
_OPEN_CHARTS = 12
"""Charts that are seen without opening a section."""
_PLAIN = re.compile(r"[A-Za-z_][\w/.-]*\Z")
_WORDS = {"null", "true", "false", "Null", "True", "False", "NULL", "TRUE", "FALSE", "y", "n"}


def starter(runs: RunSet, paths: Sequence[str], title: str = "") -> str:
    """Return the text of a commented spec that shows ``runs``, read from ``paths``."""
    lines = [f"title: {_quote(title or _title(runs))}", "runs:", *(f"  - {_quote(path)}" for path in paths), "blocks:"]
    lines += _summary(runs)
    lines += _metrics(runs)
    lines += _figures(runs)
    lines += _charts(runs)
    lines += _media(runs)
    lines += _artifacts(runs)
    lines += _private(runs)
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    """Return a text as YAML reads it back: what a parameter or an escape would change is written out."""
    if _PLAIN.match(text) and text not in _WORDS:
        return text
    quoted = json.dumps(text.replace("${", "$${"), ensure_ascii=False)
    return "".join(c if c.isprintable() else _escape(c) for c in quoted)


def _escape(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code < 0xE000:  # noqa: PLR2004 - half of a surrogate pair is no character
        return "\\uFFFD"
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 1 << 16 else f"\\U{code:08x}"  # noqa: PLR2004


def _title(runs: RunSet) -> str:
    projects = sorted({run.meta.project for run in runs if run.meta.project})
    if len(runs) == 1:
        return next(iter(runs)).name
    return projects[0] if len(projects) == 1 else plural(len(runs), "run")


def _comment(text: str) -> str:
    return f"  # {text}"


def _summary(runs: RunSet) -> Iterator[str]:
    """Say which run is best: headline figures of the metrics with a known direction, and the runs by the first."""
    goals = goal_metrics([key for key in _lines(runs) if not _hidden(runs, key)], runs)
    logged = {key: {run.index for run in runs if math.isfinite(as_float(run.lookup(key)))} for key in goals}
    most = next((having for having in logged.values() if having), set())
    shared = [key for key, having in logged.items() if having and 2 * len(having & most) >= len(most)]
    if shared:
        yield _comment("Which way is better comes from define_metric, or from the name of the metric.")
        yield from _grid([f"scalar_chart: {_quote(key)}" for key in shared[:_HEADLINES]], _HEADLINES)
    yield _comment("Config and summary of each run. To choose columns: columns: [config.lr, summary.loss]")
    best = shared[0] if shared else ""
    sign = "-" if best and goal_of(best, runs) == "maximize" else ""
    order = f"{{order: [{_quote(f'{sign}summary.{best}')}]}}" if best and len(runs) > 1 else "{}"
    yield f"  - run_table: {order}"


def _figures(runs: RunSet) -> Iterator[str]:
    """Show what a run logged once, or put into its summary, as figures."""
    lines = set(_lines(runs))
    names = {
        name for run in runs for name, value in flatten(run.summary).items()
        if name not in lines and not name.startswith("_") and math.isfinite(as_float(value))
        and not runs.is_system(name) and not _is_part(run, name)
    }  # fmt: skip
    panels = [f"scalar_chart: {_quote(f'summary.{name}')}" for name in sorted(names, key=natural)]
    if panels:
        yield from _section("Figures", _grid(panels, 4), is_open=len(panels) <= _OPEN_CHARTS)


def _is_part(run: Run, name: str) -> bool:
    """Tell a number about something larger: an aggregate of a metric, a fact of a tensor."""
    parent = dig(run.summary, name.rpartition(".")[0]) if "." in name else None
    counted = name in run.keys and run.keys[name].count > 1
    return counted or isinstance(parent, Aggregates | Tensor)


def _lines(runs: RunSet) -> list[str]:
    """Return the metrics that make a line in some run, by name."""
    axes = {"epoch", "step", "global_step", "trainer/global_step"}  # they only count
    axes.update(metric for run in runs for metric in run.source.step_metrics())
    found = {
        key for run in runs for key, info in run.keys.items() if info.is_number and info.count > 1 and not info.system
    }
    return sorted(found - axes)


_SPLITS = {"validation": "Validation", "training": "Training"}
_OPTIMIZATION = re.compile(
    r"(?<![a-z])(lr|learning_?rate|grad|grad_?norm|gradient|weight_?decay|momentum|beta\d?|throughput|speed|"
    r"(samples|tokens|images|examples|steps|it)_(per|a)_(s|sec|second)|time|seconds|duration|eta|loss_?scale|epoch)(?![a-z])",
    re.IGNORECASE,
)


def _metrics(runs: RunSet) -> Iterator[str]:
    """Show every metric: validation, then training, then how fast and how, then the rest by prefix."""
    keys = [key for key in _lines(runs) if not _hidden(runs, key)]
    goals = {key: place for place, key in enumerate(goal_metrics(keys, runs))}
    sizes = Counter(map(family_of, keys))
    sections: dict[str, list[str]] = {title: [] for title in (*_SPLITS.values(), "Metrics", _HOW)}
    for key in sorted(keys, key=lambda key: (goals.get(key, len(goals)), natural(key))):
        sections.setdefault(_section_of(key, sizes), []).append(key)
    small = [title for title, members in sections.items() if len(members) == 1 and title not in _FIRST_SECTIONS]
    if len(small) > 2:  # noqa: PLR2004 - many sections of one read better as one
        sections["More metrics"] = sorted((key for title in small for key in sections.pop(title)), key=natural)
    left = _OPEN_CHARTS
    for title, members in sorted(sections.items(), key=lambda one: _place(one[0])):
        if members:
            panels = [f"line_plot: {_quote(key)}" for key in members]
            columns = 2 if len(members) < 5 else 3 if len(members) < 13 else 4  # noqa: PLR2004
            yield from _section(title, _grid(panels, columns), is_open=len(members) <= left)
            left -= len(members)


_HOW = "Optimization and speed"
_FIRST_SECTIONS = ("Validation", "Training", "Metrics", _HOW)


def _place(title: str) -> tuple[int, list[tuple[int, int, str]]]:
    known = title in _FIRST_SECTIONS
    return (_FIRST_SECTIONS.index(title) if known else len(_FIRST_SECTIONS) + (title == "More metrics"), natural(title))


def _section_of(key: str, sizes: Mapping[str, int]) -> str:
    """Return the title of the section that a metric belongs to."""
    if sizes[family_of(key)] > _FAMILY:
        return family_of(key).replace("#", "…")
    if split := split_of(key):
        return _SPLITS[split]
    if _OPTIMIZATION.search(key):
        return _HOW
    return key.split("/", maxsplit=1)[0] if "/" in key else "Metrics"


_FAMILY = 4
"""More members of a family of metrics, such as layer0/grad_norm and layer1/grad_norm, have a section of their own."""


def _section(title: str, blocks: Iterable[str], *, is_open: bool) -> Iterator[str]:
    yield "  - section:"
    yield f"      title: {_quote(title)}"
    if not is_open:
        yield "      open: false"
    yield "      blocks:"
    yield from (f"      {line}" for line in blocks)


def _hidden(runs: RunSet, key: str) -> bool:
    return any(run.source.definition(key).hidden for run in runs)


def _grid(panels: Sequence[str], columns: int) -> Iterator[str]:
    if len(panels) == 1 and columns <= 3:  # noqa: PLR2004 - one small number would be as wide as the page
        yield f"  - {panels[0]}"
        return
    yield "  - panel_grid:"
    yield f"      columns: {columns}"
    yield "      panels:"
    yield from (f"        - {panel}" for panel in panels)


def _media(runs: RunSet) -> Iterator[str]:
    """Show logged media and tables: each kind with a heading of its own, except the rare ones, which share one."""
    kinds: dict[str, list[str]] = {}
    drawn = {chart.table_key for run in runs for chart in run.charts.values()}
    for key in sorted({key for run in runs for key, info in run.keys.items() if info.media} - drawn):
        kind = next(run.keys[key].media for run in runs if key in run.keys and run.keys[key].media)
        kinds.setdefault("table" if kind.endswith("table") else kind, []).append(_quote(key))
    headed = sorted((kind for kind in kinds if _has_heading(kind)), key=lambda kind: (_KINDS.index(kind)
                    if kind in _KINDS else len(_KINDS), kind))  # fmt: skip
    for kind in headed:
        panel = {"histogram": "histogram", "table": "table"}.get(kind, "media_browser")
        panels = [f"{panel}: {key}" for key in kinds[kind]]
        blocks = [f"  - {one}" for one in panels] if kind == "table" else list(_grid(panels, 2))
        yield from _section(_TITLES.get(kind, _plural(kind)), blocks, is_open=len(panels) <= _OPEN_CHARTS)
    if lone := sorted(set(kinds) - set(headed)):
        blocks = [
            f"  - {_PANELS.get(kind, 'media_browser')}: "
            f"{{media_keys: [{', '.join(kinds[kind])}], title: {_quote(_plural(kind))}}}"
            for kind in lone
        ]
        yield from _section("More media" if headed else "Media", blocks, is_open=len(lone) <= _OPEN_CHARTS)


_KINDS = ("image", "table", "histogram")
_TITLES = {"image": "Images", "table": "Tables", "histogram": "Distributions"}


def _has_heading(kind: str) -> bool:
    """Return whether each key of a kind is a panel of its own, under the kind's heading."""
    return kind in ("image", "histogram", "table") or kind.endswith("figure")


_PANELS = {"3D object": "object3d", "molecule": "molecule"}


def _plural(kind: str) -> str:
    head = kind if kind[:1].isupper() or kind[:1].isdigit() else kind.capitalize()
    return head if kind in ("audio", "HTML") else f"{head}s"


def _artifacts(runs: RunSet) -> Iterator[str]:
    """Show the tables of artifacts: of one version as it is, of several the last two compared."""
    made = [artifact for run in runs for artifact in run.source.artifacts() if artifact.tables]
    newest = {one.name: one for one in sorted(made, key=lambda one: (one.name, one.version))}
    tables = [(artifact, table) for artifact in newest.values() for table in _at_top(artifact.tables)]
    blocks = []
    for artifact, table in tables:
        what = f"artifact: {_quote(artifact.name)}, table_name: {_quote(table)}"
        versions = sorted({one.version for one in made if one.name == artifact.name and table in one.tables})
        if len(versions) < 2 or table == "objects":  # noqa: PLR2004 - a comparison
            blocks.append(f"  - table: {{{what}}}")
            continue
        last = [f"v{version}" for version in versions[-2:]]
        title = f"{table} of {artifact.name}: {last[0]} and {last[1]} of {len(versions)} versions"
        blocks.append(f"  - table: {{{what}, compare: [{', '.join(last)}], title: {_quote(title)}}}")
    if blocks:
        yield from _section("Artifacts", blocks, is_open=len(blocks) <= _OPEN_CHARTS)


def _at_top(names: Iterable[str]) -> list[str]:
    """Return names without those in folders, which are parts of a partitioned table; all where there are no others."""
    return sorted(name for name in names if "/" not in name) or sorted(names)


def _charts(runs: RunSet) -> Iterator[str]:
    panels = [f"custom_chart: {_quote(key)}" for key in sorted({key for run in runs for key in run.charts})]
    if panels:
        yield from _section("Charts", _grid(panels, 2), is_open=len(panels) <= _OPEN_CHARTS)


def _private(runs: RunSet) -> Iterator[str]:
    """Name the panels that show a machine or a script; they stay off until someone asks for them."""
    lines = []
    if any(info.system for run in runs for info in run.keys.values()):
        lines.append("- system_metrics: {}   # CPU, memory, GPU, disk and network")
    lines += [
        "- console_log: {}      # console output",
        "- code_comparer: {}    # commit, packages, saved code",
    ]
    yield _comment("Private, so disabled. To include them, remove the #:")
    yield from (_comment(line) for line in lines)
