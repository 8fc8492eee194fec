"""Contents of files that an artifact holds before it is logged: by their SHA-256, each once."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath

from reportgen.logger.misuse import UsageError
from reportgen.native.artifacts import place_of

_IN_MEMORY = 1 << 26
"""Bytes of objects that are held in memory; further ones wait in a temporary folder."""
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Content:
    """The content of a file: in memory, or in a file that has it."""

    sha256: str
    size: int
    data: bytes | None = None
    path: Path | None = None


class Contents:
    """Contents by their SHA-256."""

    def __init__(self) -> None:
        self._found: dict[str, Content] = {}
        self._held = 0
        self._spill: Path | None = None

    @property
    def folder(self) -> Path:
        """A temporary folder, which goes with this object."""
        if self._spill is None:
            self._spill = Path(tempfile.mkdtemp(prefix="reportgen-"))
            weakref.finalize(self, shutil.rmtree, self._spill, ignore_errors=True)
        return self._spill

    def keep(self, data: bytes) -> Content:
        """Keep bytes, and return them as a content."""
        digest = sha256(data).hexdigest()
        found = self._found.get(digest)
        if found is None:
            if self._held + len(data) > _IN_MEMORY:
                path = self.folder / digest
                path.write_bytes(data)
                found = Content(digest, len(data), path=path)
            else:
                self._held += len(data)
                found = Content(digest, len(data), data)
            self._found[digest] = found
        return found

    def of_file(self, path: Path, digest: str = "") -> Content:
        """Return the content of a file, which stays where it is until the artifact is logged."""
        if not digest:
            with path.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
        return self._found.setdefault(digest, Content(digest, path.stat().st_size, path=path))

    def store(self, digest: str, folder: Path) -> None:
        """Put a content into the folder ``artifacts`` unless it is there; UsageError when its file has changed."""
        place = folder / place_of(digest)
        if place.exists():
            return
        content = self._found.get(digest)
        if content is None:
            raise UsageError(f"the content {digest[:12]}… is in no file", "Add it again.")
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = place.with_name(f".{digest}.{os.getpid()}")
        written = sha256()
        with temporary.open("wb") as target:
            if content.data is not None:
                target.write(content.data)
                written.update(content.data)
            elif content.path is not None:
                with content.path.open("rb") as source:
                    while piece := source.read(_CHUNK):
                        target.write(piece)
                        written.update(piece)
        if written.hexdigest() != digest:
            temporary.unlink()
            name = content.path.name if content.path is not None else ""
            raise UsageError(f"{name} changed after it was added to the artifact", "Add it when it is complete.")
        temporary.replace(place)

    def read(self, digest: str, folder: Path | None) -> bytes | None:
        """Return a content, None where it is nowhere."""
        found = self._found.get(digest)
        if found is not None and found.data is not None:
            return found.data
        paths = [found.path] if found is not None and found.path else []
        paths += [folder / place_of(digest)] if folder is not None else []
        return next((path.read_bytes() for path in paths if path.is_file()), None)


def checked_path(name: str, argument: str = "name") -> str:
    """Return a path inside an artifact in its one form; UsageError where it leads out of it."""
    path = PurePosixPath(str(name).replace("\\", "/"))
    if not path.parts or path.is_absolute() or ".." in path.parts or "\0" in str(path):
        raise UsageError(f"{argument}: '{name}' came", "A path inside the artifact is relative and has no '..' in it.")
    return str(path)
