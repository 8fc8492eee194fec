"""What is shown in three dimensions: files of objects, points, scenes with boxes and arrows, molecules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from reportgen.model.media import FileMedia, Media

Floats = NDArray[np.float64]
Color = tuple[float, float, float]


@dataclass(frozen=True)
class Object3D(FileMedia):
    """A mesh, a cloud of points or a scene in a file; its ending tells the format (glb, obj, stl, ply, pts.json)."""

    noun: ClassVar[str] = "3D object"


@dataclass(frozen=True, eq=False)
class PointCloud(Media):
    """Points at ``positions`` (n, 3): x, y, z in one unit, z upward; a point with NaN or infinity has no place.

    They have ``colors`` (n, 3) sRGB, 0 to 255, or ``values`` (n,), which are categories where they are few whole
    numbers, or where there are ``names``, which name the categories 1, 2, ...; or neither.
    """

    noun: ClassVar[str] = "3D object"
    positions: Floats = field(repr=False)
    colors: Floats | None = field(default=None, repr=False)
    values: Floats | None = field(default=None, repr=False)
    names: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """Return the number of points."""
        return super().facts() | {"points": len(self.positions)}


@dataclass(frozen=True, eq=False)
class Box3D:
    """A box of a scene: its eight ``corners`` (8, 3) in any order, in the scene's coordinates.

    Colours are red, green and blue, 0 to 255, or 0 to 1 where no colour of the scene has more.
    """

    corners: Floats
    label: str = ""
    color: Color | None = None
    score: float | None = None


@dataclass(frozen=True)
class Vector:
    """An arrow of a scene from ``start`` to ``end``, in the scene's coordinates; coloured as boxes are."""

    start: tuple[float, float, float]
    end: tuple[float, float, float]
    color: Color | None = None


@dataclass(frozen=True, eq=False)
class Scene(Media):
    """Points with boxes and arrows, such as a lidar sweep with what was detected in it: z upward, one unit for all."""

    noun: ClassVar[str] = "3D object"
    points: PointCloud | None = None
    boxes: Sequence[Box3D] = ()
    vectors: Sequence[Vector] = ()

    def facts(self) -> dict[str, Any]:
        """Return the numbers of points, boxes and arrows."""
        points = len(self.points.positions) if self.points is not None else 0
        return super().facts() | {"points": points, "boxes": len(self.boxes), "vectors": len(self.vectors)}


@dataclass(frozen=True)
class Molecule(FileMedia):
    """A molecule in a file (pdb, cif, sdf, mol2, gro, pqr, ...), or as ``smiles`` text."""

    noun: ClassVar[str] = "molecule"
    smiles: str = ""

    def facts(self) -> dict[str, Any]:
        """Return its SMILES."""
        return super().facts() | ({"smiles": self.smiles} if self.smiles else {})
