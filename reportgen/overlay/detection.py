"""Found boxes held against true ones: average precision as COCO defines it, and a verdict on every box.

Both match greedily: boxes of one image, the most certain first, each takes the free true box of its class that it
overlaps most, if their intersection over union reaches the threshold. What a true crowd takes up counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

THRESHOLDS: Floats = np.linspace(0.5, 0.95, 10)
"""IoU thresholds of AP50:95."""
RECALLS: Floats = np.linspace(0.0, 1.0, 101)
"""Recalls at which COCO reads the precision."""
MOST_FOUND = 100
"""Found boxes of an image and class that COCO counts, the most certain."""

FOUND, DUPLICATE, WRONG_CLASS, FALSE, IGNORED, HIDDEN = range(6)
"""Verdicts on a found box: right, again, another class, nothing there, in a crowd, below the score threshold."""
MATCHED, MISSED, CONFUSED, CROWD = range(4)
"""Verdicts on a true box: found, not found, found as another class, a crowd."""


@dataclass(frozen=True)
class Boxes:
    """Boxes of many images as columns, ordered by image: corners (n, 4) as x0, y0, x1, y1; scores of found ones."""

    image: Ids
    class_id: Ids
    corners: Floats
    score: Floats
    crowd: NDArray[np.bool_]


@dataclass(frozen=True)
class Precision:
    """Average precision by threshold and class (thresholds, classes), NaN for a class without true boxes.

    ``curves`` (thresholds, classes, recalls) is the precision at each of ``RECALLS``.
    """

    classes: Ids
    values: Floats
    curves: Floats
    true: Ids
    """True boxes of each class, crowds omitted."""

    def mean(self, thresholds: slice = slice(None)) -> float:
        """Return the mean over classes with true boxes, NaN where there are none."""
        values = self.values[thresholds]
        values = values[np.isfinite(values)]
        return float(values.mean()) if len(values) else float("nan")


@dataclass(frozen=True)
class Verdicts:
    """What became of each box at one threshold; ``partner`` is the true box (by row) that a found one was held to."""

    found: Ids
    partner: Ids
    true: Ids


def overlaps(found: Floats, true: Floats, crowd: NDArray[np.bool_]) -> Floats:
    """Return the intersection over union (found, true); over the found box alone where the true one is a crowd."""
    left = np.maximum(found[:, None, :2], true[None, :, :2])
    right = np.minimum(found[:, None, 2:], true[None, :, 2:])
    size = np.maximum(right - left, 0.0)
    shared = size[..., 0] * size[..., 1]
    area = (found[:, 2] - found[:, 0]) * (found[:, 3] - found[:, 1])
    other = (true[:, 2] - true[:, 0]) * (true[:, 3] - true[:, 1])
    whole = np.where(crowd[None, :], area[:, None], area[:, None] + other[None, :] - shared)
    result: Floats = np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)
    return result


def average_precision(true: Boxes, found: Boxes, thresholds: Floats = THRESHOLDS) -> Precision:
    """Return the average precision of COCO's evaluation (area "all", 100 boxes an image and class)."""
    classes = np.unique(np.concatenate([true.class_id, found.class_id]))
    parts: dict[int, list[tuple[Floats, Ids]]] = {int(name): [] for name in classes}
    for rows, others in _images(found, true):
        for name in np.unique(found.class_id[rows]).tolist():
            own = rows[found.class_id[rows] == name]
            own = own[np.argsort(-found.score[own], kind="stable")][:MOST_FOUND]
            theirs = others[true.class_id[others] == name]
            ious = overlaps(found.corners[own], true.corners[theirs], true.crowd[theirs])
            parts[name].append((found.score[own], _match(ious, true.crowd[theirs], thresholds)))
    counts = np.array([int((~true.crowd[true.class_id == name]).sum()) for name in classes], np.int64)
    curves = np.full((len(thresholds), len(classes), len(RECALLS)), np.nan)
    for place, name in enumerate(classes.tolist()):
        if counts[place]:
            curves[:, place] = _curves(parts[name], int(counts[place]), len(thresholds))
    return Precision(classes, curves.mean(axis=2), curves, counts)


def _images(found: Boxes, true: Boxes) -> Iterator[tuple[Ids, Ids]]:
    """Yield the rows of each image that has found boxes."""
    images = np.unique(found.image)
    starts, ends = np.searchsorted(found.image, images), np.searchsorted(found.image, images, "right")
    lows, highs = np.searchsorted(true.image, images), np.searchsorted(true.image, images, "right")
    for start, end, low, high in zip(starts, ends, lows, highs, strict=True):
        yield np.arange(start, end), np.arange(low, high)


