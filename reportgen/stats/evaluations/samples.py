"""The samples of an evaluation as arrays, one value a row, out of the table that a reader made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from reportgen.model.column import Floats
from reportgen.model.evaluation import ANSWER, COST, ERROR, LIMIT, SECONDS, TOKENS, Evaluation, Score
from reportgen.model.table import Table

Key = tuple[Hashable, ...]


@dataclass(frozen=True)
class Samples:
    """The rows of a table of samples, and what they mean."""

    table: Table
    evaluation: Evaluation

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.table.rows)

    def has(self, name: str) -> bool:
        """Tell whether the table has a column."""
        return name in self.table.columns

    def column(self, name: str) -> list[Any]:
        """Return the cells of a column; None in all rows where there is none of that name."""
        if name not in self.table.columns:
            return [None] * len(self)
        place = self.table.columns.index(name)
        return [row[place] if place < len(row) else None for row in self.table.rows]

    @cached_property
    def keys(self) -> list[Key]:
        """What tells each row from the others; the second row of a key is told from the first by its number."""
        parts = [self.column(name) for name in self.evaluation.key]
        seen: Counter[Key] = Counter()
        found: list[Key] = []
        for values in zip(*parts, strict=True):
            key: Key = tuple(value if isinstance(value, Hashable) else repr(value) for value in values)
            found.append((*key, seen[key]) if seen[key] else key)
            seen[key] += 1
        return found

    @cached_property
    def clusters(self) -> list[Hashable]:
        """The sample that each row is of, which several rows of epochs or repeats share."""
        if not self.has(self.evaluation.cluster):
            return list(range(len(self)))
        return [value if isinstance(value, Hashable) else repr(value) for value in self.column(self.evaluation.cluster)]

    @property
    def strata(self) -> list[Key]:
        """The values that must be equal for rows to be pooled."""
        parts = [self.column(name) for name in self.evaluation.strata]
        return list(zip(*parts, strict=True)) if parts else [()] * len(self)

    def numbers(self, name: str) -> Floats:
        """Return a column as numbers: of scores what they count as, 1 and 0 of ``pass``; NaN where there is none."""
        score = next((one for one in self.evaluation.scores if one.column == name), None) or Score(name)
        return np.array([score.number(value) for value in self.column(name)], np.float64)

    @property
    def failed(self) -> list[str]:
        """Return of each row the first line of its error, empty where there is none."""
        return [str(value).strip().split("\n", 1)[0] if value else "" for value in self.column(ERROR)]

    @property
    def limited(self) -> int:
        """How many rows ended at a limit."""
        return sum(bool(value) for value in self.column(LIMIT))

    @property
    def answers(self) -> list[Any]:
        """The answers."""
        return self.column(ANSWER)

    def measures(self) -> Iterator[tuple[str, Floats]]:
        """Yield what a sample cost: seconds, tokens, money."""
        for name in self.table.columns:
            if name in {SECONDS, COST} or name.startswith(TOKENS):
                yield name, self.numbers(name)


def variants(all_samples: Sequence[Samples]) -> list[Key]:
    """Return the strata of evaluations in their order; one empty one where rows may be pooled."""
    return list(dict.fromkeys(stratum for samples in all_samples for stratum in samples.strata)) or [()]


def compared_score(all_samples: Sequence[Samples], wanted: str = "") -> Score | None:
    """Return the score by which evaluations are compared: the wanted one, else ``pass``, else the first of numbers."""
    known: dict[str, Score] = {}
    for samples in all_samples:
        evaluation = samples.evaluation
        if evaluation.passed and samples.has(evaluation.passed):
            known.setdefault(evaluation.passed, Score(evaluation.passed, highest=1.0))
        for score in evaluation.scores:
            known.setdefault(score.column, score)
    if wanted:
        return known.get(wanted)
    return next(
        (one for name, one in known.items() if any(_has_numbers(samples, name) for samples in all_samples)), None
    )


def _has_numbers(samples: Samples, name: str) -> bool:
    return bool((~np.isnan(samples.numbers(name))).any())


def said_stratum(evaluation: Evaluation, stratum: Key) -> Mapping[str, Any]:
    """Return the values of a stratum by their columns."""
    return dict(zip(evaluation.strata, stratum, strict=False))
