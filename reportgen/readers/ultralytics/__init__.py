"""Reader of trainings of Ultralytics YOLO and of YOLOv5: ``results.csv``, its settings and its pictures.

A training that was resumed writes its epochs again: the later rows are kept, and its time goes on. Weights are not
opened; they are pickles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from reportgen.metrics.names import names_of_folders
from reportgen.metrics.text.dialect import sample_of
from reportgen.model.run import RunSource
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_TABLE = "results.csv"
_SETTINGS = ("args.yaml", "opt.yaml", "hyp.yaml")


class Ultralytics(Reader[Options]):
    """Trainings of Ultralytics YOLO and YOLOv5."""

    rank: ClassVar[int] = 40

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the table of a training."""
        del options
        name = folder.files[0] if folder.named else _TABLE
        if name not in folder.files or not name.endswith(".csv"):
            return NOTHING
        with_settings = any(one in folder.files or folder.at(one).is_file() for one in _SETTINGS[:2])
        if not (folder.asked or (name == _TABLE and (with_settings or _has_losses(folder)))):
            return NOTHING
        table = sample_of(folder.at(name))
        return Claims([name]) if table is not None and "epoch" in table.names else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each training."""
        found = Found()
        names = names_of_folders([claim.path.parent for claim in claims])
        for claim, name in zip(claims, names, strict=True):
            found.open(claim, _runs, claim, name)
        return found


def _has_losses(folder: Folder) -> bool:
    table = sample_of(folder.at(_TABLE))
    return table is not None and "train/box_loss" in table.names


def _runs(claim: Claim[Options], name: str) -> Iterator[RunSource]:
    from reportgen.readers.ultralytics.training import runs_of

    return runs_of(claim.path, name)
