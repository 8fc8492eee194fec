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

from reportgen.blocks import Block, json_block
from reportgen.charts import heat, shape, static
from reportgen.charts.frame import Shape
from reportgen.charts.marks import Dots, Line, Mark, Texts
from reportgen.digits import ends
from reportgen.fragment import Fragment
from reportgen.model.runset import RunSet
from reportgen.panels.base.holding import facts
from reportgen.panels.base.legend import FAINT, heat_bar, line_sample, runs_legend
from reportgen.panels.base.markup import empty, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.base.values import short
from reportgen.panels.parallel_coordinates.axis import ValueAxis, axis_of
from reportgen.spec.fields import Fields, RunPath
from reportgen.stats.goals import goal_metrics, goal_of
from reportgen.texts import plural, say

_HEIGHT = 320
_RUN_COLORS = "run"
"""What ``z`` says for lines in the colours of their runs."""
_HEAD, _FOOT, _GAP_FOOT = 30, 10, 30
_DIGIT = 6.3
_REACH = 4
"""The colours reach this many times as far below the median as the best run is above it."""
_NO_VALUE = "var(--ink-2)"
_DASH = "4 3"


class ParallelColumn(Fields):
    """One axis. A plain path is short for ``{path: ...}``."""

    path: RunPath
    """A path such as ``config.lr``, or a metric (its summary value)."""
    name: str = ""
    """Title of the axis; by default its path."""
    log: bool | None = None
    """Logarithmic, for numbers above zero; by default where most of them would be crowded at the foot."""
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
class Shading:
    """What colours the lines: each run's value on an axis; of a metric that should be low, the lowest is strongest."""

    axis: ValueAxis
    goal: str

    def strengths(self) -> list[float]:
        """Return shares of the colour scale, NaN where a run has no value; what is far worse than the rest is 0."""
        weakest = self._weakest
        return [round(max(share - weakest, 0.0) / (1 - weakest or 1.0), 5) for share in self._shares]

    def ends(self) -> tuple[str, str]:
        """Return what the weakest and the strongest colour stand for."""
        shares, values = self._shares, self.axis.values
        known = sorted((share, values[i]) for i, share in enumerate(shares) if not math.isnan(share))
        weak = next(value for share, value in known if share >= self._weakest)
        texts = ends(weak, known[-1][1])
        return ("≤ " if self.goal == "maximize" else "≥ ") * (self._weakest > 0) + texts[0], texts[1]

    @property
    def _shares(self) -> list[float]:
        return [1 - share if self.goal == "minimize" else share for share in self.axis.share()]

    @property
    def _weakest(self) -> float:
        """The share where the scale begins: one run that failed must not make all others look alike."""
        known = [share for share in self._shares if not math.isnan(share)]
        if not known or not self.goal:
            return 0.0
        middle = float(np.median(known))
        return min(share for share in known if share >= middle - _REACH * (max(known) - middle))


@dataclass(frozen=True)
class View:
    """The axes and the runs; without ``shading`` the lines have the colours of their runs."""

    axes: tuple[ValueAxis, ...]
    runs: tuple[dict[str, Any], ...]
    absent: tuple[str, ...]
    width: int
    shading: Shading | None = None


class ParallelAxisPayload(TypedDict):
    """An axis: values by run with their heights from 0 to 1; of texts, the places in ``names``; ticks by height.

    ``gaps`` says by the place of a run what it has where no value is: NaN, none.
    """

    title: str
    values: list[float | None]
    shares: list[float | None]
    names: list[str]
    ticks: list[float]
    labels: list[str]
    gaps: dict[str, str]


class ParallelCoordinatesPayload(TypedDict):
    """Runs over several axes; ``shades`` are shares of the colour scale, empty for the colours of the runs."""

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
    """What colours the lines: a path, or ``run`` for the colours of the runs. By default the metric among the axes that
    tells best how good a run is, else that of the runs."""

    def references(self) -> list[Reference]:
        """Return the axes' paths."""
        found = [Reference(("columns", i, "path"), column.path, "path") for i, column in enumerate(self.columns)]
        return [*found, *([Reference(("z",), self.z, "path")] if self.z and self.z != _RUN_COLORS else [])]

    def heading(self) -> str:
        """Return the title, or the axes."""
        return self.title or ", ".join(column.name or short(column.path) for column in self.columns)

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the values on every axis that some run has."""
        axes, absent = [], []
        for column in self.columns:
            title = column.name or short(column.path)
            axis = axis_of(title, [run.lookup(column.path) for run in runs], log=column.log, inverted=column.inverted)
            if axis is None:
                absent.append(column.path)
            else:
                axes.append(axis)
        return View(
            tuple(axes), tuple(swatch(run) for run in runs), tuple(absent), context.width, self._shading(runs)
        )  # fmt: skip

    def _shading(self, runs: RunSet) -> Shading | None:
        path = self.z or self._goal(runs)
        if not path or path == _RUN_COLORS:
            return None
        axis = axis_of(short(path), [run.lookup(path) for run in runs])
        if axis is None or axis.names:
            return Shading(ValueAxis(short(path), (math.nan,) * len(runs)), "") if self.z else None
        return Shading(axis, goal_of(short(path), runs))

    def _goal(self, runs: RunSet) -> str:
        """Return the path of the metric that colours the lines unless the spec says, nothing where no goal is known."""
        paths = [column.path for column in self.columns if not column.path.startswith("config.")]
        drawn = goal_metrics([path.removeprefix("summary.") for path in paths], runs)
        numbers = dict.fromkeys(key for run in runs for key, info in run.keys.items() if info.is_number)
        return next(iter([*drawn, *goal_metrics(numbers, runs)]), "")

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the lines, as a picture and as data."""
        del theme, children
        missing = [f"no run has '{path}'" for path in view.absent]
        if not view.axes or not view.runs:
            return Fragment(
                empty(say("No run has {metrics}.", metrics=say(" or ").join(view.absent) or say("a value"))),
                missing=missing,
            )
        data: ParallelCoordinatesPayload = {
            "shape": shape("canvas"), "runs": [run["index"] for run in view.runs],
            "shades": _plain(view.shading.strengths()) if view.shading else [],
            "axes": [_payload(axis) for axis in view.axes],
        }  # fmt: skip
        blocks: list[Block] = [json_block(data)]
        after = _scale(view.shading) if view.shading else runs_legend(view.runs)
        html = Markup(
            '<rg-parallel-coordinates data-view="{}"><div class="rg-plot" style="height:{}px">{}</div>{}'
            "</rg-parallel-coordinates>"
        ).format(blocks[0].id, _HEIGHT, _picture(view), after)
        over = ", ".join(axis.title for axis in view.axes)
        alt = say("Parallel coordinates of {runs} over {axes}.", runs=plural(len(view.runs), "run"), axes=over)
        drawn = [column.path for column in self.columns if column.path not in view.absent]
        held = facts(
            (run["index"], path, axis.names[int(value)] if axis.names and value >= 0 else value)
            for path, axis in zip(drawn, view.axes, strict=True)
            for run, value in zip(view.runs, axis.values, strict=True)
        )
        return Fragment(html, frozenset({"chart", "parallel_coordinates"}), frozenset({"vega"}), blocks, alt=alt,
                        missing=missing, holds=[*held])  # fmt: skip


