"""Each run as a line across several axes: brushing an axis filters the runs everywhere.

- parallel_coordinates: [config.lr, config.batch, summary.val/mAP]
- parallel_coordinates: {columns: [{path: config.lr, log: true}, config.opt, {path: val/loss, inverted: true}]}
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypedDict

import numpy as np
from markupsafe import Markup
from pydantic import BeforeValidator, Field, WithJsonSchema

from reportgen import portable
from reportgen.blocks import Block, json_block
from reportgen.charts import shape, static, ticks
from reportgen.charts.frame import Shape
from reportgen.charts.marks import Line, Mark, Texts
from reportgen.digits import plural
from reportgen.fragment import Fragment
from reportgen.model.runset import RunSet, show
from reportgen.panels.base.legend import color_scale, runs_legend
from reportgen.panels.base.markup import empty, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.base.values import number_of, short
from reportgen.spec.fields import Fields, RunPath

_HEIGHT = 320
_MAX_NAMES = 40


class ParallelColumn(Fields):
    """One axis. A plain path is short for ``{path: ...}``."""

    path: RunPath
    """A path such as ``config.lr``, or a metric (its summary value)."""
    name: str = ""
    """Title of the axis; by default its path."""
    log: bool = False
    """Logarithmic, for numbers above zero."""
    inverted: bool = False
    """The largest value at the foot."""


def _as_columns(value: Any) -> Any:
    items = value if isinstance(value, list) else [value]
    return [{"path": item} if isinstance(item, str) else item for item in items]


Columns = Annotated[
    list[ParallelColumn],
    BeforeValidator(_as_columns),
    Field(min_length=1),
    WithJsonSchema({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "object"}]}}),
]


@dataclass(frozen=True)
class Axis:
    """An axis: its values (n,) by run, NaN where a run has none; names where they are no numbers."""

    title: str
    values: tuple[float, ...]
    names: tuple[str, ...]
    log: bool
    inverted: bool

    def share(self) -> list[float]:
        """Return each value's height on the axis, 0 at the foot to 1."""
        values = np.array(self.values, float)
        scaled = portable.log(np.where(values > 0, values, np.nan)) if self.log else values
        known = scaled[np.isfinite(scaled)]
        if not len(known):
            return [math.nan] * len(values)
        low, high = (0.0, len(self.names) - 1.0) if self.names else (float(known.min()), float(known.max()))
        shares = (scaled - low) / (high - low) if high > low else np.where(np.isfinite(scaled), 0.5, np.nan)
        found: list[float] = (1 - shares if self.inverted else shares).tolist()
        return found


@dataclass(frozen=True)
class View:
    """The axes and the runs."""

    axes: tuple[Axis, ...]
    runs: tuple[dict[str, Any], ...]
    absent: tuple[str, ...]
    width: int
    shades: tuple[float, ...] = ()


class ParallelAxisPayload(TypedDict):
    """An axis: values by run with their heights from 0 to 1; of texts, the places in ``names``."""

    title: str
    values: list[float | None]
    shares: list[float | None]
    names: list[str]
    log: bool
    inverted: bool


class ParallelCoordinatesPayload(TypedDict):
    """Runs over several axes; ``shades`` are the values that colour them."""

    shape: Shape
    runs: list[int]
    shades: list[float | None]
    axes: list[ParallelAxisPayload]


