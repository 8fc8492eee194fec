"""Protobuf messages as bytes, and framed as a log: the inverse of ``reportgen.protobuf`` and ``record_log``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from struct import pack
from typing import IO, Any
from zlib import crc32

from reportgen.tracked.record_log import BLOCK, FIRST, FULL, HEADER, LAST, MIDDLE

Path = tuple[str, ...]
_CHUNK = 7
_CRC = {kind: crc32(bytes([kind])) for kind in (FULL, FIRST, MIDDLE, LAST)}
_HISTORY = 2


def varint(number: int) -> bytes:
    """Return a number as a base-128 varint; a negative one as 64 bits."""
    number &= (1 << 64) - 1
    found = bytearray()
    while number >= 0x80:  # noqa: PLR2004 - the continuation bit
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def sub(number: int, content: bytes) -> bytes:
    """Return a length-delimited field, which may be empty."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def text(number: int, value: str) -> bytes:
    """Return a text field; an empty one is not written. What UTF-8 cannot hold becomes a question mark."""
    return sub(number, value.encode("utf-8", "replace")) if value else b""


def whole(number: int, value: int) -> bytes:
    """Return a varint field; 0 is not written."""
    return varint(number << 3) + varint(value) if value else b""


def moment(number: int, seconds: float) -> bytes:
    """Return a time as a Timestamp field; none where it is not known."""
    if not isfinite(seconds) or seconds < 0:
        return b""
    nanos = round(seconds % 1 * 1e9)
    return sub(number, whole(1, int(seconds) + nanos // 10**9) + whole(2, nanos % 10**9))


def as_json(value: Any) -> bytes:
    """Return a value as the SDK writes it: ASCII, with NaN, Infinity and -Infinity as words."""
    return json.dumps(value, separators=(",", ":"), default=str).encode()


def leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    """Yield the leaves of a logged value, as the SDK splits it: mappings are, lists are not."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from leaves((*path, str(key)), inner)
    else:
        yield path, value


def key_of(path: Path) -> bytes:
    """Return the key of an item by the parts of its path."""
    return b"".join(sub(2, part.encode("utf-8", "replace")) for part in path)


def items(path: Path, value: Any) -> bytes:
    """Return the items of a history row or a summary (field 1) that a logged value is."""
    return b"".join(sub(1, key_of(at) + sub(16, as_json(leaf))) for at, leaf in leaves(path, value))


class NumberItems:
    """Makes items of one key whose values are numbers, which is what most of a log is."""

    def __init__(self, path: Path) -> None:
        self._key = key_of(path)
        self._heads: dict[int, bytes] = {}

    def of(self, values: Iterable[Any]) -> list[bytes]:
        """Return an item for each number or truth value."""
        texts = json.dumps(values).encode()[1:-1].split(b", ")
        heads = self._heads
        for size in {*map(len, texts)} - heads.keys():
            inner = self._key + varint(16 << 3 | 2) + varint(size)
            heads[size] = varint(1 << 3 | 2) + varint(len(inner) + size) + inner
        return [heads[len(one)] + one for one in texts]


class LogWriter:
    """Appends records to a log; they are numbered from 1."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._at, self._count = file, len(HEADER), 0
        file.write(HEADER)

    def record(self, kind: int, content: bytes) -> None:
        """Append a record with its content in field ``kind``."""
        self._count += 1
        self._append(whole(1, self._count) + sub(kind, content))

    def row(self, step: int, parts: list[bytes]) -> None:
        """Append a history record of ready items."""
        self.record(_HISTORY, b"".join(parts) + sub(2, whole(1, step)))

    def _append(self, data: bytes) -> None:
        left = BLOCK - self._at % BLOCK
        if _CHUNK + len(data) <= left:
            self._chunk(FULL, data)
            return
        rest, kind = memoryview(data), FIRST
        while True:
            left = BLOCK - self._at % BLOCK
            if left < _CHUNK:
                self._at += self._file.write(bytes(left))
                left = BLOCK
            if len(rest) <= left - _CHUNK:
                self._chunk(FULL if kind == FIRST else LAST, bytes(rest))
                return
            self._chunk(kind, bytes(rest[: left - _CHUNK]))
            rest, kind = rest[left - _CHUNK :], MIDDLE

    def _chunk(self, kind: int, data: bytes) -> None:
        self._at += self._file.write(pack("<IHB", crc32(data, _CRC[kind]), len(data), kind) + data)
