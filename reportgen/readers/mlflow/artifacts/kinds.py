"""What a file of a run is, by its ending and its first bytes, and what it is as media."""

from __future__ import annotations

from pathlib import Path

from reportgen.model.media import Media, MediaFile
from reportgen.readers.mlflow.artifacts.listing import Piece
from reportgen.tracked import files
from reportgen.tracked.files import FIGURE, MOST_PAGE, MOST_TEXT, TABLE, TEXT, content_of, ending

LINK = "link"
_PEEKED = 256


def kind_of(root: Path, piece: Piece) -> str:
    """Return the field's word for a file; of JSON and HTML its beginning tells it."""
    end = ending(piece.path)
    if end == "json":
        return _of_json(_head(root, piece))
    if end in ("html", "htm"):
        return files.kind_of_page(content_of(MediaFile(root, piece.path))) if piece.size <= MOST_PAGE else "HTML"
    if end == "parquet":
        return TABLE
    kind = files.kind_by_name(piece.path)
    return "file" if kind == TEXT and piece.size > MOST_TEXT else kind


def _of_json(head: bytes) -> str:
    start = head.replace(b" ", b"").replace(b"\n", b"")
    if start.startswith(b'{"columns":['):
        return TABLE
    return FIGURE if start.startswith(b'{"data":[{"') and b'"type":' in start else TEXT


def media_of(root: Path, piece: Piece, kind: str) -> Media:
    """Return a file as media; one that cannot be read, or is not drawn, as what it is."""
    return files.media_of(MediaFile(root, piece.path), kind, piece.size, piece.caption)


def _head(root: Path, piece: Piece) -> bytes:
    try:
        with (root / piece.path).open("rb") as file:
            return file.read(_PEEKED)
    except OSError:
        return b""
