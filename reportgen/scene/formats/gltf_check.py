"""glTF files as they come in: made whole and held against their own bytes, or refused with the reason."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

from reportgen.media.damage import ODD_TEXT, read_json
from reportgen.scene.formats import gltf_images, gltf_packed
from reportgen.scene.formats.gltf_file import Beside, GltfFile, content_of, entries, said, short, whole
from reportgen.scene.model import SceneError

_MOST_NODES = 50_000
_MOST_DEPTH = 500
_MOST_BUFFERS = 64
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
_UNPACKED = {"KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_meshopt_compression", "KHR_texture_basisu"}


def open_gltf(content: bytes, beside: Beside) -> GltfFile:
    """Return a .glb or .gltf file checked and whole; SceneError says what is wrong with it."""
    document, binary, plain = _split(content)
    version = str(document.get("asset", {}).get("version", "")) if isinstance(document.get("asset"), dict) else ""
    if not version.startswith("2"):
        raise SceneError(f"the file is glTF {version or 'of unknown version'}; only glTF 2 is supported")
    file = GltfFile(document, binary, changed=not plain)
    for name in _LISTS & document.keys():  # whatever stands there, they are lists of objects from here on
        listed = entries(document, name)
        file.changed |= listed != document[name]
        document[name] = listed
    if len(file.entries("nodes")) > _MOST_NODES:
        raise SceneError(f"the file has {len(file.entries('nodes')):,} nodes; the limit is {_MOST_NODES:,}")
    _check_extensions(file)
    _join_buffers(file, beside)
    gltf_packed.unpack(file)
    gltf_images.bring_in(file, beside)
    _check_tree(file)
    return file


def _split(content: bytes) -> tuple[dict[str, Any], bytes, bool]:
    """Return the JSON, the binary chunk, and whether the file is these two and nothing else.

    A second JSON chunk would be one that was not checked here, and that some viewers read.
    """
    binary, plain = b"", False
    text: bytes = content
    if content.startswith(b"glTF"):
        if len(content) < 20:  # noqa: PLR2004 - the headers of the file and of its first chunk
            raise SceneError("the file is cut off")
        length = struct.unpack_from("<I", content, 8)[0]
        if length > len(content):
            raise SceneError(f"the file is cut off: {length:,} bytes declared, {len(content):,} found")
        chunks = list(_chunks(content[:length]))
        if not chunks or chunks[0][0] != b"JSON":
            raise SceneError("the file contains no JSON")
        text = chunks[0][1]
        binary = next((body for kind, body in chunks if kind == b"BIN\0"), b"")
        plain = [kind for kind, _ in chunks] in ([b"JSON"], [b"JSON", b"BIN\0"]) and length == len(content)
    document = read_json(text, "the file")
    if not isinstance(document, dict):
        raise SceneError("the file's JSON is not a glTF document")
    endless = _without_endless(document, "")
    return document, binary, plain and not endless and not ODD_TEXT.search(text)


def _without_endless(value: Any, where: str) -> bool:
    """Take NaN and infinity out of what is only noted beside a model; SceneError where they stand elsewhere."""
    changed = False
    if isinstance(value, float) and not math.isfinite(value):
        what = "NaN" if math.isnan(value) else "an infinite number"
        raise SceneError(f"the file holds {what} at {where.lstrip('.')[:80]}, not a number; export it again")
    if isinstance(value, dict):
        if "extras" in value:
            try:
                _without_endless(value["extras"], "")
            except SceneError:
                del value["extras"]
                changed = True
        for key, inner in value.items():
            changed |= _without_endless(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            changed |= _without_endless(inner, f"{where}[{number}]")
    return changed


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
        if name not in _PLAIN | _UNPACKED:
            raise SceneError(
                f"the file requires the glTF extension {name[:80]}, which is not supported; export it without it it"
            )


def _join_buffers(file: GltfFile, beside: Beside) -> None:
    """Put all buffers into one."""
    buffers = file.entries("buffers")
    if len(buffers) <= 1 and not any("uri" in buffer or gltf_packed.is_fallback(buffer) for buffer in buffers):
        if buffers and whole(buffers[0].get("byteLength", 0)) > len(file.binary):
            raise SceneError("the file's buffer is cut off")
        return
    parts, starts = bytearray(), []
    if len(buffers) > _MOST_BUFFERS:
        raise SceneError(f"the file has {len(buffers):,} buffers; the limit is {_MOST_BUFFERS:,}")
    views = file.entries("bufferViews")
    needed = {view.get("buffer", 0) for view in views if not gltf_packed.packed_view(view)}
    for number, buffer in enumerate(buffers):
        starts.append(len(parts))
        if gltf_packed.is_fallback(buffer) and number not in needed:
            continue
        content = content_of(buffer.get("uri"), beside) if "uri" in buffer else file.binary
        if content is None:
            raise SceneError(
                f"its buffer {short(buffer.get('uri'))} is missing: only the .gltf was logged. "
                "Log a .glb, which contains everything"
            )
        size = whole(buffer.get("byteLength", 0))
        if size > len(content):
            raise SceneError(f"buffers[{number}] is cut off: {size:,} bytes declared, {len(content):,} found")
        parts += content[:size] + b"\0" * (-size % 4)
    for place in [*views, *filter(None, map(gltf_packed.packed_view, views))]:
        which = whole(place.get("buffer", 0))
        if which >= len(starts):
            raise SceneError("a buffer view has no buffer")
        place["byteOffset"] = whole(place.get("byteOffset", 0)) + starts[which]
        place["buffer"] = 0
    file.binary, file.changed = bytes(parts), True
    file.json["buffers"] = [{"byteLength": len(parts)}]


def _check_tree(file: GltfFile) -> None:
    """Hold every accessor and the tree of nodes against what is there; a node that is its own ancestor is an error."""
    for number, accessor in enumerate(file.entries("accessors")):
        if "bufferView" in accessor or "sparse" in accessor:
            file.accessor(number)
        limits = [accessor.get("min"), accessor.get("max")]
        if any(isinstance(v, float) and not np.isfinite(v) for end in limits if isinstance(end, list) for v in end):
            raise SceneError(f"accessors[{number}] has bounds that are not numbers")
    nodes = file.entries("nodes")
    parents: set[int] = set()
    for node in nodes:
        if not isinstance(node.get("children") or [], list):
            raise SceneError(f"the file holds {said(node['children'])} where a node's children are expected")
        for child in node.get("children") or []:
            file.entry("nodes", child)
            if child in parents:
                raise SceneError(f"nodes[{child}] has more than one parent, or is its own ancestor")
            parents.add(child)
    _check_roots(nodes)


def _check_roots(nodes: list[dict[str, Any]]) -> None:
    """With one parent each, only a ring of nodes is out of reach of every root."""
    below = {child for node in nodes for child in node.get("children") or []}
    seen, waiting = 0, [(n, 1) for n in range(len(nodes)) if n not in below]
    while waiting:
        number, depth = waiting.pop()
        if depth > _MOST_DEPTH:
            raise SceneError(f"its nodes are nested more than {_MOST_DEPTH:,} levels deep")
        seen += 1
        waiting += [(child, depth + 1) for child in nodes[number].get("children") or []]
    if seen < len(nodes):
        raise SceneError("its nodes form a cycle")
