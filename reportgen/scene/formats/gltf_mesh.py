"""The triangles of a glTF file where they stand in its scene, for the poster and the camera."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen import portable
from reportgen.scene.formats.gltf_file import GltfFile, entries, said, whole
from reportgen.scene.model import Floats, Ints, Lines, Material, Mesh, Points, SceneError, Texture, rotation, srgb_light
from reportgen.scene.normals import FAR

_MOST_CORNERS = 12_000_000
"""Vertices and the names of them that are read for a poster, those of a mesh as often as it is drawn."""
_POINTS, _LINES, _LOOP, _LINE_STRIP, _TRIANGLES, _STRIP, _FAN = 0, 1, 2, 3, 4, 5, 6


@dataclass
class Drawn:
    """What a file draws: meshes, points and lines, in y-up coordinates; ``cut`` where that is not all of it."""

    meshes: list[Mesh]
    points: list[Points]
    lines: list[Lines]
    room: int = _MOST_CORNERS
    cut: bool = False

    def take(self, count: int) -> bool:
        """Return whether there is room for so many more corners."""
        self.room -= count
        self.cut |= self.room < 0
        return self.room >= 0


def drawn(file: GltfFile) -> Drawn:
    """Return everything in the file's scene, posed as at rest; a part of it where it draws the same too often."""
    matrices = dict(_placed(file))
    found = Drawn([], [], [])
    for number, matrix in matrices.items():
        node = file.entry("nodes", number)
        if "mesh" not in node:
            continue
        mesh = file.entry("meshes", node["mesh"])
        poses = _poses(file, node.get("skin"), matrices)
        for primitive in entries(mesh, "primitives"):
            if isinstance(primitive.get("attributes"), Mapping):
                _add(file, primitive, str(mesh.get("name", "mesh")), matrix, poses, found)
            if found.cut:
                return found
    return found


def _placed(file: GltfFile) -> Iterator[tuple[int, Floats]]:
    """Yield every node of the scene once with its (4, 4) place."""
    scenes = file.entries("scenes")
    scene = file.entry("scenes", file.json.get("scene", 0)) if scenes else {}
    roots = scene.get("nodes") or ([] if scenes else range(len(file.entries("nodes"))))
    if not isinstance(roots, list | range):
        raise SceneError(f"the file holds {said(roots)} where a scene's nodes are expected")
    for number in roots:
        file.entry("nodes", number)
    waiting = [(number, np.eye(4)) for number in reversed(list(dict.fromkeys(roots)))]
    seen: set[int] = set()
    while waiting:
        number, above = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        node = file.entry("nodes", number)
        with np.errstate(over="ignore", invalid="ignore"):
            matrix = portable.product(above, _local(node))
        yield number, matrix
        waiting += [(child, matrix) for child in reversed(node.get("children") or [])]


def _numbers(value: Any, count: int, default: list[float]) -> Floats:
    if isinstance(value, list) and len(value) == count and all(isinstance(v, int | float) for v in value):
        return np.array(value, np.float64)
    return np.array(default, np.float64)


def _local(node: Mapping[str, Any]) -> Floats:
    if "matrix" in node:
        return _numbers(node["matrix"], 16, np.eye(4).ravel().tolist()).reshape(4, 4).T
    turn = rotation(_numbers(node.get("rotation"), 4, [0, 0, 0, 1]))
    matrix = np.eye(4)
    matrix[:3, :3] = turn * _numbers(node.get("scale"), 3, [1, 1, 1])
    matrix[:3, 3] = _numbers(node.get("translation"), 3, [0, 0, 0])
    return matrix


def _poses(file: GltfFile, skin: Any, matrices: Mapping[int, Floats]) -> Floats | None:
    """Return the (j, 4, 4) matrices of a skin's joints."""
    if skin is None:
        return None
    entry = file.entry("skins", skin)
    named = entry.get("joints") or []
    if not isinstance(named, list):
        raise SceneError(f"the file holds {said(named)} where a skin's joints are expected")
    for joint in named:
        file.entry("nodes", joint)
    joints = [matrices.get(joint, np.eye(4)) for joint in named]
    if not joints:
        return None
    poses = np.stack(joints)
    if "inverseBindMatrices" in entry:
        inverse = file.accessor(entry["inverseBindMatrices"]).reshape(-1, 4, 4).transpose(0, 2, 1)
        poses = portable.product(poses[: len(inverse)], inverse[: len(poses)].astype(np.float64))
    return poses


