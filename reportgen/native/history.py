"""The logs of a run, put together: what every process of it wrote, and what cannot be read of that."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import time
from typing import Any

import numpy as np

from reportgen.errors import KnownError
from reportgen.inputs import note_path
from reportgen.inputs.following import is_live
from reportgen.model.column import Column, Values
from reportgen.model.run import Loss
from reportgen.native.cells import Cells, Rows
from reportgen.native.frames import (
    ARTIFACT,
    BEAT,
    CODE,
    CONFIG,
    DEFINE,
    END,
    ENDING,
    FORMAT,
    LOGS,
    META,
    ROW,
    STAT,
    SUMMARY,
    TEXT,
    VERSION,
)  # fmt: skip
from reportgen.native.scan import Scan, scan_file

_ALIVE = 120.0
"""Seconds after its last heartbeat within which a run without an end is taken to be going on."""
_KNOWN = 128
"""Kinds of frames below it matter to a reader; those that it does not know are said."""


class Unreadable(KnownError):  # noqa: N818 - a state of a file
    """A file is not a log that can be read; says why."""


@dataclass(frozen=True)
class Found:
    """A value of a key: the ``row`` it is in, and its place among the key's cells."""

    row: int
    step: int
    value: Any


class Log:
    """What one process wrote; Unreadable where that is no log of this format, or of a later version."""

    def __init__(self, path: Path) -> None:
        self.path = path
        note_path(path)
        try:
            self.scan: Scan = scan_file(path)
        except OSError as error:
            raise Unreadable(f"{path.name} cannot be read: {error.strerror}") from None
        self.meta = next(self.json_of(META), {})
        if self.meta.get("format") != FORMAT:
            raise Unreadable(f"{path.name} contains no intact record")
        version = self.meta.get("version")
        if not isinstance(version, list) or version[:1] != [VERSION[0]]:
            raise Unreadable(f"{path.name} was written by a later version of reportgen; install that to read it")
        self.rows, self.edits, self.stats = (Rows(self.scan, kind) for kind in (ROW, SUMMARY, STAT))

    def json_of(self, kind: int) -> Iterator[dict[str, Any]]:
        """Yield the records of a kind that hold JSON."""
        for start in self.scan.of(kind).tolist():
            try:
                content = json.loads(self.scan.content(start).rstrip(b"\0").decode("utf-8", "surrogatepass"))
            except ValueError:
                continue
            if isinstance(content, dict):
                yield content

    def last_time(self) -> float:
        """Return when the last row or heartbeat was written, NaN where there is none."""
        found = [float(self.rows.times[-1])] if len(self.rows) else []
        beats = self.scan.of(BEAT)[-1:].tolist()
        found += [struct.unpack("<d", self.scan.content(start)[:8])[0] for start in beats]
        found += [float(one["time"]) for one in self.json_of(END) if isinstance(one.get("time"), float)]
        return max((one for one in found if one == one), default=float("nan"))  # noqa: PLR0124 - NaN

    def losses(self) -> Iterator[Loss]:
        """Yield what of the file is damaged or cut off."""
        for start, end in self.scan.gaps:
            yield Loss(self.path.name, "damaged", start, end)
        if self.scan.torn and self.is_ended:
            yield Loss(
                self.path.name, "the last record is cut off", len(self.scan.data) - self.scan.torn, len(self.scan.data)
            )
        if self.rows.unknown:
            yield Loss(self.path.name, f"{self.rows.unknown:,} rows have lost the names of their keys")

    @cached_property
    def is_ended(self) -> bool:
        """Whether the process ended the run."""
        return bool(len(self.scan.of(END)))

    def texts(self) -> Iterator[tuple[str, float, str]]:
        """Yield what was printed: stream, Unix time, text."""
        for start in self.scan.of(TEXT).tolist():
            size = int.from_bytes(self.scan.data[start : start + 4], "little")
            content = self.scan.data[start + 8 : start + size - 8]
            (time,) = struct.unpack("<d", content[:8])
            end = 9 + content[8]
            yield (
                content[9:end].decode("utf-8", "replace"),
                time,
                content[end:].rstrip(b"\0").decode("utf-8", "replace"),
            )


