"""The logs of one resumed run, put behind each other.

A run that is resumed offline knows nothing of its first log: the SDK counts its steps from 0 again. Where the script
left the counting to the SDK, a later log's steps are moved behind those before it, all keys alike, so that nothing is
lost and rows stay rows. Where it named its steps itself (as after a checkpoint), they stay: the later log wins.
Processes that log into one run at the same time count each for itself, too: their rows are put in the order of time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from reportgen.digits import plural
from reportgen.model.order import natural
from reportgen.readers.wandb.log.piece import Piece

_MOSTLY = 0.9


def in_time(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the logs of one run by their start; of copies of one log only the longest."""
    ordered = sorted(pieces, key=lambda piece: -piece.source.size)
    different: dict[float | bytes, Piece] = {}
    for piece in ordered:
        different.setdefault(piece.digest() if math.isnan(piece.created) else piece.created, piece)

    def start(piece: Piece) -> tuple[bool, float, list[tuple[int, int, str]]]:
        unknown = math.isnan(piece.created)
        return unknown, 0.0 if unknown else piece.created, natural(piece.path.parent.name)

    return sorted(different.values(), key=start)


def put_behind(pieces: Sequence[Piece]) -> list[str]:
    """Move the steps of later pieces where they began to count again; return what was done, in words."""
    if _at_once(pieces):
        return [_by_time(pieces)]
    remarks: list[str] = []
    moved, again = 0, 0
    before = np.zeros(0, np.int64)
    for piece in pieces:
        steps = piece.rows.steps
        if len(steps) and len(before) and steps.min() <= before.max():
            if _is_counted(piece):
                piece.rows.move(int(before.max()) + 1 - min(int(steps.min()), piece.records.first_step))
                moved += len(steps)
            else:
                again += len(np.intersect1d(steps, before))
        before = np.union1d(before, piece.rows.steps)
    if moved:
        rows = plural(moved, "later row was", "later rows were")
        remarks.append(
            f"the run was resumed and its steps restarted from the beginning: {rows} placed after the earlier ones"
        )
    if again:
        steps_of = plural(again, "step was", "steps were")
        remarks.append(f"the run was resumed, and {steps_of} logged twice: the later values are shown")
    return remarks


def _at_once(pieces: Sequence[Piece]) -> bool:
    """Tell logs whose rows are of the same time and of steps that each counted for itself."""
    logged = [piece for piece in pieces if len(piece.rows.steps)]
    if not all(_is_counted(piece) and np.isfinite(piece.rows.times).all() for piece in logged):
        return False
    return any(later.rows.times.min() < before.rows.times.max() for before, later in pairwise(logged))


def _by_time(pieces: Sequence[Piece]) -> str:
    times = np.concatenate([piece.rows.times for piece in pieces])
    steps = np.empty(len(times), np.int64)
    steps[np.argsort(times, kind="stable")] = np.arange(len(times))
    for piece, part in zip(
        pieces, np.split(steps, np.cumsum([len(piece.rows.steps) for piece in pieces])), strict=False
    ):
        piece.rows.steps = part
    return f"{len(pieces)} processes logged to the run at the same time: their {len(times):,} rows are sorted by time"


def _is_counted(piece: Piece) -> bool:
    """Tell steps that the SDK counted from those that the script gave.

    The SDK takes note of the latter; releases that do not are recognised by the steps, which leave gaps or begin later.
    """
    steps = piece.rows.steps
    if piece.records.steps_given:
        return False
    if piece.records.first_step:
        return True
    gaps = np.diff(steps)
    return piece.losses != [] or (int(steps[0]) == 0 and (not len(gaps) or bool(np.mean(gaps == 1) >= _MOSTLY)))


def duration(pieces: Sequence[Piece]) -> float:
    """Return the seconds that all pieces ran, NaN where none says; one may count on from what the server knew."""
    total = 0.0
    for piece in pieces:
        ran = max(piece.runtime(), piece.records.exit_runtime)
        total = max(total, ran) if piece.records.counts_on else total + ran
    return total or math.nan
