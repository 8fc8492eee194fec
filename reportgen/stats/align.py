"""Points of different columns that belong together: those of one step, in the order in which they were logged."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from reportgen.model.column import Ints, Steps


def turns(steps: Steps) -> Ints:
    """Return how many points of the same step stand before each; ``steps`` (n,) never fall."""
    if not len(steps):
        return np.zeros(0, np.int64)
    starts = np.flatnonzero(np.append(True, steps[1:] != steps[:-1]))
    found: Ints = np.arange(len(steps)) - np.repeat(starts, np.diff(np.append(starts, len(steps))))
    return found


def places(steps: Steps, within: Steps) -> Ints:
    """Return where each of ``steps`` stands in ``within``, both never falling; -1 where its step is not there.

    Of several points at a step the first goes with the first, the second with the second; where there are fewer, the
    last of them stands for the rest.
    """
    first, last = np.searchsorted(within, steps, "left"), np.searchsorted(within, steps, "right") - 1
    found: Ints = np.where(last >= first, np.minimum(first + turns(steps), last), -1)
    return found


def shared(columns: Sequence[Steps]) -> Steps:
    """Return the steps that stand in every column, as often as in the one that has most of them."""
    if len(columns) == 1:
        return columns[0]
    counted = [np.unique(steps, return_counts=True) for steps in columns]
    common: Any = reduce(np.intersect1d, [steps for steps, _ in counted])
    most = np.max([count[np.searchsorted(steps, common)] for steps, count in counted], axis=0)
    found: Steps = np.repeat(common, most)
    return found
