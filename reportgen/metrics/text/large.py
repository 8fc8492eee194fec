"""A large table of text that holds numbers alone: read by the table engine, several times as fast as by ourselves.

What it reads is what we would read: in any doubt it is left to the way that tells every cell's own fault.
"""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np

from reportgen.metrics.head import MISSING
from reportgen.metrics.roles import Roles
from reportgen.metrics.sheet import Values
from reportgen.metrics.text.dialect import Dialect

LARGE = 1 << 23
"""Bytes from which it is worth to start the engine."""
_EXACT = 2.0**53
_WORDS = sorted({form for word in MISSING for form in (word, word.upper(), word.capitalize())} | {"N/A", "<NA>"})


def columns_at_once(path: Path, dialect: Dialect, roles: Roles) -> tuple[list[Values], int] | None:
    """Return the columns of a file and the number of its rows; None where it has to be read cell by cell."""
    from reportgen.duckdb_files import numbers_of_text

    if path.stat().st_size < LARGE or not dialect.encoding.startswith("utf-8") or dialect.decimal != ".":
        return None
    if len(dialect.names) == 1 or roles.dates or roles.texts or not _is_bare(path, dialect):
        return None
    told = (dialect.names, dialect.delimiter, dialect.header)
    read = numbers_of_text(path, *told, [""]) or numbers_of_text(path, *told, _WORDS)  # each word costs time
    if read is None:
        return None
    count = len(read[0].values)
    every, columns = np.arange(count), []
    for column in read:
        rows = every if column.there is None else np.flatnonzero(column.there)
        values = column.values if column.there is None else column.values[rows]
        if len(values) and float(np.nanmax(np.abs(values), initial=0.0)) >= _EXACT and not np.isinf(values).any():
            return None  # digits that doubles do not have
        found = Values(number_count=len(rows), every=every if column.there is None else None)
        found.numbers = [(rows, values)] if len(rows) else []
        columns.append(found)
    return columns, count


def _is_bare(path: Path, dialect: Dialect) -> bool:
    """Tell that no number has an underscore, which the engine would take, and that the last line has its end."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        start = 0
        for _ in range(dialect.header):
            start = content.find(b"\n", start) + 1
        return content.find(b"_", start) < 0 and content[-1:] == b"\n"
