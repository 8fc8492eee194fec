"""Reader of ClearML's offline sessions: a folder, or the zip that is made of it when a task ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from reportgen.errors import KnownError, Position
from reportgen.inputs import note_path
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.tracked.zips import head_holds

_TASK, _METRICS, _LOG = "task.json", "metrics.jsonl", "log.jsonl"
_SUFFIX = ".zip"
_MARKS = (b'"hyperparams"', b'"script"', b'"execution"')
_TWICE = "'{name}' is the same session as the folder of this name, which is read."


class Clearml(Reader[Options]):
    """Offline sessions of ClearML."""

    rank: ClassVar[int] = 60

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the folder of a session, and zips of sessions that no folder next to them holds."""
        del options
        if _is_session(folder) and not folder.named:
            return Claims([""], whole=True)
        zips = [name for name in folder.files if name.lower().endswith(_SUFFIX) or folder.named]
        zips = [name for name in zips if head_holds(folder.at(name), _TASK.encode(), _METRICS.encode())]
        twice = {name for name in zips if name[: -len(_SUFFIX)] in folder.folders}
        mine = [name for name in zips if name not in twice]
        return Claims(mine, passed={name: _TWICE.format(name=name) for name in twice}) if zips else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each session."""
        from reportgen.readers.clearml.session import run_of

        found = Found()
        for claim in claims:
            note_path(claim.path)
            try:
                found.add(run_of(claim.path), claim)
            except KnownError as error:
                found.problems.append(error.problem(Position(claim.path.name)))
        return found


def _is_session(folder: Folder) -> bool:
    if _TASK not in folder.files or not {_METRICS, _LOG} & set(folder.files):
        return False
    try:
        return any(mark in folder.at(_TASK).read_bytes()[: 1 << 24] for mark in _MARKS)
    except OSError:
        return False
