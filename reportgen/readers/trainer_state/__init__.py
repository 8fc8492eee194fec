"""Reader of what Hugging Face's Trainer keeps beside a model, and LLaMA-Factory with it.

``trainer_state.json`` of a run's latest checkpoint, or of its end, holds its whole history; ``all_results.json`` and
its like what was measured once; ``trainer_log.jsonl`` LLaMA-Factory's own log. The pickles beside them are not opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from reportgen.inputs import note_path
from reportgen.metrics.names import told_apart
from reportgen.model.order import natural
from reportgen.model.run import RunSource
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

STATE, LOG = "trainer_state.json", "trainer_log.jsonl"
RESULTS = tuple(f"{part}_results.json" for part in ("all", "train", "eval", "predict", "test"))
_CHECKPOINT = re.compile(r"checkpoint-(\d+)\Z")
_RESULT = re.compile(rb'"(?:(?:train|eval|predict|test)_(?:loss|runtime|samples_per_second)|total_flos)"\s*:')


class TrainerState(Reader[Options]):
    """Runs of Hugging Face's Trainer."""

    rank: ClassVar[int] = 40

    def home(self, path: Path) -> Path:
        """Return the folder of the run: that of its checkpoints, and not one of them."""
        return _home(path)

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return what a Trainer left in a folder: its states, its results and its log."""
        del options
        if folder.named:
            return Claims(list(folder.files)) if folder.asked or _is_ours(folder.at(folder.files[0])) else NOTHING
        steps = {int(match[1]): name for name in folder.folders if (match := _CHECKPOINT.match(name))}
        states = [f"{name}/{STATE}" for _, name in sorted(steps.items(), reverse=True)
                  if folder.at(f"{name}/{STATE}").is_file()]  # fmt: skip
        mine = [name for name in (STATE, LOG) if name in folder.files] + states[:1]
        results = [name for name in RESULTS if name in folder.files]
        if mine or any(_is_ours(folder.at(name)) for name in results):
            mine += results
        return Claims(mine, inside=[one.partition("/")[0] for one in states]) if mine else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each folder that a Trainer wrote to."""
        found = Found()
        homes: dict[Path, list[Claim[Options]]] = {}
        for claim in claims:
            note_path(claim.path)
            homes.setdefault(_home(claim.path), []).append(claim)
        parts = [list(home.absolute().parts[1:]) for home in homes]
        for (home, own), name in zip(homes.items(), told_apart(parts), strict=True):
            found.open(own[0], _runs, home, [claim.path for claim in own], name, found.problems)
        return found


def _is_ours(path: Path) -> bool:
    name = path.name
    if name in (STATE, LOG):
        return True
    try:
        with path.open("rb") as file:
            return name in RESULTS and _RESULT.search(file.read(1 << 14)) is not None
    except OSError:
        return False


def _home(path: Path) -> Path:
    """Return the folder of a run: that of its checkpoints, and not one of them."""
    return path.parent.parent if _CHECKPOINT.match(path.parent.name) else path.parent


def _runs(home: Path, paths: Sequence[Path], name: str, problems: list[Any]) -> Iterator[RunSource]:
    from reportgen.readers.trainer_state.history import runs_of

    return runs_of(home, sorted(paths, key=lambda path: natural(str(path))), name, problems)
