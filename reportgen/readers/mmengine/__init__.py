"""Reader of MMEngine's logs (MMDetection, MMSegmentation, MMPretrain ...): ``vis_data`` in the folder of a training.

Of its two files of the same rows one is read. Rows of an evaluation count epochs while those of training count
iterations: they are put at the iteration that their epoch ended with. ``config.py`` is never run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.inputs import note_path
from reportgen.model.order import natural
from reportgen.model.run import RunSource
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_ROOM, _LOG = "vis_data", "scalars.json"
_STAMPED = re.compile(r"\d{8}_\d{6}(?:_\w+)?\.json\Z")


class Mmengine(Reader[Options]):
    """Trainings of MMEngine."""

    rank: ClassVar[int] = 40

    def home(self, path: Path) -> Path:
        """Return the folder of a training, above that of its log."""
        return path.parent.parent if path.parent.name == _ROOM else path.parent

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the log of a training: the file that all of them have, else the newest with a time for a name."""
        del options
        stamped = sorted(filter(_STAMPED.match, folder.files), key=natural)
        if folder.named:
            ours = folder.asked or folder.files[0] == _LOG or (bool(stamped) and folder.name == _ROOM)
            return Claims(list(folder.files)) if ours else NOTHING
        if folder.name != _ROOM and not (folder.asked and _LOG in folder.files):
            return NOTHING
        mine = [_LOG] if _LOG in folder.files else stamped[-1:]
        twice = {name: "it holds the same rows as scalars.json" for name in stamped if name not in mine}
        return Claims([*mine, *twice], passed=twice, inside=["vis_image"]) if mine else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each training."""
        found = Found()
        homes: dict[Path, Claim[Options]] = {}
        for claim in claims:
            note_path(claim.path)
            if claim.path.name == _LOG or claim.path.parent not in homes:
                homes[claim.path.parent] = claim
        works = {room: self.home(claim.path).absolute() for room, claim in homes.items()}
        count = Counter(home.parent.name for home in works.values())
        for room, claim in homes.items():
            home = works[room]
            name = home.parent.name if count[home.parent.name] == 1 else f"{home.parent.name}/{home.name}"
            found.open(claim, _runs, claim.path, name if room.name == _ROOM else home.name, home.name)
        return found


def _runs(path: Path, name: str, folder: str) -> Iterator[RunSource]:
    from reportgen.readers.mmengine.training import runs_of

    return runs_of(path, name, folder)
