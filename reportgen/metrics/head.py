"""The first rows of a table as texts, by which it is decided what its columns are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEAD_ROWS = 80
"""Rows that decide, at most."""
MISSING = frozenset({"", "na", "n/a", "#n/a", "<na>", "null", "none", "nil", "-", "--", "?"})
"""What stands for a value that is not there; ``nan`` is a value."""


@dataclass(frozen=True)
class Head:
    """The names of a table's columns, and the cells of its first rows."""

    names: tuple[str, ...]
    rows: Sequence[Sequence[str]]

    def column(self, place: int) -> list[str]:
        """Return the cells of a column that are there."""
        return [cell for row in self.rows if (cell := row[place].strip()).lower() not in MISSING]
