"""One event file: its scalars as arrays, and where everything else is."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.inputs import note_path
from reportgen.inputs.following import is_building, keep, taken
from reportgen.protobuf import Message, WireError
from reportgen.readers.tensorboard.log.framing import Damage, Records, scan
from reportgen.readers.tensorboard.log.shapes import Points, points
from reportgen.readers.tensorboard.log.tensor import Tensor, WrongTensor, tensor_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_WINDOW = 1 << 22
"""Bytes of a file that are read at once: files of media are larger than memory."""

# Fields of Event, Summary.Value, SummaryMetadata and SessionLog (tensorflow/core/util/event.proto, summary.proto).
WALL, STEP, SUMMARY, SESSION = 1, 2, 5, 7
TAG, SIMPLE, OLD_IMAGE, OLD_HISTOGRAM, OLD_AUDIO, TENSOR, METADATA = 1, 2, 4, 5, 6, 8, 9
_START = 1
UNSHOWN = {4: "the graph of the model", 6: "log messages", 8: "run metadata", 9: "a meta graph"}
"""Kinds of events that hold no values."""
_UNSHOWN_PLUGINS = {"graph_keras_model": UNSHOWN[4], "graph_run_metadata": UNSHOWN[8]}
"""Plugins whose values are of such a kind: TensorFlow 2 logs them under a tag."""


@dataclass(frozen=True)
class Entry:
    """A value that is no scalar: its tag, when it was logged, its plugin, and where its record lies in the file."""

    tag: str
    step: int
    wall: float
    plugin: str
    file: Path
    start: int
    size: int
    place: int
    """Which of the values of its event it is."""
    row: int
    """The place of its record among those of the run's files."""

    def value(self) -> Message:
        """Return the message ``Summary.Value``, read again from the file."""
        with self.file.open("rb") as file:
            file.seek(self.start)
            event = Message(file.read(self.size))
        return Message(event.sub(SUMMARY).all(1)[self.place])


@dataclass
class Events:
    """What a file holds. ``row`` counts records, so that files of one run can be put behind each other.

    ``row``, ``code`` and ``step`` are int32 where that holds them, and ``value`` float32: as most logs have them.
    """

    path: Path
    tags: list[str]
    row: NDArray[Any]
    code: NDArray[Any]
    step: NDArray[Any]
    wall: Floats
    value: NDArray[Any]
    entries: list[Entry] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    """(row, step) where a writer said that it starts again at a step."""
    count: int = 0
    first: float = math.nan
    last: float = math.nan
    """Wall times of the first and of the latest record."""
    damage: tuple[Damage, ...] = ()
    unshown: set[str] = field(default_factory=set)
    """What events are of that hold no values, in words."""


def read(path: Path) -> Events:
    """Return what is in an event file."""
    note_path(path)
    state, at = taken(path, _FORM) or (_State(path), 0)
    for begin, data, records, is_settled in windows(path, start=at):
        if not is_settled:
            keep(path, _FORM, state.copied(), begin)
        state.add(begin, data, records)
    return state.events()


_FORM = "event file"


