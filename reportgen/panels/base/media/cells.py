"""Pieces of media as cells: what the page knows of one, and its markup for the time before scripts run.

Galleries show them now; a table's cells can as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NotRequired, TypedDict

import numpy as np
from markupsafe import Markup

from reportgen.blocks import Block, file_block, number_block, text_block
from reportgen.media import audio, html, image, video
from reportgen.media.damage import reading
from reportgen.model.media import FileMedia, Media, MediaError, MediaFile, file_of
from reportgen.model.media.document import Attachment, Figure, Html, Text
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Image
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Molecule, Object3D, PointCloud, Scene
from reportgen.model.media.tensor import Tensor
from reportgen.panels.base.media.figures import draw_figure
from reportgen.panels.base.media.overlays import OverImagePayload, Overlays
from reportgen.panels.base.media.scenes import Drawable, ScenePayload, Scenes
from reportgen.panels.base.tensors import TensorPayload, tensor_cell, tensor_markup
from reportgen.texts import plural, say

_INLINE_BYTES = 16 * 1024
_PREVIEW_WIDTH = 320
_MOST_TEXT = 200_000


class ImagePayload(OverImagePayload):
    """An image; ``unscaled`` where it was probably logged without scaling, and ``note`` says how that is seen."""

    kind: Literal["image"]
    block: str
    width: int
    height: int
    unscaled: NotRequired[bool]
    animated: NotRequired[bool]
    note: NotRequired[str]
    caption: NotRequired[str]


class FigurePayload(TypedDict):
    """A chart: the element that draws it, and the block that says what."""

    kind: Literal["figure"]
    element: str
    view: str
    height: int
    width: NotRequired[int]
    caption: NotRequired[str]


class VideoPayload(TypedDict):
    """A video's file; of an animated GIF also its size and first frame."""

    kind: Literal["video"]
    block: str
    type: str
    name: str
    width: NotRequired[int]
    height: NotRequired[int]
    poster: NotRequired[str]
    caption: NotRequired[str]


class AudioPayload(TypedDict):
    """A sound's file; of one that could be decoded also its facts, waveform and spectrogram."""

    kind: Literal["audio"]
    block: str
    type: str
    name: str
    seconds: NotRequired[float]
    rate: NotRequired[int]
    channels: NotRequired[int]
    peaks: NotRequired[str]
    spectrum: NotRequired[str]
    note: NotRequired[str]
    caption: NotRequired[str]


class HtmlPayload(TypedDict):
    """A logged document."""

    kind: Literal["html"]
    block: str
    note: str
    caption: NotRequired[str]


class TextPayload(TypedDict):
    """A logged text."""

    kind: Literal["text"]
    text: str
    caption: NotRequired[str]


class GapPayload(TypedDict):
    """What cannot be shown, of any kind, and why."""

    kind: str
    note: str
    caption: NotRequired[str]


CellPayload = (
    ImagePayload | FigurePayload | ScenePayload | VideoPayload | AudioPayload | HtmlPayload | TextPayload
    | TensorPayload | GapPayload
)  # fmt: skip
"""What shows a piece of media."""


