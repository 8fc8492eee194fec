"""A matrix as a small picture of one hue whose opacity is the value, so that it follows light and dark."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_HUE = (36, 104, 190)
_STOPS = 6


def css(share: float) -> str:
    """Return the theme's heat colour of a share in 0 to 1, mixed from its stops so that it follows light and dark."""
    place = min(max(share, 0.0), 1.0) * (_STOPS - 1)
    low = min(int(place), _STOPS - 2)
    part = round((place - low) * 100)
    if part in (0, 100):
        return f"var(--heat-{low + part // 100})"
    return f"color-mix(in srgb,var(--heat-{low + 1}) {part}%,var(--heat-{low}))"


def data_url(shares: NDArray[np.float64]) -> str:
    """Return a PNG of (rows, columns) values in 0 to 1, the first row at the top, as a data: URL."""
    rows, columns = shares.shape
    levels = np.rint(np.clip(np.nan_to_num(shares), 0, 1) * 255).astype(np.uint8)
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), levels], axis=1).tobytes()
    palette, alpha = bytes(_HUE) * 256, bytes(range(256))
    header = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)
    chunks = [
        (b"IHDR", header),
        (b"PLTE", palette),
        (b"tRNS", alpha),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    ]
    body = b"".join(struct.pack(">I", len(data)) + kind + data + _checksum(kind + data) for kind, data in chunks)
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode("ascii")


def _checksum(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))
