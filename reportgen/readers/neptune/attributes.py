"""The attributes of one run: series are history, ``sys/`` is what Neptune says of it, and the rest is its config.

A single number next to a series, such as ``val/best`` next to ``val/loss``, is a result and stands in the summary.
"""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.model.console.printed import ConsoleText
from reportgen.model.media import MediaFile
from reportgen.model.media.document import Text
from reportgen.model.media.histogram import Histogram
from reportgen.model.run import RunMeta
from reportgen.model.table import Table
from reportgen.tracked.files import TABLE, content_of, kind_by_name, kind_of_page, media_of
from reportgen.tracked.log import SYSTEM, Log, Points
from reportgen.tracked.separated import separated

_OWN, _CODE, _MONITOR = "sys/", "source_code/", "monitoring/"
_STREAMS = ("stdout", "stderr")
_PRIVATE = ("sys/owner", "sys/hostname")
_SINGLE = ("float", "int", "string", "bool", "datetime", "string_set")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """An attribute, or one of its values: ``step`` and ``time`` are NaN where it has none."""

    path: str
    kind: str
    step: float
    time: float
    value: Any


class Attributes:
    """The attributes of a run, added one by one; files lie below ``files``."""

    def __init__(self, project: str, ident: str, files: Path) -> None:
        self.log = Log()
        self._project, self._ident, self._files = project, ident, files
        self._own: dict[str, Any] = {}
        self._single: dict[str, Any] = {}
        self._single_files: list[Row] = []

    def add_series(self, path: str, steps: Floats, times: Floats, values: Floats) -> None:
        """Add a series of numbers, or a part of one."""
        key = _system(path)
        points = self.log.numbers.setdefault(key, Points())
        rank = np.arange(len(points.values), len(points.values) + len(steps), dtype=np.float64)
        points.steps += np.where(np.isfinite(steps), steps, rank).tolist()
        points.times += times.tolist()
        points.values += values.tolist()

    def add(self, row: Row) -> None:
        """Add any other attribute."""
        if row.path.startswith(_CODE):
            return
        if row.path.startswith(_OWN):
            self._own[row.path] = row.value
        elif row.kind in _SINGLE:
            self._single[row.path] = _plain(row)
        elif row.kind == "file":
            self._single_files.append(row)
        elif row.kind == "file_series":
            self._file(row, row.step)
        elif row.kind == "string_series":
            self._text(row)
        elif row.kind == "histogram_series":
            self.log.put(row.path, _whole(row.step), _histogram(row.value))
        else:
            what = f"attribute of the type '{row.kind}' was|attributes of the type '{row.kind}' were"
            self.log.unread[what] += 1

    def _text(self, row: Row) -> None:
        stream = row.path.rpartition("/")[2]
        text = "" if row.value is None else str(row.value)
        if row.path.startswith(_MONITOR) and stream in _STREAMS:
            self.log.printed.append(ConsoleText(stream, row.time, text if text.endswith("\n") else f"{text}\n"))
        else:
            self.log.put(row.path, _whole(row.step), Text(text))

    def _file(self, row: Row, step: float) -> None:
        said = _parsed(row.value)
        path = said.get("path") if isinstance(said, dict) else None
        place = self._files / str(path)
        if not isinstance(path, str) or not place.exists():
            self.log.unread["file is missing in the export and was|files are missing in the export and were"] += 1
            return
        if place.is_dir() or not place.resolve().is_relative_to(self._files.resolve()):
            self.log.unread["set of files is not shown and was|sets of files are not shown and were"] += 1
            return
        file, kind = MediaFile(self._files, path), kind_by_name(path)
        if kind == TABLE:
            try:
                self.log.table(row.path, _whole(step), separated(content_of(file)))
            except csv.Error:
                self.log.table(row.path, _whole(step), Table([], [], 0, f"{file.name} is not a table, or is damaged"))
            return
        if kind == "HTML":
            kind = kind_of_page(content_of(file))
        self.log.put(row.path, _whole(step), media_of(file, kind, place.stat().st_size))

    def run(self) -> tuple[RunMeta, Log]:
        """Return what all attributes say."""
        log = self.log
        last = max((points.steps[-1] for points in log.numbers.values() if points.steps), default=0)
        for row in self._single_files:
            self._file(row, last)
        spaces = {key.rpartition("/")[0] for key in log.numbers} - {""}
        config: dict[str, Any] = {}
        for path, value in self._single.items():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if number and path.rpartition("/")[0] in spaces:
                log.once[path] = value
            else:
                _nest(config, path, value)
        log.lose(self._ident)
        return self._meta(config), log

    def _meta(self, config: dict[str, Any]) -> RunMeta:
        own = self._own
        state = "failed" if own.get("sys/failed") else _STATES.get(str(own.get("sys/state") or "").lower(), "")
        created, last = _number(own.get("sys/creation_time")), self.log.last_time()
        start = self.log.first_time() if math.isnan(created) else created
        running = _number(own.get("sys/running_time"))
        tags, groups = _listed(own.get("sys/tags")), _listed(own.get("sys/group_tags"))
        name = own.get("sys/name") or own.get("sys/custom_run_id") or self._ident
        return RunMeta(
            self._ident, str(name), "neptune", self._ident, project=self._project.rpartition("/")[2],
            group=", ".join(groups), notes=str(own.get("sys/description") or ""), tags=tuple(tags), state=state,
            created=start, duration=last - start if math.isnan(running) else running, config=config,
            losses=tuple(self.log.losses), hosts=tuple(str(own[path]) for path in _PRIVATE if own.get(path)),
            personal={"users": (str(own[_PRIVATE[0]]),)} if own.get(_PRIVATE[0]) else {},
        )  # fmt: skip


_STATES = {"inactive": "finished", "idle": "finished", "active": "running", "running": "running"}


def _system(path: str) -> str:
    """Return the name of a series; what was measured of the machine stands behind a hash of it."""
    if not path.startswith(_MONITOR):
        return path
    rest = path.removeprefix(_MONITOR)
    return f"{SYSTEM}{rest.partition('/')[2] or rest}"


def _plain(row: Row) -> Any:
    if row.kind == "string_set":
        return _listed(row.value)
    if row.kind == "datetime" and isinstance(row.value, float) and math.isfinite(row.value):
        return f"{np.datetime64(round(row.value * 1e3), 'ms')}Z"
    return bool(row.value) if row.kind == "bool" and row.value is not None else row.value


def _parsed(value: Any) -> Any:
    try:
        return json.loads(value)
    except (ValueError, TypeError, RecursionError):
        return None


def _listed(value: Any) -> list[str]:
    found = _parsed(value)
    return sorted(map(str, found)) if isinstance(found, list) else []


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan


def _whole(step: float) -> int:
    return int(step) if math.isfinite(step) else 0


def _histogram(value: Any) -> Histogram:
    said = _parsed(value)
    try:
        edges, heights = np.array(said["edges"], np.float64), np.array(said["values"], np.float64)
    except (KeyError, TypeError, ValueError):
        return Histogram.empty()
    if edges.shape != (len(heights) + 1,) or not np.isfinite(edges).all() or (np.diff(edges) < 0).any():
        return Histogram.empty()
    return Histogram(edges, heights, density=said.get("type") == "DENSITY")


def _nest(tree: dict[str, Any], path: str, value: Any) -> None:
    parts = path.split("/")
    for part in parts[:-1]:
        inner = tree.setdefault(part, {})
        if not isinstance(inner, dict):  # a name that is a value, too
            tree["/".join(parts)] = value
            return
        tree = inner
    tree[parts[-1]] = value
