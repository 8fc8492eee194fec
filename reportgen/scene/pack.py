"""A GLB as the page carries it: its buffers as recipes that the page follows to the same bytes.

``client/scene/live/unpack.ts`` undoes this. Points travel as differences of sorted Morton codes, copies of a shape as
the shape and where its copies stand, all else as it is; the whole is then deflated by its block.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.scene.model import Copies, linear_light
from reportgen.scene.points import Ramp, gradient
from reportgen.scene.unit_shapes import fineness, placed, template, turned


@dataclass(frozen=True)
class View:
    """One buffer view: its bytes in the GLB, and how the page makes them from ``packed`` by ``recipe``."""

    raw: bytes = field(repr=False)
    recipe: dict[str, Any]
    packed: bytes = field(default=b"", repr=False)
    stride: int | None = None
    target: int | None = None


def raw_view(content: bytes, *, stride: int | None = None, target: int | None = None) -> View:
    """Return a view that travels as it is."""
    return View(content, {"as": "raw", "n": len(content)}, content, stride, target)


def shuffled(values: NDArray[Any]) -> bytes:
    """Return the bytes of (n,) values plane by plane."""
    return values.view(np.uint8).reshape(len(values), -1).T.tobytes() if len(values) else b""


def morton_view(whole: NDArray[np.uint16], codes: NDArray[np.uint64]) -> View:
    """Return a view of (n, 3) whole places, a padding number after each three, from their (n,) Morton codes."""
    padded = np.zeros((len(whole), 4), np.uint16)
    padded[:, :3] = whole
    steps = np.diff(codes, prepend=np.uint64(0)) & np.uint64(0xFFFFFFFFFFFF)
    planes = steps.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :6].T.tobytes()
    return View(padded.tobytes(), {"as": "morton", "n": len(whole)}, planes, 8, 34962)


_PLANES = {"morton": 6, "given": 3}
LINEAR = np.floor(linear_light(np.arange(256) / 255) * 65535 + 0.5).astype(np.uint16)
"""(256,) sRGB bytes as linear light in 16 bits (IEC 61966-2-1)."""


def linear(colors: NDArray[np.uint8]) -> bytes:
    """Return (n, 3) or (n, 4) sRGB bytes as linear red, green, blue and opacity, 16 bits each, as COLOR_0 wants."""
    out = np.full((len(colors), 4), 65535, np.uint16)
    out[:, :3] = LINEAR[colors[:, :3]]
    if colors.shape[1] > 3:  # noqa: PLR2004 - opacity is linear already
        out[:, 3] = colors[:, 3].astype(np.uint16) * 257
    return out.tobytes()


def given_view(colors: NDArray[np.uint8]) -> View:
    """Return a view of (n, 3) sRGB bytes: differences from the point before, channel by channel."""
    steps = np.diff(colors.astype(np.int16), axis=0, prepend=np.zeros((1, 3), np.int16)).astype(np.uint8)
    return View(linear(colors), {"as": "given", "n": len(colors)}, steps.T.tobytes(), 8, 34962)


def ramp_view(column: NDArray[np.uint16], low: float, step: float, ramp: Ramp, source: dict[str, int]) -> View:
    """Return a view of colours by height: nothing travels, the page finds them from the places it has."""
    colors = gradient()[ramp.steps(low + column.astype(np.float64) * step)]
    recipe = {"as": "ramp", "n": len(column), "low": low, "step": step, "from": ramp.low, "to": ramp.high, **source}
    return View(linear(colors), recipe, b"", 8, 34962)


def copies_views(copies: Copies, order: NDArray[np.int64], number: int) -> tuple[list[View], dict[str, Any], bytes]:
    """Return the views of copies (place, normal, colour, face), what their recipe shares, and its bytes.

    Unlit copies have no normals.
    """
    form = template(copies.shape, fineness(copies))
    matrices, colors = copies.matrices[order].astype(np.float32), copies.colors[order]
    count, size = len(matrices), len(form.vertices)
    faces = form.faces[None].astype(np.uint32) + (np.arange(count, dtype=np.uint32) * size)[:, None, None]
    views = [
        View(placed(form.vertices, matrices).tobytes(), {"as": "place", "copies": number}, stride=12, target=34962)
    ]
    if not copies.unlit:
        views.append(
            View(turned(form.normals, matrices).tobytes(), {"as": "normal", "copies": number}, stride=4, target=34962)
        )
    views += [
        View(linear(np.repeat(colors, size, axis=0)), {"as": "color", "copies": number}, stride=8, target=34962),
        View(faces.tobytes(), {"as": "face", "copies": number}, target=34963),
    ]
    shared = {"n": count, "vertices": size, "faces": len(form.faces)}
    content = b"".join([
        form.vertices.tobytes(), form.normals.tobytes(), form.faces.astype("<u2").tobytes(),
        b"\0" * (-form.faces.size * 2 % 4), shuffled(matrices.reshape(count, 12)), colors.T.tobytes(),
    ])  # fmt: skip
    return views, shared, content


def pack(glb: bytes, views: list[View], copies: list[dict[str, Any]], shared: list[bytes]) -> list[bytes]:
    """Return what the page stores: the length of a header, the header as JSON, then the streams of copies and views.

    They are one text after the other, cut where what is alike ends.
    """
    size = struct.unpack_from("<I", glb, 12)[0]
    head = {"gltf": glb[20 : 20 + size].decode(), "views": [view.recipe for view in views], "copies": copies}
    text = json.dumps(head, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    streams = [part + b"\0" * (-len(part) % 4) for part in shared]
    for view in views:
        planes = _PLANES.get(view.recipe["as"], 1)
        size = len(view.packed) // planes
        cut = [view.packed[plane * size : (plane + 1) * size] for plane in range(planes)]
        streams += [*cut[:-1], cut[-1] + b"\0" * (-len(view.packed) % 4)]
    return [struct.pack("<I", len(text)) + text, *filter(None, streams)]
