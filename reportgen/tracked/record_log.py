"""Framing of a log of records, as W&B and SwanLab write it: where its records are, and what is damaged.

The file is LevelDB's log format with a header of 7 bytes: that of W&B is ``:W&B``, u16 0xBEE1, u8 version. Then
follow 32 KiB blocks (counted from the start of the file) of chunks ``crc32 u32 | length u16 | type u8 | data``,
little-endian. The checksum is zlib's CRC-32 over type and data. Types: 1 full, 2 first, 3 middle, 4 last. Fewer than 7
bytes at the end of a block are padding.

Every block begins with a chunk, so many blocks are framed at once: round *i* finds the *i*-th chunk of each. Blocks in
which anything is unusual are framed chunk by chunk. After damage the next chunk is found by its checksum, so every
intact record is kept: those before the damage and those after it. A record whose parts are not all intact and adjacent
is dropped; none is ever pieced together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from struct import Struct, unpack_from
from typing import TYPE_CHECKING

from reportgen.tracked.log_file import Held, Source

try:
    from isal.isal_zlib import crc32  # several times as fast, where the extra "fast" is installed
except ImportError:
    from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

BLOCK = 32768
HEADER = b":W&B\xe1\xbe\x00"
"""W&B's; other loggers have their own."""
FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4
_CHUNK = 7
_header = Struct("<IHB").unpack_from
_FEWEST, _MOST = 8, 256
"""Blocks that are framed at once, at first and later: fewer are not worth it, and what follows damage may be, too."""


@dataclass(frozen=True)
class Damage:
    """A stretch of a file that could not be read: byte ``start`` up to ``end``, and in plain words why."""

    start: int
    end: int
    what: str


@dataclass
class Parts:
    """Where records lie: record *i* is the parts ``first[i]`` up to ``first[i + 1]``, each a stretch of a file."""

    starts: Ints
    ends: Ints
    first: Ints

    def __len__(self) -> int:
        return len(self.first) - 1

    def some(self, start: int, stop: int) -> Parts:
        """Return the records from one number up to another."""
        begin, end = int(self.first[start]), int(self.first[stop])
        return Parts(self.starts[begin:end], self.ends[begin:end], self.first[start : stop + 1] - begin)


@dataclass
class Scan:
    """The records of a log: ``data[start:end]`` for each, in file order; and what was lost.

    Records that lay in several chunks are joined behind the file's own bytes, so one buffer serves all.
    """

    data: bytes
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
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
    framing = Framing(Held(data, offset), header, offset)
    found, side = Scan(data), bytearray()
    for records in framing.batches():
        starts, ends = (records.starts - offset).tolist(), (records.ends - offset).tolist()
        first = records.first.tolist()
        for start, stop in pairwise(first):
            if stop - start == 1:
                found.starts.append(starts[start])
                found.ends.append(ends[start])
            else:
                found.starts.append(len(data) + len(side))
                side += b"".join(data[starts[n] : ends[n]] for n in range(start, stop))
                found.ends.append(len(data) + len(side))
    found.data = data + bytes(side) if side else data
    found.damage = [Damage(one.start - offset, one.end - offset, one.what) for one in framing.damage]
    found.end = framing.end - offset
    return found


