"""Boxes, masks and class labels over an image as JSON, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportgen.model.media import Held, MediaFile, Stored
from reportgen.model.media.image import NO_CLASS, Box, Boxes, Classes, Image, Mask, Names, class_names

Put = Callable[[MediaFile], Mapping[str, Any]]
"""Stores a file and returns where it lies, as JSON."""
Find = Callable[[Any], "MediaFile | None"]
"""Returns the file that such JSON names."""


@dataclass(frozen=True, eq=False)
class BoxList(Stored[Boxes]):
    """Boxes as a log holds them, decoded when they are asked for."""

    group: Mapping[str, Any]

    def read(self) -> Boxes:
        """Return the boxes."""
        entries = self.group.get("boxes", ())
        boxes = tuple(_box(entry) for entry in entries)
        return Boxes(boxes, class_names(self.group.get("labels")), int(self.group.get("unread", 0)))


def overlays(image: Image, put: Put) -> dict[str, Any]:
    """Return what lies over an image; what is empty is omitted."""
    found: dict[str, Any] = {}
    if image.boxes:
        found["boxes"] = {
            name: _group(group.read(), image.classes.boxes.get(name)) for name, group in image.boxes.items()
        }
    if image.masks:
        found["masks"] = {
            name: {"file": put(mask.file)} | _labels(mask.labels or image.classes.masks.get(name) or {})
            for name, mask in image.masks.items()
        }
    shared = image.classes.shared.read() if image.classes.shared is not None else {}
    return found | ({"classes": _named(shared)} if shared else {})


def with_overlays(value: Mapping[str, Any], find: Find) -> dict[str, Any]:
    """Return boxes, masks and classes of an image as arguments of ``Image``."""
    groups, masks = _mapping(value.get("boxes")), _mapping(value.get("masks"))
    boxes = {str(name): BoxList(group) for name, group in groups.items() if isinstance(group, Mapping)}
    over = {
        str(name): Mask(file, class_names(mask.get("labels")))
        for name, mask in masks.items()
        if isinstance(mask, Mapping) and (file := find(mask.get("file"))) is not None
    }
    shared = class_names(value.get("classes"))
    classes = Classes(
        {name: labels for name, group in groups.items() if (labels := class_names(_mapping(group).get("labels")))},
        {name: mask.labels for name, mask in over.items() if mask.labels},
        Held(shared) if shared else None,
    )
    return {"boxes": boxes, "masks": over, "classes": classes}


def _group(boxes: Boxes, labels: Names | None) -> dict[str, Any]:
    found: dict[str, Any] = {"boxes": [_stored(box) for box in boxes.boxes]}
    return found | _labels(boxes.labels or labels or {}) | ({"unread": boxes.unread} if boxes.unread else {})


def _labels(labels: Names) -> dict[str, Any]:
    return {"labels": _named(labels)} if labels else {}


def _named(labels: Names) -> dict[str, str]:
    return {str(number): name for number, name in labels.items()}


def _stored(box: Box) -> dict[str, Any]:
    found: dict[str, Any] = {"at": [box.x0, box.y0, box.x1, box.y1]}
    if box.domain == "pixel":
        found["domain"] = "pixel"
    if box.class_id != NO_CLASS:
        found["class"] = box.class_id
    if box.label:
        found["label"] = box.label
    if box.scores:
        found["scores"] = dict(box.scores)
    if box.crowd:
        found["crowd"] = True
    return found | ({"more": dict(box.more)} if box.more else {})


def _box(entry: Mapping[str, Any]) -> Box:
    x0, y0, x1, y1 = map(float, entry["at"])
    return Box(
        x0, y0, x1, y1, int(entry.get("class", NO_CLASS)), str(entry.get("label", "")),
        {str(name): float(score) for name, score in _mapping(entry.get("scores")).items()}, bool(entry.get("crowd")),
        "pixel" if entry.get("domain") == "pixel" else "fraction", _mapping(entry.get("more")),
    )  # fmt: skip


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def triple(value: Sequence[float] | None) -> list[float] | None:
    """Return a colour or a place as a list of three numbers."""
    return None if value is None else [float(part) for part in value]
