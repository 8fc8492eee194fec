"""Pictures of a glTF file: brought into it, checked, and omitted where a browser cannot show them."""

from __future__ import annotations

import base64
from typing import Any

from reportgen.media.image import picture_size, webp
from reportgen.media.private.metadata import strip
from reportgen.model.media import MediaError
from reportgen.scene.formats import gltf_packed
from reportgen.scene.formats.gltf_file import Beside, GltfFile, content_of, short
from reportgen.scene.model import SceneError, Texture

_QUALITY = 92
_MOST_SIDE = 8192
"""Pixels of a picture's side that every graphics card takes."""


def bring_in(file: GltfFile, beside: Beside) -> None:
    """Put pictures that stand elsewhere into the binary part; what is not to be had is omitted and reported."""
    lost: set[int] = set()
    for number, image in enumerate(file.entries("images")):
        if "uri" not in image:
            continue
        content, file.changed = content_of(image.get("uri"), beside), True
        if not content:
            file.notes.append(f"the image {short(image.get('uri'))} was not logged")
            lost.add(number)
            content = _DOT
        _put(file, image, content)
    for number in range(len(file.entries("images"))):
        if number not in lost and not (_unpacked(file, number) and _is_shown(file, number)):
            lost.add(number)
    for texture in file.entries("textures"):
        _plain_texture(file, texture, lost)
    if lost or file.changed:
        _drop(file, {n for n, texture in enumerate(file.entries("textures")) if texture.get("lost")})
        file.json["buffers"] = [{"byteLength": len(file.binary)}] if file.binary else []


def _unpacked(file: GltfFile, number: int) -> bool:
    """Make a KTX2 picture one that browsers show; one that cannot be decoded is replaced by a dot and reported."""
    image = file.entry("images", number)
    content = _content(file, image)
    if not content.startswith(gltf_packed.KTX2):
        return True
    try:
        picture = webp(gltf_packed.picture_of(content), _QUALITY)
        gltf_packed.forget(file, image["bufferView"])
        _put(file, image, picture)
    except SceneError as error:
        file.notes.append(f"image {number + 1} of the file {error} and is omitted")
        _put(file, image, _DOT)
        return False
    return True


def _content(file: GltfFile, image: dict[str, Any]) -> bytes:
    if "bufferView" not in image:
        return b""
    start, size, _ = file.view(image["bufferView"])
    return file.binary[start : start + size]


def _is_shown(file: GltfFile, number: int) -> bool:
    """Return whether a browser can show a picture of the file; one that it cannot is replaced by a dot and reported."""
    image = file.entry("images", number)
    if "bufferView" not in image:
        return False
    content = _content(file, image)
    try:
        if max(picture_size(content)) <= _MOST_SIDE:
            return True
        what = "has {:,} × {:,} pixels".format(*picture_size(content))
    except MediaError as error:
        what = str(error).partition(" ")[2]
    file.notes.append(f"image {number + 1} of the file {what} and is omitted")
    _put(file, image, _DOT)
    return False


def _put(file: GltfFile, image: dict[str, Any], content: bytes) -> None:
    """Put a picture into the binary part, without what was written beside its pixels."""
    content = strip(content, Texture(content).media_type)
    views = file.json.setdefault("bufferViews", [])
    file.binary += b"\0" * (-len(file.binary) % 4)
    views.append({"buffer": 0, "byteOffset": len(file.binary), "byteLength": len(content)})
    file.binary += content
    file.changed = True
    image.pop("uri", None)
    image |= {"bufferView": len(views) - 1, "mimeType": Texture(content).media_type}


def _plain_texture(file: GltfFile, texture: dict[str, Any], lost: set[int]) -> None:
    """Use a picture that browsers decode: what was KTX2 is WebP by now, unless the file has it plainly, too."""
    extensions = texture.get("extensions")
    packed = extensions.pop("KHR_texture_basisu", None) if isinstance(extensions, dict) else None
    if isinstance(packed, dict):
        file.changed = True
        _rename(file, "KHR_texture_basisu", "EXT_texture_webp" if "source" not in texture else "")
        if "source" not in texture:
            texture["extensions"]["EXT_texture_webp"] = {"source": packed.get("source")}
            if packed.get("source") in lost:
                texture["lost"] = True
    if texture.get("source") in lost:
        texture["lost"] = True


def _rename(file: GltfFile, name: str, other: str) -> None:
    """Say that the file uses, and requires, another extension in place of one."""
    for key in ("extensionsUsed", "extensionsRequired"):
        named = file.json.get(key)
        if isinstance(named, list):
            file.json[key] = [*named, other] if other and name in named and other not in named else named
            gltf_packed.name_without(file, key, {name})


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
