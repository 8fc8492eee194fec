"""Histograms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from reportgen.model.media import Media

Floats = NDArray[np.float64]
_WHOLE = 1e-4
"""How far the area of a density may be from one."""


@dataclass(frozen=True, eq=False)
class Histogram(Media):
    """Bins between ``edges`` (n + 1,) rising, in the unit of the values, and ``heights`` (n,) as they were logged.

    Heights are counts (or weights) of what fell into each bin; where ``density`` holds they are per unit, and their
    areas add up to one. Both are empty where nothing could be understood of what was logged. ``unbinned`` counts values
    that were NaN or infinite.
    """

    noun: ClassVar[str] = "histogram"
    edges: Floats = field(repr=False)
    heights: Floats = field(repr=False)
    density: bool = False
    unbinned: int = 0

    @classmethod
    def of(cls, edges: Floats, heights: Floats) -> Histogram | None:
        """Return a histogram whose logger does not say what its heights are; None where they are none.

        They are a density where they are no whole numbers and integrate to one (``np.histogram(density=True)``).
        """
        if heights.ndim != 1 or not len(heights) or edges.shape != (len(heights) + 1,) or not np.isfinite(edges).all():
            return None
        widths = np.diff(edges)
        if (widths < 0).any():
            return None
        mass = np.where(np.isfinite(heights) & (heights > 0), heights, 0.0)
        density = not (mass == np.floor(mass)).all() and abs(float((mass * widths).sum()) - 1) < _WHOLE
        return cls(edges, heights, density)

    @classmethod
    def empty(cls) -> Histogram:
        """Return what stands for a histogram that could not be understood."""
        return cls(np.zeros(0), np.zeros(0))

    def facts(self) -> dict[str, Any]:
        """Return edges as ``bins`` and heights as ``values``."""
        found = super().facts() | {"bins": self.edges.tolist(), "values": self.heights.tolist()}
        return found | ({"unbinned": self.unbinned} if self.unbinned else {})
