"""Labelled objects of many images as columns, with the names of their classes and the sizes of their images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Skeleton:
    """The keypoints of a class, in order, and the pairs of them that a line joins, by place."""

    names: tuple[str, ...] = ()
    joints: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Category:
    """A class: ``id`` as its files count it, and its name."""

    id: int
    name: str
    skeleton: Skeleton = Skeleton()


@dataclass(frozen=True)
class Picture:
    """An image that labels are of: ``name`` as its files write it, size in pixels, 0 where unknown."""

    name: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Objects:
    """Objects ordered by image. Each column has one entry an object.

    ``image`` and ``category`` are places among the images and classes; ``boxes`` (n, 4) are x, y, width and height in
    pixels. ``shapes`` holds what else their files say of their form: an outline, a mask, keypoints, or None.
    """

    image: Ids
    category: Ids
    boxes: Floats
    score: Floats
    area: Floats
    crowd: NDArray[np.bool_]
    shapes: Sequence[Form | None]

    def __len__(self) -> int:
        return len(self.image)

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Objects:
        """Return rows as columns, ordered by image; those of one image keep their order."""
        image = np.array([row.image for row in rows], np.int64)
        order = np.argsort(image, kind="stable")
        ordered = [rows[at] for at in order.tolist()]
        return cls(
            image[order], np.array([row.category for row in ordered], np.int64),
            np.array([row.box for row in ordered], np.float64).reshape(-1, 4),
            np.array([row.score for row in ordered], np.float64),
            np.array([row.box[2] * row.box[3] if row.area is None else row.area for row in ordered], np.float64),
            np.array([row.crowd for row in ordered], bool), [row.form for row in ordered],
        )  # fmt: skip


@dataclass(frozen=True)
class Form:
    """What is known of an object's form besides its box, in pixels.

    ``segmentation`` is in one of COCO's forms; ``keypoints`` are x, y and visibility (0 unlabelled, 1 hidden, 2 seen)
    of each; ``corners`` are those of an oriented box.
    """

    segmentation: Any = None
    keypoints: tuple[float, ...] = ()
    corners: tuple[float, ...] = ()

    @property
    def labelled(self) -> int:
        """Keypoints that were labelled."""
        return sum(value > 0 for value in self.keypoints[2::3])


@dataclass(frozen=True, slots=True)
class Row:
    """One object; a score of 1 where it is true, or where none is given."""

    image: int
    category: int
    box: tuple[float, float, float, float]
    score: float = 1.0
    crowd: bool = False
    area: float | None = None
    form: Form | None = None


@dataclass(frozen=True)
class Labels:
    """What a reader made of its files: images, classes, true objects, and found ones by the name of their file.

    ``truth`` is None where there is none. ``found`` is empty where nothing was predicted.
    """

    pictures: Sequence[Picture]
    categories: Sequence[Category]
    truth: Objects | None
    found: Mapping[str, Objects] = field(default_factory=dict)
    remarks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What is said of files, by name; "" is for all of them."""
