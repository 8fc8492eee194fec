"""The logs of trainers that lie beside: real ones, and what the tools themselves read of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from reportgen.sources import read_runs

LOGS = Path(__file__).parent / "trainers"
WORDS = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}


def expected(name):
    """Return the tool's own reading, with numbers that JSON has not."""
    return _numbers(json.loads((LOGS / "expected" / f"{name}.json").read_text()))


def _numbers(value):
    if isinstance(value, dict):
        return {key: _numbers(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_numbers(one) for one in value]
    return WORDS.get(value, value) if isinstance(value, str) else value


def runs_by_name(path):
    """Return the runs of a folder by their names."""
    found = {run.meta.name: run for run in read_runs(path).runs}
    assert found
    return found


def points(run, key):
    """Return a metric as (steps, values)."""
    column = run.column(key)
    return column.steps.tolist(), column.values.tolist()


def same(mine, theirs):
    """Tell that numbers are the same, to the last bit and with NaN at the same places."""
    mine, theirs = np.asarray(mine, np.float64), np.asarray(theirs, np.float64)
    return len(mine) == len(theirs) and np.array_equal(mine, theirs, equal_nan=True)
