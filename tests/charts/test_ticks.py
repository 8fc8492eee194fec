"""Ticks and their labels: round, at the least two, and never two alike."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.charts import static, ticks
from reportgen.charts.marks import Strange

ENDS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0, 0.5, 1], ["0", "0.5", "1"]),
        ([0, 20, 40], ["0", "20", "40"]),
        ([2000, 4000], ["2000", "4000"]),
        ([0, 5e3, 1e4], ["0", "5k", "10k"]),
        ([1e6, 1.5e6], ["1M", "1.5M"]),
        ([1.1e18, 1.15e18], ["1.1e18", "1.15e18"]),
        ([1e-299, 2e-299], ["1e-299", "2e-299"]),
        ([5e-324, 1e-323], ["5e-324", "1e-323"]),
        ([1e9, 1e9 + 0.01], ["1000000000", "1000000000.01"]),
        ([123456.1, 123456.2], ["123456.1", "123456.2"]),
        ([-0.5, 0.0, 0.5], ["-0.5", "0", "0.5"]),
        ([-1e308, 0, 1e308], ["-1e308", "0", "1e308"]),
        ([0.1 + 0.2, 0.4], ["0.3", "0.4"]),
        ([], []),
    ],
)
def test_labels(values, texts):
    assert ticks.labels(values) == texts


def test_shares_are_told_apart():
    assert ticks.labels([0.1, 0.25, 0.5], percent=True) == ["10%", "25%", "50%"]
    assert ticks.labels([0.5001, 0.5002], percent=True) == ["50.01%", "50.02%"]


@settings(deadline=None)
@given(ENDS, ENDS, st.integers(1, 12))
def test_two_ticks_at_the_least_and_no_two_labels_alike(a, b, count):
    low, high = min(a, b), max(a, b)
    values = ticks.linear(low, high, count)
    assert len(values) >= (2 if low < high else 1)
    assert len(set(values)) == len(values)
    texts = ticks.labels(values)
    assert len(set(texts)) == len(texts)


@settings(deadline=None)
@given(st.floats(5e-324, 1e308), st.floats(1.0001, 1e12))
def test_ticks_of_logarithmic_axes(low, factor):
    high = low * factor
    if not low < high < math.inf:
        return
    values = ticks.log(low, high)
    axis = static.Axis(low, high, log=True)
    assert len(values) >= 2
    texts = axis.ticks(5)[1]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("value", [0.0, 1.0, 5e-324, 1.7976931348623157e308, -1.7976931348623157e308, 1e9])
def test_one_value_has_an_axis_around_it(value):
    low, high = static.domain([np.array([value])])
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert low < high
    assert len(set(static.Axis(low, high).ticks(4)[1])) >= 2


@pytest.mark.parametrize("width", [120, 200, 260, 400])
def test_a_narrow_picture_has_two_labels_on_its_x_axis(width):
    html = str(static.picture([], static.Axis(0, 49), static.Axis(0, 1), width, 200))
    assert len(re.findall(r'<text class="[me]"[^>]*y="194"', html)) >= 2


def test_values_that_no_axis_has_a_place_for_have_marks_at_the_edge():
    strange = Strange(np.array([1.0, 2.0, 3.0, 9.0]), np.array([np.inf, -np.inf, np.nan, np.nan]), "var(--run-0)")
    html = str(static.picture([strange], static.Axis(0, 4), static.Axis(0, 1), 400, 200))
    marks = re.findall(r'<path d="M[\d.]+ ([\d.]+)l[^"]*" stroke="[^"]+" fill="([^"]+)"', html)
    assert [fill for _, fill in marks] == ["var(--run-0)", "var(--run-0)", "none"]
    up, down, hollow = (float(y) for y, _ in marks)
    assert up < down == hollow


def test_few_values_apart_are_the_ticks_of_a_logarithmic_axis():
    assert ticks.log_of([0.01, 3e-4, 0.001, 0.003, 3e-4, math.nan]) == [3e-4, 0.001, 0.003, 0.01]
    assert ticks.log_of([1, 1.01, 100]) == ticks.log(1, 100)
    assert ticks.log_of([]) == []
    axis = static.Axis(2e-4, 0.02, log=True, at=(3e-4, 0.001, 0.003, 0.01))
    assert axis.ticks(5)[1] == ["3e-4", "1e-3", "3e-3", "1e-2"]
    assert static.Axis(5e-4, 0.02, log=True, at=(3e-4, 0.001, 0.003)).ticks(5)[1] == ["1e-3", "3e-3"]
