"""The shapes of one annotation of LabelMe."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportgen.datasets.collecting import Collected, between, outlined
from reportgen.datasets.objects import Form, Row

_MOST_BYTES = 200_000_000


def add(path: Path, collected: Collected) -> None:
    """Add the shapes of a file."""
    try:
        content = json.loads(path.read_bytes()) if path.stat().st_size < _MOST_BYTES else None
    except (ValueError, RecursionError, OSError):
        content = None
    if not isinstance(content, Mapping) or not isinstance(content.get("shapes"), list):
        collected.lose(path.name, "files that cannot be read as annotations")
        return
    name = str(content.get("imagePath") or f"{path.stem}.jpg").replace("\\", "/").rpartition("/")[2]
    image = collected.image(name, _size(content.get("imageWidth")), _size(content.get("imageHeight")))
    for one in content["shapes"]:
        row = _row(one, image, collected) if isinstance(one, Mapping) else None
        if row is None:
            collected.lose(path.name, "shapes that are not drawn")
        else:
            collected.rows.append(row)


def _row(one: Mapping[str, Any], image: int, collected: Collected) -> Row | None:
    points = [value for pair in one.get("points") or () if isinstance(pair, list) for value in pair[:2]]
    if not points or not all(isinstance(value, int | float) and math.isfinite(value) for value in points):
        return None
    kind = one.get("shape_type") or "polygon"
    category = collected.category(str(one.get("label") or "object"))
    if kind == "rectangle" and len(points) >= 4:  # noqa: PLR2004 - two corners
        xs, ys = points[0::2], points[1::2]
        return Row(image, category, between(min(xs), min(ys), max(xs), max(ys)))
    if kind == "circle" and len(points) == 4:  # noqa: PLR2004 - centre and edge
        x, y, radius = points[0], points[1], math.dist(points[:2], points[2:])
        turns = [2 * math.pi * step / 32 for step in range(32)]
        return outlined(
            image, category, [v for t in turns for v in (x + radius * math.cos(t), y + radius * math.sin(t))]
        )
    if kind == "polygon" and len(points) >= 6:  # noqa: PLR2004 - three corners
        return outlined(image, category, points)
    if kind == "point":
        return Row(image, category, (points[0], points[1], 0.0, 0.0), form=Form(keypoints=(points[0], points[1], 2.0)))
    return None


def _size(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
