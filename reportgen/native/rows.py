"""Rows of values by key to frames: what ``log`` does for every step, so it is short.

Keys are named once for each set of keys, and again as the file grows, so that no single damaged place takes a column
with it. Sets that hardly ever come twice would cost more than their rows: those rows name their keys by number.
"""

from __future__ import annotations

import json
import struct
from contextlib import suppress
from typing import Any
from zlib import crc32

from reportgen.native.frames import ALL_FLOATS, INLINE, KEY_SET, KEYS, MARK, START, TAIL, framed

HEAD = struct.Struct("<IBBHIIqd")
"""Size, kind, flags, mark, key set, number of the row, step, Unix time in seconds."""
INLINE_SET = 0xFFFFFFFF
CODES: dict[type, str] = {float: "d", int: "q", bool: "b", type(None): "n"}
"""Plain values by the code that stands for them; texts are s, JSON j, media m, histograms h."""
_PACKED = {"d": "d", "q": "q", "b": "B7x", "n": "8x"}
_FLOATS = {float}
_MOST_PLANS = 4096
_FREE = 1 << 14
_OFTEN = 1 << 20


_Head = tuple[int, int, int, float]
"""Key set, number of the row, step, time."""


class Packed:
    """A value that is ready to be stored: its ``code`` (s, j, m or h) and its ``content``."""

    __slots__ = ("code", "content")

    def __init__(self, code: str, content: bytes) -> None:
        self.code, self.content = code, content


class _KeySet:
    """A declared set of keys: its number, its declaration, and when to declare it again."""

    __slots__ = ("again", "frame", "number", "pack", "size")

    def __init__(self, number: int, frame: bytes, count: int) -> None:
        self.number, self.frame = number, frame
        self.pack = struct.Struct(f"<IBBHIIqd{count}d").pack
        self.size = HEAD.size + 8 * count + TAIL.size
        self.again = 0


class Rows:
    """Makes frames of rows for one file; ``offset`` of that file tells what must be declared again."""

    def __init__(self) -> None:
        self._sets: dict[tuple[str, ...], _KeySet] = {}
        self._plans: dict[tuple[tuple[str, ...], tuple[type, ...]], tuple[Any, int, bytes]] = {}
        self._numbers: dict[str, int] = {}
        self._declared = 0
        self._keys_again = 0
        self._recent: tuple[tuple[str, ...], _KeySet | None] = ((), None)
        self.count = 0

    def frame(
        self, kind: int, keys: tuple[str, ...], values: tuple[Any, ...], step: int, time: float, flags: int, offset: int
    ) -> bytes:
        """Return the bytes that log a row at the end of a file of ``offset`` bytes.

        Values are floats, integers, truth values, None, texts, lists and mappings of those, or ``Packed``; with the
        flag ALL_FLOATS all are floats, which is not asked again.
        """
        recent = self._recent
        if recent[0] is keys:  # as it is for the rows of a loop: nothing is to be looked up
            own = recent[1]
        else:
            own = self._sets.get(keys)
            self._recent = (keys, own)
        before = b""
        if own is None or offset >= own.again:
            own, before = self._declare(keys, own, offset)
            self._recent = (keys, own)
        number = self.count & 0xFFFFFFFF
        self.count += 1
        if own is None:
            return before + self._inline(kind, flags, (number, step, time), keys, values)
        if flags & ALL_FLOATS or {*map(type, values)} == _FLOATS:
            body = own.pack(own.size, kind, flags | ALL_FLOATS, MARK, own.number, number, step, time, *values)
        else:
            body = self._mixed(kind, flags, (own.number, number, step, time), keys, values)
        frame = body + TAIL.pack(crc32(body, START), 0)
        return before + frame if before else frame

    def _mixed(self, kind: int, flags: int, head: _Head, keys: tuple[str, ...], values: tuple[Any, ...]) -> bytes:
        types = tuple(map(type, values))
        plan = self._plans.get((keys, types))
        if plan is None and all(one in CODES for one in types) and len(self._plans) < _MOST_PLANS:
            plan = self._plans[keys, types] = _planned(types)
        if plan is not None:
            pack, size, codes = plan
            with suppress(struct.error):  # a number beyond 64 bits
                frame: bytes = pack(size, kind, flags, MARK, *head, codes, *[one for one in values if one is not None])
                return frame
        return _general(kind, flags, head, b"", values)

    def _inline(
        self, kind: int, flags: int, head: tuple[int, int, float], names: tuple[str, ...], values: tuple[Any, ...]
    ) -> bytes:
        numbers = [self._numbers[key] for key in names]
        keys = struct.pack(f"<I{len(numbers)}I", len(numbers), *numbers)
        keys += bytes(-len(keys) % 8)
        body = _general(kind, flags | INLINE, (INLINE_SET, *head), keys, values)
        return body + TAIL.pack(crc32(body, START), 0)

    def _declare(self, keys: tuple[str, ...], own: _KeySet | None, offset: int) -> tuple[_KeySet | None, bytes]:
        """Return the key set of a row, None where it names its keys itself, and what to declare before the row."""
        if own is None:
            frame = framed(KEY_SET, struct.pack("<I", len(self._sets)) + as_json(keys))
            if self._declared + len(frame) > _FREE + (offset >> 4):
                return None, self._number(keys, offset)
            own = self._sets[keys] = _KeySet(len(self._sets), frame, len(keys))
        size = len(own.frame)
        own.again = offset + _grown(offset, size)
        self._declared += size
        return own, own.frame

    def _number(self, keys: tuple[str, ...], offset: int) -> bytes:
        """Give keys their numbers, and return the declaration of the new ones, or of all where it is due again."""
        first = len(self._numbers)
        for key in keys:
            self._numbers.setdefault(key, len(self._numbers))
        names = list(self._numbers)
        if self._keys_again and offset >= self._keys_again:
            first = 0
        if first == len(names):
            return b""
        frame = framed(KEYS, struct.pack("<I", first) + as_json(names[first:]))
        if not first or not self._keys_again:
            self._keys_again = offset + _grown(offset, len(frame))
        self._declared += len(frame)
        return frame


