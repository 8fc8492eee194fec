"""How a line plot looks before any script runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
from markupsafe import Markup

from reportgen import portable
from reportgen.charts import clock, static
from reportgen.charts.marks import Band, Leaving, Line, Mark, Strange, Texts
from reportgen.digits import digits
from reportgen.inputs.rehearsal import is_rehearsed
from reportgen.model.column import Floats
from reportgen.panels.base.line_style import DASHES, HUES, MARKS, LineStyle, key_color
from reportgen.panels.base.lines.crowd import MANY, STRONG, best, said
from reportgen.panels.base.lines.legend import Group
from reportgen.panels.base.lines.payload import Goals
from reportgen.panels.base.lines.series import Series
from reportgen.stats import aggregate, reduce
from reportgen.stats.lines import noise, outliers
from reportgen.texts import say

_STATIC_COLUMNS = 60
_STATIC_POINTS = 720
_QUIET_COLUMNS = 8
_IN_MARK = 50
"""Quiet lines in one mark: where those of several marks cross, the crowd looks denser."""
_SMOOTHED = 20_000
_AXES = 60, 34
"""About what the axes take of a picture's width and height, in pixels."""
_LEAST_BAND = 40
"""Points without which there is no band."""
_JUDGED = 200
"""Columns in which it is judged how far a line reaches; twice as many points make a line that has them."""
_QUIET = "var(--line-2)"
_FINE = 4
"""The columns of a band's edge, for each of those of the line through its middle."""
_BESIDE = 400
"""About the width of charts beside each other, on a screen or on paper, whatever the width of their pictures."""


class Settings(NamedTuple):
    """What the static picture needs of a plot's fields."""

    axis: str
    log_x: bool
    log_y: bool
    range_x: list[float | None] | None
    range_y: list[float | None] | None
    smoothing: float
    how: str
    band: str
    plot_type: str
    ignore_outliers: outliers.Cut
    noise: Literal["auto", "band", "line"]
    original: bool
    goals: Goals
    title: str = ""


class _Drawn(NamedTuple):
    """A line; ``raw`` is what was logged, where that is drawn behind it or is all there is."""

    x: Floats
    y: Floats
    look: LineStyle
    key: str
    low: Floats | None = None
    high: Floats | None = None
    raw: Floats | None = None
    reduced: bool = False

    @property
    def dense(self) -> bool:
        """Whether the logged points are to be judged by columns."""
        return self.raw is not None and len(self.x) >= 2 * _JUDGED


class Picture(NamedTuple):
    """The picture, the runs whose lines stand out in it, and a sentence about what it does not show in full, if any."""

    svg: Markup
    strong: frozenset[int]
    said: str


def line_style(
    line: Series, keys: Sequence[str], *, by_key: bool, title: str | None, color: str | None, width: float | None,
    mark: str | None,
) -> LineStyle:  # fmt: skip
    """Return a line's look: the run's colour, or the metric's where a report has one run; dashes tell the rest."""
    place, run = keys.index(line.key), line.run["index"]
    own = key_color(place) if by_key else f"var(--run-{run})"
    turn = place // HUES if by_key else place
    plain = DASHES[turn % len(DASHES)] if turn else line.run.get("dash", "")
    dash = plain if mark is None else MARKS[mark]
    return LineStyle(title or line.run["name"], color or own, dash, width or 1.75, mark == "points")


