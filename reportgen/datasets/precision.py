"""Average precision and recall as COCO defines them: of boxes, masks and keypoints, by size of objects.

A found object is right where it overlaps a free true one of its class enough; the most certain choose first. True
crowds, and objects outside of a range of sizes, count neither for nor against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from reportgen.datasets.objects import Floats, Form, Ids, Objects, Picture
from reportgen.datasets.rle import BadMask, Rle, mask_of
from reportgen.overlay.detection import RECALLS, THRESHOLDS
from reportgen.portable import exp

Kind = Literal["box", "mask", "keypoints"]
AREAS = {"all": (0.0, 1e10), "small": (0.0, 32.0**2), "medium": (32.0**2, 96.0**2), "large": (96.0**2, 1e10)}
_SIGMAS = np.array([26, 25, 25, 35, 35, 79, 79, 72, 72, 62, 62, 107, 107, 87, 87, 89, 89]) / 1000
"""How far people disagree on each of the 17 keypoints of a person, as COCO measured it."""
_LIMITS: dict[Kind, tuple[int, ...]] = {"box": (1, 10, 100), "mask": (1, 10, 100), "keypoints": (20,)}
_RIGHT, _OUT = 1, -1
Likeness = Callable[[Objects, Objects, Ids, Ids], Floats]
"""What returns how alike found and true objects are (found, true), 0 to 1, given the rows of both."""


@dataclass(frozen=True)
class Evaluation:
    """Precision (thresholds, recalls, classes, areas), recall (thresholds, classes, areas, limits), NaN if undefined.

    ``areas`` name the ranges of sizes, ``limits`` are how many found objects of an image and class count. ``right``
    (thresholds, found) tells of each found object whether it is right: 1, 0, or -1 where it does not count.
    """

    kind: Kind
    areas: tuple[str, ...]
    limits: tuple[int, ...]
    precision: Floats
    recall: Floats
    right: NDArray[np.int8]

    def ap(self, threshold: float | None = None, area: str = "all", category: int | None = None) -> float:
        """Return the average precision, over all thresholds, of all classes unless one is asked for."""
        values = self.precision[self._at(threshold), :, :, self.areas.index(area)]
        return _mean(values if category is None else values[:, :, category])

    def ar(self, limit: int | None = None, area: str = "all", threshold: float | None = None) -> float:
        """Return the average recall."""
        place = self.limits.index(limit) if limit is not None else -1
        return _mean(self.recall[self._at(threshold), :, self.areas.index(area), place])

    def summary(self) -> dict[str, float]:
        """Return the figures that COCO's evaluation prints, by their usual names."""
        found = {"AP": self.ap(), "AP50": self.ap(0.5), "AP75": self.ap(0.75)}
        found |= {f"AP {area}": self.ap(area=area) for area in self.areas[1:]}
        if len(self.limits) > 1:
            found |= {f"AR@{limit}": self.ar(limit) for limit in self.limits}
        else:
            found |= {"AR": self.ar(), "AR50": self.ar(threshold=0.5), "AR75": self.ar(threshold=0.75)}
        return found | {f"AR {area}": self.ar(area=area) for area in self.areas[1:]}

    def by_image(self, truth: Objects, found: Objects, images: int) -> Floats:
        """Return the average precision of each image by itself, NaN where nothing is true."""
        most, counts_not = self.precision.shape[2], truth.crowd
        if self.kind == "keypoints":
            counts_not = counts_not | np.array([_unlabelled(form) for form in truth.shapes], bool)
        counted = (truth.image * most + truth.category)[~counts_not]
        keys, counts = np.unique(counted, return_counts=True)
        known = dict(zip(keys.tolist(), counts.tolist(), strict=True))
        total, classes = np.zeros(images), np.bincount(keys // most, minlength=images)
        for own, _ in pairs(truth, found):
            key = int(found.image[own[0]]) * most + int(found.category[own[0]])
            if key in known:
                surest = own[np.argsort(-found.score[own], kind="stable")][: self.limits[-1]]
                total[key // most] += _alone(self.right[:, surest], known[key])
        scores: Floats = np.divide(total, classes, out=np.full(images, np.nan), where=classes > 0)
        return scores

    @staticmethod
    def _at(threshold: float | None) -> slice:
        if threshold is None:
            return slice(None)
        place = int(np.argmin(np.abs(THRESHOLDS - threshold)))
        return slice(place, place + 1)


def _mean(values: Floats) -> float:
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) else float("nan")


def evaluate(truth: Objects, found: Objects, pictures: list[Picture], categories: int, kind: Kind) -> Evaluation:
    """Return precision and recall of what was found, held against what is true."""
    ways: dict[Kind, Likeness] = {"box": _boxes, "mask": _Masks(truth, found, pictures), "keypoints": _keypoints}
    likeness = ways[kind]
    areas = tuple(name for name in AREAS if not (kind == "keypoints" and name == "small"))
    limits = _LIMITS[kind]
    ranges = np.array([AREAS[name] for name in areas])
    ignored = truth.crowd.copy()
    if kind == "keypoints":
        ignored |= np.array([_unlabelled(form) for form in truth.shapes], bool)
    outside = ignored | (truth.area < ranges[:, :1]) | (truth.area > ranges[:, 1:])  # (areas, true)
    sizes = _sizes(found, kind, likeness)
    unsized = (sizes < ranges[:, :1]) | (sizes > ranges[:, 1:])  # (areas, found)
    state = np.zeros((len(areas), len(THRESHOLDS), len(found)), np.int8)
    rank = np.full(len(found), limits[-1], np.int64)
    for own, theirs in pairs(truth, found):
        ordered = own[np.argsort(-found.score[own], kind="stable")][: limits[-1]]
        rank[ordered] = np.arange(len(ordered))
        if len(theirs):
            ious = likeness(truth, found, ordered, theirs)
            state[:, :, ordered] = matched(ious, truth.crowd[theirs], outside[:, theirs])
    state = np.where((state == 0) & unsized[:, None, :], _OUT, state)
    precision, recall = _accumulated(truth, found, outside, state, rank, (categories, limits))
    return Evaluation(kind, areas, limits, precision, recall, state[0])


def _sizes(found: Objects, kind: Kind, likeness: object) -> Floats:
    if kind == "mask" and isinstance(likeness, _Masks):
        return likeness.sizes()
    if kind == "box":
        return found.boxes[:, 2] * found.boxes[:, 3]
    return np.array([_extent(form) for form in found.shapes], np.float64)


def _extent(form: Form | None) -> float:
    points = np.array(form.keypoints if form is not None else (), np.float64).reshape(-1, 3)
    return float(np.ptp(points[:, 0]) * np.ptp(points[:, 1])) if len(points) else 0.0


def pairs(truth: Objects, found: Objects) -> Iterator[tuple[Ids, Ids]]:
    """Yield the rows of each image and class that has found objects, and those of its true ones."""
    most = int(max(truth.category.max(initial=0), found.category.max(initial=0))) + 1
    mine, theirs = found.image * most + found.category, truth.image * most + truth.category
    order, other = np.argsort(mine, kind="stable"), np.argsort(theirs, kind="stable")
    mine, theirs = mine[order], theirs[other]
    keys, starts = np.unique(mine, return_index=True)
    ends = np.append(starts[1:], len(mine))[: len(keys)]
    lows, highs = np.searchsorted(theirs, keys), np.searchsorted(theirs, keys, "right")
    for start, end, low, high in np.stack([starts, ends, lows, highs], axis=1).tolist():
        yield order[start:end], other[low:high]


def matched(ious: Floats, crowd: NDArray[np.bool_], outside: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return (areas, thresholds, found): 1 where an object is right, 0 where it is not, -1 where it does not count.

    ``ious`` (found, true) by falling score; ``outside`` (areas, true) are true objects that do not count.
    """
    least = np.minimum(THRESHOLDS, 1 - 1e-10)
    result = np.zeros((len(outside), len(least), len(ious)), np.int8)
    free = np.ones((len(outside), len(least), ious.shape[1]), bool)
    last = ious.shape[1] - 1
    for row in np.flatnonzero(ious.max(axis=1) >= least[0]).tolist():
        overlap = ious[row]
        able = (overlap >= least[:, None])[None] & (free | crowd)
        first = able & ~outside[:, None, :]
        inside = first.any(axis=2)
        able = np.where(inside[:, :, None], first, able)
        # Of equal overlaps the later true object is taken, as COCO's loop does.
        best = last - np.argmax(np.where(able, overlap, -1.0)[:, :, ::-1], axis=2)
        hit = able.any(axis=2)
        result[:, :, row] = np.where(inside, _RIGHT, np.where(hit, _OUT, 0))
        where = np.nonzero(hit)
        free[where[0], where[1], best[hit]] = False
    return result


def _accumulated(
    truth: Objects, found: Objects, outside: NDArray[np.bool_], state: NDArray[np.int8], rank: Ids,
    by: tuple[int, tuple[int, ...]],
) -> tuple[Floats, Floats]:  # fmt: skip
    categories, limits = by
    areas = len(outside)
    precision = np.full((len(THRESHOLDS), len(RECALLS), categories, areas), np.nan)
    recall = np.full((len(THRESHOLDS), categories, areas, len(limits)), np.nan)
    counts = np.array([np.bincount(truth.category[~out], minlength=categories) for out in outside])
    order = np.argsort(found.category, kind="stable")
    names = found.category[order]
    for category in range(categories):
        low, high = np.searchsorted(names, [category, category + 1])
        rows = order[low:high]
        for place, limit in enumerate(limits):
            own = rows[rank[rows] < limit]
            # Equal scores stand by image, and within one by rank.
            own = own[np.lexsort((rank[own], found.image[own], -found.score[own]))]
            for area in np.flatnonzero(counts[:, category]).tolist():
                drawn = place == len(limits) - 1
                curve, reached = _curves(state[area][:, own], int(counts[area, category]), drawn=drawn)
                recall[:, category, area, place] = reached
                if drawn:
                    precision[:, :, category, area] = curve
    return precision, recall


def _curves(state: NDArray[np.int8], count: int, *, drawn: bool) -> tuple[Floats, Floats]:
    """Return precision at each recall (thresholds, recalls), if ``drawn``, and the recall that is reached."""
    curve = np.zeros((len(THRESHOLDS), len(RECALLS)))
    if not state.shape[1]:
        return curve, np.zeros(len(THRESHOLDS))
    right = np.cumsum(state == _RIGHT, axis=1)
    reached: Floats = right[:, -1] / count
    if drawn:
        wrong = np.cumsum(state == 0, axis=1)
        values = right / np.maximum(right + wrong, np.spacing(1))
        values = np.maximum.accumulate(values[:, ::-1], axis=1)[:, ::-1]
        recalls = right / count
        for row in range(len(THRESHOLDS)):
            places = np.searchsorted(recalls[row], RECALLS, side="left")
            inside = places < values.shape[1]
            curve[row, inside] = values[row, places[inside]]
    return curve, reached


def _alone(state: NDArray[np.int8], count: int) -> float:
    """Return the average precision of the found objects of one image and class, ordered by score."""
    right = np.cumsum(state == _RIGHT, axis=1)
    values = right / np.maximum(right + np.cumsum(state == 0, axis=1), np.spacing(1))
    values = np.maximum.accumulate(values[:, ::-1], axis=1)[:, ::-1]
    reached = np.searchsorted(RECALLS, np.arange(count + 1) / count, side="right")
    weights = np.diff(reached, prepend=0)
    weights[1] += weights[0]  # the recall of 0 is that of the first right one
    return float((values * weights[np.minimum(right, count)] * (state == _RIGHT)).sum() / len(RECALLS) / len(state))


def _boxes(truth: Objects, found: Objects, own: Ids, theirs: Ids) -> Floats:
    """Return intersection over union (found, true); over the found box alone where the true one is a crowd."""
    a, b = found.boxes[own][:, None, :], truth.boxes[theirs][None, :, :]
    size = np.minimum(a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    shared = np.where((size > 0).all(axis=2), size[..., 0] * size[..., 1], 0.0)
    area = a[..., 2] * a[..., 3]
    whole = np.where(truth.crowd[theirs][None, :], area, area + b[..., 2] * b[..., 3] - shared)
    result: Floats = np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)
    return result


class _Masks:
    """How far masks overlap; each is read once, and one that cannot be read covers nothing."""

    def __init__(self, truth: Objects, found: Objects, pictures: list[Picture]) -> None:
        self._sides = (truth, found)
        self._pictures = pictures
        self._read: tuple[dict[int, Rle | None], dict[int, Rle | None]] = ({}, {})

    def __call__(self, truth: Objects, _: Objects, own: Ids, theirs: Ids) -> Floats:
        result = np.zeros((len(own), len(theirs)))
        for row, mine in enumerate(own.tolist()):
            for column, other in enumerate(theirs.tolist()):
                result[row, column] = self._overlap(mine, other, crowd=bool(truth.crowd[other]))
        return result

    def _overlap(self, mine: int, other: int, *, crowd: bool) -> float:
        a, b = self._mask(1, mine), self._mask(0, other)
        if a is None or b is None or (a.height, a.width) != (b.height, b.width):
            return 0.0
        if not _touch(a.box, b.box):
            return 0.0
        shared = a.shared(b)
        whole = a.area if crowd else a.area + b.area - shared
        return shared / whole if whole else 0.0

    def sizes(self) -> Floats:
        """Return the pixels of every found mask."""
        masks = (self._mask(1, row) for row in range(len(self._sides[1])))
        return np.array([0.0 if mask is None else float(mask.area) for mask in masks])

    def _mask(self, side: int, row: int) -> Rle | None:
        known = self._read[side]
        if row not in known:
            objects = self._sides[side]
            form, picture = objects.shapes[row], self._pictures[int(objects.image[row])]
            try:
                known[row] = mask_of(form.segmentation if form else None, picture.height, picture.width)
            except BadMask:
                known[row] = None
        return known[row]


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _keypoints(truth: Objects, found: Objects, own: Ids, theirs: Ids) -> Floats:
    """Return the likeness of keypoints (found, true): by their distances, the size of the object, and the keypoint."""
    result = np.zeros((len(own), len(theirs)))
    mine = [_points(found.shapes[row]) for row in own.tolist()]
    for column, row in enumerate(theirs.tolist()):
        true = _points(truth.shapes[row])
        if not len(true):
            continue
        sigmas = _SIGMAS if len(true) == len(_SIGMAS) else np.full(len(true), 1 / len(true))
        seen = true[:, 2] > 0
        x, y, width, height = truth.boxes[row]
        for place, points in enumerate(mine):
            if len(points) != len(true):
                continue
            if seen.any():
                away = points[:, :2] - true[:, :2]
            else:  # of an object without labelled keypoints, how far outside of twice its box they are
                low, high = np.array([x - width, y - height]), np.array([x + 2 * width, y + 2 * height])
                away = np.maximum(0, low - points[:, :2]) + np.maximum(0, points[:, :2] - high)
            error = (away**2).sum(axis=1) / (2 * sigmas) ** 2 / (truth.area[row] + np.spacing(1)) / 2
            error = error[seen] if seen.any() else error
            result[place, column] = exp(-error).sum() / len(error)
    return result


def _unlabelled(form: Form | None) -> bool:
    return form is None or not form.labelled


def _points(form: Form | None) -> Floats:
    return np.array(form.keypoints if form is not None else (), np.float64).reshape(-1, 3)
