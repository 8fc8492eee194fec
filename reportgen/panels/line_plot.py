"""Metrics over steps, time or another metric: several runs and metrics on one pair of axes.

- line_plot: {y: [train/loss, val/loss], x: epoch, log_y: true, smoothing_factor: 0.6}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from markupsafe import Markup
from pydantic import BeforeValidator, Field, model_validator

from reportgen.blocks import Block, json_block, number_block
from reportgen.charts import shape, static
from reportgen.charts.ticks import label
from reportgen.fragment import Fragment
from reportgen.panels._base import Context, Panel, Reference, Theme, empty, swatch
from reportgen.runs import reduce
from reportgen.runs.run import Column, Floats, Run
from reportgen.runs.runset import RunSet
from reportgen.spec.fields import Key, Keys, refuse

HEIGHT = 264
_STATIC_COLUMNS = 60
_LARGEST = 1e300
_DASHES = ("", "6 4", "2 3", "8 3 2 3", "10 5", "1 2")
_TIME_AXES = {"relative_time", "wall_time"}
_AXIS_WORDS = {
    "Step": "step", "_step": "step", "_runtime": "relative_time", "RelativeTime(Process)": "relative_time",
    "RelativeTime(Wall)": "relative_time", "_timestamp": "wall_time", "WallTime": "wall_time",
}  # fmt: skip

Axis = Annotated[Key, BeforeValidator(lambda value: _AXIS_WORDS.get(value, value) if isinstance(value, str) else value)]


def _as_range(value: Any) -> Any:
    """Refuse ends that are not finite or not in order."""
    ends = [end for end in value if end is not None] if isinstance(value, list) else []
    numbers = [end for end in ends if isinstance(end, int | float) and not isinstance(end, bool)]
    if len(numbers) == len(ends) and not all(np.isfinite(end) and abs(end) < _LARGEST for end in numbers):
        raise refuse("the ends of a range must be finite numbers", "Write null for an open end.")
    if len(numbers) == 2 and numbers[0] >= numbers[1]:  # noqa: PLR2004 - both ends
        raise refuse("a range goes from low to high", f"Write [{numbers[1]:g}, {numbers[0]:g}].")
    return value


Range = Annotated[list[float | None], BeforeValidator(_as_range), Field(min_length=2, max_length=2)]


@dataclass(frozen=True)
class Series:
    """One line: its run and key, the kept points, and where they stand on each x axis that the page offers."""

    run: dict[str, Any]
    key: str
    total: int
    values: Floats
    x: dict[str, Floats]
    not_finite: int
    start: float


@dataclass(frozen=True)
class View:
    """What the plot shows: lines, the axes that x can be, and what was left out."""

    axis: str
    axes: tuple[str, ...]
    series: tuple[Series, ...]
    keys: tuple[str, ...]
    absent: tuple[str, ...] = ()
    by_key: bool = False
    width: int = 960
    notes: tuple[str, ...] = field(default_factory=tuple)


class LinePlot(Panel):
    """A line for each metric of each run, with the raw line behind a smoothed one."""

    main: ClassVar[str] = "y"

    y: Annotated[Keys, Field(min_length=1)]
    """Metrics to draw."""
    x: Axis | None = None
    """``step``, ``relative_time``, ``wall_time`` or a logged metric; else the step metric that the script defined."""
    log_x: bool = False
    """Logarithmic x axis."""
    log_y: bool = False
    """Logarithmic y axis; values of zero and below leave gaps."""
    range_x: Range | None = None
    """[low, high] of the x axis; null leaves an end open."""
    range_y: Range | None = None
    """[low, high] of the y axis; null leaves an end open."""
    title_x: str = ""
    """Label of the x axis."""
    title_y: str = ""
    """Label of the y axis."""
    smoothing_factor: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """0 draws what was logged; towards 1 smooths more."""
    smoothing_type: Literal["exponentialTimeWeighted", "exponential", "gaussian", "average", "none"] = (
        "exponentialTimeWeighted"
    )
    """How lines are smoothed."""
    smoothing_show_original: bool = True
    """Draw the raw line faintly behind the smoothed one."""
    max_points: Annotated[int, Field(ge=100)] | None = None
    """Points kept of a line in the file; chosen from the size of the report when left out."""

    @model_validator(mode="after")
    def _logarithms_are_positive(self) -> LinePlot:
        for name, log, ends in (("range_x", self.log_x, self.range_x), ("range_y", self.log_y, self.range_y)):
            if log and any(end is not None and end <= 0 for end in ends or ()):
                raise refuse(f"{name} must be above zero on a logarithmic axis")
        return self

    def references(self) -> list[Reference]:
        """Return the metrics and the x axis."""
        found = [Reference(("y", index), key, "number") for index, key in enumerate(self.y)]
        if self.x is not None and self.x != "step" and self.x not in _TIME_AXES:
            found.append(Reference(("x",), self.x, "number"))
        return found

    def heading(self) -> str:
        """Return the title, or the metrics."""
        return self.title or ", ".join(self.y[:4]) + (f" and {len(self.y) - 4} more" if len(self.y) > 4 else "")  # noqa: PLR2004

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the kept points of every line."""
        defined = {run.source.definition(key).step_metric for run in runs for key in self.y if key in run.keys}
        system = all(key.startswith("system/") for key in self.y)
        axis = self.x or (defined.pop() if len(defined) == 1 else "") or ("relative_time" if system else "step")
        metrics = {axis} | {metric for run in runs for metric in run.source.step_metrics()}
        others = sorted(metric for metric in metrics - {"step", "", *_TIME_AXES} if not system)
        axes = ("step", "relative_time", "wall_time", *others)
        limit = self.max_points or context.max_points
        series = [_series(run, key, axes, limit) for key in self.y for run in runs if key in run.keys]
        drawn = tuple(line for line in series if line.total)
        lost = ""
        column = "relative_time" if axis == "wall_time" else axis
        if drawn and not any(np.isfinite(line.x.get(column, np.zeros(0))).any() for line in drawn):
            lost, axis = f"'{axis}' was not logged in the same rows, so the lines are drawn over step", "step"
        present = {line.key for line in drawn}
        return View(
            axis,
            axes,
            drawn,
            tuple(key for key in self.y if key in present),
            tuple(key for key in self.y if key not in present),
            by_key=len(runs.all_runs) == 1,
            width=context.width,
            notes=(*_notes(drawn), *([lost] if lost else [])),
        )

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the plot: a static picture, and the data for the live one."""
        del theme, children
        missing = [f"no run logged '{key}'" for key in view.absent]
        if not view.series:
            return Fragment(empty(f"No run has logged {' or '.join(view.absent)}."), missing=missing)
        blocks: list[Block] = []
        lines = [self._line(line, view, blocks) for line in view.series]
        spec = {
            "shape": shape("line_plot"),
            "axis": view.axis,
            "axes": list(view.axes),
            "lines": lines,
            "logX": self.log_x,
            "logY": self.log_y,
            "rangeX": self.range_x,
            "rangeY": self.range_y,
            "titleX": self.title_x,
            "titleY": self.title_y,
            "smoothing": self.smoothing_factor,
            "smoothingType": self.smoothing_type,
            "original": self.smoothing_show_original,
        }
        blocks.append(json_block(spec))
        alt = self._alt(view)
        html = Markup(
            '<rg-line-plot data-view="{}"><div class="rg-plot" style="height:{}px">{}</div>{}</rg-line-plot>'
        ).format(blocks[-1].id, HEIGHT, self._static(view), _legend(view))
        return Fragment(
            html,
            frozenset({"line_plot"}),
            frozenset({"vega"}),
            blocks,
            alt=alt,
            sampled=list(view.notes),
            missing=missing,
        )

    @staticmethod
    def _line(line: Series, view: View, blocks: list[Block]) -> dict[str, Any]:
        columns = {axis: number_block(values) for axis, values in line.x.items()}
        values = number_block(line.values)
        blocks += [*columns.values(), values]
        return {
            "run": line.run["index"],
            "key": line.key,
            "color": _color(line, view),
            "dash": _dash(line, view),
            "total": line.total,
            "start": None if np.isnan(line.start) else line.start,
            "x": {axis: block.id for axis, block in columns.items()},
            "y": values.id,
        }

    def _static(self, view: View) -> Markup:
        lines = []
        for line in view.series:
            x = line.x.get(view.axis, np.zeros(0))
            order = np.argsort(x, kind="stable") if len(x) else np.zeros(0, np.int64)
            x, y = x[order], line.values[order] if len(x) else np.zeros(0)
            inside = np.isfinite(x)
            x, y = x[inside], reduce.smooth(x[inside], y[inside], self.smoothing_factor if len(x) < 20_000 else 0)  # noqa: PLR2004
            kept = reduce.m4(x, y, max(8, min(_STATIC_COLUMNS, 720 // max(len(view.series), 1))))
            if len(kept):
                lines.append(static.Line(x[kept], y[kept], _color(line, view), _dash(line, view)))
        axes = static.Axes(
            _limited(static.domain([line.x for line in lines], log=self.log_x), self.range_x),
            _limited(static.domain([line.y for line in lines], log=self.log_y, pad=0.04), self.range_y),
            self.log_x,
            self.log_y,
        )
        return static.line_svg(lines, axes, view.width, HEIGHT)

    def _alt(self, view: View) -> str:
        runs = len({line.run["index"] for line in view.series})
        parts = [f"Line plot of {', '.join(view.keys)} over {view.axis.replace('_', ' ')}, {runs} runs."]
        for line in view.series[:12]:
            finite = line.values[np.isfinite(line.values)]
            if len(finite):
                low, high = label(float(finite.min())), label(float(finite.max()))
                parts.append(f"{line.run['name']} {line.key}: last {label(float(finite[-1]))}, from {low} to {high}.")
        return " ".join(parts)


def _limited(found: tuple[float, float], asked: list[float | None] | None) -> tuple[float, float]:
    low, high = asked or (None, None)
    return (found[0] if low is None else low, found[1] if high is None else high)


def _color(line: Series, view: View) -> str:
    """Return the CSS colour: the run's everywhere, or the metric's where a report has a single run."""
    return _key_color(view.keys.index(line.key)) if view.by_key else f"var(--run-{line.run['index']})"


def _key_color(index: int) -> str:
    return f"var(--c{index % 10})"


def _dash(line: Series, view: View) -> str:
    index = view.keys.index(line.key)
    return _DASHES[(index // 10 if view.by_key else index) % len(_DASHES)]


def _series(run: Run, key: str, axes: Sequence[str], limit: int) -> Series:
    column = run.column(key)
    total = len(column)
    not_finite = int((~np.isfinite(column.values)).sum())
    if total > limit:
        kept = reduce.m4(column.steps.astype(np.float64), column.values, limit // 4)
        column = Column(column.steps[kept], column.values[kept], column.times[kept])
    start = run.meta.created
    if np.isnan(start) and total and np.isfinite(column.times).any():
        start = float(np.nanmin(column.times))
    x: dict[str, Floats] = {}
    for axis in axes:
        if axis == "step":
            x[axis] = column.steps.astype(np.float64)
        elif axis in _TIME_AXES:
            if axis == "relative_time" and np.isfinite(column.times).any():
                x[axis] = np.round(column.times - start, 3)
        elif axis in run.keys and axis != key:
            x[axis] = _at_steps(run.column(axis), column)
    return Series(swatch(run), key, total, column.values, x, not_finite, start)


def _at_steps(axis: Column, column: Column) -> Floats:
    """Return the axis metric at the column's steps, NaN where it was not logged in the same row."""
    place = np.minimum(np.searchsorted(axis.steps, column.steps), max(len(axis) - 1, 0))
    if not len(axis):
        return np.full(len(column), np.nan)
    return np.where(axis.steps[place] == column.steps, axis.values[place], np.nan)


