"""Reader of the completions that TRL writes while it trains: ``completions/completions_<step>.parquet``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.evaluations.files import head_of
from reportgen.inputs import note_path
from reportgen.metrics.names import names_of_folders
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_NAME = re.compile(r"completions_\d+\.parquet\Z")
_USUAL = "completions"


class Trl(Reader[Options]):
    """Completions of TRL by step."""

    rank: ClassVar[int] = 40

    def home(self, path: Path) -> Path:
        """Return the folder of the training, in which TRL makes its own."""
        folder = path if path.is_dir() else path.parent
        return folder.parent if folder.name == _USUAL else folder

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the completions of a training, by their names."""
        del options
        mine = [name for name in folder.files if _NAME.match(name) and head_of(folder.at(name), 4) == b"PAR1"]
        return Claims(mine) if mine else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each folder of completions."""
        from reportgen.readers.trl.run import CompletionsRun

        found = Found()
        folders: dict[Path, list[Claim[Options]]] = {}
        for claim in claims:
            note_path(claim.path)
            folders.setdefault(claim.path.parent, []).append(claim)
        names = names_of_folders([self.home(folder) for folder in folders])
        for (folder, own), name in zip(folders.items(), names, strict=True):
            found.add(CompletionsRun(folder, [claim.path for claim in own], name), own[0])
        return found
