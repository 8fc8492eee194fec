"""A value of each run, or of each group of runs, as bars, boxes or violins.

- bar_plot: {metrics: [summary.val/mAP], groupby: config.backbone, groupby_rangefunc: stddev}
- bar_plot: {metrics: val/mAP, groupby: config.backbone, plot_type: violin}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, TypedDict

import numpy as np
from markupsafe import Markup
from pydantic import Field

from reportgen.blocks import Block, json_block
from reportgen.charts import shape, static
from reportgen.charts.frame import Ends, Shape
from reportgen.charts.marks import Bars, Line, Mark
from reportgen.digits import digits
from reportgen.fragment import Fragment
from reportgen.model.runset import RunSet
from reportgen.panels.base.holding import facts
from reportgen.panels.base.legend import entry, legend
from reportgen.panels.base.markup import empty, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.base.values import short
from reportgen.spec.fields import Limit, Range, RunPaths
from reportgen.stats import aggregate
from reportgen.texts import plural, say

_ROW, _MOST = 26, 900
_SOLID = 0.85
"""How strong bars are: lines over them must be seen."""


@dataclass(frozen=True)
class Cell:
    """One bar: its row and metric, and each of its runs' values."""

    row: int
    metric: int
    values: tuple[tuple[dict[str, Any], float], ...]


@dataclass(frozen=True)
class View:
    """Rows (runs, or groups with several), the metrics, and the bars."""

    rows: tuple[tuple[str, int], ...]
    metrics: tuple[str, ...]
    cells: tuple[Cell, ...]
    grouped: bool
    absent: tuple[str, ...]
    width: int


class BarPayload(TypedDict):
    """The values of a row and metric, by run."""

    row: int
    metric: int
    runs: list[int]
    values: list[float]


class BarPlotPayload(TypedDict):
    """A bar plot."""

    shape: Shape
    rows: list[str]
    colors: list[int]
    metrics: list[str]
    plotType: Literal["bar", "boxplot", "violin"]
    cells: list[BarPayload]
    aggregate: Literal["mean", "min", "max", "median", "sum"]
    range: Literal["minmax", "stddev", "stderr", "none"]
    grouped: bool
    rangeX: Ends | None
    titleX: str


