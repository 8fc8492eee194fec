"""What an artifact holds besides tables, as a table of its own: images, classes, other objects, and files.

A picture that was added as an object is an entry ``name.image-file.json``, which names the file below ``media/``; one
that was added as a file is an entry of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from reportgen.model.media import FileMedia, Media
from reportgen.model.media.document import Attachment, Html
from reportgen.model.media.image import Image
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Molecule, Object3D
from reportgen.model.table import Table
from reportgen.readers.wandb.artifacts.staged import SUFFIXES, Artifacts
from reportgen.readers.wandb.log.records import Artifact
from reportgen.readers.wandb.media.kinds import kind_of
from reportgen.readers.wandb.media.overlays import class_set

_TYPES: tuple[tuple[type[FileMedia], str], ...] = (
    (Image, ".png .jpg .jpeg .gif .webp .bmp .tif .tiff .avif"), (Audio, ".wav .mp3 .flac .ogg"),
    (Video, ".mp4 .webm"), (Object3D, ".glb .gltf .obj .ply .stl"), (Html, ".html"),
    (Molecule, ".pdb .mol .mol2 .sdf .xyz"),
)  # fmt: skip
_BY_SUFFIX = {suffix: type_ for type_, suffixes in _TYPES for suffix in suffixes.split()}
_CLASSES = "classes"


def objects_of(artifact: Artifact) -> list[str]:
    """Return the entries that are objects or files of their own, in the order of their names."""
    return sorted(path for path in artifact.entries if not path.endswith(SUFFIXES) and not path.startswith("media/"))


def object_table(artifacts: Artifacts, artifact: Artifact, read: Callable[[Artifacts, Artifact, str], Any]) -> Table:
    """Return a row for each of them: its name, what it is, the object, and how many bytes it has."""
    rows: list[list[Any]] = []
    for path in objects_of(artifact):
        parts = path.rsplit(".", 2)
        logged = parts[1] if len(parts) > 2 and parts[2] == "json" else ""  # noqa: PLR2004 - name, type, json
        entry = artifact.entries[path]
        found = read(artifacts, artifact, path) if logged else _file(artifacts, artifact, path)
        name = parts[0] if logged and isinstance(found, Media | Mapping | list) else path
        if isinstance(found, Attachment) and found.kind == _CLASSES:
            found = {str(number): text for number, text in sorted(class_set(found.more).items())}
        kind = found.kind if isinstance(found, Media) else kind_of(logged) if logged else "file"
        rows.append([name, kind, found, entry.size or None])
    return Table(["name", "kind", "object", "bytes"], rows, len(rows))


def _file(artifacts: Artifacts, artifact: Artifact, path: str) -> Media | None:
    type_ = _BY_SUFFIX.get(PurePosixPath(path).suffix.lower())
    file = artifacts.file(artifact, path) if type_ else None
    return type_(file) if type_ and file is not None else None
