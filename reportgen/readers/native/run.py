"""A run of the native format; everything beyond ``meta`` is decoded on first use."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from reportgen.inputs import note_folder
from reportgen.inputs.following import is_followed
from reportgen.model.artifact import LoggedArtifact
from reportgen.model.chart import LoggedChart
from reportgen.model.code import Code
from reportgen.model.column import Column, KeyInfo, MetricDefinition, Values
from reportgen.model.console.printed import ConsoleText
from reportgen.model.media import LoggedMedia, Media, MediaError, MediaFile
from reportgen.model.media.document import Attachment, Text
from reportgen.model.nested import Aggregates
from reportgen.model.run import Loss, RunMeta, RunSource
from reportgen.model.table import Table
from reportgen.native.cells import Stored
from reportgen.native.charts import logged_chart
from reportgen.native.files import PackedFile
from reportgen.native.frames import MEDIA, TABLES
from reportgen.native.history import RunLogs
from reportgen.native.tables import KINDS, read_tables
from reportgen.native.values import restored, unpacked_histogram
from reportgen.readers.native.artifacts import artifacts_of
from reportgen.stats.lines.summarised import summarised

_SYSTEM = "system/"
_TEXTS = KINDS | {"chart"}
"""Kinds of stored values that are no media."""
_WORDS = dict.fromkeys(_TEXTS, "table") | {"points": "3D object", "scene": "3D object", "figure": "Plotly figure"}
"""The field's words for stored kinds that have names of their own."""


