"""Parallel coordinates: numbers, logarithms, names, each way up."""

from __future__ import annotations

import pytest
from conftest import SWEEP, open_example, show

from reportgen.panels.base.panel import Context
from reportgen.panels.parallel_coordinates import ParallelCoordinates


@pytest.fixture(scope="module")
def runs():
    return open_example(SWEEP)


def test_heights_on_each_axis(runs):
    columns = [{"path": "config.lr", "log": True}, {"path": "val/mAP", "inverted": True}, "config.optimizer"]
    view = ParallelCoordinates(columns=columns).prepare(runs, Context())
    rates = [run.lookup("config.lr") for run in runs]
    share = view.axes[0].share()
    assert share[rates.index(min(rates))] == 0
    assert share[rates.index(max(rates))] == 1
    best = [run.lookup("val/mAP") for run in runs]
    assert view.axes[1].share()[best.index(max(best))] == 0
    assert view.axes[2].names == ("adamw", "sgd")


def test_truth_values_are_names(runs):
    view = ParallelCoordinates(columns=["config.augment"]).prepare(runs, Context())
    assert view.axes[0].names == ("false", "true")


def test_the_line_of_every_run_is_in_the_picture(runs):
    fragment = show(ParallelCoordinates(columns=["config.lr", "val/mAP"]), runs)
    assert all(f"stroke:var(--run-{run.index})" in fragment.html for run in runs)


def test_an_axis_that_no_run_has(runs):
    fragment = show(ParallelCoordinates(columns=["config.lr", "config.nothing"]), runs)
    assert fragment.missing == ["no run has 'config.nothing'"]
    assert "rg-empty" in show(ParallelCoordinates(columns=["config.nothing"]), runs).html
