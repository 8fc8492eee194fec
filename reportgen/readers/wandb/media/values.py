"""Typed values of W&B (dicts with ``_type``) to media, wherever they stand: history, summary, config, cells of tables.

Paths in history and summary are relative to ``files/``, those in cells are entries of an artifact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from reportgen.model.media import LoggedMedia, Media, MediaFile, Stored
from reportgen.model.media.document import Attachment, Figure, Html
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Boxes, Classes, Image, Mask, class_names
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Molecule, Object3D
from reportgen.model.media.tensor import Tensor
from reportgen.model.nested import Aggregates
from reportgen.readers.wandb.media.bins import histogram_of
from reportgen.readers.wandb.media.kinds import kind_of
from reportgen.readers.wandb.media.overlays import BoxFile, BoxList, ClassFile

_LIST_FILES = {
    "images/separated": "filenames", "images": "filenames", "object3D": "filenames", "molecule": "filenames",
    "videos": "videos", "audio": "audio", "html": "html",
}  # fmt: skip
_DELIMITER = "_wandb_delimeter_"  # as the SDK spells it
_HIDDEN = frozenset({"_type", "path", "sha256", "size", "artifact_path", "_latest_artifact_path", "entityHref"})
"""What of a value tells only where its files lie."""
_AGGREGATES = frozenset({"min", "max", "mean", "best", "last", "first"})

Find = Callable[[Mapping[str, Any]], MediaFile | None]
"""Returns the file that a value names."""


def labels_of(internal: Mapping[str, Any], key: str) -> Classes:
    """Return the labels of a key's overlays from the SDK's own part of the config."""

    def groups(name: str) -> dict[str, Mapping[int, str]]:
        entries = internal.get(name)
        if not isinstance(entries, Mapping):
            return {}
        prefix = f"{key}{_DELIMITER}"
        return {
            str(entry).removeprefix(prefix): class_names(value.get("value"))
            for entry, value in entries.items()
            if str(entry).startswith(prefix) and isinstance(value, Mapping)
        }

    return Classes(groups("bounding_box/class_labels"), groups("mask/class_labels"))


def items(value: Any, step: int, files: Path, labels: Classes | None = None) -> Iterator[LoggedMedia]:
    """Yield the media of one logged value: one for a single, one each for a list, none for plain values."""
    find, names = partial(in_files, files), labels or Classes()
    if isinstance(value, list):
        for index, part in enumerate(value):
            if isinstance(part, Mapping) and "_type" in part:
                yield LoggedMedia(media_of(_ordered(part), find, names), step, index)
    elif isinstance(value, Mapping) and "_type" in value:
        name = _LIST_FILES.get(str(value["_type"]))
        if name is not None and isinstance(value.get(name), list):
            for index, part in enumerate(_listed(value, value[name])):
                yield LoggedMedia(media_of(_ordered(part), find, names), step, index)
        else:
            yield LoggedMedia(media_of(_ordered(value), find, names), step)


def _ordered(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a value with its overlays by name: the leaves of a log come in any order."""
    groups = {name: dict(sorted(value[name].items())) for name in ("boxes", "masks")
              if isinstance(value.get(name), Mapping) and len(value[name]) > 1}  # fmt: skip
    return {**value, **groups} if groups else value


def in_files(files: Path, value: Mapping[str, Any]) -> MediaFile | None:
    """Return the file of a value in a run's folder."""
    path, size = value.get("path"), value.get("size")
    if not isinstance(path, str) or not path:
        return None
    return MediaFile(files, path, size if isinstance(size, int) else None)