def static_picture(
    series: Sequence[Series], looks: Sequence[LineStyle], groups: Sequence[Group], settings: Settings, width: int,
    height: int,
) -> Picture:  # fmt: skip
    """Return the plot as it stands in the page before any script runs; lines of the second y axis are omitted."""
    if is_rehearsed():
        return Picture(Markup(), frozenset(), "")
    drawn = [
        d for line, own in zip(series, looks, strict=True) if not line.right for d in [_single(line, own, settings)]
    ]
    left = [line for line in series if not line.right]
    runs_of = [line.run["index"] for line in left]
    if groups and settings.how != "samples":
        drawn = _grouped(drawn, left, groups, settings)
    if settings.plot_type != "line" and drawn:
        drawn = _stacked(drawn, share=settings.plot_type == "pct-area")
    strange: list[Strange | Texts] = [*_strange(series, looks, settings)]
    x = _axis_x([item.x for item in drawn] + [mark.x for mark in strange], settings)
    x = replace(x, whole=not x.clock and all(_is_whole(item.x) for item in drawn))
    y, cut = _axis_y(drawn, x, settings)
    y = replace(y, whole=all(item.low is None and _is_whole(item.y) for item in drawn))
    if len(drawn) == 1 and len(drawn[0].x) == 1:  # a point needs no axes
        x, y = replace(x, hidden=True), replace(y, hidden=True)
        at, value = drawn[0].x, drawn[0].y
        told = say(
            "{value} at {axis} {place}",
            value=digits(float(value[0])), axis=say("step") if settings.axis == "step" else settings.axis,
            place=digits(float(at[0])),
        )  # fmt: skip
        strange += [Texts(at, value, [told], "b", dx=8)]
    marks = [*_marks(drawn, x, y, settings, (width, height)), *strange]
    leaving = [item for item in drawn if cut and _leaves(item, x, y)]
    marks += [Leaving(*_course(item, x), item.look.color) for item in leaving]
    outside = [item.look.name for item in leaving] if cut else None
    goal = goal_of_all([item.key for item in drawn], settings.goals)
    clip = cut or settings.range_x is not None or settings.range_y is not None
    svg = static.picture(marks, x, y, width, height, clip=clip)
    strong = frozenset(runs_of[place] for place in standing_out(drawn, settings.goals) if place < len(runs_of))
    return Picture(svg, strong, said(outside, len(drawn), ranked=bool(goal)))


