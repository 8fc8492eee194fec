"""Reader of W&B run folders, offline or synced: the ``.wandb`` log, its media and its staged artifacts.

Checked against logs of SDK 0.16.6, 0.19.11, 0.22.3 and 0.31.0, whole, killed and damaged. No W&B code is used. The
log is the only source of truth: ``config.yaml``, ``wandb-summary.json`` and ``wandb-metadata.json`` are not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.errors import Level, Position, Problem
from reportgen.model.order import in_order
from reportgen.readers.base import Claim, Claims, Folder, Found, Options, Reader
from reportgen.readers.wandb.artifacts.staged import Artifacts
from reportgen.readers.wandb.find import claimed
from reportgen.readers.wandb.log.piece import Piece
from reportgen.readers.wandb.log.resume import in_time
from reportgen.readers.wandb.run import WandbRun
from reportgen.spec.fields import Words

_UNREADABLE = "the log cannot be parsed: its records are damaged, so the run is omitted"


class WandbOptions(Options):
    """Options for W&B runs."""

    staging: Words = []
    """Folders with the artifact staging files of runs that were copied from another machine."""


_FOLDERS = ("wandb", ".wandb")


class Wandb(Reader[WandbOptions]):
    """Runs that the W&B SDK logged, offline or synced."""

    rank: ClassVar[int] = 100
    options: ClassVar[type[Options]] = WandbOptions

    def claims(self, folder: Folder, options: WandbOptions) -> Claims:
        """Return the logs in a folder."""
        del options
        return claimed(folder)

    def home(self, path: Path) -> Path:
        """Return the folder that holds the folder ``wandb`` of a log."""
        return next((above.parent for above in path.parents if above.name in _FOLDERS), super().home(path))

    def folders(self, options: WandbOptions) -> Sequence[tuple[str, str]]:
        """Return the folders of staging files."""
        return [("staging", folder) for folder in options.staging]

    def read(self, claims: Sequence[Claim[WandbOptions]]) -> Found:
        """Open every run; pieces of one resumed run are joined by their run id."""
        found = Found()
        pieces: dict[str, list[Piece]] = defaultdict(list)
        origins: dict[str, Claim[WandbOptions]] = {}
        for claim in claims:
            piece = _opened(claim.path, found)
            if piece is not None:
                pieces[piece.id].append(piece)
                origins.setdefault(piece.id, claim)
        runs = []
        for group in pieces.values():
            try:
                run = WandbRun(in_time(group))
                found.add(run, origins.get(run.meta.id) or origins[group[0].id])
            except Exception:  # noqa: BLE001 - whatever a damaged log holds
                found.problems += [_missing(piece.path, _UNREADABLE) for piece in group]
            else:
                runs.append(run)
        begun = [runs[place] for place in in_order([run.meta for run in runs])]  # versions are counted in their order
        artifacts = Artifacts([a for run in begun for log in run.logs for a in log.records.artifacts], _staged(claims))
        for run in runs:
            run.staged = artifacts
        return found


def _opened(log: Path, found: Found) -> Piece | None:
    """Return an open log; what is wrong with one does not sink the others, and is reported."""
    if log.suffix != ".wandb" and log.is_dir():
        found.problems.append(_missing(log, f"{log.name} contains no log (the run was killed before it wrote one)"))
        return None
    try:
        return Piece.open(log)
    except OSError as error:
        found.problems.append(_missing(log, f"the log cannot be read: {error.strerror}"))
    except Exception:  # noqa: BLE001 - content that nobody foresaw
        found.problems.append(_missing(log, _UNREADABLE))
    return None


def _staged(claims: Iterable[Claim[WandbOptions]]) -> list[Path]:
    """Return the folders with staging files of all entries: an artifact may be of another entry's run."""
    return list(dict.fromkeys(claim.base / folder for claim in claims for folder in claim.options.staging))


def _missing(path: Path, what: str) -> Problem:
    return Problem(what, Position(path.name), level=Level.MISSING)
