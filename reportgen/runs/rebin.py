"""Histograms on common bins, by mass: what fell between two values still does, whatever the edges were.

Within a bin values are taken to be spread evenly. Vectorised by cumulative sums: the mass below an edge is linear
between the edges of the logged bins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen import portable
from reportgen.runs.run import Floats

_WHOLE = 1e-6


@dataclass(frozen=True)
class Histogram:
    """A logged histogram: ``mass`` (n,) in bins between ``edges`` (n + 1,) rising. ``density``: its mass is one."""

    step: int
    mass: Floats
    edges: Floats
    density: bool = False

    @property
    def total(self) -> float:
        """The mass of all bins."""
        return float(self.mass.sum())


def histogram_of(values: Sequence[float], edges: Sequence[float], step: int = 0) -> Histogram | None:
    """Return a logged histogram, None where it holds nothing that can be drawn.

    Heights that integrate to one and are no whole numbers are a density (``np.histogram(density=True)``): their mass
    is height times width. Negative and not-finite heights count as zero; edges out of order make it unreadable.
    """
    mass, ends = np.asarray(values, np.float64), np.asarray(edges, np.float64)
    if mass.ndim != 1 or not len(mass) or len(ends) != len(mass) + 1 or not np.isfinite(ends).all():
        return None
    if (np.diff(ends) < 0).any():
        return None
    mass = np.where(np.isfinite(mass) & (mass > 0), mass, 0.0)
    widths = np.diff(ends)
    whole = bool((mass == np.floor(mass)).all())
    density = not whole and abs(float((mass * widths).sum()) - 1) < _WHOLE
    if density:
        mass = mass * widths
    return Histogram(step, mass, _apart(ends), density)


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


def common_edges(found: Sequence[Histogram], bins: int) -> Floats:
    """Return edges that hold all histograms: their own where all share them, else ``bins`` even ones."""
    first = found[0].edges
    if all(len(h.edges) == len(first) and np.array_equal(h.edges, first) for h in found):
        return first
    low, high = min(float(h.edges[0]) for h in found), max(float(h.edges[-1]) for h in found)
    return np.linspace(low, high, bins + 1)


def rebin(histogram: Histogram, edges: Floats) -> Floats:
    """Return the mass (m,) of a histogram between ``edges`` (m + 1,); all of it where they hold its own edges."""
    below = np.concatenate([[0.0], np.cumsum(histogram.mass)])
    found: Floats = np.diff(portable.interp(edges, histogram.edges, below))
    return found


def percentiles(mass: Floats, edges: Floats, shares: Sequence[float]) -> Floats:
    """Return the values (rows, shares) below which those shares of each row's ``mass`` (rows, bins) lie, else NaN."""
    out = np.full((len(mass), len(shares)), np.nan)
    below = np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass, axis=1)], axis=1)
    for row, curve in enumerate(below):
        if curve[-1] > 0:
            out[row] = portable.interp(np.asarray(shares) * curve[-1], curve, edges)
    return out
