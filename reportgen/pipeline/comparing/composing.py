"""The spec of a report of what differs between two sides, made of panels that any spec may use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportgen.errors import Level, Problem, SpecError
from reportgen.model.order import natural
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.panels import Kinds
from reportgen.pipeline.comparing.joining import of_files, of_runs
from reportgen.pipeline.comparing.sides import Side, Sides, both, shared_tables
from reportgen.pipeline.starter.metrics import hidden, lines
from reportgen.pipeline.starter.text import OPEN_CHARTS, columns_for
from reportgen.readers import Readers
from reportgen.sources import open_runs
from reportgen.spec.load import load
from reportgen.spec.writing import Comment, without_comments, yaml_text
from reportgen.stats.compared.code import code_changes
from reportgen.stats.compared.contents import REPORT, different, kinds
from reportgen.stats.compared.matching import Matched, Pair, is_several, matched, same_names
from reportgen.stats.compared.outcomes import metric_of, outcomes
from reportgen.stats.goals import goal_metrics

FILE = "command line"
"""What the place of an entry is called that no spec has."""
_MOST_CURVES = 60
"""Metrics that are drawn; more are named."""
_MOST_PAIRS = 3
"""Pairs of runs whose tables and media stand beside each other; others are named."""
_MANY = 10
"""Runs of a side whose least and greatest values say little: the band is their standard deviation."""
_PANELS = {"3D object": "object3d", "molecule": "molecule", "histogram": "histogram"}
_BESIDE = ("image", "video")
Panel = dict[str, Any]


@dataclass
class Composed:
    """A spec's text, the runs that it names, and what could not be read of them."""

    text: str
    runs: RunSet
    problems: list[Problem]


def composed(sides: Sides, staging: Path | None = None) -> Composed:
    """Open both sides and return the spec of their differences; SpecError where one of them is nothing to compare."""
    first, second = both(sides)
    if bool(first.entries) != bool(second.entries):
        one, other = (first, second) if first.entries else (second, first)
        what = f"'{one.shown}' holds runs, and '{other.shown}' holds tables"
        raise SpecError(Problem(what, None, "Compare runs with runs, or tables with tables."))
    runs, problems = _opened(first, second, staging)
    spec = _spec(sides, first, second, runs)
    if not without_comments(spec["blocks"]):
        what = f"'{first.shown}' and '{second.shown}' have no table of the same name"
        raise SpecError(Problem(what, None, "Compare two files: reportgen diff a.csv b.csv."))
    return Composed(yaml_text(_escaped(spec)).text, runs, problems)


def _opened(first: Side, second: Side, staging: Path | None) -> tuple[RunSet, list[Problem]]:
    """Return the runs of both sides, and what could not be read; SpecError where a side has none."""
    entries = [*first.entries, *second.entries]
    if not entries:
        return RunSet(), []
    listing = yaml_text(_escaped({"runs": [{**entry, "name": _name(entry)} for entry in entries]})).text
    try:
        bare = load(listing, FILE, Path.cwd(), Kinds(), formats=Readers().formats)
        runs, problems = open_runs(bare, staging)
    except SpecError as error:
        raise SpecError(list(dict.fromkeys(replace(one, where=None) for one in error.problems))) from None
    empty = [side for side in (first, second) if all(run.meta.side != side.name for run in runs)]
    if empty:
        told = [replace(one, level=Level.ERROR) for one in problems if one.level is Level.MISSING]
        none = [
            Problem(f"no run of '{side.shown}' matches the filters" if any("filters" in one for one in side.entries)
                    else f"no run of '{side.shown}' can be read")
            for side in empty
        ]  # fmt: skip
        raise SpecError(told or none)
    return _short(runs, entries), problems


def _name(entry: Panel) -> str:
    return f"{entry['side']}: {{name}}"


