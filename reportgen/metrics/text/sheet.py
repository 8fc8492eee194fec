"""A table of text read once, from its first line to its last: columns of numbers, codes of texts, and what was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import TextIOWrapper
from pathlib import Path
from typing import IO

import numpy as np

from reportgen.inputs.following import is_building, keep, taken
from reportgen.metrics.roles import Roles
from reportgen.metrics.sheet import Parsed, Sheet, Values, lines_of
from reportgen.metrics.text.cells import all_numbers, fast_dates, numbers
from reportgen.metrics.text.dialect import NO_DIALECT, Dialect, cells, fitting, logical
from reportgen.metrics.text.large import columns_at_once
from reportgen.model.column import Ints

_CHUNK = 1 << 22
"""Characters that are read at a time."""
_LONGEST = 100_000
"""Characters of a cell of several lines."""
_EXACT = 2.0**53
_PLAIN = frozenset({"ascii", "utf-8", "utf-8-sig", "latin-1", "iso-8859-1", "cp1252"})
"""Encodings in which a text can be gone on with at any line."""
_DIGITS = 19
"""Of a whole number of 64 bits, with its sign."""


@dataclass
class TextSheet(Sheet):
    """A table of text: how it is written, and the lines that are damaged."""

    dialect: Dialect = NO_DIALECT
    damaged: list[tuple[int, int]] = field(default_factory=list)
    """(line, cells) of lines that have too few cells or too many."""

    def copied(self) -> TextSheet:
        """Return the same table, to which rows can be added by itself."""
        return replace(self, columns=[values.copied() for values in self.columns], damaged=list(self.damaged))

    def losses(self, roles: Roles) -> Iterator[str]:
        """Say what of the file is not shown, by line."""
        width = len(self.names)
        if self.damaged:
            lines = lines_of([line for line, _ in self.damaged], len(self.damaged))
            have = f"{self.damaged[0][1]} of {width} cells"
            yield f"{lines}: {have}; skipped" if len(self.damaged) == 1 else f"{lines}: not {width} cells; skipped"
        yield from super().losses(roles)


def read_sheet(path: Path, dialect: Dialect, roles: Roles) -> TextSheet:
    """Read a file to its end. OSError when it cannot be read."""
    form = f"text table {dialect} {roles}"
    before, at = taken(path, form) or (None, 0)
    if before is None:
        sheet = TextSheet(path.name, dialect.names, columns=[Values() for _ in dialect.names], dialect=dialect)
        at_once = columns_at_once(path, dialect, roles)
        if at_once is not None:
            sheet.columns, sheet.rows = at_once
            if is_building() and (lines := _lines(path)):
                keep(path, form, (sheet.copied(), lines + 1), path.stat().st_size)
            return sheet
        before = sheet, 1
    sheet, line = before
    with path.open("rb") as raw, _text(raw, dialect, at) as file:
        for _ in range(0 if at else dialect.header):
            file.readline()
            line += 1
        rest = ""
        while text := file.read(_CHUNK):
            text = rest + text
            end = text.rfind("\n") + 1
            end = _whole_rows(text, end)
            rest = text[end:]
            line += _add(sheet, text[:end], line, roles)
        end = _end(raw, rest, dialect)
    if end:
        keep(path, form, (sheet.copied(), line), end)
    if rest.strip():
        damaged = len(sheet.damaged)
        _add(sheet, rest, line, roles)
        if len(sheet.damaged) == damaged + 1 and sheet.damaged[-1][1] < len(dialect.names) and rest[-1:] != "\n":
            sheet.cut = True
            sheet.damaged.pop()
    every = np.arange(sheet.rows)
    for values in sheet.columns:
        values.every = every if values.number_count == sheet.rows else None
    return sheet


def _text(raw: IO[bytes], dialect: Dialect, at: int) -> TextIOWrapper:
    """Return a file as text, from a byte on at which a line begins."""
    raw.seek(at)
    return TextIOWrapper(
        raw, encoding=dialect.encoding.removesuffix("-sig") if at else dialect.encoding, errors="replace"
    )


def _end(raw: IO[bytes], rest: str, dialect: Dialect) -> int:
    """Return where the last whole row of a file ends, in bytes, of which ``rest`` was read behind it; 0 if unknown."""
    if (
        not is_building()
        or dialect.encoding.replace("_", "-").lower() not in _PLAIN
        or "\ufffd" in rest
        or "\n" in rest
    ):
        return 0
    return raw.tell() - len(rest.encode(dialect.encoding.removesuffix("-sig")))


def _lines(path: Path) -> int:
    """Return how many lines a file has; 0 where the last one has no end."""
    count, last = 0, b""
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            count += piece.count(b"\n")
            last = piece[-1:]
    return count if last == b"\n" else 0


def _whole_rows(text: str, end: int) -> int:
    """Return where the last row ends that is whole: a quoted cell may go on in the next piece of the file."""
    start = end
    while text.count('"', 0, start) % 2:
        start = text.rfind("\n", 0, text.rfind('"', 0, start)) + 1
        if end - start > _LONGEST:  # a quote that nobody closes
            return end
    return start


def _add(sheet: TextSheet, text: str, line: int, roles: Roles) -> int:
    """Add the rows of whole lines, and return how many lines they are."""
    if not text:
        return 0
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    if _is_even(sheet, text, len(lines)) and _add_numbers(sheet, text, lines[-1], roles):
        return len(lines)
    columns, at = _split(sheet, text, lines, line)
    count = len(columns[0]) if columns else 0
    rows = np.arange(sheet.rows, sheet.rows + count)  # one array for all columns
    marked = "_" in text
    for place, own in enumerate(columns):
        values = sheet.columns[place]
        parsed = fast_dates(own) if place in roles.dates else numbers(own, sheet.dialect.decimal, marked=marked)
        room = 20 - len(values.odd)
        values.odd += [_line_of(at, row, line) for row, _ in parsed.texts[:room]] if room > 0 else []
        values.add(rows, parsed)
        if place == roles.x and bool((np.abs(parsed.values) >= _EXACT).any()):
            values.whole.append(_whole(rows, own))
        values.last = own[parsed.last] if parsed.last >= 0 else values.last
    sheet.rows += count
    return len(lines)


def _whole(rows: Ints, cells: Sequence[str]) -> tuple[Ints, Ints]:
    """Return the (rows, values) of cells that are whole numbers of 64 bits."""
    texts = [(row, cell.strip()) for row, cell in zip(rows.tolist(), cells, strict=True)]
    found = [(row, int(text)) for row, text in texts if text.removeprefix("-").isdecimal() and len(text) < _DIGITS]
    return np.array([row for row, _ in found], np.int64), np.array([value for _, value in found], np.int64)


def _is_even(sheet: TextSheet, text: str, count: int) -> bool:
    """Tell lines that all have as many cells as there are columns, without quotes and comments."""
    width = len(sheet.names)
    if '"' in text or "#" in text or not text.endswith("\n") or text.startswith("\n") or "\n\n" in text:
        return False
    marks = np.frombuffer(text.encode("utf-8", "replace"), np.uint8)
    marks = marks[(marks == ord("\n")) | (marks == ord(sheet.dialect.delimiter))]
    if len(marks) != width * count:
        return False
    ends = marks.reshape(count, width) == ord("\n")
    return bool(ends[:, -1].all()) and not ends[:, :-1].any()


def _add_numbers(sheet: TextSheet, text: str, last: str, roles: Roles) -> bool:
    """Add lines that hold numbers only, which most are; False where they hold anything else."""
    if sheet.dialect.decimal == "," or roles.dates:
        return False
    found = all_numbers(text, sheet.dialect.delimiter, len(sheet.columns))
    if found is None or (roles.x >= 0 and bool((np.abs(found[:, roles.x]) >= _EXACT).any())):
        return False
    rows = np.arange(sheet.rows, sheet.rows + len(found))
    for place, cell in enumerate(last.split(sheet.dialect.delimiter)):
        sheet.columns[place].add(rows, Parsed(np.ascontiguousarray(found[:, place])))
        sheet.columns[place].last = cell
    sheet.rows += len(found)
    return True


def _line_of(at: Sequence[int] | None, row: int, line: int) -> int:
    return line + row if at is None else at[row]


def _split(sheet: TextSheet, text: str, lines: list[str], line: int) -> tuple[list[list[str]], list[int] | None]:
    """Return the cells by column, and the line of each row where that is not simply the next one."""
    width, delimiter = len(sheet.names), sheet.dialect.delimiter
    if '"' not in text:
        if _is_even(sheet, text, len(lines)):
            every = text.rstrip("\n").replace("\n", delimiter).split(delimiter)
            if not any(cell.strip() == sheet.names[0] for cell in every[::width]):
                return [every[place::width] for place in range(width)], None
        numbered: list[tuple[int, str]] = list(enumerate(lines, line))
    else:
        numbered = list(logical(list(enumerate(lines, line))))
    header = list(sheet.names)
    rows, at = [], []
    for number, one in numbered:
        if not one.strip() or one.lstrip().startswith("#"):
            continue
        row = cells(one, delimiter)
        if not fitting(row, width):
            sheet.damaged.append((number, len(row)))
        elif row[0].strip() != header[0] or [cell.strip() for cell in row[:width]] != header:  # again
            rows.append(row[:width])
            at.append(number)
    return [list(column) for column in zip(*rows, strict=True)] if rows else [], at
