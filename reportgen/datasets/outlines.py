"""The form of a labelled object as it is drawn over its image: outlines, masks, oriented boxes, keypoints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from reportgen.datasets.objects import Form, Picture, Skeleton
from reportgen.datasets.rle import BadMask, mask_of, outlines_of
from reportgen.model.media.image import Outline
from reportgen.overlay.trace import trace

_MOST = 4_000
"""Corners of an outline along pixels: above, it is noise, and only the box is drawn."""


def outline_of(form: Form | None, picture: Picture, skeleton: Skeleton) -> Outline | None:
    """Return what is drawn of a form besides its box, None where there is nothing."""
    if form is None:
        return None
    area = "".join(_ring(points) for points in outlines_of(form.segmentation))
    if isinstance(form.segmentation, dict):
        area = _traced(form, picture)
    if form.corners:
        area += _ring(form.corners)
    strokes = "".join(_joined(form.keypoints, skeleton))
    return Outline(area, strokes) if area or strokes else None


def _ring(points: Sequence[float]) -> str:
    return "M" + "L".join(f"{x:.6g} {y:.6g}" for x, y in _pairs(points)) + "z"


def _pairs(points: Sequence[float]) -> Iterator[tuple[float, float]]:
    yield from zip(points[0::2], points[1::2], strict=False)


def _traced(form: Form, picture: Picture) -> str:
    try:
        mask = mask_of(form.segmentation, picture.height, picture.width)
    except BadMask:
        return ""
    x, y, width, height = (int(number) for number in mask.box)
    if not width:
        return ""
    inside = mask.pixels()[y : y + height, x : x + width].astype(np.int64)
    regions = [region for region in trace(inside) if region.class_id == 1]
    if not regions or len(regions[0].corners) > _MOST:
        return ""
    return regions[0].path(x, y)


def _joined(keypoints: Sequence[float], skeleton: Skeleton) -> Iterator[str]:
    """Yield a line for each joint of two labelled keypoints, and a dot for each keypoint."""
    points = [(x, y) if seen > 0 else None for x, y, seen in _threes(keypoints)]
    for a, b in skeleton.joints:
        start, end = (points[place] if 0 <= place < len(points) else None for place in (a, b))
        if start and end:
            yield f"M{start[0]:.6g} {start[1]:.6g}L{end[0]:.6g} {end[1]:.6g}"
    for point in points:
        if point:
            yield f"M{point[0]:.6g} {point[1]:.6g}h0"


def _threes(values: Sequence[float]) -> Iterator[tuple[float, float, float]]:
    yield from zip(values[0::3], values[1::3], values[2::3], strict=False)
