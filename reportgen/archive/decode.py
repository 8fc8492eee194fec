"""Columns of numbers as blocks hold them, decoded: what ``client/core/data/numbers.ts`` does in the page."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOST = 1 << 28
"""Values of a column; a ``range`` says how many it has without a byte for each."""
_WIDTHS = {"f4": 4, "f8": 8, "i64": 8, "u1": 1, "u2": 2, "u4": 4}
_TYPES = {"f4": "<f4", "f8": "<f8", "i64": "<i8", "u1": "u1", "u2": "<u2", "u4": "<u4"}
NUMBERS = frozenset({*_TYPES, "range", "delta", "decimal-d", "decimal-s"})
"""Types of blocks that are columns of numbers."""


def decoded(type_: str, count: int, extra: str, content: bytes) -> NDArray[Any]:
    """Return a column (count,): float64, or int64 of the type ``i64``. ValueError where the content does not fit."""
    if not 0 <= count <= _MOST:
        raise ValueError("too many values")
    if type_ == "range":
        start, step = map(int, extra.split(","))
        return np.asarray(start + step * np.arange(count, dtype=np.float64))
    if type_ == "delta":
        steps = _unshuffled(content, max(count - 1, 0), 4).view("<i4")
        return np.concatenate([[float(extra)], float(extra) + np.cumsum(steps, dtype=np.int64)])
    if type_.startswith("decimal"):
        return _decimals(content, count, extra, differences=type_.endswith("s"))
    if type_ not in _TYPES:
        raise ValueError(f"no numbers: {type_}")
    found = _unshuffled(content, count, _WIDTHS[type_]).view(_TYPES[type_])
    return found if type_ == "i64" else found.astype(np.float64)


def _unshuffled(content: bytes, count: int, width: int) -> NDArray[np.uint8]:
    if len(content) != count * width:
        raise ValueError("wrong size")
    planes = np.frombuffer(content, np.uint8).reshape(width, count)
    return np.ascontiguousarray(planes.T).reshape(-1)


def _decimals(content: bytes, count: int, extra: str, *, differences: bool) -> NDArray[np.float64]:
    low, places, width = map(int, extra.split(","))
    if width not in (1, 2, 4):
        raise ValueError("wrong width")
    whole = _unshuffled(content, count, width).view(f"<u{width}")
    if differences:
        whole = np.cumsum(whole, dtype=np.uint64).astype(f"<u{width}")
    values = (whole.astype(np.float64) + low) / 10.0**places
    values[whole == 0], values[whole == 1], values[whole == 2] = np.nan, np.inf, -np.inf  # noqa: PLR2004 - the three odd ones
    return values
