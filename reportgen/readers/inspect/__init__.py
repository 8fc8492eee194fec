"""Reader of Inspect's logs: ``.eval`` archives, finished or not, and the same as ``.json``.

A log is a run. The table of samples comes from the archive's summaries where only the scores are asked for; else each
sample is opened for its messages. Events, tracebacks and retries stay out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.errors import Position
from reportgen.evaluations.files import Unreadable, head_of
from reportgen.evaluations.options import EvaluationOptions
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_EVAL, _JSON = ".eval", ".json"
_ZIP = b"PK\x03\x04"
_START = re.compile(rb'\s*\{\s*"version":\s*\d+,\s*"status":\s*"\w+",\s*"eval":\s*\{')


class InspectOptions(EvaluationOptions, Options):
    """Options for logs of Inspect."""


class Inspect(Reader[InspectOptions]):
    """Logs of Inspect."""

    rank: ClassVar[int] = 40
    options: ClassVar[type[Options]] = InspectOptions

    def claims(self, folder: Folder, options: InspectOptions) -> Claims:
        """Return the logs in a folder, by their names and first bytes."""
        del options
        mine = [name for name in folder.files if _is_ours(folder.at(name), name, named=folder.named or folder.asked)]
        return Claims(mine) if mine else NOTHING

    def read(self, claims: Sequence[Claim[InspectOptions]]) -> Found:
        """Return a run for each log; of several tries of one task the newest."""
        from reportgen.readers.inspect.log import Log
        from reportgen.readers.inspect.run import runs_of

        found, opened = Found(), []
        for claim in claims:
            try:
                opened.append((Log(claim.path), claim))
            except Unreadable as error:
                found.problems.append(error.problem(Position(claim.path.name), "the log"))
            except OSError as error:
                what = f"cannot be read: {error.strerror}"
                found.problems.append(Unreadable(what).problem(Position(claim.path.name), "the log"))
        for run, claim in runs_of(opened):
            found.add(run, claim)
        return found


def _is_ours(path: Path, name: str, *, named: bool) -> bool:
    lower = name.lower()
    if lower.endswith(_EVAL) or named:
        head = head_of(path, 64)
        if head.startswith(_ZIP) and (lower.endswith(_EVAL) or b"_journal/start.json" in head):
            return True
    return (lower.endswith(_JSON) or named) and _START.match(head_of(path)) is not None
