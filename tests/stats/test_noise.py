"""Dense lines from afar: columns, and which lines are noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.stats.lines import noise


def test_columns_have_the_range_and_the_mean_of_their_points():
    x = np.arange(8.0)
    y = np.array([1, 3, np.nan, 8, 5, 5, np.inf, -1.0])
    found = noise.columns(x, y, x / 8, 2)
    assert found.low.tolist() == [1, -1]
    assert found.high.tolist() == [8, 5]
    assert found.middle.tolist() == pytest.approx([4, 3])
    assert found.x.tolist() == pytest.approx([4 / 3, 16 / 3])


def test_extremes_have_no_weight_in_the_middle_of_a_reduced_line():
    share = np.zeros(8)
    values = np.array([0, 0, 900, 1, 1.5, 0.5, -900, 1])
    assert noise.columns(share, values, share, 1, reduced=True).middle[0] == pytest.approx(0.625)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300), st.integers(1, 40), st.booleans())
def test_the_middle_lies_within_the_range(values, count, reduced):
    share = np.linspace(0, 1, len(values))
    found = noise.columns(share, np.array(values), share, count, reduced=reduced)
    slack = 1e-6 * (1 + np.abs(found.high) + np.abs(found.low))
    assert (found.low - slack <= found.middle).all()
    assert (found.middle <= found.high + slack).all()
    assert found.low.min() == min(values)
    assert found.high.max() == max(values)


def noisy(count: int, height: float) -> bool:
    rng = np.random.default_rng(0)
    return noise.is_noise(np.linspace(0, 1, count), 100 + height * rng.uniform(-1, 1, count), 400.0)


def test_noise_is_dense_and_tall():
    assert noisy(4000, 20)
    assert noisy(450, 40)
    assert not noisy(300, 40)  # fewer points than pixels
    assert not noisy(4000, 2)  # as thin as a line
    assert not noise.is_noise(np.linspace(0, 1, 4000), np.linspace(0, 200, 4000), 400.0)  # a slope
    assert not noise.is_noise(np.zeros(0), np.zeros(0), 400.0)


def test_rare_peaks_are_no_noise():
    tall = np.zeros(4000)
    tall[::700] = 150
    assert not noise.is_noise(np.linspace(0, 1, 4000), tall, 400.0)


def test_a_peak_of_a_band_of_few_points_is_as_narrow_as_it_is():
    x = np.arange(5_000.0)
    y = np.random.default_rng(0).normal(0, 0.1, 5_000)
    y[1_234] = 5
    fine = noise.columns(x, y, x / 5_000, 240)
    across, low, high = noise.outlined(fine, 4, lambda values: values / 6)
    assert len(across) < 80
    assert list(across) == sorted(across)
    near = (across > 1_234 - 60) & (across < 1_234 + 60)
    assert high.max() == 5
    assert sum(high > 1) == 1
    assert near[high.argmax()]
    assert high[high.argmax() - 1] < 1 > high[high.argmax() + 1]
    assert np.diff(across)[high.argmax() - 1 : high.argmax() + 1].max() < 2 * 5_000 / 240
    assert (low <= high).all()
