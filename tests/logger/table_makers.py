"""What tests of logged tables share: small media, and runs that are read back."""

from __future__ import annotations

from pathlib import Path

import reportgen as rg
from reportgen.logger.loggable import LoggableMedia
from reportgen.model.media.image import Image
from reportgen.native.history import RunLogs
from reportgen.native.values import in_memory
from reportgen.readers.native.run import NativeRun


class Tile(LoggableMedia):
    """An image whose file holds a few bytes."""

    cell_type = "Image"

    def __init__(self, content: bytes, caption: str = "") -> None:
        self.content, self.caption = content, caption

    def media(self) -> Image:
        """Return it as readers do."""
        return Image(in_memory("tile.png", self.content), 2, 2, caption=self.caption)


def begun(folder: Path, **more):
    """Return a run in a folder that takes nothing of the machine."""
    return rg.init(dir=str(folder), settings={"system": False, "console": False, "code": False}, **more)


def read(run) -> NativeRun:
    """Return a run as the reader has it, finished."""
    run.finish()
    return NativeRun(RunLogs(Path(run.dir)))
