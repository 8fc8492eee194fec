"""Framing of a ``.wandb`` transaction log: where its records are, and what is damaged.

The file is LevelDB's log format with W&B's header: ``:W&B``, u16 0xBEE1, u8 version, then 32 KiB blocks (counted
from the start of the file) of chunks ``crc32 u32 | length u16 | type u8 | data``, little-endian. The checksum is
zlib's CRC-32 over type and data. Types: 1 full, 2 first, 3 middle, 4 last. Fewer than 7 bytes at the end of a
block are padding.

After damage the next chunk is found by its checksum, so every intact record is kept: those before the damage and
those after it. A record whose parts are not all intact and adjacent is dropped; none is ever pieced together.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from struct import unpack_from
from zlib import crc32

BLOCK = 32768
HEADER = b":W&B\xe1\xbe\x00"
FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4
_CHUNK = 7


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

    def records(self) -> list[bytes]:
        """Return every record's payload."""
        return [self.data[s:e] for s, e in zip(self.starts, self.ends, strict=True)]


def scan(data: bytes) -> Scan:  # noqa: PLR0912 - one loop, a branch for each kind of chunk
    """Find every intact record of a log of any state: whole, cut, flipped, zeroed or empty."""
    found = Scan(data)
    side = bytearray()
    parts: list[bytes] = []
    begun = 0
    size = len(data)
    if data[:_CHUNK] != HEADER[: len(data[:_CHUNK])] and size:
        found.damage.append(Damage(0, min(size, _CHUNK), "the file header is damaged"))
    at = min(_CHUNK, size)
    add_start, add_end = found.starts.append, found.ends.append
    while at < size:
        left = BLOCK - at % BLOCK
        if left < _CHUNK:
            at += left
            continue
        kind, end = _chunk(data, at, left, size)
        if not kind:
            begun = begun if parts else at
            parts.clear()
            at = _resume(found, begun, at, size)
            continue
        if kind in (FULL, FIRST):
            if parts:
                found.damage.append(Damage(begun, at, "a record does not end"))
                parts.clear()
            if kind == FULL:
                add_start(at + _CHUNK)
                add_end(end)
            else:
                begun, parts = at, [data[at + _CHUNK : end]]
        elif parts:
            parts.append(data[at + _CHUNK : end])
            if kind == LAST:
                add_start(size + len(side))
                side += b"".join(parts)
                add_end(size + len(side))
                parts.clear()
        else:
            _orphan(found, at, end)
        at = end
    if parts:
        found.damage.append(Damage(begun, size, "the last record is cut"))
    if side:
        found.data = data + bytes(side)
    return found


def _chunk(data: bytes, at: int, left: int, size: int) -> tuple[int, int]:
    """Return (type, end) of the chunk at ``at``, or (0, 0) when no intact chunk is there."""
    if at + _CHUNK > size:
        return 0, 0
    crc, length, kind = unpack_from("<IHB", data, at)
    end = at + _CHUNK + length
    if not FULL <= kind <= LAST or length > left - _CHUNK or end > size or crc32(data[at + 6 : end]) != crc:
        return 0, 0
    return kind, end


def _resume(found: Scan, begun: int, at: int, size: int) -> int:
    """Note the damage at ``at`` and return where the next intact chunk begins (or the end of the file)."""
    data = found.data
    following = at + 1
    while following < size:
        left = BLOCK - following % BLOCK
        if left >= _CHUNK and (there := _find_chunk(data, following, min(following + left, size))) >= 0:
            break
        following += left
    else:
        there = size
    if not any(data[begun:there]):
        if there < size:  # zeros at the very end are reserved space, not loss
            found.damage.append(Damage(begun, there, "zeroed"))
    else:
        cut = there == size
        found.damage.append(Damage(begun, there, "the file is cut" if cut else "checksum mismatch"))
    return there


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


def _orphan(found: Scan, at: int, end: int) -> None:
    """Note an intact part whose record's beginning was lost, joined to the damage just before it."""
    last = found.damage[-1] if found.damage else None
    if last is not None and last.end >= at - _CHUNK:
        found.damage[-1] = Damage(last.start, end, last.what)
    else:
        found.damage.append(Damage(at, end, "a record has no beginning"))
