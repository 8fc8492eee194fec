"""Media of a report: what the page's cells stand for, with the boxes and masks over images, read when asked for."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.archive.archive import Archive
from reportgen.archive.islands import DamagedError
from reportgen.media.mask import mask_file, read_bits
from reportgen.model.media import LoggedMedia, Media, MediaError, MediaFile, Stored
from reportgen.model.media.document import Attachment, Html, Text
from reportgen.model.media.image import Box, Boxes, Image, Mask, Outline
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Object3D

_ENDINGS = {
    "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif", "image/svg+xml": "svg",
    "image/avif": "avif", "image/bmp": "bmp", "video/mp4": "mp4", "video/webm": "webm", "audio/wav": "wav",
    "audio/x-wav": "wav", "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/flac": "flac", "model/gltf-binary": "glb",
    "video/ogg": "ogv", "audio/mp4": "m4a", "text/html": "html",
}  # fmt: skip


def ending(media_type: str) -> str:
    """Return what the name of a file of a media type ends with."""
    return _ENDINGS.get(media_type, media_type.rpartition("/")[2].partition("+")[0] or "bin")


class Gallery:
    """What a panel of media shows: its ``items``, and the ``legend`` that the boxes and masks of its images share."""

    def __init__(self, archive: Archive, view: Mapping[str, Any]) -> None:
        self.cells = CellReader(archive, view.get("legend"))
        self.entries = [one for one in view["items"] if isinstance(one, dict)]
        self.step_key = str(view.get("stepKey", ""))
        """The metric that its slider shows in place of the step."""

    def keys(self, run: int) -> Iterator[tuple[str, list[str], int]]:
        """Yield (key, kinds of media, how many) of a run."""
        found: dict[str, list[str]] = {}
        for one in self.entries:
            if one.get("run") == run:
                found.setdefault(str(one.get("key", "")), []).append(str(one.get("kind", "")))
        yield from ((key, kinds, len(kinds)) for key, kinds in found.items())

    def places(self, run: int, key: str) -> Iterator[tuple[int, float]]:
        """Yield (step, value) of the metric that the slider shows, where a run's media stand."""
        for one in self.entries if key and key == self.step_key else ():
            if one.get("run") == run:
                step = int(one.get("step", 0))
                yield step, float(one.get("at", step))

    def items(self, run: int, key: str | None = None) -> list[LoggedMedia]:
        """Return the media of a run, of one key or of all."""
        return [
            LoggedMedia(self.cells.media(one, str(one.get("key", "media"))), int(one.get("step", 0)),
                        int(one.get("index", 0)))
            for one in self.entries
            if one.get("run") == run and key in (None, one.get("key"))
        ]  # fmt: skip


class CellReader:
    """Turns cells into media; ``legend`` is what those of one panel share."""

    def __init__(self, archive: Archive, legend: Any) -> None:
        self.archive = archive
        self.legend = Legend(archive, legend if isinstance(legend, dict) else {})

    def media(self, cell: Mapping[str, Any], name: str) -> Media:  # noqa: PLR0911 - one line a kind
        """Return what a cell stands for; what the page cannot show is an attachment that says why."""
        kind, caption = str(cell.get("kind", "")), str(cell.get("caption", ""))
        block = str(cell.get("block", ""))
        match kind:
            case "image" if block:
                return self._image(cell, block, name, caption)
            case "video" if block:
                size = int(cell.get("width", 0)), int(cell.get("height", 0))
                return Video(self._file(block, str(cell.get("name", name))), *size, caption=caption)
            case "audio" if block:
                return Audio(self._file(block, str(cell.get("name", name))), int(cell.get("rate", 0)), caption=caption)
            case "html" if block:
                return Html(self.archive.file(block, f"{name}.html"), caption=caption)
            case "text":
                return Text(str(cell.get("text", "")), caption=caption)
            case "scene" if block:
                end = "scene" if cell.get("packed") else "glb"
                return Object3D(self.archive.file(block, f"{name}.{end}"), caption=caption)
        return Attachment(None, kind or "file", str(cell.get("note") or cell.get("facts") or ""), caption=caption)

    def _file(self, block: str, name: str) -> MediaFile:
        own = ending(self.archive.media_type(block))
        return self.archive.file(block, name if "." in name else f"{name}.{own}")

    def _image(self, cell: Mapping[str, Any], block: str, name: str, caption: str) -> Image:
        masks = {}
        for one in cell.get("masks", ()):
            found = self.legend.group(one.get("group"))
            masks[found] = Mask(OutlineFile(self.archive.path.parent, f"{found}.png", legend=self.legend, mask=one),
                                self.legend.names(one.get("classes", ())))  # fmt: skip
        return Image(
            self._file(block, name), int(cell.get("width", 0)), int(cell.get("height", 0)),
            self.legend.boxes(cell.get("boxes")), masks, caption=caption,
        )  # fmt: skip


