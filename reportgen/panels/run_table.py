"""Runs side by side: config and summary, searchable and sortable, with the best value of a column marked.

- run_table: {columns: [config.lr, summary.val/mAP], order: -summary.val/mAP}
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, TypedDict

from markupsafe import Markup

from reportgen.blocks import json_block
from reportgen.fragment import Fragment
from reportgen.model.media import Media
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.tensor import Tensor
from reportgen.model.nested import Aggregates, dig, flatten, of_logger
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.panels.base.aligned import padded
from reportgen.panels.base.holding import facts
from reportgen.panels.base.markup import empty, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.base.tensors import tensor_words
from reportgen.panels.base.values import fact_word, is_large, plain_cell, show_column
from reportgen.spec.fields import RunPaths
from reportgen.stats.findings import diverged
from reportgen.stats.goals import family_of, goal_metrics, goal_of
from reportgen.stats.labels import label_of
from reportgen.stats.rebin import even, evenly, masses_of
from reportgen.texts import plural, say

_FIRST_ROWS = 20
_FIRST_COLUMNS = 10
_COVERED = 0.3
"""Share of the runs that have a value of a column which is shown at first."""
_FAMILY = 3
"""Members of a family of metrics that are shown at first."""
_PROGRESS = ("epoch", "step", "global_step", "trainer/global_step")
_SPARK, _BLOCKS = 16, "▁▂▃▄▅▆▇█"
_SEARCHED = 3  # rows, above which they can be searched and filtered
_SHORT = 32  # characters that stay on one line
Goal = Literal["minimize", "maximize", "none"]


@dataclass(frozen=True)
class TableColumn:
    """A column: the path it shows, its group, and which way is better ("" for neither)."""

    path: str
    label: str
    group: str
    goal: str
    differs: bool
    numeric: bool
    shown: bool
    coverage: int = 0
    """Runs that have a value."""
    picture: bool = False
    """Whether it shows small histograms."""
    counts: bool = False
    """Whether it only counts or names the runs, or says how far they got, such as a seed or the epoch."""


@dataclass(frozen=True)
class View:
    """Columns, and a row of plain cells for each run."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[dict[str, Any], str, tuple[Any, ...]], ...]
    absent: tuple[str, ...]


class RunTableColumnPayload(TypedDict):
    """A column: ``coverage`` runs have a value; one of small histograms is a ``picture``."""

    path: str
    label: str
    group: str
    goal: str
    differs: bool
    numeric: bool
    shown: bool
    coverage: int
    picture: bool


class WholePayload(TypedDict):
    """A whole number that no double holds."""

    whole: str


class RunTableRunPayload(TypedDict):
    """The run of a row."""

    index: int
    name: str
    state: str


class RunTableRowPayload(TypedDict):
    """A run's values by column."""

    run: RunTableRunPayload
    group: str
    cells: list[str | float | bool | WholePayload | None]


class RunTablePayload(TypedDict):
    """All runs with all of their values."""

    columns: list[RunTableColumnPayload]
    rows: list[RunTableRowPayload]
    diffOnly: bool
    order: list[str]


