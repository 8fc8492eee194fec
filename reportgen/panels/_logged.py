"""The charts that a script logged: their tables over runs and steps, and what their fields stand for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from reportgen.model.chart import LoggedChart
from reportgen.model.nested import as_float
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.model.table import Table
from reportgen.panels._base import Context, swatch

_MAX_STEPS = 50


@dataclass(frozen=True)
class Rows:
    """A logged table as rows of a chart: which run and step it is of."""

    run: dict[str, Any]
    step: int
    table: Table


@dataclass(frozen=True)
class View:
    """A logged chart, or a table that was logged without one, and the tables of all runs and steps."""

    key: str
    chart: LoggedChart = field(default_factory=lambda: LoggedChart("custom", ""))
    tables: tuple[Rows, ...] = ()
    width: int = 960
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    show: Literal["counts", "rows", "columns"] = "counts"
    """What a logged confusion matrix shows at first."""


def prepare(key: str, runs: RunSet, context: Context) -> View:
    """Return what the runs logged under a chart's key, or as a table under it."""
    found: list[tuple[Run, LoggedChart]] = [(run, run.charts[key]) for run in runs if key in run.charts]
    if not found:
        found = [(run, LoggedChart("custom", key)) for run in runs if key in run.keys]
    if not found:
        return View(key, width=context.width, problems=(f"no run logged a chart or a table '{key}'",))
    tables, notes, problems = [], [], []
    for run, chart in found:
        logged = run.source.tables(chart.table_key)
        if not logged and key in run.charts:
            problems.append(f"{run.name} logged the chart '{key}', but not its table '{chart.table_key}'")
        if len(logged) > _MAX_STEPS:
            notes.append(f"{run.name}: the last {_MAX_STEPS} of {len(logged):,} steps are kept")
        for step, table in logged[-_MAX_STEPS:]:
            if table.problem:
                problems.append(f"{run.name}, {chart.table_key}: {table.problem}")
            if table.rows:
                tables.append(Rows(swatch(run), step, table))
    return View(key, found[-1][1], tuple(tables), context.width, tuple(notes), tuple(dict.fromkeys(problems)))


def cells(view: View, role: str) -> list[Any]:
    """Return a role's cells over all tables, in the order of the rows; LookupError when a table lacks the column."""
    from reportgen.errors import suggestion

    column = view.chart.columns.get(role) or role
    out: list[Any] = []
    for rows in view.tables:
        if column not in rows.table.columns:
            raise LookupError(f"no column '{column}' for {role}. {suggestion(column, rows.table.columns, 'columns')}")
        place = rows.table.columns.index(column)
        out += [row[place] if place < len(row) else None for row in rows.table.rows]
    return out


def spread(view: View) -> dict[str, list[Any]]:
    """Return the run and step of every row."""
    return {
        "run": [rows.run["index"] for rows in view.tables for _ in rows.table.rows],
        "step": [rows.step for rows in view.tables for _ in rows.table.rows],
    }


def is_number(value: Any) -> bool:
    """Tell a finite number from anything else."""
    return math.isfinite(as_float(value))


def only(values: Sequence[Any], keep: Sequence[bool]) -> list[Any]:
    """Return the values where ``keep`` holds."""
    return [value for value, kept in zip(values, keep, strict=True) if kept]
