"""Shades as a picture that takes its colour from the page."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray


def shade(alpha: NDArray[np.float64]) -> bytes:
    """Return a PNG of a pixel for each value (h, w) between 0 (clear) and 1 (full); NaN is clear."""
    from PIL import Image

    levels = np.round(np.nan_to_num(alpha) * 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(np.stack([np.zeros_like(levels), levels], axis=2), "LA").save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