class RunTable(Panel):
    """A table with a row for each run."""

    main: ClassVar[str] = "columns"

    columns: RunPaths = []
    """Paths to show, in order; by default config that differs and the summary."""
    groupby: RunPaths = []
    """Paths to group rows by; by default those of the run set."""
    diff_only: bool = False
    """Initially show only columns whose values differ."""
    goals: dict[str, Goal] = {}
    """Whether lower or higher is better, by path; by default as the script defined, else inferred from the name."""

    def references(self) -> list[Reference]:
        """Return the paths of columns and goals."""
        found = [Reference(("columns", index), path, "path") for index, path in enumerate(self.columns)]
        return found + [Reference(("goals", path), path, "path") for path in self.goals]

    def heading(self) -> str:
        """Return the title."""
        return self.title or say("Runs")

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the cells of every run, nested values by dotted path."""
        del context
        runs = runs.select(groupby=self.groupby)
        groups = runs.groups()
        if groups:  # each group once, in the order of its first run
            runs = replace(runs, runs=tuple(run for group in groups for run in group.runs))
        tables = [_cells(run) for run in runs]
        paths = self.columns or _natural_paths(tables)
        columns = []
        for path in paths:
            values = [_cell(run, path) for run in runs]
            columns.append(self._column(path, values, runs))
        labels = [column.label for column in columns]
        columns = [
            replace(c, label=c.path) if labels.count(c.label) > 1 and c.group != "config" else c for c in columns
        ]
        columns = self._choose(columns, runs)
        names = {run.index: group.name for group in groups for run in group.runs}
        lost = diverged(runs)
        rows = tuple(
            (
                swatch(run) | {"state": "diverged" if run.index in lost else run.meta.state},
                names.get(run.index, ""),
                tuple(_cell(run, c.path) for c in columns),
            )
            for run in runs
        )
        absent = tuple(p for p in self.columns if len(runs) and all(_cell(run, p) is None for run in runs))
        return View(tuple(columns), rows, absent)

    def _column(self, path: str, values: Sequence[Any], runs: RunSet) -> TableColumn:
        group, _, rest = path.partition(".")
        known = group in ("config", "summary")
        numeric = any(isinstance(v, int | float) and not isinstance(v, bool) for v in values) and all(
            v is None or (isinstance(v, int | float) and not isinstance(v, bool)) for v in values
        )
        goal = self.goals.get(path) or (goal_of(rest if known else path, runs) if group != "config" else "")
        shown = {repr(value) for value in values}
        return TableColumn(
            path, rest if known else path, group if known else "run", "" if goal == "none" or not numeric else goal,
            len(shown) > 1, numeric, shown=True, coverage=sum(value not in (None, "", []) for value in values),
            picture=any(isinstance(value, str) and value and set(value) <= set(_BLOCKS) for value in values),
            counts=bool(label_of(rest, values)) if group == "config" else rest in _PROGRESS,
        )  # fmt: skip

    def _choose(self, columns: list[TableColumn], runs: RunSet) -> list[TableColumn]:
        """Mark which columns are shown at first; where the spec names none, what tells runs apart comes first."""
        if self.columns:
            return [replace(c, shown=c.differs or not self.diff_only) for c in columns]
        ordered = in_reading_order([column for column in columns if column.coverage], runs)
        chosen = first_columns([c for c in ordered if c.differs or not self.diff_only], runs)
        return [replace(column, shown=column.path in chosen) for column in ordered]

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the first rows as a table, and all of them as data."""
        del theme, children
        missing = [f"no run has '{path}'" for path in view.absent]
        if not view.rows:
            return Fragment(empty(say("No run matches.")), missing=missing)
        data: RunTablePayload = {
            "columns": [_column(column) for column in view.columns],
            "rows": [
                {"run": _run(run), "group": group, "cells": [_stored(c) for c in cells]}
                for run, group, cells in view.rows
            ],
            "diffOnly": self.diff_only,
            "order": [key.text for key in self.order],
        }
        block = json_block(data)
        html = Markup('<rg-run-table data-view="{}"><div class="rg-table-scroll" tabindex="0">{}</div></rg-run-table>')
        note = plural(len(view.rows) - _FIRST_ROWS, "more run") if len(view.rows) > _FIRST_ROWS else ""
        more = Markup('<p class="rg-note rg-static-note">{}</p>').format(note) if note else Markup()
        alt = say(
            "Table of {runs} with {values} each.",
            runs=plural(len(view.rows), "run"), values=plural(len(view.columns), "value"),
        )  # fmt: skip
        plain = [(n, one.path) for n, one in enumerate(view.columns) if not one.picture and one.path != "state"]
        values = ((run["index"], path, cells[n]) for run, _, cells in view.rows for n, path in plain)
        return Fragment(
            html.format(block.id, _table(view)) + more, frozenset({"run_table"}),
            frozenset({"query"} if len(view.rows) > _SEARCHED else ()), blocks=[block], alt=alt, missing=missing,
            holds=[*facts(values)],
        )  # fmt: skip


