"""What an artifact holds besides tables, as a table of its own: images, classes, other objects, and files.

A picture that was added as an object is an entry ``name.image-file.json``, which names the file below ``media/``; one
that was added as a file is an entry of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from reportgen.model.media import MediaItem, class_names
from reportgen.model.table import Table
from reportgen.readers.wandb.artifacts import SUFFIXES, Artifacts
from reportgen.readers.wandb.kinds import kind_of
from reportgen.readers.wandb.records import Artifact

_BY_SUFFIX = dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".avif"), "image")
_BY_SUFFIX |= dict.fromkeys((".wav", ".mp3", ".flac", ".ogg"), "audio") | dict.fromkeys((".mp4", ".webm"), "video")
_BY_SUFFIX |= dict.fromkeys((".glb", ".gltf", ".obj", ".ply", ".stl"), "3D object") | {".html": "HTML"}
_BY_SUFFIX |= dict.fromkeys((".pdb", ".mol", ".mol2", ".sdf", ".xyz"), "molecule")
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
        name = parts[0] if logged and isinstance(found, MediaItem | Mapping | list) else path
        if isinstance(found, MediaItem) and found.kind == _CLASSES:
            found = class_names({one.get("id"): one.get("name") for one in _listed(found.value) if "id" in one})
            found = {str(number): text for number, text in sorted(found.items())}
        kind = found.kind if isinstance(found, MediaItem) else kind_of(logged) if logged else "file"
        rows.append([name, kind, found, entry.size or None])
    return Table(["name", "kind", "object", "bytes"], rows, len(rows))


def _listed(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    classes = value.get("class_set")
    return [one for one in classes if isinstance(one, Mapping)] if isinstance(classes, list) else []


def _file(artifacts: Artifacts, artifact: Artifact, path: str) -> MediaItem | None:
    kind = _BY_SUFFIX.get(PurePosixPath(path).suffix.lower())
    file = artifacts.file(artifact, path) if kind else None
    return MediaItem(kind, 0, file=file) if kind and file is not None else None
