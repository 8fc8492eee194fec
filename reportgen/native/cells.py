"""Rows of a log by key: a column is gathered from all rows at once, values that are no numbers one by one."""

from __future__ import annotations

import json
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.model.nested import as_float
from reportgen.native.frames import ALL_FLOATS, INLINE, KEY_SET, KEYS, TAIL
from reportgen.native.rows import HEAD, INLINE_SET
from reportgen.native.scan import Scan

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
_NUMBERS = np.frombuffer(b"dqb", np.uint8)
_DIGITS = frozenset(bytes([digit]) for digit in b"-0123456789")
_NONE, _DOUBLE = ord("n"), ord("d")


@dataclass(frozen=True)
class Stored:
    """A value as it is stored: its code (s, j, m or h) and its bytes."""

    code: str
    content: bytes


@dataclass(frozen=True)
class Cells:
    """The values of one key: in which ``rows`` they are, their ``codes``, and where in the file their ``slots`` lie."""

    rows: Ints
    codes: Bytes
    slots: Ints


@dataclass(frozen=True)
class _Group:
    """Rows of one layout: where their codes and their slots begin, None where all are doubles; and a place in them."""

    rows: Ints
    codes: Ints | None
    slots: Ints
    place: int = 0

    def at(self, place: int) -> _Group:
        """Return the same rows at another place."""
        return _Group(self.rows, self.codes, self.slots, place)

    def cells(self, data: Bytes) -> Cells:
        """Return the values at the place."""
        codes = np.full(len(self.rows), _DOUBLE, np.uint8) if self.codes is None else data[self.codes + self.place]
        return Cells(self.rows, codes, self.slots + 8 * self.place)


