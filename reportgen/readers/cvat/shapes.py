"""The shapes of CVAT's images."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reportgen.datasets.collecting import Collected, around, between, outlined
from reportgen.datasets.objects import Form, Row
from reportgen.datasets.rle import MOST_PIXELS, of_pixels
from reportgen.datasets.xml import root_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def add(path: Path, collected: Collected) -> bool:
    """Add the images of a file; returns whether it could be read."""
    root = root_of(path)
    if root is None:
        return False
    for label in root.iterfind(".//labels/label/name"):
        collected.category((label.text or "object").strip())
    for image in root.iterfind("image"):
        width, height = _numbers(image, "width", "height") or (0.0, 0.0)
        place = collected.image(image.get("name", ""), width, height)
        for shape in image:
            row = _row(shape, place, collected) if shape.get("label") else None
            if row is not None:
                collected.rows.append(row)
            elif shape.get("label") and shape.tag != "tag":
                collected.lose(path.name, f"shapes of the kind '{shape.tag}'")
    return True


def _row(shape: Element, image: int, collected: Collected) -> Row | None:
    category = collected.category(shape.get("label", ""))
    if shape.tag == "box":
        corners = _numbers(shape, "xtl", "ytl", "xbr", "ybr")
        return Row(image, category, between(*corners)) if corners else None
    if shape.tag == "mask":
        return _mask(shape, image, category, collected)
    points = _points(shape)
    if shape.tag == "polygon" and len(points) >= 6:  # noqa: PLR2004 - three corners
        return outlined(image, category, points)
    if shape.tag == "skeleton":
        points = [value for part in shape if part.tag == "points" for value in _points(part)[:2]]
    if shape.tag in ("points", "skeleton") and points:
        keypoints = tuple(v for x, y in zip(points[0::2], points[1::2], strict=True) for v in (x, y, 2.0))
        return Row(image, category, around(points), form=Form(keypoints=keypoints))
    return None


def _mask(shape: Element, image: int, category: int, collected: Collected) -> Row | None:
    """Return a mask, whose runs go row by row inside of its own box."""
    numbers = _numbers(shape, "left", "top", "width", "height")
    picture = collected.pictures[image]
    if not numbers or not picture.width or picture.width * picture.height > MOST_PIXELS:
        return None
    left, top, width, height = map(int, numbers)
    try:
        runs = np.array([int(word) for word in shape.get("rle", "").split(",")], np.int64)
    except (ValueError, OverflowError):
        return None
    inside = 0 <= left <= picture.width - width and 0 <= top <= picture.height - height
    if width <= 0 or height <= 0 or not inside or bool((runs < 0).any()) or int(runs.sum()) != width * height:
        return None
    whole = np.zeros((picture.height, picture.width), bool)
    flat = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    whole[top : top + height, left : left + width] = flat.reshape(height, width)
    rle = of_pixels(whole)
    form = Form({"size": [rle.height, rle.width], "counts": rle.counts.tolist()})
    return Row(image, category, rle.box, area=float(rle.area), form=form)


def _points(shape: Element) -> list[float]:
    try:
        found = [float(word) for pair in shape.get("points", "").split(";") for word in pair.split(",")]
    except ValueError:
        return []
    return found if all(map(math.isfinite, found)) and len(found) % 2 == 0 else []


def _numbers(element: Element, *names: str) -> tuple[float, ...]:
    try:
        found = tuple(float(element.get(name, "nan")) for name in names)
    except ValueError:
        return ()
    return found if all(map(math.isfinite, found)) else ()
