"""Reader of Comet's offline experiments: a zip each, with a log of messages and the files that they name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from reportgen.errors import KnownError, Position
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.tracked.zips import EMPTY, head_holds, starts_with

_SUFFIX = ".zip"
_MEMBERS = (b"experiment.json", b"messages.json")
_EMPTY = (
    "'{name}' is a zip without members: Comet writes it at the start and fills it at the end, so a run that was killed"
    " leaves nothing to read."
)


class Comet(Reader[Options]):
    """Offline experiments of Comet."""

    rank: ClassVar[int] = 60

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the zips of experiments in a folder, by the names of their members."""
        del options
        zips = [name for name in folder.files if name.lower().endswith(_SUFFIX) or folder.named]
        mine = [name for name in zips if head_holds(folder.at(name), *_MEMBERS)]
        passed = {name: _EMPTY.format(name=name) for name in zips if starts_with(folder.at(name), EMPTY)}
        return Claims(mine, passed=passed) if mine or passed else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each zip."""
        from reportgen.readers.comet.messages import run_of

        found = Found()
        for claim in claims:
            try:
                found.add(run_of(claim.path), claim)
            except KnownError as error:
                found.problems.append(error.problem(Position(claim.path.name)))
        return found
