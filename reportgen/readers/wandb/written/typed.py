"""Media to the typed values that the SDK logs; ``readers.wandb.media`` reads them back.

Where a value's files go is the caller's: below ``media/`` of a run, or into an artifact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from reportgen.errors import KnownError
from reportgen.model.media import FileMedia, Media, MediaFile
from reportgen.model.media.document import Figure, Html
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Boxes, Image, Names
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Molecule, Object3D, PointCloud, Scene
from reportgen.model.media.tensor import Tensor
from reportgen.readers.wandb.written.files import ending_of, one_of
from reportgen.readers.wandb.written.message import as_json

Put = Callable[[str, bytes, str], Mapping[str, Any]]
"""Stores the bytes of a kind of file with an ending, and returns how a value names them."""
_LISTS = {
    "image-file": ("images/separated", "filenames"), "object3D-file": ("object3D", "filenames"),
    "molecule-file": ("molecule", "filenames"), "video-file": ("videos", "videos"),
    "audio-file": ("audio", "audio"), "html-file": ("html", "html"),
}  # fmt: skip
_BESIDE = "media/object3D/"


class Unwritable(KnownError):  # noqa: N818 - a state of a format
    """The format has no place for a value; says for what."""


def typed(media: Media, put: Put, *, inline: bool = False) -> dict[str, Any]:  # noqa: PLR0911 - one line a kind
    """Return one piece of media; MediaError when its file cannot be read, Unwritable when there is no place for it.

    Boxes are files of their own, or with ``inline`` lie in the value, as in cells of tables.
    """
    caption = {"caption": media.caption} if media.caption else {}
    match media:
        case Image():
            return _image(media, put, inline=inline) | caption
        case Histogram():
            return {"_type": "histogram", "values": _numbers(media.heights), "bins": media.edges.tolist()}
        case Video():
            sizes = {name: size for name in ("width", "height") if (size := getattr(media, name))}
            return {"_type": "video-file", **_file(media, put, "videos", ".mp4"), **sizes, **caption}
        case Audio():
            return {"_type": "audio-file", **_file(media, put, "audio", ".wav"), **caption}
        case Html():
            return {"_type": "html-file", **_file(media, put, "html", ".html"), **caption}
        case Molecule() if media.file is not None:
            return {"_type": "molecule-file", **_file(media, put, "molecule", ".pdb"), **caption}
        case Object3D():
            return {"_type": "object3D-file", **_file(media, put, "object3D", ".pts.json"), **caption}
        case PointCloud() | Scene():
            return {"_type": "object3D-file", **put("object3D", as_json(points_json(media)), ".pts.json"), **caption}
        case Figure() if media.library != "Vega-Lite":
            return _figure(media, put) | caption
        case Tensor():
            return {"_type": "numpy.ndarray", **media.numbers}
    if isinstance(media, Molecule) and media.smiles:
        raise Unwritable("a molecule that is only SMILES text has no place in a W&B log")
    raise Unwritable(f"a {media.kind} of this form has no place in a W&B log")


def listed(values: Sequence[dict[str, Any]]) -> Any:
    """Return several pieces of media that were logged as one list: of one kind as a value of its own."""
    kinds = {str(value["_type"]) for value in values}
    pair = _LISTS.get(next(iter(kinds))) if len(kinds) == 1 else None
    if pair is None or any("path" not in value for value in values):
        return list(values)
    kind, field = pair
    paths = [str(value["path"]) for value in values]
    captions = [value.get("caption", "") for value in values]
    found: dict[str, Any] = {"_type": kind, "count": len(values)}
    if kind == "images/separated":
        first = values[0]
        found |= {name: first[name] for name in ("width", "height", "format") if name in first}
        found["filenames"] = paths
        for name, inner in (("all_boxes", "boxes"), ("all_masks", "masks")):
            if any(inner in value for value in values):
                found[name] = [value.get(inner) for value in values]
    elif kind == "object3D":
        found["filenames"] = [path.removeprefix(_BESIDE) for path in paths]
        found["objects"] = list(values)
    else:
        found[field] = paths if field == "filenames" else list(values)
    return found | ({"captions": captions} if any(captions) else {})


def names_over(image: Image) -> tuple[dict[str, Names], dict[str, Names]]:
    """Return the names of classes of each group of boxes and of each mask of an image."""
    shared = image.classes.shared.read() if image.classes.shared is not None else {}
    boxes = {name: group.read().labels or image.classes.boxes.get(name) or shared
             for name, group in image.boxes.items()}  # fmt: skip
    masks = {name: mask.labels or image.classes.masks.get(name) or shared for name, mask in image.masks.items()}
    return boxes, masks


def boxes_json(boxes: Boxes) -> list[dict[str, Any]]:
    """Return the boxes of a group as they are logged."""
    return [box.facts() | ({"iscrowd": 1} if box.crowd and "iscrowd" not in box.more else {}) for box in boxes.boxes]


def _image(image: Image, put: Put, *, inline: bool) -> dict[str, Any]:
    file = _read(image)
    ending = ending_of(image.file.name if image.file else "", ".png")
    found = {"_type": "image-file", **put("images", file, ending), "format": ending.rpartition(".")[2]}
    found |= {name: size for name in ("width", "height") if (size := getattr(image, name))}
    if image.grouping is not None:
        found["grouping"] = image.grouping
    names, of_masks = names_over(image)
    if image.boxes:
        groups = {name: group.read() for name, group in image.boxes.items()}
        found["boxes"] = {
            name: boxes_json(group) if inline else _box_file(group, names[name], put) for name, group in groups.items()
        }
    if image.masks:
        found["masks"] = {name: {"_type": "mask", **_mask_file(mask.file, put)} for name, mask in image.masks.items()}
    if inline and (shared := _together([*names.values(), *of_masks.values()])):
        listed_ = [{"id": number, "name": name} for number, name in sorted(shared.items())]
        content = as_json({"_type": "classes", "class_set": listed_})
        found["classes"] = {"type": "classes-file", **put("classes", content, ".classes.json")}
    return found


def _together(groups: Sequence[Names]) -> dict[int, str]:
    found: dict[int, str] = {}
    for names in groups:
        found = {**names, **found}
    return found


def _box_file(boxes: Boxes, labels: Names, put: Put) -> dict[str, Any]:
    content = as_json({"box_data": boxes_json(boxes), "class_labels": one_of(labels)})
    return {"_type": "boxes2D", **put("metadata/boxes2D", content, ".boxes2D.json")}


def _mask_file(file: MediaFile, put: Put) -> Mapping[str, Any]:
    ending = ending_of(file.name, ".png")
    return put("images/mask", file.read(), ".mask.png" if ending in (".png", ".mask.png") else ending)


def _figure(figure: Figure, put: Put) -> dict[str, Any]:
    content = _read(figure) if figure.file is not None else as_json(figure.spec)
    name = figure.library.lower()
    return {"_type": f"{name}-file", **put(name, content, f".{name}.json")}


def _file(media: FileMedia, put: Put, kind: str, ending: str) -> Mapping[str, Any]:
    content = _read(media)
    return put(kind, content, ending_of(media.file.name if media.file else "", ending))


def _read(media: FileMedia) -> bytes:
    if media.file is None:
        raise Unwritable(f"a {media.kind} whose file is not at hand cannot be exported")
    return media.file.read()


def points_json(cloud: PointCloud | Scene) -> Any:
    """Return points, or a scene of them, as the JSON that their file holds."""
    if isinstance(cloud, Scene):
        scene: dict[str, Any] = {"type": "lidar/beta", "points": points_json(cloud.points) if cloud.points else []}
        scene["boxes"] = [
            {"corners": np.asarray(box.corners).tolist(), "label": box.label}
            | ({"color": list(box.color)} if box.color is not None else {})
            | ({"score": box.score} if box.score is not None else {})
            for box in cloud.boxes
        ]
        scene["vectors"] = [
            {"start": list(one.start), "end": list(one.end)} | ({"color": list(one.color)} if one.color else {})
            for one in cloud.vectors
        ]
        return scene
    columns = [np.asarray(cloud.positions, float)]
    if cloud.colors is not None:
        columns.append(np.asarray(cloud.colors, float))
    elif cloud.values is not None:
        columns.append(np.asarray(cloud.values, float).reshape(-1, 1))
    return np.hstack(columns).tolist()


def _numbers(values: Any) -> list[int | float]:
    """Return heights; whole ones as integers, which counts are."""
    whole = np.isfinite(values) & (np.floor(values) == values) & (np.abs(values) < 2**53)
    return [int(value) if of else value for value, of in zip(values.tolist(), whole.tolist(), strict=True)]
