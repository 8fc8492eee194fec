"""The rows of a table of SQLite, all pages of it decoded together: as arrays, which rows of Python's would become.

File format: https://www.sqlite.org/fileformat2.html. A table that is not as expected raises ``Unusual``: SQLite itself
reads it then. The caller holds a read lock.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Longs = NDArray[np.int64]

_INTERIOR, _LEAF = 5, 13
_DEEPEST = 12
_TOGETHER = 512
"""Pages that are decoded at a time."""
_SPARSE = 8
_SIZES = np.array([0, 1, 2, 3, 4, 6, 8, 8, 0, 0], np.int64)
"""Bytes of a value by its serial type: null, integers, a double, 0 and 1."""
_DOUBLE, _ZERO, _ONE, _TEXT = 7, 8, 9, 13
_MIX = np.uint64(0x9E3779B97F4A7C15)
_VARINT = 9


class Unusual(Exception):  # noqa: N818 - a state of a file
    """A table is not as this module knows them."""


@dataclass(frozen=True)
class Layout:
    """How a file is laid out: bytes of a page, those of it that are used, and the first page of the table."""

    size: int
    used: int
    root: int


class Text:
    """A column of texts as codes, each text once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._hashes = np.zeros(0, np.uint64)
        self._codes = np.zeros(0, np.int64)

    def codes(self, page: _Loads, offsets: Longs, lengths: Longs) -> Longs:
        """Return the codes of texts at ``offsets``; those that are new get one."""
        hashes = page.hashed(offsets, lengths)
        places = np.searchsorted(self._hashes, hashes)
        places[places == len(self._hashes)] = 0
        new = self._hashes[places] != hashes if len(self._hashes) else np.ones(len(hashes), bool)
        if new.any():
            fresh, firsts = np.unique(hashes[new], return_index=True)
            at = np.flatnonzero(new)[firsts]
            self._codes = np.append(self._codes, len(self.texts) + np.arange(len(fresh)))
            self._hashes = np.append(self._hashes, fresh)
            self.texts += [page.text(int(offsets[place]), int(lengths[place])) for place in at]
            order = np.argsort(self._hashes)
            self._hashes, self._codes = self._hashes[order], self._codes[order]
            places = np.searchsorted(self._hashes, hashes)
        return self._codes[places]


class _Loads:
    """Bytes from which numbers are read at any place, many at once."""

    def __init__(self, data: Bytes) -> None:
        self.bytes = np.append(data, np.zeros(16, np.uint8))
        count = len(self.bytes) - 7
        self.longs: Any = np.ndarray((count,), ">i8", self.bytes, strides=(1,))
        self.doubles: Any = np.ndarray((count,), ">f8", self.bytes, strides=(1,))

    def two(self, at: Longs) -> Longs:
        """Return numbers of two bytes."""
        return self.bytes[at].astype(np.int64) << 8 | self.bytes[at + 1]

    def four(self, at: Longs) -> Longs:
        """Return numbers of four bytes."""
        return self.two(at) << 16 | self.two(at + 2)

    def varints(self, at: Longs) -> tuple[Longs, Longs]:
        """Return numbers of as many bytes as they need, and where each ends."""
        first = self.bytes[at].astype(np.int64)
        values, ends = first & 127, at + 1
        going = np.flatnonzero(first > 127)  # noqa: PLR2004 - the highest bit says that more follow
        for place in range(1, _VARINT):
            if not len(going):
                break
            byte = self.bytes[ends[going]].astype(np.int64)
            last = place == _VARINT - 1
            values[going] = values[going] << (8 if last else 7) | (byte if last else byte & 127)
            ends[going] += 1
            going = going[byte > 127]  # noqa: PLR2004
        return values, ends

    def hashed(self, at: Longs, lengths: Longs) -> NDArray[np.uint64]:
        """Return a number for each text; texts that differ have, as good as certainly, other numbers."""
        found = lengths.astype(np.uint64) * _MIX
        for start in range(0, int(lengths.max(initial=0)), 8):
            rest = np.clip(lengths - start, 0, 8)
            words = self.longs[at + start * (rest > 0)].astype(np.uint64) >> ((8 - np.maximum(rest, 1)) * 8).astype(
                np.uint64
            )
            words *= rest > 0
            found = (found ^ words) * _MIX
            found ^= found >> np.uint64(29)
        return found

    def text(self, at: int, length: int) -> str:
        """Return a text."""
        return self.bytes[at : at + length].tobytes().decode("utf-8", "replace")


def rows_of(path: Path, layout: Layout, columns: Sequence[str], texts: dict[str, Text],
            wanted: Sequence[str]) -> Iterator[dict[str, NDArray[Any]]]:  # fmt: skip
    """Yield the rows of a table in their order, some thousand at a time: codes of texts, and numbers, NaN for null.

    ``rowid`` are their numbers, which rise.
    """
    with path.open("rb") as file:
        leaves = _leaves(file.fileno(), layout)
        for start in range(0, len(leaves), _TOGETHER):
            yield _decoded(
                _read(file.fileno(), leaves[start : start + _TOGETHER], layout), layout, columns, texts, wanted
            )