class RunLogs:
    """All logs in the folder of a run, in the order in which they were begun; Unreadable where there is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs: list[Log] = []
        self.faults: list[str] = []
        for path in sorted((folder / LOGS).glob(f"*{ENDING}")):
            try:
                self.logs.append(Log(path))
            except Unreadable as fault:
                self.faults.append(fault.what)
        self.logs.sort(key=lambda log: (float(log.meta.get("started", 0)), log.path.name))
        if not self.logs:
            raise Unreadable(self.faults[0] if self.faults else f"{folder.name} contains no log")

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the run was called when it was begun, and what later logs say anew."""
        found: dict[str, Any] = {}
        for log in self.logs:
            for meta in log.json_of(META):
                run = meta.get("run")
                found |= run if isinstance(run, dict) else {}
        return found

    def state(self) -> str:
        """Return how the run ended, by the process that began it last; without an end, by its last heartbeat."""
        main = [log for log in self.logs if not log.meta.get("forked")] or self.logs
        ends = list(main[-1].json_of(END))
        if ends:
            return str(ends[-1].get("state", "finished"))
        lives = is_live(main[-1].path) or time() - main[-1].last_time() < _ALIVE
        return "running" if lives else "crashed"

    @cached_property
    def config(self) -> dict[str, Any]:
        """The config, all changes made."""
        found: dict[str, Any] = {}
        for log in self.logs:
            for patch in log.json_of(CONFIG):
                found |= patch.get("set", {})
                for key in patch.get("drop", ()):
                    found.pop(key, None)
        return found

    @cached_property
    def last_step(self) -> int:
        """The largest step of a row, -1 where there is none."""
        return max((int(log.rows.steps.max()) for log in self.logs if len(log.rows)), default=-1)

    def records(self, kind: int) -> list[dict[str, Any]]:
        """Return the records of a kind (DEFINE, ARTIFACT, CODE, END) that hold JSON, of all logs."""
        return [record for log in self.logs for record in log.json_of(kind)]

    @property
    def definitions(self) -> dict[str, dict[str, Any]]:
        """What was defined of metrics, by name or beginning of names."""
        return {str(one["name"]): one for one in self.records(DEFINE) if "name" in one}

    @property
    def artifacts(self) -> list[dict[str, Any]]:
        """What the run made and used of artifacts."""
        return self.records(ARTIFACT)

    @property
    def code(self) -> dict[str, Any]:
        """What ran."""
        return next(reversed(self.records(CODE)), {})

    @cached_property
    def keys(self) -> dict[str, list[str]]:
        """Every logged key with what values it has, commonest first."""
        found: dict[str, dict[str, None]] = {}
        for log in self.logs:
            for key in log.rows.keys:
                found.setdefault(key, {}).update(dict.fromkeys(log.rows.kinds(key)))
        return {key: [kind for kind in kinds if kind != "null"] or ["null"] for key, kinds in found.items()}

    def column(self, key: str) -> Column:
        """Return the numbers of a key; of one step in one process the last value counts."""
        return _joined([_column(log.rows, key) for log in self.logs if key in log.rows.keys])

    def stat(self, name: str) -> Column:
        """Return what was measured of the machine under a name: a step for each sample."""
        joined = _joined([_column(log.stats, name, once=False) for log in self.logs if name in log.stats.keys])
        return Column(np.arange(len(joined)), joined.values, joined.times)

    @cached_property
    def stats(self) -> dict[str, int]:
        """What was measured of the machine, each name with its samples."""
        found: dict[str, int] = {}
        for log in self.logs:
            for name in log.stats.keys:
                found[name] = found.get(name, 0) + len(log.stats.cells(name).rows)
        return dict(sorted(found.items()))

    def count(self, key: str) -> int:
        """Return the number of rows that a key is in."""
        return sum(log.rows.count(key) for log in self.logs)

    def plain(self, key: str) -> Values:
        """Return what a key holds besides media, exactly; of one step in one process the last value counts."""
        parts = [plain(log.rows, key) for log in self.logs if key in log.rows.keys]
        if len(parts) == 1:
            return parts[0]
        steps, times = (np.concatenate([np.zeros(0), *(getattr(one, name) for one in parts)])
                        for name in ("steps", "times"))  # fmt: skip
        order = np.argsort(steps, kind="stable")
        found = [value for one in parts for value in one.part(0, len(one))]
        return Values(steps.astype(np.int64)[order], times[order], [found[at] for at in order.tolist()])

    def values(self, key: str) -> Iterator[Found]:
        """Yield every value of a key that is not a number, in order; of one step in one process the last."""
        for log in self.logs:
            yield from others(log.rows, key)

    def lasts(self) -> dict[str, Any]:
        """Return of each key what was set last, by a row or by an edit of the summary."""
        found: dict[str, Any] = {}
        for log in self.logs:
            at: dict[str, int] = {}
            for rows in (log.rows, log.edits):
                for key in rows.keys:
                    cells = rows.cells(key)
                    place = _last(cells, rows is log.edits)
                    if place is not None and (start := int(rows.starts[cells.rows[place]])) >= at.get(key, -1):
                        at[key], found[key] = start, rows.value(cells, place)
        return found


