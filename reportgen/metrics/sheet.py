"""A table of metrics as every reader of tables hands it on: columns of numbers, codes of texts, and what was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.digits import plural
from reportgen.metrics.roles import Roles
from reportgen.model.column import Floats, Ints

MOST_WORDS = 100_000
_TOLD = 5
"""Lines that a message names."""


@dataclass
class Parsed:
    """A column's cells of some rows: numbers where there are any, ``rows`` None when that is everywhere."""

    values: Floats
    rows: Ints | None = None
    texts: Sequence[tuple[int, str]] = ()

    @property
    def last(self) -> int:
        """The last row that holds anything, or -1."""
        rows = len(self.values) - 1 if self.rows is None else int(self.rows[-1]) if len(self.rows) else -1
        return max(rows, self.texts[-1][0] if self.texts else -1)


@dataclass
class Values:
    """A column: numbers by row, texts as codes by row."""

    numbers: list[tuple[Ints, Floats]] = field(default_factory=list)
    codes: list[tuple[Ints, Ints]] = field(default_factory=list)
    words: dict[str, int] = field(default_factory=dict)
    odd: list[int] = field(default_factory=list)
    """Lines of the first cells that are no numbers."""
    odd_count: int = 0
    number_count: int = 0
    last: str = ""
    """The last cell that is there, as it stands."""
    whole: list[tuple[Ints, Ints]] = field(default_factory=list)
    """Whole numbers that floats do not tell apart, of a column that is asked for them."""
    every: Ints | None = None
    """All rows, where each has a number."""
    free: bool = False
    """Whether there are more texts than are distinguished."""

    @property
    def is_text(self) -> bool:
        """Whether the column holds texts more than numbers."""
        return self.odd_count > self.number_count

    def copied(self) -> Values:
        """Return the same column, to which can be added by itself."""
        return replace(
            self, numbers=list(self.numbers), codes=list(self.codes), words=dict(self.words), odd=list(self.odd),
            whole=list(self.whole),
        )  # fmt: skip

    def all(self) -> tuple[Ints, Floats]:
        """Return the (rows, values) of its numbers."""
        if self.every is not None and len(self.numbers) > 1:
            self.numbers = [(self.every, np.concatenate([values for _, values in self.numbers]))]
        self.numbers = [_joined(self.numbers)]
        return self.numbers[0]

    def all_codes(self) -> tuple[Ints, Ints]:
        """Return the (rows, codes) of its texts: places in ``words``."""
        rows, codes = _joined(self.codes)
        return rows, codes.astype(np.int64, copy=False)

    def add(self, rows: Ints, parsed: Parsed) -> None:
        """Add what was read of ``rows``."""
        start = int(rows[0]) if len(rows) else 0
        rows = rows if parsed.rows is None else parsed.rows + start
        if len(parsed.values):
            self.numbers.append((rows, parsed.values))
            self.number_count += len(parsed.values)
        self.odd_count += len(parsed.texts)
        if parsed.texts and not self.free:
            codes = [self.words.setdefault(text, len(self.words)) for _, text in parsed.texts]
            self.codes.append((np.array([start + row for row, _ in parsed.texts]), np.array(codes)))
            self.free = len(self.words) > MOST_WORDS


def _joined(parts: Sequence[tuple[Ints, NDArray[Any]]]) -> tuple[Ints, NDArray[Any]]:
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0)
    return np.concatenate([rows for rows, _ in parts]), np.concatenate([values for _, values in parts])


@dataclass
class Sheet:
    """A file's columns in the order of its names."""

    file: str
    names: tuple[str, ...]
    rows: int = 0
    columns: list[Values] = field(default_factory=list)
    others: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    """(row, value) of lists and mappings, by name: no line can be drawn of them."""
    damage: list[str] = field(default_factory=list)
    """What of the file could not be read."""
    cut: bool = False
    """Whether the last line breaks off: the file is still being written, or its writer was killed."""

    def place(self, *names: str) -> int:
        """Return the place of the first of some names that there is, or -1."""
        return next((self.names.index(name) for name in names if name in self.names), -1)

    def losses(self, roles: Roles) -> Iterator[str]:
        """Say what of the file is not shown, by line."""
        yield from self.damage
        for name, values in zip(self.names, self.columns, strict=True):
            if values.odd and not values.is_text and values.number_count:
                where = lines_of(values.odd, values.odd_count)
                yield f"{where}: '{name}' is not a number there and is left as a gap"
        if roles.x >= 0:
            without = self.rows - len(self.columns[roles.x].all()[0])
            if without:
                rows = plural(without, "row has", "rows have")
                yield f"{rows} no '{self.names[roles.x]}', and cannot be plotted against it"


def lines_of(lines: Sequence[int], count: int) -> str:
    """Name the first of some lines, and say how many more there are."""
    if count == 1:
        return f"line {lines[0]:,}"
    shown = [f"{line:,}" for line in lines[:_TOLD]]
    if count > len(shown):
        return f"lines {', '.join(shown)} and {count - len(shown):,} more"
    return f"lines {', '.join(shown[:-1])} and {shown[-1]}"
