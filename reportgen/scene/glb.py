"""A scene as one GLB (glTF 2.0), through pygltflib, and as the smaller form that the page carries.

Colours are linear light in COLOR_0, and what is not lit says so, so that they come out exactly. Places of points are
16-bit numbers that their node scales (KHR_mesh_quantization). Scenes with z upward turn in their root node.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reportgen.scene.model import Copies, Lines, Material, Mesh, Points, Scene, Texture, linear_light
from reportgen.scene.normals import sound
from reportgen.scene.pack import View, copies_views, given_view, linear, morton_view, pack, ramp_view, raw_view
from reportgen.scene.points import Grid16, Ramp, colored, morton
from reportgen.scene.unit_shapes import fineness, template

if TYPE_CHECKING:
    import pygltflib

_FLOAT, _USHORT, _UINT, _BYTE = 5126, 5123, 5125, 5120
_UPRIGHT = [-(0.5**0.5), 0.0, 0.0, 0.5**0.5]
"""A turn of -90 degrees about x: z upward becomes y upward."""


@dataclass(frozen=True)
class Built:
    """A scene for the page: the ``glb`` itself, and ``packed``, streams from which the page makes the same bytes."""

    glb: bytes = field(repr=False)
    packed: list[bytes] = field(repr=False)


def write(scene: Scene) -> Built:
    """Return a scene as a GLB that is valid by the Khronos validator."""
    return _Writer(scene).write()


def _lin(color: tuple[float, ...]) -> list[float]:
    channels: list[float] = linear_light(np.array(color)).tolist()
    return channels


@dataclass
class _Writer:
    scene: Scene
    views: list[View] = field(default_factory=list)
    copies: list[dict[str, Any]] = field(default_factory=list)
    shared: list[bytes] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    _materials: dict[Any, int] = field(default_factory=dict)

    def write(self) -> Built:
        import pygltflib

        self.lib = pygltflib
        self.gltf = pygltflib.GLTF2(asset=pygltflib.Asset(version="2.0", generator="reportgen"))
        root = pygltflib.Node(name="scene", rotation=_UPRIGHT if self.scene.up == "z" else None)
        self.gltf.nodes.append(root)
        for mesh in self.scene.meshes:
            self._mesh(mesh)
        if self.scene.points is not None and len(self.scene.points.positions):
            self._points(self.scene.points)
        for copies in self.scene.copies:
            if len(copies.matrices):
                self._copies(copies)
        for lines in self.scene.lines:
            self._lines(lines)
        root.children = list(range(1, len(self.gltf.nodes))) or None
        self.gltf.scenes = [pygltflib.Scene(nodes=[0])]
        self.gltf.scene = 0
        self.gltf.extensionsUsed = sorted(self.used)
        self.gltf.extensionsRequired = sorted(self.used & {"KHR_mesh_quantization"})
        content, at = bytearray(), []
        for view in self.views:
            at.append(len(content))
            content += view.raw + b"\0" * (-len(view.raw) % 4)
        self.gltf.bufferViews = [
            pygltflib.BufferView(
                buffer=0, byteOffset=start, byteLength=len(view.raw), byteStride=view.stride, target=view.target
            )
            for view, start in zip(self.views, at, strict=True)
        ]
        if content:
            self.gltf.buffers = [pygltflib.Buffer(byteLength=len(content))]
            self.gltf.set_binary_blob(bytes(content))
        glb = b"".join(self.gltf.save_to_bytes())
        return Built(glb, pack(glb, self.views, self.copies, self.shared))

    def _view(self, view: View) -> int:
        self.views.append(view)
        return len(self.views) - 1

    def _accessor(self, view: int, kind: int, count: int, type_: str, *, offset: int = 0, normalized: bool = False,
                  limits: NDArray[Any] | None = None) -> int:  # fmt: skip
        low = high = None
        if limits is not None:
            as_plain = float if kind == _FLOAT else int
            low, high = ([as_plain(v) for v in end] for end in (limits.min(axis=0), limits.max(axis=0)))
        self.gltf.accessors.append(self.lib.Accessor(
            bufferView=view, byteOffset=offset, componentType=kind, count=count, type=type_,
            normalized=normalized or None, min=low, max=high,
        ))  # fmt: skip
        return len(self.gltf.accessors) - 1

    def _node(self, name: str, attributes: dict[str, int], material: Material, *, indices: int | None = None,
              mode: int = 4, extras: dict[str, Any] | None = None, **place: Any) -> pygltflib.Node:  # fmt: skip
        primitive = self.lib.Primitive(
            attributes=self.lib.Attributes(**attributes), indices=indices, material=self._material(material), mode=mode
        )
        self.gltf.meshes.append(self.lib.Mesh(name=name, primitives=[primitive]))
        node = self.lib.Node(name=name, mesh=len(self.gltf.meshes) - 1, extras={"rg": name} | (extras or {}), **place)
        self.gltf.nodes.append(node)
        return node

    def _material(self, material: Material) -> int:
        known = self._materials.get(material)
        if known is not None:
            return known
        texture = self._texture(material.texture) if material.texture else None
        extensions: dict[str, Any] = {"KHR_materials_unlit": {}} if material.unlit else {}
        self.used |= extensions.keys()
        opacity = material.color[3]
        self.gltf.materials.append(self.lib.Material(
            pbrMetallicRoughness=self.lib.PbrMetallicRoughness(
                baseColorFactor=[*_lin(material.color[:3]), opacity], metallicFactor=material.metallic,
                roughnessFactor=material.roughness,
                baseColorTexture=None if texture is None else self.lib.TextureInfo(index=texture),
            ),
            emissiveFactor=_lin(material.emissive), alphaMode="BLEND" if opacity < 1 else "OPAQUE", alphaCutoff=None,
            doubleSided=material.double_sided, extensions=extensions,
        ))  # fmt: skip
        self._materials[material] = len(self.gltf.materials) - 1
        return self._materials[material]

    def _texture(self, texture: Texture) -> int:
        view = self._view(raw_view(texture.content))
        self.gltf.images.append(self.lib.Image(bufferView=view, mimeType=texture.media_type))
        self.gltf.textures.append(self.lib.Texture(source=len(self.gltf.images) - 1))
        return len(self.gltf.textures) - 1

    def _floats(self, values: NDArray[Any], type_: str, *, limits: bool = False) -> int:
        narrow = np.ascontiguousarray(values, np.float32)
        view = self._view(raw_view(narrow.tobytes(), stride=narrow.shape[1] * 4, target=34962))
        return self._accessor(view, _FLOAT, len(narrow), type_, limits=narrow if limits else None)

    def _mesh(self, mesh: Mesh) -> None:
        mesh = sound(mesh)
        if not len(mesh.faces):
            return
        attributes = {"POSITION": self._floats(mesh.vertices, "VEC3", limits=True)}
        if mesh.normals is not None:
            attributes["NORMAL"] = self._floats(mesh.normals, "VEC3")
        if mesh.uv is not None:
            attributes["TEXCOORD_0"] = self._floats(mesh.uv, "VEC2")
        if mesh.colors is not None:
            view = self._view(raw_view(linear(mesh.colors), stride=8, target=34962))
            attributes["COLOR_0"] = self._accessor(view, _USHORT, len(mesh.colors), "VEC4", normalized=True)
        faces = np.ascontiguousarray(mesh.faces, np.uint32)
        view = self._view(raw_view(faces.tobytes(), target=34963))
        indices = self._accessor(view, _UINT, faces.size, "SCALAR")
        self._node(mesh.name, attributes, mesh.material, indices=indices, extras={"rg": ""})

    def _points(self, points: Points) -> None:
        """Write a cloud in Morton order, one node for each category."""
        self.used.add("KHR_mesh_quantization")
        grid = Grid16.over(points.positions)
        whole = grid.whole(points.positions)
        codes = morton(whole)
        kinds = points.categories
        order = np.argsort(codes, kind="stable") if kinds is None else np.lexsort((codes, kinds))
        whole, codes, points = whole[order], codes[order], points.take(order)
        place = self._view(morton_view(whole, codes))
        colors = colored(points)
        if colors is None:
            up = 2 if self.scene.up == "z" else 1
            low, step = float(grid.low[up]), float(grid.step[up])
            ramp = Ramp.over(low + whole[:, up].astype(np.float64) * step)
            tint = self._view(ramp_view(whole[:, up], low, step, ramp, {"view": place, "axis": up}))
        else:
            tint = self._view(given_view(colors))
        names = ["points"] if points.categories is None else [f"points {kind}" for kind in np.unique(points.categories)]
        sizes = [len(whole)] if points.categories is None else np.unique(points.categories, return_counts=True)[1]
        start = 0
        for name, size in zip(names, (int(size) for size in sizes), strict=True):
            part = whole[start : start + size]
            attributes = {
                "POSITION": self._accessor(
                    place, _USHORT, size, "VEC3", offset=start * 8, normalized=True, limits=part
                ),
                "COLOR_0": self._accessor(tint, _USHORT, size, "VEC4", offset=start * 8, normalized=True),
            }
            place_ = {"translation": grid.low.tolist(), "scale": (grid.step * 65535).tolist()}
            self._node(name, attributes, Material((1, 1, 1, 1), unlit=True), mode=0, **place_)
            start += size

    def _copies(self, copies: Copies) -> None:
        """Write copies of a shape, one node for each group."""
        groups = np.zeros(len(copies.matrices), np.int64) if copies.groups is None else copies.groups
        order = np.argsort(groups, kind="stable")
        views, shared, content = copies_views(copies, order, len(self.copies))
        self.copies.append(shared)
        self.shared.append(content)
        form = template(copies.shape, fineness(copies))
        count = len(order) * len(form.vertices)
        numbers = [self._view(view) for view in views]
        narrow = np.frombuffer(views[0].raw, np.float32).reshape(-1, 3)
        attributes = {"POSITION": self._accessor(numbers[0], _FLOAT, count, "VEC3", limits=narrow)}
        if not copies.unlit:
            self.used.add("KHR_mesh_quantization")
            attributes["NORMAL"] = self._accessor(numbers[1], _BYTE, count, "VEC3", normalized=True)
        attributes["COLOR_0"] = self._accessor(numbers[-2], _USHORT, count, "VEC4", normalized=True)
        material = Material((1, 1, 1, 1), roughness=0.55, unlit=copies.unlit, double_sided=False)
        start = 0
        for group, size in zip(*np.unique(groups, return_counts=True), strict=True):
            corners = int(size) * form.faces.size
            name = copies.names[group] if copies.names else copies.name
            extras = dict(copies.extras[group]) if copies.extras else {}
            faces = self._accessor(numbers[-1], _UINT, corners, "SCALAR", offset=start * form.faces.size * 4)
            self._node(name, attributes, material, indices=faces, extras=extras)
            start += int(size)

    def _lines(self, lines: Lines) -> None:
        attributes = {"POSITION": self._floats(lines.ends.reshape(-1, 3), "VEC3", limits=True)}
        mark = lines.name if lines.ground else ""
        self._node(lines.name, attributes, Material(lines.color, unlit=True), mode=1, extras={"rg": mark})
