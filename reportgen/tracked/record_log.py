"""Framing of a log of records, as W&B and SwanLab write it: where its records are, and what is damaged.

The file is LevelDB's log format with a header of 7 bytes: that of W&B is ``:W&B``, u16 0xBEE1, u8 version. Then
follow 32 KiB blocks (counted from the start of the file) of chunks ``crc32 u32 | length u16 | type u8 | data``,
little-endian. The checksum is zlib's CRC-32 over type and data. Types: 1 full, 2 first, 3 middle, 4 last. Fewer than 7
bytes at the end of a block are padding.

After damage the next chunk is found by its checksum, so every intact record is kept: those before the damage and
those after it. A record whose parts are not all intact and adjacent is dropped; none is ever pieced together.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from struct import Struct, unpack_from
from zlib import crc32

BLOCK = 32768
HEADER = b":W&B\xe1\xbe\x00"
"""W&B's; other loggers have their own."""
FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4
_CHUNK = 7
_header = Struct("<IHB").unpack_from


@dataclass(frozen=True)
class Damage:
    """A stretch of a file that could not be read: byte ``start`` up to ``end``, and in plain words why."""

    start: int
    end: int
    what: str


@dataclass
class Scan:
    """The records of a log: ``data[start:end]`` for each, in file order; and what was lost.

    Records that lay in several chunks are joined behind the file's own bytes, so one buffer serves all.
    """

    data: bytes
    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    damage: list[Damage] = field(default_factory=list)
    end: int = 0
    """What of the bytes is settled, whatever may be appended to them."""

    def records(self) -> list[bytes]:
        """Return every record's payload."""
        return [self.data[s:e] for s, e in zip(self.starts, self.ends, strict=True)]


def scan(data: bytes, header: bytes = HEADER, offset: int = 0) -> Scan:
    """Find every intact record of a log of any state: whole, cut, flipped, zeroed or empty.

    With ``offset`` the bytes are those of a file from there on, where a chunk begins. Places are counted in ``data``.
    """
    scanner = _Scanner(data, header, offset)
    scanner.run()
    return scanner.finish()


class _Scanner:
    def __init__(self, data: bytes, header: bytes, offset: int) -> None:
        self.data, self.size, self.offset = data, len(data), offset
        self.found = Scan(data, end=len(data))
        self.side = bytearray()
        self.parts: list[bytes] = []  # of the record that is being joined
        self.begun = 0  # where that record began
        if not offset and data[:_CHUNK] != header[: self.size]:
            self.found.damage.append(Damage(0, min(self.size, _CHUNK), "the file header is damaged"))

    def run(self) -> None:
        """Walk the chunks; whole records, nearly all of them, are handled right here."""
        data, size = self.data, self.size
        add_start, add_end = self.found.starts.append, self.found.ends.append
        header, checksum = _header, crc32
        offset = self.offset
        at = 0 if offset else min(_CHUNK, size)
        while at < size:
            left = BLOCK - (at + offset) % BLOCK
            if left < _CHUNK:
                at += left
                continue
            kind = end = 0
            if at + _CHUNK <= size:
                crc, length, kind = header(data, at)
                end = at + _CHUNK + length
                if (
                    length > left - _CHUNK
                    or end > size
                    or not kind
                    or checksum(data[at + 6 : end]) != crc
                    or kind > LAST
                ):
                    kind = 0
            if kind == 1 and not self.parts:
                add_start(at + 7)
                add_end(end)
                at = end
            elif kind:
                self._part(kind, at, end)
                at = end
            else:
                at = self._resume(at)

    def finish(self) -> Scan:
        """Return what was found, with the joined records behind the file's bytes."""
        if self.parts:
            self.found.end = self.begun
            self._damage(self.begun, self.size, "the last record is cut off")
        if self.side:
            self.found.data = self.data + bytes(self.side)
        return self.found

    def _damage(self, start: int, end: int, what: str) -> None:
        self.found.damage.append(Damage(start, end, what))

    def _part(self, kind: int, at: int, end: int) -> None:
        """Take an intact chunk that is part of a longer record, or follows one that does not end."""
        if kind in (FULL, FIRST):
            if self.parts:
                self._damage(self.begun, at, "a record has no end")
                self.parts.clear()
            if kind == FULL:
                self.found.starts.append(at + _CHUNK)
                self.found.ends.append(end)
            else:
                self.begun, self.parts = at, [self.data[at + _CHUNK : end]]
        elif self.parts:
            self.parts.append(self.data[at + _CHUNK : end])
            if kind == LAST:
                self.found.starts.append(self.size + len(self.side))
                self.side += b"".join(self.parts)
                self.found.ends.append(self.size + len(self.side))
                self.parts.clear()
        else:
            self._orphan(at, end)

    def _resume(self, at: int) -> int:
        """Note the damage at ``at`` and return where the next intact chunk begins (or the end of the file)."""
        data, size = self.data, self.size
        begun = self.begun if self.parts else at
        self.parts.clear()
        following = at + 1
        there = size
        while following < size:
            left = BLOCK - (following + self.offset) % BLOCK
            if left >= _CHUNK and (chunk := _find_chunk(data, following, min(following + left, size))) >= 0:
                there = chunk
                break
            following += left
        if there == size:
            self.found.end = begun
        if any(data[begun:there]):
            self._damage(begun, there, "the file is cut off" if there == size else "checksum mismatch")
        elif there < size:  # zeros at the very end are reserved space, not loss
            self._damage(begun, there, "zeroed")
        return there

    def _orphan(self, at: int, end: int) -> None:
        """Note an intact part whose record's beginning was lost, joined to the damage just before it."""
        last = self.found.damage[-1] if self.found.damage else None
        if last is not None and last.end >= at - _CHUNK:
            self.found.damage[-1] = Damage(last.start, end, last.what)
        else:
            self._damage(at, end, "a record has no beginning")


def _find_chunk(data: bytes, start: int, stop: int) -> int:
    """Return the first offset in [start, stop) of one block where an intact chunk begins, or -1."""
    import numpy as np

    raw = np.frombuffer(data, np.uint8, stop - start, start)
    if len(raw) < _CHUNK:
        return -1
    kinds = raw[6:]
    lengths = raw[4 : 4 + len(kinds)].astype(np.int64) | raw[5 : 5 + len(kinds)].astype(np.int64) << 8
    fits = np.arange(len(kinds)) + _CHUNK + lengths <= len(raw)
    for offset in np.flatnonzero((kinds >= FULL) & (kinds <= LAST) & fits):
        at = start + int(offset)
        if crc32(data[at + 6 : at + _CHUNK + int(lengths[offset])]) == unpack_from("<I", data, at)[0]:
            return at
    return -1
