"""Embeddings of the projector: vectors and what is known of each, in text files that ``projector_config.pbtxt`` names.

Each is a table with a row for each vector: the columns of ``metadata.tsv``, the image that a sprite has of it, and the
vector itself as a list of numbers. Paths in the file are those beside it; none leads out of the run's folder.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.inputs import note_path
from reportgen.model.media import MediaError, MediaFile
from reportgen.model.media.image import Image
from reportgen.model.table import Table, distinct
from reportgen.native.files import MemoryFile

CONFIG = "projector_config.pbtxt"
_BLOCK = re.compile(r"embeddings\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_FIELD = re.compile(r"(\w+)\s*:\s*(\"(?:[^\"\\]|\\.)*\"|\d+)")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?([eE][+-]?\d+)?")
_MOST_BYTES = 1 << 20
VECTOR = "vector"
"""The column of the vectors."""


@dataclass(frozen=True)
class Embedding:
    """What a block of the config names: files in the run's folder, and the size of a picture in the sprite."""

    folder: Path
    name: str
    tensors: str
    metadata: str = ""
    sprite: str = ""
    size: tuple[int, int] = (0, 0)

    @cached_property
    def vectors(self) -> list[list[float]]:
        """The vectors, one a line of numbers apart by tabs."""
        lines = _text(self.folder, self.tensors).splitlines()
        return [[float(number) for number in line.split("\t")] for line in lines if line.strip()]

    def table(self) -> Table:
        """Return the embedding as a table; one without rows says why its vectors cannot be read."""
        if not self.tensors:
            return Table([], [], 0, f"the vectors of {self.name} are in a checkpoint, which is not opened")
        try:
            vectors = self.vectors
            columns, rows = self._facts(len(vectors))
        except ValueError:
            return Table([], [], 0, f"{MediaFile(self.folder, self.tensors).name} is not a table of numbers")
        except MediaError as error:
            return Table([], [], 0, str(error))
        pictures = list(self._pictures(len(vectors)))
        if pictures:
            columns.append("image")
            rows = [[*row, picture] for row, picture in zip(rows, pictures, strict=True)]
        _, *names = distinct([VECTOR, *columns])
        return Table([*names, VECTOR], [[*row, one] for row, one in zip(rows, vectors, strict=True)], len(vectors))

    def _facts(self, count: int) -> tuple[list[str], list[list[Any]]]:
        """Return the columns of the metadata, which have a header where there are several."""
        lines = _text(self.folder, self.metadata).splitlines() if self.metadata else []
        cells: list[list[Any]] = [line.split("\t") for line in lines]
        if not cells:
            return [], [[] for _ in range(count)]
        columns = cells.pop(0) if len(cells[0]) > 1 else ["label"]
        width = len(columns)
        padded = [(row + [None] * width)[:width] for row in cells[:count]]
        for place in range(width):
            if all(_NUMBER.fullmatch(row[place] or "") for row in padded):
                for row in padded:
                    row[place] = float(row[place]) if set(row[place]) & set(".eE") else int(row[place])
        return columns, padded + [[None] * width for _ in range(count - len(padded))]

    def _pictures(self, count: int) -> Iterator[Image]:
        """Yield the part of the sprite that is each vector's picture, row by row."""
        width, height = self.size
        if not self.sprite or not width or not height:
            return
        from reportgen.media.image import opened

        file = MediaFile(self.folder, self.sprite)
        try:
            content = file.read()
        except MediaError:
            yield from (Image(file, width, height) for _ in range(count))  # each says what is missing
            return
        with opened(content, file.name) as whole:
            across = max(whole.width // width, 1)
            for place in range(count):
                left, top = place % across * width, place // across * height
                buffer = io.BytesIO()
                whole.crop((left, top, left + width, top + height)).save(buffer, "PNG")
                part = buffer.getvalue()
                yield Image(MemoryFile(Path(), f"{place}.png", len(part), content=part), width, height)


def embeddings(folder: Path) -> list[Embedding]:
    """Return the embeddings that a folder's config names."""
    path = folder / CONFIG
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return []
        note_path(path)
        text = path.read_text("utf-8", "replace")
    except OSError:
        return []
    found = []
    for place, block in enumerate(_BLOCK.findall(text), 1):
        fields: dict[str, list[str]] = {}
        for name, value in _FIELD.findall(block):
            fields.setdefault(name, []).append(value.strip('"'))
        sizes = [int(size) for size in fields.get("single_image_dim", []) if size.isdigit()]
        name, tensors, metadata, sprite = (
            fields.get(one, [""])[0] for one in ("tensor_name", "tensor_path", "metadata_path", "image_path")
        )
        size = (sizes[0], sizes[-1]) if sizes else (0, 0)
        found.append(Embedding(folder, name or f"embedding {place}", tensors, metadata, sprite, size))
    return found


def _text(folder: Path, path: str) -> str:
    return MediaFile(folder, path).read().decode("utf-8", "replace")
