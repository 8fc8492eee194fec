"""What a scene is made of: meshes, points, copies of a shape, lines and labels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from reportgen import portable
from reportgen.model.media import MediaError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Up = Literal["y", "z"]


class SceneError(MediaError):
    """A scene cannot be made; says why in words for the page."""


def picture_type(content: bytes) -> str:
    """Return the media type of a picture that scenes can carry by its first bytes; empty for all others."""
    if content.startswith(b"\x89PNG"):
        return "image/png"
    if content[8:12] == b"WEBP":
        return "image/webp"
    return "image/jpeg" if content.startswith(b"\xff\xd8") else ""


@dataclass(frozen=True)
class Texture:
    """A picture that covers a mesh: its bytes as they were logged."""

    content: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """The media type by the first bytes."""
        return picture_type(self.content) or "image/jpeg"


@dataclass(frozen=True)
class Material:
    """How a surface looks: sRGB ``color`` (r, g, b, a) in 0 to 1, metallic-roughness as glTF means them."""

    color: tuple[float, float, float, float] = (0.72, 0.72, 0.74, 1.0)
    metallic: float = 0.0
    roughness: float = 0.8
    emissive: tuple[float, float, float] = (0.0, 0.0, 0.0)
    unlit: bool = False
    double_sided: bool = True
    texture: Texture | None = None


@dataclass(frozen=True)
class Mesh:
    """Triangles: ``vertices`` (n, 3), ``faces`` (m, 3), and, where known, per-vertex values.

    ``normals`` (n, 3) of unit length, ``colors`` (n, 4) sRGB bytes, ``uv`` (n, 2) with v downward as in glTF.
    """

    vertices: Floats
    faces: Ints
    name: str = "mesh"
    normals: Floats | None = None
    colors: NDArray[np.uint8] | None = None
    uv: Floats | None = None
    material: Material = Material()


@dataclass(frozen=True)
class Points:
    """A cloud: ``positions`` (n, 3), and ``colors`` (n, 3) sRGB bytes, ``categories`` (n,) or ``values`` (n,), or none.

    ``total`` is how many points were logged, ``dropped`` how many of them have no place (NaN or infinite).
    """

    positions: Floats
    colors: NDArray[np.uint8] | None = None
    categories: Ints | None = None
    values: Floats | None = None
    total: int = 0
    dropped: int = 0
    names: tuple[str, ...] = ()
    """What the categories 1, 2, ... are called, where they have names."""

    def take(self, chosen: NDArray[Any]) -> Points:
        """Return some of the points, by index or by a mask."""

        def part(column: NDArray[Any] | None) -> NDArray[Any] | None:
            return None if column is None else column[chosen]

        return replace(self, positions=self.positions[chosen], colors=part(self.colors),
                       categories=part(self.categories), values=part(self.values))  # fmt: skip


Shape = Literal["sphere", "cylinder", "cone", "prism"]


@dataclass(frozen=True)
class Copies:
    """Copies of a unit shape: ``matrices`` (k, 3, 4) place it, ``colors`` (k, 3) sRGB bytes.

    ``groups`` (k,) numbers the parts that are shown and hidden together, named by ``names``; ``extras`` adds what is
    known of each. The columns of a matrix stand at right angles. What is ``above`` is seen through everything else.
    """

    shape: Shape
    matrices: Floats
    colors: NDArray[np.uint8]
    name: str
    groups: Ints | None = None
    names: tuple[str, ...] = ()
    extras: tuple[Mapping[str, Any], ...] = ()
    unlit: bool = False
    above: bool = False


@dataclass(frozen=True)
class Lines:
    """Straight lines one pixel wide: ``ends`` (k, 2, 3), one sRGB ``color`` with opacity.

    Those of the ``ground`` are ours, and not part of what was logged.
    """

    ends: Floats
    color: tuple[float, float, float, float]
    name: str
    ground: bool = False


@dataclass(frozen=True)
class Label:
    """A text at a place; ``part`` names the node that it belongs to and hides with."""

    text: str
    at: tuple[float, float, float]
    part: str = ""
    score: float | None = None
    color: str = ""


@dataclass(frozen=True)
class Atom:
    """What the page tells of an atom under the pointer."""

    name: str
    residue: str = ""
    chain: str = ""


@dataclass(frozen=True)
class Scene:
    """All parts, in coordinates about ``origin``: add it to get what was logged.

    ``passed`` is a GLB that goes into the page as it was logged; its meshes are then only for the poster.
    ``legend`` names the categories of points or the colours of a molecule: (name, "#rrggbb", node or "").
    """

    kind: Literal["mesh", "points", "molecule"]
    up: Up = "y"
    meshes: tuple[Mesh, ...] = ()
    points: Points | None = None
    copies: tuple[Copies, ...] = ()
    lines: tuple[Lines, ...] = ()
    labels: tuple[Label, ...] = ()
    origin: tuple[float, float, float] = (0.0, 0.0, 0.0)
    passed: bytes | None = field(default=None, repr=False)
    legend: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    atoms: tuple[Atom, ...] = ()
    places: Floats | None = None
    """(n, 3) where the atoms are."""
    facts: str = ""
    """What it is, in words: "1,250 atoms, 3 chains"."""

    @property
    def lit(self) -> bool:
        """Whether light falls on some of it."""
        return bool(self.passed) or any(not m.material.unlit for m in self.meshes) or any(
            not c.unlit for c in self.copies
        )  # fmt: skip

    def corners(self) -> Floats:
        """Return (k, 3) places that show what is worth seeing: all but the ground and a cloud's few far points.

        The extremes of each part come first, some of its places after them.
        """
        parts = [mesh.vertices[np.isfinite(mesh.vertices).all(axis=1)] for mesh in self.meshes]
        parts = [part for part in parts if len(part)]
        if self.points is not None and len(self.points.positions):
            parts.append(_core(self.points.positions))
        for copies in self.copies:
            middle, half = copies.matrices[:, :, 3], np.abs(copies.matrices[:, :, :3]).sum(axis=2)
            parts += [middle - half, middle + half]
            if copies.shape == "sphere":  # a ball reaches as far in every direction, and not only to those two
                turned = sum(copies.matrices[None, :, :, axis] * _AROUND[:, axis, None, None] for axis in range(3))
                parts.append((middle + turned).reshape(-1, 3))
        parts += [lines.ends.reshape(-1, 3) for lines in self.lines if not lines.ground and len(lines.ends)]
        if not parts:
            return np.zeros((1, 3))
        spans = [np.stack([part.min(axis=0), part.max(axis=0)]) for part in parts]
        return np.concatenate([*spans, *(part[:: max(1, len(part) // _SAMPLE)] for part in parts)])


_SAMPLE = 2_000
_AROUND = np.array([
    np.array(way) / math.sqrt(sum(map(abs, way))) for way in itertools.product((-1, 0, 1), repeat=3) if any(way)
])  # fmt: skip
"""(26, 3) directions from a ball's middle."""