def _short(runs: RunSet, entries: Sequence[Panel]) -> RunSet:
    """Call the only run of a side as its side, where its name says no more, and say so in the entries."""
    names: dict[str, list[str]] = {}
    for run in runs:
        names.setdefault(run.meta.side, []).append(run.meta.name)
    single = {side: own[0] for side, own in names.items() if len(own) == 1}
    alike = len(single) > 1 and len(set(single.values())) == 1
    alone = {side for side, name in single.items() if alike or name == side}
    for entry in entries:
        name = str(entry["side"]) if entry["side"] in alone else _name(entry)
        entry["name"] = name
    named = tuple(replace(run, name=run.meta.side, mark="") if run.meta.side in alone else run for run in runs)
    return replace(runs, runs=named, all_runs=named)


def _spec(sides: Sides, first: Side, second: Side, runs: RunSet) -> dict[str, Any]:
    spec: dict[str, Any] = {"title": sides.title or f"{second.name} compared with {first.name}"}
    entries = [*first.entries, *second.entries]
    blocks: list[Any] = []
    pairs: dict[str, Any] = {}
    if entries:
        spec["runs"] = entries
        spec["baseline"] = {"filters": f"side == {json.dumps(first.name, ensure_ascii=False)}"}
        if goal := second.goal or first.goal:
            spec["goal"] = {name: which for name, which in goal.items() if which in {"minimize", "maximize"}} or [*goal]
    if first.entries and second.entries:
        blocks, pairs = _Blocks(sides, first, second, runs).made()
    if pairs:
        spec["runsets"] = pairs
    files = [{"table": {"path": path, "compare": [other], **of_files([path, other]), "title": name}}
             for name, path, other in shared_tables(first, second)]  # fmt: skip
    lone = [name for own, rest in ((first, second), (second, first)) for name in own.tables if name not in rest.tables]
    if files and not blocks:
        blocks = files
    elif files:
        blocks.append(_section("Tables in files", files, is_open=len(files) <= OPEN_CHARTS))
    if lone and len(files) < max(len(first.tables), len(second.tables)):
        blocks.append(Comment(f"Tables of one side alone: {', '.join(lone)}"))
    spec["blocks"] = blocks
    return spec


