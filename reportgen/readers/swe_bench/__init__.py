"""Reader of SWE-bench: the report of a run, with the predictions and the report of each instance beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from reportgen.evaluations.options import EvaluationOptions
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.readers.swe_bench.kinds import kind_of


class SweBenchOptions(EvaluationOptions, Options):
    """Options for runs of SWE-bench."""


class SweBench(Reader[SweBenchOptions]):
    """Runs of SWE-bench."""

    rank: ClassVar[int] = 40
    options: ClassVar[type[Options]] = SweBenchOptions

    def claims(self, folder: Folder, options: SweBenchOptions) -> Claims:
        """Return reports and predictions in a folder; the logs of a run belong to its report."""
        del options
        mine = [name for name in folder.files if kind_of(folder.at(name))]
        reports = any(kind_of(folder.at(name)) == "report" for name in mine)
        inside = ["logs"] if reports and "logs" in folder.folders else []
        return Claims(mine, inside=inside) if mine else NOTHING

    def read(self, claims: Sequence[Claim[SweBenchOptions]]) -> Found:
        """Return a run for each report, and for predictions without one."""
        from reportgen.readers.swe_bench.reports import runs_of

        return runs_of(claims)
