"""Which colour each run of a report has: the same one in other reports wherever that is possible."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace

from reportgen.model.order import natural
from reportgen.model.run import Run

HUES = 12
"""Hues of the theme: ``--c0`` to ``--c11``; the same ones deeper and paler follow as ``--c12`` and on."""
TURNS = 3
"""How often the hues come, each time in another lightness."""
DASHED = 20
"""A report of more runs dashes none of them: among so many lines dashes are noise."""
_DASH = "4 2.5"


def with_hues(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return the runs with their colours and dashes; no two share a colour until all are taken.

    Each run prefers the hues in an order that follows from its id alone. The oldest run chooses first, so that a run
    keeps its colour when younger ones are added, and in most cases when others are left out.
    """
    taken: dict[str, int] = {}
    free: list[int] = []
    for place, run in enumerate(sorted(runs, key=_age)):
        if not free:
            free = list(range(HUES))
        hue = min(free, key=lambda hue, run=run: _preference(run, hue))  # type: ignore[misc]
        free.remove(hue)
        taken[_identity(run)] = place // HUES % TURNS * HUES + hue
    return tuple(
        replace(run, slot=taken[_identity(run)], dash=dash_of(taken[_identity(run)], len(runs))) for run in runs
    )


def dash_of(slot: int, runs: int) -> str:
    """Return the dash pattern of the line of a run, as in SVG, in a report of so many runs; empty for a solid line."""
    return _DASH if slot >= HUES and runs <= DASHED else ""


def _identity(run: Run) -> str:
    return f"{run.meta.id}\0{run.index}"


def _age(run: Run) -> tuple[object, ...]:
    created = run.meta.created
    return (created if math.isfinite(created) else math.inf, natural(run.meta.id), natural(run.name), run.index)


def _preference(run: Run, hue: int) -> bytes:
    return hashlib.blake2b(f"{run.meta.id}\0{hue}".encode(errors="replace"), digest_size=8).digest()
