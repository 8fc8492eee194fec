"""A large table of text: read by the table engine, several times as fast as by ourselves.

What it reads is what we would read: in any doubt it is left to the way that tells every cell's own fault.
"""

from __future__ import annotations

import mmap
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reportgen.metrics.head import MISSING
from reportgen.metrics.roles import Roles
from reportgen.metrics.sheet import MOST_WORDS, Values
from reportgen.metrics.text.cells import fast_dates, number
from reportgen.metrics.text.dialect import Dialect
from reportgen.model.column import Floats, Ints

if TYPE_CHECKING:
    from reportgen.duckdb_files import Kind, Read

LARGE = 1 << 23
"""Bytes from which it is worth to start the engine."""
_EXACT = 2.0**53
_CHUNK = 1 << 24
_WORDS = sorted({form for word in MISSING for form in (word, word.upper(), word.capitalize())} | {"N/A", "<NA>"})
_MARKS = ('"', "\r", "\n", "\0")
"""What a text may hold that means more than itself to one of both ways."""


class _Doubt(Exception):  # noqa: N818 - a state of a file
    """A table has to be read cell by cell."""


def columns_at_once(path: Path, dialect: Dialect, roles: Roles) -> tuple[list[Values], int] | None:
    """Return the columns of a file and the number of its rows; None where it has to be read cell by cell."""
    from reportgen.duckdb_files import cells_of_text

    if path.stat().st_size < LARGE or not dialect.encoding.startswith("utf-8") or dialect.decimal != ".":
        return None
    if len(dialect.names) == 1:
        return None
    bars = _bars(path, dialect)
    texts = roles.texts | roles.dates
    if bars is None or (bars and not texts):
        return None
    kinds: dict[str, Kind] = {
        name: "text" if place in texts else "number" for place, name in enumerate(dialect.names)
    }  # fmt: skip
    told = (kinds, dialect.delimiter, dialect.header)
    read = cells_of_text(path, *told, [""]) or cells_of_text(path, *told, _WORDS)  # each word costs time
    if read is None:
        return None
    every, columns, seen = np.arange(len(read[0].values)), [], 0
    try:
        for place, column in enumerate(read):
            if place in texts:
                header = dialect.names[0] if place == 0 else ""
                found, bars_there = _words(column, every, header, is_date=place in roles.dates)
                seen += bars_there
            else:
                found = _numbers(column, every)
            found.every = every if found.number_count == len(every) else None
            columns.append(found)
    except _Doubt:
        return None
    return (columns, len(every)) if seen == bars else None  # an underscore is in a number, which the engine would take


def _bars(path: Path, dialect: Dialect) -> int | None:
    """Return how many underscores are below the header; None where the last line lacks its end."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        start = 0
        for _ in range(dialect.header):
            start = content.find(b"\n", start) + 1
        if content[-1:] != b"\n":
            return None
        at = content.find(b"_", start)
        return sum(content[i : i + _CHUNK].count(b"_") for i in range(at, len(content), _CHUNK)) if at >= 0 else 0


def _numbers(column: Read, every: Ints) -> Values:
    rows = every if column.there is None else np.flatnonzero(column.there)
    values = column.values if column.there is None else column.values[rows]
    if len(values) and _largest(values) >= _EXACT and not np.isinf(values).any():
        raise _Doubt  # digits that doubles do not have
    return Values(numbers=[(rows, values)] if len(rows) else [], number_count=len(rows))


def _largest(values: Floats) -> float:
    """Return the largest magnitude of numbers, which takes no memory where none is NaN; 0 where all are."""
    low, high = float(values.min()), float(values.max())
    return max(-low, high) if low == low else float(np.nanmax(np.abs(values), initial=0.0))  # noqa: PLR0124 - NaN


def _words(column: Read, every: Ints, header: str, *, is_date: bool) -> tuple[Values, int]:
    """Return a column of texts, or of dates, and how many underscores it holds; ``header`` is what no cell may be."""
    rows = every if column.there is None else np.flatnonzero(column.there)
    cells = column.values if column.there is None else column.values[rows]
    if is_date:
        return _dates(rows, cells.tolist())
    places: dict[str, int] = defaultdict(count().__next__)
    raw = np.fromiter(map(places.__getitem__, cells), np.int64, len(cells))
    if len(places) > MOST_WORDS:
        raise _Doubt
    words: dict[str, int] = {}
    codes = [_code(text, words, header) for text in places]
    bars = 0
    if any("_" in text for text in places):
        times = np.bincount(raw, minlength=len(places)).tolist()
        bars = sum(text.count("_") * often for text, often in zip(places, times, strict=True))
    if codes == list(range(len(codes))):  # every text is a word of its own
        last = str(cells[-1]) if len(cells) else ""
        one = [(rows, raw)] if len(raw) else []
        return Values(codes=one, words=words, odd_count=len(raw), last=last), bars
    found = np.array(codes, np.int64)[raw]
    there = np.flatnonzero(found >= 0)
    last = str(cells[there[-1]]) if len(there) else ""
    one = [(rows[there], found[there])] if len(there) else []
    return Values(codes=one, words=words, odd_count=len(there), last=last), bars


def _code(raw: str, words: dict[str, int], header: str) -> int:
    """Return the code of a cell's text, -1 where it stands for nothing."""
    text = raw.strip()
    if any(mark in raw for mark in _MARKS) or text == header or (header and text.startswith("#")):
        raise _Doubt
    if text.lower() in MISSING:
        return -1
    if number(text) is not None:
        raise _Doubt  # of a column with both, each text that is not drawn is told by its line
    return words.setdefault(text, len(words))


def _dates(rows: Ints, cells: Sequence[str]) -> tuple[Values, int]:
    parsed = fast_dates(cells)
    if parsed.texts:
        raise _Doubt
    own = rows if parsed.rows is None else rows[parsed.rows]
    last = cells[parsed.last] if parsed.last >= 0 else ""
    return Values(numbers=[(own, parsed.values)] if len(own) else [], number_count=len(own), last=last), 0