class Framing:
    """The framing of a log from ``offset`` on, where a chunk begins; what was lost is known when all was gone through.

    ``damage`` and ``end``, up to where all is settled whatever may be appended, are places of the file.
    """

    def __init__(self, source: Source, header: bytes = HEADER, offset: int = 0) -> None:
        self.source, self.size, self.at = source, source.size, offset
        self.damage: list[Damage] = []
        self.end = self.size
        self._parts: list[tuple[int, int]] = []  # of the record that is being joined
        self._begun = 0  # where that record began
        self._rest = Held(b"", self.size)  # all from the first block on that had to be gone through chunk by chunk
        if not offset:
            self.at = min(_CHUNK, self.size)
            if source.text(0, self.at) != header[: self.at]:
                self.damage.append(Damage(0, self.at, "the file header is damaged"))

    def batches(self) -> Iterator[Parts]:
        """Yield the intact records in file order, as many at a time as were framed at once."""
        blocks = _FEWEST
        while self.at < self.size:
            begun = self.at
            if self.size - begun > _FEWEST * BLOCK:
                yield self._many(min((begun // BLOCK + blocks) * BLOCK, self.size))
                blocks = min(blocks * 2, _MOST)
            if self.at == begun:
                yield self._one_by_one()
                blocks = _FEWEST
        if self._parts:
            self.end = self._begun
            self._damage(self._begun, self.size, "the last record is cut off")
        self._rest = Held(b"", self.size)

    def _many(self, stop: int) -> Parts:
        """Return the records up to a place, or up to the first block before it in which anything is unusual."""
        import numpy as np

        start = self.at
        view = self.source.part(start, stop)
        chunks = _chunks(view, start, stop)
        at, end, kind = chunks.at, chunks.end, chunks.kind
        sums = list(map(crc32, map(view.__getitem__, map(slice, (at + 6).tolist(), end.tolist()))))
        usual = chunks.sums == np.array(sums, np.uint32)
        inside = np.empty(len(kind), bool)  # whether the record of the chunk before goes on
        inside[:1] = bool(self._parts)
        inside[1:] = (kind[:-1] == FIRST) | (kind[:-1] == MIDDLE)
        usual &= (kind > FIRST) == inside
        if not usual.all():
            odd = start + int(at[np.argmin(usual)])
            stop = min(stop, max(start, odd // BLOCK * BLOCK))
        stop = min(stop, chunks.stop)
        count = int(np.searchsorted(at, stop - start))
        self.at = stop
        return self._records(start + at[:count], start + end[:count], kind[:count])

    def _records(self, at: Ints, end: Ints, kind: NDArray[np.uint8]) -> Parts:
        """Return the records that end among usual chunks; what is left of them begins the next one."""
        import numpy as np

        open_ = len(self._parts)
        before = np.array(self._parts, np.int64).reshape(-1, 2)
        starts = np.concatenate([before[:, 0], at + _CHUNK])
        ends = np.concatenate([before[:, 1], end])
        last = open_ + np.flatnonzero((kind == FULL) | (kind == LAST))
        count = int(last[-1]) + 1 if len(last) else 0
        if count or not open_:
            self._begun = int(starts[count]) - _CHUNK if count < len(starts) else 0
        self._parts = list(zip(starts[count:].tolist(), ends[count:].tolist(), strict=True))
        return Parts(starts[:count], ends[:count], np.concatenate([np.zeros(1, np.int64), last + 1]))

    def _one_by_one(self) -> Parts:
        """Return the records of the chunks from here to the end of a block, whatever state they are in."""
        import numpy as np

        if self.at < self._rest.offset:
            self._rest = Held(self.source.text(self.at, self.size), self.at)
        data, base, size = self._rest.data, self._rest.offset, self.size
        found: list[list[tuple[int, int]]] = []
        at = self.at
        while at < size:
            left = BLOCK - at % BLOCK
            if left < _CHUNK:
                at += left
            else:
                kind = end = 0
                if at + _CHUNK <= size:
                    crc, length, kind = _header(data, at - base)
                    end = at + _CHUNK + length
                    if (
                        length > left - _CHUNK
                        or end > size
                        or kind > LAST
                        or crc32(data[at + 6 - base : end - base]) != crc
                    ):
                        kind = 0
                if kind:
                    found += self._part(kind, at, end)
                    at = end
                else:
                    at = self._resume(at)
            if not at % BLOCK:
                break
        self.at = at
        parts = [part for record in found for part in record]
        starts, ends = np.array(parts, np.int64).reshape(-1, 2).T
        return Parts(starts, ends, np.cumsum([0, *map(len, found)]))

    def _damage(self, start: int, end: int, what: str) -> None:
        self.damage.append(Damage(start, end, what))

    def _part(self, kind: int, at: int, end: int) -> list[list[tuple[int, int]]]:
        """Take an intact chunk; return the record that ends with it, if one does."""
        part = at + _CHUNK, end
        if kind in (FULL, FIRST):
            if self._parts:
                self._damage(self._begun, at, "a record has no end")
                self._parts = []
            if kind == FULL:
                return [[part]]
            self._begun, self._parts = at, [part]
        elif self._parts:
            self._parts.append(part)
            if kind == LAST:
                whole, self._parts = self._parts, []
                return [whole]
        else:
            self._orphan(at, end)
        return []

    def _resume(self, at: int) -> int:
        """Note the damage at ``at`` and return where the next intact chunk begins (or the end of the file)."""
        data, base, size = self._rest.data, self._rest.offset, self.size
        begun = self._begun if self._parts else at
        self._parts = []
        following = at + 1
        there = size
        while following < size:
            left = BLOCK - following % BLOCK
            stop = min(following + left, size)
            if left >= _CHUNK and (chunk := _find_chunk(data, following - base, stop - base)) >= 0:
                there = base + chunk
                break
            following += left
        if there == size:
            self.end = begun
        lost = data[max(begun - base, 0) : there - base]
        if any(lost) or begun < base:  # a record that began before this block has bytes that are not zero
            self._damage(begun, there, "the file is cut off" if there == size else "checksum mismatch")
        elif there < size:  # zeros at the very end are reserved space, not loss
            self._damage(begun, there, "zeroed")
        return there

    def _orphan(self, at: int, end: int) -> None:
        """Note an intact part whose record's beginning was lost, joined to the damage just before it."""
        last = self.damage[-1] if self.damage else None
        if last is not None and last.end >= at - _CHUNK:
            self.damage[-1] = Damage(last.start, end, last.what)
        else:
            self._damage(at, end, "a record has no beginning")


@dataclass
class _Chunks:
    """Chunks in file order: ``at`` their headers, counted like ``end`` from where the bytes begin.

    Up to ``stop``, a place of the file, there is nothing else.
    """

    at: Ints
    end: Ints
    kind: NDArray[np.uint8]
    sums: NDArray[np.uint32]
    stop: int


def _chunks(view: memoryview, start: int, stop: int) -> _Chunks:
    """Follow the chunks of all blocks between two places of a file at the same time, by their lengths."""
    import numpy as np

    blocks = np.arange(start // BLOCK, (stop + BLOCK - 1) // BLOCK, dtype=np.int64)
    edges = np.append(blocks * BLOCK, stop) - start
    at, limit, block = np.maximum(edges[:-1], 0), edges[1:], np.arange(len(edges) - 1)
    words = np.ndarray((len(view) - 7,), "<u8", view, 0, (1,))
    least = np.where(blocks < stop // BLOCK, _CHUNK, 1)  # less is padding, where the block is whole
    found, odd = [], len(at)
    while True:
        more = limit - at >= least
        if not more.all():
            at, limit, block, least = at[more], limit[more], block[more], least[more]
        if not len(at):
            break
        head = words[np.minimum(at, len(words) - 1)]
        kind = head >> np.uint64(48) & np.uint64(0xFF)
        end = at + (head >> np.uint64(32) & np.uint64(0xFFFF)).astype(np.int64) + _CHUNK
        fits = (at < len(words)) & (end <= limit) & (kind >= FULL) & (kind <= LAST)
        if not fits.all():
            odd = min(odd, int(block[np.argmin(fits)]))
            at, limit, block, least = at[fits], limit[fits], block[fits], least[fits]
            end, head = end[fits], head[fits]
        found.append((block, at, end, head))
        at = end
    if odd < len(edges) - 1:
        stop = max(start, start + int(edges[odd]))
    order = np.argsort(np.concatenate([one[0] for one in found]).astype(np.uint16), kind="stable")
    at, end, head = (np.concatenate([one[n] for one in found])[order] for n in (1, 2, 3))
    kind = (head >> np.uint64(48) & np.uint64(0xFF)).astype(np.uint8)
    return _Chunks(at, end, kind, (head & np.uint64(0xFFFFFFFF)).astype(np.uint32), stop)


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
