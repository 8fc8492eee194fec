"""The bootstrap of a mean or median over few runs: the same resamples for the same values, in whatever order they come.

Resamples of few values are too narrow, because a value is often drawn twice. Each is therefore moved away from the
estimate by sqrt(n / (n - 1)), and the whole by how much wider Student's t is than the normal distribution: the
"expanded percentile interval" of Hesterberg, What teachers should know about the bootstrap (2015), section 4.2.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from statistics import NormalDist
from typing import Literal

import numpy as np

from reportgen.model.column import Floats
from reportgen.stats.evaluations.student import LEVEL, quantile

RESAMPLES = 2000
How = Literal["mean", "median", "min", "max"]
_STEP = 0x9E3779B97F4A7C15
_HOW: Mapping[str, Callable[[Floats], Floats]] = {
    "mean": lambda values: np.mean(values, axis=-2), "median": lambda values: np.median(values, axis=-2),
    "min": lambda values: np.min(values, axis=-2), "max": lambda values: np.max(values, axis=-2),
}  # fmt: skip


def combined(values: Floats, how: str) -> Floats:
    """Return the mean, median, least or greatest of (runs, terms) over the runs."""
    return _HOW[how](values[_order(values)])


def resampled(values: Floats, how: str, others: int, stream: int) -> Floats:
    """Return (resamples, terms): the mean or median of (runs, terms) over runs drawn with replacement, spread as above.

    ``others`` is how many runs stand on the other side, whose noise adds to the degrees of freedom. Streams of
    different numbers draw differently.
    """
    ordered = values[_order(values)]
    count = len(ordered)
    drawn = _HOW[how](ordered[_draws(count, stream)])
    middle = _HOW[how](ordered)
    wider = quantile(max(count + others - 2, 1)) / NormalDist().inv_cdf((1 + LEVEL) / 2)
    spread: Floats = middle + (drawn - middle) * (math.sqrt(count / (count - 1)) * wider)
    return spread


def interval(values: Floats) -> tuple[float, float]:
    """Return between which two values ``LEVEL`` of the resamples lie; NaN where one of them is."""
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _order(values: Floats) -> list[int]:
    rows = values.tolist()
    return sorted(range(len(rows)), key=rows.__getitem__)


def _draws(count: int, stream: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return (resamples, count) places, drawn by splitmix64, which is the same everywhere."""
    with np.errstate(over="ignore"):
        state = np.arange(1, RESAMPLES * count + 1, dtype=np.uint64) + np.uint64(stream << 40)
        state *= np.uint64(_STEP)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state ^= state >> np.uint64(31)
    return ((state >> np.uint64(11)) % np.uint64(count)).astype(np.int64).reshape(RESAMPLES, count)
