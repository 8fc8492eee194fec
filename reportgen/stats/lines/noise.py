"""What a dense line looks like from afar: its range and its middle in columns of equal width.

``client/line_plot/data/noise.ts`` does the same in the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from reportgen.inputs.following import remembered
from reportgen.model.column import Floats

DENSE = 1.0
"""Points a pixel from which on a line may be noise."""
TALL = 6.0
"""Pixels: the height of the range in the median column from which on a dense line is noise."""
NARROW, FEW = 2, 8
"""The range is measured in columns of so many pixels, and of so many points on average, at the least."""
_FAR, _PEAKS = 0.04, 24
"""The share of a picture's height beyond which a column is a peak, and how many of a line's peaks are kept."""


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
    return remembered("columns", [x, y, share], (count, reduced), lambda: _columns(x, y, share, count, reduced=reduced))


def _columns(x: Floats, y: Floats, share: Floats, count: int, *, reduced: bool) -> Columns:
    good = np.isfinite(y) & (share >= 0) & (share <= 1)
    x, y = x[good], y[good]
    place = np.minimum((share[good] * count).astype(np.int64), count - 1)
    if not len(y):
        return Columns(*[np.zeros(0)] * 4)
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    ends = np.append(starts[1:], len(y))
    across = np.add.reduceat(x, starts) / (ends - starts)
    if reduced:
        middle = np.array([_middle_half(y[a:b]) for a, b in zip(starts, ends, strict=True)])
    else:  # halves: the sum of the largest floats is not a float
        middle = np.add.reduceat(y / 2, starts) / (ends - starts) * 2
    return Columns(across, np.minimum.reduceat(y, starts), middle, np.maximum.reduceat(y, starts))


def _middle_half(values: Floats) -> float:
    if len(values) > 3:  # noqa: PLR2004 - a half of fewer is no half
        cut = len(values) // 4
        values = np.sort(values)[cut : len(values) - cut]
    return float(np.mean(values / 2) * 2)


def outlined(fine: Columns, across: int, tall: Callable[[Floats], Floats]) -> tuple[Floats, Floats, Floats]:
    """Return x, low and high of a band of few points that looks like one of all the ``fine`` columns.

    Every ``across`` columns are one, at the median of their edges; what reaches far beyond stays as narrow as it is.
    ``tall`` says how high a value stands in the picture, as a share.
    """
    if len(fine.x) < 2 * across:
        return fine.x, fine.low, fine.high
    ends = np.append(np.arange(across, len(fine.x) - across + 1, across), len(fine.x))
    edges: dict[float, tuple[float, float]] = {}
    parts = [slice(a, b) for a, b in zip(np.append(0, ends[:-1]), ends, strict=True)]
    usual = [(float(np.median(fine.low[part])), float(np.median(fine.high[part]))) for part in parts]
    for part, edge in zip(parts, usual, strict=True):
        edges[float(np.median(fine.x[part]))] = edge
    edges.setdefault(float(fine.x[0]), usual[0])
    edges.setdefault(float(fine.x[-1]), usual[-1])
    sizes = [part.stop - part.start for part in parts]
    low, high = (np.repeat([edge[side] for edge in usual], sizes) for side in (0, 1))
    beyond = np.fmax(tall(fine.high) - tall(high), tall(low) - tall(fine.low))
    limit = max(_FAR, float(np.nanmedian(tall(high) - tall(low))) / 2)
    peaks = np.flatnonzero(beyond > limit)
    for i in sorted(peaks[np.argsort(-beyond[peaks], kind="stable")][:_PEAKS].tolist()):
        for beside in (i - 1, i + 1):
            if 0 <= beside < len(fine.x):
                edges.setdefault(float(fine.x[beside]), (float(low[beside]), float(high[beside])))
        edges[float(fine.x[i])] = float(fine.low[i]), float(fine.high[i])
    x = np.array(sorted(edges))
    return x, np.array([edges[at][0] for at in x]), np.array([edges[at][1] for at in x])


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
