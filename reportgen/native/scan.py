"""Frames of a file found and verified: whole files in a few passes, damaged ones frame by frame.

Every byte is verified. What cannot be is reported as a gap with its place; frames on both sides of it are read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from reportgen.inputs.following import keep, taken
from reportgen.native.frames import LARGEST, MARK, SMALLEST, START

Offsets = NDArray[np.int64]
_CHUNK = 1 << 20
_MARK_BYTES = MARK.to_bytes(2, "little")


@dataclass(frozen=True)
class Scan:
    """Whole frames of a file: where each begins and its kind, and the gaps (start, end) that hold none.

    ``torn`` bytes at the end are a frame that was being written.
    """

    data: bytes
    starts: Offsets
    kinds: NDArray[np.uint8]
    sizes: Offsets
    gaps: tuple[tuple[int, int], ...] = ()
    torn: int = 0

    def of(self, *kinds: int) -> Offsets:
        """Return where the frames of some kinds begin."""
        return self.starts[np.isin(self.kinds, kinds)]

    def content(self, start: int) -> bytes:
        """Return what is between the head and the end of a frame, its padding included."""
        size = int.from_bytes(self.data[start : start + 4], "little")
        return self.data[start + 8 : start + size - 8]

    def flags(self, start: int) -> int:
        """Return the flags of a frame."""
        return self.data[start + 5]


_NOTHING = Scan(b"", np.zeros(0, np.int64), np.zeros(0, np.uint8), np.zeros(0, np.int64))


@dataclass
class _Walk:
    """Frames that were found so far, in order."""

    starts: list[Any] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)


def scan(data: bytes) -> Scan:
    """Return the frames of a file's content."""
    whole = len(data) & ~7
    marks = np.frombuffer(data, "<u2", whole >> 1)[3::4]
    candidates = np.flatnonzero(marks == MARK).astype(np.int64) * 8
    sizes = np.frombuffer(data, "<u4", whole >> 2)[candidates >> 2].astype(np.int64)
    fits = (sizes >= SMALLEST) & (sizes % 8 == 0) & (sizes <= LARGEST) & (candidates + sizes <= len(data))
    candidates, sizes = candidates[fits], sizes[fits]
    chained = bool(len(candidates)) and candidates[0] == 0 and bool((candidates[1:] == (candidates + sizes)[:-1]).all())
    if chained and _verified(data, candidates, sizes) and not _goes_on(data, int(candidates[-1] + sizes[-1])):
        starts, gaps = candidates, []
    else:
        walk = _Walk()
        _walk(data, candidates, sizes, walk)
        starts, gaps = np.array(walk.starts, np.int64), walk.gaps
    return _scan(data, starts, gaps)


def scan_file(path: Path) -> Scan:
    """Return the frames of a file; of one that is followed and has grown, only what was appended is searched."""
    before, at = taken(path, _FORM) or (_NOTHING, 0)
    with path.open("rb") as file:
        file.seek(at)
        found = scan(file.read())
    if at:
        found = _behind(before, found)
    whole = len(found.data) - found.torn
    end = int(found.starts[-1] + found.sizes[-1]) if len(found.starts) else 0
    if end == whole and not end & 7:
        keep(path, _FORM, found if not found.torn else replace(found, data=found.data[:end], torn=0), end)
    return found


_FORM = "native log"


def _behind(before: Scan, after: Scan) -> Scan:
    """Return the frames of what stands behind a file's first bytes together with those of them."""
    at = len(before.data)
    if not after.data:
        return before
    return Scan(
        before.data + after.data, np.concatenate([before.starts, after.starts + at]),
        np.concatenate([before.kinds, after.kinds]), np.concatenate([before.sizes, after.sizes]),
        (*before.gaps, *((start + at, end + at) for start, end in after.gaps)), after.torn,
    )  # fmt: skip


def _scan(data: bytes, starts: Offsets, gaps: list[tuple[int, int]]) -> Scan:
    array = np.frombuffer(data, np.uint8)
    sizes = _sizes(data, starts)
    end = int(starts[-1] + sizes[-1]) if len(starts) else 0
    torn = 0
    if end < len(data):
        gaps = [gap for gap in gaps if gap[0] < end]
        torn = len(data) - end
        if _is_reserved(array[end:]):
            torn = 0
    return Scan(data, starts, array[starts + 4] if len(starts) else np.zeros(0, np.uint8), sizes, tuple(gaps), torn)


def _sizes(data: bytes, starts: Offsets) -> Offsets:
    if not (starts & 7).any():
        sizes: Offsets = np.frombuffer(data, "<u4", len(data) >> 2)[starts >> 2].astype(np.int64)
        return sizes
    return np.array([int.from_bytes(data[start : start + 4], "little") for start in starts.tolist()], np.int64)


def _goes_on(data: bytes, end: int) -> bool:
    """Return whether frames may lie behind the last one that was found, at places that are no multiple of eight."""
    return data.find(_MARK_BYTES, end + 8) >= 0


def _is_reserved(rest: NDArray[np.uint8]) -> bool:
    """Zeros at the end are space that the system gave and nobody wrote to."""
    return not rest.any()


def _verified(data: bytes, starts: Offsets, sizes: Offsets) -> bool:
    """Return whether the checksums of all frames hold, some megabytes of them a call."""
    view = memoryview(data)
    at, end = 0, int(starts[-1] + sizes[-1])
    places = np.minimum(np.searchsorted(starts, np.arange(_CHUNK, end, _CHUNK)), len(starts) - 1)
    for cut in [*starts[places].tolist(), end]:
        if cut > at and crc32(view[at:cut], START) != START:
            return False
        at = max(at, cut)
    return True


def _walk(data: bytes, candidates: Offsets, sizes: Offsets, walk: _Walk) -> None:
    """Find frames one by one where the file is damaged."""
    view = memoryview(data)
    at = 0
    places = iter(zip(candidates.tolist(), sizes.tolist(), strict=True))
    for start, size in places:
        if start < at or crc32(view[start : start + size], START) != START:
            continue
        if start > at:
            _salvage(data, at, start, walk)
        walk.starts.append(start)
        at = start + size
    if at < len(data):
        _salvage(data, at, len(data), walk)


def _salvage(data: bytes, begin: int, end: int, walk: _Walk) -> None:
    """Look through a gap byte by byte: what was cut out or put in has moved all frames behind it."""
    at, view, lost = begin, memoryview(data), begin
    while (found := data.find(_MARK_BYTES, at, end)) >= 0:
        start = found - 6
        at = found + 1
        if start < lost:
            continue
        size = int.from_bytes(data[start : start + 4], "little")
        if size < SMALLEST or size % 8 or start + size > end or crc32(view[start : start + size], START) != START:
            continue
        if start > lost:
            walk.gaps.append((lost, start))
        walk.starts.append(start)
        at = lost = start + size
    if lost < end:
        walk.gaps.append((lost, end))
