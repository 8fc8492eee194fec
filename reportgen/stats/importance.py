"""How much parameters matter for a metric: a random forest's importance, and correlation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reportgen.model.column import Floats
from reportgen.model.runset import show

TREES, SEED = 300, 0
LEAST = 4
_MAX_NAMES = 20


@dataclass(frozen=True)
class Importance:
    """A parameter's share of a forest's importance (NaN without scikit-learn) and its correlation with the metric.

    The correlation is Pearson's; NaN for names, and where a parameter does not vary.
    """

    name: str
    importance: float
    correlation: float


def importance_of(parameters: Mapping[str, Sequence[Any]], target: Floats) -> tuple[list[Importance], bool]:
    """Return the parameters that vary, the most important first, and whether a forest was grown.

    ``parameters`` hold a value for each of the n runs of ``target`` (n,) finite. Numbers are taken as they are, a
    missing one as the median; anything else is one column a value. The forest has 300 trees and a fixed seed.
    """
    columns: list[Floats] = []
    owners: list[str] = []
    correlations: dict[str, float] = {}
    for name, values in parameters.items():
        for column in _columns(values):
            columns.append(column)
            owners.append(name)
        numbers = _numbers(values)
        correlations[name] = _pearson(numbers, target) if numbers is not None else math.nan
    if not columns:
        return [], False
    weights = _forest(np.stack(columns, axis=1), target)
    total = dict.fromkeys(dict.fromkeys(owners), 0.0)
    for name, weight in zip(owners, weights if weights is not None else [math.nan] * len(owners), strict=True):
        total[name] += float(weight)
    found = [Importance(name, total[name], correlations[name]) for name in total]

    def rank(one: Importance) -> float:
        size = abs(one.correlation) if math.isnan(one.importance) else one.importance
        return -size if not math.isnan(size) else 1.0

    return sorted(found, key=rank), weights is not None


def _forest(columns: Floats, target: Floats) -> Floats | None:
    """Return each column's importance (mean decrease in impurity, summing to one); None without scikit-learn."""
    try:
        from sklearn.ensemble import RandomForestRegressor
    except ImportError:
        return None
    forest = RandomForestRegressor(n_estimators=TREES, random_state=SEED, n_jobs=1)
    forest.fit(columns, target)
    # The digits that all compilers agree on.
    weights: Floats = np.asarray(forest.feature_importances_, np.float64)
    return weights.round(9)


def _numbers(values: Sequence[Any]) -> Floats | None:
    """Return numbers and truth values as (n,), NaN for what is missing; None where anything else is among them."""
    if not all(value is None or isinstance(value, int | float) for value in values):
        return None
    found = np.array([math.nan if value is None else float(value) for value in values])
    return np.where(np.isfinite(found), found, np.nan)


def _columns(values: Sequence[Any]) -> list[Floats]:
    """Return the columns that stand for a parameter; none where it does not vary."""
    if len({show(value) for value in values}) < 2:  # noqa: PLR2004 - one value explains nothing
        return []
    numbers = _numbers(values)
    if numbers is not None:
        known = numbers[np.isfinite(numbers)]
        return [np.where(np.isfinite(numbers), numbers, np.median(known))] if len(known) else []
    names = sorted({show(value) for value in values})[:_MAX_NAMES]
    return [np.array([float(show(value) == name) for value in values]) for name in names]


def _pearson(values: Floats, target: Floats) -> float:
    good = np.isfinite(values)
    a, b = values[good], target[good]
    if len(a) < 2 or a.std() == 0 or b.std() == 0:  # noqa: PLR2004 - two points at least
        return math.nan
    a, b = a / np.abs(a).max(), b / np.abs(b).max()
    aside, above = a - a.mean(), b - b.mean()
    both = math.fsum((aside * above).tolist())
    found = both / math.sqrt(math.fsum((aside**2).tolist())) / math.sqrt(math.fsum((above**2).tolist()))
    return min(max(found, -1.0), 1.0)
