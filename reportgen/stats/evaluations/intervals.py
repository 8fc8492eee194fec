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

Rule = Literal["wilson", "agresti", "mean", "clusters", "none"]


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


def wilson(right: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Return Wilson's interval of a share: inside 0 to 1 also where all or none are right.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    if n < 1:
        return math.nan, math.nan
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = right / n
    scale = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale
    return (0.0 if right == 0 else middle - half), (1.0 if right == n else middle + half)


def difference_of_shares(only_first: int, only_second: int, n: int) -> Estimate:
    """Return how many more of ``n`` pairs the second got right, as a share with its interval.

    A. Agresti and Y. Min (2005), Simple improved confidence intervals for comparing matched proportions: half a pair is
    added to each of the four outcomes, so that few pairs without a difference do not make it certain.
    """
    if n < 1:
        return _NONE
    value = (only_second - only_first) / n
    total, b, c = n + 2, only_first + 0.5, only_second + 0.5
    middle = (c - b) / total
    error = math.sqrt(max((b + c) / total - middle * middle, 0.0) / total)
    half = NormalDist().inv_cdf((1 + LEVEL) / 2) * error
    return Estimate(value, max(middle - half, -1.0), min(middle + half, 1.0), n, "agresti", error)


def is_share(values: Floats) -> bool:
    """Tell scores that are only 0 and 1."""
    return bool(np.isin(values, (0.0, 1.0)).all())


def estimate(values: Floats, clusters: Sequence[Hashable] | None = None, *, signed: bool = False) -> Estimate:
    """Return the mean of scores with its interval; NaN is a sample that was not scored.

    Wilson's for 0 and 1 where no sample repeats, unless they are ``signed``, as differences are; else Student's t over
    the standard error, which is clustered where ``clusters`` names groups of more than one.
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
    if not signed and count == n and is_share(found):
        return Estimate(mean, *wilson(int(found.sum()), n), n, "wilson", error)
    if count < 2:  # noqa: PLR2004 - one value has no spread
        return Estimate(mean, math.nan, math.nan, n, clusters=count if count != n else 0)
    half = quantile(count - 1) * error
    rule: Rule = "mean" if count == n else "clusters"
    return Estimate(mean, mean - half, mean + half, n, rule, error, count if count != n else 0)


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
