"""What a gate decided: its state, why, and the numbers behind it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["passed", "failed", "undecided"]
Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Reason:
    """Why a gate did not pass: its kind, which ``words`` says in words, and what it is about.

    ``broken`` is a gate that could not be asked: a run stopped, or a value is missing or no number.
    """

    kind: str
    about: Mapping[str, Any] = field(default_factory=dict)
    broken: bool = True


@dataclass(frozen=True)
class Check:
    """One comparison: ``value operator limit``, of a run or over ``runs`` of them; numbers are NaN where there is none.

    ``low`` and ``high`` are the 95 % bootstrap interval of the difference to the baseline, or to the limit where the
    condition names values of the baseline. A comparison of texts has none of these numbers.
    """

    state: State
    operator: str
    value: float = math.nan
    limit: float = math.nan
    baseline: float = math.nan
    low: float = math.nan
    high: float = math.nan
    runs: int = 0
    baseline_runs: int = 0
    subject: str = ""
    """The names that the value is made of."""
    run: str = ""
    """The run that the value is of, where each of several has to hold it: that which is nearest to failing."""

    @property
    def difference(self) -> float:
        """The value less the baseline's; NaN without one."""
        return self.value - self.baseline

    @property
    def margin(self) -> float:
        """By how much it holds; below zero it does not."""
        return self.limit - self.value if self.operator.startswith("<") else self.value - self.limit

    @property
    def is_told(self) -> bool:
        """Whether there is a number to show."""
        return not math.isnan(self.value)


@dataclass(frozen=True)
class Verdict:
    """A gate, decided for all of its runs or for one group of them."""

    name: str
    condition: str
    state: State
    severity: Severity = "error"
    group: str = ""
    over: str = ""
    runs: int = 0
    baseline_runs: int = 0
    checks: tuple[Check, ...] = ()
    failing: tuple[str, ...] = ()
    """Runs that do not hold it, where each has to."""
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    """What does not decide: runs of the baseline that were omitted."""
    place: int = 0
    """Which of the spec's gates it is."""

    @property
    def stops(self) -> bool:
        """Whether it fails the build: it is red, and an error."""
        return self.state == "failed" and self.severity == "error"

    @property
    def is_broken(self) -> bool:
        """Whether it failed because it could not be asked."""
        return self.state == "failed" and any(reason.broken for reason in self.reasons)

    @property
    def label(self) -> str:
        """Its name with its group."""
        return f"{self.name} ({self.group})" if self.group else self.name


def outcome(verdicts: Iterable[Verdict]) -> State:
    """Return what all gates together say: the worst of them; what only warns does not count."""
    states = {one.state for one in verdicts if one.stops or one.state != "failed"}
    return next((state for state in ("failed", "undecided") if state in states), "passed")
