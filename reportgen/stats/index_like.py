"""Config that only tells runs apart: seeds, places in a list, ports, ids; it explains no result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_WORDS = frozenset(
    {"seed", "id", "ids", "uid", "uuid", "index", "idx", "rank", "port", "pid", "host", "hostname", "fold"}
)
_FEWEST = 5
"""Fewer whole numbers in a row may be a choice, such as 1, 2 and 3 layers."""


def index_like(key: str, values: Sequence[Any]) -> bool:
    """Return whether a config key counts or names the runs: by a word of its name, or a whole number each, in a row."""
    words = re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower())
    if _WORDS & set(words):
        return True
    whole = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    return len(set(whole)) == len(whole) == len(values) >= _FEWEST and max(whole) - min(whole) == len(whole) - 1
