"""Parallel coordinates: numbers, logarithms, names, each way up, what has no value, and what colours the lines."""

from __future__ import annotations

import math

import pytest
from conftest import SWEEP, open_example, show
from made_runs import sweep

from reportgen.panels.base.panel import Context
from reportgen.panels.parallel_coordinates import ParallelCoordinates
from reportgen.panels.parallel_coordinates.axis import axis_of
from reportgen.stats.goals import goal_metrics


@pytest.fixture(scope="module")
def runs():
    return open_example(SWEEP)


@pytest.fixture(scope="module")
def diverged(tmp_path_factory):
    return open_example(sweep(tmp_path_factory.mktemp("sweep")))


def texts(axis):
    return [text for _, text in axis.ticks()]


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


@pytest.mark.parametrize(
    ("values", "log", "found"),
    [
        ([1e-4, 3e-4, 1e-3, 3e-3] * 3, True, ["0.0001", "0.0003", "0.001", "0.003"]),
        ([64, 128, 256] * 4, False, ["64", "128", "256"]),
        ([1e-6, 1e-3, 1.0], True, ["1e-6", "1e-5", "1e-4", "1e-3", "1e-2", "1e-1", "1e0"]),
        ([0.41, 0.86, 0.9, 0.91, 0.95], False, ["0.6", "0.8"]),
        ([-1.0, 0.0, 1000.0], False, ["0", "500", "1000"]),
        ([0.0, 1e-3, 1.0], False, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([1, 2, 3, 4, 512, 512], True, ["1", "2", "3", "512"]),
        ([1, 2, 3, 400, 500, 512, 512], False, ["1", "400", "512"]),
        ([5.0, 5.0], False, ["5"]),
        ([1.7e308, -1.7e308], False, ["-1e308", "0", "1e308"]),
    ],
)
def test_scales_and_ticks_are_those_of_the_values(values, log, found):
    axis = axis_of("t", values)
    assert axis.log == log
    assert texts(axis) == found
    heights = [height for height, _ in axis.ticks()]
    assert heights == sorted(heights)
    assert all(0 <= share <= 1 for share in axis.share() + heights)


def test_what_the_spec_says_of_a_scale_holds():
    assert not axis_of("t", [1e-4, 3e-4, 1e-3, 3e-3], log=False).log
    assert axis_of("t", [64, 128, 256], log=True).share() == [0, 0.5, 1]
    assert not axis_of("t", [-1, 10, 100], log=True).log


def test_a_diverged_run_has_a_place_on_an_axis_of_numbers():
    axis = axis_of("t", [0.3, math.nan, None, math.inf, "-Infinity", 0.4])
    assert not axis.names
    assert axis.gaps == ("", "NaN", "none", "∞", "−∞", "")
    assert [math.isnan(share) for share in axis.share()] == [False, True, True, True, True, False]


def test_the_goal_colours_the_lines(diverged):
    fragment = show(ParallelCoordinates(columns=["config.lr", "config.batch", "val/loss", "val/acc"]), diverged)
    assert "<bdi>val/acc</bdi>" in fragment.html
    assert "higher is better" in fragment.html
    assert ">≤ 0.8<" in fragment.html  # r7, far below all others, has the weakest colour and does not stretch the scale
    assert "var(--run-" not in fragment.html


def test_the_lowest_loss_is_strongest(diverged):
    panel = ParallelCoordinates(columns=["config.lr", "val/loss"])
    shading = panel.prepare(diverged, Context()).shading
    strengths = dict(zip([run.name for run in diverged], shading.strengths(), strict=True))
    assert (strengths["r00"], strengths["r07"]) == (1, 0)
    assert math.isnan(strengths["r03"])
    html = show(panel, diverged).html
    assert "lower is better" in html
    assert "1 run without a value" in html
    assert html.count("stroke-dasharray") == 2  # its line, and the legend's
    assert html.count("<circle") == 1
    assert ">NaN<" in html


def test_without_a_goal_among_the_axes_it_is_that_of_the_runs(runs):
    numbers = {key for run in runs for key, info in run.keys.items() if info.is_number}
    best = goal_metrics(sorted(numbers), runs)[0]
    assert ParallelCoordinates(columns=["config.lr"]).prepare(runs, Context()).shading.axis.title == best


def test_run_colours_when_asked(runs):
    fragment = show(ParallelCoordinates(columns=["config.lr", "val/mAP"], z="run"), runs)
    assert all(f'stroke="var(--run-{run.index})"' in fragment.html for run in runs)
    assert all(run.name in fragment.html for run in runs)


def test_a_colour_that_no_run_has_as_a_number(runs):
    fragment = show(ParallelCoordinates(columns=["config.lr"], z="config.optimizer"), runs)
    assert "12 runs without optimizer" in fragment.html


def test_an_axis_that_no_run_has(runs):
    fragment = show(ParallelCoordinates(columns=["config.lr", "config.nothing"]), runs)
    assert fragment.missing == ["no run has 'config.nothing'"]
    assert "rg-empty" in show(ParallelCoordinates(columns=["config.nothing"]), runs).html
