"""Two values of each run against each other, a third as colour or size, with a trend.

- scatter_plot: {x: config.lr, y: summary.val/mAP, z: config.batch, log_x: true, regression: true}
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from markupsafe import Markup
from pydantic import model_validator

from reportgen import portable
from reportgen.charts import heat, ranged, shape, static, ticks, titled
from reportgen.charts.marks import Dots, Line, Mark, Texts
from reportgen.digits import digits
from reportgen.fragment import Fragment
from reportgen.model.column import Floats
from reportgen.model.runset import RunSet
from reportgen.panels.base.chart import Chart, Switch, chart_fragment
from reportgen.panels.base.holding import facts
from reportgen.panels.base.legend import FAINT, color_scale, runs_legend
from reportgen.panels.base.markup import nothing, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.base.values import large, short
from reportgen.spec.fields import Range, RunPath, refuse
from reportgen.stats.goals import goal_of
from reportgen.texts import plural, say

_HEIGHT = 300
_SMALL, _LARGE = 5.0, 26.0  # px, diameters of the smallest and largest point
_DIAMETER = 9.0


@dataclass(frozen=True)
class View:
    """The runs that have both values: (n,) numbers, and the third where it is asked for."""

    runs: tuple[dict[str, Any], ...]
    x: Floats
    y: Floats
    z: Floats
    size: Floats
    absent: tuple[str, ...]
    width: int
    exact: tuple[dict[str, int], ...] = ()
    """By run and path the whole numbers that the arrays only have rounded."""
    goal: str = ""
    """Which way y is better: minimize, maximize, or unknown."""


class ScatterPlot(Panel):
    """A point for each run: two of its values, and a third as colour or size."""

    main: ClassVar[str] = "y"

    x: RunPath
    """The value along x: a path such as ``config.lr``, or a metric (its summary value)."""
    y: RunPath
    """The value along y."""
    z: RunPath | None = None
    """A value that colours the points."""
    size: RunPath | None = None
    """A value for the size of the points."""
    log_x: bool = False
    """Logarithmic x axis."""
    log_y: bool = False
    """Logarithmic y axis."""
    log_z: bool = False
    """Colour by the logarithm."""
    range_x: Range | None = None
    """[low, high] of the x axis; null leaves that end automatic."""
    range_y: Range | None = None
    """[low, high] of the y axis; null leaves that end automatic."""
    regression: bool = False
    """Draw a linear fit with its R² (in log space on logarithmic axes)."""
    running_ymin: bool = False
    """Draw the lowest y so far, from left to right."""
    running_ymax: bool = False
    """Draw the highest y so far."""
    running_ymean: bool = False
    """Draw the mean of y so far."""

    @model_validator(mode="after")
    def _logarithms_are_positive(self) -> ScatterPlot:
        for name in ("x", "y"):
            ends = getattr(self, f"range_{name}")
            if getattr(self, f"log_{name}") and any(end is not None and end <= 0 for end in ends or ()):
                raise refuse(f"range_{name} must be above zero on a logarithmic axis", whole=True)
        return self

    def references(self) -> list[Reference]:
        """Return the paths."""
        named = ((name, getattr(self, name)) for name in ("x", "y", "z", "size"))
        return [Reference((name,), path, "path") for name, path in named if path]

    def heading(self) -> str:
        """Return the title, or what is drawn."""
        return self.title or say("{y} over {x}", y=short(self.y), x=short(self.x))

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the runs that have both values."""
        found = [(run, run.number(self.x), run.number(self.y)) for run in runs]
        good = [
            (run, x, y) for run, x, y in found
            if math.isfinite(x + y) and not (self.log_x and x <= 0) and not (self.log_y and y <= 0)
        ]  # fmt: skip
        kept = [run for run, _, _ in good]
        absent = tuple(run.name for run, *_ in found if run not in kept)
        z, size = (
            np.array([run.number(path) if path else math.nan for run in kept], float) for path in (self.z, self.size)
        )
        x, y = np.array([x for _, x, _ in good], float), np.array([y for *_, y in good], float)
        exact = tuple(large(run, [self.x, self.y, self.z, self.size]) for run in kept)
        return View(
            tuple(swatch(run) for run in kept),
            x,
            y,
            z,
            size,
            absent,
            context.width,
            exact,
            goal_of(short(self.y), runs),
        )

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the points with their trends."""
        del theme, children
        if not view.runs:
            what = f"no run has both {short(self.x)} and {short(self.y)} as numbers"
            shown = say("No run has both {x} and {y} as numbers.", x=short(self.x), y=short(self.y))
            return nothing(shown, [what])
        colors = self._colors(view)
        sizes = _sizes(view.size)
        rows = {
            "x": view.x.tolist(), "y": view.y.tolist(), "color": colors, "size": (sizes**2).tolist(),
            "tip": [self._tip(view, i) for i in range(len(view.runs))], "run": [run["index"] for run in view.runs],
            "z": view.z.tolist(),
        }  # fmt: skip
        trend, notes = self._trend(view)
        vega = titled(shape("scatter"), x=short(self.x), y=short(self.y))
        vega = ranged(
            vega, x=_around(view.x, self.range_x, log=self.log_x), y=_around(view.y, self.range_y, log=self.log_y)
        )
        switches = [
            Switch(
                say("Logarithmic x axis") if n == "x" else say("Logarithmic y axis"),
                getattr(self, f"log_{n}"),
                {n: ("linear", "log")},
            )
            for n, values, ends in (("x", view.x, self.range_x), ("y", view.y, self.range_y))
            if (values > 0).all() and all(end is None or end > 0 for end in ends or ())
        ]
        titles = {"run": "run", "x": self.x, "y": self.y} | ({"z": self.z} if self.z else {})
        data = {"rows": rows, "trend": trend, "ends": self._ends_of(view, trend)}
        picture = self._picture(view, colors, sizes, trend)
        chart = Chart(vega, data, titles, picture, switches=switches, height=_HEIGHT, after=self._legend(view))
        absent = plural(len(view.absent), "run")
        left_out = [say("{runs} without {what} omitted.", runs=absent, what=say("both numbers"))] if view.absent else []
        made = chart_fragment(chart, self._alt(view, notes), [*notes, *left_out])
        drawn = ((self.x, view.x), (self.y, view.y), (self.z, view.z), (self.size, view.size))
        made.holds += facts(
            (run["index"], path, value)
            for path, values in drawn if path
            for run, value in zip(view.runs, values.tolist(), strict=True)
        )  # fmt: skip
        return made

    def _colors(self, view: View) -> list[str]:
        if self.z is None:
            return [f"var(--run-{run['index']})" for run in view.runs]
        shares = _shares(view.z, log=self.log_z)
        return [
            heat.css(FAINT + share * (1 - FAINT)) if math.isfinite(share) else "var(--line-2)"
            for share in shares.tolist()
        ]

    def _tip(self, view: View, i: int) -> dict[str, str]:
        tip = {"title": view.runs[i]["name"]}
        known = view.exact[i] if view.exact else {}
        for path, values in ((self.x, view.x), (self.y, view.y), (self.z, view.z), (self.size, view.size)):
            if path and math.isfinite(values[i]):
                tip[short(path)] = digits(known.get(path, values[i]))
        return tip

    def _trend(self, view: View) -> tuple[dict[str, list[Any]], list[str]]:
        """Return the rows of the trend lines, and what is said of them."""
        lines: list[tuple[str, Floats, Floats, list[int]]] = []
        notes = []
        order = np.argsort(view.x, kind="stable")
        x, y = view.x[order], view.y[order]
        if self.regression and len(x) > 2 and x[0] < x[-1]:  # noqa: PLR2004 - two points fit any line
            along, fitted, square = _least_squares(x, y, log_x=self.log_x, log_y=self.log_y)
            lines.append(("regression", along, fitted, []))
            notes.append(say("linear fit, {runs}, R² = {value}", runs=plural(len(x), "run"), value=f"{digits(square)}"))
        running = {"lowest": np.minimum.accumulate(y), "highest": np.maximum.accumulate(y)}
        running["mean"] = np.cumsum(y) / np.arange(1, len(y) + 1)
        asked = {"lowest": self.running_ymin, "highest": self.running_ymax, "mean": self.running_ymean}
        for name, wanted in asked.items():
            if wanted and name == "mean":
                lines.append((name, x, running[name], [2, 2]))
            elif wanted:
                lines.append((name, *_steps(x, running[name]), [4, 3]))
        rows: dict[str, list[Any]] = {name: [] for name in ("x", "y", "line", "color", "dash", "order")}
        for name, a, b, dash in lines:
            for place, (p, q) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
                for key, value in zip(rows, (p, q, name, "var(--ink-2)", dash, place), strict=True):
                    rows[key].append(value)
        return rows, notes

    def _ends_of(self, view: View, trend: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """Return what the lines of the lowest, highest and mean so far are, at their ends."""
        best = {"minimize": "lowest", "maximize": "highest"}.get(view.goal, "")
        last = {name: i for i, name in enumerate(trend["line"]) if name != "regression"}
        return {
            "x": [trend["x"][i] for i in last.values()], "y": [trend["y"][i] for i in last.values()],
            "text": [say("best so far") if name == best else _so_far(name) for name in last],
            "color": ["var(--ink-2)"] * len(last),
        }  # fmt: skip

    def _picture(self, view: View, colors: list[str], sizes: Floats, trend: dict[str, list[Any]]) -> Markup:
        marks: list[Mark] = []
        for name in dict.fromkeys(trend["line"]):
            mine = [i for i, line in enumerate(trend["line"]) if line == name]
            x, y = (np.array([trend[axis][i] for i in mine]) for axis in ("x", "y"))
            marks.append(Line(x, y, "var(--ink-2)"))
        marks.append(Dots(view.x, view.y, colors, (sizes / 2).tolist()))
        ends = self._ends_of(view, trend)
        x, y = (np.array(ends[axis], float) for axis in ("x", "y"))
        marks.append(Texts(x, y, ends["text"], "e", dx=-8))
        across = static.domain([view.x], log=self.log_x, pad=0.04)
        up = static.domain([view.y], log=self.log_y, pad=0.04)
        x_axis = static.Axis(*_ends(across, self.range_x), self.log_x, at=_ticks(view.x, log=self.log_x))
        y_axis = static.Axis(*_ends(up, self.range_y), self.log_y, at=_ticks(view.y, log=self.log_y))
        return static.picture(marks, x_axis, y_axis, view.width, _HEIGHT)

    def _legend(self, view: View) -> Markup:
        if self.z is None:
            return runs_legend(view.runs, "dot") if len(view.runs) > 1 else Markup()
        return color_scale(short(self.z), view.z)

    def _alt(self, view: View, notes: Sequence[str]) -> str:
        best = int(np.argmax(view.y))
        said = say(
            "Scatter plot of {y} over {x}, {runs}.",
            y=short(self.y), x=short(self.x), runs=plural(len(view.runs), "run"),
        )  # fmt: skip
        highest = say(
            "Highest: {run}, {value} at {place}.",
            run=view.runs[best]["name"], value=digits(view.y[best]), place=digits(view.x[best]),
        )  # fmt: skip
        return " ".join([said, highest, *(f"{note}." for note in notes)])


def _around(values: Floats, asked: Sequence[float | None] | None, *, log: bool) -> Sequence[float | None] | None:
    """Return the ends that are asked for; where all values are equal, ends around them."""
    known = values[np.isfinite(values)]
    if asked is None and len(known) and known.min() == known.max():
        return static.domain([known], log=log)
    return asked


def _ends(found: tuple[float, float], asked: Sequence[float | None] | None) -> tuple[float, float]:
    low, high = asked or (None, None)
    return (found[0] if low is None else low, found[1] if high is None else high)


def _ticks(values: Floats, *, log: bool) -> list[float]:
    return ticks.log_of(values.tolist()) if log else []


def _shares(values: Floats, *, log: bool) -> Floats:
    """Return values as shares of their range; NaN where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(values > 0, portable.log(values), np.nan) if log else values
    known = scaled[np.isfinite(scaled)]
    if not len(known):
        return np.full(len(values), np.nan)
    span = float(known.max() - known.min())
    shares: Floats = (scaled - known.min()) / span if span else np.where(np.isfinite(scaled), 0.5, np.nan)
    return shares


