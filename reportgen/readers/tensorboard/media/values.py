"""Values that are no scalars, to media: images, GIFs, audio, texts, histograms, and arrays, which are named only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from reportgen.model.media import LoggedMedia, Media, MediaFile
from reportgen.model.media.document import Attachment, Markdown, Text
from reportgen.model.media.histogram import Floats, Histogram
from reportgen.model.media.image import Image
from reportgen.model.media.recording import Audio, Video
from reportgen.native.files import MemoryFile
from reportgen.protobuf import Message, WireError
from reportgen.readers.tensorboard.log.events import METADATA, OLD_AUDIO, OLD_HISTOGRAM, OLD_IMAGE, TENSOR, Entry
from reportgen.readers.tensorboard.log.tensor import Tensor, WrongTensor, tensor_of
from reportgen.readers.tensorboard.media.embedded import EmbeddedFile

WORDS = {"images": "image", "audio": "audio", "text": "Markdown", "histograms": "histogram"}
_MARKDOWN = re.compile(r"[*_`#|<>\[\]]|^\s*[-+] |^\s*\d+\. ", re.MULTILINE)
_MOST_BINS = 64
_HEIGHT, _WIDTH = 1, 2
_RATE = 1
_COLUMNS = 3


def media(entry: Entry) -> Iterator[LoggedMedia]:
    """Yield what a value holds; what cannot be read is an attachment that says so."""
    try:
        value = entry.value()
        found = list(_READ[entry.plugin](entry, value) if entry.plugin in _READ else _array(value))
    except (OSError, WireError, WrongTensor, ValueError):
        found = [Attachment(what="value", details="it cannot be read")]
    for place, one in enumerate(found):
        yield LoggedMedia(one, entry.step, place)


def _images(entry: Entry, value: Message) -> Iterator[Media]:
    if OLD_IMAGE in value:
        image = value.sub(OLD_IMAGE)
        yield _picture(entry, image.data(4), OLD_IMAGE, 0, (image.whole(_WIDTH), image.whole(_HEIGHT)))
        return
    texts = tensor_of(value.data(TENSOR)).texts  # width, height, then each image
    width, height = (int(text) if text.isdigit() else 0 for text in (*texts[:2], b"", b"")[:2])
    for number, content in enumerate(texts[2:], 2):
        yield _picture(entry, content, 0, number, (width, height))


def _picture(entry: Entry, content: bytes, field: int, number: int, size: tuple[int, int]) -> Media:
    end = "gif" if content.startswith(b"GIF8") else "jpg" if content.startswith(b"\xff\xd8") else "png"
    file = _inside(entry, end, len(content), field, number)
    return Video(file, *size) if end == "gif" else Image(file, *size)


def _audio(entry: Entry, value: Message) -> Iterator[Media]:
    if OLD_AUDIO in value:
        sound = value.sub(OLD_AUDIO)
        rate = int(sound.number(_RATE)) if _RATE in sound else 0
        yield Audio(_inside(entry, "wav", len(sound.data(4)), OLD_AUDIO, 0), rate)
        return
    tensor = tensor_of(value.data(TENSOR))
    labelled = len(tensor.shape) > 1 and tensor.shape[1] == 2  # noqa: PLR2004 - sound and label
    for number in range(0, len(tensor.texts), 2 if labelled else 1):
        label = tensor.texts[number + 1].decode("utf-8", "replace") if labelled else ""
        yield Audio(_inside(entry, "wav", len(tensor.texts[number]), 0, number), caption=label)


def _inside(entry: Entry, end: str, size: int, field: int, number: int) -> MediaFile:
    name = re.sub(r"[^\w.-]+", "_", entry.tag).strip("_") or "value"
    return EmbeddedFile(entry.file.parent, f"{name}.{end}", size, entry=entry, field=field, number=number)


def texts_of(value: Message) -> Tensor:
    """Return the texts of a value as the tensor that they are."""
    return tensor_of(value.data(TENSOR))


def _text(entry: Entry, value: Message) -> Iterator[Media]:
    """Yield a text: rendered where it is written as Markdown, which TensorBoard shows all texts as."""
    tensor = texts_of(value)
    texts = [text.decode("utf-8", "replace") for text in tensor.texts]
    if len(tensor.shape) > 1:
        width = tensor.shape[-1] or 1
        rows = [texts[at : at + width] for at in range(0, len(texts), width)]
        whole = "\n".join(
            f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" + _rule(place, width)
            for place, row in enumerate(rows)
        )
    else:
        whole = "\n\n".join(texts)
    yield _rendered(entry, whole) if _MARKDOWN.search(whole) else Text(whole)


def _rule(place: int, width: int) -> str:
    return f"\n|{'---|' * width}" if place == 0 else ""


def _rendered(entry: Entry, text: str) -> Markdown:
    from markdown import markdown

    content = markdown(text, extensions=["tables", "fenced_code", "sane_lists"]).encode()
    return Markdown(MemoryFile(Path(), f"step-{entry.step}.html", len(content), content=content))


def _histogram(entry: Entry, value: Message) -> Iterator[Media]:
    del entry
    if OLD_HISTOGRAM in value:
        found = _old(value.sub(OLD_HISTOGRAM))
    else:
        tensor = tensor_of(value.data(TENSOR))
        rows = tensor.array.reshape(-1, _COLUMNS).astype(float) if tensor.array is not None else np.zeros((0, _COLUMNS))
        edges = np.append(rows[:, 0], rows[-1:, 1])
        found = _made(edges, rows[:, 2])
    yield found or Histogram.empty()


def _old(proto: Message) -> Histogram | None:
    """Return a HistogramProto: ``bucket_limit`` are right edges, and the first bucket begins at the least value."""
    limits, counts = (np.frombuffer(b"".join(proto.all(field)), "<f8") for field in (6, 7))
    if len(limits) != len(counts) or not len(limits):
        return None
    filled = np.flatnonzero(counts)
    if not len(filled):
        return None
    first, last = int(filled[0]), int(filled[-1])
    least, most = proto.number(1), proto.number(2)
    left = limits[first - 1] if first else -np.inf
    begin = max(least, left) if np.isfinite(least) else left
    end = min(most, limits[last]) if np.isfinite(most) else limits[last]
    edges = np.concatenate([[begin], limits[first:last], [end]])
    if not np.isfinite(edges[0]):
        edges[0] = edges[1] if len(edges) > 1 else 0.0
    return _made(edges, counts[first : last + 1])


def _made(edges: Floats, counts: Floats) -> Histogram | None:
    """Return a histogram of at most so many bins: narrow ones beside each other are one, and no count is divided."""
    if not len(counts) or not np.isfinite(edges).all():
        return None
    edges = np.maximum.accumulate(edges)
    if edges[0] == edges[-1]:  # all values are one
        room = abs(edges[0]) / 2 or 0.5
        return Histogram(np.array([edges[0] - room, edges[0] + room]), np.array([counts.sum()]))
    if len(counts) > _MOST_BINS:
        place = np.floor((edges[1:-1] - edges[0]) / (edges[-1] - edges[0]) * _MOST_BINS)
        cut = np.flatnonzero(np.diff(np.append(-1, np.append(place, _MOST_BINS))) > 0)
        ends = np.unique(np.append(cut[cut > 0], len(counts)))
        starts = np.append(0, ends[:-1])
        counts = np.add.reduceat(counts, starts)
        edges = np.append(edges[starts], edges[-1])
    return Histogram(edges.astype(float), counts.astype(float))


def _array(value: Message) -> Iterator[Media]:
    """Name an array or a graph, which is not drawn."""
    if TENSOR not in value:
        yield Attachment(what="value", details="of a plugin that is not read")
        return
    tensor = tensor_of(value.data(TENSOR))
    shape = " × ".join(map(str, tensor.shape)) or "1"
    yield Attachment(what="array", details=f"{shape}, {'text' if tensor.array is None else tensor.array.dtype}")


_READ = {"images": _images, "audio": _audio, "text": _text, "histograms": _histogram}


def content_of(value: Message) -> bytes:
    """Return what a value's metadata hold for its plugin."""
    return value.sub(METADATA).sub(1).data(2)
