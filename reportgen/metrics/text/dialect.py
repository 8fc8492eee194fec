"""How a table of text is written: its encoding, its delimiter, its header, its decimal mark."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.metrics.head import Head

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 80
_HEAD, _LONG = 1 << 16, 1 << 23
_LINES = 8
"""Lines that say how a table is written, at least."""
_PREAMBLE = 30
"""Lines before a header, at most."""
_MOST_LINES = 100
"""Lines of one quoted cell, at most: more is a quote that nobody closed."""
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+(?:[eE][-+]?\d+)?\Z")
_DECIMAL_POINT = re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?\Z")


@dataclass(frozen=True)
class Dialect:
    """How one file is written."""

    encoding: str
    delimiter: str
    decimal: str
    names: tuple[str, ...]
    """The columns' names, each once."""
    header: int
    """Lines up to and with the header."""


NO_DIALECT = Dialect("utf-8", ",", ".", (), 0)


@dataclass(frozen=True)
class Sample(Head):
    """The first rows of a file, and how it is written."""

    dialect: Dialect = NO_DIALECT


def sample_of(path: Path, delimiter: str | None = None) -> Sample | None:
    """Return how a file is written, and its first rows; None where it is empty, no table, or cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            while head.count(b"\n") < _LINES and len(head) < _LONG and (more := file.read(_HEAD)):
                head += more  # thousands of columns
            return sample(head, delimiter, whole=not file.read(1)) if head else None
    except OSError:
        return None


def sample(head: bytes, delimiter: str | None = None, *, whole: bool = False) -> Sample | None:
    """Return how a file is written by its first bytes, and its first rows; None when it is no table.

    With ``whole`` the bytes are all of the file, and its last line may lack its end.
    """
    encoding = _encoding(head)
    text = head.decode(encoding, "replace").removeprefix("\ufeff")
    if "\0" in text:
        return None
    lines = text.splitlines()
    if not whole and lines and not text.endswith(("\n", "\r")):
        lines.pop()
    lines = lines[: _SAMPLE_ROWS + _PREAMBLE]
    best: tuple[tuple[bool, float, int], str, int, list[list[str]]] | None = None
    there = [one for one in DELIMITERS if any(one in line for line in lines[:_PREAMBLE])]
    for candidate in (delimiter,) if delimiter else there or DELIMITERS[:1]:
        found = _table(lines, candidate)
        if found is not None and (best is None or found[0] > best[0]):
            best = found[0], candidate, found[1], found[2]
    if best is None:
        return None
    _, chosen, header, rows = best
    names, body = rows[0], rows[1:]
    if all(_is_number(cell) for cell in names):
        header, names, body = header - 1, [f"column {place + 1}" for place in range(len(names))], rows
    comma = chosen != "," and any(map(_DECIMAL_COMMA.match, _cells(body)))
    decimal = "," if comma and not any(map(_DECIMAL_POINT.match, _cells(body))) else "."
    own = _unique(names)
    return Sample(own, body, Dialect(encoding, chosen, decimal, own, header))


def _encoding(head: bytes) -> str:
    """Return the characters' encoding by mark, by the zeros of UTF-16, or because the bytes fit."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = head[:400]
    for name, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(start) >= 4 and zeros.count(0) > len(zeros) * 0.7:  # noqa: PLR2004 - two characters
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _table(lines: Sequence[str], delimiter: str) -> tuple[tuple[bool, float, int], int, list[list[str]]] | None:
    """Return (how well it fits, lines up to the header, header and rows) for a delimiter."""
    said = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    comments = [line for _, line in said if line.lstrip().startswith("#")]
    rows = [(number, cells(line, delimiter)) for number, line in logical(said)
            if not line.lstrip().startswith("#")]  # fmt: skip
    if rows and comments and all(_is_number(cell) for cell in rows[0][1]):
        named = cells(comments[-1].lstrip().lstrip("#").strip(), delimiter)
        if len(named) == len(rows[0][1]):
            rows.insert(0, (rows[0][0] - 1, named))
    for start, (number, header) in enumerate(rows[:_PREAMBLE]):
        body = [row for _, row in rows[start + 1 :]]
        fits = [row[: len(header)] for row in body if fitting(row, len(header))]
        wide = len(header) > 1 or not any(delimiter in line for _, line in said)
        if (
            wide
            and (not body or len(fits) >= max(1, len(body) // 2))
            and (_names(header) or _above_numbers(header, fits))
        ):
            share = (len(fits) + 1) / (len(body) + 1 + start)
            return (len(header) > 1, share, len(header)), number, [header, *fits]
    return None


def logical(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield lines, those of one quoted cell joined; a quote that nobody closes ends with its line."""
    at = 0
    while at < len(lines):
        number, line = lines[at]
        at += 1
        if line.count('"') % 2:
            for end in range(at, min(at + _MOST_LINES, len(lines))):
                if lines[end][1].count('"') % 2:
                    line = "\n".join([line, *(text for _, text in lines[at : end + 1])])
                    at = end + 1
                    break
        yield number, line


def cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line; those of a line with broken quotes as they stand."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return line.split(delimiter)


def fitting(row: Sequence[str], width: int) -> bool:
    """Tell a row that has a cell for each column, and behind them empty ones at most."""
    return len(row) >= width and not any(map(str.strip, row[width:]))


def _names(header: Sequence[str]) -> bool:
    """Tell names from other lines; a row of numbers has none, and is a table all the same."""
    named = [name.strip() for name in header]
    return all(map(_is_number, named)) or (sum(map(bool, named)) >= len(named) / 2 and not any(map(_is_number, named)))


def _above_numbers(header: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Tell a header with numbers among its names, such as ``step,0,1,loss``: some name stands above numbers."""
    if not body or not any(map(_is_number, body[0])):  # what stands before the header has numbers, too
        return False
    for place, name in enumerate(header):
        below = [row[place].strip() for row in body if row[place].strip()]
        if name.strip() and not _is_number(name.strip()) and 2 * sum(map(_is_number, below)) > len(below):
            return True
    return False


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names without the spaces around them, each once; a first column without one is an index."""
    found: dict[str, None] = {}
    for place, given in enumerate(names):
        name = given.strip().removeprefix("\ufeff") or ("index" if place == 0 else f"column {place + 1}")
        number = 2
        unique = name
        while unique in found:
            unique, number = f"{name} ({number})", number + 1
        found[unique] = None
    return tuple(found)


def _cells(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    return (cell.strip() for row in rows for cell in row)
