"""A family of metrics on one grid: members by steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen import portable
from reportgen.model.column import Column, Floats

_DECADES = 30.0
"""Positive values whose largest is so many times their smallest are shaded by their logarithm."""
_CUT = 0.995
"""Share of the values that the scale holds; the few above have the darkest shade."""


@dataclass(frozen=True)
class Scale:
    """From a value to a shade: ``low`` is 0 and ``high`` is 1, by the logarithm where ``log``."""

    low: float
    high: float
    log: bool
    beyond: bool
    """Whether some values are above ``high``."""

    def shades(self, values: Floats) -> Floats:
        """Return shades between 0 and 1, NaN where a value is."""
        low, high = portable.log10(np.array([self.low, self.high])) if self.log else np.array([self.low, self.high])
        placed = portable.log10(np.maximum(values, self.low)) if self.log else values
        shades: Floats = np.clip((placed - low) / ((high - low) or 1.0), 0.0, 1.0)
        return shades


def on_steps(members: Sequence[Column], edges: Floats) -> tuple[Floats, Floats]:
    """Return means (m, b) of each member between ``edges`` (b + 1), and the shares of values that are not finite.

    Steps without a value keep the one before, as far as the member goes; NaN where it has none.
    """
    bins = len(edges) - 1
    means, lost = np.full((len(members), bins), np.nan), np.zeros((len(members), bins))
    for row, column in enumerate(members):
        if not len(column):
            continue
        place = np.clip(np.searchsorted(edges, column.steps, "right") - 1, 0, bins - 1)
        finite = np.isfinite(column.values)
        sums = np.bincount(place[finite], column.values[finite], bins)
        counts, every = np.bincount(place[finite], minlength=bins), np.bincount(place, minlength=bins)
        met = np.flatnonzero(every)
        before = met[np.clip(np.searchsorted(met, np.arange(bins), "right") - 1, 0, len(met) - 1)]
        inside = (np.arange(bins) >= met[0]) & (np.arange(bins) <= met[-1])
        with np.errstate(invalid="ignore"):
            own = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
            gone = (every - counts) / np.maximum(every, 1)
        means[row, inside], lost[row, inside] = own[before][inside], gone[before][inside]
    return means, lost


def scale_of(grids: Sequence[Floats]) -> Scale:
    """Return the one scale of all grids."""
    found = np.concatenate([grid[np.isfinite(grid)] for grid in grids]) if grids else np.zeros(0)
    if not len(found):
        return Scale(0.0, 1.0, log=False, beyond=False)
    ordered = np.sort(found)
    low, most = float(ordered[0]), float(ordered[-1])
    high = float(ordered[min(int(len(ordered) * _CUT), len(ordered) - 1)])
    high = high if high > low else most
    positive = ordered[ordered > 0]
    if low >= 0 and len(positive) and high / positive[int(len(positive) * (1 - _CUT))] >= _DECADES:
        return Scale(float(positive[int(len(positive) * (1 - _CUT))]), high, log=True, beyond=most > high)
    return Scale(low, high, log=False, beyond=most > high)
