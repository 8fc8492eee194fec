"""What a condition asks of one run: the values of its terms, and what is wrong with them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reportgen.gates.verdict import Reason
from reportgen.lang.evaluate import evaluate, is_number
from reportgen.lang.gates import HISTORY, RUN
from reportgen.lang.tree import Call, Column, Node, changed
from reportgen.model.nested import plain
from reportgen.model.run import Run

STOPPED = ("failed", "crashed", "killed", "preempted")
UNFINISHED = ("running", "scheduled", "waiting")
_PLACED = ("at", "slice")


@dataclass(frozen=True)
class _Facts:
    run: Run

    def get(self, name: str) -> Any:
        """Return what a path names, as it may be shown."""
        return plain(self.run.lookup(name))


@dataclass(frozen=True)
class _Histories:
    run: Run

    def get(self, name: str) -> list[float] | None:
        """Return all values of a metric; None where it has none."""
        info = self.run.keys.get(name)
        values = self.run.column(name).values.tolist() if info is not None and info.is_number else []
        return values or None


@dataclass(frozen=True)
class Measured:
    """A run as conditions see it; ``newest`` is when the newest run was created (Unix seconds)."""

    run: Run
    newest: float = 0.0

    def value(self, tree: Node) -> Any:
        """Return the value of a term."""
        return evaluate(tree, self._rows)

    @cached_property
    def _rows(self) -> list[Any]:
        return [_Facts(self.run), {"newest": self.newest}, {}, _Histories(self.run)]

    def faults(self, tree: Node, excused: set[Column]) -> Iterator[Reason]:
        """Yield what is missing or no number of what a tree asks for; ``excused`` names may be missing."""
        for node in _read(tree):
            column = next(one for one in (node, *getattr(node, "arguments", ())) if isinstance(one, Column))
            value = self.value(node)
            name = column.name.removeprefix("summary.")
            if value is None or value == []:
                if column not in excused:
                    yield Reason("missing", {"name": name, "run": self.run.name})
                continue
            numbers = [one for one in (value if isinstance(value, list) else [value]) if is_number(one)]
            bad = [one for one in numbers if not math.isfinite(one)]
            if any(math.isnan(one) for one in bad) or (bad and not isinstance(value, list)):
                kind = "infinite" if not any(map(math.isnan, bad)) else "NaN in history" if len(numbers) > 1 else "NaN"
                about = {"name": name, "run": self.run.name, "n": sum(map(math.isnan, bad)), "total": len(numbers)}
                yield Reason(kind, about)


def _read(node: Node) -> Iterator[Node]:
    """Yield what is read of a run: names, and pieces of histories."""
    match node:
        case Call(function, (Column(table), *_)) if function in _PLACED and table == HISTORY:
            yield node
            return
        case Column(table) if table in (RUN, HISTORY):
            yield node
            return
    inner: list[Node] = []

    def keep(part: Node) -> Node:
        inner.append(part)
        return part

    changed(node, keep)
    for part in inner:
        yield from _read(part)
