"""How far results are from a baseline's, and whether that is better; with an interval where both sides scatter."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.stats.compared.resampling import interval, resampled
from reportgen.stats.goals import Goal, equal, goal_of

Verdict = Literal["better", "worse", "same", "unclear", ""]
SEVERAL = 2
"""So many runs on either side say how much they scatter."""


@dataclass(frozen=True)
class Difference:
    """A value, the baseline's, and what lies between them.

    ``low`` and ``high`` are the 95 % bootstrap interval of the difference, NaN where a side has one run. The verdict is
    "unclear" where zero lies between them, and empty where neither direction is known to be better.
    """

    value: float
    baseline: float
    runs: int
    baseline_runs: int
    goal: Goal
    low: float = math.nan
    high: float = math.nan

    @property
    def difference(self) -> float:
        """The value less the baseline's."""
        return self.value - self.baseline

    @property
    def is_sure(self) -> bool:
        """Whether both sides have several runs, whose means are compared."""
        return not math.isnan(self.low)

    @property
    def verdict(self) -> Verdict:
        """Whether it is better."""
        if equal(self.value, self.baseline):
            return "same"
        if self.is_sure and self.low <= 0 <= self.high:
            return "unclear"
        if not self.goal:
            return ""
        return "better" if (self.difference > 0) == (self.goal == "maximize") else "worse"


def goal_against(metric: str, runs: RunSet, baseline: RunSet) -> Goal:
    """Return which way a metric is better; the baseline's scripts may say so where these do not."""
    return goal_of(metric, runs) or goal_of(metric, baseline)


def difference_of(
    path: str, runs: RunSet, baseline: RunSet, choose: Callable[[Sequence[float]], float], goal: Goal | None = None
) -> Difference | None:
    """Return how far a path's value is from the baseline's; None where a side has no finite number.

    Several runs on both sides are compared by their means; else ``choose`` makes one value of those of a side.
    """
    sides = [finite(path, side) for side in (runs, baseline)]
    if not all(sides):
        return None
    goal = goal_against(path.removeprefix("summary."), runs, baseline) if goal is None else goal
    own, other = sides
    if min(len(own), len(other)) < SEVERAL:
        return Difference(choose(own), choose(other), len(own), len(other), goal)
    low, high = interval_of_means(own, other)
    first, second = (math.fsum(side) / len(side) for side in sides)
    return Difference(first, second, len(own), len(other), goal, low, high)


def interval_of_means(own: Sequence[float], other: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the difference between two means."""
    first, second = (np.array(side, np.float64)[:, None] for side in (own, other))
    drawn = resampled(first, "mean", len(second), 1)[:, 0] - resampled(second, "mean", len(first), 2)[:, 0]
    return interval(drawn)


def finite(path: str, runs: Sequence[Run] | RunSet) -> list[float]:
    """Return the finite numbers that a path names in runs."""
    return [value for run in runs if math.isfinite(value := run.number(path))]
