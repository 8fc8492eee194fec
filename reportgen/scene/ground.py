"""The ground below a scene: a grid with lengths that people read, and the three axes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reportgen import portable
from reportgen.scene.model import Floats, Label, Lines, Scene

_GRID = (0.5, 0.5, 0.55, 0.38)
_AXES = ((0.85, 0.25, 0.22, 1.0), (0.25, 0.62, 0.25, 1.0), (0.2, 0.42, 0.9, 1.0))
_LINES = 10


def with_ground(scene: Scene, units: str) -> Scene:
    """Return a scene with a grid at its lowest height, axes x, y, z in red, green, blue, and their lengths."""
    corners = scene.corners()
    size = float(np.ptp(corners, axis=0).max())
    if size <= 0:
        return scene
    up = 2 if scene.up == "z" else 1
    across, along = (axis for axis in range(3) if axis != up)
    low, high = corners.min(axis=0), corners.max(axis=0)
    step = nice(size / _LINES)
    first, last = np.floor(low / step) * step, np.ceil(high / step) * step
    first[up] = low[up]
    last[[across, along]] = np.maximum(last, first + step)[[across, along]]
    ends = [*_lines(first, last, across, along, step), *_lines(first, last, along, across, step)]
    lines = [Lines(np.array(ends), _GRID, "grid", ground=True)]
    labels = []
    for axis in range(3):
        tip = first.copy()
        tip[axis] = last[axis] if axis != up else max(high[up], low[up] + step)
        lines.append(Lines(np.array([[first, tip]]), _AXES[axis], "axes", ground=True))
        length = float(tip[axis] - first[axis])
        x, y, z = (float(v) for v in tip)
        labels.append(Label(f"{'xyz'[axis]} {length:.4g}{' ' + units if units else ''}", (x, y, z), "axes"))
    return replace(scene, lines=(*scene.lines, *lines), labels=(*scene.labels, *labels))


def nice(length: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at least ``length``."""
    power = float(f"1e{portable.decade(length)}")
    return float(next(power * n for n in (1, 2, 5, 10) if power * n >= length * (1 - 1e-9)))


def _lines(first: Floats, last: Floats, run: int, stand: int, step: float) -> list[Floats]:
    """Return lines along one axis, one for each step of the other."""
    found = []
    for place in np.arange(first[stand], last[stand] + step / 2, step):
        start, end = first.copy(), first.copy()
        start[stand] = end[stand] = place
        end[run] = last[run]
        found.append(np.stack([start, end]))
    return found
