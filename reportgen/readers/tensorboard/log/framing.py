"""Framing of an event file (TFRecord): where its records are, and what is damaged.

``length u64 | masked CRC-32C of the length u32 | data | masked CRC-32C of the data u32``, little-endian, until the end.
All checksums are verified. Behind a length that is wrong the next record is found by the checksum of its own length, so
every intact record is kept, before the damage and behind it; where only the data are wrong, that record is lost.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from reportgen.readers.tensorboard.log.checksum import checksums, masked, numbers

Ints = NDArray[np.int64]

HEADER, AROUND = 12, 16
"""Bytes before a record's data, and before and behind them."""
_length = Struct("<Q").unpack_from
_PROBE, _MOST = 256, 1 << 14
"""Records that are walked one by one before it is tried whether their lengths repeat."""
_TRIED = 8
_ZEROS = b"\0\0\0\0"
"""The upper half of a length below 4 GiB."""


@dataclass(frozen=True)
class Damage:
    """A stretch of a file that could not be read: byte ``start`` up to ``end``, and in plain words why."""

    start: int
    end: int
    what: str


@dataclass(frozen=True)
class Records:
    """The intact records of a file, ``data[start:start + size]`` each, in file order; and what was lost."""

    starts: Ints
    sizes: Ints
    damage: tuple[Damage, ...] = ()
    end: int = 0
    """Where to go on, of a part of a file: all before it is settled."""


def scan(data: bytes, *, whole: bool = True, checked: bool = True) -> Records:
    """Return every intact record of a file in any state: whole, cut, flipped, zeroed or empty.

    Of a part of a file, ``whole`` being false, what may go on behind it is left: a record, or damage. Where not even
    the data are ``checked``, they were before.
    """
    raw = np.frombuffer(data, np.uint8)
    pieces: list[tuple[Ints, Ints]] = []
    damage: list[Damage] = []
    at = end = 0
    while at < len(data):
        starts, sizes, end = _walk(data, at)
        good = _first_wrong(raw, starts, sizes)
        if good < len(starts):
            end = int(starts[good]) - HEADER
        if not whole and _goes_on(data, raw, end):
            pieces.append((starts[:good], sizes[:good]))
            break
        if good and end < len(data) and not _is_whole(raw, starts[good - 1 : good], sizes[good - 1 : good]):
            good -= 1  # bytes are missing in it, so that the next record begins within what seems to be this one
            end = int(starts[good]) - HEADER
        pieces.append((starts[:good], sizes[:good]))
        if end >= len(data):
            break
        at = _resume(data, raw, end)
        if at == len(data) and not whole:
            break
        damage.append(_damage(data, end, at))
    starts = np.concatenate([part for part, _ in pieces]) if pieces else np.zeros(0, np.int64)
    sizes = np.concatenate([part for _, part in pieces]) if pieces else np.zeros(0, np.int64)
    right = _are_whole(raw, starts, sizes) if checked else np.ones(len(starts), bool)
    for start, size in zip(starts[~right].tolist(), sizes[~right].tolist(), strict=True):
        damage.append(Damage(start - HEADER, start + size + 4, "checksum mismatch"))
    damage.sort(key=lambda one: one.start)
    return Records(starts[right], sizes[right], tuple(one for one in damage if one.what), end)


def _goes_on(data: bytes, raw: NDArray[np.uint8], at: int) -> bool:
    """Tell whether a record begins at a place whose end lies behind the data, or may do so."""
    if at + HEADER > len(data):
        return True
    length = _length(data, at)[0]
    return length > len(data) - at - AROUND and _is_length(raw, at, length)


def _walk(data: bytes, at: int) -> tuple[Ints, Ints, int]:
    """Return where data of records begin, their sizes, and where the walk ended: by lengths alone."""
    starts: list[Ints] = []
    sizes: list[Ints] = []
    many = _PROBE
    while True:
        begun, lengths, end = _some(data, at, many)
        starts.append(begun)
        sizes.append(lengths)
        if len(lengths) < many:
            break
        at, begun, lengths = _repeated(data, end, lengths)
        starts.append(begun)
        sizes.append(lengths)
        many = _PROBE if len(lengths) else min(2 * many, _MOST)
    return np.concatenate(starts), np.concatenate(sizes), end


