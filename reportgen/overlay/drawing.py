"""Overlays as markup, for the time before scripts run and for pages without them. Coordinates are the image's pixels.

The page draws the same from data (``client/image/overlay/overlay.ts``): boxes as rectangles whose strokes keep
their width, masks as paths, labels as text beside them that keeps its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class DrawnBox:
    """A box to draw: corners in pixels, colour, label, whether its stroke is dashed; and its form as SVG paths."""

    corners: tuple[float, float, float, float]
    color: str
    label: str = ""
    dashed: bool = False
    area: str = ""
    strokes: str = ""


@dataclass(frozen=True)
class DrawnMask:
    """A class's outline to fill, in pixels of a mask of ``size`` (width, height)."""

    path: str
    color: str
    size: tuple[int, int]


def draw(width: int, height: int, boxes: Sequence[DrawnBox], masks: Iterable[DrawnMask], opacity: float) -> str:
    """Return an SVG picture and labels that lie over an image of (width, height) pixels."""
    parts = [
        f'<path fill="{mask.color}" fill-opacity="{opacity:g}" fill-rule="evenodd" d="{mask.path}"'
        f"{_scaled(mask.size, width, height)}/>"
        for mask in masks
    ]
    for box in boxes:
        x0, y0, x1, y1 = box.corners
        place = f'x="{x0:.6g}" y="{y0:.6g}" width="{x1 - x0:.6g}" height="{y1 - y0:.6g}"'
        dash = ' stroke-dasharray="6 4"' if box.dashed else ""
        formed = ' class="rg-formed"' if box.area or box.strokes else ""
        parts += [
            f'<path class="{name}" d="{path}" fill="{box.color}" stroke="{box.color}"/>'
            for name, path in (("rg-form", box.area), ("rg-strokes", box.strokes))
            if path
        ]
        halo = "" if formed else f'<rect class="rg-halo" {place}/>'  # seen with the style sheet only
        parts.append(f'{halo}<rect{formed} {place} stroke="{box.color}"{dash}/>')
    labels = [
        f'<span style="left:{_share(box.corners[0], width)};top:max(0px,{_share(box.corners[1], height)} - 17px);'
        f'--color:{box.color}">{escape(box.label)}</span>'
        for box in boxes
        if box.label
    ]
    picture = (
        f'<svg class="rg-overlay" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'preserveAspectRatio="none" fill="none" stroke-width="2" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )
    return picture + (f'<span class="rg-box-labels" aria-hidden="true">{" ".join(labels)}</span>' if labels else "")


def _scaled(size: tuple[int, int], width: int, height: int) -> str:
    if size == (width, height):
        return ""
    return f' transform="scale({width / size[0]:.9g} {height / size[1]:.9g})"'


def _share(value: float, whole: int) -> str:
    """Return a place along an image as a percentage, kept inside it."""
    return f"{min(max(value / max(whole, 1), 0.0), 0.98):.2%}"