def _core(positions: Floats) -> Floats:
    """Return the places of a cloud that count; a few points far from all others do not make the rest a speck."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    inner = np.quantile(positions, (0.005, 0.995), axis=0)
    span = inner[1] - inner[0]
    size = max(float(span.max()), 1e-9)
    if float((high - low).max()) <= 4 * size:
        return positions
    near = ((positions >= inner[0] - 0.1 * size) & (positions <= inner[1] + 0.1 * size)).all(axis=1)
    kept: Floats = positions[near]
    return kept


def rotation(quaternion: Floats) -> Floats:
    """Return the (3, 3) turn of a quaternion (x, y, z, w) of unit length."""
    x, y, z, w = (float(v) for v in quaternion)
    return np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ])  # fmt: skip


def linear_light(srgb: Floats) -> Floats:
    """Return sRGB values in 0 to 1 as linear light (IEC 61966-2-1)."""
    return np.where(srgb <= 0.04045, srgb / 12.92, portable.power(np.abs(srgb + 0.055) / 1.055, 2.4))  # noqa: PLR2004 - IEC 61966-2-1


def srgb_light(linear: Floats) -> Floats:
    """Return linear light as sRGB; what is outside 0 to 1 is cut."""
    low = np.clip(linear, 0, 1)
    return np.where(low <= 0.0031308, low * 12.92, 1.055 * portable.power(low, 1 / 2.4) - 0.055)  # noqa: PLR2004 - IEC 61966-2-1