def _listed(value: Mapping[str, Any], entries: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the elements of a logged list as values of their own."""
    captions = value.get("captions") or []
    for index, entry in enumerate(entries):
        inner = entry if isinstance(entry, Mapping) else {}
        path = inner.get("path", entry if isinstance(entry, str) else None)
        if isinstance(path, str) and value["_type"] == "object3D" and not path.startswith("media/"):
            path = f"media/object3D/{path}"
        caption = inner.get("caption") or (captions[index] if index < len(captions) else "")
        sizes = {"width": value.get("width"), "height": value.get("height")} if index == 0 else {}  # of the first only
        yield {
            **inner, **sizes, "_type": value["_type"], "path": path, "caption": caption,
            "boxes": _nth(value.get("all_boxes"), index), "masks": _nth(value.get("all_masks"), index),
        }  # fmt: skip


def _nth(entries: Any, index: int) -> Any:
    return entries[index] if isinstance(entries, list) and index < len(entries) else None


def media_of(value: Mapping[str, Any], find: Find, labels: Classes) -> Media:  # noqa: PLR0911 - one line a kind
    """Return a typed value as media; ``labels`` name the classes over images of its key or column."""
    kind, caption = kind_of(str(value["_type"])), _text(value.get("caption"))
    match kind:
        case "image":
            return _image(value, find, labels, caption)
        case "histogram":
            return histogram_of(value) or Histogram.empty()
        case "array":
            return Tensor(_numbers(value))
        case "video":
            return Video(find(value), _whole(value.get("width")), _whole(value.get("height")), caption=caption)
        case "audio":
            return Audio(find(value), caption=caption)
        case "HTML":
            return Html(find(value), caption=caption)
        case "3D object":
            return Object3D(find(value), caption=caption)
        case "molecule":
            return Molecule(find(value), caption=caption)
        case "Plotly figure":
            return Figure(find(value), "Plotly", caption=caption)
        case "Bokeh figure":
            return Figure(find(value), "Bokeh", caption=caption)
    more = {str(name): inner for name, inner in value.items() if name not in _HIDDEN}
    return Attachment(find(value), kind, _details(kind, value), more, caption=caption)


def _image(value: Mapping[str, Any], find: Find, labels: Classes, caption: str) -> Image:
    boxes: dict[str, Stored[Boxes]] = {}
    for name, group in _mapping(value.get("boxes")).items():
        if isinstance(group, list):
            boxes[str(name)] = BoxList(group)
        elif isinstance(group, Mapping) and (file := find(group)) is not None:
            boxes[str(name)] = BoxFile(file)
    masks = {str(n): Mask(file) for n, group in _mapping(value.get("masks")).items()
             if isinstance(group, Mapping) and (file := find(group)) is not None}  # fmt: skip
    named = value.get("classes")
    shared = find(named) if isinstance(named, Mapping) else None
    over = labels if boxes or masks else Classes()
    classes = Classes(over.boxes, over.masks, ClassFile(shared)) if shared is not None else over
    return Image(find(value), _whole(value.get("width")), _whole(value.get("height")), boxes, masks, classes,
                 caption=caption)  # fmt: skip


def decoded(tree: Mapping[str, Any], find: Find, *, aggregates: bool = False) -> dict[str, Any]:
    """Return a config or a summary with its typed values as media; ``aggregates`` of metrics are in summaries."""

    def leaf(value: Any) -> Any:
        if isinstance(value, list):
            return [leaf(inner) for inner in value] if any(isinstance(inner, Mapping) for inner in value) else value
        if not isinstance(value, Mapping):
            return value
        if "_type" in value:
            return media_of(value, find, Classes())
        return Aggregates(dict(value)) if aggregates and is_aggregate(value) else tree_of(value)

    def tree_of(inner: Mapping[str, Any]) -> dict[str, Any]:
        return {key: leaf(value) for key, value in inner.items()}

    return tree_of(tree)


def is_aggregate(value: Any) -> bool:
    """Tell a summary value that holds a metric's aggregates, such as ``{"max": 0.9}``, from any other."""
    return isinstance(value, Mapping) and bool(value) and value.keys() <= _AGGREGATES


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _numbers(value: Mapping[str, Any]) -> dict[str, float]:
    """Return what the SDK keeps of a tensor."""
    return {str(name): number for name, number in value.items()
            if isinstance(number, int | float) and not isinstance(number, bool)}  # fmt: skip


def _text(value: Any) -> str:
    return "" if value is None or value is False else str(value)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _details(kind: str, value: Mapping[str, Any]) -> str:
    """Say in a few words what a placeholder stands for."""
    if kind == "table" and isinstance(value.get("nrows"), int) and isinstance(value.get("ncols"), int):
        return f"{value['nrows']:,} rows × {value['ncols']:,} columns"
    return ""
