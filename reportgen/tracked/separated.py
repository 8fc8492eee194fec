"""Tables as text: CSV and its kin, with numbers and times where a whole column is one."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from typing import Any

from reportgen.model.table import Table, Time, distinct

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?\Z", re.ASCII)
_NUMBER = re.compile(r"[-+]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][-+]?\d+)?\Z", re.ASCII)
_WORDS = {"nan": math.nan, "NaN": math.nan, "inf": math.inf, "-inf": -math.inf, "": None}
_LONGEST = 300


def are_times(cells: Sequence[Any]) -> bool:
    """Tell a column of timestamps."""
    known = [cell for cell in cells if cell is not None]
    return bool(known) and all(isinstance(cell, str) and _TIME.match(cell) for cell in known)


def separated(content: bytes) -> Table:
    """Return a table of text; csv.Error where it is none."""
    text = content.decode("utf-8-sig", "replace")
    first = text.partition("\n")[0]
    mark = max((",", ";", "\t", "|"), key=first.count)
    lines = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if row]
    if not lines:
        return Table([], [], 0)
    columns, body = distinct(lines[0]), lines[1:]
    cells = [_column([row[place] if place < len(row) else "" for row in body]) for place in range(len(columns))]
    return Table(columns, [list(row) for row in zip(*cells, strict=True)], len(body))


def _column(cells: Sequence[str]) -> list[Any]:
    """Return the cells of a column: numbers where all that is there is one."""
    if all(cell in _WORDS or (len(cell) < _LONGEST and _NUMBER.match(cell)) for cell in cells):
        return [_WORDS[cell] if cell in _WORDS else _number(cell) for cell in cells]
    if all(cell in ("True", "False", "") for cell in cells):
        return [{"True": True, "False": False}.get(cell) for cell in cells]
    found = [cell or None for cell in cells]
    return [None if cell is None else Time(cell) for cell in found] if are_times(found) else list(found)


def _number(text: str) -> float:
    try:
        return int(text)
    except ValueError:
        return float(text)
