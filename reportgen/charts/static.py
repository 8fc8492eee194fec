"""Static SVG of the built-in shapes: a few KB each, seen before scripts run, without them, and in print.

Colours are the page's custom properties, so a picture follows light and dark. Each mark also says in attributes how it
looks, for hosts whose policy forbids styles. Coordinates are CSS pixels of the picture's own view box, y downward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from reportgen import portable
from reportgen.charts import clock, ticks
from reportgen.charts.marks import Mark, Strange
from reportgen.inputs.rehearsal import is_rehearsed

Floats = NDArray[np.float64]
_FONT_WIDTH = 6.2  # px, an average digit at 11 px
_NAME_WIDTH = 6.0
_LONG, _LONG_WIDTH = 10, 6.8
"""A label of this many digits has no room to be wider than the average."""
_MAX_LABEL = 150.0
_SHORT_TITLE = 16
"""A longer title of an x axis has no room on the row of its labels."""
_LARGEST = 1.7976931348623157e308


@dataclass(frozen=True)
class Axis:
    """One axis: its domain in data units; with ``names`` the i-th name stands at i + 0.5 of [0, n]."""

    low: float = 0.0
    high: float = 1.0
    log: bool = False
    names: Sequence[str] = ()
    title: str = ""
    percent: bool = False
    hidden: bool = False
    whole: bool = False
    """Whether it has whole numbers only."""
    at: Sequence[float] = ()
    """Where the ticks of a logarithmic axis stand, if not at round values."""
    clock: bool = False
    """Whether its values are points of time, in Unix seconds."""

    def ticks(self, count: int) -> tuple[list[float], list[str]]:
        """Return where labels stand, and what they say."""
        if self.hidden:
            return [], []
        if self.names:
            step = -(-len(self.names) // max(count, 1))
            return [i + 0.5 for i in range(0, len(self.names), step)], list(self.names[::step])
        if self.clock:
            times = clock.ticks(self.low, self.high, count)
            return times, clock.labels(times)
        values = self._round() if self.log else ticks.linear(self.low, self.high, count=count)
        if self.whole:
            whole = [value for value in values if value == round(value)]
            values = whole if len(whole) > 1 else values
        if self.log and self.high > 10 * self.low:
            return values, ticks.each(values, self.low)
        return values, ticks.labels(values, percent=self.percent)

    def _round(self) -> list[float]:
        inside = [value for value in self.at if self.low <= value <= self.high]
        return inside if len(inside) > 1 else ticks.log(self.low, self.high)

    def share(self, values: Floats) -> Floats:
        """Return the place of ``values`` on the axis as a share of its length."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            if self.log:
                low, high = portable.log([self.low, self.high])
                shares: Floats = (portable.log(values) - low) / (high - low)
                return np.where(values > 0, shares, np.nan)
            return (values / 2 - self.low / 2) / (self.high / 2 - self.low / 2)


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    width: float
    height: float
    x_axis: Axis
    y_axis: Axis

    def x(self, values: Floats) -> Floats:
        return self.left + self.width * self.x_axis.share(np.asarray(values, np.float64))

    def y(self, values: Floats) -> Floats:
        return self.top + self.height * (1 - self.y_axis.share(np.asarray(values, np.float64)))


def domain(values: Sequence[Floats], *, log: bool = False, pad: float = 0.0) -> tuple[float, float]:
    """Return the finite range of all values (positive ones for a log axis), widened where it is a point."""
    chosen = [v[np.isfinite(v) & ((v > 0) | (not log))] for v in values]
    found = np.concatenate(chosen) if chosen else np.zeros(0)
    if not len(found):
        return (1.0, 10.0) if log else (0.0, 1.0)
    low, high = float(found.min()), float(found.max())
    if low == high:
        if log:
            return max(low / 2, 5e-324), min(low * 2, _LARGEST)
        return max(low - (abs(low) / 10 or 0.5), -_LARGEST), min(high + (abs(high) / 10 or 0.5), _LARGEST)
    space = 0.0 if log else (high / 2 - low / 2) * pad * 2
    return max(low - space, -_LARGEST), min(high + space, _LARGEST)


