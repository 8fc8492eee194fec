"""The marks of static pictures: lines, bands, dots, bars, cells and texts, in data units.

A mark turns itself into SVG through the two functions that give places in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_MOST_MARKS = 100
_MOST_EXITS, _APART = 3, 40.0
_INK = Markup(' fill="currentColor"')
_ANCHORS = {"e": Markup(' text-anchor="end"'), "m": Markup(' text-anchor="middle"'), "b": Markup()}


class Frame(Protocol):
    """Where data stands in the picture: pixels of (n,) values, y downward; the box between the axes."""

    @property
    def left(self) -> float:
        """Where the box begins."""
        ...

    @property
    def top(self) -> float:
        """Where the box begins below the picture's upper edge."""
        ...

    @property
    def width(self) -> float:
        """Its width."""
        ...

    @property
    def height(self) -> float:
        """Its height."""
        ...

    def x(self, values: Floats) -> Floats:
        """Return the pixels of x values; NaN where the axis has no place for them."""
        ...

    def y(self, values: Floats) -> Floats:
        """Return the pixels of y values."""
        ...


class Mark(Protocol):
    """Something that a picture shows."""

    def svg(self, frame: Frame) -> Markup:
        """Return the mark as SVG."""
        ...


@dataclass(frozen=True)
class Line:
    """A line through (n,) points, with a CSS colour; NaN leaves a gap."""

    x: Floats
    y: Floats
    color: str
    dash: str = ""
    faint: bool = False

    def svg(self, frame: Frame) -> Markup:
        """Return the line: whole half-pixels and relative steps keep it to about five characters a point."""
        half_x, half_y, drawn = _half_pixels(frame.x(self.x), frame.y(self.y))
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
        name, width = ("l f", Markup('1.5" opacity=".7')) if self.faint else ("l", "3.5")
        dash = Markup(' stroke-dasharray="{}"').format(self.dash) if self.dash else Markup()
        return Markup('<path class="{}" stroke="{}" stroke-width="{}"{} transform="scale(.5)" d="{}"/>').format(
            name, self.color, width, dash, "".join(parts)
        )


