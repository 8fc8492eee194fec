"""Histograms three ways, and what is refused."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept_store import logged

from reportgen.logger.media.histogram import Histogram
from reportgen.logger.misuse import UsageError

VALUES = np.random.default_rng(3).normal(size=(20, 50))


@pytest.mark.parametrize("source", [VALUES, VALUES.tolist(), VALUES.ravel().tolist(), tuple(VALUES.ravel())])
def test_values_are_flattened_into_64_bins(source):
    found = logged(Histogram(source))
    heights, edges = np.histogram(VALUES, 64)
    assert (found.heights == heights).all()
    assert (found.edges == edges).all()


@pytest.mark.parametrize("more", [{}, {"density": True}, {"range": (-1, 2), "bins": 7}, {"bins": [-1, 0, 5]}])
def test_bins_of_ones_own_are_kept_as_they_are(more):
    counted = np.histogram(VALUES, **more)
    for found in (logged(Histogram(np_histogram=counted)), logged(Histogram(counted))):
        assert (found.heights == counted[0]).all()
        assert (found.edges == counted[1]).all()
        assert found.density == bool(more.get("density"))


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1), st.integers(1, 512))
def test_every_value_is_in_a_bin_and_reading_gives_the_same(values, bins):
    made = Histogram(values, num_bins=bins)
    found = logged(made)
    assert found.heights.sum() == len(values)
    assert found.edges.tolist() == made.bins
    assert found.heights.tolist() == made.histogram


def test_what_is_not_finite_is_counted_apart():
    found = logged(Histogram([1, float("nan"), 2, float("inf")], num_bins=2))
    assert (found.heights.tolist(), found.unbinned) == ([1, 1], 2)
    assert found.facts()["unbinned"] == 2
    nothing = logged(Histogram([float("nan")]))
    assert (len(nothing.heights), nothing.unbinned) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"sequence": [1], "num_bins": 513}, r"num_bins: 513 came.*1 to 512 bins"),
        ({"sequence": [1], "num_bins": 0}, r"num_bins: 0 came"),
        ({"sequence": [1], "num_bins": 2.5}, r"num_bins: 2.5 came"),
        ({"np_histogram": np.histogram(VALUES, 513)}, r"np_histogram: 513 bins came"),
        ({"np_histogram": ([1, 2], [0, 1])}, r"2 heights and 2 edges came.*one edge more"),
        ({"np_histogram": ([1, 2], [0, 2, 1])}, r"do not rise"),
        ({"np_histogram": [1]}, r"np_histogram: a list came"),
        ({}, r"sequence: nothing came"),
        ({"sequence": ["a"]}, r"sequence: a list came that does not hold numbers"),
        ({"sequence": 5}, r"sequence: an int came"),
        ({"sequence": [1], "np_histogram": ([1], [0, 1])}, r"both came"),
    ],
)
def test_misuse_is_said(arguments, said):
    with pytest.raises(UsageError) as error:
        Histogram(**arguments)
    assert re.search(said, str(error.value)), str(error.value)
