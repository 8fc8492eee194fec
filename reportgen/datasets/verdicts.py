"""What became of every object of a set, image by image and class by class, at one threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.datasets.objects import Floats, Ids, Objects
from reportgen.overlay.detection import CROWD, FOUND, HIDDEN, IGNORED, MATCHED, Boxes, Verdicts, judge

IOU, MIN_SCORE = 0.5, 0.3
"""Where the error explorer's sliders stand initially: its first figures are those of the tables."""


@dataclass(frozen=True)
class Counts:
    """Objects by image and class (images, classes): true ones and found ones that count, right, wrong and missed."""

    true: Ids
    found: Ids
    right: Ids
    wrong: Ids
    missed: Ids
    fates: Ids
    """What became of each true object."""
    wrong_of_image: Ids

    @property
    def errors(self) -> Ids:
        """Errors by image."""
        found: Ids = self.wrong.sum(axis=1) + self.missed.sum(axis=1)
        return found


def as_boxes(objects: Objects) -> Boxes:
    """Return objects as the matching of boxes takes them."""
    corners = objects.boxes.copy()
    corners[:, 2:] += corners[:, :2]
    return Boxes(objects.image, objects.category, corners, objects.score, objects.crowd)


def counted(truth: Objects, found: Objects, images: int, classes: int) -> Counts:
    """Return the counts at the usual threshold; what lies in a crowd counts as neither right nor wrong."""
    verdicts: Verdicts = judge(as_boxes(truth), as_boxes(found), IOU, MIN_SCORE)

    def by(objects: Objects, which: NDArray[np.bool_]) -> Ids:
        keys = (objects.image * classes + objects.category)[which]
        found: Ids = np.bincount(keys, minlength=images * classes).reshape(images, classes)
        return found

    seen = (verdicts.found != HIDDEN) & (verdicts.found != IGNORED)
    wrong = by(found, seen & (verdicts.found != FOUND))
    return Counts(
        by(truth, verdicts.true != CROWD), by(found, seen), by(found, verdicts.found == FOUND), wrong,
        by(truth, (verdicts.true != CROWD) & (verdicts.true != MATCHED)), verdicts.true, wrong.sum(axis=1),
    )  # fmt: skip


def apart(truth: Objects | None, counts: list[Counts], images: int) -> Floats:
    """Return by image how much runs differ: true objects that some found and others did not, and wrong ones."""
    if len(counts) < 2 or truth is None:  # noqa: PLR2004 - a comparison
        return np.zeros(images)
    matched = np.array([one.fates == MATCHED for one in counts])
    differs = matched.any(axis=0) & ~matched.all(axis=0)
    wrong = np.array([one.wrong_of_image for one in counts])
    found: Floats = np.bincount(truth.image[differs], minlength=images) + (wrong.max(axis=0) - wrong.min(axis=0)) * 1.0
    return found
