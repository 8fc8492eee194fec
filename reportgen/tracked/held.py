"""Files that stand inside a log: text of a page, data of a figure."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportgen.model.media import MediaFile


@dataclass(frozen=True)
class HeldFile(MediaFile):
    """A file whose content is in memory; ``path`` names it."""

    content: bytes = field(default=b"", repr=False)

    def read(self) -> bytes:
        """Return the content."""
        return self.content
