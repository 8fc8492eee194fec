"""Several columns of a table over one, or the lines that ``wandb.plot.line_series`` logged.

- line_series: my_lines
- line_series: {table_name: curves, x: epoch, y: [train, val]}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import Field

from reportgen.fragment import Fragment
from reportgen.model.chart import LoggedChart
from reportgen.model.runset import RunSet
from reportgen.model.table import Table
from reportgen.panels.base.curves.logged import LoggedView, logged_view
from reportgen.panels.base.curves.presets import render_preset
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.spec.fields import Key, Words


class LineSeries(Panel):
    """Lines from a table's rows, one for each y column or each value of a series column."""

    main: ClassVar[str] = "table_name"

    table_name: Annotated[Key, Field(min_length=1)]
    """A chart that ``wandb.plot.line_series`` or ``wandb.plot.line`` logged, or a logged table."""
    x: str = ""
    """The column of the x axis, for a table."""
    y: Words = []
    """The columns to draw, for a table."""
    series: str = ""
    """A column that identifies the lines, for a table with one y column."""

    def references(self) -> list[Reference]:
        """Return the table."""
        return [Reference(("table_name",), self.table_name, "table")]

    def heading(self) -> str:
        """Return the title, or the table's name."""
        return self.title or self.table_name

    def prepare(self, runs: RunSet, context: Context) -> LoggedView:
        """Return the logged lines; columns of a table become one column of lines."""
        view = logged_view(self.table_name, runs, context)
        if not self.y:
            return view
        if len(self.y) == 1:
            columns = {"x": self.x, "y": self.y[0]} | ({"series": self.series} if self.series else {})
            return replace(view, chart=replace(view.chart, kind="line", columns=columns))
        tables = tuple(replace(rows, table=_long(rows.table, self.x, self.y)) for rows in view.tables)
        columns = {"x": "x", "y": "value", "series": "line"}
        chart = LoggedChart("line_series", self.table_name, columns, x_title=self.x)
        return replace(view, chart=chart, tables=tables)

    def render(self, view: Any, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the lines."""
        del theme, children
        return render_preset(view, self.heading())


def _long(table: Table, x: str, names: Sequence[str]) -> Table:
    """Return a table of (x, line, value), a row for each of the named columns; unknown ones leave none."""
    if x and x not in table.columns:
        return Table(table.columns, table.rows, table.count)
    at = table.columns.index(x) if x else -1
    rows = [
        [row[at] if x else place, name, row[table.columns.index(name)]]
        for name in names
        if name in table.columns
        for place, row in enumerate(table.rows)
    ]
    return Table(["x", "line", "value"], rows, len(rows))
