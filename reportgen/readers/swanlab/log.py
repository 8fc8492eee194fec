"""A SwanLab log: records of protobuf, framed as W&B frames them.

The file begins with ``:SWL``, u16 0xE1D6, u8 2. Fields of a record: 10 start, 11 finish, 12 a key, 13 a number, 14
media, 16 a printed line, 20 a saved file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportgen.metrics.beside import settings_in
from reportgen.model.console.printed import ConsoleText
from reportgen.model.run import Loss, RunMeta
from reportgen.protobuf import Message, WireError
from reportgen.readers.swanlab.media import media_of, table_of
from reportgen.tracked.log import SYSTEM, Log
from reportgen.tracked.record_log import scan
from reportgen.tracked.run import TrackedRun

HEADER = b":SWL\xd6\xe1\x02"
_START, _FINISH, _KEY, _NUMBER, _MEDIA, _LINE = 10, 11, 12, 13, 14, 16
_STATES = {1: "finished", 2: "failed", 3: "killed"}
_OF_SYSTEM = 2
_PRIVATE = "files/swanlab-metadata.json"


def run_of(path: Path) -> TrackedRun:
    """Return the run of a log, which is read when something of it is asked for."""
    path.open("rb").close()
    return TrackedRun(lambda: _Read(path).run())


class _Read:
    """The records of one log."""

    def __init__(self, path: Path) -> None:
        self.path, self.folder = path, path.parent
        self.log = Log()
        self.start = Message(b"")
        self.finish: Message | None = None
        self.system: set[str] = set()
        self.times: list[float] = []

    def run(self) -> tuple[RunMeta, Log]:
        """Return what the log says."""
        scanned = scan(self.path.read_bytes(), HEADER)
        name = self.path.name
        self.log.losses += [Loss(name, damage.what, damage.start, damage.end) for damage in scanned.damage]
        records = list(self._messages(scanned.records()))
        for record in records:  # which keys are of the machine stands behind their first values in a cut log
            if _KEY in record and record.sub(_KEY).whole(1) == _OF_SYSTEM:
                self.system.add(record.sub(_KEY).text(3))
        for record in records:
            try:
                self._take(record)
            except WireError:
                self.log.unread["record is damaged and was|records are damaged and were"] += 1
        config = self._config()
        self.log.lose(name)
        return self._meta(config), self.log

    def _messages(self, records: list[bytes]) -> Iterator[Message]:
        for data in records:
            try:
                yield Message(data)
            except WireError:
                self.log.unread["record is damaged and was|records are damaged and were"] += 1

    def _take(self, record: Message) -> None:
        if _NUMBER in record:
            value = record.sub(_NUMBER)
            time = _seconds(value.sub(4))
            self.times.append(time)
            self.log.add(self._key(value.text(1)), value.whole(2), time, value.sub(5).number(1))
        elif _MEDIA in record:
            value = record.sub(_MEDIA)
            self.times.append(_seconds(value.sub(4)))
            for item in map(Message, value.sub(5).all(1)):
                self._put(self._key(value.text(1)), value.whole(2), value.whole(3), item)
        elif _LINE in record:
            line = record.sub(_LINE)
            stream = "stderr" if line.whole(2) else "stdout"
            self.log.printed.append(ConsoleText(stream, _seconds(line.sub(3)), line.text(1).rstrip("\n") + "\n"))
        elif _START in record:
            self.start = record.sub(_START)
        elif _FINISH in record:
            self.finish = record.sub(_FINISH)

    def _put(self, key: str, step: int, kind: int, item: Message) -> None:
        table = table_of(self.folder, kind, item)
        if table is None:
            self.log.put(key, step, media_of(self.folder, kind, item))
        else:
            self.log.table(key, step, table)

    def _key(self, name: str) -> str:
        return f"{SYSTEM}{name.removeprefix('__swanlab__.')}" if name in self.system else name

    def _config(self) -> dict[str, Any]:
        found = settings_in(self.folder, "files/config.yaml", self.log.losses)
        pairs = found.items() if isinstance(found, dict) else ()
        return {str(name): one["value"] if isinstance(one, dict) and "value" in one else one for name, one in pairs}

    def _meta(self, config: dict[str, Any]) -> RunMeta:
        start, facts = self.start, settings_in(self.folder, _PRIVATE, [])
        facts = facts if isinstance(facts, dict) else {}
        host = _inner(facts, "runtime", "hostname")
        created = _seconds(start.sub(12))
        end = _seconds(self.finish.sub(3)) if self.finish is not None else max(self.times, default=math.nan)
        state = "crashed" if self.finish is None else _STATES.get(self.finish.whole(1), "")
        name = start.text(4) or self.folder.name
        return RunMeta(
            start.text(10) or self.folder.name, name, "swanlab", self.folder.name, project=start.text(1),
            group=start.text(7), job_type=start.text(8), notes=start.text(5),
            tags=tuple(tag.decode("utf-8", "replace") for tag in start.all(6)), state=state, created=created,
            duration=end - created, sdk=_inner(facts, "swanlab", "version"), config=config,
            losses=tuple(self.log.losses), hosts=(host,) if host else (),
        )  # fmt: skip


def _inner(facts: dict[str, Any], *path: str) -> str:
    found: Any = facts
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def _seconds(stamp: Message) -> float:
    """Return the Unix seconds of a protobuf timestamp, NaN where there is none."""
    whole, part = stamp.whole(1), stamp.whole(2)
    return whole + part / 1e9 if whole or part else math.nan
