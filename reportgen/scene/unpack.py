"""A packed scene of a page to its GLB: the opposite of ``pack``, as ``client/scene/live/unpack.ts`` does it there."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.scene.pack import linear
from reportgen.scene.points import Ramp, gradient
from reportgen.scene.unit_shapes import placed, turned

_MOST = 1 << 28
"""Vertices of all copies of a shape, of which a few bytes can ask for many."""
_GLTF, _JSON, _BINARY = 0x46546C67, 0x4E4F534A, 0x004E4942


@dataclass(frozen=True)
class _Copies:
    count: int
    vertices: NDArray[np.float32]
    normals: NDArray[np.float32]
    faces: NDArray[np.uint16]
    matrices: NDArray[np.float32]
    colors: NDArray[np.uint8]


class _Streams:
    """One stream after the other, each beginning at a multiple of four bytes."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content, self._at = content, at

    def next(self, size: int) -> bytes:
        """Return the next bytes; ValueError where they end before."""
        part = self._content[self._at : self._at + size]
        if size < 0 or len(part) != size:
            raise ValueError("the scene is cut off")
        self._at += size
        return part

    def align(self) -> None:
        """Go on at the next multiple of four bytes."""
        self._at += -self._at % 4

    def bytes(self, size: int) -> bytes:
        """Return a whole stream."""
        part = self.next(size)
        self.align()
        return part


def unpack(content: bytes) -> bytes:
    """Return the GLB that a packed scene stands for, byte for byte; ValueError where it is none."""
    try:
        size = struct.unpack_from("<I", content)[0]
        head = _head(content[4 : 4 + size])
        streams = _Streams(content, 4 + size)
        copies = [_read_copies(one, streams) for one in head["copies"]]
        views: list[bytes] = []
        for recipe in head["views"]:
            views.append(_made(recipe, streams, copies, views))
        return _glb(head["gltf"].encode(), views)
    except (struct.error, KeyError, TypeError, IndexError, AttributeError):
        raise ValueError("the scene is damaged") from None


def _head(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError("the scene is damaged") from None


def _read_copies(shared: Mapping[str, Any], streams: _Streams) -> _Copies:
    count, vertices, faces = int(shared["n"]), int(shared["vertices"]), int(shared["faces"])
    if count * max(vertices, 3 * faces) > _MOST:
        raise ValueError("the scene is too large")
    places = np.frombuffer(streams.next(vertices * 12), "<f4").reshape(-1, 3)
    normals = np.frombuffer(streams.next(vertices * 12), "<f4").reshape(-1, 3)
    corners = np.frombuffer(streams.next(faces * 6), "<u2").reshape(-1, 3)
    streams.next(-faces * 6 % 4)
    planes = np.frombuffer(streams.next(count * 48), np.uint8).reshape(48, count)
    matrices = np.ascontiguousarray(planes.T).view("<f4").reshape(count, 3, 4)
    colors = np.frombuffer(streams.next(count * 3), np.uint8).reshape(3, count).T
    streams.align()
    return _Copies(count, places, normals, corners, matrices, colors)


def _made(recipe: Mapping[str, Any], streams: _Streams, copies: Sequence[_Copies], views: Sequence[bytes]) -> bytes:
    if "copies" in recipe:
        return _of_copies(recipe["as"], copies[recipe["copies"]])
    count = int(recipe.get("n", 0))
    match recipe["as"]:
        case "raw":
            return streams.bytes(count)
        case "morton":
            return _places(streams.bytes(count * 6), count)
        case "given":
            steps = np.frombuffer(streams.bytes(count * 3), np.uint8).reshape(3, count)
            return linear(np.cumsum(steps, axis=1, dtype=np.uint8).T)
        case "ramp":
            whole = np.frombuffer(views[recipe["view"]], "<u2").reshape(-1, 4)[:, recipe["axis"]]
            ramp = Ramp(float(recipe["from"]), float(recipe["to"]))
            heights = float(recipe["low"]) + whole.astype(np.float64) * float(recipe["step"])
            return linear(gradient()[ramp.steps(heights)])
    raise ValueError("the scene is of a later version")


def _of_copies(what: str, own: _Copies) -> bytes:
    match what:
        case "place":
            return placed(own.vertices, own.matrices).tobytes()
        case "normal":
            return turned(own.normals, own.matrices).tobytes()
        case "color":
            return linear(np.repeat(own.colors, len(own.vertices), axis=0))
        case "face":
            starts = np.arange(own.count, dtype=np.uint32) * len(own.vertices)
            return bytes((own.faces[None].astype(np.uint32) + starts[:, None, None]).tobytes())
    raise ValueError("the scene is of a later version")


def _places(planes: bytes, count: int) -> bytes:
    """Return places of 16 bits an axis from 48-bit differences in six byte planes; x, y and z stand bit by bit."""
    parts = np.frombuffer(planes, np.uint8).reshape(6, count).astype(np.uint64)
    steps = sum((parts[plane] << np.uint64(8 * plane) for plane in range(6)), np.zeros(count, np.uint64))
    codes = np.cumsum(steps, dtype=np.uint64) & np.uint64(0xFFFFFFFFFFFF)
    out = np.zeros((count, 4), "<u2")
    for axis in range(3):
        for bit in range(16):
            out[:, axis] |= (((codes >> np.uint64(3 * bit + axis)) & np.uint64(1)) << np.uint64(bit)).astype("<u2")
    return out.tobytes()


def _glb(text: bytes, views: Sequence[bytes]) -> bytes:
    """Return the file: a header, the JSON padded with spaces, the buffer views padded with zeros."""
    text += b" " * (-len(text) % 4)
    binary = b"".join(view + bytes(-len(view) % 4) for view in views)
    chunks = struct.pack("<II", len(text), _JSON) + text
    chunks += struct.pack("<II", len(binary), _BINARY) + binary if binary else b""
    return struct.pack("<III", _GLTF, 2, 12 + len(chunks)) + chunks
