"""Media to what a log stores of them, and back: ``stored`` and ``restored`` undo each other.

Files go into a pack and are named by where they lie there; all else is JSON with ``kind`` in the words of ``model``.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import numpy as np

from reportgen.model.media import FileMedia, Media, MediaError, MediaFile
from reportgen.model.media.document import Attachment, Figure, Html, Text
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Image, Normalization
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Box3D, Molecule, Object3D, PointCloud, Scene, Vector
from reportgen.model.media.tensor import Tensor
from reportgen.native.files import MemoryFile
from reportgen.native.overlays import Find, Put, overlays, triple, with_overlays

_BINS = struct.Struct("<IBB2x")
_PLAIN_FILES: dict[str, type[FileMedia]] = {"HTML": Html, "3D object": Object3D}
_NOWHERE = Path()
_WIDTHS = (3, 4, 6)
"""Columns of points: places; places and a value; places and red, green, blue."""
_LIBRARIES = ("Plotly", "Bokeh", "Vega-Lite")


def stored(media: Media, put: Put) -> dict[str, Any]:
    """Return a piece of media as JSON; its files are stored by ``put``."""
    found: dict[str, Any] = {"kind": media.kind}
    if isinstance(media, FileMedia) and media.file is not None:
        found["file"] = put(media.file)
    if media.caption:
        found["caption"] = media.caption
    if isinstance(media, Image | Video):
        found |= {name: size for name in ("width", "height") if (size := getattr(media, name))}
    return found | _own(media, put)


def _own(media: Media, put: Put) -> dict[str, Any]:  # noqa: PLR0911 - one line a kind
    """Return what is stored of one kind and of no other."""
    match media:
        case Image():
            return overlays(media, put) | _about(media)
        case Histogram():
            bins = {"edges": media.edges.tolist(), "heights": media.heights.tolist(), "density": media.density}
            return bins | ({"unbinned": media.unbinned} if media.unbinned else {})
        case Tensor():
            return {"numbers": dict(media.numbers)} | _of_tensor(media, put)
        case Text():
            return {"text": media.text}
        case Audio():
            return {"sample_rate": media.sample_rate} if media.sample_rate else {}
        case Figure():
            return {"kind": "figure", "library": media.library} | ({"spec": media.spec} if media.spec else {})
        case Molecule():
            return {"smiles": media.smiles} if media.smiles else {}
        case PointCloud():
            return {"kind": "points"} | _points(media, put)
        case Scene():
            return {"kind": "scene"} | _scene(media, put)
        case Attachment():
            return {"kind": "attachment", "what": media.what, "details": media.details, "more": dict(media.more)}
    return {}


def restored(value: Mapping[str, Any], find: Find) -> Media:  # noqa: PLR0911 - one line a kind
    """Return the media that JSON of a log stands for; ``find`` returns the files that it names.

    A kind that is not known becomes an attachment. MediaError where what belongs to it cannot be read.
    """
    kind, file, caption = str(value.get("kind", "")), find(value.get("file")), str(value.get("caption", ""))
    match kind:
        case "image":
            return _image(value, file, find, caption)
        case "video":
            return Video(file, *_size(value), caption=caption)
        case "audio":
            return Audio(file, int(value.get("sample_rate", 0)), caption=caption)
        case "histogram":
            edges, heights = np.array(value["edges"], float), np.array(value["heights"], float)
            return Histogram(edges, heights, bool(value.get("density")), int(value.get("unbinned", 0)), caption=caption)
        case "array":
            shape = tuple(map(int, value.get("shape", ())))
            return Tensor(dict(value.get("numbers", {})), file, shape, str(value.get("dtype", "")), caption=caption)
        case "text":
            return Text(str(value.get("text", "")), caption=caption)
        case "figure":
            library = next((name for name in _LIBRARIES if name == value.get("library")), "Plotly")
            return Figure(file, library, value.get("spec"), caption=caption)  # type: ignore[arg-type]
        case "molecule":
            return Molecule(file, str(value.get("smiles", "")), caption=caption)
        case "points":
            return _cloud(value, find, caption)
        case "scene":
            return _read_scene(value, find, caption)
    if kind in _PLAIN_FILES:
        return _PLAIN_FILES[kind](file, caption=caption)
    what = str(value.get("what", kind or "file"))
    return Attachment(file, what, str(value.get("details", "")), dict(value.get("more", {})), caption=caption)


def _of_tensor(tensor: Tensor, put: Put) -> dict[str, Any]:
    found: dict[str, Any] = {"file": put(tensor.file)} if tensor.file is not None else {}
    found |= {"shape": list(tensor.shape)} if tensor.shape else {}
    return found | ({"dtype": tensor.dtype} if tensor.dtype else {})


def _about(image: Image) -> dict[str, Any]:
    """Return what is known of an image beside its pixels."""
    found: dict[str, Any] = {"normalization": image.normalization} if image.normalization else {}
    return found | ({"grouping": image.grouping} if image.grouping is not None else {})


def _image(value: Mapping[str, Any], file: MediaFile | None, find: Find, caption: str) -> Image:
    rule, grouping = value.get("normalization"), value.get("grouping")
    return Image(
        file, *_size(value), **with_overlays(value, find), caption=caption,
        normalization=next((name for name in get_args(Normalization) if name == rule), ""),
        grouping=grouping if isinstance(grouping, int) else None,
    )  # fmt: skip


def _size(value: Mapping[str, Any]) -> tuple[int, int]:
    return int(value.get("width", 0)), int(value.get("height", 0))


def packed_histogram(histogram: Histogram) -> bytes:
    """Return a histogram as bytes: even edges are stored as the first and the last one."""
    count = len(histogram.heights)
    edges = np.asarray(histogram.edges, "<f8")
    with np.errstate(over="ignore", invalid="ignore"):
        even = count > 1 and bool((np.linspace(edges[0], edges[-1], count + 1) == edges).all())
    kept = edges[[0, -1]] if even else edges
    head = _BINS.pack(count, histogram.density, even)
    return head + kept.tobytes() + np.asarray(histogram.heights, "<f8").tobytes()


def unpacked_histogram(content: bytes) -> Histogram:
    """Return the histogram that bytes hold; MediaError where they hold none."""
    if len(content) < _BINS.size:
        raise MediaError("a histogram is cut off")
    count, density, even = _BINS.unpack_from(content)
    numbers = np.frombuffer(content, "<f8", offset=_BINS.size)
    if len(numbers) != count + (2 if even else count + 1 if count else 0):
        raise MediaError("a histogram has the wrong number of edges")
    edges = np.linspace(numbers[0], numbers[1], count + 1) if even else numbers[: len(numbers) - count]
    return Histogram(edges.astype(float), numbers[len(numbers) - count :].astype(float), bool(density))


def _points(cloud: PointCloud, put: Put) -> dict[str, Any]:
    columns = [np.asarray(cloud.positions, float)]
    if cloud.colors is not None:
        columns.append(np.asarray(cloud.colors, float))
    elif cloud.values is not None:
        columns.append(np.asarray(cloud.values, float).reshape(-1, 1))
    table = np.hstack(columns)
    with np.errstate(over="ignore"):  # what is too large for them is stored as doubles
        small = table.astype("<f4")
    stream = io.BytesIO()
    np.save(stream, small if np.array_equal(small.astype(float), table, equal_nan=True) else table, allow_pickle=False)
    found: dict[str, Any] = {"points": put(MemoryFile(_NOWHERE, "points.npy", content=stream.getvalue()))}
    return found | ({"names": list(cloud.names)} if cloud.names else {})


def _cloud(value: Mapping[str, Any], find: Find, caption: str = "") -> PointCloud:
    file = find(value.get("points"))
    if file is None:
        raise MediaError("the points are missing")
    try:
        table = np.asarray(np.load(io.BytesIO(file.read()), allow_pickle=False), float)
    except (ValueError, EOFError, TypeError):
        raise MediaError("the points are damaged") from None
    if table.ndim != 2 or table.shape[1] not in _WIDTHS:  # noqa: PLR2004 - rows and columns
        raise MediaError("the points are damaged")
    colors = table[:, 3:] if table.shape[1] == max(_WIDTHS) else None
    values = table[:, 3] if table.shape[1] == sorted(_WIDTHS)[1] else None
    return PointCloud(table[:, :3], colors, values, tuple(map(str, value.get("names", ()))), caption=caption)


def _scene(scene: Scene, put: Put) -> dict[str, Any]:
    found: dict[str, Any] = {} if scene.points is None else _points(scene.points, put)
    found["boxes"] = [
        {"corners": box.corners.tolist(), "label": box.label, "color": triple(box.color), "score": box.score}
        for box in scene.boxes
    ]
    found["vectors"] = [
        {"start": triple(one.start), "end": triple(one.end), "color": triple(one.color)} for one in scene.vectors
    ]
    return found


def _read_scene(value: Mapping[str, Any], find: Find, caption: str) -> Scene:
    boxes = tuple(
        Box3D(np.array(one["corners"], float), str(one.get("label", "")), _three(one.get("color")), one.get("score"))
        for one in value.get("boxes", ())
    )
    vectors = tuple(
        Vector(_place(one["start"]), _place(one["end"]), _three(one.get("color"))) for one in value.get("vectors", ())
    )
    return Scene(_cloud(value, find) if "points" in value else None, boxes, vectors, caption=caption)


def _three(value: Any) -> tuple[float, float, float] | None:
    return None if value is None else _place(value)


def _place(value: Any) -> tuple[float, float, float]:
    x, y, z = map(float, value)
    return x, y, z


def in_memory(name: str, content: bytes) -> MediaFile:
    """Return a file that is not stored yet; the end of its name tells the format."""
    return MemoryFile(_NOWHERE, name, len(content), content=content)
