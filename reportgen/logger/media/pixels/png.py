"""Pixels to files: PNG written here and now, fast; other formats by Pillow.

A picture is logged in the middle of training, so what counts is the time until ``log`` returns. Every row is stored as
its difference from the one above, which needs one subtraction, and deflated at the lowest level: by ISA-L where it is
installed (``pip install reportgen-ml[fast]``), which takes a third of zlib's time. A build encodes what it shows again.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Pillow

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
"""Gray, gray with alpha, RGB, RGBA."""
_UP = 2
"""The filter of a row: its difference from the row above."""
_SAMPLE, _OFTEN = 1 << 13, 5
"""Bytes in the middle that tell whether matches are frequent: they take a fifth of their size then, or less."""
_QUALITY = 95
_OPAQUE = frozenset({"JPEG", "BMP"})


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Return bytes (height, width, channels), of 1 to 4 channels, as PNG, without loss."""
    import numpy as np

    height, width, channels = pixels.shape
    flat = np.ascontiguousarray(pixels).reshape(height, width * channels)
    rows = np.empty((height, 1 + width * channels), np.uint8)
    rows[:, 0] = _UP
    rows[0, 1:] = flat[0]
    np.subtract(flat[1:], flat[:-1], out=rows[1:, 1:])
    head = struct.pack(">IIBBBBB", width, height, 8, _COLOR_TYPES[channels], 0, 0, 0)
    return b"".join(
        (_SIGNATURE, *_chunk(b"IHDR", head), *_chunk(b"IDAT", _deflate()(rows.data.cast("B"))), *_chunk(b"IEND"))
    )


def _chunk(name: bytes, content: bytes = b"") -> tuple[bytes, ...]:
    return struct.pack(">I", len(content)), name, content, struct.pack(">I", crc32(content, crc32(name)))


@cache
def _deflate() -> Callable[[Any], bytes]:
    """Return what deflates fast: ISA-L, which has its own level 1, or zlib."""
    try:
        from isal import isal_zlib
    except ImportError:
        return _by_zlib
    return lambda data: bytes(isal_zlib.compress(data, 1))


def _by_zlib(data: memoryview) -> bytes:
    """Return deflated bytes: where matches are rare, as in photographs, runs alone take a third of the time."""
    import zlib

    sample = data[len(data) // 2 :][:_SAMPLE]
    if len(zlib.compress(sample, 1)) * _OFTEN < len(sample):
        return zlib.compress(data, 1)
    packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, 8, zlib.Z_RLE)
    return packer.compress(data) + packer.flush()


def by_pillow(image: Pillow, kind: str) -> bytes:
    """Return a picture of Pillow in one of its formats, such as "JPEG"; what the format has no place for is dropped."""
    import io

    clear = "A" in image.getbands() or "transparency" in image.info
    if kind in _OPAQUE and (clear or image.mode not in ("L", "RGB", "1", "P")):
        image = image.convert("RGB")
    elif kind == "JPEG" and image.mode in ("1", "P"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    elif kind == "WEBP" and image.mode not in ("RGB", "RGBA"):
        image = image.convert("RGBA" if clear else "RGB")
    more: dict[str, Any] = {"quality": _QUALITY} if kind == "JPEG" else {"quality": _QUALITY} if kind == "WEBP" else {}
    stream = io.BytesIO()
    image.save(stream, kind, **more)
    return stream.getvalue()


def opened(content: bytes) -> Pillow:
    """Return the picture of a file's content."""
    import io

    from PIL import Image

    return Image.open(io.BytesIO(content))
