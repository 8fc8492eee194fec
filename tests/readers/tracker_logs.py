"""The logs of trackers that lie in ``trackers/``: real ones, and what the tools themselves read of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

LOGS = Path(__file__).parent / "trackers"


def expected(name):
    """Return the tool's own reading."""
    return json.loads((LOGS / f"{name}.json").read_text())


def same(mine, theirs):
    """Tell that numbers are the same, to the last bit and with NaN at the same places."""
    mine, theirs = np.asarray(mine, np.float64), np.asarray(theirs, np.float64)
    return len(mine) == len(theirs) and np.array_equal(mine, theirs, equal_nan=True)
