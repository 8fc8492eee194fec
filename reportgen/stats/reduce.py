"""Pure reductions of columns: which points a line needs, and smoothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportgen import portable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def m4(x: Floats, y: Floats, columns: int) -> Ints:
    """Return the indices that draw the same line on ``columns`` pixel columns: first, min, max and last of each.

    ``x`` (n,) rises; ``y`` (n,) may hold NaN. A column's NaNs keep one place, so that gaps stay gaps. At most
    ``5 * columns`` of the n indices come back, in order. (Jugel et al., "M4", VLDB 2014.)
    """
    n = len(x)
    if n <= 4 * columns or columns < 1:
        return np.arange(n)
    low, high = float(x[0]), float(x[-1])
    if not np.isfinite(high - low) or high <= low:
        bucket = np.arange(n) * columns // n
    else:
        bucket = np.minimum(((x - low) * (columns / (high - low))).astype(np.int64), columns - 1)
    starts = np.flatnonzero(np.diff(bucket, prepend=-1))
    lasts = np.append(starts[1:], n) - 1
    bad = np.isnan(y)
    kept = [starts, lasts, _first_where(np.where(bad, np.inf, y), starts, lasts, np.minimum)]
    kept.append(_first_where(np.where(bad, -np.inf, y), starts, lasts, np.maximum))
    if bad.any():
        kept.append(np.flatnonzero(bad & ~np.append(False, bad[:-1]))[:columns])
    found: Ints = np.sort(np.concatenate(kept))
    chosen: Ints = found[np.append(True, found[1:] > found[:-1])]
    return chosen


def _first_where(y: Floats, starts: Ints, lasts: Ints, ufunc: np.ufunc) -> Ints:
    """Return for each bucket the first index where ``ufunc`` reaches its extreme."""
    extremes = ufunc.reduceat(y, starts)
    hits = np.flatnonzero(y == np.repeat(extremes, lasts - starts + 1))
    place = np.searchsorted(hits, starts)
    found: Ints = hits[np.minimum(place, len(hits) - 1)]
    return found


def smooth(x: Floats, y: Floats, factor: float) -> Floats:
    """Return W&B's time-weighted exponential moving average of ``y`` (n,) over ``x`` (n,), ``factor`` in [0, 1).

    The weight of the past shrinks with the distance in x, as if 1,000 points lay evenly over the range; NaN and
    infinite points are passed over and keep their place. (W&B documentation, "Smooth line plots".)
    """
    if factor <= 0 or len(y) < 2:  # noqa: PLR2004 - one point has nothing to average
        return y
    weight = min(np.sqrt(factor), 0.999)
    span = float(x[-1] - x[0]) or 1.0
    result = y.copy()
    last = norm = 0.0
    good = np.flatnonzero(np.isfinite(y))
    apart = np.diff(x[good], prepend=x[0]) / span * 1000.0
    powers = portable.exp(apart * portable.log(weight)).tolist()
    for i, power, value in zip(good, powers, y[good].tolist(), strict=True):
        last = last * power + value
        norm = norm * power + 1.0
        result[i] = last / norm
    return result