def _last(cells: Cells, edits: bool) -> int | None:
    """Return the last place of a value; an edit with None takes a key out."""
    places = np.arange(len(cells.codes)) if edits else np.flatnonzero(cells.codes != ord("n"))
    return int(places[-1]) if len(places) else None


def _column(rows: Rows, key: str, *, once: bool = True) -> Column:
    own, values = rows.floats(rows.cells(key))
    steps, times = rows.steps[own], rows.times[own]
    if once and len(steps):
        last = np.append(steps[1:] != steps[:-1], [True])
        steps, values, times = steps[last], values[last], times[last]
    return Column(steps, values, times)


def others(rows: Rows, key: str) -> Iterator[Found]:
    """Yield the values of a key in one log that are no numbers, in order; of one step the last."""
    cells = rows.cells(key)
    at: dict[int, Found] = {}
    for place in np.flatnonzero(~np.isin(cells.codes, np.frombuffer(b"dqbn", np.uint8))).tolist():
        row = int(cells.rows[place])
        step = int(rows.steps[row])
        at[step] = Found(row, step, rows.value(cells, place))
    yield from at.values()


def plain(rows: Rows, key: str) -> Values:
    """Return what a key holds in one log besides media, exactly; of one step the last value."""
    cells = rows.cells(key)
    own = np.isin(cells.codes, np.frombuffer(b"dqbsj", np.uint8))
    if not own.any():
        own = cells.codes == ord("n")
    steps = rows.steps[cells.rows]
    places = np.flatnonzero(own)
    if len(places):
        at = steps[places]
        places = places[np.append(at[1:] != at[:-1], [True])]
    kept = Cells(cells.rows[places], cells.codes[places], cells.slots[places])
    doubles = bool((kept.codes == ord("d")).all())
    values = rows.floats(kept)[1] if doubles else [rows.value(kept, place) for place in range(len(places))]
    return Values(steps[places], rows.times[kept.rows], values)


def _joined(parts: list[Column]) -> Column:
    """Return the points of several processes by step; the points of one step in the order of the processes."""
    if not parts:
        return Column.empty()
    if len(parts) == 1:
        return parts[0]
    steps, values, times = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("steps", "values", "times")
    )
    order = np.argsort(steps, kind="stable")
    return Column(steps[order], values[order], times[order])
