"""Files of media: in memory until they are logged, and then in a pack of the run, named by their content."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from hashlib import sha256

from reportgen.model.media import MAX_FILE_BYTES, MediaError, MediaFile
from reportgen.native.frames import BLOB, HEAD, framed

_BEFORE = struct.Struct("<32sQI")
"""What stands before a file in its frame: its SHA-256, its size, the size of its facts as JSON."""


@dataclass(frozen=True, eq=False)
class MemoryFile(MediaFile):
    """A file that is still in memory; ``path`` is the name that it will have."""

    content: bytes = b""

    def read(self) -> bytes:
        """Return the content."""
        return self.content


@dataclass(frozen=True)
class PackedFile(MediaFile):
    """A file inside a pack: ``size`` bytes from ``offset`` on, whose SHA-256 is ``sha256`` (hexadecimal)."""

    offset: int = 0
    sha256: str = ""

    def read(self) -> bytes:
        """Return the content; MediaError when the pack is missing, outside the run, or damaged there."""
        try:
            handle = self._open()
        except (OSError, ValueError) as error:
            missing = isinstance(error, FileNotFoundError | NotADirectoryError)
            raise MediaError(f"{self.name} is missing" if missing else f"{self.name} cannot be read") from None
        size = self.size or 0
        with os.fdopen(handle, "rb") as pack:
            if size > MAX_FILE_BYTES:
                raise MediaError(f"{self.name} is larger than {MAX_FILE_BYTES >> 20} MiB")
            pack.seek(self.offset)
            content = pack.read(size)
        if sha256(content).hexdigest() != self.sha256:
            raise MediaError(f"{self.name} is not the file that was logged")
        return content


def blob(content: bytes, facts: bytes = b"{}") -> tuple[bytes, str, int]:
    """Return the frame that holds a file, its SHA-256, and where in the frame its content begins."""
    digest = sha256(content)
    before = _BEFORE.pack(digest.digest(), len(content), len(facts)) + facts
    return framed(BLOB, before, content), digest.hexdigest(), HEAD.size + len(before)
