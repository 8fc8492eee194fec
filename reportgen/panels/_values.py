"""A run's values by path, for panels across runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportgen.model.nested import as_float
from reportgen.model.run import Run


def short(path: str) -> str:
    """Return a path as a reader would name it."""
    return path.removeprefix("summary.").removeprefix("config.")


def number_of(run: Run, path: str) -> float:
    """Return the number that a path names, NaN where it names none."""
    return as_float(run.lookup(path))


def large(run: Run, paths: Sequence[str | None]) -> dict[str, int]:
    """Return the whole numbers beyond 2^53 among the values that paths name: doubles do not hold their last digits."""
    values = {path: run.lookup(path) for path in paths if path}
    return {path: value for path, value in values.items() if is_large(value)}


def is_large(value: Any) -> bool:
    """Tell a whole number that a double may not hold."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) > _EXACT


_EXACT = 2**53
