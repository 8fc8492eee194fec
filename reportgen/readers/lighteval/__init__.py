"""Reader of lighteval: ``results/…/results_*.json`` with ``details/…/details_*.parquet``, each task a run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.evaluations.files import head_of
from reportgen.evaluations.options import EvaluationOptions
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_RESULTS = re.compile(rb'\s*\{\s*"config_general":\s*\{')
_DETAILS = re.compile(r"details_.+_\d{4}-\d\d-\d\dT[\d.:-]+\.parquet\Z")


class LightevalOptions(EvaluationOptions, Options):
    """Options for results of lighteval."""


class Lighteval(Reader[LightevalOptions]):
    """Results of lighteval."""

    rank: ClassVar[int] = 40
    options: ClassVar[type[Options]] = LightevalOptions

    def claims(self, folder: Folder, options: LightevalOptions) -> Claims:
        """Return the results and the details in a folder, by their names and first bytes."""
        del options
        mine = [name for name in folder.files if _is_ours(folder.at(name), name)]
        return Claims(mine) if mine else NOTHING

    def read(self, claims: Sequence[Claim[LightevalOptions]]) -> Found:
        """Return a run for each task of each file of results, and for details without one."""
        from reportgen.readers.lighteval.results import runs_of

        return runs_of(claims)


def _is_ours(path: Path, name: str) -> bool:
    if _DETAILS.match(name):
        return head_of(path, 4) == b"PAR1"
    return name.endswith(".json") and _RESULTS.match(head_of(path)) is not None
