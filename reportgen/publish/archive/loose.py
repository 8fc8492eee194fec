"""Media of a report that does not say what its blocks are: each by the id of its block."""

from __future__ import annotations

from typing import Any

from reportgen.archive.archive import Archive
from reportgen.archive.islands import DamagedError
from reportgen.publish.archive.files import MediaFolder
from reportgen.readers.report.gallery import ending
from reportgen.scene.unpack import unpack


def write_loose(archive: Archive, folder: MediaFolder) -> list[dict[str, Any]]:
    """Write every block that is a file, and every picture of the markup, and return what was written."""
    entries = []
    blocks = [name for name, island in archive.islands.found.items() if island.type == "file" and not island.module]
    for name in [*blocks, *(name for name in archive.islands.pictures if name not in blocks)]:
        kind = archive.media_type(name)
        try:
            content = archive.content(name)
            if kind == "scene":
                content, kind = unpack(content), "model/gltf-binary"
        except (DamagedError, ValueError):
            continue  # told with the other damage
        path = folder.names.free("media", name, f".{ending(kind)}")
        (folder.folder / "media").mkdir(exist_ok=True)
        (folder.folder / path).write_bytes(content)
        entries.append({"file": path, "what": "media", "type": kind})
    return entries