class _Blocks:
    """The blocks for runs on both sides."""

    def __init__(self, sides: Sides, first: Side, second: Side, runs: RunSet) -> None:
        self._sides, self._runs = sides, runs
        self._names = first.name, second.name
        self._first, self._second = (
            replace(runs, runs=tuple(run for run in runs if run.meta.side == side.name)) for side in (first, second)
        )
        self._groupby = list(sides.groupby) or self._by_name()
        self._matched: Matched = matched(self._first, self._second, self._groupby)
        self._pairs = [pair for pair in self._matched.pairs if len(pair.first) and len(pair.second)]
        self._runsets: dict[str, Any] = {}

    def _by_name(self) -> list[str]:
        """Match runs by name where most are on both sides, and are not one training with several seeds."""
        most = max(len(self._first), len(self._second))
        several = most > 1 and any(map(is_several, (self._first, self._second)))
        return ["name"] if several and 2 * same_names(self._first, self._second) > most else []

    def made(self) -> tuple[list[Any], dict[str, Any]]:
        """Return the blocks, and the run sets that they name."""
        fields: Panel = {"groupby": self._groupby} if self._groupby else {}
        code = self._code() if self._sides.code else []
        fields |= {"code": True} if code else {}
        blocks: list[Any] = [
            Comment("In one sentence what changed; then results, settings, and what only one side logged."),
            {"differences": fields},
            *self._curves(),
            *self._runs_listed(),
            *self._beside(),
            *code,
        ]
        return blocks, self._runsets

    def _curves(self) -> Iterator[Any]:
        sides = [set(lines(side)) for side in (self._first, self._second)]
        keys = [key for key in sorted(sides[0] | sides[1], key=natural) if not hidden(self._runs, key)]
        goals = {key: place for place, key in enumerate(goal_metrics(keys, self._runs))}
        keys.sort(key=lambda key: goals.get(key, len(goals)))  # sort() keeps the order otherwise
        same = self._same(keys)
        common = [key for key in keys if key in sides[0] & sides[1]]
        drawn = self._telling_first([key for key in common if key not in same])
        drawn, left = drawn[:_MOST_CURVES], drawn[_MOST_CURVES:]
        if drawn:
            yield from self._plots("Curves", drawn[:OPEN_CHARTS], is_open=True)
            yield from self._plots("More curves", drawn[OPEN_CHARTS:], is_open=False)
        yield from self._plots("Curves that are the same", [key for key in common if key in same], is_open=False)
        for place, name in enumerate(self._names):
            lone = [key for key in keys if key in sides[place] - sides[1 - place]]
            yield from self._plots(f"Curves only in {name}", lone, is_open=False)
        if left:
            yield Comment(f"Not drawn ({len(left):,} more): {', '.join(left)}")

    def _telling_first(self, keys: Sequence[str]) -> list[str]:
        """Return many metrics with those first that got better or worse."""
        if len(keys) <= OPEN_CHARTS:
            return list(keys)
        found = outcomes(self._pairs, self._first, self._second)
        sure = {metric_of(one.name) for one in found if one.verdict in {"better", "worse"}}
        return sorted(keys, key=lambda key: key not in sure)  # sorted() keeps the order otherwise

    def _same(self, keys: Sequence[str]) -> set[str]:
        """Return the metrics whose histories are the same, where runs are compared one by one."""
        if not self._pairs or any(len(pair.first) > 1 or len(pair.second) > 1 for pair in self._pairs):
            return set()
        found = {name for content in different(self._pairs) if content.kind == "metric" for name in content.names}
        return set(keys) - found

    def _plots(self, title: str, keys: Sequence[str], *, is_open: bool) -> Iterator[Any]:
        most = max(len(self._first), len(self._second))
        fields: Panel = {"groupby": "side"} if most > 1 and not self._groupby else {}
        fields |= {"groupby_rangefunc": "stddev"} if fields and most > _MANY else {}
        panels: list[Any] = [{"line_plot": {"y": [key], **fields} if fields else key} for key in keys]
        if panels:
            yield _section(title, _grid(panels), is_open=is_open)

    def _runs_listed(self) -> Iterator[Any]:
        if len(self._runs) > 2:  # noqa: PLR2004 - the table of differences has all of two runs
            yield _section("Runs", [{"run_table": {}}], is_open=False)

    def _beside(self) -> Iterator[Any]:
        """Show tables and media of the runs that stand for the sides, the same keys beside each other."""
        found = []
        for pair in self._pairs:
            twin = next(pair.twins(), None) or _with_media(pair)
            if any(kind != "metric" for kind in kinds(RunSet(twin)).values()) or any(run.charts for run in twin):
                found.append((pair.group, twin))
        several = max(len(self._first), len(self._second)) > 1
        if self._sides.anonymous:
            found = [(f"{place + 1}" if group else "", twin) for place, (group, twin) in enumerate(found)]
        for place, (group, twin) in enumerate(found[:_MOST_PAIRS]):
            runset = "beside" if place == 0 else f"beside_{place + 1}"
            blocks, same = self._of_pair(runset, twin)
            if not (blocks or same):
                continue
            self._runsets[runset] = {"filters": _only(twin), "order": [f"side != {_text(self._names[0])}"]}
            if blocks:
                names = group or ("" if self._sides.anonymous else f"{twin[0].name} and {twin[1].name}")
                title = f"Tables and media: {names}" if several and names else "Tables and media"
                yield _section(title, blocks, is_open=len(blocks) <= OPEN_CHARTS)
            if same:
                title = "Tables and media that are the same"
                yield _section(f"{title}: {group}" if group else title, same, is_open=False)
        if left := [group for group, _ in found[_MOST_PAIRS:]]:
            yield Comment(f"Tables and media of more runs are not shown: {', '.join(filter(None, left))}")

    def _of_pair(self, runset: str, pair: tuple[Run, Run]) -> tuple[list[Any], list[Any]]:
        """Return the panels of what two runs both logged: what differs, and what is the same."""
        single = Pair("", *(RunSet((run,)) for run in pair))
        changed = {name for content in different([single]) for name in content.names}
        reread = (pair[0].meta.format == REPORT) != (pair[1].meta.format == REPORT)  # then media may be encoded anew
        theirs = kinds(single.second)
        drawn = {chart.table_key for run in pair for chart in run.charts.values()}
        shared = {key: kind for key, kind in kinds(single.first).items() if kind == theirs.get(key) != "metric"}
        panels: dict[bool, list[Any]] = {True: [], False: []}
        tables: dict[bool, list[Any]] = {True: [], False: []}
        for key in sorted(shared, key=lambda key: (shared[key], natural(key))):
            if key in drawn:
                continue
            if shared[key] == "table":
                table = {"table_name": key, "compare": "runs", **of_runs(key, pair), "runset": runset}
                tables[key in changed].append({"table": table})
            else:
                panels[reread or key in changed].append(_media_panel(key, shared[key], runset))
        for key in sorted(set(pair[0].charts) & set(pair[1].charts), key=natural):
            is_changed = any(one.charts[key].table_key in changed for one in pair)
            panels[is_changed].append({"custom_chart": {"key": key, "runset": runset}})
        made = [[*tables[is_changed], *(_grid(panels[is_changed], 2) if panels[is_changed] else [])]
                for is_changed in (True, False)]  # fmt: skip
        evaluations = [run.evaluation for run in pair if run.evaluation is not None]
        if len(evaluations) > 1 and evaluations[0].task == evaluations[1].task and made[0]:
            made[0].insert(0, {"evaluation_comparer": {"runset": runset}})
        return made[0], made[1]

    def _code(self) -> list[Any]:
        for pair in self._pairs:
            twin = next(pair.twins(), None) or (pair.first.runs[0], pair.second.runs[0])
            if code_changes(*(RunSet((run,)) for run in twin)):
                self._runsets["code"] = {"filters": _only(twin), "order": [f"side != {_text(self._names[0])}"]}
                panel = {"code_comparer": {"runset": "code", "diff": "unified", "title": "Differences of code"}}
                return [Comment("Private: packages, commit and saved code. --no-code leaves them out."),
                        _section("Code and packages", [panel], is_open=True)]  # fmt: skip
        return []