def _read(file: int, pages: Longs, layout: Layout) -> Bytes:
    """Return pages behind each other. Where they lie close together, what is between them is read as well."""
    low, high = int(pages.min()), int(pages.max())
    if high - low < _SPARSE * len(pages):
        size = (high - low + 1) * layout.size
        part = os.pread(file, size, (low - 1) * layout.size)
        if len(part) != size:
            raise Unusual
        whole = np.frombuffer(part, np.uint8).reshape(-1, layout.size)
        return whole[pages - low].reshape(-1)
    breaks = np.flatnonzero(np.diff(pages) != 1) + 1
    parts = []
    for run in np.split(pages, breaks):
        size = len(run) * layout.size
        part = os.pread(file, size, (int(run[0]) - 1) * layout.size)
        if len(part) != size:
            raise Unusual
        parts.append(part)
    return np.frombuffer(b"".join(parts), np.uint8)


def _cells(loads: _Loads, count: int, layout: Layout, header: int) -> tuple[Longs, Longs]:
    """Return how many cells each page has, and where each cell begins."""
    starts = np.arange(count) * layout.size
    counts = loads.two(starts + 3)
    owners = np.repeat(np.arange(count), counts)
    places = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    begins = loads.two(starts[owners] + header + 2 * places)
    if len(begins) and (begins.min() < header or begins.max() >= layout.used):
        raise Unusual
    return counts, starts[owners] + begins


def _leaves(file: int, layout: Layout) -> Longs:
    """Return the pages that hold rows, in the order of the rows."""
    pages = np.array([layout.root])
    for _ in range(_DEEPEST):
        if _read(file, pages[:1], layout)[0] == _LEAF:  # then all of them are: a tree is as deep everywhere
            return pages
        loads = _Loads(_read(file, pages, layout))
        kinds = loads.bytes[np.arange(len(pages)) * layout.size]
        if not (kinds == _INTERIOR).all():
            raise Unusual
        counts, cells = _cells(loads, len(pages), layout, 12)
        below = np.zeros(int(counts.sum()) + len(pages), np.int64)
        lasts = np.cumsum(counts + 1) - 1
        others = np.ones(len(below), bool)
        others[lasts] = False
        below[others] = loads.four(cells)
        below[lasts] = loads.four(np.arange(len(pages)) * layout.size + 8)
        if below.min() < 1:
            raise Unusual
        pages = below
    raise Unusual


def _decoded(data: Bytes, layout: Layout, columns: Sequence[str], texts: dict[str, Text],
             wanted: Sequence[str]) -> dict[str, NDArray[Any]]:  # fmt: skip
    loads = _Loads(data)
    count = len(data) // layout.size
    if not (loads.bytes[np.arange(count) * layout.size] == _LEAF).all():
        raise Unusual
    _, cells = _cells(loads, count, layout, 8)
    sizes, at = loads.varints(cells)
    if len(sizes) and sizes.max() > layout.used - 35:  # such a row goes on in other pages
        raise Unusual
    rows, at = loads.varints(at)
    if (np.diff(rows) <= 0).any():
        raise Unusual
    lengths, types_at = loads.varints(at)
    content = at + lengths
    found: dict[str, NDArray[Any]] = {"rowid": rows}
    for column in columns:
        more = types_at < at + lengths  # a column that was added later is not in older rows
        types, ends = loads.varints(types_at)
        types = np.where(more, types, 0)
        types_at = np.where(more, ends, types_at)
        size = np.where(types < len(_SIZES), _SIZES[np.minimum(types, len(_SIZES) - 1)], (types - 12) // 2)
        if size.min(initial=0) < 0 or size.max(initial=0) > layout.used:
            raise Unusual
        if column in texts:
            if not ((types >= _TEXT) & (types & 1 == 1)).all():
                raise Unusual
            found[column] = texts[column].codes(loads, content, size)
        elif column in wanted:
            found[column] = _numbers(loads, content, types, size)
        content = content + size
    if len(content) and int((content - cells).max()) > layout.size:
        raise Unusual
    return found


def _numbers(loads: _Loads, at: Longs, types: Longs, sizes: Longs) -> NDArray[Any]:
    """Return numbers: int64 where all are integers, else doubles, NaN for null."""
    if types.max(initial=0) > _ONE:
        raise Unusual
    whole = (types > 0) & (types != _DOUBLE)
    shift = np.where(sizes > 0, 64 - 8 * sizes, 0)
    integers = np.where(types == _ZERO, 0, np.where(types == _ONE, 1, loads.longs[at].astype(np.int64) >> shift))
    if whole.all():
        return integers
    return np.where(whole, integers.astype(float), np.where(types == _DOUBLE, loads.doubles[at].astype(float), np.nan))
