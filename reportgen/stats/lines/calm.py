"""The course of a noisy line: its running median, in time and memory that grow with the line and not its square."""

from __future__ import annotations

import numpy as np

from reportgen.model.column import Floats

_SHARE = 50
"""The window is this part of the line."""


def calm(values: Floats) -> Floats:
    """Return the running median of the finite values, gaps filled with the value before."""
    finite = np.isfinite(values)
    places = np.maximum.accumulate(np.where(finite, np.arange(len(values)), 0))
    filled = np.where(np.isfinite(values[places]), values[places], values[finite][0])
    width = max(len(values) // _SHARE, 1) | 1
    return filled if width == 1 else running_median(np.pad(filled, width // 2, mode="edge"), width)


def running_median(values: Floats, width: int) -> Floats:
    """Return the median of every ``width`` (odd) neighbours among finite (n,) values: n - width + 1 of them.

    A wavelet matrix answers all windows at once: bit by bit of their ranks, from the highest, it tells how many ranks
    of a window have a zero there, and so whether the middle one does.
    """
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values), np.int64)
    ranks[order] = np.arange(len(values))
    starts = np.arange(len(values) - width + 1)
    ends = starts + width
    middle, found = np.full(len(starts), width // 2), np.zeros(len(starts), np.int64)
    for bit in reversed(range(len(values).bit_length())):
        is_zero = ranks >> bit & 1 == 0
        zeros = np.append(0, np.cumsum(is_zero))
        first, last = zeros[starts], zeros[ends]
        low = middle < last - first
        middle = np.where(low, middle, middle - (last - first))
        found |= np.where(low, 0, 1 << bit)
        starts, ends = np.where(low, first, zeros[-1] + starts - first), np.where(low, last, zeros[-1] + ends - last)
        ranks = np.concatenate([ranks[is_zero], ranks[~is_zero]])
    return values[order[found]]
