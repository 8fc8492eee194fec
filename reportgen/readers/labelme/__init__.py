"""Reader of LabelMe: a file of JSON an image, with outlines, rectangles, circles and points; a folder is a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_HEAD = 4096
_TAIL = 65_536


class Labelme(Reader[Options]):
    """Annotations of LabelMe."""

    rank: ClassVar[int] = 44

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the annotations in a folder."""
        del options
        names = [name for name in folder.files if name.lower().endswith(".json") and _is_mine(folder.at(name))]
        return Claims(names) if names else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each folder."""
        from reportgen.datasets.collecting import Collected, add_folders
        from reportgen.media.image import picture_size
        from reportgen.readers.labelme.shapes import add

        found = Found()

        def make(paths: Sequence[Path], collected: Collected) -> None:
            for path in paths:
                add(path, collected)

        for run, claim in add_folders(claims, "labelme", ("images",), make, picture_size):
            found.add(run, claim)
        return found


def _is_mine(path: Path) -> bool:
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
