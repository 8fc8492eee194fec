"""A first spec for runs that nobody has written one for: what a person would want to see first."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence

from reportgen.digits import plural
from reportgen.model.media.tensor import Tensor
from reportgen.model.nested import Aggregates, as_float, dig, flatten
from reportgen.model.order import natural
from reportgen.model.run import Run
from reportgen.model.runset import RunSet

_MAX_PLOTS = 60
_MAX_PER_KIND = 60
_MAX_FIGURES = 12
_PLAIN = re.compile(r"[A-Za-z_][\w/.-]*\Z")
_WORDS = {"null", "true", "false", "Null", "True", "False", "NULL", "TRUE", "FALSE", "y", "n"}


def starter(runs: RunSet, paths: Sequence[str], title: str = "") -> str:
    """Return the text of a commented spec that shows ``runs``, read from ``paths``."""
    lines = [f"title: {_quote(title or _title(runs))}", "runs:", *(f"  - {_quote(path)}" for path in paths), "blocks:"]
    lines += _overview()
    lines += _figures(runs)
    lines += _plots(runs)
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


def _overview() -> list[str]:
    hint = "Config and summary of each run. To choose columns: columns: [config.lr, summary.loss]"
    return [_comment(hint), "  - run_table: {}"]


def _figures(runs: RunSet) -> Iterator[str]:
    """Show what a run logged once, or put into its summary, as figures."""
    lines = set(_numeric(runs))
    names = {
        name for run in runs for name, value in flatten(run.summary).items()
        if name not in lines and not name.startswith("_") and math.isfinite(as_float(value))
        and not runs.is_system(name) and not _is_part(run, name)
    }  # fmt: skip
    found = sorted(names, key=natural)
    if found:
        yield f"  - markdown: {_quote('## Figures')}"
        yield from _grid([f"scalar_chart: {_quote(f'summary.{name}')}" for name in found[:_MAX_FIGURES]], 4)
    if len(found) > _MAX_FIGURES:
        yield _comment(f"{len(found) - _MAX_FIGURES} more values were logged once; `reportgen inspect` lists them.")


def _is_part(run: Run, name: str) -> bool:
    """Tell a number about something larger: an aggregate of a metric, a fact of a tensor."""
    parent = dig(run.summary, name.rpartition(".")[0]) if "." in name else None
    counted = name in run.keys and run.keys[name].count > 1
    return counted or isinstance(parent, Aggregates | Tensor)


def _numeric(runs: RunSet) -> list[str]:
    """Return the metrics that make a line in some run, by name."""
    axes = {"epoch", "step", "global_step", "trainer/global_step"}  # they only count
    axes.update(metric for run in runs for metric in run.source.step_metrics())
    found = {
        key for run in runs for key, info in run.keys.items() if info.is_number and info.count > 1 and not info.system
    }
    return sorted(found - axes)


def _rank(prefix: str) -> tuple[int, str]:
    order = ("", "val", "valid", "validation", "eval", "test", "train")
    return (order.index(prefix) if prefix in order else len(order), prefix)


def _plots(runs: RunSet) -> Iterator[str]:
    keys = [key for key in _numeric(runs) if not _hidden(runs, key)]
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(key.split("/")[0] if "/" in key else "", []).append(key)
    left = _MAX_PLOTS
    lone = sorted(p for p, members in groups.items() if len(members) == 1 and p and _rank(p)[0] > 6)  # noqa: PLR2004 - a prefix that is no split's name
    if len(lone) > 2:  # noqa: PLR2004 - many groups of one read better as one
        groups["More metrics" if "" in groups else "Metrics"] = [key for prefix in lone for key in groups.pop(prefix)]
    for prefix in sorted(groups, key=_rank):
        members = sorted(groups[prefix], key=lambda key: ("loss" not in key.lower(), natural(key)))[:left]
        left -= len(members)
        if members:
            yield f"  - markdown: {_quote('## ' + (prefix or 'Metrics'))}"
            yield from _grid([f"line_plot: {_quote(key)}" for key in members], 2 if len(members) < 5 else 3)  # noqa: PLR2004
    if len(keys) > _MAX_PLOTS:
        yield _comment(f"{len(keys) - _MAX_PLOTS} more metrics were logged; `reportgen inspect` lists them.")


def _hidden(runs: RunSet, key: str) -> bool:
    return any(run.source.definition(key).hidden for run in runs)


def _grid(panels: Sequence[str], columns: int) -> Iterator[str]:
    if len(panels) == 1:
        yield f"  - {panels[0]}"
        return
    yield "  - panel_grid:"
    yield f"      columns: {columns}"
    yield "      panels:"
    yield from (f"        - {panel}" for panel in panels)


def _media(runs: RunSet) -> Iterator[str]:
    kinds: dict[str, list[str]] = {}
    drawn = {chart.table_key for run in runs for chart in run.charts.values()}
    for key in sorted({key for run in runs for key, info in run.keys.items() if info.media} - drawn):
        kind = next(run.keys[key].media for run in runs if key in run.keys and run.keys[key].media)
        kinds.setdefault("table" if kind.endswith("table") else kind, []).append(key)
    lone = sorted(kind for kind in kinds if not _has_heading(kind))  # a panel each, under one heading
    headed = sorted(set(kinds) - {*lone, "table"}, key=lambda kind: (kind != "image", kind))
    for kind in [*headed, *lone, *(["table"] if "table" in kinds else [])]:
        if _has_heading(kind):
            yield f'  - markdown: "## {_plural(kind)}"'
        elif kind == lone[0]:
            yield f'  - markdown: "## {"More media" if headed else "Media"}"'
        if len(kinds[kind]) > _MAX_PER_KIND:
            yield _comment(f"{len(kinds[kind]) - _MAX_PER_KIND} more keys were logged; `reportgen inspect` lists them.")
        keys = [_quote(key) for key in kinds[kind][:_MAX_PER_KIND]]
        if kind == "table":
            yield from (f"  - table: {key}" for key in keys)
        elif _has_heading(kind):
            yield from _grid([f"{'histogram' if kind == 'histogram' else 'media_browser'}: {key}" for key in keys], 2)
        else:
            panel = _PANELS.get(kind, "media_browser")
            yield f"  - {panel}: {{media_keys: [{', '.join(keys)}], title: {_quote(_plural(kind))}}}"


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
    if tables:
        yield '  - markdown: "## Artifacts"'
    for artifact, table in tables[:_MAX_PER_KIND]:
        what = f"artifact: {_quote(artifact.name)}, table_name: {_quote(table)}"
        versions = sorted({one.version for one in made if one.name == artifact.name and table in one.tables})
        if len(versions) < 2 or table == "objects":  # noqa: PLR2004 - a comparison
            yield f"  - table: {{{what}}}"
            continue
        last = [f"v{version}" for version in versions[-2:]]
        title = f"{table} of {artifact.name}: {last[0]} and {last[1]} of {len(versions)} versions"
        yield f"  - table: {{{what}, compare: [{', '.join(last)}], title: {_quote(title)}}}"


def _at_top(names: Iterable[str]) -> list[str]:
    """Return names without those in folders, which are parts of a partitioned table; all where there are no others."""
    return sorted(name for name in names if "/" not in name) or sorted(names)


def _charts(runs: RunSet) -> Iterator[str]:
    keys = sorted({key for run in runs for key in run.charts})
    if keys:
        yield '  - markdown: "## Charts"'
        yield from _grid([f"custom_chart: {_quote(key)}" for key in keys[:_MAX_PER_KIND]], 2)


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
