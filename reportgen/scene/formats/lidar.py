"""Scenes of points with boxes and arrows (``lidar/beta``), z upward."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from reportgen import portable
from reportgen.digits import plural
from reportgen.model.media.scene import Box3D, Color, Vector
from reportgen.model.nested import as_float
from reportgen.overlay.palette import color_of
from reportgen.scene.model import Copies, Floats, Label, Points, Scene
from reportgen.scene.points import rgb
from reportgen.scene.unit_shapes import along

_MOST_BOXES = 5_000
_THIN = 0.0016
"""Radius of an edge at most, as a share of the scene's size."""
_THIN_OWN = 0.01
"""The same as a share of its own box's or arrow's length."""
_CORNERS = 8
_SLACK = 0.02
"""How far a corner may be from where a box has it, as a share of the box's size: logged numbers are rounded."""


def read(document: Mapping[str, Any], points: Points) -> Scene:
    """Return the scene of a decoded ``lidar/beta`` file."""
    logged = _dicts(document.get("boxes"))
    boxes = [
        Box3D(corners, str(box.get("label") or ""), _color(box.get("color")), _score(box.get("score")))
        for box in logged
        if (corners := _corners(box)) is not None
    ]
    vectors = [
        Vector(_three(start), _three(end), _color(vector.get("color")))
        for vector in _dicts(document.get("vectors"))
        if (start := _place(vector.get("start"))) is not None and (end := _place(vector.get("end"))) is not None
    ]
    wrong = len(logged) - len(boxes)
    return drawn(
        boxes,
        vectors,
        points,
        [plural(wrong, "box without eight corners is omitted", "boxes without eight corners are omitted")]
        if wrong
        else [],
    )


def drawn(boxes: Sequence[Box3D], vectors: Sequence[Vector], points: Points, found: Sequence[str] = ()) -> Scene:
    """Return points with boxes and arrows as a scene; ``found`` is what to say of them besides."""
    notes = list(found)
    if len(boxes) > _MOST_BOXES:
        notes.append(f"the first {_MOST_BOXES:,} of {len(boxes):,} boxes")
        boxes = boxes[:_MOST_BOXES]
    arrows = [(np.array(v.start), np.array(v.end)) for v in vectors]
    spans = [
        *([points.positions] if len(points.positions) else []),
        *(box.corners for box in boxes),
        *(np.stack(ends) for ends in arrows),
    ]
    size = float(np.ptp(np.concatenate(spans), axis=0).max()) if spans else 1.0
    copies: list[Copies] = []
    labels: list[Label] = []
    if boxes:
        made, labels, odd = _boxes(boxes, size)
        copies.append(made)
        if odd:
            notes.append(f"{odd:,} boxes have corners that do not form a box; their bounding box is drawn")
    if arrows:
        copies += _arrows(arrows, [vector.color for vector in vectors], size)
    facts = [plural(len(boxes), "box", "boxes")] if boxes else []
    facts += [plural(len(arrows), "arrow")] if arrows else []
    return Scene(
        "points",
        "z",
        points=points,
        copies=tuple(copies),
        labels=tuple(labels),
        notes=tuple(notes),
        facts=", ".join(facts),
    )


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def _place(value: Any) -> Floats | None:
    try:
        found = np.array(value, np.float64)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found.shape == (3,) and np.isfinite(found).all() else None


def _three(place: Floats) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in place)
    return x, y, z


def _color(value: Any) -> Color | None:
    found = _place(value)
    return None if found is None else _three(found)


def _score(value: Any) -> float | None:
    number = as_float(value)
    return number if math.isfinite(number) else None


def _corners(box: Mapping[str, Any]) -> Floats | None:
    """Return the (8, 3) corners of a box, or None."""
    try:
        found = np.array(box.get("corners"), np.float64)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found.shape == (_CORNERS, 3) and np.isfinite(found).all() else None


def edges(corners: Floats) -> list[tuple[int, int]] | None:
    """Return the twelve edges of the box whose (8, 3) corners come in any order; None where they form no box.

    From one corner, three others must span all the rest by addition; that holds for slanted and for flat boxes, too.
    Of the ways to choose them the most exact one is taken.
    """
    from_first = corners[1:] - corners[0]
    length = float(np.linalg.norm(from_first, axis=1).max())
    bits = np.array([[n >> axis & 1 for axis in range(3)] for n in range(_CORNERS)])
    best, order = _SLACK * length + 1e-12, None
    for three in combinations(range(_CORNERS - 1), 3):
        sums = portable.product(bits, from_first[list(three)]) + corners[0]
        apart = np.linalg.norm(sums[:, None] - corners[None], axis=2)
        worst = float(apart.min(axis=1).max())
        if worst < best:
            found = _matched(apart)
            if found is not None:
                best, order = worst, found
    if order is None:
        return None
    return [(order[n], order[n | 1 << axis]) for n in range(_CORNERS) for axis in range(3) if not n >> axis & 1]


