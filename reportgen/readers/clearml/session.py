"""A session: the task, lists of events as lines, and files below ``data``; as a folder or inside a zip.

The script and what is not committed, packages and paths are passed over.
"""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportgen.model.artifact import ArtifactEntry, LoggedArtifact
from reportgen.model.console.printed import ConsoleText
from reportgen.model.media import MediaError, MediaFile
from reportgen.model.media.document import Figure
from reportgen.model.run import RunMeta
from reportgen.model.table import Table, distinct
from reportgen.tracked.files import content_of, ending, kind_by_name, kind_of_page, media_of
from reportgen.tracked.log import SYSTEM, Log, is_step
from reportgen.tracked.run import TrackedRun
from reportgen.tracked.zips import Zip, ZipError

_TASK, _METRICS, _LOG, _DATA = "task.json", "metrics.jsonl", "log.jsonl", "data"
_ONCE = -(2**31)
"""The iteration of what is logged at none."""
_MONITOR = ":monitor:"
_PLAIN = ("General", "Args")
"""Sections whose parameters are the config itself."""
_OF_TRACES = ("name", "texttemplate")
"""What ClearML also writes into a layout, where Plotly knows no such thing."""
_LONGEST = 10_000


class Session:
    """The files of a session by name, wherever they lie."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._zip = None if path.is_dir() else Zip(path)
        self._folder = path

    def file(self, name: str) -> MediaFile | None:
        """Return a file, None where there is none."""
        if self._zip is not None:
            return self._zip.file(name) if name in self._zip else None
        place = self._folder / name
        inside = place.is_file() and place.resolve().is_relative_to(self._folder.resolve())
        return MediaFile(self._folder, name) if inside else None

    @property
    def is_zip(self) -> bool:
        """Whether the session was brought to its end: it is a zip, or has one next to it; else it may still run."""
        return self._zip is not None or self._folder.with_name(f"{self._folder.name}.zip").is_file()

    def read(self, name: str) -> bytes:
        """Return a file's content, none where there is none; ZipError where it cannot be read."""
        file = self.file(name)
        try:
            return file.read() if file is not None else b""
        except MediaError as error:
            if str(error).endswith("is empty"):
                return b""
            raise ZipError(str(error)) from None


def run_of(path: Path) -> TrackedRun:
    """Return the run of a session; ZipError says why there is none."""
    session = Session(path)
    try:
        task = json.loads(session.read(_TASK))
    except (ValueError, RecursionError):
        task = None
    if not isinstance(task, dict):
        raise ZipError(f"the task of '{session.name}' is not valid JSON, so the run is omitted")
    return TrackedRun.of(*_Read(session, task).run())


