"""Reader of trackio's projects: an SQLite file each, with a folder of media next to it; a row is a step of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.errors import KnownError, Position
from reportgen.inputs import note_path
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.sqlite_files import MAGIC

_DATABASE = ".db"
_TABLES = (b"CREATE TABLE metrics", b"CREATE TABLE configs", b"run_name TEXT NOT NULL")
_HEAD = 1 << 18
_OWN = ("media", "traces", "artifacts")


class Trackio(Reader[Options]):
    """Projects of trackio."""

    rank: ClassVar[int] = 60

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the databases of projects in a folder, by the tables that they have."""
        del options
        mine = [name for name in folder.files if _is_ours(folder, name)]
        return Claims(mine, inside=_OWN) if mine else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return the runs of each project."""
        from reportgen.readers.trackio.database import runs_of

        found = Found()
        for claim in claims:
            note_path(claim.path)
            try:
                for run in runs_of(claim.path):
                    found.add(run, claim)
            except KnownError as error:
                found.problems.append(error.problem(Position(claim.path.name)))
        return found


def _is_ours(folder: Folder, name: str) -> bool:
    if not (name.lower().endswith(_DATABASE) or folder.named):
        return False
    path = folder.at(name)
    head = _head(path, _HEAD)
    if not head.startswith(MAGIC):
        return False
    beside = path.with_name(f"{name}-wal")  # where what is new still lies
    return folder.asked or any(all(word in found for word in _TABLES) for found in (head, _head(beside, _HEAD)))


def _head(path: Path, count: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError:
        return b""