def _matched(apart: Floats) -> list[int] | None:
    """Return for each of eight sums the nearest corner that is still free, or None where two sums want one."""
    taken: list[int] = []
    for row in apart:
        near = next(int(n) for n in np.argsort(row, kind="stable") if n not in taken)
        if row[near] > row.min() + 1e-9 + 0.5 * float(row.max()) * _SLACK:
            return None
        taken.append(near)
    return taken


def _around(corners: Floats) -> Floats:
    low, high = corners.min(axis=0), corners.max(axis=0)
    return np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])


def _boxes(boxes: Sequence[Box3D], size: float) -> tuple[Copies, list[Label], int]:
    """Return the edges of all boxes as thin bars, their labels, and how many have odd corners."""
    names = sorted({box.label for box in boxes if box.label})
    shades = _shades([box.color for box in boxes])
    starts, ends, colors, labels, extras, odd = [], [], [], [], [], 0
    for number, box in enumerate(boxes):
        found, own = edges(box.corners), box.corners
        if found is None:
            odd += 1
            own = _around(own)
            found = edges(own) or []
        text, known = box.label, box.score
        shade = shades[number] or rgb(color_of(1 + names.index(text) if text else 1))
        starts += [own[a] for a, _ in found]
        ends += [own[b] for _, b in found]
        colors += [shade] * len(found)
        top = own.mean(axis=0)
        top[2] = own[:, 2].max()
        x, y, z = (float(v) for v in top)
        labels.append(Label(text, (x, y, z), f"box {number}", known, "#{:02x}{:02x}{:02x}".format(*shade)))
        extras.append({"label": text} | ({} if known is None else {"score": known}))
    begin, finish = np.array(starts).reshape(-1, 3), np.array(ends).reshape(-1, 3)
    lengths = np.array([float(np.linalg.norm(np.ptp(box.corners, axis=0))) for box in boxes])
    thick = np.repeat(np.minimum(size * _THIN, lengths * _THIN_OWN), 12)
    matrices = along(begin, finish, thick * math.sqrt(2))
    groups = np.repeat(np.arange(len(boxes)), 12)
    made = Copies("prism", matrices, np.array(colors, np.uint8).reshape(-1, 3), "boxes", groups,
                  tuple(f"box {n}" for n in range(len(boxes))), tuple(extras), unlit=True, above=True)  # fmt: skip
    return made, labels, odd


def _shades(colors: Sequence[Color | None]) -> list[tuple[int, int, int] | None]:
    """Return colours as bytes. They are 0 to 1 where none of the scene is above 1, else 0 to 255."""
    known = [color for color in colors if color is not None]
    scale = 255.0 if known and max(map(max, known)) <= 1 else 1.0

    def bytes_of(color: Color) -> tuple[int, int, int]:
        red, green, blue = (int(v) for v in np.clip(np.rint(np.array(color) * scale), 0, 255))
        return red, green, blue

    return [None if color is None else bytes_of(color) for color in colors]


def _arrows(arrows: Sequence[tuple[Floats, Floats]], shaded: Sequence[Color | None], size: float) -> list[Copies]:
    """Return arrows as shafts and heads."""
    starts, ends = np.stack([a[0] for a in arrows]), np.stack([a[1] for a in arrows])
    shades = [shade or rgb("#ff8a00") for shade in _shades(shaded)]
    colors = np.array(shades, np.uint8)
    length = np.linalg.norm(ends - starts, axis=1)
    thick = np.minimum(size * _THIN * 1.6, length * _THIN_OWN)
    head = (length * 0.3)[:, None]
    necks = ends - (ends - starts) / np.where(length > 0, length, 1.0)[:, None] * head
    return [
        Copies("cylinder", along(starts, necks, thick), colors, "arrows", unlit=True, above=True),
        Copies("cone", along(necks, ends, head[:, 0] * 0.35), colors, "arrow heads", unlit=True, above=True),
    ]
