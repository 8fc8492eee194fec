"""Masks as run lengths: COCO's two forms, outlines turned into them, and how far two of them overlap.

Pixels are counted column by column; the first run is of pixels outside, and may be empty. An outline covers the same
pixels as it does for COCO's own evaluation: the rounding below is part of the format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.errors import KnownError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_PIXELS = 100_000_000
_SCALE = 5.0
_LEAST = 6
"""Numbers of an outline that encloses anything."""
_MORE, _SIGN, _BITS = 0x20, 0x10, 0x1F
_CHUNK = 5


class BadMask(KnownError):  # noqa: N818 - a state of what was read
    """What should be a mask cannot be read as one."""


@dataclass(frozen=True)
class Rle:
    """A mask of ``height`` x ``width`` pixels as the lengths of its runs, by turns outside and inside."""

    height: int
    width: int
    counts: Ints

    @cached_property
    def _bounds(self) -> Ints:
        return np.concatenate([[0], np.cumsum(self.counts)])

    @cached_property
    def _inside(self) -> Ints:
        """How many pixels of the mask stand before each bound."""
        own = self.counts.copy()
        own[0::2] = 0
        return np.concatenate([[0], np.cumsum(own)])

    @cached_property
    def area(self) -> int:
        """Pixels inside."""
        return int(self.counts[1::2].sum())

    def shared(self, other: Rle) -> int:
        """Return the pixels that both cover."""
        starts, ends = other._bounds[1:-1:2], other._bounds[2::2]
        starts = starts[: len(ends)]
        return int((self._before(ends) - self._before(starts)).sum())

    def _before(self, places: Ints) -> Ints:
        """Return how many pixels of the mask stand before places."""
        runs = np.searchsorted(self._bounds[1:-1], places, side="right")
        found: Ints = self._inside[runs] + np.where(runs % 2, places - self._bounds[runs], 0)
        return found

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """The smallest (x, y, width, height) around it; zeros where it is empty."""
        bounds = self._bounds
        starts, ends = bounds[1:-1:2], bounds[2::2]
        starts = starts[: len(ends)]
        full = ends > starts
        starts, ends = starts[full], ends[full]
        if not len(starts):
            return 0.0, 0.0, 0.0, 0.0
        first, last = starts // self.height, (ends - 1) // self.height
        several = first != last
        top = int(np.where(several, 0, starts % self.height).min())
        bottom = int(np.where(several, self.height - 1, (ends - 1) % self.height).max())
        left, right = int(first.min()), int(last.max())
        return float(left), float(top), float(right - left + 1), float(bottom - top + 1)

    def pixels(self) -> NDArray[np.bool_]:
        """Return the mask as (height, width)."""
        values = np.zeros(len(self.counts), bool)
        values[1::2] = True
        found: NDArray[np.bool_] = np.repeat(values, self.counts).reshape(self.width, self.height).T
        return found


def of_pixels(mask: NDArray[np.bool_]) -> Rle:
    """Return a mask (height, width) as run lengths."""
    height, width = mask.shape
    flat = np.asarray(mask, bool).T.ravel()
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    starts = [0, 0] if len(flat) and flat[0] else [0]
    bounds = np.concatenate([starts, changes, [len(flat)]]).astype(np.int64)
    return Rle(height, width, np.diff(bounds))


def packed(mask: Rle) -> str:
    """Return the lengths as COCO's text."""
    counts = mask.counts.tolist()
    found = []
    for place, count in enumerate(counts):
        value = count - counts[place - 2] if place > 2 else count  # noqa: PLR2004 - as the format has it
        more = True
        while more:
            low = value & _BITS
            value >>= _CHUNK
            more = value != (-1 if low & _SIGN else 0)
            found.append(chr((low | (_MORE if more else 0)) + 48))
    return "".join(found)


def unpacked(text: str | bytes, height: int, width: int) -> Rle:
    """Return the mask that COCO's text holds; BadMask where it is none of this size."""
    data = text.encode("latin-1", "replace") if isinstance(text, str) else text
    counts: list[int] = []
    value = shift = 0
    for byte in data:
        chunk = byte - 48
        value |= (chunk & _BITS) << shift
        shift += _CHUNK
        if chunk & _MORE:
            continue
        if chunk & _SIGN:
            value -= 1 << shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)  # noqa: PLR2004 - as the format has it
        value = shift = 0
    return checked(counts, height, width)


def checked(counts: Sequence[int], height: int, width: int) -> Rle:
    """Return a mask of these runs; BadMask where they do not fill it exactly."""
    if height <= 0 or width <= 0 or height * width > MOST_PIXELS:
        raise BadMask(f"a mask of {width:,} x {height:,} pixels")
    try:
        found = np.array(counts, np.int64)
    except (ValueError, TypeError, OverflowError):
        raise BadMask("run lengths that are not numbers") from None
    if found.ndim != 1 or not len(found) or bool((found < 0).any()) or int(found.sum()) != height * width:
        raise BadMask("run lengths that do not fill the mask")
    return Rle(height, width, found)