def _grown(offset: int, size: int) -> int:
    """Return after how many more bytes a declaration is repeated: doubling, and then a small part of the file."""
    return min(max(offset, 4 * size), max(64 * size, _OFTEN))


def _planned(types: tuple[type, ...]) -> tuple[Any, int, bytes]:
    codes = "".join(CODES[one] for one in types)
    width = len(codes) + -len(codes) % 8
    layout = struct.Struct(f"<IBBHIIqd{width}s{''.join(_PACKED[code] for code in codes)}")
    return layout.pack, layout.size + TAIL.size, codes.encode()


def _general(kind: int, flags: int, head: _Head, keys: bytes, values: tuple[Any, ...]) -> bytes:
    """Return a row of any values without its end."""
    codes, slots, heap = bytearray(), [], bytearray()
    start = HEAD.size + len(keys) + len(values) + -len(values) % 8 + 8 * len(values)
    for value in values:
        code, slot = _slot(value)
        if slot is None:
            content = _content(value)
            slot = struct.pack("<II", start + len(heap), len(content))
            heap += content + bytes(-len(content) % 8)
        codes += code.encode()
        slots.append(slot)
    codes += bytes(-len(codes) % 8)
    size = start + len(heap) + TAIL.size
    return HEAD.pack(size, kind, flags, MARK, *head) + keys + bytes(codes) + b"".join(slots) + bytes(heap)


def _slot(value: Any) -> tuple[str, bytes | None]:
    """Return the code of a value, and its eight bytes where it fits into them."""
    if isinstance(value, Packed):
        return value.code, None
    if isinstance(value, bool):
        return "b", struct.pack("<B7x", value)
    if isinstance(value, float):
        return "d", struct.pack("<d", value)
    if isinstance(value, int) and -(1 << 63) <= value < 1 << 63:
        return "q", struct.pack("<q", value)
    if value is None:
        return "n", bytes(8)
    return ("s" if isinstance(value, str) else "j"), None


def _content(value: Any) -> bytes:
    if isinstance(value, Packed):
        return value.content
    return encoded(value) if isinstance(value, str) else as_json(value)


def encoded(text: str) -> bytes:
    """Return a text as UTF-8; halves of surrogate pairs, which Python texts may hold, are kept."""
    return text.encode("utf-8", "surrogatepass")


def as_json(value: Any) -> bytes:
    """Return JSON as a log stores it: UTF-8, with NaN, Infinity and -Infinity as additional words."""
    return encoded(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