@dataclass
class Cells:
    """Makes cells, storing equal content once; collects what could not be shown and what the page needs."""

    overlays: Overlays
    exif: bool = False
    scenes: Scenes = field(default_factory=Scenes)
    blocks: list[Block] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    libraries: frozenset[str] = frozenset()
    elements: set[str] = field(default_factory=set)
    _stored: dict[str, int] = field(default_factory=dict)

    def make(self, number: int, media: Media, where: str, key: str, *, static: bool) -> tuple[CellPayload, Markup]:
        """Return a piece of media's cell and, if static, its markup; what is wrong with it stands in its place."""
        try:
            file = file_of(media)
            with reading(file.name if file else f"this {media.kind}"):  # one file never sinks a report
                return self._made(number, media, where, key, static)
        except MediaError as error:
            what = str(error)
        self.problems.append(f"{where}: {what}")
        return {"kind": media.kind, "note": what}, placeholder(media.kind, what)

    def _made(self, number: int, media: Media, where: str, key: str, static: bool) -> tuple[CellPayload, Markup]:  # noqa: PLR0911
        match media:
            case Image():
                return self._image(number, media, where, static)
            case Figure():
                return self._figure(media, where, static)
            case Object3D() | PointCloud() | Scene() | Molecule():
                return self._scene(media, where, key, static)
            case Video():
                return self._video(media, where, static)
            case Audio():
                return self._audio(media, static)
            case Html():
                return self._html(media)
            case Text():
                return self._text(media, static)
            case Tensor() if media.numbers:
                return self._tensor(media, static)
        return self._other(media)

    def _image(self, number: int, item: Image, where: str, static: bool) -> tuple[CellPayload, Markup]:
        picture = image.load(_file(item), exif=self.exif)
        inline = static and len(picture.content) <= _INLINE_BYTES
        block = file_block(picture.content, picture.media_type, inline=inline, again=picture.again)
        self.store(block)
        size = picture.width, picture.height
        known = len(self.overlays.problems)
        over, drawn = self.overlays.add(number, item, size, static=static, turn=picture.turn)
        self.problems += [f"{where}: {what}" for what in self.overlays.problems[known:]]
        cell: ImagePayload = {"kind": "image", "block": block.id, "width": size[0], "height": size[1]}
        if "boxes" in over:
            cell["boxes"] = over["boxes"]
        if "masks" in over:
            cell["masks"] = over["masks"]
        if picture.unscaled:
            cell["unscaled"] = True
        if picture.animated:
            cell["animated"] = True
        if note := picture.note or _rule(item):
            cell["note"] = note
        self.elements.add("image")
        if not static:
            return cell, Markup()
        source, link = block.id, Markup("data-rg")
        if not inline:
            small = image.preview(picture, _PREVIEW_WIDTH)
            light = file_block(small.content, small.media_type, inline=True)
            self.store(light)
            source, link = light.id, Markup("data-full")
        name = item.caption or where
        img = Markup(
            '<img {}="{}" src="rg-inline:{}" width="{}" height="{}" alt="{}" decoding="async" loading="lazy">'
        ).format(link, block.id, source, *size, name)
        return cell, frame(img + Markup(drawn), *size)  # noqa: S704 - drawn by us, with its texts escaped

    def _figure(self, item: Figure, where: str, static: bool) -> tuple[CellPayload, Markup]:
        figure = draw_figure(item)
        for block in figure.blocks:
            self.store(block)
        self.libraries |= figure.libraries
        if figure.note:
            self.notes.append(f"{where}: {figure.note}")
        self.elements |= {"chart"} if figure.libraries & {"vega", "vega_full"} else set()
        self.elements |= {"figure"} if "plotly" in figure.libraries else set()
        cell: FigurePayload = {
            "kind": "figure", "element": figure.element, "view": figure.view, "height": figure.height
        }  # fmt: skip
        if figure.width:
            cell["width"] = figure.width
        return cell, figure.html if static else Markup()

    def _scene(self, item: Drawable, where: str, key: str, static: bool) -> tuple[CellPayload, Markup]:
        cell, markup, blocks = self.scenes.add(item, key, where, static=static)
        for block in blocks:
            self.store(block)
        self.elements.add("scene")
        self.libraries |= {"model_viewer"}
        return cell, markup

    def _video(self, item: Video, where: str, static: bool) -> tuple[CellPayload, Markup]:
        file = _file(item)
        content = file.read()
        size, type_ = len(content), video.media_type(content, file.name)
        block = file_block(content, type_, again=lambda: file.again(size))
        self.store(block)
        cell: VideoPayload = {"kind": "video", "block": block.id, "type": type_, "name": file.name}
        picture = Markup('<span class="rg-video-blank"></span>')
        if type_ == "image/gif":
            frame_, cell["width"], cell["height"] = video.first_frame(content, file.name)
            poster = file_block(frame_, "image/png", inline=static)
            self.store(poster)
            cell["poster"] = poster.id
            picture = Markup('<img data-rg="{}" src="rg-inline:{}" width="{}" height="{}" alt="{}">').format(
                poster.id,
                poster.id,
                cell["width"],
                cell["height"],
                say("First frame of {name}", name=item.caption or where),
            )
        self.elements.add("video")
        return cell, Markup('<rg-video>{}<p class="rg-note rg-static-note rg-with-script">{}</p></rg-video>').format(
            picture, say("Enable JavaScript to play this video.")
        )

    def _audio(self, item: Audio, static: bool) -> tuple[CellPayload, Markup]:
        file = _file(item)
        content = file.read()
        size, type_ = len(content), audio.media_type(content)
        if not type_:
            raise MediaError(f"{file.name} is not audio that browsers can play")
        block = file_block(content, type_, again=lambda: file.again(size))
        self.store(block)
        cell: AudioPayload = {"kind": "audio", "block": block.id, "type": type_, "name": file.name}
        self.elements.add("audio")
        try:
            sound = audio.listen(content, file.name)
        except MediaError as error:
            return {**cell, "note": str(error)}, Markup('<p class="rg-note">{}</p>').format(str(error))
        peaks = number_block(np.round(sound.peaks.ravel() * 127))
        spectrum = file_block(audio.picture(sound), "image/png", exact=True)
        self.store(peaks)
        self.store(spectrum)
        facts: AudioPayload = {
            **cell, "seconds": round(sound.seconds, 3), "rate": sound.rate, "channels": sound.channels,
            "peaks": peaks.id, "spectrum": spectrum.id,
        }  # fmt: skip
        return facts, _waveform(sound) if static else Markup()

    def _html(self, item: Html) -> tuple[CellPayload, Markup]:
        document = html.clean(_file(item).read())
        if document.scripts and not document.visible:
            what = say("it is drawn entirely by scripts, which do not run here; also log it as an image")
            return {"kind": item.kind, "note": what}, placeholder(item.kind, what)
        block = text_block(document.html)
        self.store(block)
        self.elements.add("html")
        note = say("Its scripts do not run here.") if document.scripts else ""
        cell: HtmlPayload = {"kind": "html", "block": block.id, "note": note}
        return cell, Markup('<p class="rg-note rg-static-note rg-with-script">{}</p>').format(
            say("Enable JavaScript to show this HTML.")
        )

    def _text(self, item: Text, static: bool) -> tuple[CellPayload, Markup]:
        text = item.text[:_MOST_TEXT]
        self.elements.add("image")
        return {"kind": "text", "text": text}, text_markup(text) if static else Markup()

    def _tensor(self, item: Tensor, static: bool) -> tuple[CellPayload, Markup]:
        made = tensor_cell(item)
        return made, tensor_markup(made["facts"], made["box"]) if static else Markup()

    def _other(self, item: Media) -> tuple[CellPayload, Markup]:
        file = file_of(item)
        extension = file.name.partition(".")[2] if file else ""
        details = item.details if isinstance(item, Attachment) else ""
        if isinstance(item, Histogram) and len(item.heights):
            details = plural(len(item.heights), "bin")
        text = details or (say("{extension} file", extension=f".{extension}") if extension else "")
        return {"kind": item.kind, "note": text}, placeholder(item.kind, text)

    def store(self, block: Block) -> None:
        """Keep each content once; one that stands in the markup needs no island."""
        stored = self._stored.get(block.id)
        if stored is None:
            self._stored[block.id] = len(self.blocks)
            self.blocks.append(block)
        elif block.inline:
            self.blocks[stored] = block


