"""Several lines as one: the grid, the aggregates and the bands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.stats.aggregate import EVEN_PLACES, MAX_PLACES, aggregate, grid, on_grid, spread, stack


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 8), st.integers(1, 40))
def test_aggregates_equal_numpys(seed, lines, places):
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((lines, places))
    values[rng.random(values.shape) < 0.3] = np.nan
    for how, function in {"mean": np.mean, "min": np.min, "max": np.max, "median": np.median, "sum": np.sum}.items():
        found = aggregate(values, how)
        for place in range(places):
            known = values[:, place][~np.isnan(values[:, place])]
            assert found[place] == pytest.approx(function(known), nan_ok=True) if len(known) else np.isnan(found[place])
    low, high = spread(values, aggregate(values, "mean"), "stddev")
    for place in range(places):
        known = values[:, place][~np.isnan(values[:, place])]
        if len(known) > 1:
            assert (high - low)[place] / 2 == pytest.approx(np.std(known, ddof=1))
    below, above = spread(values, aggregate(values, "mean"), "stderr")
    assert ((above - below) <= (high - low) + 1e-12)[~np.isnan(high)].all()


def test_a_line_is_known_between_its_ends_only():
    found = on_grid(np.array([1.0, 3.0]), np.array([10.0, 30.0]), np.array([0.0, 1.0, 2.0, 3.0, 4.0]))
    assert found[1:4].tolist() == [10, 20, 30]
    assert np.isnan(found[[0, 4]]).all()


def test_of_two_points_at_one_place_the_last_counts():
    assert on_grid(np.array([1.0, 1.0, 2.0]), np.array([5.0, 7.0, 8.0]), np.array([1.0])).tolist() == [7.0]


def test_gaps_are_bridged_and_nothing_stays_nothing():
    assert on_grid(np.array([0.0, 1.0, 2.0]), np.array([0.0, np.nan, 4.0]), np.array([1.0])).tolist() == [2.0]
    assert np.isnan(on_grid(np.zeros(0), np.zeros(0), np.array([1.0]))).all()


def test_the_grid_is_every_place_or_an_even_one():
    assert grid([np.array([3.0, 1.0]), np.array([2.0, np.nan])]).tolist() == [1, 2, 3]
    many = grid([np.arange(MAX_PLACES + 1.0)])
    assert len(many) == EVEN_PLACES
    assert many[-1] == MAX_PLACES


def test_shares_add_up_to_one():
    lower, upper = stack(np.array([[1.0, 0.0], [3.0, np.nan]]), share=True)
    assert upper[-1].tolist() == [1.0, 0.0]
    assert (upper - lower)[:, 0].tolist() == [0.25, 0.75]
