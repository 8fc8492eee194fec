"""The stretch of a y axis that a few lines far from all others do not flatten.

``client/line_plot/axes/outliers.ts`` does the same in the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from reportgen.model.column import Floats

FAR = 2.5
"""How many times as far as all others an outlier reaches."""
RARE = 8
"""At most one line of so many is an outlier, but one of three."""
_LEAST_LINES = 3
_ALIKE = 1 / 3
_WITHIN = 0.1
_PEAKS_FAR = 4.0
_PEAKS = 0.98
_ENDS = (0.05, 0.95)

Cut = Literal["auto", "on", "off"]


class Reach(NamedTuple):
    """What a line spans: its calm course (n,), and the lowest and highest of what is drawn around it (m,)."""

    calm: Floats
    low: Floats
    high: Floats
    noisy: bool = False


def stretch(lines: Sequence[Reach], goal: str, cut: Cut) -> tuple[float, float]:
    """Return the ends of the y axis for lines of a metric with a ``goal``: minimize, maximize or empty.

    The end of the best is never cut: below where the goal is to minimize, above where it is to maximize. "auto" cuts
    only what leaves the others less than 40 % of the height; "on" keeps the 5th to the 95th percentile of all.
    (inf, -inf) where there is no value.
    """
    lines = [line for line in lines if np.isfinite(line.calm).any()]
    if not lines:
        return np.inf, -np.inf
    low = min(float(np.nanmin(_finite(line.low))) for line in lines)
    high = max(float(np.nanmax(_finite(line.high))) for line in lines)
    if cut == "off" or not low < high:
        return low, high
    if cut == "on":
        every = np.sort(np.concatenate([line.calm[np.isfinite(line.calm)] for line in lines]))
        ends = [_quantile(every, share) for share in _ENDS]
        found = (low if goal == "minimize" else ends[0]), (high if goal == "maximize" else ends[1])
        return found if found[0] < found[1] else (low, high)
    top = high if goal == "maximize" else _top(lines)
    bottom = low if goal == "minimize" else -_top([_turned(line) for line in lines])
    return (bottom, top) if bottom < top else (low, high)


def _turned(line: Reach) -> Reach:
    return Reach(-line.calm, -line.high, -line.low, line.noisy)


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)


def _top(lines: Sequence[Reach]) -> float:
    """Return the upper end without the few lines that reach far above all others."""
    tops = [float(np.nanmax(_finite(line.calm))) for line in lines]
    order = sorted(range(len(lines)), key=lambda i: -tops[i])
    bottoms = [float(np.nanmin(_finite(line.calm))) for line in lines]
    lowest = np.minimum.accumulate([bottoms[i] for i in reversed(order)])[::-1]  # of each and all after it
    few = max(1, len(lines) // RARE) if len(lines) >= _LEAST_LINES else 0
    for count in range(few, 0, -1):
        rest, base = order[count:], float(lowest[count])
        highest = tops[rest[0]]
        room = highest - base
        far = tops[order[count - 1]] - base >= FAR * room > 0
        alike = tops[rest[len(rest) // 2]] - base >= _ALIKE * room
        if far and alike and all(_begins_within(lines[i], highest) for i in order[:count]):
            return _peaks([lines[i] for i in rest], base)
    return _peaks(lines, float(lowest[0]))


def _begins_within(line: Reach, top: float) -> bool:
    """Return whether some of a line stays in view: what would vanish as a whole is not cut."""
    calm = line.calm[np.isfinite(line.calm)]
    return bool((calm <= top).mean() >= _WITHIN)


def _peaks(lines: Sequence[Reach], base: float) -> float:
    """Return the upper end of lines without the rare peaks of noise that would flatten it."""
    whole = max(float(np.nanmax(_finite(line.high))) for line in lines)
    if not all(line.noisy for line in lines):
        return whole
    tops = np.sort(np.concatenate([line.high[np.isfinite(line.high)] for line in lines]))
    first = max(float(line.high[np.isfinite(line.high)][0]) for line in lines)
    calm = max(float(np.nanmax(_finite(line.calm))) for line in lines)
    most = max(_quantile(tops, _PEAKS), calm, first)
    return most if whole - base >= _PEAKS_FAR * (most - base) > 0 else whole


def _quantile(values: Floats, share: float) -> float:
    """Return the value at a share of sorted ``values``, linear between two."""
    place = (len(values) - 1) * share
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return float(values[below] + (values[above] - values[below]) * (place - below))
