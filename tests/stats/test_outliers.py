"""The y axis that a few lines do not flatten: what is cut, and above all what is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.stats.lines.outliers import Reach, stretch

STEPS = np.linspace(0, 1, 100)
values = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=20)


def line(calm, noisy=False):
    calm = np.asarray(calm, float)
    return Reach(calm, calm, calm, noisy)


def falling(high=10.0, low=0.1, speed=5.0):
    return line(low + (high - low) * np.exp(-speed * STEPS))


def diverging(high=100.0):
    return line(np.where(STEPS < 0.3, 5.0, 5 + (high - 5) * (STEPS - 0.3) / 0.7))


@pytest.mark.parametrize("count", [1, 2, 3, 12, 50])
@pytest.mark.parametrize("speed", [1, 5, 50, 500])
@pytest.mark.parametrize("goal", ["minimize", ""])
def test_a_loss_that_falls_is_shown_whole(count, speed, goal):
    lines = [falling(low=0.1 + 0.01 * i, speed=speed) for i in range(count)]
    low, high = stretch(lines, goal, "auto")
    assert low == min(each.calm.min() for each in lines)
    assert high == 10


@pytest.mark.parametrize("speed", [5, 50, 500])
def test_so_is_a_dense_and_noisy_one(speed):
    rng = np.random.default_rng(0)
    calm = falling(high=1000, speed=speed).calm
    wide = np.abs(calm) * rng.uniform(0, 0.5, 100)
    assert stretch([Reach(calm, calm - wide, calm + wide, noisy=True)], "minimize", "auto")[1] == (calm + wide).max()


def test_learning_rates_of_a_grid_are_all_shown():
    for rates in ([0.1, 0.01, 0.001, 1e-4], [0.1, 0.01, 0.01, 0.01], [1, 0.1]):
        assert stretch([line(np.full(9, rate)) for rate in rates], "", "auto") == (min(rates), max(rates))
        lines = [line(rate * (1 - STEPS)) for rate in [*rates, *rates, *rates]]
        assert stretch(lines, "", "auto") == (0, max(rates))


def test_a_run_that_diverges_leaves_the_axis():
    lines = [*(falling() for _ in range(11)), diverging()]
    assert stretch(lines, "minimize", "auto") == (lines[0].calm.min(), 10)
    assert stretch(lines, "", "auto") == (lines[0].calm.min(), 10)
    assert stretch(lines, "maximize", "auto")[1] == 100  # there it would be the best
    assert stretch(lines, "minimize", "off") == (lines[0].calm.min(), 100)


def test_two_of_twelve_are_no_outliers():
    lines = [*(falling() for _ in range(10)), diverging(), diverging()]
    assert stretch(lines, "minimize", "auto")[1] == 100


def test_an_accuracy_is_cut_below_only():
    lines = [line(0.9 + 0.01 * i * STEPS) for i in range(9)] + [line(np.where(STEPS < 0.5, 0.95, -3))]
    low, high = stretch(lines, "maximize", "auto")
    assert low == 0.9
    assert high == max(each.calm.max() for each in lines)


def test_rare_peaks_of_noise_are_cut_and_common_ones_are_not():
    calm = np.ones(200)
    high = np.full(200, 1.5)
    high[77] = 90
    assert stretch([Reach(calm, calm * 0.5, high, noisy=True)], "minimize", "auto")[1] < 2
    high[::10] = 90
    assert stretch([Reach(calm, calm * 0.5, high, noisy=True)], "minimize", "auto")[1] == 90
    assert stretch([Reach(calm, calm * 0.5, high)], "minimize", "auto")[1] == 90  # few points are all drawn as a line


def test_asked_for_it_cuts_at_percentiles_but_not_the_best():
    lines = [line(np.arange(101.0))]
    assert stretch(lines, "minimize", "on") == (0, 95)
    assert stretch(lines, "maximize", "on") == (5, 100)
    assert stretch(lines, "", "on") == (5, 95)


@given(st.lists(values, min_size=1, max_size=12), st.sampled_from(["minimize", "maximize", ""]),
       st.sampled_from(["auto", "on"]), st.booleans())  # fmt: skip
def test_the_axis_lies_within_the_whole_and_keeps_the_best(rows, goal, cut, noisy):
    lines = [line(row, noisy) for row in rows]
    whole = stretch(lines, goal, "off")
    low, high = stretch(lines, goal, cut)
    assert whole[0] <= low <= high <= whole[1]
    assert low == whole[0] or goal != "minimize"
    assert high == whole[1] or goal != "maximize"


@given(st.lists(values, min_size=1, max_size=12), st.sampled_from(["minimize", ""]))
def test_what_is_cut_leaves_all_others_whole_and_few(rows, goal):
    lines = [line(row) for row in rows]
    high = stretch(lines, goal, "auto")[1]
    outside = [each for each in lines if each.calm.max() > high]
    assert len(outside) <= max(1, len(lines) // 8)
    assert not outside or len(lines) >= 3
    assert all((each.calm <= high).any() for each in outside)  # none vanishes


@given(st.lists(values, min_size=1, max_size=12))
def test_up_and_down_are_alike(rows):
    lines = [line(row) for row in rows]
    low, high = stretch(lines, "", "auto")
    assert stretch([line(-each.calm) for each in lines], "", "auto") == (-high, -low)


def test_nothing_has_no_ends():
    assert stretch([], "", "auto") == (np.inf, -np.inf)
    assert stretch([line([np.nan])], "", "on") == (np.inf, -np.inf)