def _add(file: GltfFile, primitive: Mapping[str, Any], name: str, matrix: Floats, poses: Floats | None,
         found: Drawn) -> None:  # fmt: skip
    """Add a primitive, as long as there is room."""
    attributes = primitive["attributes"]
    if "POSITION" not in attributes:
        return
    places = file.accessor(attributes["POSITION"])[:, :3].astype(np.float64)
    order = _order(file, primitive, len(places))
    if not found.take(len(places) + len(order)):
        return
    with np.errstate(over="ignore", invalid="ignore"):
        if poses is not None:
            places = _skinned(file, attributes, places, poses)
        else:
            places = portable.product(places, matrix[:3, :3].T) + matrix[:3, 3]
    material = _material(file, primitive.get("material"))
    colors = _colors(file, attributes)
    mode = whole(primitive.get("mode", _TRIANGLES))
    near = np.asarray((np.abs(places) < FAR).all(axis=1))
    if mode == _POINTS:
        order = order[near[order]]
        plain = np.tile(np.array(material.color[:3]) * 255, (len(order), 1)).astype(np.uint8)
        found.points.append(Points(places[order], plain if colors is None else colors[order, :3], total=len(order)))
        return
    if mode in {_LINES, _LOOP, _LINE_STRIP}:
        ends = _ends(order, mode)
        found.lines.append(Lines(places[ends[near[ends].all(axis=1)]], material.color, name))
        return
    faces = _faces(order, mode)
    faces = faces[near[faces].all(axis=1)]
    normals = None
    if "NORMAL" in attributes and poses is None:
        turn = portable.normal_turn(np.nan_to_num(matrix[:3, :3]))
        normals = portable.product(file.accessor(attributes["NORMAL"])[:, :3].astype(np.float64), turn)
    uv = file.accessor(attributes["TEXCOORD_0"])[:, :2].astype(np.float64) if "TEXCOORD_0" in attributes else None
    found.meshes.append(Mesh(places, faces, name, normals, colors, uv, material))


def _order(file: GltfFile, primitive: Mapping[str, Any], count: int) -> Ints:
    """Return which places a primitive joins; SceneError where it names one that is not there."""
    if "indices" not in primitive:
        return np.arange(count)
    values = file.accessor(primitive["indices"])[:, 0]
    if values.dtype.kind != "u" or (len(values) and int(values.max()) >= count):
        raise SceneError(f"a mesh refers to vertices beyond its {count:,}")
    order: Ints = values.astype(np.int64)
    return order


def _ends(order: Ints, mode: Any) -> Ints:
    """Return the (k, 2) ends of lines."""
    if mode == _LINES:
        return order[: len(order) // 2 * 2].reshape(-1, 2)
    after = np.roll(order, -1)
    return np.column_stack([order, after]) if mode == _LOOP else np.column_stack([order[:-1], order[1:]])


def _skinned(file: GltfFile, attributes: Mapping[str, Any], places: Floats, poses: Floats) -> Floats:
    if "JOINTS_0" not in attributes or "WEIGHTS_0" not in attributes:
        return places
    joints = np.clip(file.accessor(attributes["JOINTS_0"]).astype(np.int64), 0, len(poses) - 1)
    weights = file.accessor(attributes["WEIGHTS_0"]).astype(np.float64)
    out = np.zeros_like(places)
    for column in range(4):
        pose = poses[joints[:, column]]
        moved = portable.product(pose[:, :3, :3], places[:, :, None])[:, :, 0] + pose[:, :3, 3]
        out += moved * weights[:, column : column + 1]
    return out


def _faces(order: Ints, mode: Any) -> Ints:
    if mode == _STRIP and len(order) > 2:  # noqa: PLR2004 - a triangle
        strip = np.column_stack([order[:-2], order[1:-1], order[2:]])
        strip[1::2] = strip[1::2, (1, 0, 2)]
        return strip
    if mode == _FAN and len(order) > 2:  # noqa: PLR2004
        return np.column_stack([np.full(len(order) - 2, order[0]), order[1:-1], order[2:]])
    return order[: len(order) // 3 * 3].reshape(-1, 3) if mode == _TRIANGLES else np.zeros((0, 3), np.int64)


def _colors(file: GltfFile, attributes: Mapping[str, Any]) -> NDArray[np.uint8] | None:
    if "COLOR_0" not in attributes:
        return None
    values = file.accessor(attributes["COLOR_0"]).astype(np.float64)
    rgb = srgb_light(values[:, :3])
    alpha = values[:, 3:4] if values.shape[1] > 3 else np.ones((len(values), 1))  # noqa: PLR2004
    return np.floor(np.column_stack([rgb, alpha.clip(0, 1)]) * 255 + 0.5).astype(np.uint8)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _material(file: GltfFile, index: Any) -> Material:
    if index is None:
        return Material((1, 1, 1, 1))
    entry = file.entry("materials", index)
    extensions = _mapping(entry.get("extensions"))
    surface = _mapping(entry.get("pbrMetallicRoughness"))
    factor, picture = surface.get("baseColorFactor"), surface.get("baseColorTexture")
    gloss = extensions.get("KHR_materials_pbrSpecularGlossiness")
    if isinstance(gloss, dict):
        factor, picture = gloss.get("diffuseFactor", factor), gloss.get("diffuseTexture", picture)
    color = _numbers(factor, 4, [1, 1, 1, 1])
    red, green, blue = (float(c) for c in srgb_light(np.asarray(color[:3], np.float64)))
    return Material((red, green, blue, 1.0 if entry.get("alphaMode", "OPAQUE") == "OPAQUE" else float(color[3])),
                    unlit="KHR_materials_unlit" in extensions, texture=_texture(file, picture))  # fmt: skip


def _texture(file: GltfFile, info: Any) -> Texture | None:
    if not isinstance(info, dict) or "index" not in info:
        return None
    texture = file.entry("textures", info["index"])
    webp = _mapping(_mapping(texture.get("extensions")).get("EXT_texture_webp"))
    source = webp.get("source", texture.get("source"))
    if source is None:
        return None
    image = file.entry("images", source)
    if "bufferView" not in image:
        return None
    start, size, _ = file.view(image["bufferView"])
    content = file.binary[start : start + size]
    return Texture(content)
