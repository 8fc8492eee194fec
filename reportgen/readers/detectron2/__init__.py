"""Reader of detectron2's ``metrics.json``: lines of JSON by iteration, with the ``config.yaml`` beside them.

A training that was resumed writes iterations again: the later lines are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.metrics.names import names_of_folders
from reportgen.model.run import RunSource
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_LOG = "metrics.json"
_HEAD = 1 << 14
_KNOWN = (b'"total_loss"', b'"data_time"', b'"eta_seconds"', b'"rank_data_time"')


class Detectron2(Reader[Options]):
    """Trainings of detectron2."""

    rank: ClassVar[int] = 40

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the log of a training."""
        del options
        name = folder.files[0] if folder.named else _LOG
        if name in folder.files and (folder.asked or _is_ours(folder.at(name))):
            return Claims([name])
        return NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each log."""
        found = Found()
        names = names_of_folders([claim.path.parent for claim in claims])
        for claim, name in zip(claims, names, strict=True):
            found.open(claim, _runs, claim.path, name)
        return found


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return head.startswith(b"{") and b'"iteration"' in head and any(word in head for word in _KNOWN)


def _runs(path: Path, name: str) -> Iterator[RunSource]:
    from reportgen.metrics.beside import settings_beside
    from reportgen.metrics.records import Lines, Records
    from reportgen.metrics.roles import Roles
    from reportgen.metrics.run import Part
    from reportgen.metrics.split import runs_of

    lines, records = Lines(path), Records(path.name)
    for line, row in lines:
        records.add(row, line)
    sheet = records.sheet(Roles())
    lines.finish(sheet)
    beside = settings_beside(path.parent, ("config.yaml",))
    config = {key: value for key, value in beside.config.items() if key != "OUTPUT_DIR"}
    part = Part(name, name, "detectron2", path.absolute().parent.name, config, beside.losses)
    return runs_of(sheet, Roles(x=sheet.place("iteration")), part, again="replaces")
