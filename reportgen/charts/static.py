"""Static SVG of the built-in shapes: a few KB each, seen before scripts run, without them, and in print.

Colours are the page's custom properties, so a picture follows light and dark. Coordinates are CSS pixels of the
picture's own view box, y downward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from reportgen.charts import ticks

Floats = NDArray[np.float64]
_FONT_WIDTH = 6.2  # px, an average digit at 11 px


@dataclass(frozen=True)
class Line:
    """A line to draw: points (n,), a CSS colour, a dash pattern, and whether it lies faint in the background."""

    x: Floats
    y: Floats
    color: str
    dash: str = ""
    faint: bool = False


@dataclass(frozen=True)
class Axes:
    """Domains in data units, and whether an axis is logarithmic."""

    x: tuple[float, float]
    y: tuple[float, float]
    log_x: bool = False
    log_y: bool = False


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    width: float
    height: float


def domain(values: Sequence[Floats], *, log: bool = False, pad: float = 0.0) -> tuple[float, float]:
    """Return the finite range of all values (positive ones for a log axis), widened where it is a point."""
    chosen = [v[np.isfinite(v) & ((v > 0) | (not log))] for v in values]
    found = np.concatenate(chosen) if chosen else np.zeros(0)
    if not len(found):
        return (1.0, 10.0) if log else (0.0, 1.0)
    low, high = float(found.min()), float(found.max())
    if low == high:
        return (low / 2, low * 2) if log else (low - (abs(low) / 10 or 0.5), high + (abs(high) / 10 or 0.5))
    space = 0.0 if log else (high / 2 - low / 2) * pad * 2
    return max(low - space, -1e308), min(high + space, 1e308)


def line_svg(lines: Sequence[Line], axes: Axes, width: int, height: int) -> Markup:
    """Return the picture of ``lines`` with axes, ``width`` x ``height`` px."""
    y_ticks = ticks.log(*axes.y) if axes.log_y else ticks.linear(*axes.y, count=max(2, height // 50))
    labels = [ticks.label(value) for value in y_ticks]
    left = max((len(text) for text in labels), default=1) * _FONT_WIDTH + 10
    box = _Box(left, 6, width - left - 8, height - 28)
    parts = [_y_axis(y_ticks, labels, axes, box), _x_axis(axes, box)]
    parts += [_path(line, axes, box) for line in lines]
    return Markup('<svg class="rg-static" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>').format(
        width, height, Markup().join(parts)
    )


def _scale(values: Floats, low: float, high: float, *, log: bool) -> Floats:
    """Return the place of ``values`` on an axis as a share of its length."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if log:
            shares: Floats = (np.log(values) - np.log(low)) / (np.log(high) - np.log(low))
            return np.where(values > 0, shares, np.nan)
        return (values / 2 - low / 2) / (high / 2 - low / 2)


def _y_axis(values: Sequence[float], labels: Sequence[str], axes: Axes, box: _Box) -> Markup:
    shares = _scale(np.array(values), *axes.y, log=axes.log_y)
    row = Markup('<path class="g" d="M{:.0f} {:.1f}h{:.0f}"/><text class="e" x="{:.0f}" y="{:.1f}">{}</text>')
    parts = []
    for share, text in zip(shares, labels, strict=True):
        y = box.top + box.height * (1 - float(share))
        parts.append(row.format(box.left, y, box.width, box.left - 6, y + 3.5, text))
    return Markup().join(parts)


def _x_axis(axes: Axes, box: _Box) -> Markup:
    count = max(2, int(box.width // 110))
    values = ticks.log(*axes.x) if axes.log_x else ticks.linear(*axes.x, count=count)
    shares = _scale(np.array(values), *axes.x, log=axes.log_x)
    bottom = box.top + box.height
    parts = [
        Markup('<text class="{}" x="{:.1f}" y="{:.0f}">{}</text>').format(
            "m" if share < 0.96 else "e",  # noqa: PLR2004 - the last label stays inside
            box.left + box.width * float(share),
            bottom + 16,
            ticks.label(value),
        )
        for share, value in zip(shares, values, strict=True)
    ]
    parts.append(Markup('<path class="a" d="M{:.0f} {:.1f}h{:.0f}"/>').format(box.left, bottom, box.width))
    return Markup().join(parts)


def _path(line: Line, axes: Axes, box: _Box) -> Markup:
    x = box.left + box.width * _scale(line.x, *axes.x, log=axes.log_x)
    y = box.top + box.height * (1 - _scale(line.y, *axes.y, log=axes.log_y))
    drawn = np.isfinite(x) & np.isfinite(y)
    x, y = np.clip(x, -1e5, 1e5), np.clip(y, -1e5, 1e5)
    # Whole half-pixels and relative steps keep a line to about five characters a point.
    half_x = np.rint(np.where(drawn, x, 0) * 2).astype(int).tolist()
    half_y = np.rint(np.where(drawn, y, 0) * 2).astype(int).tolist()
    parts: list[str] = []
    pen_down = False
    for index in range(len(half_x)):
        if not drawn[index]:
            pen_down = False
            continue
        if pen_down:
            step_x, step_y = half_x[index] - half_x[index - 1], half_y[index] - half_y[index - 1]
            parts.append(f"l{step_x}{'' if step_y < 0 else ' '}{step_y}")
        else:
            alone = index + 1 == len(half_x) or not drawn[index + 1]
            parts.append(f"M{half_x[index]} {half_y[index]}{'h.1' if alone else ''}")
        pen_down = True
    style = f"stroke:{line.color}" + (f";stroke-dasharray:{line.dash}" if line.dash else "")
    name = "l f" if line.faint else "l"
    return Markup('<path class="{}" style="{}" transform="scale(.5)" d="{}"/>').format(name, style, "".join(parts))