class _State:
    """What was read of a file so far."""

    def __init__(self, path: Path) -> None:
        none = np.zeros(0)
        self.found = Events(path, [], none, none, none, none, none)
        self.parts, self.slow, self.damage = _Parts(), _Slow(self.found), list[Damage]()

    def add(self, begin: int, data: bytes, records: Records) -> None:
        """Add the records of a part of the file."""
        found = self.found
        raw = np.frombuffer(data, np.uint8)
        quick = points(raw, records.starts, records.sizes)
        self.parts.add(quick, found.count)
        rest = np.ones(len(records.starts), bool)
        rest[quick.row] = False
        rows = np.flatnonzero(rest)
        for row, start, size in zip(
            rows.tolist(), records.starts[rows].tolist(), records.sizes[rows].tolist(), strict=True
        ):
            self.slow.take(row + found.count, start + begin, data[start : start + size])
        found.count += len(records.starts)
        self.damage += [Damage(one.start + begin, one.end + begin, one.what) for one in records.damage]

    def copied(self) -> _State:
        """Return the same, which can be gone on with by itself."""
        other = _State(self.found.path)
        for name in ("entries", "starts"):
            setattr(other.found, name, list(getattr(self.found, name)))
        other.found.count, other.found.unshown = self.found.count, set(self.found.unshown)
        other.parts, other.damage = self.parts.copied(), list(self.damage)
        other.slow.plugins = dict(self.slow.plugins)
        for name in ("scalars", "walls", "unread"):
            setattr(other.slow, name, list(getattr(self.slow, name)))
        return other

    def events(self) -> Events:
        """Return what is in the file; nothing can be added any more."""
        found = self.found
        found.damage = tuple(_joined(self.damage))
        found.tags = list(self.parts.codes)
        found.row, found.code, found.step, found.wall, found.value = self.parts.joined()
        self.slow.finish()
        return found


def windows(path: Path, window: int = _WINDOW, start: int = 0) -> Iterator[tuple[int, bytes, Records, bool]]:
    """Yield a file part by part, from a record on: where each begins, its bytes, and the records that end in it.

    And whether that is settled: of a file that is followed, the last part is what may look otherwise once it has grown.
    """
    begin, data = start, b""
    with path.open("rb") as file:
        file.seek(start)
        left = os.fstat(file.fileno()).st_size - start
        size = window = max(min(window, left + 1), 1)  # room for a whole small file, and no more
        while True:
            more = file.read(size)
            data, is_last = data + more, len(more) < size
            records = scan(data, whole=is_last and not is_building())
            yield begin, data, records, True
            if is_last:
                if is_building():
                    rest = data[records.end :]
                    yield begin + records.end, rest, scan(rest), False
                return
            size = window if records.end else len(data)  # of a long record, twice as much
            begin, data = begin + records.end, data[records.end :]


def _joined(damage: Iterable[Damage]) -> Iterator[Damage]:
    """Yield damage; what touches at the end of a part is one."""
    last: Damage | None = None
    for one in damage:
        if last is not None and last.end == one.start:
            one = Damage(last.start, one.end, last.what)  # noqa: PLW2901
        elif last is not None:
            yield last
        last = one
    if last is not None:
        yield last