def _marks(
    drawn: Sequence[_Drawn], x: static.Axis, y: static.Axis, settings: Settings, size: tuple[int, int]
) -> list[Mark]:
    """Return bands, then the lines: those of noise through the middle of their bands."""
    strong = standing_out(drawn, settings.goals)
    kept = max(8, min(_STATIC_COLUMNS, _STATIC_POINTS // max(len(strong), 1)))
    few = max(_QUIET_COLUMNS, min(_STATIC_COLUMNS, _STATIC_POINTS // max(len(drawn), 1)))
    bands, lines, quiet = list[Mark](), list[Mark](), list[tuple[Floats, Floats]]()
    noisy = _banded(drawn, x, y, settings, size)
    thin = faintness(len(noisy & strong))
    several = len({item.key for item in drawn}) > 1  # dashes tell them apart
    for i, item in enumerate(drawn):
        item_x, item_y, dash = item.x, item.y, item.look.dash
        if item.low is not None and item.high is not None:
            some = reduce.m4(item.x, item.high, kept)
            fill = 0.16 if settings.plot_type == "line" else 0.5
            bands.append(Band(item.x[some], item.low[some], item.high[some], item.look.color, fill))
        if i in noisy:
            columns = _columns(item, x)
            if i in strong:
                edges = noise.outlined(_columns(item, x, _FINE), _FINE, y.share)
                bands.append(Band(*edges, item.look.color, thin, noise=True))
            dash = dash if several else ""
            if item.raw is item.y:
                item_x, item_y = columns.x, columns.middle
        elif i not in strong and len(item_x) > 4 * few:  # its course: extremes of few columns would be a zigzag
            columns = noise.columns(item_x, item_y, x.share(item_x), 4 * few)
            item_x, item_y = columns.x, columns.middle
        some = reduce.m4(item_x, item_y, kept if i in strong else few)
        if not len(some):
            continue
        if i in strong:
            lines.append(Line(item_x[some], item_y[some], item.look.color, dash if len(drawn) <= MANY else ""))
        else:
            quiet.append((item_x[some], item_y[some]))
    return [*_crowd(quiet), *bands, *lines]


def _crowd(quiet: Sequence[tuple[Floats, Floats]]) -> list[Mark]:
    """Return lines that look alike as few marks, a gap between any two: an element for each costs the page more."""
    marks = list[Mark]()
    for first in range(0, len(quiet), _IN_MARK):
        x, y = (
            np.concatenate([np.append(line[axis], np.nan) for line in quiet[first : first + _IN_MARK]])
            for axis in (0, 1)
        )
        marks.append(Line(x[:-1], y[:-1], _QUIET, faint=True))
    return marks


def faintness(bands: int) -> float:
    """Return the opacity of each of so many bands: they lie over each other."""
    return float(f"{max(0.05, 0.16 / max(1, bands / 3) ** 0.5):.3f}")


def standing_out(drawn: Sequence[_Drawn], goals: Goals) -> set[int]:
    """Return the places of the lines that stand out: all, or of many the best by their last values."""
    return best([(item.key, item.y) for item in drawn], goals, len(drawn) if len(drawn) <= MANY else STRONG)


def _banded(
    drawn: Sequence[_Drawn], x: static.Axis, y: static.Axis, settings: Settings, size: tuple[int, int]
) -> set[int]:
    """Return the places of lines that are bands: all dense lines of a metric where half are noise, to look alike."""
    wide, tall = (most - axes for most, axes in zip(size, _AXES, strict=True))
    wide = _BESIDE if wide < 2 * _BESIDE else wide
    if settings.noise == "line" or settings.plot_type != "line":
        return set()
    least = _LEAST_BAND if settings.noise == "band" else max(wide, _LEAST_BAND)
    dense = {i: item.raw for i, item in enumerate(drawn)
             if item.raw is not None and not item.look.points and len(item.x) >= least}  # fmt: skip
    votes = Counter[str]()
    for i, raw in dense.items():
        noisy = settings.noise == "band" or noise.is_noise(x.share(drawn[i].x), y.share(raw) * tall, wide)
        votes[drawn[i].key] += 1 if noisy else -1
    return {i for i in dense if votes[drawn[i].key] >= 0}


def _columns(item: _Drawn, x: static.Axis, finer: int = 1) -> noise.Columns:
    """Return the columns of a line that is drawn as a band."""
    count = max(1, min(_STATIC_COLUMNS * finer, len(item.x) // 4))
    raw = item.y if item.raw is None else item.raw
    return noise.columns(item.x, raw, x.share(item.x), count, reduced=item.reduced)


def _axis_y(drawn: Sequence[_Drawn], x: static.Axis, settings: Settings) -> tuple[static.Axis, bool]:
    """Return the y axis, and whether it leaves outliers out."""
    goal = goal_of_all([item.key for item in drawn], settings.goals)
    how = settings.ignore_outliers if settings.plot_type == "line" else "off"
    reaches = [_reach(item, x, log=settings.log_y) for item in drawn]
    low, high = outliers.stretch(reaches, goal, how)
    whole = outliers.stretch(reaches, goal, "off")
    ends = [np.array([low, high])] if low <= high else []
    if settings.log_y and ends:
        ends = [10.0 ** ends[0]]
    return _axis(ends, settings.range_y, log=settings.log_y, pad=0.04), (low, high) != whole


def goal_of_all(keys: Sequence[str], goals: Goals) -> str:
    """Return the goal that all metrics of an axis share, else an empty string."""
    found = {goals.get(key, "") for key in keys}
    return found.pop() if len(found) == 1 else ""


def _reach(item: _Drawn, x: static.Axis, *, log: bool) -> outliers.Reach:
    """Return how far a line reaches in view, as logarithms on a logarithmic axis."""
    share = x.share(item.x)
    inside = (share >= 0) & (share <= 1)

    def scaled(values: Floats) -> Floats:
        return portable.log10(np.where(values > 0, values, np.nan)) if log else values

    shown = scaled(item.y[inside])
    if item.low is not None and item.high is not None:
        return outliers.Reach(shown, scaled(item.low[inside]), scaled(item.high[inside]))
    if item.dense and item.raw is not None:
        found = noise.columns(item.x, scaled(item.raw), share, _JUDGED, reduced=item.reduced)
        if len(found.x):
            calm = found.middle if item.raw is item.y else shown
            return outliers.Reach(calm, np.append(found.low, calm), np.append(found.high, calm), noisy=True)
    raw = scaled(item.raw[inside]) if item.raw is not None else shown
    return outliers.Reach(shown, np.append(shown, raw), np.append(shown, raw))


def _is_whole(values: Floats) -> bool:
    known = values[np.isfinite(values)]
    return bool((known == np.round(known)).all())


def _course(item: _Drawn, x: static.Axis) -> tuple[Floats, Floats]:
    """Return the line's calm course: its means where it is dense."""
    if item.dense and item.raw is item.y:
        found = noise.columns(item.x, item.y, x.share(item.x), _JUDGED, reduced=item.reduced)
        return found.x, found.middle
    return item.x, item.y


def _leaves(item: _Drawn, x: static.Axis, y: static.Axis) -> bool:
    share = y.share(_course(item, x)[1])
    with np.errstate(invalid="ignore"):
        return bool(((share < 0) | (share > 1)).any())


def _strange(series: Sequence[Series], looks: Sequence[LineStyle], settings: Settings) -> list[Strange]:
    """Return the marks of values that are no numbers, as the page draws them."""
    found = []
    for line, own in zip(series, looks, strict=True):
        x = line.along(settings.axis)
        bad = np.isfinite(x) & ~np.isfinite(line.values[: len(x)])
        if bad.any():
            found.append(Strange(x[bad], line.values[bad], own.color))
    return found


def _axis_x(values: Sequence[Floats], settings: Settings) -> static.Axis:
    is_clock = settings.axis == "wall_time"
    axis = _axis(values, settings.range_x, log=settings.log_x and not is_clock)
    if not is_clock:
        return replace(axis, title=settings.title)
    return replace(axis, clock=True, title=settings.title or clock.day(axis.low, axis.high))


def _axis(values: Sequence[Floats], asked: list[float | None] | None, *, log: bool, pad: float = 0.0) -> static.Axis:
    low, high = static.domain(values, log=log, pad=pad)
    ends = asked or [None, None]
    return static.Axis(low if ends[0] is None else ends[0], high if ends[1] is None else ends[1], log)


def _single(line: Series, own: LineStyle, settings: Settings) -> _Drawn:
    x = line.along(settings.axis)
    order = np.argsort(x, kind="stable") if len(x) else np.zeros(0, np.int64)
    x, y = x[order], line.values[order] if len(x) else np.zeros(0)
    inside = np.isfinite(x)
    factor = settings.smoothing if len(x) < _SMOOTHED else 0.0
    raw = y[inside]
    smooth = reduce.smooth(x[inside], raw, factor)
    if line.edges is not None:
        low, high = (values[order][inside] for values in line.edges)
        return _Drawn(x[inside], smooth, own, line.key, low, high)
    behind = raw if smooth is raw or settings.original else None
    return _Drawn(x[inside], smooth, own, line.key, raw=behind, reduced=line.total > len(line.values))


def _grouped(
    drawn: Sequence[_Drawn], series: Sequence[Series], groups: Sequence[Group], settings: Settings
) -> list[_Drawn]:
    cells: dict[tuple[int, str], list[_Drawn]] = {}
    for item, line in zip(drawn, series, strict=True):
        cells.setdefault((line.group, line.key), []).append(item)
    found = []
    for (group, _), members in cells.items():
        x = aggregate.grid([item.x for item in members])
        values = np.array([aggregate.on_grid(item.x, item.y, x) for item in members])
        middle = aggregate.aggregate(values, settings.how)
        low, high = aggregate.spread(values, middle, settings.band) or (None, None)
        own = replace(members[0].look, color=f"var(--run-{groups[group].runs[0]})") if group >= 0 else members[0].look
        found.append(_Drawn(x, middle, own, members[0].key, low, high))
    return found


def _stacked(drawn: Sequence[_Drawn], *, share: bool) -> list[_Drawn]:
    x = aggregate.grid([item.x for item in drawn])
    values = np.array([aggregate.on_grid(item.x, item.y, x) for item in drawn])
    lower, upper = aggregate.stack(values, share=share)
    return [_Drawn(x, upper[i], item.look, item.key, lower[i], upper[i]) for i, item in enumerate(drawn)]
