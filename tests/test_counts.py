"""Small builds take no more steps than when their counts were recorded."""

from __future__ import annotations

import importlib.util

import pytest
from conftest import ROOT

MOST = 1.1
PATH = ROOT / "tests" / "bench" / "counting.py"
AGAIN = "If that is meant, say why in the commit and record them again: python tests/bench/counting.py --record"


@pytest.fixture(scope="module")
def counting():
    spec = importlib.util.spec_from_file_location("counting", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def grown(now: dict[str, int], before: dict[str, int]) -> list[str]:
    """Return the builds that run more lines than they may."""
    return [f"{name}: {now[name] / count:.2f} x" for name, count in before.items() if now[name] > count * MOST]


@pytest.mark.timeout(120)
def test_small_builds_run_no_more_lines_than_recorded(counting):
    before = counting.recorded()
    if before is None:
        pytest.skip(f"no counts are recorded for Python {counting.VERSION}, whose lines are counted its own way")
    assert set(before) == set(counting.CASES)
    assert grown(counting.counted(), before) == [], AGAIN


def test_a_tenth_more_is_too_much():
    assert grown({"start": 1101, "lines": 1100}, {"start": 1000, "lines": 1000}) == ["start: 1.10 x"]