class _Read:
    """What the events of a session said so far."""

    def __init__(self, session: Session, task: Mapping[str, Any]) -> None:
        self.session, self.task = session, task
        self.log = Log()
        self.times: list[float] = []
        self.hosts: dict[str, None] = {}

    def run(self) -> tuple[RunMeta, Log]:
        """Return what all events say."""
        for event in self._events(_METRICS):
            self._take(str(event.get("type")), event)
        for event in self._events(_LOG):
            time = _seconds(event)
            self.times.append(time)
            self.hosts[str(event.get("worker") or "").partition(":")[0]] = None
            text = str(event.get("msg", ""))
            stream = "stderr" if event.get("level") in ("error", "critical") else "stdout"
            self.log.printed.append(ConsoleText(stream, time, text.rstrip("\n") + "\n"))
        self._add_artifacts()
        self.log.lose(_METRICS)
        return self._meta(), self.log

    def _events(self, name: str) -> Iterator[Mapping[str, Any]]:
        """Yield the events of a file: each line is a list of them."""
        for line in self.session.read(name).splitlines():
            try:
                found = json.loads(line) if line.strip() else []
            except (ValueError, RecursionError):
                self.log.unread["list of events is damaged and was|lists of events are damaged and were"] += 1
                continue
            yield from (one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict))

    def _take(self, kind: str, event: Mapping[str, Any]) -> None:
        metric, variant = str(event.get("metric")), str(event.get("variant"))
        key = metric if metric == variant else f"{metric}/{variant}"
        given, time = event.get("iter"), _seconds(event)
        step = given if is_step(given) else 0
        self.times.append(time)
        if kind in ("training_stats_scalar", "training_stats_vector") and "value" in event:
            if metric.startswith(_MONITOR):
                self.log.add(f"{SYSTEM}{variant}", step, time, event["value"])
            elif step == _ONCE:
                self.log.once[variant] = event["value"]
            else:
                self.log.add(key, step, time, event["value"])
        elif kind == "plot":
            self._plot(key, 0 if step == _ONCE else step, event.get("plot_str"))
        elif kind in ("training_debug_image", "training_debug_sample"):
            self._file(key, 0 if step == _ONCE else step, event)
        else:
            self.log.unread["event of a kind that is not known was|events of a kind that is not known were"] += 1

    def _plot(self, key: str, step: float, text: Any) -> None:
        try:
            said = json.loads(text)
            traces = said["data"]
        except (ValueError, TypeError, KeyError, RecursionError):
            self.log.unread["plot is damaged and was|plots are damaged and were"] += 1
            return
        table = _table(traces)
        if table is not None:
            self.log.table(key, step, table)
        else:
            layout = said.get("layout")
            kept = (
                {name: one for name, one in layout.items() if name not in _OF_TRACES}
                if isinstance(layout, dict)
                else {}
            )
            self.log.put(key, step, Figure(spec={"data": traces, "layout": kept}))

    def _file(self, key: str, step: float, event: Mapping[str, Any]) -> None:
        place = str(event.get("key", "")).replace("\\", "/")
        file = self.session.file(f"{_DATA}/{place}")
        if file is None:
            self.log.unread["file is missing and was|files are missing and were"] += 1
            return
        kind = kind_by_name(place)
        if kind == "HTML" and ending(place) != "svg":
            kind = kind_of_page(content_of(file))
        self.log.put(key, step, media_of(file, kind, file.size))

    def _add_artifacts(self) -> None:
        execution = self.task.get("execution")
        found = execution.get("artifacts") if isinstance(execution, dict) else None
        for one in found if isinstance(found, list) else ():
            if isinstance(one, dict):
                size, name = one.get("content_size"), str(one.get("uri") or "").replace("\\", "/").rpartition("/")[2]
                entry = ArtifactEntry(name or str(one.get("key")), size if isinstance(size, int) else None,
                                      str(one.get("hash") or ""))  # fmt: skip
                self.log.made.append(LoggedArtifact(str(one.get("key")), 0, str(one.get("type") or ""),
                                                    entries=(entry,)))  # fmt: skip

    def _meta(self) -> RunMeta:
        task, known = self.task, [time for time in self.times if not math.isnan(time)]
        start, end = min(known, default=math.nan), max(known, default=math.nan)
        tags = task.get("tags")
        status = str(task.get("status") or "")
        states = {"failed": "failed", "stopped": "killed", "completed": "finished", "closed": "finished"}
        return RunMeta(
            str(task.get("id") or self.session.name), str(task.get("name") or self.session.name), "clearml",
            self.session.name.removesuffix(".zip"), project=str(task.get("project_name") or ""),
            job_type=str(task.get("type") or ""), notes=str(task.get("comment") or ""),
            tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
            state=states.get(status, "finished" if self.session.is_zip else ""), created=start,
            duration=end - start, config=_config(task), losses=tuple(self.log.losses),
            hosts=tuple(host for host in self.hosts if host),
        )  # fmt: skip


def _config(task: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as values, those of sections of their own under its name."""
    found: dict[str, Any] = {}
    sections = task.get("hyperparams")
    for section, parameters in sections.items() if isinstance(sections, dict) else ():
        for name, one in parameters.items() if isinstance(parameters, dict) else ():
            path = ([] if section in _PLAIN else [str(section)]) + str(name).split("/")
            value = _value(one.get("value"), str(one.get("type") or "")) if isinstance(one, dict) else one
            tree = found
            for part in path[:-1]:
                inner = tree.setdefault(part, {})
                tree = inner if isinstance(inner, dict) else tree
            tree[path[-1]] = value
    return found


def _value(text: Any, kind: str) -> Any:
    """Return a parameter of the type that ClearML notes beside its text."""
    if text == "" and kind == "":  # what ClearML makes of None
        return None
    if not isinstance(text, str) or kind in ("str", "") or len(text) > _LONGEST:
        return text
    try:
        if kind == "float":
            return float(text)
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    plain = isinstance(found, str | int | float | bool | list | dict) or found is None
    return found if plain else list(found) if isinstance(found, tuple) else text


def _table(traces: Any) -> Table | None:
    """Return the table of a plot that is one."""
    if not isinstance(traces, list) or len(traces) != 1 or not isinstance(traces[0], dict):
        return None
    head, cells = traces[0].get("header"), traces[0].get("cells")
    if traces[0].get("type") != "table" or not isinstance(head, dict) or not isinstance(cells, dict):
        return None
    names, columns = head.get("values"), cells.get("values")
    if not isinstance(names, list) or not isinstance(columns, list) or len(names) != len(columns):
        return None
    if not all(isinstance(column, list) for column in columns):
        return None
    count = max(map(len, columns), default=0)
    rows = [[column[row] if row < len(column) else None for column in columns] for row in range(count)]
    said = [name[0] if isinstance(name, list) and name else name for name in names]
    return Table(distinct(map(str, said)), rows, count)


def _seconds(event: Mapping[str, Any]) -> float:
    time = event.get("timestamp")
    return time / 1000 if isinstance(time, int | float) and not isinstance(time, bool) else math.nan
