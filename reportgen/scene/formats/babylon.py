"""Babylon.js scene files (.babylon): meshes, instances, transforms, standard and PBR materials, embedded pictures.

Such files are left-handed with y upward unless they say otherwise; z is turned round. Cameras, lights, physics,
animations and whatever looks like code are not read at all.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reportgen import portable
from reportgen.media.damage import read_json
from reportgen.scene.formats.gltf_file import said
from reportgen.scene.model import Floats, Ints, Material, Mesh, Scene, SceneError, Texture, picture_type, rotation

_MOST_VERTICES = 6_000_000
_MOST_DEPTH = 64


@dataclass
class _Reader:
    content: Mapping[str, Any]
    notes: list[str] = field(default_factory=list)
    _materials: dict[Any, Mapping[str, Any]] = field(default_factory=dict)
    _shapes: dict[Any, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for material in reversed([*self.objects("materials"), *self.objects("multiMaterials")]):
            self._materials |= {str(material[key]): material for key in ("id", "uniqueId") if key in material}
        data = self.content.get("geometries")
        for shape in self.objects("vertexData", data) if isinstance(data, Mapping) else ():
            self._shapes.setdefault(str(shape.get("id")), shape)

    def objects(self, name: str, within: Any = None) -> list[Mapping[str, Any]]:
        found = (self.content if within is None else within).get(name)
        return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []

    def meshes(self) -> Iterator[Mesh]:
        """Yield every visible mesh and its instances where they stand."""
        known = [*self.objects("meshes"), *self.objects("transformNodes")]
        placed = {str(entry.get("id", number)): entry for number, entry in enumerate(known)}
        mirrored = self.content.get("useRightHandedSystem") is not True
        room = _MOST_VERTICES
        for entry in self.objects("meshes"):
            shown = [other for other in (entry, *self.objects("instances", entry)) if _is_shown(other, placed)]
            shape = self.shape(entry) if shown else None
            if shape is None:
                continue
            for other in shown:
                matrix = self.matrix(other, placed)
                for part in self.parts(entry, shape, matrix, mirrored=mirrored):
                    room -= len(part.vertices) + len(part.faces) + 1
                    if room < 0:
                        raise SceneError(f"the scene has more than {_MOST_VERTICES:,} vertices and faces")
                    yield part

    def shape(self, entry: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return a mesh's arrays, its own or those of the geometry that it names."""
        source: Mapping[str, Any] = entry
        if entry.get("geometryId") and not entry.get("positions"):
            source = self._shapes.get(str(entry["geometryId"]), entry)
        listed = source.get("positions")
        if not listed:
            return None
        positions = _floats(listed, 3)
        name = str(entry.get("name", ""))[:60]
        if positions is None:
            raise SceneError(f"the mesh '{name}' has positions that are not rows of three numbers; export it again")
        indices = source.get("indices")
        order = _integers(indices) if indices else np.arange(len(positions))
        if order is None or (len(order) and int(order.max()) >= len(positions)):
            raise SceneError(f"the mesh '{name}' refers to vertices beyond its {len(positions):,}; export it again")
        return {
            "places": positions,
            "order": order,
            "normals": _floats(source.get("normals"), 3, len(positions)),
            "uv": _floats(source.get("uvs"), 2, len(positions)),
            "colors": _floats(source.get("colors"), 4, len(positions)),
        }

    def matrix(self, entry: Mapping[str, Any], placed: Mapping[str, Mapping[str, Any]]) -> Floats:
        """Return the (4, 4) place of a mesh below all its parents."""
        matrix, depth = _local(entry), 0
        parent = placed.get(str(entry.get("parentId"))) if entry.get("parentId") is not None else None
        while parent is not None:
            depth += 1
            if depth > _MOST_DEPTH:
                raise SceneError("its meshes form a parent cycle")
            matrix = portable.product(_local(parent), matrix)
            parent = placed.get(str(parent.get("parentId"))) if parent.get("parentId") is not None else None
        return matrix

    def parts(
        self, entry: Mapping[str, Any], shape: Mapping[str, Any], matrix: Floats, *, mirrored: bool
    ) -> Iterator[Mesh]:
        """Yield a mesh, one part for each of its materials."""
        places = portable.product(shape["places"], matrix[:3, :3].T) + matrix[:3, 3]
        normals = shape["normals"]
        if normals is not None:
            normals = portable.product(normals, portable.normal_turn(matrix[:3, :3]))
        if mirrored:
            places = places * (1.0, 1.0, -1.0)
            normals = None if normals is None else normals * (1.0, 1.0, -1.0)
        uv = None if shape["uv"] is None else np.column_stack([shape["uv"][:, 0], 1 - shape["uv"][:, 1]])
        colors = shape["colors"]
        shades = None if colors is None else np.floor(np.nan_to_num(colors).clip(0, 1) * 255 + 0.5).astype(np.uint8)
        order: Ints = shape["order"]
        whole = [{"indexStart": 0, "indexCount": len(order), "materialIndex": 0}]
        name = str(entry.get("name", "mesh"))
        for part in self.objects("subMeshes", entry) or whole:
            start, count, which = (_count(part, key, name) for key in ("indexStart", "indexCount", "materialIndex"))
            if start + count > len(order):
                raise SceneError(
                    f"the file is cut off: the mesh '{name[:60]}' needs {start + count:,} indices, "
                    f"and {len(order):,} are there"
                )
            faces = order[start : start + count]
            faces = _outward(faces[: len(faces) // 3 * 3].reshape(-1, 3), places, normals)
            yield Mesh(places, faces, name, normals, shades, uv, self.material(entry, which))

    def material(self, entry: Mapping[str, Any], index: int) -> Material:
        wanted = entry.get("materialId") or entry.get("materialUniqueId")
        if wanted is None:
            return Material()
        found = self._materials.get(str(wanted))
        several = found.get("materials") if found is not None else None
        if isinstance(several, list):
            found = self._materials.get(str(several[index])) if index < len(several) else None
        if found is None:
            return Material()
        metallic, rough = 0.0, 0.8
        if "PBR" in str(found.get("customType")):
            metallic, rough = _share(found.get("metallic"), 0.0), _share(found.get("roughness"), 0.6)
        base = found.get("albedo", found.get("baseColor", found.get("diffuse")))
        picture = found.get("albedoTexture", found.get("baseTexture", found.get("diffuseTexture")))
        red, green, blue = _color(base, (0.8, 0.8, 0.8))
        return Material((red, green, blue, _share(found.get("alpha"), 1.0)), metallic, rough,
                        _color(found.get("emissive"), (0.0, 0.0, 0.0)), found.get("unlit") is True,
                        texture=self.texture(picture))  # fmt: skip

    def texture(self, value: Any) -> Texture | None:
        """Return a picture that the file holds; one that it only names is reported."""
        if not isinstance(value, Mapping) or not value.get("name"):
            return None
        data = value.get("base64String")
        text = data if isinstance(data, str) else str(value["name"])
        if text.startswith("data:"):
            try:
                content = base64.b64decode(text.partition(",")[2])
            except (binascii.Error, ValueError):
                content = b""
            if picture_type(content) in {"image/png", "image/jpeg"}:
                return Texture(content)
        note = f"the image '{str(value['name'])[:60]}' was not logged"
        if note not in self.notes:
            self.notes.append(note)
        return None


def read(content: bytes) -> Scene:
    """Return the scene of a .babylon file; SceneError says what is wrong with it."""
    document = read_json(content, "the file")
    if not isinstance(document, Mapping):
        raise SceneError("the file is not a Babylon.js scene")
    reader = _Reader(document)
    meshes = tuple(reader.meshes())
    if not any(len(mesh.faces) for mesh in meshes):
        raise SceneError("the file contains no mesh")
    return Scene("mesh", meshes=meshes, notes=tuple(reader.notes))


def _is_shown(entry: Mapping[str, Any], placed: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether a mesh or an instance is visible, and nothing above it is switched off."""
    if entry.get("isVisible") is False or entry.get("visibility") == 0:
        return False
    depth, above = 0, entry
    while above.get("isEnabled") is not False:
        parent = placed.get(str(above.get("parentId"))) if above.get("parentId") is not None else None
        depth += 1
        if parent is None:
            return True
        if depth > _MOST_DEPTH:
            raise SceneError("its meshes form a parent cycle")
        above = parent
    return False


def _floats(value: Any, width: int, count: int | None = None) -> Floats | None:
    """Return (n, width) numbers, or None where they are missing, ragged or not as many as wanted."""
    if not isinstance(value, list) or not value or len(value) % width:
        return None
    try:
        found = np.array(value, np.float64).reshape(-1, width)
    except (TypeError, ValueError):
        return None
    return found if count is None or len(found) == count else None


def _count(part: Mapping[str, Any], key: str, name: str) -> int:
    """Return a count of a part of a mesh; SceneError where something else stands."""
    value = part.get(key, 0)
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not number or not 0 <= value == int(value):
        raise SceneError(
            f"a part of the mesh '{name[:60]}' has {said(value)} as its {key}, not a count; export it again"
        )
    return int(value)


def _integers(value: Any) -> Ints | None:
    try:
        found = np.array(value, np.int64)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found.ndim == 1 and (not len(found) or int(found.min()) >= 0) else None


def _local(entry: Mapping[str, Any]) -> Floats:
    """Return the (4, 4) place of a node below its parent: scale, then turn (yaw, pitch, roll), then shift."""
    matrix = np.eye(4)
    turn = _floats(entry.get("rotationQuaternion"), 4)
    if turn is not None:
        matrix[:3, :3] = rotation(turn[0])
    else:
        angles = _floats(entry.get("rotation"), 3)
        if angles is not None:
            matrix[:3, :3] = portable.product(
                portable.product(_about(1, angles[0, 1]), _about(0, angles[0, 0])), _about(2, angles[0, 2])
            )
    scale, shift = _floats(entry.get("scaling"), 3), _floats(entry.get("position"), 3)
    matrix[:3, :3] *= 1.0 if scale is None else scale[0]
    matrix[:3, 3] = 0.0 if shift is None else shift[0]
    return matrix


def _about(axis: int, angle: float) -> Floats:
    """Return the (3, 3) turn about an axis, in radians."""
    sin, cos = portable.sin(angle), portable.cos(angle)
    first, second = [(1, 2), (2, 0), (0, 1)][axis]
    turn = np.eye(3)
    turn[first, first] = turn[second, second] = cos
    turn[first, second], turn[second, first] = -sin, sin
    return turn


def _outward(faces: Ints, places: Floats, normals: Floats | None) -> Ints:
    """Turn faces round where they look against their normals."""
    if normals is None or not len(faces):
        return faces
    a, b, c = (places[faces[:, i]] for i in range(3))
    against = (np.cross(b - a, c - a) * normals[faces].sum(axis=1)).sum(axis=1) < 0
    return np.where(against[:, None], faces[:, ::-1], faces)


def _share(value: Any, default: float) -> float:
    return min(max(float(value), 0.0), 1.0) if isinstance(value, int | float) and value == value else default  # noqa: PLR0124 - NaN


def _color(value: Any, default: tuple[float, float, float]) -> tuple[float, float, float]:
    found = _floats(value[:3] if isinstance(value, list) else value, 3)
    if found is None or not np.isfinite(found).all():
        return default
    red, green, blue = (float(c) for c in found[0].clip(0, 1))
    return red, green, blue
