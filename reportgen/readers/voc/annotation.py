"""One annotation of Pascal VOC. Corners count pixels from 1 in VOC's own sets; they are taken as they stand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from reportgen.datasets.collecting import Collected, between, outlined
from reportgen.datasets.objects import Row
from reportgen.datasets.xml import root_of


def add(path: Path, collected: Collected) -> None:
    """Add the objects of a file."""
    root = root_of(path)
    if root is None:
        collected.lose(path.name, "files that cannot be read as XML, or declare entities")
        return
    size = root.find("size")
    width, height = (_number(size, name) if size is not None else 0.0 for name in ("width", "height"))
    image = collected.image((root.findtext("filename") or f"{path.stem}.jpg").strip(), width, height)
    for one in root.iter("object"):
        category = collected.category((one.findtext("name") or "object").strip())
        box = one.find("bndbox")
        corners = [_number(box, name) for name in ("xmin", "ymin", "xmax", "ymax")] if box is not None else []
        polygon = one.find("polygon")
        points = [] if polygon is None else [
            value for place in range(1, len(polygon) // 2 + 1)
            for value in (_number(polygon, f"x{place}"), _number(polygon, f"y{place}"))
        ]  # fmt: skip
        if len(points) >= 6 and all(map(math.isfinite, points)):  # noqa: PLR2004 - three corners
            collected.rows.append(outlined(image, category, points))
        elif corners and all(map(math.isfinite, corners)):
            collected.rows.append(Row(image, category, between(*corners)))
        else:
            collected.lose(path.name, "objects without a box")


def _number(element: Any, name: str) -> float:
    """Return the number in a part of an element, NaN where there is none."""
    try:
        return float(element.findtext(name))
    except (TypeError, ValueError):
        return float("nan")
