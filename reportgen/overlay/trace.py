"""Masks as exact outlines: one SVG path a class, along the edges between pixels.

A vertex of the pixel grid is a corner of a class's outline where the class covers one or three of the four pixels
around it, or two that touch only there (then it is two corners). Corners of a row, in order, are joined in pairs by
horizontal edges, those of a column by vertical ones; following the edges in turn gives closed rings. Filled by the
even-odd rule they cover exactly the class's pixels. The corners alone hold all of it: a page gets those, and joins
them itself (``client/image/outline.ts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
_BYTE = 255
_FEW = 32

# Of the four pixels around a vertex (1 upper left, 2 upper right, 4 lower left, 8 lower right): how many corners.
_CORNERS = np.array([0, 1, 1, 0, 1, 0, 2, 1, 1, 2, 0, 1, 0, 1, 1, 0], np.int8)


@dataclass(frozen=True)
class Region:
    """The pixels of one class in a mask ``width`` pixels wide: how many, and the corners of its outline.

    ``corners`` (n,) are vertices of the pixel grid, row by row: y * (width + 1) + x; one stands twice where two meet.
    """

    class_id: int
    pixels: int
    corners: Ids
    width: int

    def path(self) -> str:
        """Return the outline as an SVG path in pixels of the mask."""
        ys, xs = np.divmod(self.corners, self.width + 1)
        return "".join(_rings(xs, ys))


def trace(ids: Ids) -> list[Region]:
    """Return a region for each class of a mask (height, width), by class id."""
    height, width = ids.shape
    values, counts = _counted(ids)
    names, values = _compact(ids, values)
    outside = len(values)
    padded = np.full((height + 2, width + 2), outside, names.dtype)
    padded[1:-1, 1:-1] = names
    around = padded[:-1, :-1], padded[:-1, 1:], padded[1:, :-1], padded[1:, 1:]
    edge = (around[0] != around[1]) | (around[2] != around[3]) | (around[0] != around[2])
    places = np.flatnonzero(edge)
    rows, columns = np.divmod(places, width + 1)
    pixels = [part[rows, columns] for part in around]
    corners = (
        _by_class(places, pixels, len(values)) if len(values) <= _FEW else _by_sorting(places, pixels, len(values))
    )
    return [
        Region(class_id, count, own, width)
        for class_id, count, own in zip(values.tolist(), counts.tolist(), corners, strict=True)
    ]


def _by_class(places: Ids, pixels: Sequence[NDArray[Any]], classes: int) -> list[Ids]:
    """Return the corners of each class, looking at every edge once a class."""
    found = []
    for name in range(classes):
        code = np.zeros(len(places), np.uint8)
        for bit, part in enumerate(pixels):
            code |= (part == name).astype(np.uint8) << bit
        found.append(np.repeat(places, _CORNERS[code]))
    return found


def _by_sorting(places: Ids, pixels: Sequence[NDArray[Any]], classes: int) -> list[Ids]:
    """Return the same for many classes: (class, vertex) pairs are sorted, and their pixels' bits added up."""
    n = len(places)
    pairs = np.concatenate([part.astype(np.int64) * n + np.arange(n) for part in pixels])
    bits = np.repeat(1 << np.arange(len(pixels)), n)
    order = np.argsort(pairs, kind="stable")
    pairs, bits = pairs[order], bits[order]
    first = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])) if n else np.zeros(0, np.int64)
    corners = _CORNERS[np.add.reduceat(bits, first)] if n else np.zeros(0, np.int8)
    names, vertices = np.divmod(pairs[first], max(n, 1))
    ends = np.searchsorted(np.repeat(names, corners), np.arange(classes + 1))
    every = places[np.repeat(vertices, corners)]
    return [every[ends[name] : ends[name + 1]] for name in range(classes)]


def _compact(ids: Ids, values: Ids) -> tuple[NDArray[Any], Ids]:
    """Return the mask with each class as its place in ``values``, in as few bytes as hold them."""
    type_ = np.uint8 if len(values) < _BYTE else np.uint32
    high = int(values.max(initial=0))
    if int(values.min(initial=0)) >= 0 and high < 1 << 16:
        table = np.zeros(high + 1, type_)
        table[values] = np.arange(len(values))
        return table[ids], values
    return np.searchsorted(values, ids).astype(type_), values


def _counted(ids: Ids) -> tuple[Ids, Ids]:
    """Return the classes of a mask and their pixels; counted in one pass where ids are small."""
    low, high = int(ids.min(initial=0)), int(ids.max(initial=0))
    if low >= 0 and high < 1 << 16:
        counts = np.bincount(ids.ravel(), minlength=1)
        values = np.flatnonzero(counts)
        return values, counts[values]
    values, counts = np.unique(ids, return_counts=True)
    return values, counts


def _rings(xs: Ids, ys: Ids) -> Iterator[str]:
    """Yield closed rings through corners given row by row, in relative moves: ``M3 4h2v1h-2z``."""
    n = len(xs)
    if not n:
        return
    order = np.lexsort((ys, xs))  # column by column
    below = np.empty(n, np.int64)
    below[order[0::2]], below[order[1::2]] = order[1::2], order[0::2]
    x, y, partner = xs.tolist(), ys.tolist(), below.tolist()
    free = bytearray(b"\1" * n)
    for start in range(0, n, 2):  # the left end of a horizontal edge: its right end is the next corner
        if not free[start]:
            continue
        parts = [f"M{x[start]} {y[start]}"]
        at = start
        while free[at]:
            free[at] = 0
            beside = at ^ 1
            free[beside] = 0
            parts.append(f"h{x[beside] - x[at]}")
            at = partner[beside]
            if at == start:
                break
            parts.append(f"v{y[at] - y[beside]}")
        parts.append("z")
        yield "".join(parts)
