"""Reader of truth and predictions in CSV, Parquet and npz, and of scikit-learn's ``classification_report`` as JSON.

Columns are known by their usual names (``y_true``, ``label``; ``y_pred``, ``prediction``; ``score``, ``prob_cat``),
or named by an entry of ``runs:``. Nothing that an archive of NumPy pickles is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from reportgen.errors import KnownError
from reportgen.inputs import note_path
from reportgen.metrics.names import names_of
from reportgen.metrics.options import missing
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.spec.fields import Words

_SUFFIXES = (".csv", ".tsv", ".parquet", ".pq", ".npz", ".json")


class PredictionsOptions(Options):
    """Options for truth and predictions, for what is not detected, or detected wrongly."""

    truth: str = ""
    """The column of what is true."""
    prediction: str = ""
    """The column of what was predicted."""
    scores: Words = []
    """The columns of scores: one of the positive class, or one for each class."""
    classes: Words = []
    """Names of the classes in the order of their score columns."""


class Predictions(Reader[PredictionsOptions]):
    """Truth and predictions of classifiers and regressors."""

    rank: ClassVar[int] = 30
    options: ClassVar[type[Options]] = PredictionsOptions

    def claims(self, folder: Folder, options: PredictionsOptions) -> Claims:
        """Return the files of truth and predictions in a folder."""
        names = [name for name in folder.files if name.lower().endswith(_SUFFIXES)]
        if not names:
            return NOTHING
        from reportgen.readers.predictions.rows import is_mine

        mine = [name for name in names if is_mine(folder.at(name), options, asked=folder.asked)]
        return Claims(mine) if mine else NOTHING

    def read(self, claims: Sequence[Claim[PredictionsOptions]]) -> Found:
        """Return a run for each file."""
        from reportgen.readers.predictions.screen import run_of

        found = Found()
        names = names_of([claim.path for claim in claims], _SUFFIXES)
        for claim, name in zip(claims, names, strict=True):
            note_path(claim.path)
            try:
                found.add(run_of(claim.path, name, claim.options), claim)
            except KnownError as error:
                found.problems.append(missing(claim.path, str(error)))
            except OSError as error:
                found.problems.append(missing(claim.path, f"the file cannot be read: {error.strerror}"))
        return found
