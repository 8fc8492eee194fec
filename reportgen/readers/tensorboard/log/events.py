"""One event file: its scalars, and where everything else is."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reportgen.inputs import note_path
from reportgen.protobuf import Message, WireError
from reportgen.readers.tensorboard.log.checksum import numbers
from reportgen.readers.tensorboard.log.framing import Damage, Records, scan
from reportgen.readers.tensorboard.log.pieces import HeldPoints
from reportgen.readers.tensorboard.log.shapes import Points, points
from reportgen.readers.tensorboard.log.tensor import Tensor, WrongTensor, tensor_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_WINDOW = 1 << 19
"""Bytes of a file that are read at once: files of media are larger than memory."""

# Fields of Event, Summary.Value, SummaryMetadata and SessionLog (tensorflow/core/util/event.proto, summary.proto).
WALL, STEP, SUMMARY, SESSION = 1, 2, 5, 7
TAG, SIMPLE, OLD_IMAGE, OLD_HISTOGRAM, OLD_AUDIO, TENSOR, METADATA = 1, 2, 4, 5, 6, 8, 9
_START = 1
_SIMPLE_END, _FIXED = 5, 5
"""Bytes of a simple value, which a record ends with that says nothing else of its tag; the wire type of the value."""
_WALL_FIRST = 0x09
"""The first byte of an event whose time is written first, as all writers do."""
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


class Label(NamedTuple):
    """What a writer calls a tag where it is shown, and what it says of it; either may be empty."""

    name: str
    description: str


@dataclass
class Events:
    """What a file holds. Records are counted, so that files of one run can be put behind each other."""

    path: Path
    points: HeldPoints = field(default_factory=HeldPoints)
    entries: list[Entry] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    """(row, step) where a writer said that it starts again at a step."""
    count: int = 0
    first: float = math.nan
    last: float = math.nan
    """Wall times of the first and of the latest record."""
    damage: tuple[Damage, ...] = ()
    labels: dict[str, Label] = field(default_factory=dict)
    """What writers say of tags."""
    unshown: set[str] = field(default_factory=set)
    """What events are of that hold no values, in words."""

    def note_label(self, tag: str, value: Message) -> None:
        """Note what the metadata of a tag's first value say of it."""
        about = value.sub(METADATA)
        label = Label(" ".join(about.text(2).split()), " ".join(about.text(3).split()))
        if any(label):
            self.labels.setdefault(tag, label)


def read(path: Path) -> Events:
    """Return what is in an event file."""
    note_path(path)
    found = Events(path)
    slow, damage = _Slow(found), list[Damage]()
    for begin, data, records in windows(path):
        raw = np.frombuffer(data, np.uint8)
        quick = points(raw, records.starts, records.sizes)
        _when(found, data, records, quick)
        rest = np.ones(len(records.starts), bool)
        rest[quick.row] = False
        rows = np.flatnonzero(rest)
        for row, start, size in zip(
            rows.tolist(), records.starts[rows].tolist(), records.sizes[rows].tolist(), strict=True
        ):
            slow.take(row + found.count, start + begin, data[start : start + size])
        _note_labels(found, raw, records, quick)
        slow.among(quick, found.count)
        found.count += len(records.starts)
        damage += [Damage(one.start + begin, one.end + begin, one.what) for one in records.damage]
    found.damage = tuple(_joined(damage))
    if slow.unread:
        found.damage = tuple(sorted([*found.damage, *slow.unread], key=lambda one: one.start))
    found.points.close()
    return found


def _when(found: Events, data: bytes, records: Records, quick: Points) -> None:
    """Note when the first record was written, and the latest of the scalars."""
    places = zip(records.starts.tolist(), records.sizes.tolist(), strict=True)
    while math.isnan(found.first) and (place := next(places, None)):
        found.first = _wall(data[place[0] : sum(place)])
    found.last = float(np.fmax.reduce(quick.wall, initial=found.last))


