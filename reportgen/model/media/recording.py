"""Video and audio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from reportgen.model.media import FileMedia


@dataclass(frozen=True)
class Video(FileMedia):
    """A video file, or an animated GIF; ``width`` and ``height`` in pixels, 0 where unknown."""

    noun: ClassVar[str] = "video"
    width: int = 0
    height: int = 0

    def facts(self) -> dict[str, Any]:
        """Return its size."""
        sizes = (("width", self.width), ("height", self.height))
        return super().facts() | {name: value for name, value in sizes if value}


@dataclass(frozen=True)
class Audio(FileMedia):
    """A sound file; ``sample_rate`` in samples a second, 0 where the log does not say it and the file does."""

    noun: ClassVar[str] = "audio"
    sample_rate: int = 0

    def facts(self) -> dict[str, Any]:
        """Return its sample rate."""
        return super().facts() | ({"sample_rate": self.sample_rate} if self.sample_rate else {})
