"""Tables: those of ``log_table`` and of evaluations (JSON split into columns and data, Parquet), and CSV files."""

from __future__ import annotations

import csv
import decimal
import json
from pathlib import Path
from typing import Any

from reportgen.digits import plural
from reportgen.duckdb_files import FileError, records_of
from reportgen.model.media import MediaError, MediaFile
from reportgen.model.media.image import Image
from reportgen.model.table import Table, Time, distinct
from reportgen.readers.mlflow.artifacts.listing import Piece
from reportgen.tracked.files import ending
from reportgen.tracked.separated import are_times, separated

_MOST = 1 << 28
_MOST_ROWS = 2_000_000
"""Of Parquet, where a small file may hold any number."""


def table_of(root: Path, piece: Piece) -> Table:
    """Return the table in a file; one that cannot be read says why."""
    name = piece.path.rpartition("/")[2]
    if piece.size > _MOST:
        return Table([], [], 0, f"{name} is larger than {_MOST >> 20} MiB")
    if ending(name) == "parquet":
        return _of_parquet(root / piece.path)
    try:
        content = MediaFile(root, piece.path).read()
    except MediaError as error:
        return Table([], [], 0, str(error))
    try:
        return _split(content, root) if ending(name) == "json" else separated(content)
    except (ValueError, RecursionError, csv.Error):
        return Table([], [], 0, f"{name} is not a table, or is damaged")


def _split(content: bytes, root: Path) -> Table:
    found = json.loads(content)
    if not isinstance(found, dict):
        raise ValueError  # noqa: TRY004 - the file is wrong, and no argument
    columns, data = found.get("columns"), found.get("data")
    if not isinstance(columns, list) or not isinstance(data, list) or not all(isinstance(row, list) for row in data):
        raise ValueError
    width = len(columns)
    rows = [[_cell(cell, root) for cell in row[:width]] + [None] * (width - len(row)) for row in data]
    for place in range(width):
        if are_times([row[place] for row in rows]):
            for row in rows:
                row[place] = None if row[place] is None else Time(row[place])
    return Table(distinct(map(str, columns)), rows, len(rows))


def _cell(cell: Any, root: Path) -> Any:
    """Return a cell; one that names an image in the folder of artifacts as the image."""
    if isinstance(cell, dict) and cell.get("type") == "image" and isinstance(cell.get("filepath"), str):
        return Image(MediaFile(root, cell["filepath"]))
    return cell


def _of_parquet(path: Path) -> Table:
    try:
        names, rows = records_of(path, _MOST_ROWS + 1)
    except FileError as error:
        return Table([], [], 0, error.what)
    if len(rows) > _MOST_ROWS:
        return Table([], [], 0, f"{path.name} has more than {_MOST_ROWS:,} rows")
    return Table(distinct(names), [[_plain(cell) for cell in row] for row in rows], len(rows))


def _plain(cell: Any) -> Any:
    """Return a cell of Parquet as JSON would have it; what has no such form is text."""
    if cell is None or isinstance(cell, bool | int | float | str):
        return cell
    if isinstance(cell, list | tuple):
        return [_plain(one) for one in cell]
    if isinstance(cell, dict):
        return {str(key): _plain(one) for key, one in cell.items()}
    return Time(cell.isoformat()) if hasattr(cell, "year") else _of_other(cell)


def _of_other(cell: Any) -> Any:
    if isinstance(cell, bytes):
        return plural(len(cell), "byte")
    return float(cell) if isinstance(cell, decimal.Decimal) else str(cell)
