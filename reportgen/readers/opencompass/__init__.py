"""Reader of OpenCompass: folders with ``predictions/`` and ``results/``, each model on each data set a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from reportgen.evaluations.options import EvaluationOptions
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_PARTS = ("predictions", "results")
_OWN = ("configs", "logs", "predictions", "results", "summary")


class OpencompassOptions(EvaluationOptions, Options):
    """Options for evaluations of OpenCompass."""


class Opencompass(Reader[OpencompassOptions]):
    """Evaluations of OpenCompass."""

    rank: ClassVar[int] = 40
    options: ClassVar[type[Options]] = OpencompassOptions

    def claims(self, folder: Folder, options: OpencompassOptions) -> Claims:
        """Return a folder of OpenCompass, by the folders in it."""
        del options
        if not any(part in folder.folders for part in _PARTS) or not {"configs", "summary"} & set(folder.folders):
            return NOTHING
        if not any(folder.at(part).glob("*/*.json") for part in _PARTS):
            return NOTHING
        return Claims([""], inside=[name for name in _OWN if name in folder.folders])

    def read(self, claims: Sequence[Claim[OpencompassOptions]]) -> Found:
        """Return a run for each model on each data set."""
        from reportgen.readers.opencompass.folder import runs_of

        return runs_of(claims)
