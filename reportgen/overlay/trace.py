"""Masks as exact outlines: one SVG path a class, along the edges between pixels.

A vertex of the pixel grid is a corner of a class's outline where the class covers one or three of the four pixels
around it, or two that touch only there (then it is two corners). Corners of a row, in order, are joined in pairs by
horizontal edges, those of a column by vertical ones; following the edges in turn gives closed rings. Filled by the
even-odd rule they cover exactly the class's pixels. The corners alone hold all of it: a page gets those, and joins
them itself (``client/image/overlay/outline.ts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
_FEW = 32
_UPPER_RIGHT, _LOWER_RIGHT = 2, 8

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

    def path(self, x: int = 0, y: int = 0) -> str:
        """Return the outline as an SVG path in pixels of the mask, or moved to where its upper left corner stands."""
        ys, xs = np.divmod(self.corners, self.width + 1)
        return "".join(_rings(xs + x, ys + y))


def trace(ids: Ids) -> list[Region]:
    """Return a region for each class of a mask (height, width), by class id."""
    height, width = ids.shape
    if not ids.size:
        return []
    outside, type_ = _beyond(ids)
    padded = np.full((height + 2, width + 2), outside, type_)
    padded[1:-1, 1:-1] = ids
    beside, below = padded[:, :-1] != padded[:, 1:], padded[:-1] != padded[1:]
    # A vertex is a corner of some class where edges of both directions meet in it.
    places = np.flatnonzero((beside[:-1] | beside[1:]) & (below[:, :-1] | below[:, 1:]))
    rows, columns = np.divmod(places, width + 1)
    at = rows * (width + 2) + columns
    flat = padded.ravel()
    pixels = [flat[at], flat[at + 1], flat[at + width + 2], flat[at + width + 3]]
    values = np.unique(np.concatenate(pixels))  # every class has corners
    codes = _by_class(pixels, values) if len(values) <= _FEW else _by_sorting(pixels, values)
    return [
        _region(int(value), places[where], code, width)
        for value, (where, code) in zip(values.tolist(), codes, strict=True)
        if value != outside
    ]


def _beyond(ids: Ids) -> tuple[int, type[np.generic]]:
    """Return a value that no class has, and the smallest type that holds it and all of them."""
    if ids.dtype.kind == "b" or ids.dtype == np.uint8:
        return -1, np.int16
    low = int(ids.min())
    return min(low, 0) - 1, np.int32 if low > -(1 << 30) and int(ids.max()) < 1 << 30 else np.int64


def _region(class_id: int, vertices: Ids, codes: NDArray[np.uint8], width: int) -> Region:
    """Return a class's region from the vertices at its edges, by the pixels around each that it covers."""
    count = _CORNERS[codes]
    corners, code = np.repeat(vertices, count), np.repeat(codes, count)
    left, right, start = corners[0::2], corners[1::2], code[0::2]
    # Area between horizontal edges: what lies above one counts its length times its row, what lies below takes it off.
    sign = np.where(start & _LOWER_RIGHT, -1, 1)
    sign[(start & (_LOWER_RIGHT | _UPPER_RIGHT)) == (_LOWER_RIGHT | _UPPER_RIGHT)] = 0
    pixels = int((sign * (right - left) * (left // (width + 1))).sum())
    return Region(class_id, pixels, corners, width)


def _by_class(pixels: Sequence[NDArray[Any]], values: NDArray[Any]) -> list[tuple[NDArray[Any], NDArray[np.uint8]]]:
    """Return of each class where its edges are, and the pixels there that it covers; one look a class at all edges."""
    found = []
    for value in values:
        code = np.zeros(len(pixels[0]), np.uint8)
        for bit, part in enumerate(pixels):
            code |= (part == value).view(np.uint8) << bit
        where = _CORNERS[code] > 0
        found.append((where, code[where]))
    return found


def _by_sorting(pixels: Sequence[NDArray[Any]], values: NDArray[Any]) -> list[tuple[NDArray[Any], NDArray[np.uint8]]]:
    """Return the same for many classes: (class, vertex) pairs are sorted, and their pixels' bits added up."""
    n = len(pixels[0])
    pairs = np.concatenate([np.searchsorted(values, part) * n + np.arange(n) for part in pixels])
    bits = np.repeat((1 << np.arange(len(pixels))).astype(np.uint8), n)
    order = np.argsort(pairs, kind="stable")
    pairs, bits = pairs[order], bits[order]
    first = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1]))
    codes = np.add.reduceat(bits, first)
    names, vertices = np.divmod(pairs[first], n)
    ends = np.searchsorted(names, np.arange(len(values) + 1))
    return [(vertices[a:b], codes[a:b]) for a, b in pairwise(ends.tolist())]


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
