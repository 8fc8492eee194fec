"""Messages as columnar files give them back."""

from __future__ import annotations

from typing import Any

_DEEPEST = 60


def without_nulls(value: Any, depth: int = 0) -> Any:
    """Return messages without the keys that a file of columns fills with null where a message has none."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {key: without_nulls(one, depth + 1) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [without_nulls(one, depth + 1) for one in value]
    return value