def _notes(series: Sequence[Series]) -> list[str]:
    notes = []
    cut = [line for line in series if len(line.values) < line.total]
    if cut:
        kept, total = max(len(line.values) for line in cut), max(line.total for line in cut)
        notes.append(f"{kept:,} of {total:,} points kept per line; every peak is among them")
    strange = sum(line.not_finite for line in series)
    if strange:
        notes.append(f"{strange:,} {'value is' if strange == 1 else 'values are'} NaN or infinite and left as gaps")
    return notes


def _legend(view: View) -> Markup:
    """Return the legend: runs where there are several, metrics where there are several."""
    entries: list[Markup] = []
    if len(view.keys) > 1 or view.by_key:
        for index, key in enumerate(view.keys if len(view.keys) > 1 else ()):
            color = _key_color(index) if view.by_key else "var(--ink)"
            dash = _DASHES[index // 10 % len(_DASHES)] if view.by_key else _DASHES[index % len(_DASHES)]
            entries.append(_entry(key, color, dash, ""))
    if not view.by_key:
        seen = {line.run["index"]: line.run["name"] for line in view.series}
        entries += [_entry(name, f"var(--run-{index})", "", str(index)) for index, name in sorted(seen.items())]
    return Markup('<ul class="rg-legend">{}</ul>').format(Markup().join(entries)) if entries else Markup()


def _entry(name: str, color: str, dash: str, run: str) -> Markup:
    key = Markup('<svg width="18" height="8" aria-hidden="true"><path d="M0 4h18" style="stroke:{}{}"/></svg>').format(
        color, f";stroke-dasharray:{dash}" if dash else ""
    )
    if not run:
        return Markup("<li>{}<bdi>{}</bdi></li>").format(key, name)
    return Markup('<li><button type="button" data-run="{}">{}<bdi>{}</bdi></button></li>').format(run, key, name)
