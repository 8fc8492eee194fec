"""Tables: those of ``log_table`` and of evaluations (JSON, split into columns and data), and CSV files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from reportgen.model.media import MediaError, MediaFile
from reportgen.model.media.image import Image
from reportgen.model.table import Table, Time, distinct
from reportgen.readers.mlflow.artifacts.listing import Piece
from reportgen.tracked.files import ending
from reportgen.tracked.separated import are_times, separated

_MOST = 1 << 28


def table_of(root: Path, piece: Piece) -> Table:
    """Return the table in a file; one that cannot be read says why."""
    name = piece.path.rpartition("/")[2]
    if piece.size > _MOST:
        return Table([], [], 0, f"{name} is larger than {_MOST >> 20} MiB")
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
