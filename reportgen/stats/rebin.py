"""Histograms on common bins, by mass: what fell between two values still does, whatever the edges were.

Within a bin values are taken to be spread evenly. Vectorised by cumulative sums: the mass below an edge is linear
between the edges of the logged bins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reportgen import portable
from reportgen.model.column import Floats
from reportgen.model.media.histogram import Histogram

_WHOLE = 1e-4
_EVEN = 1e-3
_NARROW = 1000


@dataclass(frozen=True)
class Masses:
    """A histogram as what lies where: ``mass`` (n,) in bins between ``edges`` (n + 1,) rising, no two of them equal.

    Of a ``density`` all mass is one.
    """

    step: int
    mass: Floats
    edges: Floats
    density: bool = False

    @property
    def total(self) -> float:
        """The mass of all bins."""
        return float(self.mass.sum())


def masses_of(histogram: Histogram, step: int = 0) -> Masses:
    """Return a histogram as masses: those of a density are height times width. Heights that are no counts are zero."""
    heights = histogram.heights
    mass = np.where(np.isfinite(heights) & (heights > 0), heights, 0.0)
    if histogram.density:
        mass = mass * np.diff(histogram.edges)
    return Masses(step, mass, _apart(histogram.edges) if len(mass) else histogram.edges, histogram.density)


def _apart(edges: Floats) -> Floats:
    """Return edges of which no two are equal: a bin without width gets a sliver, or half a unit on both sides."""
    span = float(edges[-1] - edges[0])
    if span == 0:
        middle = float(edges[0])
        half = max(abs(middle) * 1e-6, 0.5) if len(edges) == 2 else max(abs(middle) * 1e-3, 0.5)  # noqa: PLR2004
        return np.linspace(middle - half, middle + half, len(edges))
    if (np.diff(edges) > 0).all():
        return edges
    sliver = span * 1e-9
    return np.maximum.accumulate(edges + np.arange(len(edges)) * sliver)


def common_edges(found: Sequence[Masses], bins: int) -> Floats:
    """Return edges that hold all histograms: their own where all share them, else ``bins`` even ones."""
    first = found[0].edges
    if all(len(h.edges) == len(first) and np.array_equal(h.edges, first) for h in found):
        return first
    low, high = min(float(h.edges[0]) for h in found), max(float(h.edges[-1]) for h in found)
    return np.linspace(low, high, bins + 1)


def even(edges: Floats) -> bool:
    """Return whether all bins have one width."""
    widths = np.diff(edges)
    return bool((np.abs(widths - widths.mean()) <= widths.mean() * _EVEN).all())


def widths_of(edges: Floats) -> Floats:
    """Return (n,) widths that mass is divided by where it is drawn as density; none is below a thousandth of all.

    A bin that is narrower than a pixel has no area to be seen, and would make all others pale.
    """
    widths = np.diff(edges)
    return np.maximum(widths, float(edges[-1] - edges[0]) / _NARROW)


@dataclass(frozen=True)
class Measure:
    """What is drawn of histograms: its name, the (n,) widths to divide mass by, and the unit of logarithmic colours."""

    name: str
    widths: Floats
    unit: float


def measured(mass: Sequence[Floats], edges: Floats, *, density: bool) -> Measure:
    """Return how (rows, bins) masses are drawn: as they are, or by width where bins differ in it or hold a density."""
    uneven = not even(edges)
    widths = widths_of(edges) if density or uneven else np.ones(len(edges) - 1)
    whole = all(bool((rows == np.floor(rows)).all()) for rows in mass)
    shares = not whole and all(bool((np.abs(rows.sum(axis=1) - 1) < _WHOLE).all()) for rows in mass)
    name = "density" if density else ("share" if shares else "count") + (" per unit" if uneven else "")
    if name == "count":
        return Measure(name, widths, 1.0)
    heights = np.concatenate([(rows / widths).ravel() for rows in mass])
    most, known = float(heights.max(initial=0.0)), heights[heights > 0]
    return Measure(name, widths, max(float(known.min()) if len(known) else 1.0, most * 1e-6))


def as_shares(found: Sequence[Masses]) -> list[Masses]:
    """Return counts and densities on one scale: what part of each falls into a bin."""
    return [replace(h, mass=h.mass / h.total, density=True) for h in found]


def rebin(histogram: Masses, edges: Floats) -> Floats:
    """Return the mass (m,) of a histogram between ``edges`` (m + 1,); all of it where they hold its own edges."""
    below = np.concatenate([[0.0], np.cumsum(histogram.mass)])
    found: Floats = np.diff(portable.interp(edges, histogram.edges, below))
    return found


def evenly(histogram: Masses, bins: int) -> list[float]:
    """Return what lies in each of ``bins`` even bins over all of a histogram."""
    found: list[float] = rebin(histogram, np.linspace(histogram.edges[0], histogram.edges[-1], bins + 1)).tolist()
    return found


def percentiles(mass: Floats, edges: Floats, shares: Sequence[float]) -> Floats:
    """Return the values (rows, shares) below which those shares of each row's ``mass`` (rows, bins) lie, else NaN."""
    out = np.full((len(mass), len(shares)), np.nan)
    below = np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass, axis=1)], axis=1)
    for row, curve in enumerate(below):
        if curve[-1] > 0:
            out[row] = portable.interp(np.asarray(shares) * curve[-1], curve, edges)
    return out
