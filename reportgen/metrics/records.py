"""Rows of JSON to columns: lines one by one, none of them read beyond a bound, and whole documents."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.digits import plural
from reportgen.metrics.head import HEAD_ROWS, Head
from reportgen.metrics.roles import Roles
from reportgen.metrics.sheet import Parsed, Sheet, Values, lines_of
from reportgen.metrics.text.cells import dates, number

LONGEST = 1 << 24
"""Bytes of a line, at most."""
_PIECE = 1 << 20
_DEEPEST = 12
_MOST_NAMES = 20_000
_EXACT = 1 << 53
_MOST_WHOLE = 1 << 62
_KEPT = 20
"""Lines that are remembered of what is no number."""


class Records:
    """Rows of named values as they come: ``add`` each, then ``sheet``."""

    def __init__(self, file: str, between: str = ".") -> None:
        self.file, self._between = file, between
        self.count = 0
        self._columns: dict[str, _Kept] = {}
        self._others: dict[str, list[tuple[int, Any]]] = {}
        self._lines: list[int] = []
        self._too_many: set[str] = set()

    def add(self, row: Mapping[str, Any], line: int = 0) -> None:
        """Add a row; ``line`` is where it stands in the file."""
        self._flat(row, "", 0)
        self._lines.append(line or self.count + 1)
        self.count += 1

    def _flat(self, row: Mapping[str, Any], prefix: str, depth: int) -> None:
        for name, value in row.items():
            key = f"{prefix}{name}"
            if isinstance(value, dict) and value and depth < _DEEPEST:
                self._flat(value, f"{key}{self._between}", depth + 1)
                continue
            if value is None:
                continue
            if isinstance(value, list | dict):
                self._others.setdefault(key, []).append((self.count, value))
                continue
            kept = self._columns.get(key)
            if kept is None:
                if len(self._columns) >= _MOST_NAMES:
                    self._too_many.add(key)
                    continue
                kept = self._columns[key] = _Kept()
            kept.add(self.count, value)

    def head(self) -> Head:
        """Return the first rows as texts."""
        count = min(self.count, HEAD_ROWS)
        rows = [[""] * len(self._columns) for _ in range(count)]
        for place, kept in enumerate(self._columns.values()):
            for row, value in kept.first:
                if row < count:
                    rows[row][place] = value
        return Head(tuple(self._columns), rows)

    def sheet(self, roles: Roles) -> Sheet:
        """Return the columns of all rows."""
        columns = [kept.values(self._lines, is_date=place in roles.dates)
                   for place, kept in enumerate(self._columns.values())]  # fmt: skip
        for values in columns:
            values.every = np.arange(self.count) if values.number_count == self.count else None
        sheet = Sheet(self.file, tuple(self._columns), self.count, columns, self._others)
        if self._too_many:
            names = plural(len(self._too_many), "more name is", "more names are")
            sheet.damage.append(f"it has over {_MOST_NAMES:,} names: {names} omitted")
        return sheet


class _Kept:
    """What rows hold under one name."""

    __slots__ = ("first", "last", "numbers", "rows", "texts", "whole")

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.numbers: list[float] = []
        self.texts: list[tuple[int, str]] = []
        self.whole: list[tuple[int, int]] = []
        self.first: list[tuple[int, str]] = []
        self.last = ""

    def add(self, row: int, value: Any) -> None:
        if isinstance(value, str):
            found = number(value) if len(value) < 10 and value.strip("+-")[:3].lower() in ("nan", "inf") else None  # noqa: PLR2004
            if found is None:
                self.texts.append((row, value))
            else:
                self.rows.append(row)
                self.numbers.append(found)
        else:
            self.rows.append(row)
            self.numbers.append(_as_float(value))
            if isinstance(value, int) and abs(value) >= _EXACT:
                self.whole.append((row, value))
        if row < HEAD_ROWS:
            self.first.append((row, str(value) if not isinstance(value, bool) else str(value).lower()))
        self.last = str(value)

    def values(self, lines: list[int], *, is_date: bool) -> Values:
        found = Values(last=self.last)
        if is_date:
            parsed = dates([text for _, text in self.texts])
            at = np.array([row for row, _ in self.texts], np.int64)
            rows = at if parsed.rows is None else at[parsed.rows]
            found.numbers, found.number_count = [(rows, parsed.values)], len(rows)
            return found
        rows, numbers = np.array(self.rows, np.int64), np.array(self.numbers, np.float64)
        found.add(np.zeros(1, np.int64), Parsed(numbers, rows, self.texts))
        found.odd = [lines[row] for row, _ in self.texts[:_KEPT]]
        if self.whole:
            large = [(row, value) for row, value in self.whole if abs(value) < _MOST_WHOLE]
            pairs = np.array(large, np.int64).reshape(-1, 2)
            found.whole = [(pairs[:, 0], pairs[:, 1])]
        return found


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


class Lines:
    """The objects of a file of JSON lines, and what of it could not be read."""

    def __init__(self, path: Path, most: int = LONGEST) -> None:
        self._path, self._most = path, most
        self.broken: list[int] = []
        self.long: list[int] = []
        self.cut = False
        self.end = self._count = 0
        """Where the last line that has an end ends, and how many lines that is."""
        self.is_open = False
        """Whether an object was read of a line that has no end yet."""

    def again(self) -> Lines:
        """Return what goes on behind the lines that were read."""
        other = Lines(self._path, self._most)
        other.broken, other.long = list(self.broken), list(self.long)
        other.end, other._count = self.end, self._count
        return other

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (line, object); OSError when the file cannot be read."""
        with self._path.open("rb", _PIECE) as file:
            at, line = file.seek(self.end), self._count
            while text := file.readline(self._most):
                line += 1
                at += len(text)
                ends = text.endswith(b"\n")
                if ends:
                    self.end, self._count = at, line
                if not ends and len(text) == self._most:
                    self.long.append(line)
                    while text and not text.endswith(b"\n"):  # to its end, and never all of it at once
                        text = file.readline(_PIECE)
                        at += len(text)
                    if text:
                        self.end, self._count = at, line
                    continue
                if not text.strip().strip(b"\0"):
                    continue
                found = parsed(text)
                if isinstance(found, dict):
                    self.is_open |= not ends
                    yield line, found
                elif ends:
                    self.broken.append(line)
                else:
                    self.cut = True

    def finish(self, sheet: Sheet) -> None:
        """Say on a sheet what could not be read."""
        sheet.cut = self.cut
        if self.broken:
            sheet.damage.append(f"{lines_of(self.broken, len(self.broken))}: not a JSON object; skipped")
        if self.long:
            where = lines_of(self.long, len(self.long))
            sheet.damage.append(f"{where}: longer than {self._most >> 20} MiB; skipped")


def parsed(text: bytes) -> Any:
    """Return what a JSON text says, NaN and infinities included; None where it is none."""
    try:
        return json.loads(text.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None


def first_objects(head: bytes, *, whole: bool) -> list[dict[str, Any]]:
    """Return the objects of the first lines of a file; none where the first line that is whole holds no object."""
    lines = [line for line in head.split(b"\n") if line.strip()]
    if not whole:
        lines = lines[:-1]
    found = []
    for line in lines[: HEAD_ROWS + 1]:
        row = parsed(line)
        if isinstance(row, dict):
            found.append(row)
        elif not found:
            return []
    return found
