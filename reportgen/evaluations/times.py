"""Points of time as evaluations write them, to Unix seconds."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d)[:-](\d\d)[:-](\d\d)(?:[.,](\d{1,9}))?\s*(Z|UTC|[+-]\d\d:?\d\d)?\Z")
_MINUTE = 60


def seconds_of(value: Any) -> float:
    """Return Unix seconds of an ISO time, UTC where it has no zone; NaN of anything else.

    Hyphens may stand for the colons of the time, as they do in names of files.
    """
    found = _ISO.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        return math.nan
    day, hour, minute, second, fraction, zone = found.groups()
    try:
        whole = np.datetime64(f"{day}T{hour}:{minute}:{second}", "s").astype(np.int64)
    except ValueError:
        return math.nan
    offset = 0
    if zone and zone[0] in "+-":
        offset = (int(zone[1:3]) * 60 + int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    return float(whole) + (float(f"0.{fraction}") if fraction else 0) - offset * _MINUTE