class ParallelCoordinates(Panel):
    """A line for each run over axes of config and results: linear, logarithmic or categorical, optionally inverted."""

    main: ClassVar[str] = "columns"

    columns: Columns
    """The axes, from left to right: paths, or mappings with ``path``, ``name``, ``log`` and ``inverted``."""
    z: RunPath | None = None
    """A value that colours the lines, instead of the run colours."""

    def references(self) -> list[Reference]:
        """Return the axes' paths."""
        found = [Reference(("columns", i, "path"), column.path, "path") for i, column in enumerate(self.columns)]
        return [*found, *([Reference(("z",), self.z, "path")] if self.z else [])]

    def heading(self) -> str:
        """Return the title, or the axes."""
        return self.title or ", ".join(column.name or short(column.path) for column in self.columns)

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the values on every axis that some run has."""
        axes, absent = [], []
        for column in self.columns:
            axis = _axis(column, runs)
            if axis is None:
                absent.append(column.path)
            else:
                axes.append(axis)
        shades = tuple(number_of(run, self.z) for run in runs) if self.z else ()
        return View(tuple(axes), tuple(swatch(run) for run in runs), tuple(absent), context.width, shades)

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the lines, as a picture and as data."""
        del theme, children
        missing = [f"no run has '{path}'" for path in view.absent]
        if not view.axes or not view.runs:
            return Fragment(empty("No run has any of these values."), missing=missing)
        data: ParallelCoordinatesPayload = {
            "shape": shape("canvas"), "runs": [run["index"] for run in view.runs],
            "shades": [None if math.isnan(value) else value for value in view.shades],
            "axes": [
                {"title": axis.title, "values": [None if math.isnan(v) else v for v in axis.values],
                 "shares": [None if math.isnan(v) else round(v, 5) for v in axis.share()], "names": list(axis.names),
                 "log": axis.log, "inverted": axis.inverted}
                for axis in view.axes
            ],
        }  # fmt: skip
        blocks: list[Block] = [json_block(data)]
        after = color_scale(short(self.z), view.shades) if self.z else runs_legend(view.runs)
        html = Markup(
            '<rg-parallel-coordinates data-view="{}"><div class="rg-plot" style="height:{}px">{}</div>{}'
            "</rg-parallel-coordinates>"
        ).format(blocks[0].id, _HEIGHT, _picture(view), after)
        over = ", ".join(axis.title for axis in view.axes)
        alt = f"Parallel coordinates of {plural(len(view.runs), 'run')} over {over}."
        return Fragment(html, frozenset({"chart", "parallel_coordinates"}), frozenset({"vega"}), blocks, alt=alt,
                        missing=missing)  # fmt: skip


def _axis(column: ParallelColumn, runs: RunSet) -> Axis | None:
    title = column.name or short(column.path)
    numbers = [number_of(run, column.path) for run in runs]
    values = [run.lookup(column.path) for run in runs]
    if all(math.isfinite(n) or value is None for n, value in zip(numbers, values, strict=True)):
        log = column.log and all(n > 0 for n in numbers if not math.isnan(n))
        return Axis(title, tuple(numbers), (), log, column.inverted) if any(map(math.isfinite, numbers)) else None
    names = sorted({show(value) for value in values if value is not None})[:_MAX_NAMES]
    place = {name: float(i) for i, name in enumerate(names)}
    at = tuple(place.get(show(value), math.nan) if value is not None else math.nan for value in values)
    return Axis(title, at, tuple(names), log=False, inverted=column.inverted)


def _picture(view: View) -> Markup:
    """Return the static lines, with the ends of each axis."""
    marks: list[Mark] = []
    count = len(view.axes)
    shares = [axis.share() for axis in view.axes]
    for i, axis in enumerate(view.axes):
        marks.append(Line(np.full(2, i + 0.5), np.array([0.0, 1.0]), "var(--line-2)"))
        known = [value for value in axis.values if not math.isnan(value)]
        ends = (axis.names[0], axis.names[-1]) if axis.names else ticks.ends(min(known), max(known))
        ends = ends[::-1] if axis.inverted else ends
        marks.append(Texts(np.full(2, i + 0.5), np.array([-0.06, 1.06]), [text[:18] for text in ends]))
        marks.append(Texts(np.array([i + 0.5]), np.array([1.15]), [axis.title[:24]], color="var(--ink)"))
    for place, run in enumerate(view.runs):
        heights = np.array([column[place] for column in shares])
        color = f"var(--run-{run['index']})"
        marks.append(Line(np.arange(count, dtype=np.float64) + 0.5, heights, color, run.get("dash", "")))
    x, y = static.Axis(0, count, hidden=True), static.Axis(-0.12, 1.2, hidden=True)
    return static.picture(marks, x, y, view.width, _HEIGHT)
