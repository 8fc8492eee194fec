"""Triangles, points and lines to pixels, in NumPy: a z-buffer that is filled many triangles at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reportgen import portable
from reportgen.scene.camera import SLOPE, Camera
from reportgen.scene.model import Floats, Ints

_AT_ONCE = 1_500_000
"""Pixels that are held at once."""
_NEAR = 1e-3


@dataclass
class Canvas:
    """A picture of ``width`` x ``height`` pixels with depth: what is nearest in each pixel, and its colour.

    ``color`` (h * w, 4) holds sRGB and opacity in 0 to 1, ``depth`` (h * w,) the distance along the line of sight.
    """

    camera: Camera
    width: int
    height: int
    color: NDArray[np.float32] = field(init=False)
    depth: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        self.color = np.zeros((self.width * self.height, 4), np.float32)
        self.depth = np.full(self.width * self.height, np.inf, np.float32)

    def project(self, places: Floats) -> tuple[Floats, Floats]:
        """Return (n, 2) pixels and (n,) distances of y-up places; NaN pixels for what is behind the camera."""
        turn, stand = self.camera.view()
        right, up, back = portable.product(places - stand, turn.T).T
        away = -back
        scale = self.height / (2 * SLOPE)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(away > _NEAR * self.camera.radius, scale / away, np.nan)
        return np.column_stack([self.width / 2 + right * share, self.height / 2 - up * share]), away

    def triangles(self, places: Floats, faces: Ints) -> tuple[Ints, Ints, Floats]:
        """Return what triangles win: pixels (k,), faces (k,), barycentric weights (k, 3) as seen in space.

        Their depth is written; the caller colours the pixels.
        """
        pixels, away = self.project(places)
        corners, nearness = pixels[faces], np.asarray(1 / away[faces], np.float64)
        rows, slope, usable = self._rows(corners, nearness)
        winner = self._held()
        for part in _parts(np.flatnonzero(usable), rows[:, 1] - rows[:, 0]):
            self._fill(part, corners, rows, slope, winner)
        won, chosen = self._won(winner)
        weights = _barycentric(
            corners[chosen], np.column_stack([won % self.width, won // self.width]).astype(np.float64) + 0.5
        )
        weights = np.nan_to_num(weights) * nearness[chosen]
        total = weights.sum(axis=1, keepdims=True)
        return won, chosen, weights / np.where(total == 0, 1.0, total)

    def _rows(self, corners: Floats, nearness: Floats) -> tuple[Ints, Floats, NDArray[np.bool_]]:
        """Return of each triangle its rows (m, 2), how nearness changes over the picture (m, 3), and if it is seen."""
        a, ab, ac = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            second, third = nearness[:, 1] - nearness[:, 0], nearness[:, 2] - nearness[:, 0]
            across = (second * ac[:, 1] - third * ab[:, 1]) / area
            down = (third * ab[:, 0] - second * ac[:, 0]) / area
            slope = np.column_stack([across, down, nearness[:, 0] - across * a[:, 0] - down * a[:, 1]])
        usable = np.asarray(np.isfinite(corners).all(axis=(1, 2)) & np.isfinite(slope).all(axis=1))
        tall = np.where(usable[:, None], corners[:, :, 1], 0.0)
        rows = np.column_stack([np.ceil(tall.min(axis=1) - 0.5), np.floor(tall.max(axis=1) - 0.5) + 1])
        rows = np.clip(rows, 0, self.height).astype(np.int64)
        return rows, slope, usable & (rows[:, 1] > rows[:, 0])

    def _fill(self, part: Ints, corners: Floats, rows: Ints, slope: Floats, winner: NDArray[np.uint64]) -> None:
        """Fill the rows of some triangles, from edge to edge."""
        face, y = _expanded(part, rows[part, 0], rows[part, 1])
        at = y + 0.5
        left, right = np.full(len(face), np.inf), np.full(len(face), -np.inf)
        for one, other in ((0, 1), (1, 2), (2, 0)):
            p, q = corners[face, one], corners[face, other]
            with np.errstate(divide="ignore", invalid="ignore"):
                share = (at - p[:, 1]) / (q[:, 1] - p[:, 1])
                x = p[:, 0] + share * (q[:, 0] - p[:, 0])
            crossed = (share >= 0) & (share <= 1)
            left, right = np.where(crossed, np.minimum(left, x), left), np.where(crossed, np.maximum(right, x), right)
        good = left <= right
        face, y, left, right = face[good], y[good], left[good], right[good]
        begin = np.clip(np.ceil(left - 0.5), 0, self.width).astype(np.int64)
        end = np.clip(np.floor(right - 0.5) + 1, 0, self.width).astype(np.int64)
        for span in _parts(np.arange(len(face)), np.maximum(end - begin, 0)):
            row, x = _expanded(span, begin[span], end[span])
            which = face[row]
            near = slope[which, 0] * (x + 0.5) + slope[which, 1] * (y[row] + 0.5) + slope[which, 2]
            np.maximum.at(winner, y[row] * self.width + x, _key(near, which))

    def _held(self) -> NDArray[np.uint64]:
        """Return a number for each pixel that grows with nearness; its lower half tells what is drawn, 0 for before."""
        with np.errstate(divide="ignore"):
            return (1 / self.depth).astype(np.float32).view(np.uint32).astype(np.uint64) << np.uint64(32)

    def _won(self, winner: NDArray[np.uint64]) -> tuple[Ints, Ints]:
        """Write the depth of what won; returns its pixels and numbers."""
        chosen = (winner & np.uint64(0xFFFFFFFF)).astype(np.int64) - 1
        won = np.flatnonzero(chosen >= 0)
        near = (winner[won] >> np.uint64(32)).astype(np.uint32).view(np.float32)
        with np.errstate(divide="ignore"):
            self.depth[won] = 1 / near
        return won, chosen[won]

    def points(self, places: Floats, colors: NDArray[np.uint8], size: float, opacity: float = 1.0) -> None:
        """Draw squares of ``size`` pixels; (n, 3) sRGB bytes, or one colour for all."""
        pixels, away = self.project(places)
        side = max(round(size), 1)
        with np.errstate(invalid="ignore"):
            corner = np.floor(pixels - (side - 1) / 2)
            inside = ((corner > -side) & (corner < (self.width, self.height))).all(axis=1)
        which = np.flatnonzero(inside)
        corner = corner[inside].astype(np.int64)
        keys = _key(1 / away[inside], which)
        winner = self._held()
        for dx in range(side):
            for dy in range(side):
                x, y = corner[:, 0] + dx, corner[:, 1] + dy
                ok = (x >= 0) & (x < self.width) & (y >= 0) & (y < self.height)
                np.maximum.at(winner, y[ok] * self.width + x[ok], keys[ok])
        won, chosen = self._won(winner)
        self.blend(won, np.broadcast_to(colors, (len(places), 3))[chosen].astype(np.float32) / np.float32(255), opacity)

    def blend(self, pixels: Ints, colors: NDArray[np.float32], opacity: float) -> None:
        """Lay (k, 3) colours over pixels."""
        under = self.color[pixels]
        alpha = opacity + under[:, 3] * (1 - opacity)
        mixed = colors * opacity + under[:, :3] * (under[:, 3] * (1 - opacity))[:, None]
        self.color[pixels, :3] = mixed / alpha[:, None]
        self.color[pixels, 3] = alpha

    def lines(
        self, ends: Floats, color: tuple[float, float, float, float] | NDArray[np.uint8], width: float = 1
    ) -> None:
        """Draw (k, 2, 3) straight lines, pixels wide and thinner by opacity; they hide nothing.

        All have one colour, or (k, 3) sRGB bytes.
        """
        pixels, _ = self.project(ends.reshape(-1, 3))
        with np.errstate(invalid="ignore"):
            length = np.nan_to_num(np.abs(np.diff(pixels.reshape(-1, 2, 2), axis=1)).max(axis=(1, 2)), nan=512.0)
        most = max(_AT_ONCE // max(len(ends), 1), 2)
        steps = np.clip(length, 1, min(most, 4096)).astype(np.int64) + 1
        line, nth = _expanded(np.arange(len(ends)), np.zeros(len(ends), np.int64), steps)
        share = (nth / (steps[line] - 1))[:, None]
        before = self.depth.copy()
        places = ends[line, 0] * (1 - share) + ends[line, 1] * share
        if isinstance(color, tuple):
            self.points(places, (np.array(color[:3]) * 255).astype(np.uint8), width, color[3])
        else:
            self.points(places, color[line], width)
        self.depth = before

    def shrunk(self, times: int) -> NDArray[np.uint8]:
        """Return (h / times, w / times, 4) bytes, each the mean of ``times`` x ``times`` pixels."""
        rows = self.color.reshape(self.height // times, times, self.width // times, times, 4)
        weights = rows[..., 3:]
        alpha = weights.mean(axis=(1, 3))
        with np.errstate(divide="ignore", invalid="ignore"):
            color = np.nan_to_num((rows[..., :3] * weights).mean(axis=(1, 3)) / alpha)
        return np.floor(np.concatenate([color, alpha], axis=2) * 255 + 0.5).clip(0, 255).astype(np.uint8)


def _key(near: Floats, which: Ints) -> NDArray[np.uint64]:
    """Return numbers that grow with nearness; of what is as near, the last wins."""
    bits = np.maximum(near, 0).astype(np.float32).view(np.uint32).astype(np.uint64)
    return (bits << np.uint64(32)) | (which + 1).astype(np.uint64)


def _expanded(items: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return each item as often as it has whole numbers from start to end, and those numbers."""
    counts = np.maximum(end - start, 0)
    nth = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(items, counts), np.repeat(start, counts) + nth


def _parts(order: Ints, count: Ints) -> list[Ints]:
    """Cut items into runs that have about as many pixels or rows as are handled at once."""
    ends = np.cumsum(count[order])
    whole = int(ends[-1]) if len(ends) else 0
    return np.split(order, np.unique(np.searchsorted(ends, np.arange(_AT_ONCE, whole, _AT_ONCE))))


def _barycentric(corners: Floats, at: Floats) -> Floats:
    """Return (k, 3) weights of the corners (k, 3, 2) at places (k, 2) of the picture; NaN for a flat triangle."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    ab, ac, ap = b - a, c - a, at - a
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        second = (ap[:, 0] * ac[:, 1] - ap[:, 1] * ac[:, 0]) / area
        third = (ab[:, 0] * ap[:, 1] - ab[:, 1] * ap[:, 0]) / area
    return np.column_stack([1 - second - third, second, third])
