"""Reader of segmentations in folders: images, and masks of the same names in ``masks`` and ``predictions``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.metrics.names import names_of_folders
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.readers.mask_folders.parts import parts_of

_MOST = 480


class MaskFolders(Reader[Options]):
    """Images with masks of the same names."""

    rank: ClassVar[int] = 12

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return a folder that holds images and their masks in folders of their own."""
        del options
        parts = parts_of(folder.folders)
        if "images" not in parts or len(parts) == 1:
            return NOTHING
        if not all(_has_pictures(folder.at(name)) for name in parts.values()):
            return NOTHING
        return Claims([""], inside=list(parts.values()))

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each folder."""
        from reportgen.readers.mask_folders.pairs import run_of

        found = Found()
        names = names_of_folders([claim.path for claim in claims])
        for claim, name in zip(claims, names, strict=True):
            found.add(run_of(claim.path, name, _MOST), claim)
        return found


def _has_pictures(folder: Path) -> bool:
    from reportgen.datasets.pictures import below

    return next(below(folder), None) is not None