@dataclass(frozen=True)
class Strange:
    """Values that no axis has a place for, over their x: infinity at the upper edge, minus infinity and NaN below.

    Below is outside, where no value of the axis is. A mark of NaN is hollow, as in the live chart.
    """

    x: Floats
    values: Floats
    color: str

    def svg(self, frame: Frame) -> Markup:
        """Return a triangle for each that does not lie on another."""
        px = frame.x(self.x)
        seen: dict[tuple[int, str], Markup] = {}
        mark = Markup('<path d="M{:.1f} {:.1f}{}" stroke="{}" fill="{}"/>')
        for x, value in zip(px.tolist(), self.values.tolist(), strict=True):
            kind = "nan" if np.isnan(value) else "up" if value > 0 else "down"
            if np.isfinite(value) or not frame.left <= x <= frame.left + frame.width:
                continue
            y, shape = (frame.top + 8, "l4-7l4 7z") if kind == "up" else (frame.top + frame.height + 1.5, "l4 5l4-5z")
            fill = "none" if kind == "nan" else self.color
            seen.setdefault((round(x / 3), kind), mark.format(x - 4, y, Markup(shape), self.color, fill))  # noqa: S704
        places = list(seen)
        every = max(1, -(-len(places) // _MOST_MARKS))  # all along the stretch, up to its end
        return Markup().join(seen[place] for place in dict.fromkeys([*places[::every], *places[-1:]]))


@dataclass(frozen=True)
class Leaving:
    """A line (n,) that leaves the box above or below: an open arrow at the edge, each time."""

    x: Floats
    y: Floats
    color: str

    def svg(self, frame: Frame) -> Markup:
        """Return the arrows, few of them."""
        px, py = frame.x(self.x), frame.y(self.y)
        good = np.isfinite(px) & np.isfinite(py)
        px, py = px[good], py[good]
        side = np.where(py < frame.top, 1, np.where(py > frame.top + frame.height, -1, 0))
        begins = np.flatnonzero((side != 0) & (side != np.append([0], side[:-1])))
        mark = Markup('<path class="o" d="M{:.1f} {:.1f}{}" stroke="{}" stroke-width="1.5"/>')
        parts: list[Markup] = []
        last = -np.inf
        for i in begins:
            if px[i] - last < _APART or len(parts) == _MOST_EXITS:
                continue
            last = px[i]
            top = frame.top + 6 if side[i] > 0 else frame.top + frame.height - 6
            shape = Markup("l4-4l4 4" if side[i] > 0 else "l4 4l4-4")  # noqa: S704 - our own
            parts.append(mark.format(px[i] - 4, top, shape, self.color))
        return Markup().join(parts)


@dataclass(frozen=True)
class Band:
    """What lies between two edges over x: (n,) each."""

    x: Floats
    low: Floats
    high: Floats
    color: str
    opacity: float = 0.16
    noise: bool = False
    """The range of a dense line, which the theme draws stronger in the dark."""

    def svg(self, frame: Frame) -> Markup:
        """Return the outline, up the one edge and down the other."""
        half_x, low, good_low = _half_pixels(frame.x(self.x), frame.y(self.low))
        _, high, good_high = _half_pixels(frame.x(self.x), frame.y(self.high))
        kept = [i for i in range(len(half_x)) if good_low[i] and good_high[i]]
        if not kept:
            return Markup()
        points = [(half_x[i], high[i]) for i in kept] + [(half_x[i], low[i]) for i in reversed(kept)]
        text = "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"
        name = Markup(' class="rg-noise" style="--band:{:g}"').format(self.opacity) if self.noise else Markup()
        return Markup('<path{} fill="{}" fill-opacity="{:g}" transform="scale(.5)" d="{}"/>').format(
            name, self.color, self.opacity, text
        )


@dataclass(frozen=True)
class Dots:
    """Points (n,), one colour for all or one each, with radii in pixels."""

    x: Floats
    y: Floats
    colors: Sequence[str]
    radii: Sequence[float] = ()

    def svg(self, frame: Frame) -> Markup:
        """Return a circle a point; those outside are omitted."""
        px, py = frame.x(self.x), frame.y(self.y)
        row = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:g}" fill="{}" fill-opacity=".75"/>')
        many = len(self.colors) > 1
        parts = [
            row.format(px[i], py[i], round(self.radii[i], 1) if self.radii else 3.5, self.colors[i if many else 0])
            for i in range(len(px))
            if np.isfinite(px[i]) and np.isfinite(py[i])
        ]
        return Markup().join(parts)


@dataclass(frozen=True)
class Bars:
    """Boxes (n,) between two x and two y, each with a CSS colour."""

    x0: Floats
    x1: Floats
    y0: Floats
    y1: Floats
    colors: Sequence[str]
    opacity: float = 1.0

    def svg(self, frame: Frame) -> Markup:
        """Return a rectangle a box, at least a half pixel in both directions."""
        left, right = _ordered(frame.x(self.x0), frame.x(self.x1))
        top, bottom = _ordered(frame.y(self.y0), frame.y(self.y1))
        row = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"{}/>')
        more = Markup(' fill-opacity="{:g}"').format(self.opacity) if self.opacity < 1 else Markup()
        many = len(self.colors) > 1
        size = np.maximum(right - left, 0.5), np.maximum(bottom - top, 0.5)
        places = zip(left, top, *size, strict=True)
        return Markup().join(
            row.format(x, y, w, h, self.colors[i if many else 0], more)
            for i, (x, y, w, h) in enumerate(places)
            if np.isfinite([x, y, w, h]).all()
        )


@dataclass(frozen=True)
class Texts:
    """Texts (n,) at places; ``name`` is a class of the theme: e (to the left), m (centred) or b (to the right)."""

    x: Floats
    y: Floats
    texts: Sequence[str]
    name: str = "m"
    color: str = ""
    dx: float = 0.0
    angle: float = 0.0
    """Degrees that each is turned around its place."""

    def svg(self, frame: Frame) -> Markup:
        """Return the texts, four pixels below their places so that they look centred."""
        row = Markup('<text class="{}" x="{:.1f}" y="{:.1f}"{}{}>{}</text>')
        turned = Markup('<text class="{}" transform="translate({:.1f} {:.1f})rotate({:g})" y="4"{}{}>{}</text>')
        style = Markup(' style="fill:{0}" fill="{0}"').format(self.color) if self.color else _INK
        anchor = _ANCHORS[self.name.split()[0]]
        places = zip(frame.x(self.x), frame.y(self.y), self.texts, strict=True)
        if self.angle:
            return Markup().join(
                turned.format(self.name, x + self.dx, y, self.angle, anchor, style, text) for x, y, text in places
            )  # fmt: skip
        return Markup().join(
            row.format(self.name, x + self.dx, y + 4, anchor, style, text)
            for x, y, text in places
            if np.isfinite(x + y)
        )


@dataclass(frozen=True)
class Picture:
    """An image (a data: URL, small) between two corners in data units, its pixels kept sharp."""

    x: tuple[float, float]
    y: tuple[float, float]
    url: str

    def svg(self, frame: Frame) -> Markup:
        """Return the image, stretched to its place."""
        left, right = frame.x(np.array(self.x)).tolist()
        bottom, top = frame.y(np.array(self.y)).tolist()
        return Markup(
            '<image x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" preserveAspectRatio="none" href="{}" '
            'style="image-rendering:pixelated"/>'
        ).format(left, top, right - left, bottom - top, self.url)


def _ordered(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    return np.minimum(a, b), np.maximum(a, b)


def _half_pixels(x: Floats, y: Floats) -> tuple[list[int], list[int], NDArray[np.bool_]]:
    drawn = np.isfinite(x) & np.isfinite(y)
    x, y = np.clip(x, -1e5, 1e5), np.clip(y, -1e5, 1e5)
    half_x: list[int] = np.rint(np.where(drawn, x, 0) * 2).astype(int).tolist()
    half_y: list[int] = np.rint(np.where(drawn, y, 0) * 2).astype(int).tolist()
    return half_x, half_y, drawn