def of_outline(points: Sequence[float], height: int, width: int) -> Rle:
    """Return the pixels inside of one outline x0, y0, x1, y1, ... as COCO rounds them."""
    corners = np.asarray(points, np.float64).reshape(-1, 2)
    if len(corners) < _LEAST // 2 or not np.isfinite(corners).all():
        raise BadMask("an outline of fewer than three corners")
    if height * width > MOST_PIXELS or float(np.abs(corners).max(initial=0)) > 1 << 20:
        raise BadMask("an outline far outside of its image")
    u, v = _along(np.trunc(_SCALE * corners + 0.5).astype(np.int64))
    turns = np.flatnonzero(u[1:] != u[:-1]) + 1
    x = (np.where(u[turns] < u[turns - 1], u[turns], u[turns] - 1) + 0.5) / _SCALE - 0.5
    y = (np.minimum(v[turns], v[turns - 1]) + 0.5) / _SCALE - 0.5
    keep = (np.floor(x) == x) & (x >= 0) & (x <= width - 1)
    columns, rows = x[keep].astype(np.int64), np.ceil(np.clip(y[keep], 0, height)).astype(np.int64)
    bounds = np.sort(np.append(columns * height + rows, height * width))
    return Rle(height, width, _joined(np.diff(bounds, prepend=0)))


def _along(corners: Ints) -> tuple[Ints, Ints]:
    """Return the points along an outline, a step apart on the longer axis of each of its edges."""
    start, end = corners, np.roll(corners, -1, axis=0)
    delta = np.abs(end - start)
    flat = delta[:, 0] >= delta[:, 1]
    flip = np.where(flat, start[:, 0] > end[:, 0], start[:, 1] > end[:, 1])
    low, high = np.where(flip[:, None], end, start), np.where(flip[:, None], start, end)
    long = np.where(flat, delta[:, 0], delta[:, 1])
    rise = np.where(flat, high[:, 1] - low[:, 1], high[:, 0] - low[:, 0])
    slope = np.divide(rise, long, out=np.zeros(len(long)), where=long > 0)
    edge = np.repeat(np.arange(len(long)), long + 1)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(long + 1) - (long + 1), long + 1)
    t = np.where(flip[edge], long[edge] - step, step)
    main, cross = np.where(flat, low[:, 0], low[:, 1])[edge], np.where(flat, low[:, 1], low[:, 0])[edge]
    first, second = t + main, np.trunc(cross + slope[edge] * t + 0.5).astype(np.int64)
    return np.where(flat[edge], first, second), np.where(flat[edge], second, first)


def _joined(runs: Ints) -> Ints:
    """Return runs without empty ones after the first, whose neighbours are one."""
    found = [int(runs[0])]
    values = runs.tolist()
    at = 1
    while at < len(values):
        if values[at] > 0:
            found.append(values[at])
            at += 1
        else:
            at += 1
            if at < len(values):
                found[-1] += values[at]
                at += 1
    return np.array(found, np.int64)


def united(masks: Sequence[Rle]) -> Rle:
    """Return what any of several masks of one size covers."""
    if len(masks) == 1:
        return masks[0]
    changes = np.concatenate([mask._bounds[1:-1] for mask in masks])  # noqa: SLF001 - of this module
    signs = np.concatenate([1 - 2 * (np.arange(len(mask.counts) - 1) % 2) for mask in masks])
    places, inverse = np.unique(changes, return_inverse=True)
    depth = np.cumsum(np.bincount(inverse, signs, len(places))) > 0.5  # noqa: PLR2004 - counts as doubles
    flips = places[np.flatnonzero(np.diff(depth, prepend=False))]
    first = masks[0]
    bounds = np.concatenate([[0], flips, [first.height * first.width]]).astype(np.int64)
    return Rle(first.height, first.width, np.diff(bounds))


def mask_of(segmentation: Any, height: int, width: int) -> Rle:
    """Return the mask of a ``segmentation`` in any of COCO's forms; BadMask says what it is instead."""
    if isinstance(segmentation, dict):
        size, counts = segmentation.get("size"), segmentation.get("counts")
        if not (isinstance(size, list | tuple) and len(size) == 2 and all(isinstance(n, int) for n in size)):  # noqa: PLR2004 - height and width
            raise BadMask("run lengths without a size")
        if isinstance(counts, str | bytes):
            return unpacked(counts, size[0], size[1])
        if isinstance(counts, list):
            return checked(counts, size[0], size[1])
        raise BadMask("a mask without run lengths")
    found = [of_outline(points, height, width) for points in outlines_of(segmentation)]
    if not found:
        raise BadMask("an outline of fewer than three corners")
    return united(found)


def outlines_of(segmentation: Any) -> list[list[float]]:
    """Return the outlines of a segmentation that is a list of them, those that enclose nothing omitted."""
    if not isinstance(segmentation, list):
        return []
    parts = [segmentation] if segmentation and not isinstance(segmentation[0], list) else segmentation
    return [
        part[: len(part) // 2 * 2]
        for part in parts
        if isinstance(part, list) and len(part) >= _LEAST and all(isinstance(n, int | float) for n in part)
    ]