class _Parts:
    """The scalars of the parts of a file, in as few bytes as hold them exactly."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        kinds = (np.int32, np.int32, np.int32, np.float64, np.float32)
        self._columns: list[list[NDArray[Any]]] = [[np.zeros(0, kind)] for kind in kinds]

    def add(self, quick: Points, before: int) -> None:
        """Add the scalars of a part, behind so many records."""
        if not len(quick.row):
            return
        codes = np.array([self.codes.setdefault(tag, len(self.codes)) for tag in quick.tags], np.int64)
        found = quick.row + before, codes[quick.code], quick.step, quick.wall, quick.value
        for column, values in zip(self._columns, found, strict=True):
            column.append(narrowed(values) if values is not quick.wall else values)

    def copied(self) -> _Parts:
        """Return the same scalars, in one part."""
        other = _Parts()
        other.codes = dict(self.codes)
        for place, column in enumerate(self._columns):
            column[:] = [np.concatenate(column)]
            other._columns[place] = list(column)
        return other

    def joined(self) -> list[NDArray[Any]]:
        """Return the columns; the parts are gone then."""
        found = []
        for column in self._columns:
            found.append(np.concatenate(column))
            column.clear()
        return found


def narrowed(values: NDArray[Any]) -> NDArray[Any]:
    """Return numbers in half as many bytes where those hold them exactly."""
    if values.dtype == np.int64:
        fits = not len(values) or (int(values.min()) >= _INT32.min and int(values.max()) <= _INT32.max)
        return values.astype(np.int32) if fits else values
    with np.errstate(over="ignore"):
        half = values.astype(np.float32)
    return half if bool(((half == values) | np.isnan(values)).all()) else values


_INT32 = np.iinfo(np.int32)


class _Slow:
    """Takes the records that are not of one scalar each."""

    def __init__(self, found: Events) -> None:
        self.found = found
        self.plugins: dict[str, str] = {}
        """Of a tag, as its first value says: some writers say it once."""
        self.scalars: list[tuple[int, str, int, float, float]] = []
        self.walls: list[float] = []
        self.unread: list[Damage] = []

    def take(self, row: int, start: int, data: bytes) -> None:
        """Take a record; one that is no event is damage."""
        try:
            event = Message(data)
            wall, step = event.number(WALL), event.whole(STEP)
            self.walls.append(wall)
            if SUMMARY in event:
                for place, value in enumerate(event.sub(SUMMARY).all(1)):
                    self._value(row, start, len(data), (step, wall), place, Message(value))
            elif SESSION in event and event.sub(SESSION).whole(1) == _START:
                self.found.starts.append((row, step))
            self.found.unshown.update(UNSHOWN[number] for number in UNSHOWN.keys() & event.numbers())
        except WireError:
            self.unread.append(Damage(start, start + len(data), "no event"))

    def _value(self, row: int, start: int, size: int, when: tuple[int, float], place: int, value: Message) -> None:
        step, wall = when
        tag = value.text(TAG)
        plugin = value.sub(METADATA).sub(1).text(1) if METADATA in value else ""
        plugin = self.plugins.setdefault(tag, plugin) or plugin
        if SIMPLE in value:
            self.scalars.append((row, tag, step, wall, value.number(SIMPLE)))
            return
        if TENSOR in value and plugin in ("scalars", ""):
            single = _single(value.data(TENSOR))
            if single is not None:
                self.scalars.append((row, tag, step, wall, single))
                return
        if plugin in _UNSHOWN_PLUGINS:
            self.found.unshown.add(_UNSHOWN_PLUGINS[plugin])
            return
        kind = plugin or next(
            (name for field, name in _OLD.items() if field in value), "tensor" if TENSOR in value else ""
        )
        self.found.entries.append(Entry(tag, step, wall, kind, self.found.path, start, size, place, row))

    def finish(self) -> None:
        """Put the scalars that were found one by one among the others, in the order of their records."""
        found = self.found
        if self.unread:
            found.damage = tuple(sorted([*found.damage, *self.unread], key=lambda one: one.start))
        if self.scalars:
            codes = {tag: code for code, tag in enumerate(found.tags)}
            for _, tag, *_ in self.scalars:
                if codes.setdefault(tag, len(codes)) == len(found.tags):
                    found.tags.append(tag)
            rows, tags, steps, walls, values = zip(*self.scalars, strict=True)
            found.row = np.append(found.row, narrowed(np.array(rows, np.int64)))
            order = np.argsort(found.row, kind="stable")
            found.row = found.row[order]
            found.code = np.append(found.code, narrowed(np.array([codes[tag] for tag in tags], np.int64)))[order]
            found.step = np.append(found.step, narrowed(np.array(steps, np.int64)))[order]
            found.wall = np.append(found.wall, walls)[order]
            found.value = np.append(found.value, narrowed(np.array(values)))[order]
        if len(found.wall) or self.walls:
            found.first = self.walls[0] if self.walls else float(found.wall[0])
            found.last = max([*self.walls, *([float(found.wall.max())] if len(found.wall) else [])])


_OLD = {OLD_IMAGE: "images", OLD_HISTOGRAM: "histograms", OLD_AUDIO: "audio"}


def _single(data: bytes) -> float | None:
    """Return the number of a tensor that is one."""
    try:
        tensor: Tensor = tensor_of(data)
    except (WireError, WrongTensor):
        return None
    if tensor.shape or tensor.array is None or tensor.array.size != 1:
        return None
    return float(tensor.array.ravel()[0])
