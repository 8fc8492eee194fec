"""What names stand for in conditions of gates, and what is compared in them with a baseline.

Of a run: ``summary["val/mAP"]``, ``config.lr``, ``state``, as in filters of runs. Any other name is a metric: its
summary value, or its history where that is asked for: ``loss[-1]``, ``train/loss[-100:]``, ``max(train/loss)``. Words
joined by a slash without blanks are one name; ``a / b`` divides. ``baseline`` is the other side of a comparison as
the baseline's runs have it, and ``baseline.summary["val/mAP"]`` or ``max(baseline.train/loss)`` what they have by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from reportgen.lang.error import ExpressionError
from reportgen.lang.parse import Table, token
from reportgen.lang.runs import ROOTS, RunParser, alias
from reportgen.lang.tree import Binary, Call, Column, Each, Field, Node, Not, Reduce, changed, walk

RUN, BASELINE, HISTORY, BASELINE_HISTORY = 0, 2, 3, 4
"""The tables of names: paths of a run, those of the baseline's runs, and metrics with all of their values."""
COMPARED = Column(BASELINE, "")
"""What stands on the other side of a comparison, as the baseline has it."""
ORDERS = ("<", "<=", ">", ">=", "==", "!=")
_OF_LISTS = ("at", "slice", "size")
_OF_NUMBERS = ("sum", "avg", "min", "max")
_EXCUSED = ("exists", "coalesce", "type")
_WHOLE = 'Write for example: summary["val/mAP"] >= baseline - 0.005'


@dataclass(frozen=True)
class Condition:
    """A condition of a gate: as it was written, and its tree."""

    text: str
    tree: Node

    @property
    def compares(self) -> bool:
        """Whether it asks anything of a baseline."""
        return any(isinstance(node, Column) and _is_baseline(node) for node in walk(self.tree))

    def names(self) -> list[Column]:
        """Return what it asks of runs and of the baseline, each once."""
        found = (node for node in walk(self.tree) if isinstance(node, Column) and node.name and node.table != 1)
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Term:
    """A part of a comparison that is measured: of each run, or of each of the baseline's; as if it were the run's."""

    of_baseline: bool
    tree: Node


@dataclass(frozen=True)
class Comparison:
    """Two sides over terms: ``Column(0, "n")`` is the n-th of them. The first is what the comparison is about.

    ``is_swapped`` says that the subject is the right side. Without a baseline, ``baseline`` is None, else the number of
    the term that is the subject as the baseline has it.
    """

    operator: str
    left: Node
    right: Node
    terms: tuple[Term, ...]
    is_swapped: bool
    baseline: int | None


def parse_gate(text: str) -> Condition:
    """Parse a condition of a gate; ExpressionError says where it goes wrong."""
    try:
        tree = _resolved(GateParser(text).parse())
    except ExpressionError as error:
        if error.what == "unexpected '('":
            raise ExpressionError(error.what, error.offset, "Put a name with such signs in backticks.") from None
        raise
    for atom in atoms(tree):
        if isinstance(atom, Binary) and atom.operator in ORDERS:
            comparison(atom)
        elif any(isinstance(node, Column) and _is_baseline(node) for node in walk(atom)):
            raise ExpressionError("'baseline' belongs on one side of a comparison", 0, _WHOLE)
    if not any(isinstance(node, Column) for node in walk(tree)):
        raise ExpressionError("the condition names no value of a run", 0, _WHOLE)
    return Condition(text, tree)


def atoms(tree: Node) -> Iterator[Node]:
    """Yield the conditions that ``and``, ``or`` and ``not`` join."""
    match tree:
        case Binary("and" | "or", left, right):
            yield from atoms(left)
            yield from atoms(right)
        case Not(of):
            yield from atoms(of)
        case _:
            yield tree


def comparison(node: Binary) -> Comparison:
    """Return what a comparison measures and how it compares that; ExpressionError where the baseline is unclear."""
    sides = node.left, node.right
    unclear = [any(one == COMPARED for one in walk(side)) for side in sides]
    if all(unclear):
        raise ExpressionError("both sides are 'baseline'", 0, 'Name what is meant: baseline.summary["val/mAP"]')
    swapped = unclear[0] or (not unclear[1] and not _measures(sides[0], of_baseline=False))
    subject, limit = sides[::-1] if swapped else sides
    if any(unclear) and not _measures(subject, of_baseline=False):
        raise ExpressionError("nothing of a run is compared with 'baseline'", 0, _WHOLE)
    splitter = _Splitter(subject)
    first, second = splitter.split(subject), splitter.split(limit)
    pair = (second, first) if swapped else (first, second)
    return Comparison(node.operator, *pair, tuple(splitter.terms), swapped, splitter.compared)


