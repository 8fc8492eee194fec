"""Media of SwanLab: files below ``media/``, by the type of their key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.model.media import Media, MediaFile
from reportgen.model.media.document import Attachment, Figure, Text
from reportgen.model.media.scene import Molecule, PointCloud
from reportgen.model.table import Table, distinct
from reportgen.protobuf import Message
from reportgen.tracked import files
from reportgen.tracked.files import content_of, kind_of_page

_TYPES = {2: "image", 3: "audio", 4: "text", 5: "video", 6: "echarts", 7: "object3d", 8: "molecule", 9: "html"}
_CLOUD = ".swanlab.pts.json"
_WITH_COLORS = 6
_DRAWN = {"line": ("scatter", "lines"), "bar": ("bar", ""), "scatter": ("scatter", "markers")}
_FIGURE = "ECharts figure"


def table_of(folder: Path, type_: int, item: Message) -> Table | None:
    """Return a logged table, None for any other file: SwanLab keeps them among the figures of ECharts."""
    if _TYPES.get(type_) != "echarts":
        return None
    said = _parsed(MediaFile(folder / "media" / "echarts", item.text(1)))
    names, rows = said.get("colDefs"), said.get("rowData")
    if not isinstance(names, list) or not isinstance(rows, list):
        return None
    columns = [str(one.get("field", "")) for one in names if isinstance(one, dict)]
    cells = [[row.get(name) for name in columns] for row in rows if isinstance(row, dict)]
    return Table(distinct(columns), cells, len(cells))


def _parsed(file: MediaFile) -> dict[str, Any]:
    try:
        found = json.loads(content_of(file))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def media_of(folder: Path, type_: int, item: Message) -> Media:
    """Return a logged file as media; one that is not drawn as what it is."""
    kind, name, caption = _TYPES.get(type_, "file"), item.text(1), item.text(4)
    file = MediaFile(folder / "media" / kind, name)
    if kind == "text":
        return Text(content_of(file).decode("utf-8", "replace"), caption=caption)
    if kind == "echarts":
        return _figure(file, caption)
    if kind == "object3d" and name.endswith(_CLOUD):
        return _points(file, caption)
    if kind == "molecule":
        return Molecule(file, caption=caption)
    found = kind_of_page(content_of(file)) if kind == "html" else {"object3d": "3D object"}.get(kind, kind)

    return files.media_of(file, found, item.whole(3), caption)


def _points(file: MediaFile, caption: str) -> Media:
    """Return points: rows of x, y, z, and a category or red, green and blue."""
    try:
        said = json.loads(content_of(file))
        rows = np.array(said["points"], np.float64)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Attachment(file, "3D object", "the points cannot be read", caption=caption)
    if rows.ndim != 2 or rows.shape[1] not in (3, 4, _WITH_COLORS):  # noqa: PLR2004 - x, y, z and what is with them
        return Attachment(file, "3D object", "the points cannot be read", caption=caption)
    colors = rows[:, 3:] if rows.shape[1] == _WITH_COLORS else None
    return PointCloud(rows[:, :3], colors, rows[:, 3] if rows.shape[1] == 4 else None, caption=caption)  # noqa: PLR2004


def _figure(file: MediaFile, caption: str) -> Media:
    """Return a chart of lines, bars or points as a figure; of others ECharts alone knows how they are drawn."""
    said = _parsed(file)
    if not said:
        return Attachment(file, _FIGURE, "the figure cannot be read", caption=caption)
    series = [one for one in said.get("series") or () if isinstance(one, dict)]
    axis = _first(said.get("xAxis")).get("data")
    traces = [_trace(one, axis) for one in series]
    whole = [trace for trace in traces if trace is not None]
    if not whole or len(whole) < len(traces):
        kinds = ", ".join(sorted({str(one.get("type", "")) for one in series})) or "no series"
        return Attachment(file, _FIGURE, f"not drawn: {kinds}", caption=caption)
    title = _first(said.get("title")).get("text")
    layout: dict[str, Any] = {"title": {"text": title}} if isinstance(title, str) and title else {}
    for name in ("xAxis", "yAxis"):
        label = _first(said.get(name)).get("name")
        if isinstance(label, str) and label:
            layout[name.lower()] = {"title": {"text": label}}
    return Figure(spec={"data": whole, "layout": layout}, caption=caption)


def _trace(series: dict[str, Any], axis: Any) -> dict[str, Any] | None:
    drawn, data = _DRAWN.get(str(series.get("type"))), series.get("data")
    if drawn is None or not isinstance(data, list):
        return None
    cells = [one.get("value") if isinstance(one, dict) else one for one in data]
    pairs = [cell for cell in cells if isinstance(cell, list) and len(cell) >= 2]  # noqa: PLR2004 - x and y
    x: list[Any]
    y: list[Any]
    if cells and len(pairs) == len(cells):
        x, y = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    elif isinstance(axis, list):
        x, y = axis[: len(cells)], cells
    else:
        x, y = list(range(len(cells))), cells
    trace = {"type": drawn[0], "name": str(series.get("name", "")), "x": x, "y": y}
    return trace | ({"mode": drawn[1]} if drawn[1] else {})


def _first(value: Any) -> dict[str, Any]:
    found = value[0] if isinstance(value, list) and value else value
    return found if isinstance(found, dict) else {}
