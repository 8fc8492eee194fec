"""Reader of DVCLive's folders: histories in ``plots/metrics``, the last values, parameters, pictures and plots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.metrics.names import told_apart
from reportgen.model.run import RunSource
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_LAST, _PLOTS, _USUAL = "metrics.json", "plots", "dvclive"


class Dvclive(Reader[Options]):
    """Runs of DVCLive."""

    rank: ClassVar[int] = 40

    def home(self, path: Path) -> Path:
        """Return the folder of the training, in which DVCLive makes its own."""
        return path.parent.parent if path.parent.name == _USUAL else path.parent

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the folder of a run, by its last values and its plots."""
        del options
        plots = folder.at(_PLOTS)
        if _LAST not in folder.files or not any((plots / part).is_dir() for part in ("metrics", "images", "sklearn")):
            return NOTHING
        return Claims([_LAST], inside=[_PLOTS])

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each folder."""
        found = Found()
        homes = [self.home(claim.path).absolute() for claim in claims]
        names = told_apart([list(home.parts[1:]) or ["/"] for home in homes])
        for claim, name in zip(claims, names, strict=True):
            found.open(claim, _runs, claim.path.parent, name)
        return found


def _runs(folder: Path, name: str) -> Iterator[RunSource]:
    from reportgen.readers.dvclive.folder import runs_of

    return runs_of(folder, name)
