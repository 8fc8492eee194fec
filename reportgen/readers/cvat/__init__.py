"""Reader of CVAT's XML for images: boxes, outlines, points, skeletons and masks; a file is a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.inputs import note_path
from reportgen.metrics.names import names_of
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_HEAD = 4096


class Cvat(Reader[Options]):
    """CVAT for images."""

    rank: ClassVar[int] = 44

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the annotations in a folder."""
        del options
        names = [name for name in folder.files if name.lower().endswith(".xml") and _is_mine(folder.at(name))]
        return Claims(names) if names else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each file."""
        from reportgen.datasets.collecting import Collected
        from reportgen.datasets.run import Named, runs_of
        from reportgen.media.image import picture_size
        from reportgen.metrics.options import missing
        from reportgen.readers.cvat.shapes import add

        found = Found()
        for claim, name in zip(claims, names_of([claim.path for claim in claims], (".xml",)), strict=True):
            note_path(claim.path)
            collected = Collected()
            if not add(claim.path, collected):
                found.problems.append(missing(claim.path, "it is not complete XML, or declares entities"))
                continue
            here = claim.path.parent
            named = Named(name, "cvat", here.absolute().name, losses=collected.losses())
            for run in runs_of(collected.labels(), [here / "images", here], [named], picture_size):
                found.add(run, claim)
        return found


def _is_mine(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return b"<annotations>" in head and (b"<version>" in head or b"<image " in head)
