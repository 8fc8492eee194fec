"""The lines of a metric in a file store: milliseconds, value and step, and perhaps a dataset."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportgen.readers.mlflow.logged import Points

_FIELDS = 3
_ALLOWED = b"0123456789+-.eEnaifNAIF \n"
_BREAKS = np.frombuffer(b"  \n", np.uint8)


def damaged(data: bytes) -> int:
    """Return how many lines are no points, without reading those that are."""
    return 0 if _is_regular(data) else _rows(data)[1]


def points(data: bytes) -> Points:
    """Return the points in the order of the lines, each once: MLflow 3 writes some again when a model is logged."""
    if _is_regular(data) and _has_three(data):
        words = data.split()
        try:
            times, steps = (np.array(list(map(int, words[place::_FIELDS])), np.int64) for place in (0, 2))
            values = np.array(list(map(float, words[1::_FIELDS])))
        except (ValueError, OverflowError):  # fractional steps
            pass
        else:
            if (np.diff(steps) <= 0).any():
                first = _once(data)
                times, values, steps = times[first], values[first], steps[first]
            return Points(steps, values, times.astype(float))
    rows, _ = _rows(data)
    return Points(_numbers([row[2] for row in rows]), np.array([row[1] for row in rows], float),
                  np.array([row[0] for row in rows], float))  # fmt: skip


def _numbers(steps: list[float]) -> NDArray[np.int64] | NDArray[np.float64]:
    whole = [int(step) for step in steps if isinstance(step, int) and abs(step) < 1 << 63]
    return np.array(whole, np.int64) if len(whole) == len(steps) else np.array(steps, float)


def _once(data: bytes) -> list[int]:
    """Return the places of lines without those that were before."""
    firsts: dict[bytes, int] = {}
    for place, line in enumerate(data.splitlines()):
        firsts.setdefault(line, place)
    return list(firsts.values())


def _is_regular(data: bytes) -> bool:
    """Tell lines of three fields each, as their number says, which hold nothing but numbers."""
    return (
        data.endswith(b"\n")
        and data.count(b" ") == (_FIELDS - 1) * data.count(b"\n")
        and not data.translate(None, _ALLOWED)
    )


def _has_three(data: bytes) -> bool:
    """Tell lines of three fields each, one by one."""
    characters = np.frombuffer(data, np.uint8)
    places = np.flatnonzero(characters <= ord(" "))
    return bool((characters[places].reshape(-1, _FIELDS) == _BREAKS).all()) and bool((np.diff(places) > 1).all())


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
