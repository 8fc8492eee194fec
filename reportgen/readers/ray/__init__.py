"""Reader of trials of Ray Tune: ``result.json``, or ``progress.csv`` where there is only that.

A trial's config is ``params.json``; what is pickled beside it is not opened. A trial with ``error.txt`` has failed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.inputs import note_path
from reportgen.metrics.names import told_apart
from reportgen.model.run import RunSource
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

LOG, TABLE, PARAMS, ERROR = "result.json", "progress.csv", "params.json", "error.txt"
_KNOWN = (b'"training_iteration"', b'"trial_id"', b"training_iteration,", b"trial_id,")


class Ray(Reader[Options]):
    """Trials of Ray Tune."""

    rank: ClassVar[int] = 40

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the log of a trial, with the table that repeats it."""
        del options
        there = [name for name in (LOG, TABLE) if name in folder.files]
        if folder.named and not there:
            return Claims(list(folder.files)) if folder.asked else NOTHING
        if there and (folder.asked or PARAMS in folder.files or any(_is_ours(folder.at(name)) for name in there)):
            return Claims([*there, *(name for name in (ERROR,) if name in folder.files)])
        return NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each trial."""
        from reportgen.readers.ray.trial import called

        found = Found()
        trials: dict[Path, list[Claim[Options]]] = {}
        for claim in claims:
            note_path(claim.path)
            trials.setdefault(claim.path.parent, []).append(claim)
        parts = [[*folder.absolute().parent.parts[1:], called(folder.absolute().name)] for folder in trials]
        for (folder, own), name in zip(trials.items(), told_apart(parts), strict=True):
            found.open(own[0], _runs, folder, [claim.path.name for claim in own], name)
        return found


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(1 << 14)
    except OSError:
        return False
    return sum(word in head for word in _KNOWN) > 1


def _runs(folder: Path, names: Sequence[str], name: str) -> Iterator[RunSource]:
    from reportgen.readers.ray.trial import runs_of

    return runs_of(folder, names, name)
