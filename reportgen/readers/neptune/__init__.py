"""Reader of what Neptune's exporter writes: Parquet files with all attributes of a run, and a folder of files."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.errors import KnownError, Position
from reportgen.inputs import note_path
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_SUFFIX, _TORN = ".parquet", ".parquet.tmp"
_DATA, _FILES = "data", "files"
_MAGIC = b"PAR1"
_COLUMNS = (b"attribute_path", b"attribute_type", b"run_id")
_END = 1 << 16
_UNFINISHED = "'{name}' is a part that the exporter did not finish, and is not read: export the run again."


class Neptune(Reader[Options]):
    """Runs that Neptune's exporter wrote."""

    rank: ClassVar[int] = 60

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the files of attributes in a folder, by the names of their columns."""
        del options
        if {_DATA, _FILES} <= set(folder.folders) and any(map(_is_ours, folder.at(_DATA).glob(f"*/*{_SUFFIX}"))):
            return Claims(inside=[_FILES])
        found = [name for name in folder.files if name.lower().endswith(_SUFFIX) or folder.named]
        mine = [name for name in found if _is_ours(folder.at(name))]
        torn = {name: _UNFINISHED.format(name=name) for name in folder.files if name.endswith(_TORN)} if mine else {}
        return Claims(mine, passed=torn) if mine else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each that the files name, whatever their number of parts."""
        from reportgen.readers.neptune.parts import Parts

        found, parts = Found(), Parts()
        for claim in claims:
            note_path(claim.path)
            try:
                parts.add(claim.path, claim)
            except KnownError as error:
                found.problems.append(error.problem(Position(claim.path.name)))
        for run, origin in parts.runs():
            found.add(run, origin)
        return found


def _is_ours(path: Path) -> bool:
    """Tell a file by its end, where Parquet keeps the names of columns."""
    try:
        with path.open("rb") as file:
            if file.read(4) != _MAGIC:
                return False
            file.seek(max(0, file.seek(0, io.SEEK_END) - _END))
            end = file.read()
    except OSError:
        return False
    return all(name in end for name in _COLUMNS)
