"""Annotations and results as their files write them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.datasets.objects import Category, Form, Picture, Row, Skeleton
from reportgen.datasets.rle import BadMask, mask_of
from reportgen.digits import plural
from reportgen.errors import KnownError
from reportgen.model.run import Loss

_MOST_BYTES = 2_000_000_000
_DEEPEST = "it is nested too deeply"


class Unreadable(KnownError):  # noqa: N818 - a state of a file
    """A file is no annotations and no results; says why."""


@dataclass
class Truth:
    """Annotations: images and classes in the order of their ids, the objects, and what could not be read."""

    path: Path
    pictures: list[Picture] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    images: dict[Any, int] = field(default_factory=dict)
    """Places of images by id."""
    classes: dict[Any, int] = field(default_factory=dict)


def document(path: Path) -> Any:
    """Return what a JSON file holds; Unreadable says why it cannot be had."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Unreadable(f"it is larger than {_MOST_BYTES // 10**6:,} MB")
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise Unreadable(f"the file cannot be read: {error.strerror}") from None
    except RecursionError:
        raise Unreadable(_DEEPEST) from None
    except ValueError as error:
        at = f" at byte {error.pos:,}" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"it is not complete JSON{at}") from None


def truth_of(path: Path) -> Truth:
    """Return the annotations in a file."""
    content = document(path)
    if not isinstance(content, Mapping):
        raise Unreadable("it is not an object of images, annotations and categories")
    if any(isinstance(one, Mapping) and "segments_info" in one for one in (content.get("annotations") or ())[:1]):
        raise Unreadable("it is a panoptic segmentation, which is not read: its masks are images")
    found, lost = Truth(path), _Lost(path.name)
    for one in _ordered(content.get("images"), lost, "image"):
        found.images[one["id"]] = len(found.pictures)
        name = str(one.get("file_name") or one.get("coco_url", "")).rpartition("/coco_url/")[2] or str(one["id"])
        found.pictures.append(Picture(name, _size(one.get("width")), _size(one.get("height"))))
    for one in _ordered(content.get("categories"), lost, "category"):
        found.classes[one["id"]] = len(found.categories)
        ident = _number(one["id"], len(found.categories))
        found.categories.append(Category(ident, str(one.get("name", one["id"])), _skeleton(one)))
    for one in content.get("annotations") or ():
        place = found.images.get(_hashable(one, "image_id")) if isinstance(one, Mapping) else None
        if place is None:
            lost.add("annotations of no known image")
            continue
        key = _hashable(one, "category_id")
        if key not in found.classes:
            found.classes[key] = len(found.categories)
            found.categories.append(Category(_number(key, len(found.categories)), f"class {key}"))
        row = row_of(one, place, found.classes[key], found.pictures[place], lost)
        if row is not None:
            found.rows.append(row)
    found.losses += lost.losses()
    return found


def row_of(one: Mapping[str, Any], image: int, category: int, picture: Picture, lost: _Lost) -> Row | None:
    """Return an annotation or a result as a row; None where it has no place on its image."""
    keypoints, corners = _numbers(one.get("keypoints")), _numbers(one.get("poly"))
    segmentation = one.get("segmentation") or None
    form = None
    if segmentation is not None or keypoints or corners:
        form = Form(segmentation, keypoints[: len(keypoints) // 3 * 3], corners[: len(corners) // 2 * 2])
    box = _box(one.get("bbox"), form, picture)
    if box is None:
        lost.add("objects without a box")
        return None
    score, area = _numbers([one.get("score")]) or (1.0,), _numbers([one.get("area")])
    return Row(image, category, box, score[0], bool(one.get("iscrowd")), area[0] if area else None, form)


def _box(box: Any, form: Form | None, picture: Picture) -> tuple[float, float, float, float] | None:
    """Return x, y, width and height: as written, else around the mask or the keypoints."""
    numbers = _numbers(box)
    if len(numbers) == 4:  # noqa: PLR2004 - x, y, width, height
        return numbers[0], numbers[1], numbers[2], numbers[3]
    if form is None:
        return None
    if form.segmentation is not None:
        try:
            return mask_of(form.segmentation, picture.height, picture.width).box
        except BadMask:
            return None
    x = form.keypoints[0::3] or form.corners[0::2]
    y = form.keypoints[1::3] or form.corners[1::2]
    if not x:
        return None
    return min(x), min(y), max(x) - min(x), max(y) - min(y)


@dataclass
class _Lost:
    file: str
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, what: str) -> None:
        """Count something that is omitted."""
        self.counts[what] = self.counts.get(what, 0) + 1

    def losses(self) -> list[Loss]:
        """Return what was omitted, in words."""
        return [Loss(self.file, f"{count:,} {what} omitted") for what, count in self.counts.items()]


Lost = _Lost


def _ordered(entries: Any, lost: _Lost, noun: str) -> list[Mapping[str, Any]]:
    """Return entries by id, each id once."""
    found: dict[Any, Mapping[str, Any]] = {}
    for one in entries if isinstance(entries, list) else ():
        key = _hashable(one, "id") if isinstance(one, Mapping) else None
        if key is None or key in found:
            lost.add(f"entries of {plural(2, noun).partition(' ')[2]} without an id of their own")
            continue
        found[key] = one
    numbers = all(isinstance(key, int | float) for key in found)
    return [found[key] for key in sorted(found, key=lambda key: key if numbers else (str(type(key)), str(key)))]


def _hashable(one: Mapping[str, Any], name: str) -> Any:
    value = one.get(name)
    return value if isinstance(value, int | float | str) else None


def _skeleton(one: Mapping[str, Any]) -> Skeleton:
    names, joints = one.get("keypoints"), one.get("skeleton")
    pairs = [
        (pair[0] - 1, pair[1] - 1)
        for pair in (joints if isinstance(joints, list) else ())
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(n, int) for n in pair)  # noqa: PLR2004 - a line
    ]
    return Skeleton(tuple(map(str, names)) if isinstance(names, list) else (), tuple(pairs))


def _number(value: Any, fallback: int) -> int:
    return value if isinstance(value, int) and 0 <= value < 1 << 31 else fallback


def _size(value: Any) -> int:
    return int(value) if _is_number(value) and 0 < value < 1 << 20 else 0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _numbers(values: Any) -> tuple[float, ...]:
    """Return a list of finite numbers, empty where it is anything else."""
    return tuple(map(float, values)) if isinstance(values, list) and all(map(_is_number, values)) else ()