class Rows:
    """The rows of one kind in a file, in the order in which they were written."""

    def __init__(self, scan: Scan, kind: int) -> None:
        self._scan = scan
        self._words = np.frombuffer(scan.data, "<u8", len(scan.data) >> 3)
        self._bytes = np.frombuffer(scan.data, np.uint8)
        own = (scan.kinds == kind) & (scan.sizes >= HEAD.size + TAIL.size)
        self.starts = scan.starts[own]
        self._sizes = scan.sizes[own]
        at = self.starts >> 3
        aligned = not (self.starts & 7).any()
        self._first = self._words[at + 1] if aligned else self._gathered(8, "<u8")
        self.steps: Ints = (self._words[at + 2] if aligned else self._gathered(16, "<u8")).view(np.int64)
        self.times = (self._words[at + 3] if aligned else self._gathered(24, "<u8")).view(np.float64)
        self._flags = self._bytes[self.starts + 5] if len(self.starts) else np.zeros(0, np.uint8)

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def numbers(self) -> Ints:
        """The number of each row among all rows of its file."""
        return (self._first >> np.uint64(32)).astype(np.int64)

    def _gathered(self, place: int, layout: str) -> NDArray[Any]:
        """Return eight bytes of each row in a file whose frames were moved."""
        found = [self._scan.data[start + place : start + place + 8] for start in self.starts.tolist()]
        return np.frombuffer(b"".join(found), layout)

    @cached_property
    def _sets(self) -> dict[int, list[str]]:
        """The keys of each key set, from all declarations of the file."""
        return dict(self._declared(KEY_SET))

    def _declared(self, kind: int) -> Iterator[tuple[int, list[str]]]:
        for start in self._scan.of(kind).tolist():
            content = self._scan.content(start)
            try:
                keys = json.loads(content[4:].rstrip(b"\0").decode("utf-8", "surrogatepass"))
            except ValueError:
                continue
            if isinstance(keys, list):
                yield int.from_bytes(content[:4], "little"), [str(key) for key in keys]

    @cached_property
    def _names(self) -> dict[int, str]:
        """The keys that rows name by number."""
        return {first + place: key for first, keys in self._declared(KEYS) for place, key in enumerate(keys)}

    @cached_property
    def _groups(self) -> dict[str, list[_Group]]:
        """Of every key the rows that it is in, by the layout that they have."""
        found: dict[str, list[_Group]] = {}
        sets = (self._first & np.uint64(0xFFFFFFFF)).astype(np.int64)
        inline = (self._flags & INLINE) != 0
        one = len(sets) > 0 and not inline.any() and bool((sets == sets[0]).all())
        for number in [int(sets[0])] if one else np.unique(sets[~inline]).tolist():
            if number in self._sets:
                rows = np.arange(len(sets)) if one else np.flatnonzero((sets == number) & ~inline)
                self._of_set(rows, self._sets[number], found)
        for row in np.flatnonzero(inline & (sets == INLINE_SET)).tolist():
            self._of_inline(row, found)
        return found

    @property
    def keys(self) -> Collection[str]:
        """Every key."""
        return self._groups.keys()

    def count(self, key: str) -> int:
        """Return the number of rows that a key is in; what was logged at one step is one row."""
        groups = self._groups.get(key, ())
        if self._is_joined:
            return len(np.unique(np.concatenate([self.steps[group.rows] for group in groups]))) if groups else 0
        return sum(len(group.rows) for group in groups)

    @cached_property
    def _is_joined(self) -> bool:
        return bool((self.steps[1:] == self.steps[:-1]).any())

    def cells(self, key: str) -> Cells:
        """Return the values of a key."""
        return _joined([group.cells(self._bytes) for group in self._groups.get(key, ())])

    @cached_property
    def unknown(self) -> int:
        """Rows whose key set is declared nowhere in the file."""
        sets = (self._first & np.uint64(0xFFFFFFFF)).astype(np.int64)
        known = np.array([*self._sets, INLINE_SET], np.int64)
        return int((~np.isin(sets, known)).sum())

    def _of_set(self, rows: Ints, keys: list[str], found: dict[str, list[_Group]]) -> None:
        count = len(keys)
        width = count + -count % 8
        only = self._flags[rows] & ALL_FLOATS != 0
        for floats in (True, False):
            own = rows if only.all() == floats and (floats or not only.any()) else rows[only == floats]
            head = HEAD.size + (0 if floats else width)
            fits = self._sizes[own] >= head + 8 * count + TAIL.size
            own = own if fits.all() else own[fits]
            if len(own):
                starts = self.starts[own]
                codes = None if floats else starts + HEAD.size
                group = _Group(own, codes, starts + head)
                for place, key in enumerate(keys):
                    found.setdefault(key, []).append(group.at(place))

    def _of_inline(self, row: int, found: dict[str, list[_Group]]) -> None:
        start, size = int(self.starts[row]), int(self._sizes[row])
        data = self._scan.data
        count = int.from_bytes(data[start + HEAD.size : start + HEAD.size + 4], "little")
        head = HEAD.size + 4 + 4 * count
        head += -head % 8
        floats = bool(self._flags[row] & ALL_FLOATS)
        codes = start + head
        slots = codes + (0 if floats else count + -count % 8)
        if slots + 8 * count + TAIL.size > start + size:
            return
        group = _Group(np.array([row]), None if floats else np.array([codes]), np.array([slots]))
        for place, number in enumerate(struct.unpack_from(f"<{count}I", data, start + HEAD.size + 4)):
            if number in self._names:
                found.setdefault(self._names[number], []).append(group.at(place))

    def floats(self, cells: Cells) -> tuple[Ints, NDArray[np.float64]]:
        """Return the numbers among cells as doubles, and the rows that they are in; truth values are 0 and 1."""
        rows, codes, slots = cells.rows, cells.codes, cells.slots
        own = np.isin(codes, _NUMBERS)
        if not own.all():
            if (large := self._large(cells)) is not None:
                return large
            rows, codes, slots = rows[own], codes[own], slots[own]
        if not (slots & 7).any():
            words = self._words[slots >> 3]
        else:
            words = np.frombuffer(b"".join(self._scan.data[at : at + 8] for at in slots.tolist()), "<u8")
        values = words.view(np.float64).copy()
        whole = codes != _DOUBLE
        if whole.any():
            values[whole] = words.view(np.int64)[whole].astype(float)
        return rows, values

    def _large(self, cells: Cells) -> tuple[Ints, NDArray[np.float64]] | None:
        """Return rows and numbers of cells where some are integers beyond 64 bits, which are stored as JSON."""
        places = np.flatnonzero(cells.codes == ord("j")).tolist()
        if not any(self._start(cells, place)[:1] in _DIGITS for place in places):
            return None
        values = [(int(cells.rows[place]), self.value(cells, place)) for place in range(len(cells.rows))]
        numbers = [(row, as_float(float(value) if isinstance(value, bool) else value)) for row, value in values
                   if isinstance(value, int | float)]  # fmt: skip
        return np.array([row for row, _ in numbers], np.int64), np.array([number for _, number in numbers])

    def value(self, cells: Cells, place: int) -> Any:
        """Return one value exactly: a number, a truth value, None, or ``Stored``; texts and JSON are decoded."""
        code, slot = chr(cells.codes[place]), int(cells.slots[place])
        data = self._scan.data[slot : slot + 8]
        match code:
            case "d":
                return struct.unpack("<d", data)[0]
            case "q":
                return struct.unpack("<q", data)[0]
            case "b":
                return data[0] != 0
            case "s" | "j" | "m" | "h":
                content = self._heap(int(cells.rows[place]), *struct.unpack("<II", data))
                return _decoded(code, content)
        return None

    def _heap(self, row: int, offset: int, length: int) -> bytes:
        start, size = int(self.starts[row]), int(self._sizes[row])
        if offset + length > size - TAIL.size:
            return b""
        return self._scan.data[start + offset : start + offset + length]

    def kinds(self, key: str) -> list[str]:
        """Return what values a key has, commonest first: number, text, list, JSON, null, or a kind of media."""
        groups = self._groups.get(key, ())
        counts = {"number": sum(len(group.rows) for group in groups if group.codes is None)}
        cells = _joined([group.cells(self._bytes) for group in groups if group.codes is not None])
        counts["number"] += int(np.isin(cells.codes, _NUMBERS).sum())
        for place in np.flatnonzero(~np.isin(cells.codes, _NUMBERS) & (cells.codes != _NONE)).tolist():
            kind = self._kind(cells, place)
            counts[kind] = counts.get(kind, 0) + 1
        return sorted(filter(counts.get, counts), key=lambda kind: -counts[kind]) or ["null"]

    def _start(self, cells: Cells, place: int) -> bytes:
        """Return how the content of a value begins."""
        slot = int(cells.slots[place])
        offset, length = struct.unpack("<II", self._scan.data[slot : slot + 8])
        return self._heap(int(cells.rows[place]), offset, min(length, 80))

    def _kind(self, cells: Cells, place: int) -> str:
        code = chr(cells.codes[place])
        if code == "s":
            return "text"
        if code == "h":
            return "histogram"
        start = self._start(cells, place)
        if code == "j" and start[:1] in _DIGITS:
            return "number"
        if code == "j":
            return "list" if start.startswith(b"[") else "JSON"
        return start.partition(b'"kind":"')[2].partition(b'"')[0].decode("utf-8", "replace") or "JSON"


def _decoded(code: str, content: bytes) -> Any:
    if code == "s":
        return content.decode("utf-8", "surrogatepass")
    if code == "j":
        try:
            return json.loads(content.decode("utf-8", "surrogatepass"))
        except ValueError:
            return None
    return Stored(code, content)


def _joined(parts: list[Cells]) -> Cells:
    """Return the values of a key in the order of their rows."""
    if not parts:
        return Cells(np.zeros(0, np.int64), np.zeros(0, np.uint8), np.zeros(0, np.int64))
    if len(parts) == 1:
        return parts[0]
    rows = np.concatenate([part.rows for part in parts])
    order = np.argsort(rows, kind="stable")
    codes, slots = (np.concatenate([getattr(part, name) for part in parts])[order] for name in ("codes", "slots"))
    return Cells(rows[order], codes, slots)