class BarPlot(Panel):
    """A bar for each run and metric; runs that share a value become one bar, box or violin."""

    main: ClassVar[str] = "metrics"

    metrics: Annotated[RunPaths, Field(min_length=1)]
    """Metrics (their summary values) or paths such as ``config.lr``."""
    plot_type: Literal["bar", "boxplot", "violin"] = "bar"
    """Bars; or, for groups, the distribution of their runs as box plots or violins."""
    groupby: RunPaths = []
    """Paths such as ``config.lr``: runs with equal values become one bar. The run set's grouping applies too."""
    groupby_aggfunc: Literal["mean", "min", "max", "median", "sum"] = "mean"
    """What a group's bar shows."""
    groupby_rangefunc: Literal["minmax", "stddev", "stderr", "none"] = "minmax"
    """The line over a group's bar."""
    range_x: Range | None = None
    """[low, high] of the value axis; null leaves that end automatic."""
    title_x: str = ""
    """Label of the value axis."""
    max_bars_to_show: Limit | None = None
    """At most this many bars."""

    def references(self) -> list[Reference]:
        """Return the metrics."""
        return [Reference(("metrics", i), path, "path") for i, path in enumerate(self.metrics)]

    def heading(self) -> str:
        """Return the title, or the metrics."""
        return self.title or ", ".join(short(path) for path in self.metrics)

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return each bar's runs and values."""
        runs = runs.select(groupby=self.groupby)
        groups = [(group.name, group.runs) for group in (runs.groups() if self.order else runs.sorted_groups())] or [
            (run.name, (run,)) for run in runs
        ]
        if self.plot_type != "bar" and not runs.groupby:
            groups = [(say("All runs"), tuple(runs))]
        groups = groups[: self.max_bars_to_show]
        cells, absent = [], []
        for metric, path in enumerate(self.metrics):
            for row, (_, members) in enumerate(groups):
                values = [(swatch(run), run.number(path)) for run in members]
                kept = tuple((run, value) for run, value in values if np.isfinite(value))
                cells.append(Cell(row, metric, kept))
            if not any(cell.values for cell in cells if cell.metric == metric):
                absent.append(path)
        rows = tuple((name, members[0].index if members else 0) for name, members in groups)
        return View(rows, tuple(self.metrics), tuple(cells), bool(runs.groupby), tuple(absent), context.width)

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the bars, as a picture and as data."""
        del theme, children
        missing = [f"no run has '{path}'" for path in view.absent]
        if not any(cell.values for cell in view.cells):
            return Fragment(
                empty(say("No run has {metrics}.", metrics=", ".join(short(path) for path in self.metrics))),
                missing=missing,
            )
        height = max(140, min(len(view.rows) * max(_ROW, 12 * len(view.metrics) + 8) + 48, _MOST))
        data: BarPlotPayload = {
            "shape": shape("canvas"), "rows": [name for name, _ in view.rows], "colors": [run for _, run in view.rows],
            "metrics": [short(path) for path in view.metrics], "plotType": self.plot_type,
            "cells": [{"row": c.row, "metric": c.metric, "runs": [run["index"] for run, _ in c.values],
                       "values": [value for _, value in c.values]} for c in view.cells],
            "aggregate": self.groupby_aggfunc, "range": self.groupby_rangefunc if view.grouped else "none",
            "grouped": view.grouped, "rangeX": self.range_x,
            "titleX": self.title_x or (short(view.metrics[0]) if len(view.metrics) == 1 else ""),
        }  # fmt: skip
        blocks: list[Block] = [json_block(data)]
        html = Markup('<rg-bar-plot data-view="{}"><div class="rg-plot" style="height:{}px">{}</div>{}</rg-bar-plot>')
        body = html.format(blocks[0].id, height, self._picture(view, height), self._legend(view))
        held = facts(
            (run["index"], view.metrics[cell.metric], value) for cell in view.cells for run, value in cell.values
        )
        return Fragment(body, frozenset({"chart", "bar_plot"}), frozenset({"vega"}), blocks, alt=self._alt(view),
                        missing=missing, holds=[*held])  # fmt: skip

    def _middle(self, cell: Cell) -> float:
        return float(aggregate.aggregate(np.array([[v] for _, v in cell.values]), self.groupby_aggfunc)[0])

    def _picture(self, view: View, height: int) -> Markup:
        """Return the static bars; boxes and violins stand as the span of their runs with the middle."""
        share, count = 0.78 / len(view.metrics), len(view.rows)
        marks: list[Mark] = []
        ends: list[Any] = []
        for cell in (cell for cell in view.cells if cell.values):
            values = np.array([value for _, value in cell.values])
            low = count - 1 - cell.row + 0.89 - share * (cell.metric + 1)
            middle = self._middle(cell) if self.plot_type == "bar" else float(np.median(values))
            start = 0.0 if self.plot_type == "bar" else float(np.quantile(values, 0.25))
            end = middle if self.plot_type == "bar" else float(np.quantile(values, 0.75))
            color = [
                f"var(--run-{view.rows[cell.row][1]})" if len(view.metrics) == 1 else f"var(--c{cell.metric % 10})"
            ]
            one = np.ones(1)
            ends_x = self.range_x or [None, None]
            start = max(start, ends_x[0]) if ends_x[0] is not None else start
            end = min(end, ends_x[1]) if ends_x[1] is not None else end
            marks.append(Bars(start * one, end * one, low * one, (low + share * 0.92) * one, color, _SOLID))
            if self.plot_type != "bar" and start == end:  # a box of equal values is a line
                marks.append(Line(np.full(2, middle), np.array([low, low + share * 0.92]), color[0]))
            span = (
                aggregate.spread(values[:, None], np.array([middle]), self.groupby_rangefunc) if view.grouped else None
            )
            ends += [values if self.plot_type != "bar" else np.array([0.0, middle])]
            if span is not None:
                edges = np.array([float(span[0][0]), float(span[1][0])])
                ends.append(edges)
                marks.append(Line(edges, np.full(2, low + share * 0.46), "var(--ink)"))
        low_x, high_x = static.domain(ends, pad=0.0 if self.plot_type == "bar" else 0.04)
        asked = self.range_x or [None, None]
        x = static.Axis(low_x if asked[0] is None else asked[0], high_x if asked[1] is None else asked[1])
        names = [name for name, _ in reversed(view.rows)]
        return static.picture(marks, x, static.Axis(0, count, names=names), view.width, height)

    def _legend(self, view: View) -> Markup:
        if len(view.metrics) < 2:  # noqa: PLR2004 - one metric needs no telling apart
            return Markup()
        return legend(entry(short(path), f"var(--c{i % 10})", sample="square") for i, path in enumerate(view.metrics))

    def _alt(self, view: View) -> str:
        rows = plural(len(view.rows), "group") if view.grouped else plural(len(view.rows), "run")
        metrics = ", ".join(short(path) for path in view.metrics)
        parts = [say("Bar plot of {metrics} over {rows}.", metrics=metrics, rows=rows)]
        for cell in [cell for cell in view.cells if cell.values][:12]:
            of = f" ({plural(len(cell.values), 'run')})" if len(cell.values) > 1 else ""
            parts.append(f"{view.rows[cell.row][0]}: {digits(self._middle(cell))}{of}.")
        return " ".join(parts)