def _some(data: bytes, at: int, many: int) -> tuple[Ints, Ints, int]:
    """Walk so many records, or to where the walk ends."""
    starts, sizes = array("q"), array("q")
    add_start, add_size, length_at = starts.append, sizes.append, _length
    last = len(data) - AROUND
    for _ in range(many):
        if at > last:
            break
        length = length_at(data, at)[0]
        if length > last - at:
            break
        add_start(at + HEADER)
        add_size(length)
        at += length + AROUND
    return np.frombuffer(starts, np.int64), np.frombuffer(sizes, np.int64), at


def _repeated(data: bytes, at: int, before: Ints) -> tuple[int, Ints, Ints]:
    """Return where the records end whose lengths go on as those before them, with their starts and sizes.

    A training logs the same metrics at each step, so that lengths repeat after as many records as there are metrics.
    """
    nothing = np.zeros(0, np.int64)
    periods = [n for n in range(1, len(before) // 2 + 1) if before[-1] == before[-1 - n]]
    period = next((n for n in periods[:_TRIED] if bool((before[n:] == before[:-n]).all())), 0)
    if not period:
        return at, nothing, nothing
    cycle = before[-period:]
    places = np.concatenate([[0], np.cumsum(cycle + AROUND)])
    stride, raw = int(places[-1]), np.frombuffer(data, np.uint8)
    count = (len(data) - at) // stride
    good = count
    for place, size in zip(places[:-1].tolist(), cycle.tolist(), strict=True):
        if not good:
            break
        where = at + place + stride * np.arange(good)
        wrong = np.flatnonzero(numbers(raw, where, "<u8") != size)
        good = int(wrong[0]) if len(wrong) else good
    starts = (at + stride * np.arange(good)[:, None] + places[:-1] + HEADER).ravel()
    return at + stride * good, starts, np.tile(cycle, good)


def _kept(raw: NDArray[np.uint8], places: Ints) -> NDArray[np.uint32]:
    """Return the checksums that stand at places."""
    return numbers(raw, places, "<u4")


def _are_whole(raw: NDArray[np.uint8], starts: Ints, sizes: Ints) -> NDArray[np.bool_]:
    """Tell which records have the checksum of their data."""
    right: NDArray[np.bool_] = _kept(raw, starts + sizes) == masked(checksums(raw, starts, sizes))
    return right


def _is_whole(raw: NDArray[np.uint8], start: Ints, size: Ints) -> bool:
    return bool(_are_whole(raw, start, size)[0])


def _first_wrong(raw: NDArray[np.uint8], starts: Ints, sizes: Ints) -> int:
    """Return the place of the first record whose length has a wrong checksum, or their number."""
    right = _kept(raw, starts - 4) == _of_lengths(sizes)
    return len(starts) if bool(right.all()) else int(np.argmin(right))


def _of_lengths(sizes: Ints) -> NDArray[np.uint32]:
    """Return the masked checksums of lengths, each computed once."""
    if len(sizes) and sizes.max() < 1 << 16:
        lengths = np.flatnonzero(np.bincount(sizes))
        which = np.zeros(1 << 16, np.int64)
        which[lengths] = np.arange(len(lengths))
        which = which[sizes]
    else:
        lengths, which = np.unique(sizes, return_inverse=True)
    eight = np.full(len(lengths), 8, np.int64)
    return masked(checksums(lengths.astype("<u8").view(np.uint8), np.arange(len(lengths)) * 8, eight))[which]


def _is_length(raw: NDArray[np.uint8], start: int, length: int) -> bool:
    return _first_wrong(raw, np.array([start + HEADER]), np.array([length])) == 1


def _resume(data: bytes, raw: NDArray[np.uint8], damaged: int) -> int:
    """Return where the next record with a right length begins behind damage, or the end of the file."""
    at = data.find(_ZEROS, damaged + 5)
    while at >= 0:
        start = at - 4
        if start + AROUND > len(data):
            break
        length = _length(data, start)[0]
        if 0 < length <= len(data) - start - AROUND and _is_length(raw, start, length):
            return start
        if length == 0:  # a run of zeros, in which nothing begins before its last bytes
            end = at + 4
            while end < len(data) and data[end : end + 4096].count(0) == len(data[end : end + 4096]):
                end += 4096
            at = max(end - 8, at)
        at = data.find(_ZEROS, at + 1)
    return len(data)


def _damage(data: bytes, start: int, end: int) -> Damage:
    if end < len(data):
        return Damage(start, end, "zeroed" if not any(data[start:end]) else "checksum mismatch")
    if not any(data[start:]):
        return Damage(start, end, "")  # space reserved at the end, and no loss
    return Damage(start, end, "the last record is cut off")