def _file(item: FileMedia) -> MediaFile:
    if item.file is None:
        raise MediaError("the log names no file")
    return item.file


def frame(inner: Markup, width: int, height: int) -> Markup:
    """Return the box of an image's shape that it and its overlays fill."""
    small = " rg-pixels" if max(width, height) <= 64 else ""  # noqa: PLR2004 - px, where smoothing would blur
    return Markup('<span class="rg-image{}" style="--w:{};--h:{}">{}</span>').format(small, width, height, inner)


PLACEHOLDER = '<span class="rg-placeholder">'
"""How the markup of an item begins that cannot be shown."""


def _rule(item: Image) -> str:
    """Say how an image's values were brought to bytes, where that changed what is seen of them."""
    if item.normalization == "signed":
        return say("Values from -1 to 1 were scaled to 0–255 when the image was logged.")
    return say("Values were clipped to 0–255 when the image was logged.") if item.normalization == "clip" else ""


def gap_note(kind: str, note: str, caption: str, extra: str) -> str:
    """Return the line of an item that cannot be shown, in a list of such."""
    return ", ".join(filter(None, [extra, caption, f"{kind}: {note}"]))


def placeholder(kind: str, note: str) -> Markup:
    """Return the labelled place of what cannot be shown."""
    return Markup('<span class="rg-placeholder"><b>{}</b> <bdi>{}</bdi></span>').format(kind, note)


def text_markup(text: str) -> Markup:
    """Return a logged text as it was written."""
    return Markup('<pre class="rg-text" tabindex="0"><bdi>{}</bdi></pre>').format(text)


def _waveform(sound: audio.Sound) -> Markup:
    """Return the waveform as a static picture, a bar a column."""
    marks = "".join(
        f"M{x} {-high * 50:.1f}V{-low * 50 + 0.5:.1f}" for x, (low, high) in enumerate(sound.peaks.tolist())
    )
    return Markup(
        '<svg class="rg-waveform" viewBox="0 -50 {0} 100" width="{0}" height="100" preserveAspectRatio="none" '
        'stroke="currentColor" fill="none" role="img" aria-label="Waveform"><path d="{1}"/></svg>'
    ).format(len(sound.peaks), marks)
