"""Runs written in the native format (``docs/native-format.md``), as a logger would have left them."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.errors import Level, Problem
from reportgen.model.column import Column
from reportgen.model.media import Media, MediaError, MediaFile
from reportgen.model.media.document import Text
from reportgen.model.run import RunSource
from reportgen.native.files import blob
from reportgen.native.frames import (
    CONFIG,
    DEFINE,
    END,
    ENDING,
    FACTS,
    FORMAT,
    LOGS,
    MEDIA,
    META,
    ROW,
    STAT,
    STEP,
    SUMMARY,
    TABLES,
    TEXT,
    VERSION,
    framed,
)  # fmt: skip
from reportgen.native.rows import Packed, Rows, as_json
from reportgen.native.tables import table_frames
from reportgen.native.values import stored
from reportgen.publish.archive.files import PACKED, unpacked

_NAME = f"r0-00000000{ENDING}"
"""One process, whose files are the same whenever they are written."""
_SYSTEM = "system/"


class NativeRun:
    """Writes one run into a folder of its own; what cannot be written of it is in ``problems``."""

    def __init__(self, run: RunSource, folder: Path) -> None:
        self.run, self.folder = run, folder
        self.problems: list[Problem] = []
        self._rows, self._log = Rows(), bytearray()
        self._packs: dict[str, bytearray] = {}
        self._stored: dict[str, Mapping[str, Any]] = {}
        self._tables = 0

    def write(self) -> None:
        """Write the run."""
        facts = self._facts()
        self._log += framed(META, as_json(self._meta() | {"run": facts}))
        if self.run.meta.config:
            self._log += framed(CONFIG, as_json({"set": dict(self.run.meta.config), "drop": []}))
        for key in tuple(self.run.keys()):
            defined = self.run.definition(key)
            said = {"step_metric": defined.step_metric, "goal": defined.goal}
            if any(said.values()):
                known = {name: value for name, value in said.items() if value}
                self._log += framed(DEFINE, as_json({"name": key, **known}))
        last = self._history()
        self._summary(last)
        for piece in self.run.console():
            time = piece.time if math.isfinite(piece.time) else self._created
            name = piece.stream.encode()[:255]
            head = struct.pack("<dB", time, len(name)) + name
            self._log += framed(TEXT, head, piece.text.encode("utf-8", "replace"))
        self._end(last)
        self.folder.joinpath(LOGS).mkdir(parents=True)
        self.folder.joinpath(LOGS, _NAME).write_bytes(self._log)
        for kind, content in self._packs.items():
            self.folder.joinpath(kind).mkdir()
            self.folder.joinpath(kind, _NAME).write_bytes(content)
        self.folder.joinpath(FACTS).write_bytes(json.dumps(facts, ensure_ascii=False, indent=2).encode("utf-8"))

    @property
    def _created(self) -> float:
        created = self.run.meta.created
        return created if math.isfinite(created) else 0.0

    def _meta(self) -> dict[str, Any]:
        return {"format": FORMAT, "version": list(VERSION), "rank": 0, "started": self._created}

    def _facts(self) -> dict[str, Any]:
        meta = self.run.meta
        facts = {name: getattr(meta, name) for name in ("id", "name", "project", "group", "job_type", "notes")}
        found = {name: value for name, value in facts.items() if value} | {"logger": meta.sdk or meta.format}
        found |= {"tags": list(meta.tags)} if meta.tags else {}
        return found | ({"created": meta.created} if math.isfinite(meta.created) else {})

    def _end(self, last: int) -> None:
        """Write when and how the run ended, where that is known: of one that crashed, too."""
        meta = self.run.meta
        ended = {"state": meta.state, "step": last}
        if math.isfinite(meta.duration):
            ended["time"] = self._created + meta.duration
        self._log += framed(END, as_json(ended))

    def _row(self, kind: int, values: Mapping[str, Any], step: int, time: float) -> None:
        keys = tuple(values)
        offset = len(self._log)
        self._log += self._rows.frame(kind, keys, tuple(values.values()), step, time, STEP, offset)

    def _history(self) -> int:
        """Write all that was logged by steps, and return the last one."""
        rows: dict[tuple[int, float], dict[str, Any]] = {}
        for key, info in self.run.keys().items():
            if info.is_number:
                for step, time, value in self._points(key, self.run.column(key)):
                    rows.setdefault((step, time), {})[key] = value
        timed: dict[int, float] = {}
        for step, time in rows:
            timed.setdefault(step, time)
        for key in tuple(self.run.keys()):
            for step, value in [*self._media(key), *self._logged_tables(key)]:
                rows.setdefault((step, timed.get(step, math.nan)), {})[key] = value
        system = {key for key, info in self.run.keys().items() if info.system}
        for step, time in sorted(rows, key=lambda at: (at[0], at[1] if math.isfinite(at[1]) else -math.inf)):
            own = rows[step, time]
            plain = {key: value for key, value in own.items() if key not in system}
            stats = {key.removeprefix(_SYSTEM): value for key, value in own.items() if key in system}
            if plain:
                self._row(ROW, plain, step, time)
            if stats:
                self._row(STAT, stats, step, time)
        return max((step for step, _ in rows), default=-1)

    def _points(self, key: str, column: Column) -> Iterator[tuple[int, float, float]]:
        steps = column.steps
        if steps.dtype.kind == "f":
            what = f"{self.run.meta.name}: steps of '{key}' lie between whole ones; they are numbered from 0"
            self.problems.append(Problem(what, level=Level.NOTE))
            steps = np.arange(len(steps))
        if len(np.unique(steps)) < len(steps):
            what = f"{self.run.meta.name}: of several values of '{key}' at one step only the last is kept"
            self.problems.append(Problem(what, level=Level.NOTE))
        yield from zip(steps.tolist(), column.times.tolist(), column.values.tolist(), strict=True)

    def _media(self, key: str) -> Iterator[tuple[int, Any]]:
        """Yield (step, value) of the media of a key; several of one step are a list."""
        steps: dict[int, list[Media]] = {}
        for item in self.run.media(key):
            steps.setdefault(item.step, []).append(item.value)
        for step, items in steps.items():
            if len(items) == 1 and isinstance(items[0], Text) and not items[0].caption:
                yield step, items[0].text
                continue
            ready = [found for one in items if (found := self._packed(one, key)) is not None]
            if ready:
                yield step, Packed("m", as_json(ready if len(items) > 1 else ready[0]))

    def _packed(self, media: Media, what: str) -> dict[str, Any] | None:
        try:
            return stored(media, self._put)
        except MediaError as error:
            problem = Problem(f"{self.run.meta.name}: {what}: {error}", level=Level.MISSING)
            self.problems.append(problem)
            return None

    def _logged_tables(self, key: str) -> Iterator[tuple[int, Any]]:
        for step, table in self.run.tables(key):
            rows = [[self._cell(cell, key) for cell in row] for row in table.rows]
            pack, number = self._pack(TABLES), self._tables
            self._tables += 1
            at = len(pack)
            for frame in table_frames(number, table.columns, rows):
                pack += frame
            place = {"kind": "table", "pack": _NAME, "at": at, "table": number, "rows": len(rows)}
            yield step, Packed("m", as_json(place | {"columns": len(table.columns)}))

    def _cell(self, cell: Any, key: str) -> Any:
        if isinstance(cell, Media):
            found = self._packed(cell, key)
            return None if found is None else Packed("m", as_json(found))
        if isinstance(cell, list):
            return [self._cell(one, key) for one in cell]
        return {name: self._cell(one, key) for name, one in cell.items()} if isinstance(cell, dict) else cell

    def _summary(self, last: int) -> None:
        """Write what the summary holds besides the last values of metrics."""
        known = {key: self.run.column(key).values[-1:].tolist() for key, info in self.run.keys().items()
                 if info.is_number and not info.system}  # fmt: skip
        values = {
            key: value for key, value in self.run.summary().items()
            if known.get(key) != [value] and isinstance(value, bool | int | float | str | list | dict)
        }  # fmt: skip
        if values:
            self._row(SUMMARY, values, max(last, 0), self._created)

    def _pack(self, kind: str) -> bytearray:
        if kind not in self._packs:
            self._packs[kind] = bytearray(framed(META, as_json(self._meta())))
        return self._packs[kind]

    def _put(self, file: MediaFile) -> Mapping[str, Any]:
        """Store a file once, and return where it lies."""
        content, end = unpacked(file)
        name = f"{file.name.rpartition('.')[0]}{end}" if file.name.endswith(PACKED) else file.name
        frame, digest, start = blob(content, as_json({"name": name}))
        if digest not in self._stored:
            pack = self._pack(MEDIA)
            self._stored[digest] = {"sha256": digest, "size": len(content), "pack": _NAME, "at": len(pack) + start}
            pack += frame
        return {"name": name, **self._stored[digest]}


def write_runs(runs: Sequence[RunSource], names: Sequence[str], folder: Path) -> list[Problem]:
    """Write each run into the folder of its name below ``folder``; return what could not be written."""
    problems = []
    for run, name in zip(runs, names, strict=True):
        writer = NativeRun(run, folder / name)
        writer.write()
        problems += writer.problems
    return problems