def _plain(values: Sequence[float]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values]


def _payload(axis: ValueAxis) -> ParallelAxisPayload:
    found = axis.ticks()
    return {
        "title": axis.title, "values": _plain(axis.values), "shares": _plain(axis.share()), "names": list(axis.names),
        "ticks": [place for place, _ in found], "labels": [text for _, text in found],
        "gaps": {str(i): text for i, text in enumerate(axis.gaps) if text},
    }  # fmt: skip


def _scale(shading: Shading) -> Markup:
    """Return the legend of the colours: the range, which end is better, and how runs without a value are drawn."""
    axis = shading.axis
    without = sum(map(math.isnan, axis.values))
    parts = []
    if without < len(axis.values):
        note = {"minimize": say("lower is better"), "maximize": say("higher is better")}.get(shading.goal, "")
        note = ", ".join([note] * bool(note) + [say("logarithmic")] * axis.log)
        parts.append(heat_bar(axis.title, *shading.ends()))
        parts.append(Markup(" <span>{}</span>").format(note) if note else Markup())
    if without:
        what = say("{runs} without {what}", runs=plural(without, "run"), what=say("a value") if parts else axis.title)
        parts.append(Markup('<span class="rg-scale-gap">{}{}</span>').format(line_sample(_NO_VALUE, _DASH), what))
    return Markup('<p class="rg-scale">{}</p>').format(Markup().join(parts))


def _picture(view: View) -> Markup:
    """Return the static lines over their axes, places in pixels as client/parallel_coordinates/places.ts has them."""
    width, height = float(view.width), float(_HEIGHT)
    gaps = any(any(axis.gaps) for axis in view.axes)
    left = 12 + min(max((len(text) for _, text in view.axes[0].ticks()), default=0) * _DIGIT, 110)
    step = (width - left - 10) / max(len(view.axes) - 1, 1)
    foot = height - (_GAP_FOOT if gaps else _FOOT)

    def down(shares: Sequence[float]) -> list[float]:
        return [height - 8 if math.isnan(share) else foot - share * (foot - _HEAD) for share in shares]

    heights = [down(axis.share()) for axis in view.axes]
    marks: list[Mark] = [*_lines(view, heights, left, step)]
    for i, axis in enumerate(view.axes):
        x = left + step * i
        marks.append(Line(np.full(2, x), np.array([_HEAD, foot]), "var(--line-2)"))
        found = [*zip(down([place for place, _ in axis.ticks()]), [text for _, text in axis.ticks()], strict=True)]
        found += [(height - 8, text) for text in [", ".join(sorted(set(axis.gaps) - {""}))] if text]
        texts = [text[:18] for _, text in found]
        marks.append(Texts(np.full(len(found), x), np.array([y for y, _ in found]), texts, "e rg-plate", dx=-6))
        name = "m" if 0 < i < len(view.axes) - 1 else "b" if i == 0 else "e"
        marks.append(Texts(np.array([x if i else 0.0]), np.array([10.0]), [axis.title[:24]], name, "var(--ink)"))
    return static.pixels(marks, view.width, _HEIGHT)


def _lines(view: View, heights: Sequence[Sequence[float]], left: float, step: float) -> list[Mark]:
    places = np.array([left + step * i for i in range(len(view.axes))])
    strengths = view.shading.strengths() if view.shading else []
    marks: list[Mark] = []
    for i in sorted(range(len(view.runs)), key=lambda i: strengths[i] if strengths and strengths[i] >= 0 else -1.0):
        known = not strengths or not math.isnan(strengths[i])
        color = f"var(--run-{view.runs[i]['index']})"
        if strengths:
            color = heat.css(FAINT + strengths[i] * (1 - FAINT)) if known else _NO_VALUE
        down = np.array([column[i] for column in heights])
        dash = view.runs[i].get("dash", "") if not strengths else "" if known else _DASH
        marks.append(Line(places, down, color, dash))
        off = np.array([math.isnan(axis.values[i]) for axis in view.axes])
        if off.any():
            marks.append(Dots(places[off], down[off], [color]))
    return marks