def _sizes(values: Floats) -> Floats:
    """Return diameters in px whose area follows the value."""
    shares = _shares(values, log=False)
    if not np.isfinite(shares).any():
        return np.full(len(values), _DIAMETER)
    return np.where(np.isfinite(shares), np.sqrt(_SMALL**2 + shares * (_LARGE**2 - _SMALL**2)), _SMALL)


def _steps(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return the corners of a line that keeps each y until the next x: nothing is known between two points."""
    return np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]


def _least_squares(x: Floats, y: Floats, *, log_x: bool, log_y: bool) -> tuple[Floats, Floats, float]:
    """Return the line of least squares as (x, y) and its R², on the axes as they are drawn."""
    a, b = portable.log(x) if log_x else x, portable.log(y) if log_y else y
    aside, above = a - a.mean(), b - b.mean()
    slope = math.fsum((aside * above).tolist()) / math.fsum((aside * aside).tolist())
    start = float(b.mean()) - slope * float(a.mean())
    rest = math.fsum(((above - slope * aside) ** 2).tolist())
    total = math.fsum((above**2).tolist())
    along = np.linspace(a[0], a[-1], 33 if log_x != log_y else 2)
    fitted = slope * along + start
    square = 1 - rest / total if total else 1.0
    return portable.exp(along) if log_x else along, portable.exp(fitted) if log_y else fitted, square


def _so_far(name: str) -> str:
    return {"lowest": say("lowest so far"), "highest": say("highest so far"), "mean": say("mean so far")}[name]