def picture(marks: Sequence[Mark], x: Axis, y: Axis, width: int, height: int, *, clip: bool = False) -> Markup:
    """Return the picture of ``marks`` with axes, ``width`` x ``height`` px; ``clip`` cuts what leaves the axes."""
    if is_rehearsed():
        return Markup()
    places, labels = y.ticks(max(2, height // (22 if y.names else 50)))
    longest = max((len(text) for text in labels), default=0)
    wide = longest * (_NAME_WIDTH if y.names else _FONT_WIDTH if longest < _LONG else _LONG_WIDTH)
    left = min(wide, _MAX_LABEL) + 10 if labels else 6
    box = _Box(left, 6, width - left - 8, height - (6 if x.hidden else 28), x, y)
    parts = [_y_axis(places, _cut(labels, y), box), _x_axis(box)]
    inner = Markup().join(mark.svg(box) for mark in marks if not isinstance(mark, Strange))
    beyond = Markup().join(mark.svg(box) for mark in marks if isinstance(mark, Strange))
    if clip:
        frame = Markup('<svg x="{0:.0f}" y="{1:.0f}" width="{2:.0f}" height="{3:.0f}" viewBox="{0:.0f} {1:.0f} {2:.0f} '
                       '{3:.0f}">{4}</svg>')  # fmt: skip
        inner = frame.format(box.left, box.top, box.width, box.height, inner)
    parts += [inner, beyond]
    return root(f"0 0 {width} {height}", width, height, Markup().join(parts))


def root(view: str, width: float, height: float, inner: Markup, name: str = "rg-static") -> Markup:
    """Return a static picture of what is drawn in a view box, ``width`` x ``height`` px without a style sheet."""
    return Markup(
        '<svg class="{}" viewBox="{}" width="{:g}" height="{:g}" fill="none" font-size="11" '
        'font-family="system-ui,sans-serif" aria-hidden="true" focusable="false">{}</svg>'
    ).format(name, view, width, height, inner)


def pixels(marks: Sequence[Mark], width: int, height: int) -> Markup:
    """Return a picture of marks whose places are pixels from its upper left corner."""
    return picture(marks, Axis(6, width - 8, hidden=True), Axis(height, 6, hidden=True), width, height)


def _cut(labels: Sequence[str], axis: Axis) -> list[str]:
    """Return names short enough for the room beside the axis."""
    most = int(_MAX_LABEL / _NAME_WIDTH)
    half = most // 2
    return [text if not axis.names or len(text) <= most else f"{text[: half - 1]}…{text[-half:]}" for text in labels]


def _y_axis(values: Sequence[float], labels: Sequence[str], box: _Box) -> Markup:
    rule = Markup('<path class="g" stroke="var(--line)" d="M{:.0f} {:.1f}h{:.0f}"/>')
    name = Markup('<text class="e" text-anchor="end" fill="currentColor" x="{:.0f}" y="{:.1f}">{}</text>')
    parts = []
    for y, text in zip(box.y(np.array(values)).tolist(), labels, strict=True):
        if not box.y_axis.names:
            parts.append(rule.format(box.left, y, box.width))
        parts.append(name.format(box.left - 6, y + 3.5, text))
    return Markup().join(parts)


def _x_axis(box: _Box) -> Markup:
    axis = box.x_axis
    if axis.hidden:
        return Markup()
    values, labels = axis.ticks(max(2, int(box.width // (70 if axis.names else 110))))
    bottom = box.top + box.height
    shares = axis.share(np.array(values)).tolist()
    title = axis.title if len(axis.title) <= _SHORT_TITLE else ""
    taken = len(title) * _FONT_WIDTH + 10 if title else -_MAX_LABEL
    every = list(zip(shares, labels, strict=True))
    placed = [(share, text) for share, text in every
              if box.width * (1 - share) > taken + len(text) * _FONT_WIDTH / 2]  # fmt: skip
    if len(placed) < 2:  # noqa: PLR2004 - an axis needs two labels more than a title
        title, placed = "", every
    parts = [
        Markup('<text class="{}" text-anchor="{}" fill="currentColor" x="{:.1f}" y="{:.0f}">{}</text>').format(
            *(("m", "middle") if share < 0.96 else ("e", "end")),  # noqa: PLR2004 - the last label stays inside
            box.left + box.width * share,
            bottom + 16,
            text if len(text) < 16 else f"{text[:14]}…",  # noqa: PLR2004 - names of categories
        )
        for share, text in placed
    ]
    if title:
        name = Markup('<text class="e" text-anchor="end" fill="currentColor" x="{:.0f}" y="{:.0f}">{}</text>')
        parts.append(name.format(box.left + box.width, bottom + 16, title))
    foot = Markup('<path class="a" stroke="var(--line-2)" d="M{:.0f} {:.1f}h{:.0f}"/>')
    parts.append(foot.format(box.left, bottom, box.width))
    return Markup().join(parts)
