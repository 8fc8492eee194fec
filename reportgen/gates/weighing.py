"""A condition over runs: each comparison decided by values, or by an interval where both sides scatter."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reportgen.gates.measuring import Measured
from reportgen.gates.verdict import Check, Reason, State
from reportgen.lang.evaluate import binary, evaluate, is_number, truth
from reportgen.lang.gates import ORDERS, Comparison, comparison
from reportgen.lang.tree import Binary, Column, Node, Not, walk
from reportgen.model.column import Floats
from reportgen.stats.compared.differences import SEVERAL
from reportgen.stats.compared.resampling import combined, interval, resampled
from reportgen.stats.derive import of_columns

_NOISY = ("mean", "median")
_ROUNDING = 1e-12
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
}  # fmt: skip


@dataclass
class Weighing:
    """Runs and the baseline's, weighed against each other; ``over`` is what several of them are combined by.

    ``checks`` are those of each comparison, in order, and ``faults`` the sides that gave no number.
    """

    runs: Sequence[Measured]
    baseline: Sequence[Measured]
    over: str
    excused: Collection[Node] = ()
    """Names that may be missing: a comparison with what is missing does not hold."""

    def __post_init__(self) -> None:
        self.checks: list[Check] = []
        self.faults: list[Reason] = []

    def state(self, node: Node) -> State:
        """Return what a condition says, and keep its checks and faults."""
        match node:
            case Binary("and" | "or" as operator, left, right):
                states = [self.state(left), self.state(right)]
                worst: list[State] = ["failed", "undecided", "passed"]
                return min(states, key=(worst if operator == "and" else worst[::-1]).index)
            case Not(Binary() | Not() as of) if (inside := _negated(of)) is not None:
                return self.state(inside)
            case Binary(operator) if operator in ORDERS:
                return self._compared(comparison(node))
        return self._each_holds([truth(run.value(node)) for run in self.runs], "")

    def _compared(self, asked: Comparison) -> State:
        own = [[run.value(term.tree) for term in asked.terms if not term.of_baseline] for run in self.runs]
        other = [[run.value(term.tree) for term in asked.terms if term.of_baseline] for run in self.baseline]
        if not all(is_number(value) for row in (*own, *other) for value in row):
            return self._of_texts(asked, own, other)
        for rows, runs in ((own, self.runs), (other, self.baseline)):
            wrong = [run.run.name for row, run in zip(rows, runs, strict=True) if not np.isfinite(row).all()]
            self.faults += [Reason("no number", {"run": name}) for name in wrong]
        if self.faults:
            return "failed"
        sides = _Sides(asked, np.array(own, np.float64).reshape(len(own), -1), _matrix(other, asked))
        made = self._of_all(sides)
        self.checks.append(made)
        return made.state

    def _of_texts(self, asked: Comparison, own: Sequence[list[Any]], other: Sequence[list[Any]]) -> State:
        """Compare what is not all numbers, such as states, in each run."""
        if any(value is None for row in (*own, *other) for value in row):
            provided = any(one in self.excused for term in asked.terms for one in walk(term.tree))
            self.faults += [
                Reason("no number", {"run": run.run.name})
                for run, row in zip((*self.runs, *self.baseline), (*own, *other), strict=True)
                if None in row and not provided
            ]
            if self.faults:
                return "failed"
        held = []
        for row in own:
            values = _named(asked, row, other[0] if other else [])
            held.append(bool(binary(asked.operator, *(evaluate(one, [values]) for one in (asked.left, asked.right)))))
        return self._each_holds(held, asked.operator)

    def _each_holds(self, held: Sequence[bool], operator: str) -> State:
        state: State = "passed" if all(held) else "failed"
        self.checks.append(Check(state, operator, runs=len(held)))
        return state

    def _of_all(self, sides: _Sides) -> Check:
        own = combined(sides.own, self.over)
        base = combined(sides.other, self.over) if len(sides.other) else np.empty(0)
        several = min(len(sides.own), len(sides.other)) >= SEVERAL
        if not (several and self.over in _NOISY and sides.is_ordered):
            return sides.check("passed" if sides.holds(sides.margin(own, base)) else "failed", own, base)
        drawn_own = resampled(sides.own, self.over, len(sides.other), 1)
        drawn_base = resampled(sides.other, self.over, len(sides.own), 2)
        low, high = map(sides.holds, interval(sides.margins(drawn_own, drawn_base)))
        state: State = "passed" if low and high else "undecided" if low or high else "failed"
        return sides.check(state, own, base, interval(sides.differences(drawn_own, drawn_base)))


@dataclass(frozen=True)
class _Sides:
    """A comparison of numbers with what was measured: (runs, terms) of the runs and of the baseline's."""

    asked: Comparison
    own: Floats
    other: Floats

    @property
    def is_ordered(self) -> bool:
        """Whether more or less is asked for, and not whether it is the same."""
        return self.asked.operator in _MIRRORED

    def margins(self, own: Floats, other: Floats) -> Floats:
        """Return by how much each of (n, terms) holds the comparison; below zero it does not."""
        left, right = self._both(own, other)
        near = np.abs(left - right) <= _ROUNDING * np.maximum(np.abs(left), np.abs(right))
        apart = np.where(near, 0.0, left - right)
        return -apart if self.asked.operator.startswith("<") else apart

    def margin(self, own: Floats, other: Floats) -> float:
        """Return by how much one row holds the comparison."""
        return float(self.margins(own[None], other[None])[0])

    def holds(self, margin: float) -> bool:
        """Return whether so much is enough."""
        order = self.asked.operator.replace("<", ">")
        return bool(_ORDER[order](margin, 0.0))

    def differences(self, own: Floats, other: Floats) -> Floats:
        """Return how far (n, terms) are from the baseline, or where only values of it are named, from the limit."""
        left, right = self._both(own, other)
        subject, limit = (right, left) if self.asked.is_swapped else (left, right)
        if self.asked.baseline is None:
            return subject - limit
        return subject - self._columns(own, other)[str(self.asked.baseline)]

    def check(
        self, state: State, own: Floats, other: Floats, between: tuple[float, float] = (math.nan, math.nan)
    ) -> Check:
        """Return the check of one row, the subject first."""
        left, right = (float(side[0]) for side in self._both(own[None], other[None]))
        value, limit = (right, left) if self.asked.is_swapped else (left, right)
        operator = self.asked.operator
        named = self._columns(own[None], other[None])
        base = math.nan if self.asked.baseline is None else float(named[str(self.asked.baseline)][0])
        return Check(
            state, _MIRRORED.get(operator, operator) if self.asked.is_swapped else operator, value, limit, base,
            *between, len(self.own), len(self.other), self._subject,
        )  # fmt: skip

    @property
    def _subject(self) -> str:
        names = (node.name for node in walk(self.asked.terms[0].tree) if isinstance(node, Column))
        return ", ".join(dict.fromkeys(name.removeprefix("summary.") for name in names))

    def _columns(self, own: Floats, other: Floats) -> dict[str, Floats]:
        return _named(self.asked, own.T, other.T)

    def _both(self, own: Floats, other: Floats) -> tuple[Floats, Floats]:
        count, columns = len(own), self._columns(own, other)
        return of_columns(self.asked.left, columns, count), of_columns(self.asked.right, columns, count)


def _named(asked: Comparison, own: Any, other: Any) -> dict[str, Any]:
    """Return the values of terms by their numbers, from those of the runs and those of the baseline."""
    sides = iter(own), iter(other)
    return {str(place): next(sides[term.of_baseline]) for place, term in enumerate(asked.terms)}


def _matrix(rows: Sequence[list[Any]], asked: Comparison) -> Floats:
    count = sum(term.of_baseline for term in asked.terms)
    return np.array(rows, np.float64).reshape(len(rows), count) if count else np.empty((0, 0))


def _negated(node: Binary | Not) -> Node | None:
    """Return the opposite of what can be turned; None for what is asked of each run as it is."""
    match node:
        case Not(of):
            return of
        case Binary("and" | "or" as operator, left, right):
            return Binary("or" if operator == "and" else "and", Not(left), Not(right))
        case Binary(operator, left, right) if operator in _OPPOSITE:
            return Binary(_OPPOSITE[operator], left, right)
    return None
