"""Items of many history or summary messages at once, without decoding one value.

A row of W&B's history is a message of items ``{key or nested_key*, value_json}`` in any order. All messages are
walked in lock step: round *i* reads the *i*-th field of every message with a handful of NumPy operations. What comes
out says where each value's JSON text lies, so only the keys that a report names are ever converted.
Messages that do anything unusual (very long values, unknown fields) are walked one by one instead.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.media.damage import ODD_TEXT, whole_text
from reportgen.protobuf import Message, WireError, fields
from reportgen.readers.wandb.log import decimal

KeyPath = tuple[str, ...]
Ints = NDArray[np.int64]

_ITEM, _STEP = 0x0A, 0x12
_MIX = np.uint64(0x9E3779B97F4A7C15)
_WIDEST_NUMBER = 40
_FEW_KEYS = 64
_NUMERIC = np.zeros(256, bool)
_NUMERIC[list(b"-0123456789NItf")] = True  # also true and false


@dataclass
class Leaves:
    """Where each value is: item *i* of message ``row[i]`` has key ``keys[code[i]]`` and JSON ``data[at:at+size]``."""

    data: bytes
    keys: list[KeyPath]
    row: Ints
    code: Ints
    at: Ints
    size: Ints
    steps: Ints
    removed: list[tuple[int, KeyPath]]
    damaged: int = 0
    known: dict[KeyPath, tuple[Ints, NDArray[np.float64]]] = field(default_factory=dict)
    """The numbers of keys in the first ``begun`` rows, where they were asked for before the log had grown."""
    begun: int = 0
    _asked: dict[KeyPath, tuple[Ints, NDArray[np.float64]]] = field(default_factory=dict)

    def and_then(self, after: Leaves) -> Leaves:
        """Return these items with those of messages that were logged after them."""
        if not len(after.steps):
            return self
        codes = {key: code for code, key in enumerate(self.keys)}
        keys = list(self.keys)
        for key in after.keys:
            if key not in codes:
                codes[key] = len(keys)
                keys.append(key)
        again = np.array([codes[key] for key in after.keys], np.int64)
        rows, at = len(self.steps), len(self.data)
        return Leaves(
            self.data + after.data, keys, np.concatenate([self.row, after.row + rows]),
            np.concatenate([self.code, again[after.code]]), np.concatenate([self.at, after.at + at]),
            np.concatenate([self.size, after.size]), np.concatenate([self.steps, after.steps]),
            [*self.removed, *((row + rows, key) for row, key in after.removed)], self.damaged + after.damaged,
            dict(self._asked), rows,
        )  # fmt: skip

    @cached_property
    def _code_of(self) -> dict[KeyPath, int]:
        return {key: code for code, key in enumerate(self.keys)}

    @cached_property
    def _groups(self) -> tuple[Ints, Ints]:
        """Return (items sorted by code, where each code's items begin), for logs of many keys."""
        narrow = self.code.astype(np.uint16) if len(self.keys) < 1 << 16 else self.code  # a radix sort, where it can be
        order = np.argsort(narrow, kind="stable")
        return order, np.searchsorted(self.code[order], np.arange(len(self.keys) + 1))

    def where(self, key: KeyPath) -> Ints:
        """Return the indices of all items of ``key``, in row order; of two in one row the later, as in JSON."""
        code = self._code_of.get(key)
        if code is None:
            return np.zeros(0, np.int64)
        if len(self.keys) <= _FEW_KEYS:
            found = np.flatnonzero(self.code == code)
        else:
            order, bounds = self._groups
            found = order[bounds[code] : bounds[code + 1]]
        if len(found) * 8 > len(self.steps):
            by_row = np.full(len(self.steps), -1)
            by_row[self.row[found]] = found
            return by_row[by_row >= 0]
        found = found[np.argsort(self.row[found], kind="stable")]
        last = np.append(np.diff(self.row[found]) != 0, np.ones(min(len(found), 1), bool))
        result: Ints = found[last]
        return result

    def text(self, index: int) -> bytes:
        """Return the JSON text of one item."""
        start = int(self.at[index])
        return self.data[start : start + int(self.size[index])]

    def value(self, index: int) -> Any:
        """Return one item's value; text that is not JSON comes back as it stands."""
        return load_json(self.text(index))

    def numbers(self, key: KeyPath) -> tuple[Ints, NDArray[np.float64]]:
        """Return (rows, values) of the items of ``key`` that are numbers, NaN and infinities included."""
        if key not in self._asked:
            found, before = self.where(key), self.known.get(key)
            if before is None:
                self._asked[key] = self._numbers(found)
            else:
                rows, values = self._numbers(found[self.row[found] >= self.begun])
                self._asked[key] = np.concatenate([before[0], rows]), np.concatenate([before[1], values])
        return self._asked[key]

    def _numbers(self, found: Ints) -> tuple[Ints, NDArray[np.float64]]:
        """Return (rows, values) of those of some items that are numbers."""
        raw = np.frombuffer(self.data, np.uint8)
        found = found[self.size[found] > 0]  # no text is no value, and may stand at the log's very end
        first = raw[self.at[found]] if len(found) else np.zeros(0, np.uint8)
        found = found[_NUMERIC[first] & (self.size[found] <= _WIDEST_NUMBER)]
        if not len(found):
            return np.zeros(0, np.int64), np.zeros(0)
        width = int(self.size[found].max())
        at = self.at[found]
        if int(at.max()) + width <= len(raw):
            text = np.lib.stride_tricks.sliding_window_view(raw, width)[at]
        else:
            text = raw[np.minimum(at[:, None] + np.arange(width), len(raw) - 1)]
        text *= np.arange(width) < self.size[found][:, None]  # zeros behind each number
        values, exact = decimal.parse(text) if decimal.AVAILABLE else (np.zeros(len(text)), np.zeros(len(text), bool))
        if exact.all():
            return self.row[found], values
        words = text[~exact].view(f"S{width}")[:, 0]
        try:
            values[~exact] = words.astype(np.float64)
        except ValueError:  # true and false are numbers to a chart
            values[~exact] = [_number(word) for word in words.tolist()]
        return self.row[found], values


def load_json(text: bytes) -> Any:
    """Decode JSON as the SDK writes it (bare NaN and Infinity included)."""
    try:
        value = json.loads(text)
        if ODD_TEXT.search(text):
            value = whole_text(value)
    except (ValueError, RecursionError):
        return text.decode("utf-8", "replace")
    return text.decode("utf-8", "replace") if _is_deep(value) or _is_huge(value) else value


def _is_deep(value: Any, left: int = 60) -> bool:
    """Tell values nested so deeply that walking them would fail; they are shown as text."""
    if not left:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(item, dict | list) and _is_deep(item, left - 1) for item in inner)


