"""Files that an experiment logged, by the type that they were uploaded as: media, tables, curves and matrices."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from reportgen.model.chart import LoggedChart
from reportgen.model.media import Held, Media, MediaFile
from reportgen.model.media.document import Attachment, Text
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Box, Boxes, Image
from reportgen.model.media.scene import PointCloud
from reportgen.model.table import Table
from reportgen.tracked.files import TABLE, TEXT, content_of, ending, kind_by_name, kind_of_page, media_of
from reportgen.tracked.held import HeldFile
from reportgen.tracked.log import Log, is_step
from reportgen.tracked.separated import separated
from reportgen.tracked.zips import Zip

_PRIVATE = frozenset({"source_code", "git-patch", "conda-info", "notebook", "conda-environment-definition"})
"""Code, packages and what is not committed: not even named."""
_MEDIA = {"visualization": "image", "audio": "audio", "video": "video"}
_COLORED = 6


class Assets:
    """The files in a zip, put into a log one by one."""

    def __init__(self, zipped: Zip, log: Log) -> None:
        self._zip, self._log = zipped, log

    def add(self, payload: Mapping[str, Any], step: int) -> None:
        """Add the file of a message; where it names no step, it is logged at ``step``."""
        about = payload.get("additional_params")
        about = about if isinstance(about, dict) else {}
        kind, member = str(payload.get("upload_type")), str(payload.get("file_path"))
        if kind in _PRIVATE:
            return
        if member not in self._zip:
            self._log.unread["file is missing in the zip and was|files are missing in the zip and were"] += 1
            return
        given = about.get("step")
        at = int(given) if is_step(given) else step
        name = str(about.get("figName") or about.get("fileName") or kind).replace("\\", "/").rpartition("/")[2]
        file = self._zip.file(member, name if ending(name) else f"{name}.{about.get('extension') or ''}".rstrip("."))
        self._put(kind, name, at, file, payload)

    def _put(self, kind: str, name: str, step: int, file: MediaFile, payload: Mapping[str, Any]) -> None:
        log = self._log
        match kind:
            case "text-sample":
                log.put("text", step, Text(content_of(file).decode("utf-8", "replace")))
            case "histogram3d":
                log.put(name, step, _histogram(_parsed(file)))
            case "confusion-matrix":
                self._matrix(name.removesuffix(".json"), step, _parsed(file))
            case "curve":
                self._curve(name, step, _parsed(file))
            case "dataframe" | "asset" if kind_by_name(file.name) == TABLE:
                try:
                    log.table(name, step, separated(content_of(file)))
                except csv.Error:
                    log.table(name, step, Table([], [], 0, f"{name} is not a table, or is damaged"))
            case _:
                log.put(name, step, self._media(kind, file, payload))

    def _media(self, kind: str, file: MediaFile, payload: Mapping[str, Any]) -> Media:
        found = _MEDIA.get(kind) or kind_by_name(file.name)
        if found == "image":
            meta = payload.get("metadata")
            return Image(file, boxes=_boxes(meta.get("annotations") if isinstance(meta, dict) else None))
        if found == "HTML":
            found = kind_of_page(content_of(file))
        elif ending(file.name) == "json":
            found = TEXT
        return media_of(file, found, self._zip.size(str(payload.get("file_path"))))

    def _curve(self, name: str, step: int, said: Mapping[str, Any]) -> None:
        x, y = said.get("x"), said.get("y")
        if not isinstance(x, list) or not isinstance(y, list):
            self._log.unread["curve is damaged and was|curves are damaged and were"] += 1
            return
        rows = [list(pair) for pair in zip(x, y, strict=False)]
        self._log.table(name, step, Table(["x", "y"], rows, len(rows)))
        self._log.charts[name] = LoggedChart("line", name, {"x": "x", "y": "y"})

    def _matrix(self, name: str, step: int, said: Mapping[str, Any]) -> None:
        labels, matrix = said.get("labels"), said.get("matrix")
        if not isinstance(labels, list) or not isinstance(matrix, list):
            self._log.unread["confusion matrix is damaged and was|confusion matrices are damaged and were"] += 1
            return
        rows = [[str(truth), str(guess), count] for truth, line in zip(labels, matrix, strict=False)
                for guess, count in zip(labels, line if isinstance(line, list) else [], strict=False)]  # fmt: skip
        self._log.table(name, step, Table(["actual", "predicted", "count"], rows, len(rows)))
        roles = {"truth": "actual", "prediction": "predicted", "count": "count"}
        self._log.charts[name] = LoggedChart("confusion_matrix", name, roles, str(said.get("title") or ""))

    def add_points(self, payload: Mapping[str, Any], step: int) -> None:
        """Add points in three dimensions; boxes of the same message are counted."""
        given = payload.get("step")
        at = int(given) if is_step(given) else step
        items = payload.get("items")
        for item in items if isinstance(items, list) else ():
            member = str(item.get("file_path")) if isinstance(item, dict) else ""
            if member not in self._zip:
                self._log.unread["file is missing in the zip and was|files are missing in the zip and were"] += 1
            elif item.get("type") != "points":
                self._log.unread["list of boxes in 3D was|lists of boxes in 3D were"] += 1
            else:
                self._log.put(str(payload.get("name")), at, _points(self._zip.file(member)))

    def held(self, name: str, text: str) -> MediaFile:
        """Return a text of a message as a file."""
        return HeldFile(self._zip.path.parent, name, content=text.encode("utf-8", "replace"))


def _parsed(file: MediaFile) -> Mapping[str, Any]:
    try:
        found = json.loads(content_of(file))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _points(file: MediaFile) -> Media:
    try:
        rows = np.array([json.loads(line) for line in content_of(file).splitlines() if line.strip()], np.float64)
    except (ValueError, TypeError, RecursionError):
        rows = np.zeros((0, 0))
    if rows.ndim != 2 or rows.shape[1] < 3:  # noqa: PLR2004 - x, y and z
        return Attachment(file, "3D object", "the points cannot be read")
    return PointCloud(rows[:, :3], rows[:, 3:6] if rows.shape[1] >= _COLORED else None)


def _boxes(annotations: Any) -> dict[str, Held[Boxes]]:
    """Return boxes by layer: [x, y, width, height] in pixels, several for one label and score."""
    found: dict[str, Held[Boxes]] = {}
    for layer in annotations if isinstance(annotations, list) else ():
        data = layer.get("data") if isinstance(layer, dict) else None
        ids: dict[str, int] = {}
        boxes, unread = [], 0
        for one in data if isinstance(data, list) else ():
            label, score = str(one.get("label") or ""), one.get("score")
            number = ids.setdefault(label, len(ids))
            scores = {"score": float(score)} if isinstance(score, int | float) else {}
            for box in one.get("boxes") or ():
                if isinstance(box, list) and len(box) == 4 and all(isinstance(v, int | float) for v in box):  # noqa: PLR2004
                    x, y, width, height = map(float, box)
                    boxes.append(Box(x, y, x + width, y + height, number, label, scores, domain="pixel"))
                else:
                    unread += 1
            unread += bool(one.get("points"))  # polygons
        if boxes or unread:
            names = {number: label for label, number in ids.items()}
            found[str(layer.get("name") or "annotations")] = Held(Boxes(tuple(boxes), names, unread))
    return found


def _histogram(said: Mapping[str, Any]) -> Histogram:
    """Return counts in bins that grow by ``step`` from ``start`` on, on both sides of ``offset``."""
    try:
        start, stop, step, offset = (float(said[name]) for name in ("start", "stop", "step", "offset"))
        pairs = [(int(place), float(count)) for place, count in said["index_values"]]
        if not (start > 0 and step > 1 and stop / start < 1e60 and step > 1.001):  # noqa: PLR2004 - Comet's own are 1.1
            return Histogram.empty()
    except (KeyError, TypeError, ValueError, OverflowError):
        return Histogram.empty()
    sizes, size = [], start
    while offset + size <= stop:
        sizes.append(size)
        size *= step
    ends = np.array(sizes)
    edges = np.concatenate([[offset - size], offset - ends[::-1], [offset], offset + ends, [offset + size]])
    heights = np.zeros(len(edges) - 1)
    for place, count in pairs:
        if 0 <= place < len(heights):
            heights[place] += count
    used = np.flatnonzero(heights)
    if not len(used):
        return Histogram.empty()
    low, high = int(used[0]), int(used[-1]) + 1
    return Histogram.of(edges[low : high + 1], heights[low:high]) or Histogram.empty()
