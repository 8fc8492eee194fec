"""Columns of Parquet and Arrow files as a sheet: all of what rows of JSON can hold, without being rows first."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from reportgen.duckdb_files import Read
from reportgen.metrics.head import HEAD_ROWS, Head
from reportgen.metrics.records import Records
from reportgen.metrics.roles import Roles
from reportgen.metrics.sheet import Parsed, Sheet, Values
from reportgen.metrics.text.cells import dates, number
from reportgen.model.column import Ints

_EXACT = 1 << 53


def head_of(columns: Sequence[Read]) -> Head:
    """Return the first rows as texts; of nested columns none."""
    plain = [column for column in columns if column.kind != "nested"]
    cells = [[_cell(column, row) for row in range(min(len(column.values), HEAD_ROWS))] for column in plain]
    return Head(tuple(column.name for column in plain), [list(row) for row in zip(*cells, strict=True)])


def _cell(column: Read, row: int) -> str:
    if column.there is not None and not column.there[row]:
        return ""
    value = column.values[row].item() if hasattr(column.values[row], "item") else column.values[row]
    if column.kind == "time" and math.isfinite(value):
        return str(np.datetime64(round(value * 1e6), "us")).replace("T", " ")
    return str(value)


def sheet_of(file: str, columns: Sequence[Read], roles: Roles) -> Sheet:
    """Return columns as a sheet; the fields of nested ones are columns, too."""
    plain = [column for column in columns if column.kind != "nested"]
    count = len(columns[0].values) if columns else 0
    values = [_values(column, is_date=place in roles.dates) for place, column in enumerate(plain)]
    nested = _unfolded(file, columns, count)
    sheet = Sheet(file, (*(column.name for column in plain), *nested.names), count, [*values, *nested.columns])
    sheet.others = nested.others
    for column in sheet.columns:
        column.every = np.arange(count) if column.number_count == count else None
    return sheet


def _values(column: Read, *, is_date: bool) -> Values:
    rows: Ints = np.arange(len(column.values)) if column.there is None else np.flatnonzero(column.there)
    own = column.values if column.there is None else column.values[rows]
    found = Values()
    if column.kind == "text":
        _add_texts(found, rows, own.tolist(), is_date=is_date)
        return found
    if len(rows):
        found.numbers, found.number_count = [(rows, own.astype(np.float64))], len(rows)
        found.last = str(own[-1].item())
    if column.kind == "whole" and len(rows) and int(max(own.max(), -own.min())) >= _EXACT:
        found.whole = [(rows, own.astype(np.int64))]
    return found


def _add_texts(found: Values, rows: Ints, texts: Sequence[str], *, is_date: bool) -> None:
    if is_date:
        parsed = dates(texts)
        at = rows if parsed.rows is None else rows[parsed.rows]
        found.numbers, found.number_count = [(at, parsed.values)], len(at)
        return
    told = [number(text) for text in texts]  # numbers that a writer kept as texts
    good = [place for place, value in enumerate(told) if value is not None]
    values = np.array([told[place] for place in good], np.float64)
    words = [(int(rows[place]), text) for place, text in enumerate(texts) if told[place] is None]
    found.add(np.zeros(1, np.int64), Parsed(values, rows[good], words))
    found.last = texts[-1] if texts else ""


def _unfolded(file: str, columns: Sequence[Read], count: int) -> Sheet:
    """Return the fields of nested columns as columns, and lists as what no line is drawn of."""
    nested = [column for column in columns if column.kind == "nested"]
    records = Records(file)
    for row in range(count if nested else 0):
        found: dict[str, Any] = {}
        for column in nested:
            if column.there is None or column.there[row]:
                found[column.name] = json.loads(column.values[row])
        records.add(found)
    return records.sheet(Roles())
