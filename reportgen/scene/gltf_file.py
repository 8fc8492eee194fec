"""glTF 2.0 files as they were logged: checked, made whole, and read as far as a poster needs.

What passes holds all that it needs: buffers and pictures lie in its binary part, since the page fetches nothing.
The checks hold every number of the file against the bytes that are there before anything is read by it.
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from reportgen.media.image import picture_size
from reportgen.media.item import MediaError
from reportgen.scene.model import SceneError

Beside = Callable[[str], bytes | None]
"""Reads a file that lies beside the model by its relative name; None where that is not to be had."""

_MOST_NODES = 50_000
_MOST_DEPTH = 500
_MOST_SIDE = 8192
"""Pixels of a picture's side that every graphics card takes."""
_LISTS = frozenset({
    "accessors", "animations", "buffers", "bufferViews", "cameras", "images", "materials", "meshes", "nodes",
    "samplers", "scenes", "skins", "textures",
})  # fmt: skip
_PLAIN = {
    "KHR_mesh_quantization", "KHR_materials_unlit", "KHR_texture_transform", "KHR_lights_punctual", "EXT_texture_webp",
    "EXT_texture_avif", "KHR_materials_pbrSpecularGlossiness", "KHR_materials_clearcoat", "KHR_materials_transmission",
    "KHR_materials_ior", "KHR_materials_specular", "KHR_materials_sheen", "KHR_materials_volume",
    "KHR_materials_emissive_strength", "KHR_materials_iridescence", "KHR_materials_anisotropy",
    "KHR_materials_variants", "KHR_materials_dispersion", "EXT_mesh_gpu_instancing", "KHR_animation_pointer",
}  # fmt: skip
_COMPRESSED = {
    "KHR_draco_mesh_compression": "Draco", "EXT_meshopt_compression": "meshopt", "KHR_meshopt_compression": "meshopt",
}  # fmt: skip
_DTYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_SIZES = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}


