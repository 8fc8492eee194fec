"""The scalars of one event file, kept in as few bytes as hold them exactly.

A log of a million scalars is a dozen pieces. In each the points lie by tag, so that a metric is a slice of every piece;
their records and steps are counted from the first of the piece, in as few bytes as that needs, and values are as narrow
as they were written. No wall time is kept: few ask for them, and ``events.walls`` reads them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_FULL = 1 << 14
"""Points of a piece, from which on it is closed."""
_MOST_SHORT = 1 << 16
_FEW = 4
"""Points of a tag, at least, that are worth two numbers."""
_WIDTHS = (np.uint8, np.uint16, np.uint32)


@dataclass(frozen=True)
class Scalars:
    """Points of one metric in the order in which they were logged; ``row`` counts records."""

    row: Ints
    step: Ints
    value: Floats

    def __len__(self) -> int:
        return len(self.row)

    def part(self, which: Flags | Ints) -> Scalars:
        """Return some of the points: those that flags or places name."""
        return Scalars(self.row[which], self.step[which], self.value[which])

    @staticmethod
    def joined(parts: list[Scalars]) -> Scalars:
        """Return points behind each other."""
        if len(parts) == 1:
            return parts[0]
        nothing = Scalars(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
        whole = [nothing, *parts]
        return Scalars(
            np.concatenate([part.row for part in whole]), np.concatenate([part.step for part in whole]),
            np.concatenate([part.value for part in whole]),
        )  # fmt: skip


@dataclass(frozen=True)
class _Counted:
    """Whole numbers as distances from the least of them."""

    least: int
    above: NDArray[Any]

    def part(self, place: int, start: int, stop: int) -> Ints:
        """Return those of one tag."""
        del place
        found: Ints = self.above[start:stop].astype(np.int64) + self.least
        return found

    def whole(self, ends: Ints) -> Ints:
        """Return all of them."""
        return self.part(0, 0, int(ends[-1]))


@dataclass(frozen=True)
class _Even:
    """Whole numbers that rise evenly in each tag: where each begins, and by how much it rises."""

    first: Ints
    rise: Ints

    def part(self, place: int, start: int, stop: int) -> Ints:
        """Return those of one tag."""
        found: Ints = self.first[place] + self.rise[place] * np.arange(stop - start)
        return found

    def whole(self, ends: Ints) -> Ints:
        """Return all of them."""
        counts = np.diff(ends)
        return np.repeat(self.first, counts) + np.repeat(self.rise, counts) * _places(ends)


def _places(ends: Ints) -> Ints:
    """Return which of its tag's points each is."""
    return np.arange(int(ends[-1])) - np.repeat(ends[:-1], np.diff(ends))


def _kept(numbers: Ints, ends: Ints) -> _Counted | _Even:
    """Return whole numbers that lie by tag in as few bytes as hold them."""
    several = np.flatnonzero(np.diff(ends) > 1)
    even = _Even(np.zeros(len(ends) - 1, np.int64), np.zeros(len(ends) - 1, np.int64))
    has = np.flatnonzero(np.diff(ends))
    even.first[has] = numbers[ends[has]]
    even.rise[several] = numbers[ends[several] + 1] - numbers[ends[several]]
    if len(ends) * _FEW < len(numbers) and np.array_equal(even.whole(ends), numbers):
        return even
    least = int(numbers.min())
    most = int(numbers.max()) - least
    width = next((kind for kind in _WIDTHS if most <= np.iinfo(kind).max), None)
    return _Counted(0, numbers) if width is None else _Counted(least, (numbers - least).astype(width))


@dataclass(frozen=True)
class _Piece:
    """Points by tag, those of a tag in their order; tag ``first + n`` has ``ends[n]`` up to ``ends[n + 1]``."""

    first: int
    ends: NDArray[Any]
    row: _Counted | _Even
    step: _Counted | _Even
    value: NDArray[Any]

    @classmethod
    def of(cls, row: Ints, code: Ints, step: Ints, value: Floats) -> _Piece:
        """Return points, given in the order of their records, as a piece."""
        first = int(code.min())
        code = code - first
        counts = np.bincount(code)
        order = np.argsort(code.astype(np.uint16) if len(counts) <= _MOST_SHORT else code, kind="stable")
        ends = np.append(0, np.cumsum(counts))
        short = ends.astype(np.uint16 if len(order) < _MOST_SHORT else np.uint32)
        return cls(first, short, _kept(row[order], ends), _kept(step[order], ends), _narrow(value)[order])


class HeldPoints:
    """All scalars of a file; ``codes`` numbers their tags in the order in which they came."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self._pieces: list[_Piece] = []
        self._open: list[tuple[Ints, Ints, Ints, Floats]] = []
        self._waiting = self._count = 0

    def __len__(self) -> int:
        return self._count

    def code(self, tag: str) -> int:
        """Return the number of a tag; a new one gets the next."""
        return self.codes.setdefault(tag, len(self.codes))

    def add(self, row: Ints, code: Ints, step: Ints, value: Floats) -> None:
        """Add points in the order of their records."""
        if not len(row):
            return
        self._open.append((row, code, step, value))
        self._count += len(row)
        self._waiting += len(row)
        if self._waiting >= _FULL:
            self.close()

    def close(self) -> None:
        """Put what was added last into a piece; nothing can be read of it before."""
        if not self._waiting:
            return
        self._pieces.append(_Piece.of(*(np.concatenate(column) for column in zip(*self._open, strict=True))))
        self._open.clear()
        self._waiting = 0

    def of(self, code: int) -> Scalars:
        """Return the points of a tag."""
        return Scalars.joined([
            Scalars(piece.row.part(*where), piece.step.part(*where), piece.value[where[1] : where[2]].astype(float))
            for piece, where in self._parts(code)
        ])  # fmt: skip

    def count(self, code: int) -> int:
        """Return how many points a tag has."""
        return sum(stop - start for _, (_, start, stop) in self._parts(code))

    def _parts(self, code: int) -> Iterator[tuple[_Piece, tuple[int, int, int]]]:
        """Yield the pieces that have points of a tag: its place among their tags, and from where to where they lie."""
        for piece in self._pieces:
            place = code - piece.first
            if 0 <= place < len(piece.ends) - 1:
                start, stop = int(piece.ends[place]), int(piece.ends[place + 1])
                if start < stop:
                    yield piece, (place, start, stop)

    def rise(self) -> bool:
        """Tell whether the steps of every tag rise from point to point."""
        last = np.full(len(self.codes), np.iinfo(np.int64).min)
        for piece in self._pieces:
            ends = piece.ends.astype(np.int64)
            has = np.flatnonzero(ends[1:] > ends[:-1])
            step = piece.step.whole(ends)
            rises = step[1:] > step[:-1]
            rises[ends[has][1:] - 1] = True  # from one tag to the next
            if not (rises.all() and (step[ends[has]] > last[has + piece.first]).all()):
                return False
            last[has + piece.first] = step[ends[has + 1] - 1]
        return True


def _narrow(values: Floats) -> NDArray[Any]:
    """Return numbers as float32 where that holds them exactly, as most logs have them."""
    with np.errstate(over="ignore"):
        half = values.astype(np.float32)
    return half if bool(((half == values) | np.isnan(values)).all()) else values
