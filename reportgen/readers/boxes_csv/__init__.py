"""Reader of boxes in CSV: an image, a class, perhaps a score, and four columns of a box in pixels.

A file without scores is ground truth; files with scores are predictions of it, each a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.spec.fields import Words


class BoxesCsvOptions(Options):
    """Options for boxes in CSV."""

    columns: dict[str, str] = {}
    """Columns by role where they have other names: ``{image: path, class: kind, score: p, x0: left, y0: top}``; roles
    are image, class, score, x0, y0, x1, y1, width, height."""
    images: Words = []
    """Folders of the images; by default those next to the file."""
    drawn: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Images with their pixels, of a set that has more; 480 if omitted. All are counted."""


class BoxesCsv(Reader[BoxesCsvOptions]):
    """Boxes in CSV."""

    rank: ClassVar[int] = 43
    options: ClassVar[type[Options]] = BoxesCsvOptions

    def folders(self, options: BoxesCsvOptions) -> Sequence[tuple[str, str]]:
        """Return the folders of images."""
        return [("images", name) for name in options.images]

    def claims(self, folder: Folder, options: BoxesCsvOptions) -> Claims:
        """Return the tables of boxes in a folder."""
        names = [name for name in folder.files if name.lower().endswith((".csv", ".tsv"))]
        if not names:
            return NOTHING
        from reportgen.readers.boxes_csv.table import roles_of_file

        mine = [name for name in names if roles_of_file(folder.at(name), options.columns)]
        return Claims(mine) if mine else NOTHING

    def read(self, claims: Sequence[Claim[BoxesCsvOptions]]) -> Found:
        """Return a run for each file of predictions of a folder or an entry, else for its truth."""
        from reportgen.readers.boxes_csv.table import add_runs

        found = Found()
        groups: dict[tuple[int, Path], list[Claim[BoxesCsvOptions]]] = {}
        for claim in claims:
            groups.setdefault((claim.entry, claim.path.parent), []).append(claim)
        for group in groups.values():
            add_runs(group, found)
        return found
