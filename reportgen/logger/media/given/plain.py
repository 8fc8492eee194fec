"""Values of other libraries as plain ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from reportgen.logger.media.given.arrays import as_array, is_array

_PLAIN = frozenset({bool, int, float, str, type(None)})
_MISSING = frozenset({"NAType", "NaTType"})
_DEEPEST = 100


def plain(value: Any, depth: int = 0) -> Any:  # noqa: PLR0911 - one line a kind
    """Return a value as JSON holds it: numbers of other libraries as Python's, and all that is none as its text."""
    if type(value) in _PLAIN:
        return value
    if depth > _DEEPEST:
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner, depth + 1) for inner in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(inner, depth + 1) for inner in value), key=repr)
    if is_array(value):
        return _of_array(value, depth)
    return _of_object(value, depth)


def _of_array(value: Any, depth: int) -> Any:
    """Return the number of an array that holds one, and the lists of any other."""
    array = as_array(value)
    if array.dtype.kind in "mM":
        array = array.astype(str)
    return plain(array.reshape(-1)[0].item() if array.size == 1 else array.tolist(), depth + 1)


def _of_object(value: Any, depth: int) -> Any:  # noqa: PLR0911 - one line a kind
    """Return an object that is no list and no array as a number or a text."""
    from datetime import date, time, timedelta
    from decimal import Decimal
    from enum import Enum
    from fractions import Fraction
    from types import FunctionType

    if isinstance(value, Enum):
        return plain(value.value, depth + 1)
    for kind in (bool, int, str):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, float | Decimal | Fraction):
        return _float(value)
    if type(value).__name__ in _MISSING:
        return None
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8", "backslashreplace")
    if hasattr(type(value), "__index__"):
        return value.__index__()
    if isinstance(value, type | FunctionType):
        return f"{value.__module__}.{value.__qualname__}"
    return str(value)


def _float(value: Any) -> float:
    try:
        return float(value)
    except (OverflowError, ValueError):  # beyond what a double holds, or a signalling NaN
        return math.nan if value != value else math.copysign(math.inf, value)  # noqa: PLR0124
