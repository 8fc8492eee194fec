"""Wavefront .obj, .stl and .ply files, through trimesh."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from reportgen import portable
from reportgen.media.damage import reading
from reportgen.scene.formats.gltf_file import Beside
from reportgen.scene.formats.point_cloud import from_columns
from reportgen.scene.model import Material, Mesh, Points, Scene, SceneError, Texture
from reportgen.scene.normals import smoothed

if TYPE_CHECKING:
    import trimesh

_MOST_BYTES = 256 << 20
_MOST_FACES = 3_000_000


def read(content: bytes, kind: str, beside: Beside) -> Scene:
    """Return the scene of a file of a ``kind`` ("obj", "stl", "ply"); SceneError says what is wrong with it."""
    import trimesh

    if len(content) > _MOST_BYTES:
        raise SceneError(f"the file has {len(content) >> 20} MiB; the limit for a mesh is {_MOST_BYTES >> 20} MiB")
    lost: list[str] = []
    if kind == "stl":
        _check_stl(content)
    with reading(f"the .{kind} file", "export it again", SceneError), np.errstate(all="ignore"):
        loaded = trimesh.load_scene(
            io.BytesIO(content), file_type=kind, resolver=_resolver(beside, lost), process=False, maintain_order=True
        )
        parts = list(_parts(loaded))
    meshes = tuple(smoothed(part) for part in parts if isinstance(part, Mesh) and len(part.faces))
    clouds = [part for part in parts if isinstance(part, Points)]
    if not meshes and not clouds:
        named = re.match(rb"ply\s.{0,4000}?element\s+vertex\s+0*([1-9]\d*)", content, re.DOTALL)
        if named:
            raise SceneError(f"the file is cut off: {int(named[1]):,} vertices declared, but not all are present")
        raise SceneError("the file contains no triangles or points")
    if sum(len(mesh.faces) for mesh in meshes) > _MOST_FACES:
        raise SceneError(f"the mesh has more than {_MOST_FACES:,} triangles; simplify it before logging")
    notes = tuple(f"'{name}', which it refers to, was not logged" for name in dict.fromkeys(lost))
    return Scene(
        "mesh" if meshes else "points", meshes=meshes, points=clouds[0] if clouds and not meshes else None, notes=notes
    )


def _resolver(beside: Beside, lost: list[str]) -> trimesh.resolvers.Resolver:
    """Return trimesh's way to materials and pictures beside a mesh: only what ``beside`` gives."""
    import trimesh

    class Resolver(trimesh.resolvers.Resolver):
        def __init__(self) -> None:
            pass

        def get(self, name: Any) -> bytes:
            text = name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
            found = beside(text.strip())
            if found is None:
                lost.append(text.strip()[:80])
                raise ValueError(f"{text} was not logged")
            return found

        def keys(self) -> list[str]:
            return []

        def namespaced(self, namespace: str) -> Resolver:
            del namespace
            return self

        def write(self, name: str, data: Any) -> None:
            raise NotImplementedError

    return Resolver()


def _check_stl(content: bytes) -> None:
    """Hold the count of a binary .stl against its length."""
    if content[:5].lower() == b"solid" and b"facet" in content[:2048]:
        return
    count = int.from_bytes(content[80:84], "little") if len(content) >= 84 else -1  # noqa: PLR2004 - its header
    if count < 0 or 84 + 50 * count > len(content):
        raise SceneError(
            f"the file is cut off: {max(count, 0):,} triangles declared, and {max(len(content) - 84, 0) // 50:,} found"
        )


def _parts(scene: trimesh.Scene) -> Iterator[Mesh | Points]:
    import trimesh

    for node in scene.graph.nodes_geometry:
        matrix, name = scene.graph[node]
        geometry = scene.geometry[name]
        places = portable.product(np.asarray(geometry.vertices, np.float64), matrix[:3, :3].T) + matrix[:3, 3]
        if isinstance(geometry, trimesh.PointCloud):
            colors = np.asarray(geometry.colors) if geometry.colors is not None and len(geometry.colors) else None
            rgb = None if colors is None or len(colors) != len(places) else colors[:, :3].astype(np.uint8)
            yield from_columns(places, rgb)
        elif isinstance(geometry, trimesh.Trimesh):
            yield _mesh(geometry, places, str(name))


def _mesh(geometry: trimesh.Trimesh, places: Any, name: str) -> Mesh:
    faces = np.asarray(geometry.faces, np.int64)
    if len(faces) and (int(faces.min()) < 0 or int(faces.max()) >= len(places)):
        worst = int(faces.min()) if int(faces.min()) < 0 else int(faces.max())
        raise SceneError(
            f"the file is damaged: a face refers to vertex {worst:,}, but there are {len(places):,}; export it again"
        )
    normals = None
    if "vertex_normals" in geometry._cache.cache:  # noqa: SLF001 - those of the file; computed ones would smooth edges
        normals = np.asarray(geometry.vertex_normals, np.float64)
    visual: Any = geometry.visual
    uv = getattr(visual, "uv", None)
    if uv is not None and len(uv) == len(places):
        material = _material(visual.material)
        flipped = np.column_stack([np.asarray(uv)[:, 0], 1 - np.asarray(uv)[:, 1]])
        return Mesh(places, faces, name, normals, None, flipped, material)
    if visual.kind == "face" and len(visual.face_colors) == len(faces):
        corners = faces.ravel()
        colors = np.repeat(np.asarray(visual.face_colors, np.uint8), 3, axis=0)
        return Mesh(
            places[corners],
            np.arange(len(corners)).reshape(-1, 3),
            name,
            colors=colors,
            material=Material((1, 1, 1, 1)),
        )
    if visual.kind == "vertex":
        colors = np.asarray(visual.vertex_colors, np.uint8)
        return Mesh(places, faces, name, normals, colors, material=Material((1, 1, 1, 1)))
    plain = _material(visual.material) if getattr(visual, "material", None) is not None else Material()
    return Mesh(places, faces, name, normals, material=plain)


def _material(material: Any) -> Material:
    """Return a material of trimesh's, its picture as PNG."""
    picture = getattr(material, "image", None) or getattr(material, "baseColorTexture", None)
    if picture is not None:
        out = io.BytesIO()
        picture.convert("RGBA" if picture.mode in {"RGBA", "LA", "P"} else "RGB").save(out, "PNG", icc_profile=None)
        return Material((1, 1, 1, 1), texture=Texture(out.getvalue()))
    color = np.asarray(material.main_color, np.float64) / 255
    red, green, blue, alpha = (float(c) for c in color)
    return Material((red, green, blue, alpha))
