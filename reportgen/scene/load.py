"""Any file of a scene to a Scene: by its extension, about an origin near it, with no more points than wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from reportgen.digits import plural
from reportgen.media.damage import reading
from reportgen.model.media.scene import PointCloud
from reportgen.model.media.scene import Scene as LoggedScene
from reportgen.scene.formats.gltf_file import Beside
from reportgen.scene.model import Floats, Scene, SceneError, Up
from reportgen.scene.normals import sound
from reportgen.scene.points import MOST, thinned

MOLECULES = frozenset({"pdb", "ent", "pqr", "mmcif", "mcif", "cif", "sdf", "sd", "mol", "gro", "mol2", "mmtf"})
OBJECTS = frozenset({"obj", "gltf", "glb", "babylon", "stl", "ply", "json", "npy", "npz"})
PACKED = "scene"
"""How the name of a scene ends that a page carries: reports have it where a scene was made of points or atoms."""
Style = Literal["auto", "ball_and_stick", "ribbon"]
Coloring = Literal["auto", "element", "chain", "residue", "confidence"]
_FAR = 64.0
"""How many times its own size a scene may stand from zero before it is moved near it."""


@dataclass(frozen=True)
class Wishes:
    """What a panel asks of its scenes."""

    most_points: int | None = MOST
    up: Up | None = None
    style: Style = "auto"
    coloring: Coloring = "auto"


def read(content: bytes, name: str, beside: Beside, wishes: Wishes) -> Scene:
    """Return the scene in a file named ``name``; SceneError says what is wrong with it."""
    kind = name.lower().rpartition(".")[2]
    if kind == PACKED:  # as a page carries it
        content, kind = _unpacked(content), "glb"
    if kind in MOLECULES:
        return _molecule(content, kind, wishes)
    reader = _READERS.get(kind)
    if reader is None:
        raise SceneError(f".{kind} is not a supported 3D format; supported: {', '.join(sorted(OBJECTS | MOLECULES))}")
    with reading("the file", "export it again", SceneError), np.errstate(all="ignore"):
        found = reader(content, kind, beside)
        scene = near(replace(found, meshes=tuple(sound(mesh) for mesh in found.meshes)))
    if not (any(len(mesh.faces) for mesh in scene.meshes) or scene.points or scene.copies or scene.lines):
        raise SceneError("the file contains nothing to draw")
    return thin(replace(scene, up=wishes.up) if wishes.up else scene, wishes)


def _unpacked(content: bytes) -> bytes:
    from reportgen.scene.unpack import unpack

    try:
        return unpack(content)
    except ValueError as error:
        raise SceneError(str(error)) from None


def thin(scene: Scene, wishes: Wishes) -> Scene:
    """Return a scene with at most as many points as wanted; says how many there were."""
    if scene.points is None:
        return scene
    points = thinned(scene.points, wishes.most_points)
    total, shown = scene.points.total, len(points.positions)
    notes = list(scene.notes)
    if scene.points.dropped:
        left = plural(scene.points.dropped, "point without coordinates is", "points without coordinates are")
        notes.append(f"{left} omitted")
    whole = total - scene.points.dropped
    said = f"{shown:,} of {whole:,} points" if shown < whole else plural(shown, "point")
    facts = ", ".join(part for part in (said if total else "", scene.facts) if part)
    if not shown and not scene.copies and not scene.meshes:
        raise SceneError("none of its points has coordinates" if total else "the file contains no points")
    return replace(scene, points=points if shown else None, notes=tuple(notes), facts=facts)


def near(scene: Scene) -> Scene:
    """Move a scene that stands far from zero, as map coordinates do: 32-bit places keep millimetres only near it."""
    if scene.passed is not None:
        return scene
    corners = scene.corners()
    middle = np.round((corners.min(axis=0) + corners.max(axis=0)) / 2)
    size = float(np.ptp(corners, axis=0).max())
    if float(np.abs(middle).max()) <= _FAR * max(size, 1e-9):
        return scene
    return moved(scene, middle)


def moved(scene: Scene, origin: Floats) -> Scene:
    """Return a scene about another origin."""
    shift = np.concatenate([np.zeros((3, 3)), origin[:, None]], axis=1)
    points = scene.points
    x, y, z = (float(v) for v in origin)
    return replace(
        scene, origin=(x, y, z),
        meshes=tuple(replace(mesh, vertices=mesh.vertices - origin) for mesh in scene.meshes),
        points=None if points is None else replace(points, positions=points.positions - origin),
        copies=tuple(replace(copies, matrices=copies.matrices - shift) for copies in scene.copies),
        lines=tuple(replace(lines, ends=lines.ends - origin) for lines in scene.lines),
        labels=tuple(replace(label, at=(label.at[0] - x, label.at[1] - y, label.at[2] - z)) for label in scene.labels),
    )  # fmt: skip


def _molecule(content: bytes, kind: str, wishes: Wishes) -> Scene:
    from reportgen.scene.formats import molecule_file
    from reportgen.scene.molecules import chemistry

    return chemistry.scene(molecule_file.read(content, kind), wishes.style, wishes.coloring)


def from_smiles(text: str, wishes: Wishes) -> Scene:
    """Return the molecule of a SMILES text."""
    from reportgen.scene.formats import molecule_file
    from reportgen.scene.molecules import chemistry

    return chemistry.scene(molecule_file.smiles(text), wishes.style, wishes.coloring)


def of_logged(logged: PointCloud | LoggedScene, wishes: Wishes) -> Scene:
    """Return the scene of points, or of points with boxes and arrows, that need no file."""
    from reportgen.scene.formats import lidar, point_cloud

    cloud = logged.points if isinstance(logged, LoggedScene) else logged
    points = point_cloud.of_logged(cloud)
    scene = Scene("points", "z", points=points)
    if isinstance(logged, LoggedScene):
        scene = lidar.drawn(logged.boxes, logged.vectors, points)
    return thin(near(replace(scene, up=wishes.up or "z")), wishes)


def _gltf(content: bytes, kind: str, beside: Beside) -> Scene:
    del kind
    from reportgen.scene.formats.gltf_check import open_gltf
    from reportgen.scene.formats.gltf_mesh import drawn

    file = open_gltf(content, beside)
    found = drawn(file)
    clouds = found.points
    points = clouds[0] if clouds else None
    if len(clouds) > 1:
        joined = np.concatenate([cloud.positions for cloud in clouds])
        colors = np.concatenate([cloud.colors for cloud in clouds if cloud.colors is not None])
        points = replace(
            clouds[0], positions=joined, colors=colors if len(colors) == len(joined) else None, total=len(joined)
        )
    notes = [*file.notes, *(["the poster shows part of it"] if found.cut else [])]
    passed = file.glb() if file.changed or not content.startswith(b"glTF") else content
    return Scene("mesh", meshes=tuple(found.meshes), points=points, lines=tuple(found.lines), passed=passed,
                 notes=tuple(dict.fromkeys(notes)))  # fmt: skip


def _mesh(content: bytes, kind: str, beside: Beside) -> Scene:
    from reportgen.scene.formats import mesh_file

    return mesh_file.read(content, kind, beside)


def _babylon(content: bytes, kind: str, beside: Beside) -> Scene:
    del kind, beside
    from reportgen.scene.formats import babylon

    return babylon.read(content)


def _points(content: bytes, kind: str, beside: Beside) -> Scene:
    del beside
    from reportgen.scene.formats import point_cloud

    return point_cloud.read_json(content) if kind == "json" else point_cloud.read_array(content)


_READERS: dict[str, Callable[[bytes, str, Beside], Scene]] = {
    "glb": _gltf, "gltf": _gltf, "obj": _mesh, "stl": _mesh, "ply": _mesh, "babylon": _babylon,
    "json": _points, "npy": _points, "npz": _points,
}  # fmt: skip