class NativeRun(RunSource):
    """A run, and the logs of all its processes."""

    def __init__(self, logs: RunLogs) -> None:
        self.logs = logs
        note_folder(logs.folder)

    @cached_property
    def meta(self) -> RunMeta:
        """What the logs say of the run besides its history."""
        facts = self.logs.facts
        state = self.logs.state()
        created = facts.get("created", math.nan)
        ends = [log.last_time() for log in self.logs.logs]
        last = max((end for end in ends if not math.isnan(end)), default=math.nan)
        step = f"{self.logs.last_step:,}"
        killed = "If it was killed, that shows two minutes after its last record."
        running = (f"The run was still logging when this was read: step {step}. {killed}",)
        return RunMeta(
            id=str(facts.get("id", self.logs.folder.name)),
            name=str(facts.get("name") or facts.get("id") or self.logs.folder.name),
            format="native",
            folder=self.logs.folder.name,
            **{name: str(facts.get(name, "")) for name in ("project", "group", "job_type", "notes")},
            tags=tuple(map(str, facts.get("tags", ()))),
            state=state,
            created=float(created),
            duration=last - float(created),
            sdk=str(facts.get("logger", "")),
            config=self.logs.config,
            losses=(*(loss for log in self.logs.logs for loss in log.losses()), *self._unread()),
            remarks=running if state == "running" and not is_followed() else (),
            hosts=tuple(str(facts[name]) for name in ("host",) if name in facts),
            personal={"users": (str(facts["user"]),)} if "user" in facts else {},
        )

    def _unread(self) -> Iterator[Loss]:
        yield from (Loss("log", fault) for fault in self.logs.faults)

    @cached_property
    def _keys(self) -> dict[str, KeyInfo]:
        found = {
            key: KeyInfo(key, tuple(dict.fromkeys(_WORDS.get(kind, kind) for kind in kinds)), self.logs.count(key))
            for key, kinds in self.logs.keys.items()
        }
        for key, value in self._kept.items():
            found[key] = KeyInfo(key, (_WORDS.get(kind := _kind(value), kind),), 1)
        for name, count in self.logs.stats.items():
            found[_SYSTEM + name] = KeyInfo(_SYSTEM + name, ("number",), count, system=True)
        return found

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return every logged key; metrics of the machine are under ``system/``."""
        return self._keys

    @cached_property
    def _kept(self) -> dict[str, Stored]:
        """Media and tables that are in the summary and were never logged."""
        logged = self.logs.keys.keys()
        return {key: value for key, value in self.logs.lasts().items()
                if isinstance(value, Stored) and key not in logged}  # fmt: skip

    def column(self, key: str) -> Column:
        """Return the numbers logged under ``key``, of all processes."""
        if key.startswith(_SYSTEM) and key not in self.logs.keys:
            return self.logs.stat(key.removeprefix(_SYSTEM))
        return self.logs.column(key)

    def values(self, key: str) -> Values:
        """Return what was logged under ``key`` and is no media, exactly, of all processes."""
        return self.logs.plain(key)

    @cached_property
    def _summary(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in self.logs.lasts().items():
            if value is None:
                continue
            words = self.definition(key).summary
            if "none" in words:
                continue
            found[key] = self._aggregated(key, words) or self._value(value)
        return {key: value for key, value in found.items() if value is not None}

    def _aggregated(self, key: str, words: tuple[str, ...]) -> Aggregates | None:
        if not words or key not in self.logs.keys or words == ("last",):
            return None
        values = self.column(key).values
        found = summarised(values, words, self.definition(key).goal) if len(values) else {}
        return Aggregates(found) if found else None

    def summary(self) -> Mapping[str, Any]:
        """Return what was set last of each key, or the aggregates that the script asked for."""
        return self._summary

    def _value(self, value: Any) -> Any:
        if not isinstance(value, Stored):
            return value
        found = list(self._items(value, 0))
        return found[0].value if found else None  # of a list the first: a summary says what a run ended with

    def definition(self, key: str) -> MetricDefinition:
        """Return what the script defined for ``key``, or for the beginning of its name."""
        known = self.logs.definitions
        globs = [name for name in known if name.endswith("*") and key.startswith(name[:-1])]
        own = known.get(max(globs, key=len, default=""), {}) | known.get(key, {})
        return MetricDefinition(
            str(own.get("step_metric", "")), bool(own.get("hidden")), tuple(map(str, own.get("summary", ()))),
            str(own.get("goal", "")),
        )  # fmt: skip

    def step_metrics(self) -> list[str]:
        """Return the metrics that the script named as x axes of others."""
        found = {str(one["step_metric"]) for one in self.logs.definitions.values() if one.get("step_metric")}
        return sorted(found & self._keys.keys())

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the media logged under ``key``, by step and index; texts are media, too."""
        found: list[LoggedMedia] = []
        for one in self.logs.values(key):
            if isinstance(one.value, str):
                found.append(LoggedMedia(Text(one.value), one.step))
            elif isinstance(one.value, Stored):
                found += self._items(one.value, one.step)
        if key in self._kept:
            found += self._items(self._kept[key], max(self.logs.last_step, 0))
        return sorted(found, key=lambda item: item.step)

    def _items(self, value: Stored, step: int) -> Iterator[LoggedMedia]:
        """Yield the media of one stored value; what cannot be read of one says so in its place."""
        if value.code == "h":
            yield LoggedMedia(_readable(lambda: unpacked_histogram(value.content)), step)
            return
        content = _json(value.content)
        for index, one in enumerate(content if isinstance(content, list) else [content]):
            if isinstance(one, Mapping) and one.get("kind") not in _TEXTS:
                yield LoggedMedia(_readable(lambda one=one: restored(one, self.find)), step, index)

    def find(self, place: Any) -> MediaFile | None:
        """Return the file that a stored value names, None where it names none."""
        if not isinstance(place, Mapping) or not isinstance(place.get("sha256"), str):
            return None
        root, path = self.logs.folder, f"{MEDIA}/{place.get('pack', '')}"
        if "file" in place:  # of another run, or of an artifact
            root, path = root.parent, os.path.normpath(f"{root.name}/{place['file']}")
        name, size, start = str(place.get("name", "")), int(place.get("size", 0)), int(place.get("at", 0))
        return PackedFile(root, path, size, "", name, start, place["sha256"])

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return every table logged under ``key`` as (step, table); of an incremental one only the whole."""
        found = [(one.step, one.value) for one in self.logs.values(key) if isinstance(one.value, Stored)]
        if key in self._kept:
            found.append((max(self.logs.last_step, 0), self._kept[key]))
        logged = [(step, _json(one.content)) for step, one in found if one.code == "m"]
        return read_tables(self.logs.folder / TABLES, logged, self.find)

    def artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script made, oldest first."""
        return list(artifacts_of(self.logs.artifacts, "made", self.logs.folder))

    def used_artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script used, in the order of their first use."""
        return list(artifacts_of(self.logs.artifacts, "used", self.logs.folder))

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the charts that the script logged, by key."""
        found: dict[str, LoggedChart] = {}
        for key, kinds in self.logs.keys.items():
            for one in self.logs.values(key) if "chart" in kinds else ():
                value = _json(one.value.content) if isinstance(one.value, Stored) else {}
                if isinstance(value, Mapping) and isinstance(value.get("chart"), Mapping):
                    found[key] = logged_chart(value["chart"], key)
        return found

    def console(self) -> list[ConsoleText]:
        """Return console output, with its ANSI codes."""
        return [ConsoleText(*piece) for log in self.logs.logs for piece in log.texts()]

    def code(self) -> Code:
        """Return the script's commit, packages and saved files."""
        facts = self.logs.code
        texts = {name: str(facts.get(name, "")) for name in ("commit", "remote", "program", "python", "changes")}
        files = facts.get("files")
        return Code(
            **texts, requirements=tuple(map(str, facts.get("requirements", ()))),
            files=files if isinstance(files, Mapping) else {},
        )  # fmt: skip


def _kind(value: Stored) -> str:
    content = _json(value.content) if value.code == "m" else {"kind": "histogram"}
    first = content[0] if isinstance(content, list) and content else content
    return str(first.get("kind", "JSON")) if isinstance(first, Mapping) else "JSON"


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8", "surrogatepass"))
    except ValueError:
        return None


def _readable(decode: Any) -> Media:
    """Return decoded media, or what says that it cannot be read."""
    try:
        found: Media = decode()
    except (MediaError, KeyError, TypeError, ValueError):
        return Attachment(None, "damaged value")
    return found
