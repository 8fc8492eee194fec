"""Metrics that only grow, such as an epoch or a number of samples: others can be drawn over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.stats.align import places
from reportgen.stats.goals import goal_of

_TOGETHER = 0.9
"""The share of a metric's points that a counter was logged with."""


def counters(runs: RunSet, keys: Sequence[str], limit: int) -> list[str]:
    """Return the metrics that only grow in every run and were logged with some of ``keys``, by name.

    What has a goal, such as an accuracy, is no counter however it goes. Lines of more than ``limit`` points have none:
    each keeps points of its own, so that a counter would cost as much as the line.
    """
    drawn = [(run, [key for key in keys if key in run.keys and 1 < run.keys[key].count <= limit]) for run in runs]
    drawn = [(run, own) for run, own in drawn if own]
    fewest = tuple((run, min(run.keys[key].count for key in own)) for run, own in drawn)
    what = ("growing", *((id(run), count) for run, count in fewest))  # most metrics have as many points as others
    names = runs.once(what, lambda: _growing(fewest, runs))
    return [name for name in names if name not in keys and _counts(name, drawn)]


def _growing(drawn: Sequence[tuple[Run, int]], runs: RunSet) -> list[str]:
    """Return by name what only grows in all of these runs, and was logged often enough in one of them."""
    names = {
        name
        for run, count in drawn
        for name, info in run.keys.items()
        if info.is_number and not info.system and info.count > 1 and info.count >= _TOGETHER * count
    }
    return sorted(
        name for name in names
        if not goal_of(name, runs) and all(run.grows(name) for run, _ in drawn if name in run.keys)
    )  # fmt: skip


def _counts(name: str, drawn: Iterable[tuple[Run, list[str]]]) -> bool:
    return any(_with(run, name, key) for run, own in drawn if name in run.keys for key in own)


def _with(run: Run, name: str, key: str) -> bool:
    steps = run.column(key).steps
    return len(steps) > 0 and float(np.mean(places(steps, run.column(name).steps) >= 0)) >= _TOGETHER
