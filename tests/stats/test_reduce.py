"""Reductions: the picture of a line is the picture of all of its points."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.stats.reduce import m4, smooth


def columns(x, y, count, low, high):
    """Return first, min, max and last of each pixel column, as a raster of the line needs them."""
    bucket = np.minimum(((x - low) * (count / (high - low))).astype(int), count - 1)
    return {b: (y[bucket == b][0], y[bucket == b].min(), y[bucket == b].max(), y[bucket == b][-1]) for b in set(bucket)}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(50, 3000), st.integers(3, 60))
def test_every_pixel_column_keeps_what_it_shows(seed, n, count):
    rng = np.random.default_rng(seed)
    x = np.sort(rng.choice(10 * n, n, replace=False)).astype(float)
    y = rng.standard_normal(n).cumsum()
    kept = m4(x, y, count)
    assert len(kept) <= max(4 * count, n if n <= 4 * count else 0)
    assert np.array_equal(kept, np.unique(kept))
    assert columns(x[kept], y[kept], count, x[0], x[-1]) == columns(x, y, count, x[0], x[-1])


def test_gaps_stay_gaps():
    y = np.sin(np.arange(10_000) / 50)
    y[4000:4010] = np.nan
    kept = m4(np.arange(10_000.0), y, 100)
    assert np.isnan(y[kept]).sum() == 1


def test_edges():
    assert m4(np.zeros(0), np.zeros(0), 10).tolist() == []
    assert m4(np.ones(1000), np.arange(1000.0), 10)[-1] == 999
    assert len(m4(np.arange(1000.0), np.full(1000, np.nan), 10)) > 0


def test_smoothing_keeps_ends_gaps_and_constants():
    x = np.arange(200.0)
    assert np.allclose(smooth(x, np.full(200, 3.0), 0.9), 3.0)
    noisy = np.random.default_rng(0).standard_normal(200)
    noisy[50] = np.nan
    out = smooth(x, noisy, 0.99)
    assert np.isnan(out[50])
    assert out[0] == noisy[0]
    assert np.nanstd(out) < np.nanstd(noisy) / 2
    assert smooth(x, noisy, 0.0) is noisy
