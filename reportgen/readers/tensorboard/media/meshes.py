"""Meshes and point clouds of the plugin ``mesh``: vertices, faces and colours of a step, each a value of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportgen.model.media import LoggedMedia, Media
from reportgen.model.media.document import Attachment
from reportgen.model.media.scene import Object3D, PointCloud
from reportgen.native.files import MemoryFile
from reportgen.protobuf import Message, WireError
from reportgen.readers.tensorboard.log.events import METADATA, TENSOR, Entry
from reportgen.readers.tensorboard.log.tensor import WrongTensor, tensor_of

Floats = NDArray[np.float64]
_NAME, _KIND = 2, 3
_VERTEX, _FACE, _COLOR = 1, 2, 3
_SUFFIXES = ("_VERTEX", "_FACE", "_COLOR", "_1", "_2", "_3")


def name_of(tag: str) -> str:
    """Return the name that the values of one mesh share."""
    return next((tag[: -len(end)] for end in _SUFFIXES if tag.endswith(end)), tag)


def meshes(entries: Iterable[Entry]) -> Iterator[LoggedMedia]:
    """Yield the meshes and clouds of the values of one name, by step."""
    steps: dict[int, dict[int, Floats]] = {}
    for entry in entries:
        try:
            value = entry.value()
            kind = Message(value.sub(METADATA).sub(1).data(2)).whole(_KIND)
            array = tensor_of(value.data(TENSOR)).array
        except (WireError, WrongTensor, OSError):
            continue
        if array is not None and array.ndim == 3 and array.shape[2] == 3:  # noqa: PLR2004 - objects, points, 3
            steps.setdefault(entry.step, {})[kind] = array.astype(float)
    for step, parts in sorted(steps.items()):
        for place, one in enumerate(_objects(parts)):
            yield LoggedMedia(one, step, place)


def _objects(parts: dict[int, Floats]) -> Iterator[Media]:
    if _VERTEX not in parts:
        yield Attachment(what="mesh", details="its vertices are missing")
        return
    for place, vertices in enumerate(parts[_VERTEX]):
        faces, colors = (_of(parts.get(kind), place) for kind in (_FACE, _COLOR))
        if colors is not None and len(colors) != len(vertices):
            colors = None
        if faces is None:
            yield PointCloud(vertices, colors)
        else:
            content = _ply(vertices, faces, colors)
            yield Object3D(MemoryFile(Path(), "mesh.ply", len(content), content=content))


def _of(part: Floats | None, place: int) -> Floats | None:
    return part[place] if part is not None and place < len(part) else None


def _ply(vertices: Floats, faces: Floats, colors: Floats | None) -> bytes:
    """Return a mesh as a PLY file."""
    inside = ((faces >= 0) & (faces < len(vertices))).all(axis=1)
    faces = faces[inside]
    shade = [("red", "u1"), ("green", "u1"), ("blue", "u1")] if colors is not None else []
    points = np.zeros(len(vertices), [("x", "<f4"), ("y", "<f4"), ("z", "<f4"), *shade])
    for column, axis in enumerate("xyz"):
        points[axis] = vertices[:, column]
    if colors is not None:
        for column, (channel, _) in enumerate(shade):
            points[channel] = np.clip(colors[:, column], 0, 255)
    triangles = np.zeros(len(faces), [("count", "u1"), ("corners", "<i4", 3)])
    triangles["count"], triangles["corners"] = 3, faces
    head = ["ply", "format binary_little_endian 1.0", f"element vertex {len(points)}"]
    head += [f"property float {axis}" for axis in "xyz"] + [f"property uchar {channel}" for channel, _ in shade]
    head += [f"element face {len(triangles)}", "property list uchar int vertex_indices", "end_header\n"]
    return "\n".join(head).encode() + points.tobytes() + triangles.tobytes()
