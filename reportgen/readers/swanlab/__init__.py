"""Reader of SwanLab's run folders: the log of a run, and next to it its config and media."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.inputs import note_path
from reportgen.metrics.options import missing
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_SUFFIX = ".swanlab"
_LOGS = "swanlog"
_MARK = b":SWL"
_OLD = "'{name}' was written by SwanLab before 0.10, whose logs are not read."


class Swanlab(Reader[Options]):
    """Runs of SwanLab."""

    rank: ClassVar[int] = 60

    def home(self, path: Path) -> Path:
        """Return the folder of the training, in which SwanLab makes its own."""
        logs = path.parent.parent
        return logs.parent if logs.name == _LOGS else path.parent

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the logs in a folder, by their first bytes; all else in it belongs to them."""
        del options
        from reportgen.readers.swanlab.log import HEADER

        mine, passed = [], {}
        for name in folder.files:
            if name.endswith(_SUFFIX) or folder.named:
                head = _head(folder.at(name))
                if head == HEADER:
                    mine.append(name)
                elif head.startswith(_MARK):
                    passed[name] = _OLD.format(name=name)
        return Claims(mine, inside=folder.folders, passed=passed) if mine or passed else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each log."""
        from reportgen.readers.swanlab.log import run_of

        found = Found()
        for claim in claims:
            note_path(claim.path)
            try:
                found.add(run_of(claim.path), claim)
            except OSError as error:
                found.problems.append(missing(claim.path, f"the log cannot be read: {error.strerror}"))
        return found


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(7)
    except OSError:
        return b""