def _match(ious: Floats, crowd: NDArray[np.bool_], thresholds: Floats) -> Ids:
    """Return (thresholds, found): 1 where a box is right, 0 where it is not, -1 where it does not count."""
    result = np.zeros((len(thresholds), len(ious)), np.int64)
    if not ious.size:
        return result
    least = np.minimum(thresholds, 1 - 1e-10)[:, None]
    free = np.ones((len(thresholds), ious.shape[1]), bool)
    for row in np.flatnonzero(ious.max(axis=1) >= thresholds.min()):
        overlap = ious[row]
        able = free & (overlap[None, :] >= least) & ~crowd[None, :]
        best = np.where(able, overlap[None, :], -1.0)
        # Of equal overlaps the later true box is taken, as COCO's loop does.
        take = best.shape[1] - 1 - np.argmax(best[:, ::-1], axis=1)
        hit = able.any(axis=1)
        result[hit, row] = 1
        free[np.flatnonzero(hit), take[hit]] = False
        crowded = ((overlap[None, :] >= least) & crowd[None, :]).any(axis=1)
        result[~hit & crowded, row] = -1
    return result


def _curves(parts: list[tuple[Floats, Ids]], count: int, thresholds: int) -> Floats:
    """Return the precision at each recall (thresholds, recalls) of one class."""
    out = np.zeros((thresholds, len(RECALLS)))
    if not parts:
        return out
    order = np.argsort(-np.concatenate([score for score, _ in parts]), kind="stable")
    hits = np.concatenate([hit for _, hit in parts], axis=1)[:, order]
    right, wrong = np.cumsum(hits == 1, axis=1), np.cumsum(hits == 0, axis=1)
    for row in range(thresholds):
        recall = right[row] / count
        precision = right[row] / np.maximum(right[row] + wrong[row], np.spacing(1))
        precision = np.maximum.accumulate(precision[::-1])[::-1]  # never rising with recall
        places = np.searchsorted(recall, RECALLS, side="left")
        inside = places < len(precision)
        out[row, inside] = precision[places[inside]]
    return out


def judge(true: Boxes, found: Boxes, iou: float, min_score: float) -> Verdicts:
    """Return a verdict on every box: each found one is held to one true box at most, and each true one to one.

    After right ones are matched, what is left is a duplicate where a true box of its class was found already, a wrong
    class where it overlaps a free true box of another, else false.
    ``client/media_browser/error_explorer/detection.ts`` does the same.
    """
    verdict = np.full(len(found.image), HIDDEN, np.int64)
    partner = np.full(len(found.image), -1, np.int64)
    fate = np.where(true.crowd, CROWD, MISSED).astype(np.int64)
    for rows, others in _images(found, true):
        shown = rows[found.score[rows] >= min_score]
        shown = shown[np.argsort(-found.score[shown], kind="stable")]
        ious = overlaps(found.corners[shown], true.corners[others], true.crowd[others])
        same = found.class_id[shown][:, None] == true.class_id[others][None, :]
        crowd = true.crowd[others]
        for place, row in enumerate(shown.tolist()):
            able = same[place] & ~crowd & (ious[place] >= iou) & (fate[others] == MISSED)
            if able.any():
                best = _last_best(np.where(able, ious[place], -1.0))
                verdict[row], partner[row], fate[others[best]] = FOUND, others[best], MATCHED
            elif (same[place] & crowd & (ious[place] >= iou)).any():
                verdict[row] = IGNORED
        for place, row in enumerate(shown.tolist()):
            if verdict[row] != HIDDEN:
                continue
            near = ~crowd & (ious[place] >= iou)
            again, other = near & same[place], near & ~same[place] & (fate[others] == MISSED)
            if again.any():
                verdict[row], partner[row] = DUPLICATE, others[_last_best(np.where(again, ious[place], -1.0))]
            elif other.any():
                best = _last_best(np.where(other, ious[place], -1.0))
                verdict[row], partner[row], fate[others[best]] = WRONG_CLASS, others[best], CONFUSED
            else:
                verdict[row] = FALSE
    return Verdicts(verdict, partner, fate)


def _last_best(values: Floats) -> int:
    """Return the place of the largest value, the last of equal ones."""
    return int(len(values) - 1 - np.argmax(values[::-1]))
