"""Clouds of points: chosen evenly in space, put in Morton order, held in 16 bits an axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen import portable
from reportgen.overlay.palette import color_of
from reportgen.scene.model import Floats, Ints, Points

MOST = 300_000
_BITS = 16
_STEPS = (1 << _BITS) - 1

# Anchors of viridis (Smith and van der Walt, CC0), evenly spaced: perceptually even, safe for colour-blind eyes.
VIRIDIS = ("#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725")


def rgb(color: str) -> tuple[int, int, int]:
    """Return the bytes of "#rrggbb"."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def gradient() -> NDArray[np.uint8]:
    """Return (256, 3) sRGB bytes from low to high."""
    anchors = np.array([rgb(color) for color in VIRIDIS], np.float64)
    at = np.linspace(0, len(anchors) - 1, 256)
    channels = [portable.interp(at, np.arange(len(anchors)), anchors[:, axis]) for axis in range(3)]
    return np.floor(np.column_stack(channels) + 0.5).astype(np.uint8)


@dataclass(frozen=True)
class Grid16:
    """The grid that 16-bit places stand on: place = low + step * whole number, an axis each."""

    low: Floats
    step: Floats

    @classmethod
    def over(cls, positions: Floats) -> Grid16:
        """Return the finest grid over (n, 3) places."""
        low = positions.min(axis=0)
        span = positions.max(axis=0) - low
        return cls(low, np.where(span > 0, span, 1.0) / _STEPS)

    def whole(self, positions: Floats) -> NDArray[np.uint16]:
        """Return (n, 3) places as whole steps."""
        return np.clip(np.rint((positions - self.low) / self.step), 0, _STEPS).astype(np.uint16)


def morton(whole: NDArray[np.uint16]) -> NDArray[np.uint64]:
    """Return (n,) Morton codes of 48 bits: the bits of x, y and z by turns, x lowest."""
    codes = np.zeros(len(whole), np.uint64)
    for axis in range(3):
        codes |= _spread(whole[:, axis]) << np.uint64(axis)
    return codes


def _spread(column: NDArray[np.uint16]) -> NDArray[np.uint64]:
    """Put two zero bits between the bits of 16-bit numbers."""
    value = column.astype(np.uint64)
    for shift, mask in ((16, 0x0000FF0000FF), (8, 0x00F00F00F00F), (4, 0x0C30C30C30C3), (2, 0x249249249249)):
        value = (value | (value << np.uint64(shift))) & np.uint64(mask)
    return value


def chosen(positions: Floats, most: int) -> Ints:
    """Return the indices of ``most`` of more points, spread evenly in space, in their order; always the same ones.

    Space is cut into equal cubes, as many as still leave no more occupied ones than wanted, and one point of each is
    taken; what is left is drawn from finer cubes. Thin parts so keep their points, and dense parts are thinned.
    """
    span = float((positions.max(axis=0) - positions.min(axis=0)).max()) or 1.0
    whole = np.clip((positions - positions.min(axis=0)) / span * _STEPS, 0, _STEPS).astype(np.uint16)
    codes = morton(whole)
    order = np.random.default_rng(0).permutation(len(codes))
    order = order[np.argsort(codes[order], kind="stable")]
    ranked = codes[order]
    low, high = 0, _BITS  # levels: 0 is one cube, 16 the finest
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _first_of(ranked, middle).sum() <= most else (low, middle)
    taken = _first_of(ranked, low)
    finer = np.flatnonzero(_first_of(ranked, high) & ~taken)
    more = np.random.default_rng(1).permutation(finer)[: most - int(taken.sum())]
    taken[more] = True
    missing = most - int(taken.sum())
    if missing > 0:  # points that share the finest cubes
        taken[np.random.default_rng(2).permutation(np.flatnonzero(~taken))[:missing]] = True
    found: Ints = np.sort(order[taken])
    return found


def _first_of(ranked: NDArray[np.uint64], level: int) -> NDArray[np.bool_]:
    """Return which sorted codes are the first of their cube at a level."""
    cubes = ranked >> np.uint64(3 * (_BITS - level))
    first = np.ones(len(ranked), bool)
    first[1:] = cubes[1:] != cubes[:-1]
    return first


def thinned(points: Points, most: int | None) -> Points:
    """Return the points that the page carries: at most ``most``, evenly in space; all when None."""
    count = len(points.positions)
    return points if most is None or count <= most else points.take(chosen(points.positions, most))


@dataclass(frozen=True)
class Ramp:
    """How heights or values become colours: 256 steps from ``low`` to ``high``."""

    low: float
    high: float

    @classmethod
    def over(cls, column: Floats) -> Ramp:
        """Return the ramp from the 2nd to the 98th percentile of (n,) numbers."""
        finite = column[np.isfinite(column)]
        if not len(finite):
            return cls(0.0, 1.0)
        low, high = (float(end) for end in np.quantile(finite, (0.02, 0.98)))
        return cls(low, high) if high > low else cls(low - 0.5, low + 0.5)

    def steps(self, column: Floats) -> NDArray[np.uint8]:
        """Return (n,) steps 0 to 255; bit for bit as the page does it."""
        share = (column - self.low) / (self.high - self.low)
        share = np.clip(np.nan_to_num(share, nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)
        return np.floor(share * 255 + 0.5).astype(np.uint8)


def colored(points: Points) -> NDArray[np.uint8] | None:
    """Return (n, 3) sRGB bytes as logged, by category or by value; None where only height is left to tell."""
    if points.colors is not None:
        return points.colors
    if points.categories is not None:
        kinds, where = np.unique(points.categories, return_inverse=True)
        return np.array([rgb(color_of(int(kind))) for kind in kinds], np.uint8)[where]
    if points.values is not None:
        return gradient()[Ramp.over(points.values).steps(points.values)]
    return None
