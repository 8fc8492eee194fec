"""Times as trackers write them."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

_TIME = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z|([-+])(\d\d):?(\d\d))?\Z")


def seconds(text: Any) -> float:
    """Return the Unix seconds of a time; one without a zone is UTC, so that a report is the same everywhere."""
    match = _TIME.match(text) if isinstance(text, str) else None
    if match is None:
        return math.nan
    try:
        found = float(np.datetime64(match[1].replace(" ", "T"), "us").astype(np.int64)) / 1e6
    except ValueError:
        return math.nan
    away = (int(match[3]) * 60 + int(match[4])) * 60 if match[2] else 0
    return found - away if match[2] == "+" else found + away
