"""Rebinning keeps the mass, and puts it where a slow count would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.model.media.histogram import Histogram
from reportgen.stats.rebin import (
    as_shares,
    common_edges,
    even,
    evenly,
    masses_of,
    measured,
    percentiles,
    rebin,
)


def histogram_of(values, edges, step=0):
    """Return the masses of a histogram whose logger does not say what its heights are."""
    found = Histogram.of(np.array(edges, float), np.array(values, float))
    return found and masses_of(found, step)


def slow(histogram, edges):
    """Return the mass between edges, bin by bin, by the share of each logged bin that overlaps."""
    out = np.zeros(len(edges) - 1)
    for j in range(len(edges) - 1):
        for i, mass in enumerate(histogram.mass):
            low, high = histogram.edges[i], histogram.edges[i + 1]
            overlap = min(high, edges[j + 1]) - max(low, edges[j])
            if overlap > 0:
                out[j] += mass * overlap / (high - low)
    return out


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(1, 80))
def test_mass_is_kept_and_equals_the_slow_count(seed, count, bins):
    rng = np.random.default_rng(seed)
    edges = np.cumsum(rng.random(count + 1) * rng.choice([1e-3, 1.0, 50.0]) + 1e-6) + rng.normal() * 100
    histogram = histogram_of(rng.integers(0, 1000, count).tolist(), edges.tolist())
    other = histogram_of([1, 1], [edges[0] - rng.random(), edges[0], edges[-1] + rng.random()])
    common = common_edges([histogram, other], bins)
    found = rebin(histogram, common)
    assert found.sum() == pytest.approx(histogram.total, rel=1e-9)
    assert found == pytest.approx(slow(histogram, common), rel=1e-9, abs=1e-6)


def test_shared_edges_stay_as_they_are():
    edges = [0.0, 1.0, 10.0, 100.0]
    logged = [histogram_of([1, 5, 2], edges, step) for step in range(3)]
    common = common_edges(logged, 64)
    assert common.tolist() == edges
    assert rebin(logged[0], common).tolist() == [1, 5, 2]


def test_a_density_keeps_its_meaning():
    rng = np.random.default_rng(0)
    values, edges = np.histogram(rng.random(300), density=True, range=(0.0, 1.0))
    found = histogram_of(values.tolist(), edges.tolist())
    assert found.density
    assert found.total == pytest.approx(1.0)
    assert not histogram_of([1, 0], [0.0, 0.5, 1.0]).density  # counts that happen to integrate to a half


@pytest.mark.parametrize(
    ("values", "edges"),
    [([], []), ([1], [0]), ([1, 2], [0, 1]), ([1], [1, 0]), ([1], [0, float("inf")]), ([1], [float("nan"), 1])],
)
def test_what_is_no_histogram(values, edges):
    assert histogram_of(values, edges) is None


def test_bins_without_width():
    flat = histogram_of([3], [2.0, 2.0])
    assert flat.edges.tolist() == [1.5, 2.5]
    spike = histogram_of([1, 4, 1], [0.0, 1.0, 1.0, 2.0])
    assert (np.diff(spike.edges) > 0).all()
    assert rebin(spike, np.array([0.0, 0.5, 1.5, 3.0])).sum() == pytest.approx(6)


def test_strange_heights_count_as_nothing():
    assert histogram_of([1, -2, float("nan"), float("inf")], [0, 1, 2, 3, 4]).mass.tolist() == [1, 0, 0, 0]


def test_percentiles_of_an_even_spread():
    edges = np.linspace(0, 10, 11)
    found = percentiles(np.stack([np.ones(10), np.zeros(10)]), edges, [0.05, 0.5, 0.95])
    assert found[0] == pytest.approx([0.5, 5.0, 9.5])
    assert np.isnan(found[1]).all()


class TestMeasure:
    """What is drawn of masses: counts, shares or densities; by width where bins differ in it."""

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.tuples(st.floats(0.05, 20), st.integers(0, 1000)), min_size=1, max_size=30))
    def test_area_is_mass(self, bins):
        edges = np.cumsum([0.0, *(width for width, _ in bins)])
        mass = np.array([[float(count) for _, count in bins]])
        found = measured([mass], edges, density=False)
        if even(edges):
            assert (found.name, found.widths.tolist()) == ("count", [1.0] * len(bins))
        else:
            assert found.name == "count per unit"
            assert mass[0] / found.widths * found.widths == pytest.approx(mass[0])

    def test_a_density_is_what_was_logged(self):
        rng = np.random.default_rng(0)
        for bins in (20, [0, 0.1, 0.3, 1]):
            values, edges = np.histogram(rng.random(300), bins, (0, 1), density=True)
            found = histogram_of(values.tolist(), edges.tolist())
            drawn = measured([found.mass[None]], edges, density=found.density)
            assert drawn.name == "density"
            assert found.mass / drawn.widths == pytest.approx(values)

    def test_densities_of_32_bits_are_densities(self):
        values, edges = np.histogram(np.random.default_rng(1).normal(size=999), 64, density=True)
        assert histogram_of(values.astype(np.float32).tolist(), edges.astype(np.float32).tolist()).density

    def test_weights_that_sum_to_one_are_shares(self):
        edges = np.linspace(0, 1, 5)
        assert measured([np.array([[0.1, 0.2, 0.3, 0.4]])], edges, density=False).name == "share"
        assert measured([np.array([[0.0, 0.0, 1.0, 0.0]])], edges, density=False).name == "count"

    def test_a_bin_without_width_leaves_the_others_their_colour(self):
        spike = histogram_of([5, 90, 5], [0.0, 1.0, 1.0, 2.0])
        heights = spike.mass / measured([spike.mass[None]], spike.edges, density=False).widths
        assert heights[0] > heights.max() / 10_000

    def test_counts_and_densities_come_on_one_scale(self):
        counts, density = histogram_of([1, 3], [0, 1, 2]), histogram_of([0.25, 0.75], [0, 1, 2])
        one, other = as_shares([counts, density])
        assert one.mass.tolist() == other.mass.tolist() == [0.25, 0.75]


def test_even_bins_and_what_holds_nothing():
    assert masses_of(Histogram.empty()).total == 0
    assert evenly(histogram_of([10, 10], [0, 1, 4]), 4) == pytest.approx([10, 10 / 3, 10 / 3, 10 / 3])
