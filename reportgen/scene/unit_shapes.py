"""Unit shapes that are copied: spheres, cylinders, cones, prisms. All lie within one unit of the origin."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reportgen import portable
from reportgen.scene.model import Copies, Floats, Ints, Shape


@dataclass(frozen=True)
class Template:
    """A shape: ``vertices`` (n, 3) and ``normals`` (n, 3) float32, ``faces`` (m, 3)."""

    vertices: NDArray[np.float32]
    normals: NDArray[np.float32]
    faces: Ints


@cache
def template(shape: Shape, fineness: int) -> Template:
    """Return a unit shape; ``fineness`` 0 to 2 is how round it is.

    A sphere has radius 1; the others stand on z = -1 and reach z = 1, with radius 1.
    """
    if shape == "sphere":
        return _sphere(fineness)
    if shape == "cone":
        return _cone((8, 12, 24)[fineness])
    return _cylinder((5, 8, 16)[fineness]) if shape == "cylinder" else _cylinder(4)


def _sphere(fineness: int) -> Template:
    golden = (1 + math.sqrt(5)) / 2
    corners = [(-1, golden, 0), (1, golden, 0), (-1, -golden, 0), (1, -golden, 0), (0, -1, golden), (0, 1, golden),
               (0, -1, -golden), (0, 1, -golden), (golden, 0, -1), (golden, 0, 1),
               (-golden, 0, -1), (-golden, 0, 1)]  # fmt: skip
    faces = [(0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4), (11, 10, 2), (10, 7, 6),
             (7, 1, 8), (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8), (3, 8, 9), (4, 9, 5), (2, 4, 11), (6, 2, 10),
             (8, 6, 7), (9, 8, 1)]  # fmt: skip
    points = [np.array(corner) / portable.length(np.array(corner)) for corner in corners]
    for _ in range(fineness):
        middles: dict[tuple[int, int], int] = {}

        def middle(a: int, b: int, middles: dict[tuple[int, int], int] = middles) -> int:
            key = (min(a, b), max(a, b))
            if key not in middles:
                point = points[a] + points[b]
                middles[key] = len(points)
                points.append(point / portable.length(point))
            return middles[key]

        finer = []
        for a, b, c in faces:
            ab, bc, ca = middle(a, b), middle(b, c), middle(c, a)
            finer += [(a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca)]
        faces = finer
    vertices = np.array(points, np.float32)
    return Template(vertices, vertices, np.array(faces))


def _cylinder(sides: int) -> Template:
    """Return a tube that is closed at both ends."""
    angles = 2 * np.pi * (np.arange(sides) + 0.5) / sides
    ring = np.column_stack([portable.cos(angles), portable.sin(angles), np.zeros(sides)])
    up = np.array([0.0, 0.0, 1.0])
    vertices = np.concatenate([ring - up, ring + up, ring - up, ring + up])
    normals = np.concatenate([ring, ring, np.tile(-up, (sides, 1)), np.tile(up, (sides, 1))])
    a, b = np.arange(sides), (np.arange(sides) + 1) % sides
    wall = np.concatenate([np.column_stack([a, b, b + sides]), np.column_stack([a, b + sides, a + sides])])
    rest = np.arange(1, sides - 1)
    bottom = np.column_stack([np.zeros_like(rest), rest + 1, rest]) + 2 * sides
    top = np.column_stack([np.zeros_like(rest), rest, rest + 1]) + 3 * sides
    return Template(vertices.astype(np.float32), normals.astype(np.float32), np.concatenate([wall, bottom, top]))


def _cone(sides: int) -> Template:
    angles = 2 * np.pi * np.arange(sides) / sides
    ring = np.column_stack([portable.cos(angles), portable.sin(angles), np.full(sides, -1.0)])
    tips = np.tile([0.0, 0.0, 1.0], (sides, 1))
    slope = np.column_stack([portable.cos(angles) * 2, portable.sin(angles) * 2, np.ones(sides)]) / math.sqrt(5)
    vertices = np.concatenate([ring, tips, ring])
    normals = np.concatenate([slope, slope, np.tile([0.0, 0.0, -1.0], (sides, 1))])
    a, b = np.arange(sides), (np.arange(sides) + 1) % sides
    rest = np.arange(1, sides - 1)
    base = np.column_stack([np.zeros_like(rest), rest + 1, rest]) + 2 * sides
    faces = np.concatenate([np.column_stack([a, b, a + sides]), base])
    return Template(vertices.astype(np.float32), normals.astype(np.float32), faces)


_FEW, _MANY = 300, 4000


def fineness(copies: Copies) -> int:
    """Return how round copies are drawn: finer where there are few."""
    count = len(copies.matrices)
    return 2 if count <= _FEW else 1 if count <= _MANY else 0


def placed(vertices: NDArray[np.float32], matrices: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (k * n, 3) float32 vertices of copies. Each step is one rounding, so that the page finds the same bits."""
    v, m = vertices.astype(np.float64), matrices.astype(np.float64)
    out = np.empty((len(m), len(v), 3))
    for axis in range(3):
        row = m[:, axis]
        turned = row[:, :1] * v[:, 0] + row[:, 1:2] * v[:, 1] + row[:, 2:3] * v[:, 2]
        out[:, :, axis] = turned + row[:, 3:4]
    return out.reshape(-1, 3).astype(np.float32)


