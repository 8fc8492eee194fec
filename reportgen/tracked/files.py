"""Files that a run logged, by their endings: what each is in the field's words, and what it is as media."""

from __future__ import annotations

from reportgen.digits import file_size
from reportgen.model.media import Media, MediaError, MediaFile
from reportgen.model.media.document import Attachment, Figure, Html, Text
from reportgen.model.media.image import Image
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Molecule, Object3D
from reportgen.tracked.figures import figure_of, is_figure

TABLE = "table"
TEXT = "text file"
FIGURE = "Plotly figure"
MOST_TEXT = 1 << 20
MOST_PAGE = 1 << 25
_BY_ENDING = {
    **dict.fromkeys(("png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff"), "image"),
    **dict.fromkeys(("mp4", "webm", "mov", "m4v", "gif"), "video"),
    **dict.fromkeys(("wav", "mp3", "flac", "ogg", "m4a"), "audio"),
    **dict.fromkeys(("html", "htm", "svg"), "HTML"),
    **dict.fromkeys(("csv", "tsv"), TABLE),
    **dict.fromkeys(("txt", "md", "yaml", "yml", "toml", "ini", "cfg", "log", "py", "sh", "sql", "xml", "jsonl"), TEXT),
    **dict.fromkeys(("glb", "gltf", "obj", "stl", "ply"), "3D object"),
    **dict.fromkeys(("pdb", "cif", "mol2", "sdf"), "molecule"),
}  # fmt: skip
_FILES = {
    **dict.fromkeys(("pkl", "pickle", "joblib", "cloudpickle"), "pickle"),
    **dict.fromkeys(("pt", "pth", "ckpt", "h5", "keras", "onnx", "safetensors", "bin", "tflite", "gguf"), "model file"),
    **dict.fromkeys(("npy", "npz"), "NumPy file"),
    "parquet": "Parquet file", "pdf": "PDF", "zip": "archive", "gz": "archive", "tar": "archive",
}  # fmt: skip
"""Files that are listed and never opened."""


def ending(path: str) -> str:
    """Return the ending of a path in small letters."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_by_name(name: str) -> str:
    """Return the field's word for a file, as far as its ending tells it: of JSON and HTML it does not."""
    end = ending(name)
    return _BY_ENDING.get(end) or _FILES.get(end, "file")


def kind_of_page(content: bytes) -> str:
    """Return the field's word for a page of HTML: one that a plotting library wrote is its figure."""
    return FIGURE if len(content) <= MOST_PAGE and is_figure(content) else "HTML"


def media_of(file: MediaFile, kind: str, size: int | None, caption: str = "") -> Media:  # noqa: PLR0911 - one line a kind
    """Return a file as media; one that cannot be read, or is not drawn, as what it is."""
    match kind:
        case "image":
            return Image(file, caption=caption)
        case "video":
            return Video(file, caption=caption)
        case "audio":
            return Audio(file, caption=caption)
        case "HTML":
            return Html(file, caption=caption)
        case "3D object":
            return Object3D(file, caption=caption)
        case "molecule":
            return Molecule(file, caption=caption)
        case "Plotly figure":
            spec = figure_of(content_of(file), page=ending(file.name) != "json")
            return Figure(spec=spec, caption=caption) if spec else Html(file, caption=caption)
        case "text file" if size is None or size <= MOST_TEXT:
            text = _text(content_of(file))
            if text is not None:
                return Text(text, caption=caption)
    return Attachment(file, kind, "" if size is None else file_size(size), caption=caption)


def _text(content: bytes) -> str | None:
    try:
        return None if b"\0" in content else content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def content_of(file: MediaFile) -> bytes:
    """Return a file's bytes, none where it cannot be read."""
    try:
        return file.read()
    except MediaError:
        return b""
