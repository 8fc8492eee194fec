"""Predicted less true numbers over what was predicted, with the errors of a regression.

- residuals: {table_name: predictions, truth: price, prediction: predicted}
- residuals: {path: prices.csv, truth: price, prediction: predicted}
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from reportgen.digits import digits
from reportgen.errors import PanelError
from reportgen.fragment import Fragment
from reportgen.model.chart import LoggedChart
from reportgen.model.column import Floats
from reportgen.model.nested import as_float
from reportgen.model.runset import RunSet
from reportgen.model.table import Table
from reportgen.panels.base.curves.logged import LoggedRows, LoggedView
from reportgen.panels.base.curves.presets import render_preset
from reportgen.panels.base.curves.scores import column_of
from reportgen.panels.base.markup import nothing, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.privacy.places import shown_path
from reportgen.spec.fields import Key
from reportgen.stats.scores import Errors, regression_errors
from reportgen.tables.rows import logged_table
from reportgen.texts import plural, say

_DRAWN = 5_000
"""Points of a run that are drawn: the largest residuals, and every so many of the others."""
_LARGEST = 200


@dataclass(frozen=True)
class View:
    """The residuals of each run as points, and its errors."""

    chart: LoggedView
    errors: tuple[tuple[dict[str, Any], Errors], ...] = ()
    problems: tuple[str, ...] = ()


class Residuals(Panel):
    """Residuals (predicted less true) of a table's rows over what was predicted, with MAE, RMSE, R² and bias."""

    main: ClassVar[str] = "table_name"

    table_name: Key = ""
    """A logged table of true and predicted numbers."""
    path: str = ""
    """A CSV, TSV, JSON lines or Parquet file instead, relative to the spec."""
    truth: str
    """The column with the true number."""
    prediction: str
    """The column with the predicted number."""

    def references(self) -> list[Reference]:
        """Return the table."""
        return [Reference(("table_name",), self.table_name, "table")] if self.table_name else []

    def inputs(self) -> list[str]:
        """Return the file that stands in place of logged ones."""
        return [self.path] if self.path else []

    def heading(self) -> str:
        """Return the title, or the table's name."""
        return self.title or self.table_name or shown_path(self.path)

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the points of every run, and its errors."""
        if not self.table_name and not self.path:
            raise PanelError("set 'table_name' or 'path'", "Columns are named by 'truth' and 'prediction'.")
        problems: list[str] = []
        notes: list[str] = []
        found: list[tuple[dict[str, Any], Errors]] = []
        tables: list[LoggedRows] = []
        columns = {"x": say("predicted"), "y": say("residual")}
        for run, table in self._tables(runs, context, problems):
            try:
                truth, guess = self._numbers(run, table, notes)
            except LookupError as error:
                problems.append(str(error.args[0]))
                continue
            found.append((run, regression_errors(truth, guess)))
            points = _drawn(guess, guess - truth)
            if len(points) < len(truth):
                notes.append(
                    say("{run}: {n} of {total} points drawn, the largest residuals among them", run=run["name"],
                        n=f"{len(points):,}", total=f"{len(truth):,}")
                )  # fmt: skip
            tables.append(LoggedRows(run, 0, Table(list(columns.values()), points, len(points))))
        chart = LoggedChart("scatter", "residuals", columns)
        view = LoggedView(self.heading(), chart, tuple(tables), context.width, tuple(notes), tuple(problems))
        return View(view, tuple(found), tuple(dict.fromkeys(problems)))

    def _numbers(self, run: dict[str, Any], table: Table, notes: list[str]) -> tuple[Floats, Floats]:
        """Return the true and the predicted numbers of the rows that have both; LookupError where none has."""
        cells = [column_of(table, self.truth, "truth"), column_of(table, self.prediction, "prediction")]
        truth, guess = (np.array([as_float(cell) for cell in column], float) for column in cells)
        good = np.isfinite(truth) & np.isfinite(guess)
        if not good.any():
            raise LookupError(f"{run['name']}: no row has both numbers")
        if not good.all():
            gone = plural(int((~good).sum()), "row")
            notes.append(say("{run}: {rows} without both numbers omitted", run=run["name"], rows=gone))
        return truth[good], guess[good]

    def _tables(self, runs: RunSet, context: Context, problems: list[str]) -> list[tuple[dict[str, Any], Table]]:
        if self.path:
            table = context.table(self.path)
            if table.problem:
                problems.append(table.problem)
                return []
            return [({"index": -1, "name": shown_path(self.path)}, table)]
        tables = [(run, logged_table(run, self.table_name)) for run in runs]
        return [(swatch(run), table) for run, table in tables if table is not None and table.rows]

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the points, and the errors of each run in words."""
        del theme, children
        if not view.errors:
            what = view.problems[0] if view.problems else f"no run logged the table '{self.table_name}'"
            return nothing(what, view.problems)
        fragment = render_preset(view.chart, self.heading())
        several = len(view.errors) > 1
        told = [(f"{run['name']}: " if several else "") + _told(errors) for run, errors in view.errors]
        fragment.sampled = [*told, *fragment.sampled]
        fragment.alt = f"{self.heading()}: {'; '.join(told)}."
        return fragment


def _told(errors: Errors) -> str:
    named = {"MAE": errors.mae, "RMSE": errors.rmse, "R²": errors.r2, say("bias"): errors.bias}
    return ", ".join(f"{name} {digits(value, 4)}" for name, value in named.items() if math.isfinite(value))


def _drawn(guess: Floats, residual: Floats) -> list[list[float]]:
    order = np.argsort(-np.abs(residual), kind="stable")
    if len(order) > _DRAWN:
        step = -(-len(order) // (_DRAWN - _LARGEST))
        order = np.unique(np.append(order[:_LARGEST], order[::step]))
    return [[float(guess[at]), float(residual[at])] for at in order.tolist()]