def turned(normals: NDArray[np.float32], matrices: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return (k * n, 4) normals of copies as signed bytes (the fourth is padding); bit for bit as the page does it."""
    n, m = normals.astype(np.float64), matrices.astype(np.float64)
    squares = m[:, 0, :3] * m[:, 0, :3] + m[:, 1, :3] * m[:, 1, :3] + m[:, 2, :3] * m[:, 2, :3]
    squares = np.where(squares > 0, squares, 1.0)
    out = np.empty((len(m), len(n), 3))
    for axis in range(3):
        row = m[:, axis, :3] / squares
        out[:, :, axis] = row[:, :1] * n[:, 0] + row[:, 1:2] * n[:, 1] + row[:, 2:3] * n[:, 2]
    length = np.sqrt(out[:, :, 0] * out[:, :, 0] + out[:, :, 1] * out[:, :, 1] + out[:, :, 2] * out[:, :, 2])
    out /= np.where(length > 0, length, 1.0)[:, :, None]
    whole = np.zeros((len(m) * len(n), 4), np.int8)
    whole[:, :3] = np.floor(out.reshape(-1, 3) * 127 + 0.5).astype(np.int8)
    return whole


def merged(copies: Copies) -> tuple[Floats, Ints]:
    """Return the vertices (n, 3) and faces (m, 3) of all copies."""
    form = template(copies.shape, fineness(copies))
    vertices = placed(form.vertices, copies.matrices.astype(np.float32)).astype(np.float64)
    offsets = np.arange(len(copies.matrices))[:, None, None] * len(form.vertices)
    return vertices, (form.faces[None] + offsets).reshape(-1, 3)


def along(starts: Floats, ends: Floats, radius: float | Floats) -> Floats:
    """Return (k, 3, 4) matrices that lay a cylinder, cone or prism between places (k, 3)."""
    middle, half = (starts + ends) / 2, (ends - starts) / 2
    length = np.linalg.norm(half, axis=1)
    axis = half / np.where(length > 0, length, 1.0)[:, None]
    axis[length == 0] = (0.0, 0.0, 1.0)
    helper = np.where(np.abs(axis[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])  # noqa: PLR2004 - not parallel
    across = np.cross(helper, axis)
    across /= np.linalg.norm(across, axis=1)[:, None]
    third = np.cross(axis, across)
    wide = np.broadcast_to(np.asarray(radius, np.float64), (len(starts),))[:, None]
    return np.stack([across * wide, third * wide, half, middle], axis=2)


def balls(centers: Floats, radii: float | Floats) -> Floats:
    """Return (k, 3, 4) matrices of spheres about places (k, 3)."""
    matrices = np.zeros((len(centers), 3, 4))
    matrices[:, (0, 1, 2), (0, 1, 2)] = np.broadcast_to(np.asarray(radii, np.float64), (len(centers),))[:, None]
    matrices[:, :, 3] = centers
    return matrices
