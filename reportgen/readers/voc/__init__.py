"""Reader of Pascal VOC: a file of XML an image, with boxes; a folder of them is a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_HEAD = 2048


class Voc(Reader[Options]):
    """Annotations of Pascal VOC."""

    rank: ClassVar[int] = 44

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the annotations in a folder."""
        del options
        names = [name for name in folder.files if name.lower().endswith(".xml") and _is_mine(folder.at(name))]
        return Claims(names) if names else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each folder."""
        from reportgen.datasets.collecting import Collected, add_folders
        from reportgen.media.image import picture_size
        from reportgen.readers.voc.annotation import add

        found = Found()

        def make(paths: Sequence[Path], collected: Collected) -> None:
            for path in paths:
                add(path, collected)

        for run, claim in add_folders(claims, "voc", ("JPEGImages", "images"), make, picture_size):
            found.add(run, claim)
        return found


def _is_mine(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return b"<annotation>" in head and (b"<filename>" in head or b"<object>" in head or b"<size>" in head)
