"""Reader of MLflow: ``mlruns/`` and ``mlflow.db``, with the artifacts beside them.

Checked against stores of MLflow 1.30, 2.14 and 3.17. No MLflow code is used, and no pickle is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from reportgen.digits import plural
from reportgen.errors import Level, Position, Problem
from reportgen.readers.base import Claim, Claims, Folder, Found, Options, Reader
from reportgen.readers.mlflow.find import claimed
from reportgen.spec.fields import Words

if TYPE_CHECKING:
    from reportgen.readers.mlflow.logged import Logged


class MlflowOptions(Options):
    """Options for MLflow runs."""

    deleted: bool = False
    """Whether to include runs and experiments that were deleted in MLflow."""
    artifacts: Words = []
    """Folders with artifacts that are not next to their store, such as ``mlartifacts`` of a server."""


class Mlflow(Reader[MlflowOptions]):
    """Runs of MLflow, in files or in a SQLite database."""

    rank: ClassVar[int] = 80
    options: ClassVar[type[Options]] = MlflowOptions

    def folders(self, options: MlflowOptions) -> Sequence[tuple[str, str]]:
        """Return the folders of artifacts."""
        return [("artifacts", folder) for folder in options.artifacts]

    def claims(self, folder: Folder, options: MlflowOptions) -> Claims:
        """Return the databases and the experiments in a folder."""
        return claimed(folder, deleted=options.deleted)

    def read(self, claims: Sequence[Claim[MlflowOptions]]) -> Found:
        """Open every run; of those that are deleted in MLflow only what an entry asks for."""
        from reportgen.readers.mlflow.artifacts import prompts
        from reportgen.readers.mlflow.artifacts.versions import Versions
        from reportgen.readers.mlflow.folders import Folders
        from reportgen.readers.mlflow.run import MlflowRun
        from reportgen.readers.mlflow.unread import in_folder, problems

        found = Found()
        store = Folders()
        passed = 0
        unread: Counter[str] = Counter()
        all_prompts: dict[tuple[str, int], str] = {}
        for claim in claims:
            extra = [claim.base / folder for folder in claim.options.artifacts]
            is_folder = claim.path.is_dir()
            unread += in_folder(claim.path) if is_folder else Counter()
            written = prompts.in_folder(claim.path.parent) if is_folder else {}
            runs: Iterable[Logged | str] = (
                store.open(claim.path) if is_folder else _stored(claim.path, found, unread, written)
            )
            all_prompts |= written
            for logged in runs:
                if isinstance(logged, str):
                    what = "the run's meta.yaml is missing or damaged, so the run is omitted"
                    found.problems.append(Problem(what, Position(logged), level=Level.MISSING))
                elif logged.info.deleted and not claim.options.deleted:
                    passed += 1
                else:
                    found.add(MlflowRun(logged, extra, written), claim)
        versions = Versions(run.logged for run in found.runs if isinstance(run, MlflowRun))
        for run in found.runs:
            if isinstance(run, MlflowRun):
                run.versions = versions
        if passed:
            number = plural(passed, "run that is deleted in MLflow was", "runs that are deleted in MLflow were")
            found.problems.append(Problem(f"{number} omitted", None, "Write deleted: true to read them.", Level.NOTE))
        found.problems += problems(unread)
        found.problems += prompts.problems(
            all_prompts, [run.used_prompts for run in found.runs if isinstance(run, MlflowRun)]
        )
        return found


def _stored(path: Path, found: Found, unread: Counter[str], written: dict[tuple[str, int], str]) -> list[Logged]:
    """Return the runs of a database; what is wrong with one does not sink the others, and is reported."""
    from reportgen.readers.mlflow.artifacts import prompts
    from reportgen.readers.mlflow.database import Database, Unreadable
    from reportgen.readers.mlflow.stored import Tables
    from reportgen.readers.mlflow.unread import in_database

    where = Position(path.name)
    try:
        database = Database(path)
        runs = list(Tables(database).runs.values())
        unread.update(in_database(database))
        written.update(prompts.in_database(database))
    except Unreadable as error:
        found.problems.append(Problem(error.what, where, error.hint, Level.MISSING))
        return []
    if database.cut:
        what = f"the database was copied in part: {database.cut}"
        hint = f'Copy it again when nothing writes to it: sqlite3 {path.name} ".backup copy.db".'
        found.problems.append(Problem(what, where, hint, Level.MISSING))
    return runs
