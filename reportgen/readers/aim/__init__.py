"""Reader of Aim's repositories, where Aim's own package is installed: their databases have no other reader.

Aim writes to what it reads. A repository is therefore copied to a temporary folder, and read there.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import ClassVar

from reportgen.errors import KnownError, Level, Position, Problem
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_FOLDER = ".aim"
_DATABASE, _PARTS = "run_metadata.sqlite", frozenset(("meta", "seqs"))
_MISSING = "a repository of Aim is read with Aim's own package, which is not installed"


class Aim(Reader[Options]):
    """Repositories of Aim."""

    rank: ClassVar[int] = 60

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the folder of a repository, by what lies in it."""
        del options
        parts = folder.name == _FOLDER or _DATABASE in folder.files
        return Claims([""], whole=True) if parts and set(folder.folders) >= _PARTS else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return the runs of each repository; without the package, say how to have it."""
        found = Found()
        for claim in claims:
            where = Position(claim.path.name)
            if importlib.util.find_spec("aim") is None:
                hint = "Install it next to reportgen: pip install aim"
                found.problems.append(Problem(_MISSING, where, hint, Level.MISSING))
                continue
            from reportgen.readers.aim.repository import runs_of

            try:
                for run in runs_of(claim.path):
                    found.add(run, claim)
            except KnownError as error:
                found.problems.append(error.problem(where))
        return found
