"""A run's values by path, for panels across runs."""

from __future__ import annotations

import math

from reportgen.runs.run import Run


def short(path: str) -> str:
    """Return a path as a reader would name it."""
    return path.removeprefix("summary.").removeprefix("config.")


def number_of(run: Run, path: str) -> float:
    """Return the number that a path names, NaN where it names none."""
    value = run.lookup(path)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    return float(value)
