"""The contract of a table in an engine: what comparison, grouping, distributions, panels and ``rg.open_table`` ask.

``duckdb.frame`` answers it in this process, ``ibis.frame`` in a database or a cluster.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from reportgen.lang.bind import Columns
from reportgen.lang.expression import Expression

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportgen.tables.duckdb.frame import DuckFrame

BINS = 24
NAN, NONE, INFINITE = -1, -2, -3
"""The bins of what has none."""
How = Literal["inner", "left", "outer"]
Ends = tuple[float, float]
"""The least and the greatest of numbers; both are int where doubles would not tell them apart."""
Cell = float | str | bool | None
Key = tuple[Cell, ...]
SortKeys = Sequence[tuple[Expression, bool]]
"""Expressions, and whether each sorts descending."""
Types = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bin:
    """How many numbers fall into a bin, and their sum; the same of those that a filter keeps."""

    place: int
    count: int
    total: float | None
    kept: int
    kept_total: float | None


@dataclass(frozen=True, slots=True)
class Top:
    """How often values are there: how many rows, how many without a value, and the most frequent ones."""

    count: int
    missing: int
    distinct: int
    top: list[tuple[Cell, int]]


class Rows(NamedTuple):
    """Rows of a table in this process, at (n,) places, in order."""

    frame: DuckFrame
    places: NDArray[np.int64]


@dataclass(frozen=True)
class Frame(ABC):
    """A table whose columns an engine knows by ``types``; each answer is a new table, or plain values.

    Any method raises ExpressionError with the nearest column to a wrong name, and TableError for what this engine
    cannot answer.
    """

    types: Types
    """The columns' types by name, in order: number, integer, text, boolean, time, vector, json, media or
    conversation."""
    tables: Sequence[Types] = ()
    """Of joined tables the types of each one's columns, which stand here as ``$0.name``, ``$1.name``, ..."""
    shared: Types = field(default_factory=dict)
    """Of joined tables the keys, and derived columns."""
    problem: str = ""
    """What of it could not be read."""
    whole: frozenset[str] = frozenset()
    """Columns of numbers that hold whole ones only."""

    @property
    def columns(self) -> Columns:
        """What a name in an expression can stand for."""
        return Columns(self.tables, self.shared) if self.tables else Columns([self.types])

    def identifier(self, name: str) -> str:
        """Return how the engine calls a column."""
        return f"c{list(self.types).index(name)}"

    def typed(self, names: Sequence[str], kind: str) -> tuple[Types, Sequence[Types], Types]:
        """Return the types of the table, of its parts and of its keys when columns have become of another type."""
        found = {**self.types, **dict.fromkeys(names, kind)}
        parts = tuple(
            {name: found.get(f"${n}.{name}", kind) for name, kind in part.items()} for n, part in enumerate(self.tables)
        )
        return found, parts, {name: found.get(name, kind) for name, kind in self.shared.items()}

    @abstractmethod
    def kind(self, query: Expression) -> str:
        """Return the kind of an expression's values: number, integer, text, boolean, list, json, object or null."""

    @abstractmethod
    def condition(self, filters: Expression) -> object:
        """Return whether a filter holds, as the engine has it."""

    @abstractmethod
    def derive(self, name: str, query: Expression) -> Self:
        """Return the table with one more column, which an expression answers."""

    @abstractmethod
    def hiding(self, names: Sequence[str]) -> Self:
        """Return the table with the values of columns hidden, from questions too; what is missing stays missing."""

    @abstractmethod
    def count(self, filters: Expression | None = None) -> int:
        """Return how many rows there are, or a filter keeps."""

    @abstractmethod
    def take(
        self, filters: Expression | None = None, order: SortKeys = (), most: int | None = None, *, sample: bool = False
    ) -> Rows:
        """Return the first rows that a filter keeps, sorted, in this process; with ``sample`` so many by chance.

        NaN comes last, and then what is missing. A sample is the same one each time.
        """

    @abstractmethod
    def own(self) -> DuckFrame:
        """Return the table itself where its rows are in this process; TableError where they are not."""

    @abstractmethod
    def ends(self, names: Sequence[str]) -> dict[str, Ends]:
        """Return the minimum and the maximum finite number, or timestamp, of columns; (0, 0) where there is none."""

    @abstractmethod
    def histogram(self, name: str, ends: Ends, filters: Expression | None) -> list[Bin]:
        """Count a column's numbers, or timestamps, in bins between ``ends``, of all rows and of those that are kept.

        Where ends are int the sums are of what numbers are above the least.
        """

    @abstractmethod
    def top(self, name: str, filters: Expression | None, most: int) -> tuple[Top, Top]:
        """Return the most frequent values of a column of all rows, and of those that are kept."""

    @abstractmethod
    def missing(self, name: str, filters: Expression | None) -> tuple[Top, Top]:
        """Return how many rows there are and how many are without a value, of all rows and of those that are kept."""

    @abstractmethod
    def groups(self, by: Sequence[Expression], filters: Expression | None) -> Groups:
        """Return the groups of the rows that are kept."""

    @abstractmethod
    def repeats(self, keys: Sequence[str]) -> tuple[int, int, int]:
        """Return how many rows there are, how many without a key, and how many more than there are different keys."""

    @abstractmethod
    def join(self, others: Sequence[Self], keys: Sequence[str], how: How) -> Frame:
        """Return tables joined on columns that all of them have, a row for each key; the nth of a key with the nth.

        The columns are the keys, then ``$0.name``, ``$1.name``, ... of each table.
        """

    @abstractmethod
    def stack(self, others: Sequence[Self], labels: Sequence[str], name: str) -> Frame:
        """Return the rows of all tables one below the other; a column ``name`` tells which they are of."""


class Groups(ABC):
    """Groups of rows, by the values of expressions."""

    @abstractmethod
    def counts(self, most: int) -> list[tuple[Key, list[object], int]]:
        """Return the groups with the most rows: what tells each apart, its keys as plain values, its rows."""

    @abstractmethod
    def histogram(self, name: str, ends: Ends) -> list[tuple[Key, Bin]]:
        """Count a column's numbers in bins between ``ends``, in each group."""

    @abstractmethod
    def top(self, name: str, most: int) -> dict[Key, Top]:
        """Return the most frequent values of a column, in each group."""

    @abstractmethod
    def aggregate(self, told: Sequence[tuple[Expression, str]]) -> list[list[object]]:
        """Return a row for each group, in the order of its keys: the keys, its rows, and its aggregates.

        That is ``count``, ``distinct``, ``sum``, ``mean``, ``median``, ``min`` or ``max`` of an expression.
        """
