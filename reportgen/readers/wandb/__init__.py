"""Reader of W&B run folders, offline or synced: the ``.wandb`` log, its media and its staged artifacts.

Checked against logs of SDK 0.16.6, 0.19.11, 0.22.3 and 0.31.0, whole, killed and damaged. No W&B code is used. The
log is the only source of truth: ``config.yaml``, ``wandb-summary.json`` and ``wandb-metadata.json`` are not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from reportgen.errors import Level, Position, Problem
from reportgen.readers import Found, ReadOptions
from reportgen.readers.wandb.artifacts import Artifacts
from reportgen.readers.wandb.find import Search, each_once, logs
from reportgen.readers.wandb.piece import Piece
from reportgen.readers.wandb.resume import in_time
from reportgen.readers.wandb.run import WandbRun

_UNREADABLE = "the log cannot be understood: its records are damaged, and the run is left out"


def sniff(path: Path) -> bool:
    """Say whether ``path`` is a ``.wandb`` log, or a folder with runs somewhere below it."""
    return next(logs(path), None) is not None


def read(paths: Sequence[Path], options: ReadOptions) -> Found:
    """Open every run at or below ``paths``; pieces of one resumed run are joined by their run id."""
    found = Found()
    search = Search()
    origins: dict[Path, Path] = {}
    for origin in paths:
        for log in logs(origin, search):
            origins.setdefault(log, origin)
    found.problems += [_missing(folder, "the folder cannot be read") for folder in dict.fromkeys(search.closed)]
    pieces: dict[str, list[Piece]] = defaultdict(list)
    source: dict[str, Path] = {}
    for log in each_once(list(origins)).values():
        if log.suffix != ".wandb":
            found.problems.append(_missing(log, f"{log.name} holds no log (the run was killed before it wrote one)"))
            continue
        try:
            piece = Piece.open(log)
        except OSError as error:  # one log that cannot be opened does not sink the others
            found.problems.append(_missing(log, f"the log cannot be read: {error.strerror}"))
            continue
        except Exception:  # noqa: BLE001 - nor does one whose content nobody foresaw
            found.problems.append(_missing(log, _UNREADABLE))
            continue
        pieces[piece.id].append(piece)
        source.setdefault(piece.id, origins[log])
    runs = []
    for group in pieces.values():
        try:
            run = WandbRun(in_time(group))
            source.setdefault(run.meta.id, source[group[0].id])
        except Exception:  # noqa: BLE001 - as above
            found.problems += [_missing(piece.path, _UNREADABLE) for piece in group]
        else:
            runs.append(run)
    artifacts = Artifacts([a for run in runs for log in run.logs for a in log.records.artifacts], options.staging)
    for run in runs:
        run.staged = artifacts
    found.runs.extend(runs)
    found.origins.extend(source[run.meta.id] for run in runs)
    return found


def _missing(path: Path, what: str) -> Problem:
    return Problem(what, Position(path.name), level=Level.MISSING)
