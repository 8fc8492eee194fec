"""What a file of a run is, by its ending and its first bytes, and what it is as media."""

from __future__ import annotations

from pathlib import Path

from reportgen.digits import file_size
from reportgen.model.media import Media, MediaError, MediaFile
from reportgen.model.media.document import Attachment, Figure, Html, Text
from reportgen.model.media.image import Image
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Molecule, Object3D
from reportgen.readers.mlflow.artifacts.figures import figure_of, is_figure
from reportgen.readers.mlflow.artifacts.listing import Piece

LINK = "link"
TABLE = "table"
TEXT = "text file"
_FIGURE = "Plotly figure"
_MOST_TEXT = 1 << 20
_MOST_PAGE = 1 << 25
_PEEKED = 256
_BY_ENDING = {
    **dict.fromkeys(("png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff"), "image"),
    **dict.fromkeys(("mp4", "webm", "mov", "m4v", "gif"), "video"),
    **dict.fromkeys(("wav", "mp3", "flac", "ogg", "m4a"), "audio"),
    **dict.fromkeys(("html", "htm", "svg"), "HTML"),
    **dict.fromkeys(("csv", "tsv", "parquet"), TABLE),
    **dict.fromkeys(("txt", "md", "yaml", "yml", "toml", "ini", "cfg", "log", "py", "sh", "sql", "xml", "jsonl"), TEXT),
    **dict.fromkeys(("glb", "gltf", "obj", "stl", "ply"), "3D object"),
    **dict.fromkeys(("pdb", "cif", "mol2", "sdf"), "molecule"),
}  # fmt: skip
_FILES = {
    **dict.fromkeys(("pkl", "pickle", "joblib", "cloudpickle"), "pickle"),
    **dict.fromkeys(("pt", "pth", "ckpt", "h5", "keras", "onnx", "safetensors", "bin", "tflite", "gguf"), "model file"),
    **dict.fromkeys(("npy", "npz"), "NumPy file"),
    "pdf": "PDF", "zip": "archive", "gz": "archive", "tar": "archive",
}  # fmt: skip
"""Files that are listed and never opened."""


def ending(path: str) -> str:
    """Return the ending of a path in small letters."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_of(root: Path, piece: Piece) -> str:
    """Return the field's word for a file; of JSON and HTML its beginning tells it."""
    end = ending(piece.path)
    if end == "json":
        return _of_json(_head(root, piece))
    if end in ("html", "htm") and piece.size <= _MOST_PAGE and is_figure(_content(root, piece)):
        return _FIGURE
    kind = _BY_ENDING.get(end) or _FILES.get(end, "file")
    return "file" if kind == TEXT and piece.size > _MOST_TEXT else kind


def _of_json(head: bytes) -> str:
    start = head.replace(b" ", b"").replace(b"\n", b"")
    if start.startswith(b'{"columns":['):
        return TABLE
    return _FIGURE if start.startswith(b'{"data":[{"') and b'"type":' in start else TEXT


def media_of(root: Path, piece: Piece, kind: str) -> Media:  # noqa: PLR0911 - one line a kind
    """Return a file as media; one that cannot be read, or is not drawn, as what it is."""
    file = MediaFile(root, piece.path)
    match kind:
        case "image":
            return Image(file, caption=piece.caption)
        case "video":
            return Video(file, caption=piece.caption)
        case "audio":
            return Audio(file, caption=piece.caption)
        case "HTML":
            return Html(file, caption=piece.caption)
        case "3D object":
            return Object3D(file, caption=piece.caption)
        case "molecule":
            return Molecule(file, caption=piece.caption)
        case "Plotly figure":
            spec = figure_of(_content(root, piece), page=ending(piece.path) != "json")
            return Figure(spec=spec, caption=piece.caption) if spec else Html(file, caption=piece.caption)
        case "text file" if piece.size <= _MOST_TEXT:
            text = _text(_content(root, piece))
            if text is not None:
                return Text(text, caption=piece.caption)
    return Attachment(file, kind, file_size(piece.size), caption=piece.caption)


def _text(content: bytes) -> str | None:
    try:
        return None if b"\0" in content else content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _content(root: Path, piece: Piece) -> bytes:
    try:
        return MediaFile(root, piece.path).read()
    except MediaError:
        return b""


def _head(root: Path, piece: Piece) -> bytes:
    try:
        with (root / piece.path).open("rb") as file:
            return file.read(_PEEKED)
    except OSError:
        return b""
