"""Logged tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import NoneType
from typing import Any


class Time(str):
    """A timestamp in a table, as ISO 8601 text: texts of one form are in the order of time."""

    __slots__ = ()


PLAIN = frozenset({str, Time, int, float, bool, NoneType})
"""The types of cells that hold nothing else: most columns have no other, and are then dealt with as a whole."""


def types_in(values: Iterable[Any]) -> frozenset[type]:
    """Return the types of a column's values, their classes exactly."""
    return frozenset(map(type, values))


def by_column(rows: Sequence[Sequence[Any]], count: int) -> list[Sequence[Any]]:
    """Return the cells of ``count`` columns, None where a row is shorter."""
    if rows and min(map(len, rows)) == max(map(len, rows)) == count:
        return [list(map(itemgetter(n), rows)) for n in range(count)]
    return [[row[n] if n < len(row) else None for row in rows] for n in range(count)]


def distinct(names: Iterable[str]) -> list[str]:
    """Return column names that tell columns apart: a second ``score`` is ``score_1``, as the engine calls it, too."""
    wanted = list(names)
    found: dict[str, None] = {}
    for name in wanted:
        number, free = 0, name
        while free in found or (number and free in wanted):
            number += 1
            free = f"{name}_{number}"
        found[free] = None
    return list(found)


@dataclass(frozen=True)
class Table:
    """A logged table: column names, rows of plain values or media, and the full row count.

    Names are distinct. A cell can also be a list or a mapping with media in it.
    """

    columns: list[str]
    rows: list[list[Any]]
    count: int
    problem: str = ""
    parts: tuple[tuple[str, Table], ...] = ()
    """Of a joined table what is joined, by name; it has no rows of its own."""
    keys: tuple[str, ...] = ()
    """Of a joined table the key in each part."""
    linked: tuple[str, ...] = ()
    """Columns of other tables that a column of this one points into: ``column.name``."""
