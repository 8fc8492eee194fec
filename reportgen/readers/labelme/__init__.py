"""Reader of LabelMe: a file of JSON an image, with outlines, rectangles, circles and points; a folder is a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from reportgen.readers.label_files import LabelFiles

if TYPE_CHECKING:
    from reportgen.datasets.collecting import Collected

_HEAD = 4096
_TAIL = 65_536


class Labelme(LabelFiles):
    """Annotations of LabelMe."""

    form: ClassVar[str] = "labelme"
    suffix: ClassVar[str] = ".json"
    images: ClassVar[tuple[str, ...]] = ("images",)

    def add(self, path: Path, collected: Collected) -> bool:
        """Add the shapes of an image."""
        from reportgen.readers.labelme.shapes import add

        add(path, collected)
        return True

    def is_mine(self, path: Path) -> bool:
        """Tell an annotation by its keys, before or behind the image that it may hold."""
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD)
                if head.lstrip()[:1] != b"{":
                    return False
                size = file.seek(0, 2)
                file.seek(max(0, size - _TAIL))
                both = head + file.read()
        except OSError:
            return False
        return b'"shapes"' in both and b'"imagePath"' in both