@dataclass(eq=False)
class Legend:
    """Groups and classes of a panel's boxes and masks, and its boxes as columns."""

    archive: Archive
    value: Mapping[str, Any]

    def group(self, place: Any) -> str:
        """Return the name of a group."""
        groups = self.value.get("groups", ())
        return str(groups[place].get("name", "")) if isinstance(place, int) and 0 <= place < len(groups) else ""

    def entry(self, place: int) -> tuple[int, str]:
        """Return the id and the name of a class."""
        classes = self.value.get("classes", ())
        return (int(classes[place]["id"]), str(classes[place]["name"])) if 0 <= place < len(classes) else (-1, "")

    def names(self, places: Any) -> dict[int, str]:
        """Return the names of classes by id."""
        return {number: name for number, name in (self.entry(int(place)) for place in places) if number >= 0}

    @cached_property
    def columns(self) -> dict[str, NDArray[np.float64]]:
        """The columns of all boxes; DamagedError where one is not whole."""
        return {str(name): self.archive.floats(block) for name, block in self.value.get("columns", {}).items()}

    @cached_property
    def scores(self) -> dict[str, NDArray[np.float64]]:
        """The scores of all boxes by name, NaN where there is none."""
        return {str(one["name"]): self.archive.floats(one["block"]) for one in self.value.get("scores", ())}

    @cached_property
    def outlines(self) -> dict[int, Outline]:
        """The forms of boxes that have more than their corners, by row."""
        name = self.value.get("outlines")
        found = self.archive.json(name) if name else ()
        return {int(row): Outline(str(area), str(lines)) for row, area, lines in found}

    def boxes(self, rows: Any) -> dict[str, Stored[Boxes]]:
        """Return the boxes of an image by group; ``rows`` are where they begin and end."""
        if not isinstance(rows, list) or rows[0] >= rows[1]:
            return {}
        try:
            groups = self.columns["group"][rows[0] : rows[1]]
        except (DamagedError, KeyError):
            return {}
        return {self.group(int(place)): HeldBoxes(self, int(place), rows[0], rows[1])
                for place in dict.fromkeys(groups.tolist())}  # fmt: skip


@dataclass(frozen=True, eq=False)
class HeldBoxes(Stored[Boxes]):
    """Boxes of one group over an image: those of its rows."""

    legend: Legend
    group: int
    start: int
    end: int

    def read(self) -> Boxes:
        """Return them in pixels; MediaError where their columns are damaged."""
        try:
            columns, scores, outlines = self.legend.columns, self.legend.scores, self.legend.outlines
        except DamagedError as error:
            raise MediaError(f"its boxes {error}") from None
        captions = self.legend.value.get("captions", ())
        found, labels = [], {}
        for row in range(self.start, self.end):
            if columns["group"][row] != self.group:
                continue
            number, name = self.legend.entry(int(columns["entry"][row]))
            labels[number] = name
            caption = int(columns["caption"][row])
            x0, y0, x1, y1 = (float(columns[corner][row]) for corner in ("x0", "y0", "x1", "y1"))
            said = str(captions[caption]) if caption < len(captions) else ""
            own = {key: float(values[row]) for key, values in scores.items() if np.isfinite(values[row])}
            crowd = bool(columns["crowd"][row])
            found.append(Box(x0, y0, x1, y1, number, said, own, crowd, "pixel", {}, outlines.get(row)))
        return Boxes(tuple(found), {number: name for number, name in labels.items() if number >= 0})


@dataclass(frozen=True, eq=False)
class OutlineFile(MediaFile):
    """A mask as a picture of class ids, made of the outlines and bitmaps that the page has of it."""

    legend: Legend | None = None
    mask: Mapping[str, Any] | None = None

    def read(self) -> bytes:
        """Return it as PNG; MediaError where its outlines are damaged."""
        assert self.legend is not None and self.mask is not None  # noqa: S101, PT018 - ``CellReader`` makes it
        try:
            return mask_file(self._ids(self.legend, self.mask))
        except (DamagedError, KeyError, ValueError, TypeError, IndexError) as error:
            what = str(error) if isinstance(error, DamagedError) else "is damaged"
            raise MediaError(f"mask {self.name} {what}") from None

    @staticmethod
    def _ids(legend: Legend, mask: Mapping[str, Any]) -> NDArray[np.int64]:
        width, height = int(mask["width"]), int(mask["height"])
        ids = np.zeros((height, width), np.int64)
        corners = legend.archive.floats(mask["outline"]).astype(np.int64)
        start = 0
        for place, (entry, count) in enumerate(zip(mask["classes"], mask["corners"], strict=True)):
            noisy = mask.get("bitmaps", {}).get(str(place))
            number, _ = legend.entry(int(entry))
            if noisy is not None:
                inside = _bitmap(legend.archive.content(noisy), (height, width))
            else:
                inside = filled(corners[start : start + count], width, height)
                start += count
            ids[inside] = number
        return ids


def filled(corners: NDArray[np.int64], width: int, height: int) -> NDArray[np.bool_]:
    """Return the pixels (height, width) inside an outline, given by its corners row by row, by the even-odd rule."""
    turns = np.zeros(((height + 1) * (width + 1)), np.int64)
    np.add.at(turns, corners, 1)
    grid = turns.reshape(height + 1, width + 1)
    return (np.cumsum(np.cumsum(grid, axis=1), axis=0)[:-1, :-1] % 2).astype(bool)


def _bitmap(content: bytes, shape: tuple[int, int]) -> NDArray[np.bool_]:
    found = read_bits(io.BytesIO(content))
    if found.shape != shape:
        raise ValueError("wrong size")
    return found
