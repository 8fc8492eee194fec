"""Round points of time and their labels, in UTC, for axes drawn at build time; times are Unix seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

_SECOND, _MINUTE, _HOUR, _DAY = 1.0, 60.0, 3600.0, 86_400.0
_STEPS = (
    *(_SECOND * part / 1000 for part in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
    *(_SECOND * many for many in (1, 2, 5, 10, 15, 30)),
    *(_MINUTE * many for many in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * many for many in (1, 2, 3, 6, 12)),
    *(_DAY * many for many in (1, 2, 5, 10)),
)
_MONTHS = (1, 2, 3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)))
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LAST = 253_402_300_799.0
"""The last second of the year 9999, which is as far as dates are written."""


def ticks(low: float, high: float, count: int) -> list[float]:
    """Return about ``count`` round points of time within [low, high]; the ends where there are no two."""
    low, high = max(low, 0.0), min(high, _LAST)
    step = next((one for one in _STEPS if (high - low) / one <= max(count, 1)), None)
    if step is None:
        found = _months(low, high, count)
    else:
        found = [place * step for place in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return found if len(found) > 1 else [low, high]


def _months(low: float, high: float, count: int) -> list[float]:
    first, last = (int(np.datetime64(int(end), "s").astype("datetime64[M]").astype(int)) for end in (low, high))
    step = next((one for one in _MONTHS if (last - first) / one <= max(count, 1)), _MONTHS[-1])
    since = 12 * 1970  # steps of years begin at round ones
    at = np.arange(-(-(first + since) // step) * step, last + since + 1, step) - since
    found = at.astype("datetime64[M]").astype("datetime64[s]").astype(float).tolist()
    return [value for value in found if low <= value <= high]


def labels(values: Sequence[float]) -> list[str]:
    """Return what points of time are called, as exactly as their distances need: a clock's time, a day, or a month."""
    step = min((b - a for a, b in pairwise(values)), default=_DAY)
    long = bool(values) and values[-1] - values[0] > _DAY
    return [_label(_written(value), step, long=long) for value in values]


def _written(value: float) -> str:
    """Return a point of time like ``2026-11-28T00:00:00.000``."""
    return str(np.datetime64(round(value * 1000), "ms"))


def _label(at: str, step: float, *, long: bool) -> str:
    day = f"{_NAMES[int(at[5:7]) - 1]} {at[8:10]}"
    if step < _DAY:
        clock = at[11:16] if step >= _MINUTE else at[11:19] if step >= _SECOND else at[11:23]
        return f"{day} {clock}" if long else clock
    return day if step < 28 * _DAY else at[:7]


def day(low: float, high: float) -> str:
    """Return the title of an axis: its zone, and the day that a clock's time does not tell."""
    start = _written(min(max(low, 0.0), _LAST))
    return f"{start[:10]} UTC" if high - low < 2 * _DAY else "UTC"
