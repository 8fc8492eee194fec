"""Two evaluations of the same samples: who was right where, by how much one is better, and whether that is chance."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from reportgen.model.column import Floats
from reportgen.model.evaluation import Score
from reportgen.stats.evaluations.intervals import Estimate, difference_of_shares, estimate, is_share
from reportgen.stats.evaluations.samples import Key, Samples
from reportgen.stats.evaluations.student import two_sided

Test = Literal["mcnemar", "t", "none"]
_CATEGORIES = 50
"""Values of a category column beyond which it is none."""


@dataclass(frozen=True)
class Outcomes:
    """Of pairs that both runs scored 0 or 1: how many each got right."""

    both: int
    only_first: int
    only_second: int
    neither: int


@dataclass(frozen=True)
class Category:
    """The pairs of one value of a category."""

    column: str
    name: str
    first: Estimate
    second: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Comparison:
    """Two runs by the same score over the pairs of samples that both have."""

    score: Score
    first: Estimate
    second: Estimate
    difference: Estimate
    """The mean of second minus first over the pairs that both runs scored."""
    p: float
    """How often such a difference comes by chance; NaN where too few pairs tell."""
    test: Test
    outcomes: Outcomes | None
    """None where scores are more than right and wrong."""
    changed: int
    """Pairs whose answers differ while their scores are the same."""
    only_first: int
    """Samples that only the first run has."""
    only_second: int
    unscored: int
    """Pairs that one of the runs did not score: an error, a limit, or no verdict."""
    unlike: int
    """Pairs of one key that are not the same sample, which are not compared."""
    categories: tuple[Category, ...] = ()

    @property
    def is_decided(self) -> bool:
        """Whether the interval of the difference leaves zero out."""
        return self.difference.low > 0 or self.difference.high < 0


def mcnemar(only_first: int, only_second: int) -> float:
    """Return McNemar's exact p: how often discordant pairs split at least so unevenly by chance.

    Q. McNemar (1947); exact by the binomial distribution with a half. NaN without a discordant pair.
    """
    n, least = only_first + only_second, min(only_first, only_second)
    if not n:
        return math.nan
    term = total = 1
    for k in range(least):
        term = term * (n - k) // (k + 1)
        total += term
    return min(1.0, 2 * total / (1 << n))


def compare(first: Samples, second: Samples, score: Score, stratum: Key = ()) -> Comparison:
    """Return how the second run does against the first on the samples of a stratum that both have."""
    here, there = _places(first, stratum), _places(second, stratum)
    shared = [key for key in here if key in there]
    pairs = _Pairs(first, second, [here[key] for key in shared], [there[key] for key in shared])
    same = pairs.same()
    pairs = pairs.kept(same)
    a, b = pairs.values(score.column)
    scored = ~(np.isnan(a) | np.isnan(b))
    binary = bool(scored.any()) and is_share(a[scored]) and is_share(b[scored])
    outcomes = _outcomes(a[scored], b[scored]) if binary else None
    difference = _difference(a[scored], b[scored], pairs.clusters(scored), is_share=binary)
    p, test = _tested(outcomes, difference)
    return Comparison(
        score,
        estimate(a[scored], pairs.clusters(scored)),
        estimate(b[scored], pairs.clusters(scored)),
        difference,
        p,
        test,
        outcomes,
        pairs.changed(scored & (a == b)),
        len(here) - len(shared),
        len(there) - len(shared),
        int((~scored).sum()),
        int((~same).sum()),
        tuple(_categories(pairs, a, b, scored, is_share=binary)),
    )


def _places(samples: Samples, stratum: Key) -> dict[Key, int]:
    return {
        key: place
        for place, (key, one) in enumerate(zip(samples.keys, samples.strata, strict=True))
        if one == stratum or not stratum
    }


@dataclass(frozen=True)
class _Pairs:
    """Rows of two tables that are of the same sample."""

    first: Samples
    second: Samples
    here: Sequence[int]
    there: Sequence[int]

    def kept(self, mask: NDArray[np.bool_]) -> _Pairs:
        """Return the pairs where a mask is true."""
        places = np.flatnonzero(mask).tolist()
        return _Pairs(self.first, self.second, [self.here[i] for i in places], [self.there[i] for i in places])

    def cells(self, name: str) -> list[tuple[object, object]]:
        """Return the two cells of each pair."""
        ours, theirs = self.first.column(name), self.second.column(name)
        return [(ours[i], theirs[j]) for i, j in zip(self.here, self.there, strict=True)]

    def same(self) -> NDArray[np.bool_]:
        """Tell pairs that are the same sample from those whose check differs."""
        name = self.first.evaluation.check
        cells = self.cells(name) if name else [(None, None)] * len(self.here)
        return np.array([a == b or a is None or b is None for a, b in cells], bool)

    def values(self, name: str) -> tuple[Floats, Floats]:
        """Return the numbers of both."""
        return self.first.numbers(name)[list(self.here)], self.second.numbers(name)[list(self.there)]

    def clusters(self, mask: NDArray[np.bool_]) -> list[Hashable]:
        """Return the sample of each pair where a mask is true."""
        names = self.first.clusters
        return [names[self.here[place]] for place in np.flatnonzero(mask).tolist()]

    def changed(self, mask: NDArray[np.bool_]) -> int:
        """Count pairs with different answers where a mask is true."""
        ours, theirs = self.first.answers, self.second.answers
        places = np.flatnonzero(mask).tolist()
        return sum(ours[self.here[place]] != theirs[self.there[place]] for place in places)


def _outcomes(a: Floats, b: Floats) -> Outcomes:
    right, better = a == 1, b == 1
    return Outcomes(
        int((right & better).sum()), int((right & ~better).sum()), int((~right & better).sum()),
        int((~right & ~better).sum()),
    )  # fmt: skip


def _difference(a: Floats, b: Floats, clusters: list[Hashable], *, is_share: bool) -> Estimate:
    """Return the mean of b minus a: of right and wrong by their outcomes, unless samples repeat."""
    if is_share and len(set(clusters)) == len(clusters):
        found = _outcomes(a, b)
        return difference_of_shares(found.only_first, found.only_second, len(a))
    return estimate(b - a, clusters, signed=True)


def _tested(outcomes: Outcomes | None, difference: Estimate) -> tuple[float, Test]:
    """Return a p with what it is of: McNemar's where pairs are independent and right or wrong, else Student's t."""
    if outcomes is not None and not difference.clusters:
        p = mcnemar(outcomes.only_first, outcomes.only_second)
        return p, "none" if math.isnan(p) else "mcnemar"
    degrees = (difference.clusters or difference.n) - 1
    if degrees < 1 or not difference.error:
        return math.nan, "none"
    return two_sided(difference.value / difference.error, degrees), "t"


def _categories(pairs: _Pairs, a: Floats, b: Floats, scored: NDArray[np.bool_], *, is_share: bool) -> list[Category]:
    """Return the differences by category, those of most samples first within each column."""
    found: list[Category] = []
    for name in pairs.first.evaluation.categories:
        cells = [ours if ours is not None else theirs for ours, theirs in pairs.cells(name)]
        values = list(dict.fromkeys(str(cell) for cell in cells if cell is not None))
        if not 1 < len(values) <= _CATEGORIES:
            continue
        texts = np.array([None if cell is None else str(cell) for cell in cells], object)
        rows = []
        for value in values:
            mask = scored & (texts == value)
            clusters = pairs.clusters(mask)
            rows.append(
                Category(name, value, estimate(a[mask], clusters), estimate(b[mask], clusters),
                         _difference(a[mask], b[mask], clusters, is_share=is_share))
            )  # fmt: skip
        found += sorted(rows, key=lambda row: -row.difference.n)
    return found