def _with_media(pair: Pair) -> tuple[Run, Run]:
    """Return the first run of either side that logged media or tables, else the first."""
    first, second = (
        next((run for run in side if any(kind != "metric" for kind in kinds(RunSet((run,))).values())), side.runs[0])
        for side in (pair.first, pair.second)
    )
    return first, second


def _media_panel(key: str, kind: str, runset: str) -> Panel:
    panel = _PANELS.get(kind, "media_browser")
    if panel == "histogram":
        return {panel: {"key": key, "runset": runset}}
    mode = {"mode": "side_by_side"} if kind in _BESIDE else {}
    return {panel: {"media_keys": [key], **mode, "runset": runset}}


def _only(pair: Sequence[Run]) -> str:
    """Return the filter that only these runs pass."""
    return " or ".join(f"side == {_text(run.meta.side)} and id == {_text(run.unhidden.meta.id)}" for run in pair)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _section(title: str, blocks: Sequence[Any], *, is_open: bool) -> Panel:
    return {"section": {"title": title} | ({} if is_open else {"open": False}) | {"blocks": list(blocks)}}


def _grid(panels: Sequence[Any], columns: int = 0) -> list[Any]:
    if len(panels) == 1:
        return list(panels)
    return [{"panel_grid": {"columns": columns or columns_for(len(panels)), "panels": list(panels)}}]


def _escaped(value: Any) -> Any:
    """Return values whose texts no parameter changes."""
    if isinstance(value, str):
        return value.replace("${", "$${")
    if isinstance(value, dict):
        return {key: _escaped(one) for key, one in value.items()}
    return [_escaped(one) for one in value] if isinstance(value, list) else value
