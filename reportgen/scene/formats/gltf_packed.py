"""Compressed parts of glTF files made plain: Draco and meshopt geometry, KTX2 pictures of Basis Universal.

A page fetches nothing and compiles nothing, so what other viewers decode in the browser is decoded when it is built.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.scene.formats.gltf_file import GltfFile, entries, whole
from reportgen.scene.model import SceneError

DRACO = "KHR_draco_mesh_compression"
MESHOPT = ("EXT_meshopt_compression", "KHR_meshopt_compression")
KTX2 = b"\xabKTX 20\xbb\r\n\x1a\n"
_MOST_BYTES = 512 << 20
"""Of what a file unpacks to."""
_DTYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
_TRIANGLES, _UNSIGNED = 4, 5125
_MODES = ("ATTRIBUTES", "TRIANGLES", "INDICES")
_FILTERS = ("NONE", "OCTAHEDRAL", "QUATERNION", "EXPONENTIAL", "COLOR")


def unpack(file: GltfFile) -> None:
    """Decode what is compressed, in place; SceneError says what cannot be."""
    _unpack_meshopt(file)
    _unpack_draco(file)
    for name in ("extensionsUsed", "extensionsRequired"):
        if name in file.json:
            name_without(file, name, {DRACO, *MESHOPT})


def name_without(file: GltfFile, key: str, gone: set[str]) -> None:
    """Take extensions out of those that the file names; an empty list may not stand."""
    named = file.json[key]
    known = named if isinstance(named, list) else []
    file.json[key] = [one for one in known if isinstance(one, str) and one not in gone]
    file.changed |= file.json[key] != named
    if not file.json[key]:
        del file.json[key]


def is_fallback(buffer: Mapping[str, Any]) -> bool:
    """Tell a buffer that only viewers without meshopt read, and that is mostly not there."""
    extensions = buffer.get("extensions")
    found = [extensions.get(name) for name in MESHOPT] if isinstance(extensions, Mapping) else []
    return any(isinstance(one, Mapping) and bool(one.get("fallback")) for one in found)


def packed_view(view: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a buffer view says of its compressed bytes; None where it is plain."""
    extensions = view.get("extensions")
    if not isinstance(extensions, Mapping):
        return None
    return next((extensions[name] for name in MESHOPT if isinstance(extensions.get(name), dict)), None)


def forget(file: GltfFile, number: int) -> None:
    """Take compressed bytes out of the file: they are zeros from here on, which take no room in a page."""
    start, size, _ = file.view(number)
    file.binary = file.binary[:start] + bytes(size) + file.binary[start + size :]


def picture_of(content: bytes) -> NDArray[np.uint8]:
    """Return the (h, w, 4) bytes of a KTX2 picture of Basis Universal; SceneError says why not."""
    basisu = _library("opengl_basisu", "opengl-basisu", "KTX2")
    texture = _tried(lambda: basisu.open(content), "is KTX2 in an unknown format, or damaged")
    if texture.width * texture.height * 4 > _MOST_BYTES:
        raise SceneError(f"has {texture.width:,} × {texture.height:,} pixels")
    found: NDArray[np.uint8] = _tried(lambda: texture.transcode("rgba8"), "is damaged KTX2").data
    return found if texture.has_alpha else np.dstack([found[..., :3], np.full(found.shape[:2], 255, np.uint8)])


