"""Nested values as JSON holds them, with what it has no number for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from reportgen.lang.evaluate import EXACT


def marked(value: Any) -> Any:
    """Return nested values as JSON holds them: what it has no number for is a text that begins with a NUL.

    ``client/query/whole.ts`` reads them back: whole numbers that doubles do not tell apart, NaN and infinities.
    """
    if isinstance(value, str):
        return f"\0s{value}" if value.startswith("\0") else value
    if isinstance(value, float) and not np.isfinite(value):
        return "\0NaN" if np.isnan(value) else "\0Infinity" if value > 0 else "\0-Infinity"
    if type(value) is int and abs(value) >= EXACT:
        return f"\0i{value}"
    if isinstance(value, Mapping):
        return {key: marked(inner) for key, inner in value.items()}
    return [marked(inner) for inner in value] if isinstance(value, list | tuple) else value
