"""Reader of Optuna's studies, in SQLite files and in journals: a trial is a run.

What a trial reported on the way is its history, its parameters are its config, and its study is its sweep. Files are
never written to; a study that still runs is read as far as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from reportgen.digits import plural
from reportgen.errors import KnownError, Level, Position, Problem
from reportgen.inputs import note_path
from reportgen.metrics.options import missing
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.sqlite_files import MAGIC, fault_of

if TYPE_CHECKING:
    from reportgen.readers.optuna.study import Study

_DATABASES = (".db", ".sqlite", ".sqlite3", ".db3")
_JOURNALS = (".log", ".journal", ".jsonl")
_TABLE = b"CREATE TABLE trial_params"
_HEAD = 1 << 18


class Optuna(Reader[Options]):
    """Studies of Optuna."""

    rank: ClassVar[int] = 60

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the databases and journals of studies in a folder."""
        del options
        mine = [name for name in folder.files if _is_study(folder, name)]
        others = [name for name in folder.files if name.lower().endswith(_DATABASES) and name not in mine]
        halves = {name: told for name in others if (told := _half(folder.at(name)))}
        return Claims(mine, passed=halves) if mine or halves else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each trial that was begun."""
        from reportgen.readers.optuna.run import TrialRun

        found = Found()
        pairs: list[tuple[Claim[Options], Study]] = []
        for claim in claims:
            note_path(claim.path)
            try:
                pairs += [(claim, study) for study in _studies(claim.path, found)]
            except OSError as error:
                found.problems.append(missing(claim.path, f"the file cannot be read: {error.strerror}"))
            except KnownError as error:
                found.problems.append(error.problem(Position(claim.path.name)))
        names = Counter(study.name for _, study in pairs)
        for claim, study in pairs:
            own = study.name if names[study.name] == 1 else f"{claim.path.stem}/{study.name}"
            for trial in study.trials:
                if trial.state != "waiting":
                    found.add(TrialRun(study, trial, own, own if len(pairs) > 1 else ""), claim)
            waiting = sum(trial.state == "waiting" for trial in study.trials)
            if waiting:
                what = f"{plural(waiting, 'trial')} of the study '{study.name}' not begun yet"
                found.problems.append(Problem(what, Position(claim.path.name), level=Level.NOTE))
        return found


def _is_study(folder: Folder, name: str) -> bool:
    low = name.lower()
    database, journal = low.endswith(_DATABASES), low.endswith(_JOURNALS) or "journal" in low
    if not (database or journal or folder.named):
        return False
    path = folder.at(name)
    head = _head(path, _HEAD if database or folder.named else 200)
    if head.startswith(MAGIC):
        beside = path.with_name(f"{name}-wal")  # where what is new still lies
        return _TABLE in head or folder.asked or _TABLE in _head(beside, _HEAD)
    return head.startswith(b"{") and b'"op_code"' in head[:200] and b'"worker_id"' in head[:200]


def _half(path: Path) -> str:
    """Say of a database that it is copied by half: what it held cannot be told."""
    return fault_of(path) if _head(path, len(MAGIC)) == MAGIC else ""


def _head(path: Path, count: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError:
        return b""


def _studies(path: Path, found: Found) -> list[Study]:
    from reportgen.readers.optuna import database, journal

    if _head(path, len(MAGIC)) == MAGIC:
        return database.studies(path)
    return journal.studies(path, found.problems)