def _library(module: str, package: str, what: str) -> Any:
    """Return a decoder; SceneError says what to install where it has no package for this machine."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise SceneError(f"is compressed with {what}; run: pip install {package}") from None


def _tried(decode: Callable[[], Any], otherwise: str) -> Any:
    try:
        return decode()
    except Exception:  # noqa: BLE001 - broken content breaks its decoder in any way
        raise SceneError(otherwise) from None


def _room(size: int, before: int = 0) -> int:
    if size + before > _MOST_BYTES:
        raise SceneError(f"the file unpacks to more than {_MOST_BYTES >> 20} MiB; simplify it before logging")
    return size + before


def _unpack_meshopt(file: GltfFile) -> None:
    """Decode every compressed buffer view, and write the binary part again: what was compressed is not needed more."""
    views = file.entries("bufferViews")
    if not any(packed_view(view) for view in views):
        return
    parts: list[bytes] = []
    kept: dict[tuple[int, int], int] = {}
    at = total = 0
    for number, view in enumerate(views):
        packed = packed_view(view)
        if packed is None:
            place = file.view(number)[:2]
            content = file.binary[place[0] : place[0] + place[1]]
        else:
            place = (-1 - number, 0)
            total = _room(whole(packed.get("count", 0)) * whole(packed.get("byteStride", 0)), total)
            content = _meshopt(file, packed, number)
            for name in MESHOPT:
                view["extensions"].pop(name, None)
        if place not in kept:
            kept[place] = at
            parts.append(content + b"\0" * (-len(content) % 4))
            at += len(parts[-1])
        view |= {"buffer": 0, "byteOffset": kept[place], "byteLength": len(content)}
    file.binary, file.changed = b"".join(parts), True
    file.json["buffers"] = [{"byteLength": len(file.binary)}]


def _meshopt(file: GltfFile, packed: Mapping[str, Any], number: int) -> bytes:
    """Return the plain bytes of a compressed buffer view."""
    start, size = whole(packed.get("byteOffset", 0)), whole(packed.get("byteLength", 0))
    count, stride = whole(packed.get("count", 0)), whole(packed.get("byteStride", 0))
    mode, kind = str(packed.get("mode")), str(packed.get("filter", "NONE"))
    if start + size > len(file.binary):
        raise SceneError(f"bufferViews[{number}] reaches beyond its buffer")
    if mode not in _MODES or kind not in _FILTERS:
        raise SceneError(f"bufferViews[{number}] uses an unknown compression ({mode}, {kind})")
    try:
        meshopt = _library("meshopt", "meshopt", "meshopt")
    except SceneError as error:
        raise SceneError(f"the file {error}") from None
    content = file.binary[start : start + size]
    decoded = _tried(
        lambda: meshopt.decode_gltf_buffer(content, count, stride, mode, None if kind == "NONE" else kind),
        f"bufferViews[{number}] is damaged: its compressed bytes cannot be decoded",
    )
    return np.ascontiguousarray(decoded).tobytes()


def _unpack_draco(file: GltfFile) -> None:
    """Decode every compressed primitive into accessors of its own; one that is there plainly, too, is used so."""
    total, parts, at = 0, [file.binary], len(file.binary)
    seen: dict[int, Any] = {}

    def store(values: NDArray[Any]) -> int:
        nonlocal at
        content = values.tobytes()
        parts.append(b"\0" * (-at % 4) + content)
        start = at + (-at % 4)
        at = start + len(content)
        views = file.json.setdefault("bufferViews", [])
        views.append({"buffer": 0, "byteOffset": start, "byteLength": len(content)})
        return len(views) - 1

    for mesh in file.entries("meshes"):
        mesh["primitives"] = entries(mesh, "primitives")
        for primitive in mesh["primitives"]:
            extensions = primitive.get("extensions")
            packed = extensions.pop(DRACO, None) if isinstance(extensions, dict) else None
            if not isinstance(packed, dict):
                continue
            file.changed = True
            if _is_plain(file, primitive):
                continue
            total = _room(_claimed(file, primitive), total)
            _plain_primitive(file, primitive, packed, seen, store)
    if len(parts) > 1:
        file.binary = b"".join(parts)
        file.json["buffers"] = [{"byteLength": len(file.binary)}]
        for number in seen:
            forget(file, number)


def _is_plain(file: GltfFile, primitive: Mapping[str, Any]) -> bool:
    attributes = primitive.get("attributes")
    named = [*attributes.values()] if isinstance(attributes, Mapping) else []
    named += [primitive["indices"]] if "indices" in primitive else []
    return bool(named) and all("bufferView" in file.entry("accessors", number) for number in named)


def _claimed(file: GltfFile, primitive: Mapping[str, Any]) -> int:
    """Return how many bytes a primitive says that it unpacks to."""
    attributes = primitive.get("attributes")
    named = [*attributes.values()] if isinstance(attributes, Mapping) else []
    counts = [whole(file.entry("accessors", number).get("count", 0)) * 16 for number in named]
    return sum(counts) + (whole(file.entry("accessors", primitive["indices"]).get("count", 0)) * 4
                          if "indices" in primitive else 0)  # fmt: skip


def _plain_primitive(
    file: GltfFile, primitive: dict[str, Any], packed: Mapping[str, Any], seen: dict[int, Any],
    store: Callable[[NDArray[Any]], int],
) -> None:  # fmt: skip
    view = packed.get("bufferView")
    start, size, _ = file.view(view)
    assert isinstance(view, int)  # noqa: S101 - it names a view
    if view not in seen:
        try:
            draco = _library("DracoPy", "DracoPy", "Draco")
        except SceneError as error:
            raise SceneError(f"the file {error}") from None
        content = file.binary[start : start + size]
        seen[view] = _tried(lambda: draco.decode(content), "the file is damaged: its Draco geometry cannot be decoded")
    decoded = seen[view]
    by_id = {one["unique_id"]: np.asarray(one["data"]) for one in decoded.attributes}
    named = packed.get("attributes")
    attributes = primitive.get("attributes")
    if not isinstance(named, Mapping) or not isinstance(attributes, dict):
        raise SceneError("the file is damaged: its Draco geometry has no attributes")
    accessors = file.json.setdefault("accessors", [])
    for name, number in list(attributes.items()):
        if name not in named:
            continue
        accessor = dict(file.entry("accessors", number))
        values = by_id.get(named[name])
        dtype, width = _DTYPES.get(accessor.get("componentType", 0)), _WIDTHS.get(str(accessor.get("type")))
        if values is None or dtype is None or width is None or values.size % width:
            raise SceneError(f"the file is damaged: its Draco geometry has no {name} of the declared type")
        flat = values.reshape(-1, width).astype(dtype)
        padded = -flat.itemsize * width % 4  # each element begins at a multiple of four bytes
        rows = np.ascontiguousarray(flat).view(np.uint8).reshape(len(flat), -1)
        stored = store(np.pad(rows, ((0, 0), (0, padded))))
        if padded:
            file.entry("bufferViews", stored)["byteStride"] = rows.shape[1] + padded
        accessor |= {"bufferView": stored, "byteOffset": 0, "count": len(flat)}
        if "min" in accessor and len(flat) and np.isfinite(flat).all():  # packing rounds
            accessor |= {"min": flat.min(axis=0).tolist(), "max": flat.max(axis=0).tolist()}
        attributes[name] = len(accessors)
        accessors.append(accessor)
    faces = getattr(decoded, "faces", None)
    if faces is not None and len(faces):
        indices = np.ascontiguousarray(np.asarray(faces, "<u4").reshape(-1))
        primitive["indices"], primitive["mode"] = len(accessors), _TRIANGLES
        accessors.append({"bufferView": store(indices), "componentType": _UNSIGNED, "type": "SCALAR",
                          "count": len(indices)})  # fmt: skip
