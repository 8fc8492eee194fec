"""Metrics that only grow are x axes of what was logged with them."""

from __future__ import annotations

import pytest
from conftest import open_example

from reportgen.stats.lines.counters import counters


@pytest.fixture
def runs(tmp_path):
    """Return a run with columns that grow, rest, fall, and are logged elsewhere."""
    rows = [
        f"{i},{1 / (i + 1)},{i * 256},{i // 4},{3},{10 - i},{i if i < 3 else ''},{i},{'' if i == 5 else i}"
        for i in range(10)
    ]
    head = "step,loss,samples,round,fixed,left,seldom,val/acc,jump"
    (tmp_path / "run.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return open_example(tmp_path / "run.csv")


def test_counters_only_grow_and_were_logged_with_what_is_drawn(runs):
    assert counters(runs, ["loss"], 4096) == ["jump", "round", "samples"]


def test_a_counter_that_is_drawn_is_no_axis_of_itself(runs):
    assert counters(runs, ["samples", "loss"], 4096) == ["jump", "round"]


def test_lines_that_are_thinned_have_none(runs):
    assert counters(runs, ["loss"], 9) == []


def test_what_is_not_finite_counts_nothing(tmp_path):
    rows = [f"{step},0.5,{value}" for step, value in enumerate(("-inf", 1, "inf", "inf"))]
    (tmp_path / "a.csv").write_text("\n".join(["step,loss,odd", *rows]) + "\n")
    (run,) = open_example(tmp_path)
    assert not run.grows("odd")
