"""Reader of DeepEval's test runs: ``test_run_*.json``, ``.latest_run_full.json`` and ``.latest_test_run.json``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.errors import Position
from reportgen.evaluations.files import Unreadable, document, head_of, mapping, tail_of
from reportgen.evaluations.options import EvaluationOptions
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_START = re.compile(rb'\s*\{\s*("testRunData":\s*\{\s*)?"(?:testCases|identifier|testFile)":')
_TAIL = 1 << 12


class DeepevalOptions(EvaluationOptions, Options):
    """Options for test runs of DeepEval."""


class Deepeval(Reader[DeepevalOptions]):
    """Test runs of DeepEval."""

    rank: ClassVar[int] = 40
    options: ClassVar[type[Options]] = DeepevalOptions

    def claims(self, folder: Folder, options: DeepevalOptions) -> Claims:
        """Return the test runs in a folder, by their first and last bytes."""
        del options
        mine = [name for name in folder.files if name.lower().endswith(".json") and _is_ours(folder.at(name))]
        return Claims(mine) if mine else NOTHING

    def read(self, claims: Sequence[Claim[DeepevalOptions]]) -> Found:
        """Return a run for each file; one that is saved twice is read once."""
        from reportgen.readers.deepeval.tests import runs_of

        found, files = Found(), []
        for claim in claims:
            try:
                said = mapping(document(claim.path))
            except Unreadable as error:
                found.problems.append(error.problem(Position(claim.path.name), "the test run"))
                continue
            files.append((mapping(said.get("testRunData")) or said, claim))
        for run, claim in runs_of(files):
            found.add(run, claim)
        return found


def _is_ours(path: Path) -> bool:
    head = head_of(path)
    if not _START.match(head):
        return False
    tail = tail_of(path, _TAIL)
    return b'"testPassed"' in tail or b'"runDuration"' in tail