@dataclass
class GltfFile:
    """A checked file: its JSON, its one binary part, what was left out, and whether anything was changed."""

    json: dict[str, Any]
    binary: bytes = field(repr=False)
    notes: list[str] = field(default_factory=list)
    changed: bool = False

    def glb(self) -> bytes:
        """Return the whole as a GLB."""
        text = json.dumps(self.json, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        body = self.binary + b"\0" * (-len(self.binary) % 4)
        parts = struct.pack("<II", len(text), 0x4E4F534A) + text
        if body:
            parts += struct.pack("<II", len(body), 0x004E4942) + body
        return struct.pack("<4sII", b"glTF", 2, 12 + len(parts)) + parts

    def entries(self, name: str) -> list[dict[str, Any]]:
        """Return a list of the file's objects."""
        found: list[dict[str, Any]] = self.json.get(name, [])
        return found

    def entry(self, name: str, index: Any) -> dict[str, Any]:
        """Return one object; SceneError where there is none."""
        found = self.entries(name)
        if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(found):
            raise SceneError(f"the file names {name}[{index!r}], and has {len(found)}")
        return found[index]

    def view(self, index: Any) -> tuple[int, int, int]:
        """Return (offset, length, stride or 0) of a buffer view, inside the binary part."""
        view = self.entry("bufferViews", index)
        start, size, stride = (_whole(view.get(key, 0)) for key in ("byteOffset", "byteLength", "byteStride"))
        if start + size > len(self.binary):
            raise SceneError(
                f"bufferViews[{index}] reaches {start + size:,} bytes far, and the buffer has {len(self.binary):,}"
            )
        return start, size, stride

    def accessor(self, index: Any) -> NDArray[Any]:
        """Return (n, k) values of an accessor: floats, normalised ones in their range, or whole numbers."""
        accessor = self.entry("accessors", index)
        count, kind = _whole(accessor.get("count", 0)), str(accessor.get("type"))
        dtype = _DTYPES.get(accessor.get("componentType", 0))
        if dtype is None or kind not in _SIZES:
            raise SceneError(f"accessors[{index}] is of no known type")
        width = _SIZES[kind]
        item = np.dtype(dtype).itemsize * width
        if "bufferView" in accessor:
            values = self._strided(accessor, index, count, dtype, width, item)
        elif count * item <= max(len(self.binary), 1) * 64:
            values = np.zeros((count, width), dtype)
        else:
            raise SceneError(f"accessors[{index}] claims {count:,} values that are not in the file")
        if isinstance(accessor.get("sparse"), Mapping):
            values = self._sparse(values.copy(), accessor["sparse"], dtype, width)
        if not accessor.get("normalized") or dtype == "<f4":
            return values
        most = np.iinfo(np.dtype(dtype)).max
        return np.maximum(values.astype(np.float64) / most, -1.0)

    def _strided(
        self, accessor: Mapping[str, Any], index: Any, count: int, dtype: str, width: int, item: int
    ) -> NDArray[Any]:
        start, size, stride = self.view(accessor["bufferView"])
        offset = _whole(accessor.get("byteOffset", 0))
        stride = stride or item
        if stride < item or (count and offset + stride * (count - 1) + item > size):
            raise SceneError(f"accessors[{index}] claims {count:,} values, more than its {size:,} bytes hold")
        place = np.ndarray((count, width), dtype, self.binary, start + offset, (stride, np.dtype(dtype).itemsize))
        return np.ascontiguousarray(place)

    def _sparse(self, values: NDArray[Any], sparse: Mapping[str, Any], dtype: str, width: int) -> NDArray[Any]:
        count = _whole(sparse.get("count", 0))
        where, what = sparse.get("indices", {}), sparse.get("values", {})
        kind = _DTYPES.get(where.get("componentType", 0), "<u4")
        item = np.dtype(kind).itemsize
        rows = self._strided(
            {"bufferView": where.get("bufferView"), "byteOffset": where.get("byteOffset", 0)},
            "sparse",
            count,
            kind,
            1,
            item,
        )
        fresh = self._strided(
            {"bufferView": what.get("bufferView"), "byteOffset": what.get("byteOffset", 0)},
            "sparse",
            count,
            dtype,
            width,
            np.dtype(dtype).itemsize * width,
        )
        if count and int(rows.max()) >= len(values):
            raise SceneError("a sparse accessor names values that are not there")
        values[rows[:, 0]] = fresh
        return values


def entries(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a list of objects, whatever the file holds under the name."""
    found = content.get(name)
    return [entry if isinstance(entry, dict) else {} for entry in found] if isinstance(found, list) else []


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value) or value < 0:
        raise SceneError(f"the file holds {value!r} where a count belongs")
    return int(value)


def open_gltf(content: bytes, beside: Beside) -> GltfFile:
    """Return a .glb or .gltf file checked and whole; SceneError says what is wrong with it."""
    document, binary = _split(content)
    version = str(document.get("asset", {}).get("version", "")) if isinstance(document.get("asset"), dict) else ""
    if not version.startswith("2"):
        raise SceneError(f"the file is glTF {version or 'of no version'}, and only glTF 2 is shown")
    file = GltfFile(document, binary)
    for name in _LISTS & document.keys():  # whatever stands there, they are lists of objects from here on
        whole = entries(document, name)
        file.changed |= whole != document[name]
        document[name] = whole
    if len(file.entries("nodes")) > _MOST_NODES:
        raise SceneError(f"the file has {len(file.entries('nodes')):,} nodes, and {_MOST_NODES:,} are shown at most")
    _check_extensions(file)
    _join_buffers(file, beside)
    _bring_in_images(file, beside)
    _check_tree(file)
    return file


def _split(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the JSON and the binary chunk."""
    binary = b""
    text: bytes = content
    if content.startswith(b"glTF"):
        if len(content) < 20:  # noqa: PLR2004 - the headers of the file and of its first chunk
            raise SceneError("the file is cut off")
        length = struct.unpack_from("<I", content, 8)[0]
        if length > len(content):
            raise SceneError(f"the file is cut off: {length:,} bytes were written, and {len(content):,} are there")
        chunks = list(_chunks(content[:length]))
        if not chunks or chunks[0][0] != b"JSON":
            raise SceneError("the file holds no JSON")
        text = chunks[0][1]
        binary = next((body for kind, body in chunks if kind == b"BIN\0"), b"")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise SceneError("the file's JSON cannot be read") from None
    if not isinstance(document, dict):
        raise SceneError("the file's JSON is not a glTF document")
    return document, binary


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(content):
        size, kind = struct.unpack_from("<I4s", content, at)
        if at + 8 + size > len(content):
            raise SceneError("the file is cut off inside a chunk")
        yield kind, content[at + 8 : at + 8 + size]
        at += 8 + size


def _check_extensions(file: GltfFile) -> None:
    required = file.json.get("extensionsRequired")
    names = [str(name) for name in required] if isinstance(required, list) else []
    for name in names:
        if name in _COMPRESSED:
            raise SceneError(
                f"the file is compressed with {_COMPRESSED[name]}, whose decoder a page without a network cannot have; "
                "export it without compression"
            )
        if name not in _PLAIN and name != "KHR_texture_basisu":
            raise SceneError(f"the file requires {name}, which is not supported")


def _join_buffers(file: GltfFile, beside: Beside) -> None:
    """Put all buffers into one."""
    buffers = file.entries("buffers")
    if len(buffers) <= 1 and not any("uri" in buffer for buffer in buffers):
        if buffers and _whole(buffers[0].get("byteLength", 0)) > len(file.binary):
            raise SceneError("the file's buffer is cut off")
        return
    parts, starts = bytearray(), []
    for number, buffer in enumerate(buffers):
        starts.append(len(parts))
        content = _content(buffer.get("uri"), beside) if "uri" in buffer else file.binary
        if content is None:
            raise SceneError(
                f"its buffer {short(buffer.get('uri'))} is not in the log: only the .gltf was logged. "
                "Log a .glb, which holds everything"
            )
        size = _whole(buffer.get("byteLength", 0))
        if size > len(content):
            raise SceneError(f"buffers[{number}] is cut off: {size:,} bytes are named, and {len(content):,} are there")
        parts += content[:size] + b"\0" * (-size % 4)
    for view in file.entries("bufferViews"):
        which = _whole(view.get("buffer", 0))
        if which >= len(starts):
            raise SceneError("a buffer view names no buffer")
        view["byteOffset"] = _whole(view.get("byteOffset", 0)) + starts[which]
        view["buffer"] = 0
    file.binary, file.changed = bytes(parts), True
    file.json["buffers"] = [{"byteLength": len(parts)}]


def _bring_in_images(file: GltfFile, beside: Beside) -> None:
    """Put pictures that stand elsewhere into the binary part; what is not to be had is left out and told."""
    lost: set[int] = set()
    for number, image in enumerate(file.entries("images")):
        if "uri" not in image:
            continue
        content, file.changed = _content(image.get("uri"), beside), True
        if not content:
            file.notes.append(f"the picture {short(image.get('uri'))} is not in the log")
            lost.add(number)
            content = _DOT
        _put(file, image, content)
    for number in range(len(file.entries("images"))):
        if number not in lost and not _is_shown(file, number):
            lost.add(number)
    for texture in file.entries("textures"):
        _plain_texture(file, texture, lost)
    if lost or file.changed:
        _drop(file, {n for n, texture in enumerate(file.entries("textures")) if texture.get("lost")})
        file.json["buffers"] = [{"byteLength": len(file.binary)}] if file.binary else []


def _is_shown(file: GltfFile, number: int) -> bool:
    """Return whether a browser can show a picture of the file; one that it cannot is replaced by a dot and told."""
    image = file.entry("images", number)
    if "bufferView" not in image:
        return False
    start, size, _ = file.view(image["bufferView"])
    content = file.binary[start : start + size]
    try:
        if content.startswith(b"\xabKTX 20") or max(picture_size(content)) <= _MOST_SIDE:
            return True
        what = "has {:,} × {:,} pixels".format(*picture_size(content))
    except MediaError as error:
        what = str(error).partition(" ")[2]
    file.notes.append(f"picture {number + 1} of the file {what}, and is left out")
    _put(file, image, _DOT)
    return False


def _put(file: GltfFile, image: dict[str, Any], content: bytes) -> None:
    """Put a picture into the binary part."""
    views = file.json.setdefault("bufferViews", [])
    file.binary += b"\0" * (-len(file.binary) % 4)
    views.append({"buffer": 0, "byteOffset": len(file.binary), "byteLength": len(content)})
    file.binary += content
    file.changed = True
    image.pop("uri", None)
    image |= {"bufferView": len(views) - 1, "mimeType": media_type(content)}


def _plain_texture(file: GltfFile, texture: dict[str, Any], lost: set[int]) -> None:
    """Use a picture that browsers decode; KTX2 needs a transcoder that the page cannot have."""
    extensions = texture.get("extensions")
    if isinstance(extensions, dict) and extensions.pop("KHR_texture_basisu", None) is not None:
        file.changed = True
        required = file.json.get("extensionsRequired")
        if isinstance(required, list):
            file.json["extensionsRequired"] = [name for name in required if name != "KHR_texture_basisu"]
        if "source" not in texture:
            texture["lost"] = True
            file.notes.append("pictures compressed as KTX2 are left out: their decoder needs a network")
    if texture.get("source") in lost:
        texture["lost"] = True


def _drop(file: GltfFile, textures: set[int]) -> None:
    """Take textures out of every material."""
    for texture in file.entries("textures"):
        texture.pop("lost", None)
    if not textures:
        return
    file.notes[:] = list(dict.fromkeys(file.notes))

    def clean(value: Any, depth: int = 0) -> None:
        if not isinstance(value, dict) or depth > 8:  # noqa: PLR2004 - materials are flat
            return
        for key in [
            key
            for key, inner in value.items()
            if isinstance(inner, dict) and inner.get("index") in textures and key.endswith("Texture")
        ]:
            del value[key]
        for inner in value.values():
            clean(inner, depth + 1)

    for material in file.entries("materials"):
        clean(material)


_DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


def _content(uri: Any, beside: Beside) -> bytes | None:
    """Return what a URI names: the data in it, or a file beside the model; never anything from a network."""
    text = str(uri)
    if text.startswith("data:"):
        head, _, body = text.partition(",")
        try:
            return (
                base64.b64decode(body, validate=False)
                if head.endswith(";base64")
                else unquote(body).encode("latin-1", "replace")
            )
        except (binascii.Error, ValueError):
            raise SceneError("data inside the file cannot be decoded") from None
    return None if ":" in text or text.startswith(("/", "\\")) else beside(unquote(text))


def media_type(content: bytes) -> str:
    """Return the media type of a picture's bytes."""
    if content.startswith(b"\x89PNG"):
        return "image/png"
    return "image/webp" if content[8:12] == b"WEBP" else "image/jpeg"


def short(uri: Any) -> str:
    """Return a URI short enough to show."""
    text = str(uri)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:30]}…{text[-20:]}'"  # noqa: PLR2004 - characters


