"""Histograms as the SDK logs them: edges and heights, or even bins as least edge, width and count in old releases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from reportgen.model.media.histogram import Histogram

_MOST_BINS = 100_000


def histogram_of(value: Mapping[str, Any]) -> Histogram | None:
    """Return a logged value as a histogram, None where it is none."""
    heights, edges, packed = value.get("values"), value.get("bins"), value.get("packedBins")
    try:
        if edges is None and isinstance(packed, dict):
            low, size, count = (float(packed.get(name, 0)) for name in ("min", "size", "count"))
            edges = [low + size * i for i in range(min(int(count), _MOST_BINS) + 1)]
        if not isinstance(heights, list) or not isinstance(edges, list):
            return None
        return Histogram.of(np.array([float(e) for e in edges]), np.array([float(v) for v in heights]))
    except (TypeError, ValueError, OverflowError):
        return None
