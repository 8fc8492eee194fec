"""Reader of runs that were logged by reportgen itself (``docs/native-format.md``), ended, killed or still going on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.errors import Level, Position, Problem
from reportgen.native.frames import ENDING, FACTS, LOGS
from reportgen.native.history import RunLogs, Unreadable
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.readers.native.run import NativeRun

_ARTIFACTS, _RUNS = "artifacts", "reportgen-runs"
_STARTED = "the run was killed before it wrote its first record"


class Native(Reader[Options]):
    """Runs that ``reportgen.init()`` logged."""

    rank: ClassVar[int] = 90

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the folder where it is that of a run; the artifacts beside runs are found by what logs say of them."""
        del options
        if folder.name == _ARTIFACTS and (folder.at("content").is_dir() or Path(folder.path).parent.name == _RUNS):
            return Claims(whole=True)
        if not folder.named and (FACTS in folder.files or LOGS in folder.folders) and _is_run(Path(folder.path)):
            return Claims([""], whole=True)
        logs = [name for name in folder.files if name.endswith(ENDING)] if folder.named else []
        return Claims(logs) if logs else NOTHING

    def home(self, path: Path) -> Path:
        """Return the folder that holds the folder of all runs."""
        folder = path.parent.parent if path.suffix == ENDING else path
        return folder.parent.parent if folder.parent.name == _RUNS else folder

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Open every run."""
        found = Found()
        opened: set[Path] = set()
        for claim in claims:
            folder = claim.path.parent.parent if claim.path.suffix == ENDING else claim.path
            if folder in opened:
                continue
            opened.add(folder)
            try:
                found.add(NativeRun(RunLogs(folder)), claim)
            except Unreadable as fault:
                what = fault.what if list((folder / LOGS).glob(f"*{ENDING}")) else _STARTED
                found.problems.append(Problem(what, Position(folder.name), level=Level.MISSING))
        return found


def _is_run(folder: Path) -> bool:
    """Tell the folder of a run from any other with a folder ``log`` in it."""
    if next((folder / LOGS).glob(f"*{ENDING}"), None) is not None:
        return True
    try:
        with (folder / FACTS).open("rb") as file:
            return b'"reportgen-run"' in file.read(200)
    except OSError:
        return False