def in_reading_order(columns: Sequence[TableColumn], runs: RunSet) -> list[TableColumn]:
    """Return columns as a reader asks for them: the config that differs, results, facts of the run, and the rest.

    Of results those come first that say how good a run is; histograms and large families of metrics come last.
    """
    results = [column.path.removeprefix("summary.") for column in columns if column.group == "summary"]
    sizes = Counter(map(family_of, results))
    places = {name: place for place, name in enumerate(goal_metrics(results, runs))}

    def rank(column: TableColumn) -> tuple[Any, ...]:
        if column.group != "summary":
            config = column.group == "config"
            return (0 if config and column.differs and not column.counts else 3 if config else 2,)
        name = column.path.removeprefix("summary.")
        plain = name not in places or column.picture or sizes[family_of(name)] > _FAMILY
        return (1, plain, column.counts, sizes[family_of(name)] > _FAMILY, column.picture, places.get(name, 0))

    return sorted(columns, key=rank)


def first_columns(ordered: Sequence[TableColumn], runs: RunSet) -> set[str]:
    """Return the paths of the columns that fit the first view: what most runs have, few of one family."""
    known = [column for column in ordered if column.coverage >= _COVERED * len(runs)]
    config = [column for column in known if column.group == "config" and column.differs and not column.counts]
    results, families = [], Counter[str]()
    names = {column.path for column in known}
    for column in (column for column in known if column.group == "summary"):
        if re.sub(r"\.(min|max|mean|best|first|last)$", "", column.path) in names - {column.path}:
            continue  # the metric itself is there
        families[family_of(column.path)] += 1
        if families[family_of(column.path)] <= _FAMILY:
            results.append(column)
    unfinished = any(run.meta.state != "finished" for run in runs)
    facts = [
        c for c in known if c.group == "run" and (unfinished if c.path == "state" else c.path != "tags" or c.differs)
    ]
    # sorted() keeps the order otherwise
    results.sort(key=lambda column: (not column.goal, column.counts, not column.differs))
    known_goals = [column for column in results if column.goal]
    results = known_goals if len(known_goals) >= _FAMILY else results
    few = _FIRST_COLUMNS - len(facts)
    left = max(few - len(config), few // 2)
    chosen = [*facts, *results[:left]]
    chosen += config[: _FIRST_COLUMNS - len(chosen)]
    same = [column for column in known if column.group == "config" and not column.differs]
    chosen += same[: max(_FIRST_COLUMNS - len(chosen), 0) if len(runs) == 1 else 0]
    return {column.path for column in chosen}


def _run(run: Mapping[str, Any]) -> RunTableRunPayload:
    return {"index": run["index"], "name": run["name"], "state": run["state"]}


def _column(column: TableColumn) -> RunTableColumnPayload:
    return {
        "path": column.path, "label": _label(column), "group": column.group, "goal": column.goal,
        "differs": column.differs, "numeric": column.numeric, "shown": column.shown, "coverage": column.coverage,
        "picture": column.picture,
    }  # fmt: skip


def _cells(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = {}
    found.update({f"config.{k}": v for k, v in flatten(run.meta.config).items()})
    found.update({f"summary.{k}": v for k, v in flatten(run.summary).items() if not of_logger(k)})
    # A metric kept as one aggregate is one column, under its own name.
    for path in list(found):
        parent = path.rpartition(".")[0]
        held = dig(run.summary, parent.removeprefix("summary.")) if path.startswith("summary.") else None
        if isinstance(held, Aggregates) and len(held.values) == 1:
            found[parent] = found.pop(path)
    return {path: value for path, value in found.items() if not _is_media(value) or sparkline(value)}


def _is_media(value: Any) -> bool:
    """Return whether a value is media, or a list that holds some: galleries show them."""
    return isinstance(value, Media) or (isinstance(value, list) and any(isinstance(one, Media) for one in value))


def _natural_paths(tables: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return all paths: run facts, config, then summary, each by name."""
    found = {path for table in tables for path in table}
    order = sorted(found, key=lambda path: (not path.startswith("config."), path))
    return ["state", "duration", "tags", *order]


def _cell(run: Run, path: str) -> Any:
    value = run.lookup(path)
    if isinstance(value, Tensor):
        return tensor_words(value) or None
    return (sparkline(value) or None) if isinstance(value, Media) else value


def sparkline(value: Any) -> str:
    """Return a histogram as a row of block characters, the highest bin full; nothing for other media.

    Bins of different widths are put on even ones.
    """
    if not isinstance(value, Histogram):
        return ""
    numbers = [height if math.isfinite(height) and height > 0 else 0.0 for height in value.heights.tolist()]
    if numbers and not even((masses := masses_of(value)).edges):
        numbers = evenly(masses, _SPARK)
    width = -(-len(numbers) // _SPARK)
    sums = [sum(numbers[i : i + width]) for i in range(0, len(numbers), width)] if numbers else []
    most = max(sums, default=0.0)
    return "".join(_BLOCKS[round(s / most * (len(_BLOCKS) - 1))] for s in sums) if most else ""


def _stored(value: Any) -> Any:
    """Return a cell for the page, where a whole number beyond 2^53 would lose its last digits: it goes as a text."""
    return {"whole": str(value)} if is_large(value) else plain_cell(value)


def best(cells: Sequence[Any], goal: str) -> Any:
    """Return the best number of a column, None where there is no choice to make."""
    numbers = [c for c in cells if isinstance(c, int | float) and not isinstance(c, bool) and math.isfinite(c)]
    if not goal or len(set(numbers)) < 2:  # noqa: PLR2004 - one value is not a best one
        return None
    return min(numbers) if goal == "minimize" else max(numbers)


def _label(column: TableColumn) -> str:
    return fact_word(column.label) if column.group == "run" else column.label


def _table(view: View) -> Markup:
    shown = [i for i, column in enumerate(view.columns) if column.shown]
    head = Markup().join(
        Markup('<th scope="col"{}><bdi>{}</bdi></th>').format(
            Markup(' class="n"') if view.columns[i].numeric else Markup(), _label(view.columns[i])
        )
        for i in shown
    )
    bests = {i: best([cells[i] for _, _, cells in view.rows], view.columns[i].goal) for i in shown}
    texts = {i: show_column(view.columns[i].path, [cells[i] for _, _, cells in view.rows]) for i in shown}
    inner = {i: padded(texts[i][:_FIRST_ROWS] if view.columns[i].numeric else []) for i in shown}
    parts = []
    for place, (run, _, cells) in enumerate(view.rows[:_FIRST_ROWS]):
        marked = Markup()
        unwell = run["state"] not in ("finished", "")
        said = next((i for i in shown if unwell and view.columns[i].path == "state" and cells[i] == run["state"]), None)
        for i in shown:
            text = texts[i][place][0]
            names = ["n"] * view.columns[i].numeric + ["best"] * (bests[i] is not None and cells[i] == bests[i])
            names += ["s"] * (len(text) < _SHORT)
            attribute = Markup(' class="{}"').format(" ".join(names)) if names else Markup()
            cell = inner[i][place] if view.columns[i].numeric else Markup("<bdi>{}</bdi>").format(text)
            if i == said:
                cell = _badge(run["state"])
            marked += Markup("<td{}>{}</td>").format(attribute, cell)
        parts.append(_row(run, marked, _badge(run["state"]) if unwell and said is None else Markup()))
    body = Markup().join(parts)
    return Markup(
        '<table class="rg-run-table"><thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(say("run"), head, body)


def _badge(state: str) -> Markup:
    """Return how a run ended, where that is not well."""
    return Markup('<span class="rg-state rg-state-{0}">{0}</span>').format(state)


def _row(run: Mapping[str, Any], cells: Markup, badge: Markup) -> Markup:
    return Markup(
        '<tr data-run="{0}"><th scope="row"><i class="rg-dot" style="background:var(--run-{0})"></i>'
        "<bdi>{1}</bdi>{2}</th>{3}</tr>"
    ).format(run["index"], run["name"], Markup(" ") + badge if badge else "", cells)
