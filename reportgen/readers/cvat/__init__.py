"""Reader of CVAT's XML for images: boxes, outlines, points, skeletons and masks; a file is a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from reportgen.inputs import note_path
from reportgen.metrics.names import names_of
from reportgen.readers.base import Claim, Found, Options
from reportgen.readers.label_files import LabelFiles

if TYPE_CHECKING:
    from reportgen.datasets.collecting import Collected

_HEAD = 4096


class Cvat(LabelFiles):
    """CVAT for images."""

    form: ClassVar[str] = "cvat"
    suffix: ClassVar[str] = ".xml"

    def add(self, path: Path, collected: Collected) -> bool:
        """Add the labels of all images in a file; False where it is not complete."""
        from reportgen.readers.cvat.shapes import add

        return add(path, collected)

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each file."""
        from reportgen.datasets.collecting import Collected
        from reportgen.datasets.run import Named, runs_of
        from reportgen.media.image import picture_size
        from reportgen.metrics.options import missing

        found = Found()
        for claim, name in zip(claims, names_of([claim.path for claim in claims], (".xml",)), strict=True):
            note_path(claim.path)
            collected = Collected()
            if not self.add(claim.path, collected):
                found.problems.append(missing(claim.path, "it is not complete XML, or declares entities"))
                continue
            here = claim.path.parent
            named = Named(name, "cvat", here.absolute().name, losses=collected.losses())
            for run in runs_of(collected.labels(), [here / "images", here], [named], picture_size):
                found.add(run, claim)
        return found

    def is_mine(self, path: Path) -> bool:
        """Tell a file by its first elements."""
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD)
        except OSError:
            return False
        return b"<annotations>" in head and (b"<version>" in head or b"<image " in head)