def _is_huge(value: Any) -> bool:
    """Tell a value that holds a whole number beyond every float; it is shown as text."""
    if isinstance(value, dict | list):
        return any(_is_huge(item) for item in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, int) and value.bit_length() > 1000  # noqa: PLR2004


def _number(word: bytes) -> float:
    if word in (b"true", b"false"):
        return float(word == b"true")
    try:
        return float(word)
    except ValueError:
        return float("nan")


def walk(data: bytes, starts: Ints, ends: Ints, *, steps: bool = True) -> Leaves:
    """Walk the messages ``data[starts[i]:ends[i]]``: field 1 holds items; field 2 a history's step.

    With ``steps=False`` they are summary or config records, where field 2 names what is removed.
    """
    walker = _Walker(data, starts, ends, steps=steps)
    walker.run()
    return walker.leaves()


class _Walker:
    def __init__(self, data: bytes, starts: Ints, ends: Ints, *, steps: bool) -> None:
        self.data, self.starts, self.ends, self.has_steps = data, starts, ends, steps
        self.raw = np.frombuffer(data, np.uint8)
        padded = data + b"\0" * 8 if len(data) < 1 << 16 else data
        self.words = np.ndarray((max(len(padded) - 7, 0),), "<u8", padded, 0, (1,))
        self.steps = np.zeros(len(starts), np.int64)
        self.found: list[tuple[Ints, Ints, Ints, Ints]] = []
        self.known = np.zeros(0, np.uint64)
        self.codes = np.zeros(0, np.int64)
        self.keys: list[KeyPath] = []
        self.slow: list[Ints] = []
        self.removed: list[tuple[int, KeyPath]] = []
        self.damaged = 0

    def run(self) -> None:
        rows = np.flatnonzero(self.starts < self.ends)
        at = self.starts[rows]
        while len(rows):
            tag = self._byte(at)
            size, body = self._varint(at + 1)
            after = body + size
            item = tag == _ITEM
            step = (tag == _STEP) & self.has_steps
            fine = (item | step) & (size >= 0) & (after <= self.ends[rows])
            if step.any():
                self._steps(rows, body, size, step & fine)
            fine &= ~item | self._items(rows, body, after, item & fine)
            if not fine.all():
                self.slow.append(rows[~fine])
                rows, after = rows[fine], after[fine]
            more = after < self.ends[rows]
            rows, at = rows[more], after[more]

    def _byte(self, at: Ints) -> NDArray[np.uint8]:
        return self.raw[np.minimum(at, len(self.raw) - 1)]

    def _varint(self, at: Ints) -> tuple[Ints, Ints]:
        """Return (value, offset after it); -1 for one of more than four bytes."""
        byte = self._byte(at).astype(np.int64)
        value, after = byte & 0x7F, at + 1
        for shift in (7, 14, 21):
            open_ = byte >= 0x80  # noqa: PLR2004 - the continuation bit
            if not open_.any():
                return value, after
            byte = np.where(open_, self._byte(after).astype(np.int64), 0)
            value = value | (byte & 0x7F) << shift
            after = after + open_
        return np.where(byte >= 0x80, -1, value), after  # noqa: PLR2004

    def _steps(self, rows: Ints, body: Ints, size: Ints, which: NDArray[np.bool_]) -> None:
        """Read HistoryStep {num = 1}: rows are few-byte varints, larger ones go the slow way."""
        rows, body, size = rows[which], body[which], size[which]
        present = size > 0
        value, after = self._varint(body + 1)
        plain = present & (self._byte(body) == 0x08) & (value >= 0) & (after == body + size)  # noqa: PLR2004
        self.steps[rows[plain]] = value[plain]
        odd = present & ~plain
        for row, start, length in zip(rows[odd], body[odd], size[odd], strict=True):
            self.steps[row] = _step(self.data[start : start + length])

    def _items(self, rows: Ints, body: Ints, after: Ints, which: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Note the items that look as the SDK writes them; return a mask over all rows of where it worked."""
        good = np.zeros(len(rows), bool)
        index = np.flatnonzero(which)
        at = body[index]
        end = after[index]
        while True:  # key, or the parts of a nested key
            tag = self._byte(at)
            part = ((tag == 0x0A) | (tag == 0x12)) & (at < end)  # noqa: PLR2004 - fields 1 and 2
            if not part.any():
                break
            size, text = self._varint(at + 1)
            at = np.where(part, text + np.maximum(size, 0), at)
        size, value = self._varint(at + 2)
        is_value = (self._byte(at) == 0x82) & (self._byte(at + 1) == 0x01)  # noqa: PLR2004 - field 16
        fine = is_value & (value + size == end) & (size >= 0) & (at > body[index])
        index, at, value, size = index[fine], at[fine], value[fine], size[fine]
        good[index] = True
        codes = self._codes(body[index], at)
        self.found.append((rows[index], codes, value, size))
        return good

    def _codes(self, start: Ints, end: Ints) -> Ints:
        """Return the code of each encoded key ``data[start:end]``; equal bytes, equal code."""
        hashes = self._hash(start, end)
        while True:
            if len(self.known):
                place = np.minimum(np.searchsorted(self.known, hashes), len(self.known) - 1)
                new = np.flatnonzero(self.known[place] != hashes)
            else:
                place, new = np.zeros(len(hashes), np.int64), np.arange(len(hashes))
            if not len(new):
                return self.codes[place]
            fresh, first = np.unique(hashes[new], return_index=True)
            for i in first:
                encoded = self.data[start[new[i]] : end[new[i]]]
                self.keys.append(tuple(_part(v) for _, v in fields(encoded)))
            codes = np.concatenate([self.codes, np.arange(len(fresh)) + len(self.codes)])
            known = np.concatenate([self.known, fresh])
            order = np.argsort(known)
            self.known, self.codes = known[order], codes[order]

    def _hash(self, start: Ints, end: Ints) -> NDArray[np.uint64]:
        """Return a 64-bit hash of each stretch, eight bytes at a time."""
        length = end - start
        result = length.astype(np.uint64) * _MIX
        for offset in range(0, int(length.max(initial=0)), 8):
            left = length - offset
            inside = np.minimum(start + offset, len(self.words) - 1)
            word = self.words[inside]
            # The last word of the buffer may begin before the stretch; shift it into place.
            word = word >> ((start + offset - inside).clip(0, 7).astype(np.uint64) * np.uint64(8))
            keep = left.clip(0, 8).astype(np.uint64) * np.uint64(8)
            mask = np.where(keep >= 64, ~np.uint64(0), (np.uint64(1) << (keep % np.uint64(64))) - np.uint64(1))  # noqa: PLR2004
            mixed = (result ^ (word & mask)) * _MIX
            result = np.where(left > 0, mixed ^ (mixed >> np.uint64(29)), result)
        return result

    def leaves(self) -> Leaves:
        self._walk_slow()
        columns = [np.concatenate(part) if part else np.zeros(0, np.int64) for part in zip(*self.found, strict=True)]
        row, code, at, size = columns or [np.zeros(0, np.int64)] * 4
        return Leaves(self.data, self.keys, row, code, at, size, self.steps, self.removed, self.damaged)

    def _walk_slow(self) -> None:
        slow = np.unique(np.concatenate(self.slow)) if self.slow else np.zeros(0, np.int64)
        if not len(slow):
            return
        self.found = [self._without(found, slow) for found in self.found]
        by_key = {key: code for code, key in enumerate(self.keys)}
        extra = bytearray()
        noted: list[tuple[int, int, int, int]] = []
        for row in slow.tolist():
            message = self.data[self.starts[row] : self.ends[row]]
            try:
                items = _slow_items(message)
                if self.has_steps:
                    self.steps[row] = _step(Message(message).data(2))
                else:
                    self.removed += [(row, _key(Message(item))) for item in Message(message).all(2)]
            except WireError:
                self.damaged += 1
                continue
            for key, text in items:
                if key not in by_key:
                    by_key[key] = len(self.keys)
                    self.keys.append(key)
                noted.append((row, by_key[key], len(self.data) + len(extra), len(text)))
                extra += text
        self.data += bytes(extra)
        if noted:
            row, code, at, size = np.array(noted, np.int64).T
            self.found.append((row, code, at, size))

    @staticmethod
    def _without(found: tuple[Ints, Ints, Ints, Ints], slow: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        keep = ~np.isin(found[0], slow)
        row, code, at, size = (column[keep] for column in found)
        return row, code, at, size


def _part(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _step(message: bytes) -> int:
    try:
        return Message(message).whole(1)
    except WireError:
        return 0


def _slow_items(message: bytes) -> list[tuple[KeyPath, bytes]]:
    """Return (key, JSON text) of each item, by the generic decoder."""
    items: list[tuple[KeyPath, bytes]] = []
    for encoded in Message(message).all(1):
        item = Message(encoded)
        items.append((_key(item), item.data(16)))
    return items


def _key(item: Message) -> KeyPath:
    nested = tuple(part.decode("utf-8", "replace") for part in item.all(2))
    return nested or (item.text(1),)
