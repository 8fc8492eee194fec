"""The charts that a script logged: their tables over runs and steps, what their fields stand for, what is not drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from reportgen.model.chart import LoggedChart
from reportgen.model.nested import as_float
from reportgen.model.runset import RunSet, show
from reportgen.model.table import Table
from reportgen.panels.base.markup import swatch
from reportgen.panels.base.panel import Context
from reportgen.texts import say

_MAX_STEPS = 50


@dataclass(frozen=True)
class LoggedRows:
    """A logged table as rows of a chart: which run and step it is of."""

    run: dict[str, Any]
    step: int
    table: Table


@dataclass(frozen=True)
class LoggedView:
    """A logged chart, or a table that was logged without one, and the tables of all runs and steps."""

    key: str
    chart: LoggedChart = field(default_factory=lambda: LoggedChart("custom", ""))
    tables: tuple[LoggedRows, ...] = ()
    width: int = 960
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    show: Literal["counts", "rows", "columns"] = "counts"
    """What a logged confusion matrix shows at first."""


def logged_view(key: str, runs: RunSet, context: Context) -> LoggedView:
    """Return what the runs logged under a chart's key, or as a table under it."""
    found = [(run, chart) for run in runs if (chart := run.chart(key)) is not None]
    if not found:
        found = [(run, LoggedChart("custom", key)) for run in runs if key in run.keys]
    if not found:
        return LoggedView(key, width=context.width, problems=(f"no run logged a chart or a table '{key}'",))
    tables, notes, problems = [], [], []
    for run, chart in found:
        logged = run.source.tables(chart.table_key)
        if not logged and run.chart(key) is not None:
            problems.append(f"{run.name} logged the chart '{key}', but not its table '{chart.table_key}'")
        if len(logged) > _MAX_STEPS:
            notes.append(
                say(
                    "{run}: the last {n} of {total} steps are kept",
                    run=run.name,
                    n=_MAX_STEPS,
                    total=f"{len(logged):,}",
                )
            )
        for step, table in logged[-_MAX_STEPS:]:
            if table.problem:
                problems.append(f"{run.name}, {chart.table_key}: {table.problem}")
            if table.rows:
                tables.append(LoggedRows(swatch(run), step, table))
    return LoggedView(key, found[-1][1], tuple(tables), context.width, tuple(notes), tuple(dict.fromkeys(problems)))


def cells(view: LoggedView, role: str) -> list[Any]:
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


def spread(view: LoggedView) -> dict[str, list[Any]]:
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


_MOST_NAMED = 12
_NO_CURVE = {
    (True, True): ": no negative examples of this class", (True, False): ": no positive examples of this class",
    (False, True): ": no positive examples of this class", (False, False): ": nothing was predicted as this class",
}  # fmt: skip
"""Why a curve is not defined, by whether it is a ROC curve and whether its x is missing."""


def is_name(value: Any) -> bool:
    """Tell a text, a truth value or a list from numbers and from what stands where a number is missing."""
    if value is None or isinstance(value, float) or is_number(value):
        return False
    return not (isinstance(value, str) and value.strip().lower().lstrip("+-") in {"", "nan", "inf", "infinity"})


def undrawn_lines(
    view: LoggedView, x: Sequence[Any], y: Sequence[Any], series: Sequence[Any], good: Sequence[bool],
    options: Mapping[str, Any],
) -> list[str]:  # fmt: skip
    """Return a sentence for each line that has rows and no point, and how many rows of the others have none."""
    members: dict[tuple[int, str], list[int]] = {}
    for i, (run, name) in enumerate(zip(spread(view)["run"], series, strict=True)):
        members.setdefault((run, show(name)), []).append(i)
    names = {rows.run["index"]: str(rows.run["name"]) for rows in view.tables}
    notes, empty, strange = [], 0, 0
    for (run, series_name), mine in members.items():
        if any(good[i] for i in mine):
            strange += sum(not good[i] and x[i] is not None and y[i] is not None for i in mine)
            continue
        empty += 1
        if empty > _MOST_NAMED:
            continue
        across = not any(is_number(x[i]) for i in mine)
        title = (options["x_title"] or "x") if across else (options["y_title"] or "y")
        why = _NO_CURVE[bool(options.get("chance")), across] if options.get("unit") else ""
        name = " · ".join(part for part in (names[run] if len(names) > 1 else "", series_name) if part)
        notes.append(f"{name + ': ' if name else ''}no points to draw: every {title} value is NaN{why}")
    if empty > _MOST_NAMED:
        notes.append(say("{n} more lines have no points to draw", n=f"{empty - _MOST_NAMED:,}"))
    return [*notes, *([say("{n} rows without numbers are omitted", n=f"{strange:,}")] if strange else [])]


def rowless(good: Sequence[bool], *fields: str) -> list[str]:
    """Return how many rows are omitted; LookupError where all are."""
    lost = len(good) - sum(good)
    names = " and ".join(f"'{field}'" for field in fields)
    if lost == len(good):
        raise LookupError(f"no row has a number in {names}")
    return (
        [
            say(
                "{n} of {total} rows have no number in {columns} and are omitted",
                n=f"{lost:,}",
                total=f"{len(good):,}",
                columns=names,
            )
        ]
        if lost
        else []
    )
