"""Reader of the folders of Sacred's FileStorageObserver: one for each run, called by its number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.errors import KnownError, Position
from reportgen.inputs import note_path
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_RUN = "run.json"
_OTHERS = frozenset({"config.json", "cout.txt", "metrics.json"})
_MARK = re.compile(rb'"experiment"\s*:\s*\{')
_MOST = 1 << 24


class Sacred(Reader[Options]):
    """Runs of Sacred."""

    rank: ClassVar[int] = 60

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the folder of a run, by what Sacred says of it."""
        del options
        if folder.named or _RUN not in folder.files or _OTHERS.isdisjoint(folder.files):
            return NOTHING
        return Claims([""], whole=True) if _is_ours(folder.at(_RUN)) else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each folder."""
        from reportgen.readers.sacred.folder import run_of

        found = Found()
        for claim in claims:
            note_path(claim.path / _RUN)
            try:
                found.add(run_of(claim.path), claim)
            except KnownError as error:
                found.problems.append(error.problem(Position(f"{claim.path.name}/{_RUN}")))
        return found


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _MARK.search(file.read(_MOST)) is not None
    except OSError:
        return False
