"""Media of a report as files, named by run, key and step; boxes beside their images as JSON, masks as pictures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reportgen.model.media import FileMedia, LoggedMedia, Media, MediaError, MediaFile
from reportgen.model.media.document import Text
from reportgen.model.media.image import Image
from reportgen.publish.archive.naming import Names, safe
from reportgen.scene.unpack import unpack

PACKED = ".scene"
"""How the name of a scene ends that the page carries packed."""


class MediaFolder:
    """Writes media below a folder, equal files of one place once; what cannot be had is told in ``lost``."""

    def __init__(self, folder: Path, names: Names) -> None:
        self.folder, self.names = folder, names
        self.lost: list[str] = []
        self.count = 0

    def write(self, item: LoggedMedia, place: str, what: str) -> str | None:
        """Write a piece of media into ``place``, by its step and index, and return its path; None where it is lost."""
        return self.put(item.value, place, f"step{item.step}-{item.index}", what)

    def put(self, media: Media, place: str, stem: str, what: str) -> str | None:
        """Write a piece of media under a name, and return its path; None where it is lost or nothing to write."""
        try:
            content, end = _content(media)
        except MediaError as error:
            self.lost.append(f"{what}: {error}")
            return None
        if content is None:
            return None
        path = self._write(place, stem, end, content)
        if isinstance(media, Image):
            self._over(media, place, path.rpartition("/")[2].rpartition(".")[0], what)
        return path

    def _write(self, place: str, stem: str, end: str, content: bytes) -> str:
        path = self.names.free(place, stem, end)
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.count += 1
        return path

    def _over(self, image: Image, place: str, stem: str, what: str) -> None:
        """Write what lies over an image: its boxes in pixels, and a picture of class ids for each mask."""
        boxes: dict[str, Any] = {}
        for name, group in image.boxes.items():
            try:
                found = group.read()
            except MediaError as error:
                self.lost.append(f"{what}: {error}")
                continue
            labels = {str(number): label for number, label in found.labels.items()}
            boxes[name] = {"labels": labels, "boxes": [box.facts() for box in found.boxes]}
        if boxes:
            self._write(place, stem, ".boxes.json", as_text(boxes))
        for name, mask in image.masks.items():
            try:
                content = mask.file.read()
            except MediaError as error:
                self.lost.append(f"{what}: {error}")
                continue
            self._write(place, f"{stem}.{safe(name)}", ".mask.png", content)
            labels = {str(number): label for number, label in mask.labels.items()}
            self._write(place, f"{stem}.{safe(name)}", ".mask.json", as_text({"labels": labels}))


def as_text(value: Any) -> bytes:
    """Return a value as JSON text for people."""
    return (json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n").encode("utf-8", "replace")


def _content(media: Media) -> tuple[bytes | None, str]:
    """Return the bytes of a piece of media and the ending of its name; none where the report has no file of it."""
    if isinstance(media, Text):
        return media.text.encode("utf-8", "replace"), ".txt"
    if not isinstance(media, FileMedia) or media.file is None:
        return None, ""
    return unpacked(media.file)


def unpacked(file: MediaFile) -> tuple[bytes, str]:
    """Return a file's bytes and the ending of its name; a scene that the page carries packed as GLB."""
    content, end = file.read(), Path(safe(file.name)).suffix
    if end != PACKED:
        return content, end
    try:
        return unpack(content), ".glb"
    except ValueError as error:
        raise MediaError(str(error)) from None
