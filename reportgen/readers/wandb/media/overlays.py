"""What the SDK logs over images: boxes as a file or in a table's cell, and files with the names of classes.

A box gives its place as ``{minX, maxX, minY, maxY}`` or as ``{middle: [x, y], width, height}``, in fractions of the
image, or in its pixels where ``domain`` is "pixel"; each box may do it its own way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from reportgen.media.damage import read_json
from reportgen.model.media import MediaError, MediaFile, Stored
from reportgen.model.media.image import NO_CLASS, Box, Boxes, Names, class_names

_LARGEST = 1e9
_KNOWN = frozenset({"position", "domain", "class_id", "box_caption", "scores"})


@dataclass(frozen=True)
class BoxFile(Stored[Boxes]):
    """The boxes in a file of a run."""

    file: MediaFile
    in_file: ClassVar[bool] = True

    def read(self) -> Boxes:
        """Return the boxes; MediaError where the file holds none."""
        content = read_json(self.file.read(), self.file.name)
        entries = content.get("box_data") if isinstance(content, Mapping) else content
        if not isinstance(entries, list):
            raise MediaError(f"{self.file.name} contains no boxes")
        labels = content.get("class_labels") if isinstance(content, Mapping) else None
        return boxes_of(entries, class_names(labels))


@dataclass(frozen=True, eq=False)
class BoxList(Stored[Boxes]):
    """The boxes that a table's cell holds, decoded when they are asked for."""

    entries: Sequence[Any]

    def read(self) -> Boxes:
        """Return the boxes."""
        return boxes_of(self.entries)


@dataclass(frozen=True)
class ClassFile(Stored[Names]):
    """The names of classes in a file of a run or an artifact."""

    file: MediaFile
    in_file: ClassVar[bool] = True

    def read(self) -> Names:
        """Return the names by id."""
        return class_set(read_json(self.file.read(), self.file.name))


def class_set(content: Any) -> dict[int, str]:
    """Return the names in the JSON of a ``wandb.Classes``."""
    entries = content.get("class_set") if isinstance(content, Mapping) else None
    listed = [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []
    return class_names({e.get("id"): e.get("name") for e in listed if isinstance(e.get("id"), str | int)})


def boxes_of(entries: Sequence[Any], labels: Names | None = None) -> Boxes:
    """Return the boxes of logged entries; what has no place is counted."""
    boxes = [box for box in map(_box, entries) if box is not None]
    return Boxes(tuple(boxes), labels or {}, len(entries) - len(boxes))


def _box(entry: Any) -> Box | None:
    """Return the box that a logged entry means; None when it has no place."""
    if not isinstance(entry, Mapping) or not isinstance(entry.get("position"), Mapping):
        return None
    place = entry["position"]
    if "middle" in place:
        middle = place["middle"]
        numbers = [*(middle[:2] if isinstance(middle, list) else []), place.get("width"), place.get("height")]
    else:
        numbers = [place.get(name) for name in ("minX", "minY", "maxX", "maxY")]
    if len(numbers) != 4 or not all(map(_is_number, numbers)):  # noqa: PLR2004 - two corners
        return None
    a, b, c, d = map(float, numbers)
    if "middle" in place:
        a, b, c, d = a - c / 2, b - d / 2, a + c / 2, b + d / 2
    scores = entry.get("scores")
    found = {str(k): float(v) for k, v in scores.items() if _is_number(v)} if isinstance(scores, Mapping) else {}
    class_id, caption = entry.get("class_id"), entry.get("box_caption")
    more = {str(name): entry[name] for name in entry if name not in _KNOWN} if not entry.keys() <= _KNOWN else {}
    return Box(
        a, b, c, d, _class_id(class_id),
        str(caption) if caption is not None else "", found, bool(entry.get("iscrowd") or found.get("iscrowd")),
        "pixel" if entry.get("domain") == "pixel" else "fraction", more,
    )  # fmt: skip


def _class_id(value: Any) -> int:
    """Return a class id, which JSON of other tools writes as 3.0."""
    return int(value) if _is_number(value) and value == int(value) else NO_CLASS


def _is_number(value: Any) -> bool:
    """Tell a number that can be a coordinate, a score or a class id."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < _LARGEST
        and math.isfinite(value)
    )
