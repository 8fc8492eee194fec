"""Runs side by side: config and summary, searchable and sortable, with the best value of a column marked.

- run_table: {columns: [config.lr, summary.val/mAP], order: -summary.val/mAP}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Literal, TypedDict

from markupsafe import Markup

from reportgen.blocks import json_block
from reportgen.fragment import Fragment
from reportgen.gates import Baseline
from reportgen.model.runset import RunSet
from reportgen.panels.base.against import mean_of
from reportgen.panels.base.holding import facts
from reportgen.panels.base.markup import empty, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.base.values import is_large, plain_cell
from reportgen.panels.run_table.columns import (
    BLOCKS,
    TableColumn,
    cell_of,
    cells_of,
    first_columns,
    in_reading_order,
    natural_paths,
)
from reportgen.panels.run_table.markup import FIRST_ROWS, View, head_of, table
from reportgen.spec.fields import RunPaths
from reportgen.stats.findings import diverged
from reportgen.stats.goals import goal_of
from reportgen.stats.labels import label_of
from reportgen.texts import plural, say

_PROGRESS = ("epoch", "step", "global_step", "trainer/global_step")
_SEARCHED = 3  # rows, above which they can be searched and filtered
Goal = Literal["minimize", "maximize", "none"]


class RunTableColumnPayload(TypedDict):
    """A column: ``coverage`` runs have a value, ``baseline`` is its mean there; small histograms are a ``picture``."""

    path: str
    label: str
    group: str
    goal: str
    differs: bool
    numeric: bool
    shown: bool
    coverage: int
    picture: bool
    baseline: float | None


class WholePayload(TypedDict):
    """A whole number that no double holds."""

    whole: str


class RunTableRunPayload(TypedDict):
    """The run of a row."""

    index: int
    name: str
    state: str
    isBaseline: bool


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
    baselineRuns: int


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
        runs, baseline = runs.select(groupby=self.groupby), context.baseline
        groups = runs.groups()
        if groups:  # each group once, in the order of its first run
            runs = replace(runs, runs=tuple(run for group in groups for run in group.runs))
        tables = [cells_of(run) for run in runs]
        paths = self.columns or natural_paths(tables)
        columns = []
        for path in paths:
            values = [cell_of(run, path) for run in runs]
            columns.append(self._column(path, values, runs, baseline))
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
                tuple(cell_of(run, c.path) for c in columns),
            )
            for run in runs
        )
        absent = tuple(p for p in self.columns if len(runs) and all(cell_of(run, p) is None for run in runs))
        own = {run.index for run in runs} - {run.index for run in baseline.others(runs)}
        return View(tuple(columns), rows, absent, len(baseline.runs), frozenset(own))

    def _column(self, path: str, values: Sequence[Any], runs: RunSet, baseline: Baseline) -> TableColumn:
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
            picture=any(isinstance(value, str) and value and set(value) <= set(BLOCKS) for value in values),
            counts=bool(label_of(rest, values)) if group == "config" else rest in _PROGRESS,
            baseline=mean_of(path, baseline) if numeric and group == "summary" else None,
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
                {"run": _run(run, view), "group": group, "cells": [_stored(c) for c in cells]}
                for run, group, cells in view.rows
            ],
            "diffOnly": self.diff_only,
            "order": [key.text for key in self.order],
            "baselineRuns": view.baseline_runs,
        }
        block = json_block(data)
        html = Markup('<rg-run-table data-view="{}"><div class="rg-table-scroll" tabindex="0">{}</div></rg-run-table>')
        note = plural(len(view.rows) - FIRST_ROWS, "more run") if len(view.rows) > FIRST_ROWS else ""
        more = Markup('<p class="rg-note rg-static-note">{}</p>').format(note) if note else Markup()
        alt = say(
            "Table of {runs} with {values} each.",
            runs=plural(len(view.rows), "run"), values=plural(len(view.columns), "value"),
        )  # fmt: skip
        plain = [(n, one.path) for n, one in enumerate(view.columns) if not one.picture and one.path != "state"]
        values = ((run["index"], path, cells[n]) for run, _, cells in view.rows for n, path in plain)
        return Fragment(
            html.format(block.id, table(view)) + more, frozenset({"run_table"}),
            frozenset({"query"} if len(view.rows) > _SEARCHED else ()), blocks=[block], alt=alt, missing=missing,
            holds=[*facts(values)],
        )  # fmt: skip


def _run(run: Mapping[str, Any], view: View) -> RunTableRunPayload:
    own = run["index"] in view.own
    return {"index": run["index"], "name": run["name"], "state": run["state"], "isBaseline": own}


def _column(column: TableColumn) -> RunTableColumnPayload:
    return {
        "path": column.path, "label": head_of(column), "group": column.group, "goal": column.goal,
        "differs": column.differs, "numeric": column.numeric, "shown": column.shown, "coverage": column.coverage,
        "picture": column.picture, "baseline": column.baseline,
    }  # fmt: skip


def _stored(value: Any) -> Any:
    """Return a cell for the page, where a whole number beyond 2^53 would lose its last digits: it goes as a text."""
    return {"whole": str(value)} if is_large(value) else plain_cell(value)