def _note_labels(found: Events, raw: NDArray[np.uint8], records: Records, quick: Points) -> None:
    """Note what writers say of the scalars of a part that no part before had: with the first value of each."""
    new = [code for code, tag in enumerate(quick.tags) if tag not in found.points.codes]
    if not new:
        return
    codes, firsts = np.unique(quick.code, return_index=True)
    rows = quick.row[firsts[np.isin(codes, new)]]
    starts, sizes = records.starts[rows], records.sizes[rows]
    described = raw[starts + sizes - _SIMPLE_END] != SIMPLE << 3 | _FIXED
    for start, size in zip(starts[described].tolist(), sizes[described].tolist(), strict=True):
        value = Message(Message(raw[start : start + size].tobytes()).sub(SUMMARY).data(1))
        found.note_label(value.text(TAG), value)


def walls(events: Events) -> Floats:
    """Return the wall time of each record (n,) by reading the file again; NaN of what is no longer in it."""
    found = np.full(events.count, math.nan)
    at = 0
    try:
        for _, data, records in windows(events.path, checked=bool(events.damage)):
            raw = np.frombuffer(data, np.uint8)
            walls = numbers(raw, records.starts + 1, "<f8")
            for place in np.flatnonzero(raw[records.starts] != _WALL_FIRST).tolist():
                start, size = int(records.starts[place]), int(records.sizes[place])
                walls[place] = _wall(data[start : start + size])
            walls = walls[: len(found) - at]
            found[at : at + len(walls)] = walls
            at += len(walls)
    except OSError:
        pass
    return found


def _wall(data: bytes) -> float:
    try:
        return Message(data).number(WALL)
    except WireError:
        return math.nan


def windows(path: Path, window: int = _WINDOW, *, checked: bool = True) -> Iterator[tuple[int, bytes, Records]]:
    """Yield a file part by part: where each begins, its bytes, and the records that end in it.

    Of a file that is known to be intact, the data need not be ``checked`` again.
    """
    begin, data = 0, b""
    with path.open("rb") as file:
        size = window = min(window, os.fstat(file.fileno()).st_size + 1)  # room for a whole small file, and no more
        while True:
            more = file.read(size)
            data, is_last = data + more, len(more) < size
            records = scan(data, whole=is_last, checked=checked)
            yield begin, data, records
            if is_last:
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


class _Slow:
    """Takes the records that are not of one scalar each."""

    def __init__(self, found: Events) -> None:
        self.found = found
        self.plugins: dict[str, str] = {}
        """Of a tag, as its first value says: some writers say it once."""
        self.scalars: list[tuple[int, str, int, float]] = []
        """Those of the part that is being read: record, tag, step, value."""
        self.unread: list[Damage] = []

    def take(self, row: int, start: int, data: bytes) -> None:
        """Take a record; one that is no event is damage."""
        try:
            event = Message(data)
            wall, step = event.number(WALL), event.whole(STEP)
            self.found.last = float(np.fmax(wall, self.found.last))
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
        if METADATA in value and tag not in self.plugins:
            self.found.note_label(tag, value)
        plugin = self.plugins.setdefault(tag, plugin) or plugin
        if SIMPLE in value:
            self.scalars.append((row, tag, step, value.number(SIMPLE)))
            return
        if TENSOR in value and plugin in ("scalars", ""):
            single = _single(value.data(TENSOR))
            if single is not None:
                self.scalars.append((row, tag, step, single))
                return
        if plugin in _UNSHOWN_PLUGINS:
            self.found.unshown.add(_UNSHOWN_PLUGINS[plugin])
            return
        kind = plugin or next(
            (name for field, name in _OLD.items() if field in value), "tensor" if TENSOR in value else ""
        )
        self.found.entries.append(Entry(tag, step, wall, kind, self.found.path, start, size, place, row))

    def among(self, quick: Points, before: int) -> None:
        """Put the scalars of a part, which has so many records before it, together in the order of their records."""
        target = self.found.points
        codes = np.array([target.code(tag) for tag in quick.tags], np.int64)
        row, code, step, value = quick.row + before, codes[quick.code], quick.step, quick.value
        if self.scalars:
            rows, tags, steps, values = zip(*self.scalars, strict=True)
            self.scalars.clear()
            row = np.append(row, np.array(rows, np.int64))
            order = np.argsort(row, kind="stable")
            row, code = row[order], np.append(code, np.array([target.code(tag) for tag in tags], np.int64))[order]
            step, value = np.append(step, np.array(steps, np.int64))[order], np.append(value, values)[order]
        target.add(row, code, step, value)


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
