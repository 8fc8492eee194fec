"""A found mask held against a true one: intersection over union and Dice by class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


def counted(ids: Ids) -> Iterator[tuple[int, int]]:
    """Yield each class with its pixels; in one pass where ids are small."""
    if len(ids.ravel()) and int(ids.min()) >= 0 and int(ids.max()) < 1 << 16:
        counts = np.bincount(ids.ravel())
        for value in np.flatnonzero(counts).tolist():
            yield value, int(counts[value])
        return
    values, counts = np.unique(ids, return_counts=True)
    yield from zip(values.tolist(), counts.tolist(), strict=True)


@dataclass
class Agreement:
    """Pixels by class, added up over images: in both masks, in the found one, in the true one."""

    shared: dict[int, int] = field(default_factory=dict)
    found: dict[int, int] = field(default_factory=dict)
    true: dict[int, int] = field(default_factory=dict)

    def add(self, found: Ids, true: Ids) -> None:
        """Count one image's masks (height, width); a found one of another size is read at the true one's pixels."""
        if found.shape != true.shape:
            rows = np.arange(true.shape[0]) * found.shape[0] // true.shape[0]
            columns = np.arange(true.shape[1]) * found.shape[1] // true.shape[1]
            found = found[np.ix_(rows, columns)]
        for total, ids in ((self.shared, true[true == found]), (self.found, found), (self.true, true)):
            for value, count in counted(ids):
                total[value] = total.get(value, 0) + count

    def classes(self) -> list[int]:
        """Return the classes of either mask."""
        return sorted(self.found.keys() | self.true.keys())

    def iou(self, class_id: int) -> float:
        """Return intersection over union: pixels in both over pixels in either."""
        shared = self.shared.get(class_id, 0)
        whole = self.found.get(class_id, 0) + self.true.get(class_id, 0) - shared
        return shared / whole if whole else float("nan")

    def dice(self, class_id: int) -> float:
        """Return Dice's coefficient: twice the pixels in both over the pixels of each."""
        both = self.found.get(class_id, 0) + self.true.get(class_id, 0)
        return 2 * self.shared.get(class_id, 0) / both if both else float("nan")

    def mean_iou(self) -> float:
        """Return the mean over the classes of either mask."""
        values = [self.iou(class_id) for class_id in self.classes()]
        return sum(values) / len(values) if values else float("nan")
