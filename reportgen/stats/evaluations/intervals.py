"""Means of scores with 95 % intervals that are honest about few samples and about samples that repeat."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from reportgen.model.column import Floats
from reportgen.stats.evaluations.student import LEVEL, quantile

Rule = Literal["wilson", "agresti", "mean", "none"]


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval; both bounds are NaN where too few samples carry one."""

    value: float
    low: float
    high: float
    n: int
    """Samples that were scored."""
    rule: Rule = "none"
    error: float = math.nan
    """The standard error."""
    clusters: int = 0
    """Groups of samples that are independent of each other, where some repeat."""


_NONE = Estimate(math.nan, math.nan, math.nan, 0)


def wilson(right: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Return Wilson's interval of a share: inside 0 to 1 also where all or none are right.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    if n <= 0:
        return math.nan, math.nan
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = right / n
    scale = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale
    return (0.0 if right == 0 else middle - half), (1.0 if right == n else min(middle + half, 1.0))


def difference_of_shares(
    only_first: int, only_second: int, n: int, clusters: int = 0, error: float = math.nan
) -> Estimate:
    """Return how many more of ``n`` pairs the second got right, as a share with its interval.

    A. Agresti and Y. Min (2005), Simple improved confidence intervals for comparing matched proportions: half a pair is
    added to each of the four outcomes, so that few pairs without a difference do not make it certain. Where samples
    repeat, the pairs count as so many as their clustered standard ``error`` is worth.
    """
    if n < 1:
        return _NONE
    value = (only_second - only_first) / n
    worth = _worth((only_first + only_second) / n - value * value, error, n, clusters)
    total, b, c = worth + 2, only_first * worth / n + 0.5, only_second * worth / n + 0.5
    middle = (c - b) / total
    spread = math.sqrt(max((b + c) / total - middle * middle, 0.0) / total)
    half = NormalDist().inv_cdf((1 + LEVEL) / 2) * spread
    return Estimate(value, max(middle - half, -1.0), min(middle + half, 1.0), n, "agresti", spread, clusters)


def _worth(variance: float, error: float, n: int, clusters: int) -> float:
    """Return how many independent samples ``n`` are worth, by the clustered standard error of their mean.

    Without a spread it cannot be told, and a cluster counts as one.
    """
    if not clusters:
        return n
    return min(max(variance / (error * error), 1.0), n) if error > 0 and variance > 0 else clusters


def is_share(values: Floats) -> bool:
    """Tell scores that are only 0 and 1."""
    return bool(np.isin(values, (0.0, 1.0)).all())


def estimate(values: Floats, clusters: Sequence[Hashable] | None = None, *, signed: bool = False) -> Estimate:
    """Return the mean of scores with its interval; NaN is a sample that was not scored.

    Wilson's for 0 and 1, unless they are ``signed``, as differences are; else Student's t over the standard error.
    Where ``clusters`` names groups of more than one, that is clustered, and Wilson's is of as many samples as the
    clustered error is worth.
    """
    scored = ~np.isnan(values)
    found = values[scored]
    n = len(found)
    if not n or not np.isfinite(found).all():
        return _NONE if not n else Estimate(_mean(found), math.nan, math.nan, n)
    mean = _mean(found)
    groups = _groups([name for name, one in zip(clusters, scored, strict=True) if one]) if clusters else np.arange(n)
    count = int(groups.max()) + 1
    error = _error(found - mean, groups, count)
    repeated = count if count != n else 0
    if not signed and is_share(found):
        worth = _worth(mean * (1 - mean), error, n, repeated)
        return Estimate(mean, *wilson(mean * worth, worth), n, "wilson", error, repeated)
    if count < 2:  # noqa: PLR2004 - one value has no spread
        return Estimate(mean, math.nan, math.nan, n, clusters=repeated)
    half = quantile(count - 1) * error
    return Estimate(mean, mean - half, mean + half, n, "mean", error, repeated)


def _mean(values: Floats) -> float:
    """Return the mean of values, rounded once where they are finite."""
    if np.isfinite(values).all():
        return math.fsum(values) / len(values)
    with np.errstate(invalid="ignore"):
        return float(values.sum())


def _groups(names: Sequence[Hashable]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return a number for each name, equal ones the same."""
    numbers: dict[Hashable, int] = {}
    return np.fromiter((numbers.setdefault(name, len(numbers)) for name in names), np.int64, len(names))


def _error(rests: Floats, groups: np.ndarray[tuple[int], np.dtype[np.int64]], count: int) -> float:
    """Return the standard error of a mean whose ``count`` groups are independent.

    Without repeats it is the sample's standard deviation by the root of n. With them it is the cluster-robust one of a
    regression on a constant, with the factor G / (G - 1).
    """
    if count < 2:  # noqa: PLR2004 - one value has no spread
        return math.nan
    sums = np.bincount(groups, rests, count)
    return math.sqrt(math.fsum(sums * sums) * count / (count - 1)) / len(rests)
