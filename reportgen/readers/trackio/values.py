"""What trackio logs besides numbers (mappings with ``_type``), as media and tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.model.media import Media, MediaFile
from reportgen.model.media.document import Attachment, Text
from reportgen.model.media.histogram import Histogram
from reportgen.model.table import Table
from reportgen.tracked.files import content_of, kind_by_name, kind_of_page, media_of
from reportgen.tracked.log import Log

_OWN = "trackio."
_FILES = {"image": "image", "audio": "audio", "video": "video", "html": "HTML", "object3d": "3D object"}


class Values:
    """Values of runs, whose files lie below ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, log: Log, key: str, step: int, time: float, value: Any) -> None:
        """Add a logged value to a log, by what it is."""
        kind = _kind(value)
        if kind == "table":
            log.table(key, step, self._table(value))
        elif kind:
            log.put(key, step, self.media(kind, value))
        elif isinstance(value, list) and value and all(map(_kind, value)):
            for one in value:
                self.add(log, key, step, time, one)
        elif isinstance(value, dict):  # what the script logged as a group
            for name, inner in value.items():
                self.add(log, f"{key}/{name}", step, time, inner)
        else:
            log.add(key, step, time, value)

    def media(self, kind: str, value: Mapping[str, Any]) -> Media:
        """Return a typed value as media."""
        caption = str(value.get("caption") or "")
        if kind == "histogram":
            return _histogram(value)
        if kind == "markdown":
            return Text(str(value.get("_value", "")))
        path = value.get("file_path")
        if kind in _FILES and isinstance(path, str) and path:
            file = MediaFile(self._folder, path.replace("\\", "/"))
            found = _FILES[kind]
            if found == "HTML":
                found = kind_of_page(content_of(file))
            elif found == "3D object" and kind_by_name(path) != found:
                found = f"3D object (.{path.rpartition('.')[2]})"
            return media_of(file, found, None, caption)
        return Attachment(None, kind, caption=caption)

    def _table(self, value: Mapping[str, Any]) -> Table:
        rows = value.get("_value")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            return Table([], [], 0, "the table's rows cannot be read")
        columns = list(dict.fromkeys(str(name) for row in rows for name in row))
        return Table(columns, [[self.cell(row.get(name)) for name in columns] for row in rows], len(rows))

    def cell(self, value: Any) -> Any:
        """Return a cell of a table, or a part of one."""
        if kind := _kind(value):
            return self.media(kind, value)
        if isinstance(value, list):
            return [self.cell(one) for one in value]
        return {name: self.cell(one) for name, one in value.items()} if isinstance(value, dict) else value


def _kind(value: Any) -> str:
    """Return the type of a typed value without the package's name, "" for any other."""
    kind = value.get("_type") if isinstance(value, dict) else None
    return kind.removeprefix(_OWN).lower() if isinstance(kind, str) and kind.startswith(_OWN) else ""


def _histogram(value: Mapping[str, Any]) -> Histogram:
    try:
        edges = np.array([float(one) for one in value.get("bins", ())])
        heights = np.array([float(one) for one in value.get("values", ())])
    except (TypeError, ValueError, OverflowError):
        return Histogram.empty()
    return Histogram.of(edges, heights) or Histogram.empty()