def _check_tree(file: GltfFile) -> None:
    """Hold every accessor and the tree of nodes against what is there; a node that is its own ancestor is an error."""
    for number, accessor in enumerate(file.entries("accessors")):
        if "bufferView" in accessor or "sparse" in accessor:
            file.accessor(number)
        limits = [accessor.get("min"), accessor.get("max")]
        if any(isinstance(v, float) and not np.isfinite(v) for end in limits if isinstance(end, list) for v in end):
            raise SceneError(f"accessors[{number}] has bounds that are no numbers")
    nodes = file.entries("nodes")
    parents: set[int] = set()
    for node in nodes:
        for child in node.get("children") or []:
            file.entry("nodes", child)
            if child in parents:
                raise SceneError(f"nodes[{child}] hangs below more than one node, or below itself")
            parents.add(child)
    _check_roots(nodes)


def _check_roots(nodes: list[dict[str, Any]]) -> None:
    """With one parent each, only a ring of nodes is out of reach of every root."""
    below = {child for node in nodes for child in node.get("children") or []}
    seen, waiting = 0, [(n, 1) for n in range(len(nodes)) if n not in below]
    while waiting:
        number, depth = waiting.pop()
        if depth > _MOST_DEPTH:
            raise SceneError(f"its nodes hang more than {_MOST_DEPTH:,} deep below each other")
        seen += 1
        waiting += [(child, depth + 1) for child in nodes[number].get("children") or []]
    if seen < len(nodes):
        raise SceneError("its nodes go round in a circle")
