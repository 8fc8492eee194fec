"""Reader of Pascal VOC: a file of XML an image, with boxes; a folder of them is a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from reportgen.readers.label_files import LabelFiles

if TYPE_CHECKING:
    from reportgen.datasets.collecting import Collected

_HEAD = 2048


class Voc(LabelFiles):
    """Annotations of Pascal VOC."""

    form: ClassVar[str] = "voc"
    suffix: ClassVar[str] = ".xml"
    images: ClassVar[tuple[str, ...]] = ("JPEGImages", "images")

    def add(self, path: Path, collected: Collected) -> bool:
        """Add the boxes of an image."""
        from reportgen.readers.voc.annotation import add

        add(path, collected)
        return True

    def is_mine(self, path: Path) -> bool:
        """Tell an annotation by its first elements."""
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD)
        except OSError:
            return False
        return b"<annotation>" in head and (b"<filename>" in head or b"<object>" in head or b"<size>" in head)
