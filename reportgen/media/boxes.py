"""Bounding boxes as runs log them, in pixels of their image.

A box gives its place as ``{minX, maxX, minY, maxY}`` or as ``{middle: [x, y], width, height}``, in fractions of the
image, or in its pixels where ``domain`` is "pixel"; each box may do it its own way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.media.damage import read_json
from reportgen.model.media import MediaError, MediaFile, class_names

NO_CLASS = -1
"""Class id of a box that was logged without one."""
_MOST_BOXES = 100_000
_LARGEST = 1e9


@dataclass(frozen=True)
class Box:
    """A rectangle from (x0, y0), the upper left corner, to (x1, y1), in pixels; it may lie outside the image.

    ``crowd`` marks ground truth that stands for many objects, as COCO's ``iscrowd`` does.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    class_id: int = NO_CLASS
    caption: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    crowd: bool = False


@dataclass(frozen=True)
class BoxGroup:
    """The boxes of one group ("predictions") over one image, with the class labels logged beside them."""

    boxes: tuple[Box, ...]
    labels: Mapping[int, str] = field(default_factory=dict)
    unread: int = 0
    """Entries that are no boxes."""


def read_boxes(source: MediaFile | Sequence[Any], width: int, height: int) -> BoxGroup:
    """Return a group's boxes over an image of (width, height) pixels; MediaError when there is nothing to read."""
    if not isinstance(source, MediaFile):
        return _group(source, {}, width, height)
    content = read_json(source.read(), source.name)
    entries = content.get("box_data") if isinstance(content, Mapping) else content
    if not isinstance(entries, list):
        raise MediaError(f"{source.name} holds no boxes")
    labels = content.get("class_labels") if isinstance(content, Mapping) else None
    return _group(entries, class_names(labels), width, height)


def _group(entries: Sequence[Any], labels: Mapping[int, str], width: int, height: int) -> BoxGroup:
    if len(entries) > _MOST_BOXES:
        raise MediaError(f"{len(entries):,} boxes over one image are more than can be shown")
    boxes = [box for box in (_box(entry, width, height) for entry in entries) if box is not None]
    return BoxGroup(tuple(boxes), labels, len(entries) - len(boxes))


def _box(entry: Any, width: int, height: int) -> Box | None:
    """Return the box that a logged entry means, the right way round; None when it has no place."""
    if not isinstance(entry, Mapping) or not isinstance(entry.get("position"), Mapping):
        return None
    place = entry["position"]
    if "middle" in place:
        middle = place["middle"]
        numbers = [*(middle[:2] if isinstance(middle, list) else []), place.get("width"), place.get("height")]
    else:
        numbers = [place.get(name) for name in ("minX", "minY", "maxX", "maxY")]
    if len(numbers) != 4 or not all(_is_number(number) for number in numbers):  # noqa: PLR2004 - two corners
        return None
    a, b, c, d = (float(number) for number in numbers)
    if "middle" in place:
        a, b, c, d = a - c / 2, b - d / 2, a + c / 2, b + d / 2
    if entry.get("domain") != "pixel":
        a, b, c, d = a * width, b * height, c * width, d * height
    scores = entry.get("scores")
    found = {str(k): float(v) for k, v in scores.items() if _is_number(v)} if isinstance(scores, Mapping) else {}
    class_id = entry.get("class_id")
    caption = entry.get("box_caption")
    return Box(
        min(a, c), min(b, d), max(a, c), max(b, d),
        int(class_id) if isinstance(class_id, int | float) and _is_whole(class_id) else NO_CLASS,
        str(caption) if caption is not None else "", found, bool(entry.get("iscrowd") or found.get("iscrowd")),
    )  # fmt: skip


def _is_whole(value: float) -> bool:
    """Tell a class id: JSON of other tools writes 3.0."""
    return _is_number(value) and value == int(value)


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < _LARGEST
        and math.isfinite(value)
    )
