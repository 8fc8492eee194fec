"""What a dense line looks like from afar: its range and its middle in columns of equal width.

``client/line_plot/data/noise.ts`` does the same in the page.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reportgen.model.column import Floats

DENSE = 1.0
"""Points a pixel from which on a line may be noise."""
TALL = 6.0
"""Pixels: the height of the range in the median column from which on a dense line is noise."""
NARROW, FEW = 2, 8
"""The range is measured in columns of so many pixels, and of so many points on average, at the least."""


class Columns(NamedTuple):
    """The columns of a line that have values: their mean x, and the lowest, middle and highest y of each."""

    x: Floats
    low: Floats
    middle: Floats
    high: Floats


def columns(x: Floats, y: Floats, share: Floats, count: int, *, reduced: bool = False) -> Columns:
    """Return the columns of (n,) points whose places on the x axis are ``share``, rising, of which [0, 1] is in view.

    The middle is the mean. Of a ``reduced`` line, which keeps its extremes and few others, it is the mean of the
    middle half, on which extremes have no weight.
    """
    good = np.isfinite(y) & (share >= 0) & (share <= 1)
    x, y = x[good], y[good]
    place = np.minimum((share[good] * count).astype(np.int64), count - 1)
    if not len(y):
        return Columns(*[np.zeros(0)] * 4)
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    ends = np.append(starts[1:], len(y))
    middle = np.array([_middle(y[a:b], reduced=reduced) for a, b in zip(starts, ends, strict=True)])
    across = np.array([x[a:b].mean() for a, b in zip(starts, ends, strict=True)])
    return Columns(across, np.minimum.reduceat(y, starts), middle, np.maximum.reduceat(y, starts))


def _middle(values: Floats, *, reduced: bool) -> float:
    if reduced and len(values) > 3:  # noqa: PLR2004 - a half of fewer is no half
        cut = len(values) // 4
        values = np.sort(values)[cut : len(values) - cut]
    return float(np.mean(values / 2) * 2)  # halves: the sum of the largest floats is not a float


def is_noise(share: Floats, tall: Floats, width: float) -> bool:
    """Return whether a line is denser than pixels and its range in the median column too tall for a line.

    What a column's range has of the line's slope does not count.

    ``share`` (n,) are places on an x axis of ``width`` pixels, rising; ``tall`` (n,) are pixels of height, NaN in gaps.
    """
    inside = np.isfinite(tall) & (share >= 0) & (share <= 1)
    count = int(min(width // NARROW, inside.sum() // FEW))
    if inside.sum() < DENSE * width or not count:
        return False
    found = columns(share, tall, share, count)
    slope = np.abs(np.diff(found.middle))
    return bool(np.median(found.high - found.low - np.append(slope, slope[-1:] if len(slope) else [0.0])) > TALL)
