"""The lines of a metric in a file store: milliseconds, value and step, and perhaps a dataset."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportgen.readers.mlflow.logged import Points

_FIELDS = 3
_ALLOWED = np.zeros(256, bool)
_ALLOWED[np.frombuffer(b"0123456789+-.eEnaifNAIF \n", np.uint8)] = True


def counted(data: bytes) -> tuple[int, int]:
    """Return how many points there are, those written twice counted once, and how many lines are no points."""
    if not _is_regular(data):
        rows, damaged = _rows(data)
        return len(rows), damaged
    return len(set(data.splitlines())), 0


def points(data: bytes) -> Points:
    """Return the points in the order of the lines, each once: MLflow 3 writes some again when a model is logged."""
    if _is_regular(data):
        lines = data.splitlines()
        if len(set(lines)) < len(lines):
            lines = list(dict.fromkeys(lines))
            data = b"\n".join(lines)
        found = np.fromstring(data.decode("ascii"), sep=" ")  # as texts: exactly what float() makes of each
        if len(found) == _FIELDS * len(lines):
            times, values, steps = found.reshape(-1, _FIELDS).T
            if not len(steps) or np.abs(steps).max() < _EXACT:
                return Points(steps.copy(), values.copy(), times.copy())
    rows, _ = _rows(data)
    return Points(_numbers([row[2] for row in rows]), np.array([row[1] for row in rows], float),
                  np.array([row[0] for row in rows], float))  # fmt: skip


_EXACT = 2.0**53


def _numbers(steps: list[float]) -> NDArray[np.int64] | NDArray[np.float64]:
    whole = [int(step) for step in steps if isinstance(step, int) and abs(step) < 1 << 63]
    return np.array(whole, np.int64) if len(whole) == len(steps) else np.array(steps, float)


def _is_regular(data: bytes) -> bool:
    """Tell lines of three fields each, which hold nothing but numbers."""
    characters = np.frombuffer(data, np.uint8)
    if not _ALLOWED[characters].all() or not data.endswith(b"\n"):
        return False
    breaks = characters[(characters == ord(" ")) | (characters == ord("\n"))]
    if len(breaks) % _FIELDS or b"  " in data or b"\n " in data:
        return False
    return bool((breaks.reshape(-1, _FIELDS) == np.frombuffer(b"  \n", np.uint8)).all())


def _rows(data: bytes) -> tuple[list[tuple[float, float, float]], int]:
    """Return (time, value, step) of the lines that are points, each once, and how many are none.

    A last line that does not end may be a part of one: it must be as long as the others.
    """
    lines = data.split(b"\n")
    last = lines.pop()
    found: dict[tuple[float, str, float], tuple[float, float, float]] = {}
    damaged = 0
    most = 0
    for line in (*lines, *([last] if last else [])):
        fields = line.decode("utf-8", "replace").split()
        most = max(most, len(fields) if line is not last else 0)
        try:
            row = _row(fields)
        except ValueError:
            damaged += bool(fields)
            continue
        if line is last and len(fields) < min(most, _FIELDS):
            damaged += 1
            continue
        found.setdefault((row[0], repr(row[1]), row[2]), row)
    return list(found.values()), damaged


def _row(fields: list[str]) -> tuple[float, float, float]:
    """Return (time, value, step); the oldest lines have no step, those of a dataset two fields more."""
    if len(fields) < 2:  # noqa: PLR2004 - time and value
        raise ValueError
    step = fields[2] if len(fields) > 2 else "0"  # noqa: PLR2004
    return float(int(fields[0])), float(fields[1]), _whole(step)


def _whole(text: str) -> float:
    try:
        return int(text)
    except ValueError:
        return float(text)
