"""Images with what lies over them: bounding boxes, segmentation masks, and the names of their classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal

from reportgen.model.media import FileMedia, MediaFile, Stored

NO_CLASS = -1
"""Class id of a box that was logged without one."""
Names = Mapping[int, str]
"""Names of classes by id."""
Normalization = Literal["", "unit", "signed", "clip"]
"""How values of an array became bytes: [0, 1] times 255; [-1, 1] times 127.5 plus 127.5; clipped to 0 to 255."""


@dataclass(frozen=True)
class Outline:
    """The form of an object in pixels of its image, as SVG paths: its ``area``; lines and dots as ``strokes``."""

    area: str = ""
    strokes: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle between two opposite corners, (x0, y0) and (x1, y1), measured from the image's upper left corner.

    In pixels of the image, or in fractions of its width and height (0 to 1), as ``domain`` says; it may lie outside.
    ``scores`` are finite numbers. ``crowd`` marks ground truth that stands for many objects, as COCO's ``iscrowd``.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    class_id: int = NO_CLASS
    label: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    crowd: bool = False
    domain: Literal["pixel", "fraction"] = "fraction"
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else was logged of it, as plain values."""
    outline: Outline | None = None
    """Its form, where more is known than the box."""

    def in_pixels(self, width: int, height: int) -> Box:
        """Return it in pixels of an image of this size, (x0, y0) its upper left corner."""
        across, down = (1, 1) if self.domain == "pixel" else (width, height)
        a, b, c, d = self.x0 * across, self.y0 * down, self.x1 * across, self.y1 * down
        return Box(
            min(a, c), min(b, d), max(a, c), max(b, d), self.class_id, self.label, self.scores, self.crowd, "pixel",
            self.more, self.outline,
        )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """Return it as plain values, in the words that boxes are logged in."""
        place = {"minX": self.x0, "maxX": self.x1, "minY": self.y0, "maxY": self.y1}
        found: dict[str, Any] = {**self.more, "position": place}
        if self.class_id != NO_CLASS:
            found["class_id"] = self.class_id
        if self.label:
            found["box_caption"] = self.label
        if self.scores:
            found["scores"] = dict(self.scores)
        return found | ({"domain": "pixel"} if self.domain == "pixel" else {})


@dataclass(frozen=True)
class Boxes:
    """A group of boxes over one image, such as "predictions", and the names of their classes where they have own ones.

    ``unread`` counts logged entries that are no boxes.
    """

    boxes: tuple[Box, ...]
    labels: Names = field(default_factory=dict)
    unread: int = 0

    def in_pixels(self, width: int, height: int) -> Boxes:
        """Return all of them in pixels of an image of this size."""
        return replace(self, boxes=tuple(box.in_pixels(width, height) for box in self.boxes))


@dataclass(frozen=True)
class Mask:
    """A segmentation mask: a picture, stretched over the image, whose gray or palette values are class ids.

    One in colours has a class for each colour.
    """

    file: MediaFile
    labels: Names = field(default_factory=dict)
    """Names of its classes, where it has own ones."""


@dataclass(frozen=True)
class Classes:
    """Names of the classes over an image: by group of boxes, by mask, and ``shared`` by all where no group has own."""

    boxes: Mapping[str, Names] = field(default_factory=dict)
    masks: Mapping[str, Names] = field(default_factory=dict)
    shared: Stored[Names] | None = None


@dataclass(frozen=True)
class Image(FileMedia):
    """A picture file, with groups of boxes and masks by name; ``width`` and ``height`` in pixels, 0 where unknown.

    ``normalization`` is the rule that its logger brought the values of an array to bytes by, where it says so;
    ``grouping`` is a number that images of one group share.
    """

    noun: ClassVar[str] = "image"
    width: int = 0
    height: int = 0
    boxes: Mapping[str, Stored[Boxes]] = field(default_factory=dict)
    masks: Mapping[str, Mask] = field(default_factory=dict)
    classes: Classes = Classes()
    normalization: Normalization = ""
    grouping: int | None = None

    def facts(self) -> dict[str, Any]:
        """Return size, format, names of masks, and the boxes that need no file to be read."""
        found = super().facts()
        if self.file is not None:
            found["format"] = self.file.name.rpartition(".")[2]
        found |= {name: value for name, value in (("width", self.width), ("height", self.height)) if value}
        found |= {"normalization": self.normalization} if self.normalization else {}
        found |= {"grouping": self.grouping} if self.grouping is not None else {}
        near = {name: group.read() for name, group in self.boxes.items() if not group.in_file}
        if near:
            found["boxes"] = {name: [box.facts() for box in group.boxes] for name, group in near.items()}
        return found | ({"masks": {name: {} for name in self.masks}} if self.masks else {})


def class_names(labels: Any) -> dict[int, str]:
    """Return logged class labels by class id; ids may be texts, what is not an id is omitted."""
    if not isinstance(labels, Mapping):
        return {}
    found = {}
    for key, name in labels.items():
        try:
            found[int(key)] = str(name)
        except (ValueError, TypeError):
            continue
    return found