def excused(tree: Node) -> set[Column]:
    """Return the names whose absence a condition provides for: ``exists(x)``, ``coalesce(x, 0)``."""
    calls = (node for node in walk(tree) if isinstance(node, Call) and node.function in _EXCUSED)
    return {one for call in calls for one in walk(call) if isinstance(one, Column)}


class GateParser(RunParser):
    """Reads a condition of a gate."""

    token: ClassVar[re.Pattern[str]] = token(r"[^\W\d]\w*(?:\.[^\W\d]\w*|/[^\W\d]\w*+(?!\())*")

    def _name(self, text: str, offset: int) -> Node:
        if self.scope and text.partition(".")[0] == "baseline":
            raise ExpressionError("'baseline' cannot be used inside a function of elements", offset, _WHOLE)
        return super()._name(text, offset)

    def _quoted(self, path: list[str], offset: int) -> Node:
        return self._indexed(Field(None, (".".join(path),), offset))

    def _path(self, table: Table, path: list[str], offset: int) -> Node:
        first = alias(".".join(path)).split(".")[0]
        if table is not None or first in ROOTS:
            return super()._path(table, path, offset)
        if path[0] != "baseline":
            return self._indexed(Field(None, (".".join([*path, *self._brackets()]),), offset))
        rest = [*path[1:], *self._brackets()]
        if not rest:
            return COMPARED
        name = alias(".".join(rest))
        whole: Node = Column(BASELINE, name) if name.split(".")[0] in ROOTS else Field("*", (".".join(rest),), offset)
        return self._indexed(whole)


def _resolved(node: Node, *, listed: bool = False) -> Node:  # noqa: PLR0911 - a line for each kind
    """Return a tree in which metrics are histories where a list is asked for, and else summary values."""
    match node:
        case Field(table, (name,)):
            of_baseline = table == "*"
            if listed:
                return Column(BASELINE_HISTORY if of_baseline else HISTORY, name)
            return Column(BASELINE if of_baseline else RUN, f"summary.{name}")
        case Call(function, (first, *rest)) if function in _OF_LISTS or (function in _OF_NUMBERS and not rest):
            return Call(function, (_resolved(first, listed=isinstance(first, Field)), *map(_resolved, rest)))
        case Each(how, items, name, body):
            return Each(how, _resolved(items, listed=isinstance(items, Field)), name, _resolved(body))
        case Reduce(items, initial, body):
            return Reduce(_resolved(items, listed=isinstance(items, Field)), _resolved(initial), _resolved(body))
        case Binary("in" | "not in" as operator, left, right):
            return Binary(operator, _resolved(left), _resolved(right, listed=isinstance(right, Field)))
    return changed(node, _resolved)


def _is_baseline(column: Column) -> bool:
    return column.table in (BASELINE, BASELINE_HISTORY)


def _measures(node: Node, *, of_baseline: bool) -> bool:
    return any(isinstance(one, Column) and _is_baseline(one) == of_baseline for one in walk(node))


class _Splitter:
    """Takes the terms out of a comparison about ``subject``; ``compared`` is the number of its baseline's term."""

    def __init__(self, subject: Node) -> None:
        self._subject = subject
        self.terms: list[Term] = []
        self.compared: int | None = None

    def split(self, node: Node) -> Node:
        """Return a side over terms: each is the largest part that is measured of one run."""
        if node == COMPARED:
            self.compared = len(self.terms) if self.compared is None else self.compared
            return self._term(Term(True, self._subject))  # noqa: FBT003 - of the baseline
        own, other = _measures(node, of_baseline=False), _measures(node, of_baseline=True)
        if not own and not other:
            return node
        if not other:
            return self._term(Term(False, node))  # noqa: FBT003 - of the runs
        if not own and not any(one == COMPARED for one in walk(node)):
            return self._term(Term(True, _as_own(node)))  # noqa: FBT003 - of the baseline
        if isinstance(node, Each | Reduce):
            raise ExpressionError("runs and baseline cannot be mixed inside a function of elements", 0, _WHOLE)
        return changed(node, self.split)

    def _term(self, term: Term) -> Node:
        if term not in self.terms:
            self.terms.append(term)
        return Column(0, str(self.terms.index(term)))


def _as_own(node: Node) -> Node:
    """Return what is asked of the baseline as it is asked of one of its runs."""
    match node:
        case Column(table, name, path) if table in (BASELINE, BASELINE_HISTORY):
            return Column(RUN if table == BASELINE else HISTORY, name, path)
    return changed(node, _as_own)
