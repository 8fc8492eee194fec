"""A run's values by path, for panels across runs."""

from __future__ import annotations

from reportgen.model.nested import as_float
from reportgen.model.run import Run


def short(path: str) -> str:
    """Return a path as a reader would name it."""
    return path.removeprefix("summary.").removeprefix("config.")


def number_of(run: Run, path: str) -> float:
    """Return the number that a path names, NaN where it names none."""
    return as_float(run.lookup(path))
