"""Media values of W&B's history (dicts with ``_type``) to media items. Paths in them are relative to ``files/``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from reportgen.model.media import MediaFile, MediaItem, class_names
from reportgen.readers.wandb.kinds import kind_of

_LIST_FILES = {
    "images/separated": "filenames", "images": "filenames", "object3D": "filenames", "molecule": "filenames",
    "videos": "videos", "audio": "audio", "html": "html",
}  # fmt: skip
_DELIMITER = "_wandb_delimeter_"  # as the SDK spells it


@dataclass(frozen=True)
class Labels:
    """The class labels that a run's config holds for the overlays of one key, by group."""

    boxes: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    masks: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


def labels_of(internal: Mapping[str, Any], key: str) -> Labels:
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

    return Labels(groups("bounding_box/class_labels"), groups("mask/class_labels"))


def items(value: Any, step: int, files: Path, labels: Labels | None = None) -> Iterator[MediaItem]:
    """Yield the media of one logged value: one for a single, one each for a list, none for plain values."""
    names = labels or Labels()
    for item in _items(value, step, files):
        if item.boxes or item.masks:
            yield replace(item, box_labels=names.boxes, mask_labels=names.masks)
        else:
            yield item


def _items(value: Any, step: int, files: Path) -> Iterator[MediaItem]:
    if isinstance(value, list):
        for index, part in enumerate(value):
            if isinstance(part, Mapping) and "_type" in part:
                yield _single(part, step, index, files)
    elif isinstance(value, Mapping) and "_type" in value:
        name = _LIST_FILES.get(str(value["_type"]))
        if name is not None and isinstance(value.get(name), list):
            yield from _listed(value, value[name], step, files)
        else:
            yield _single(value, step, 0, files)


def _single(value: Mapping[str, Any], step: int, index: int, files: Path) -> MediaItem:
    kind = kind_of(str(value["_type"]))
    return MediaItem(
        kind,
        step,
        index,
        file=_file(files, value.get("path"), value.get("size")),
        caption=_text(value.get("caption")),
        width=_whole(value.get("width")),
        height=_whole(value.get("height")),
        boxes=_overlays(files, value.get("boxes")),
        masks=_overlays(files, value.get("masks")),
        classes=_classes(files, value.get("classes")),
        details=_details(kind, value),
        value=dict(value),
    )


def _listed(value: Mapping[str, Any], entries: list[Any], step: int, files: Path) -> Iterator[MediaItem]:
    kind = kind_of(str(value["_type"]))
    captions = value.get("captions") or []
    for index, entry in enumerate(entries):
        inner = entry if isinstance(entry, Mapping) else {}
        path = inner.get("path", entry if isinstance(entry, str) else None)
        if isinstance(path, str) and value["_type"] == "object3D" and not path.startswith("media/"):
            path = f"media/object3D/{path}"
        caption = inner.get("caption") or (captions[index] if index < len(captions) else "")
        yield MediaItem(
            kind,
            step,
            index,
            file=_file(files, path, inner.get("size")),
            caption=_text(caption),
            # A list records the size of its first image only.
            width=_whole(value.get("width")) if index == 0 else 0,
            height=_whole(value.get("height")) if index == 0 else 0,
            boxes=_overlays(files, _nth(value.get("all_boxes"), index)),
            masks=_overlays(files, _nth(value.get("all_masks"), index)),
            value=dict(inner),
        )


def _nth(entries: Any, index: int) -> Any:
    return entries[index] if isinstance(entries, list) and index < len(entries) else None


def _overlays(files: Path, groups: Any) -> dict[str, MediaFile]:
    if not isinstance(groups, Mapping):
        return {}
    found = {
        str(name): _file(files, group.get("path"), group.get("size"))
        for name, group in sorted(groups.items())
        if isinstance(group, Mapping)
    }
    return {name: file for name, file in found.items() if file is not None}


def _classes(files: Path, value: Any) -> MediaFile | None:
    return _file(files, value.get("path"), value.get("size")) if isinstance(value, Mapping) else None


def _file(files: Path, path: Any, size: Any) -> MediaFile | None:
    if not isinstance(path, str) or not path:
        return None
    return MediaFile(files, path, size if isinstance(size, int) else None)


def _text(value: Any) -> str:
    return "" if value is None or value is False else str(value)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _details(kind: str, value: Mapping[str, Any]) -> str:
    """Say in a few words what a placeholder stands for."""
    if kind == "table" and isinstance(value.get("nrows"), int) and isinstance(value.get("ncols"), int):
        return f"{value['nrows']:,} rows × {value['ncols']:,} columns"
    if kind == "histogram" and isinstance(value.get("values"), list):
        return f"{len(value['values']):,} bins"
    return ""
