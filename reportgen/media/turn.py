"""EXIF orientation: how stored pixels are turned and mirrored until a picture stands upright, and what lies over it.

Browsers turn JPEG everywhere, PNG, WebP and AVIF each in its own way; so a page gets JPEG with its orientation, and
all others with their pixels turned.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reportgen.model.media.image import Box, Boxes

if TYPE_CHECKING:
    from PIL.Image import Image as Opened

ORIENTATION = 0x0112
"""EXIF's tag of it."""
_SIDEWAYS = 5  # orientations from here on lie on their side
_PNG_HEAD = 8


@dataclass(frozen=True)
class Turn:
    """What turns a picture stored as ``width`` x ``height`` pixels upright: EXIF's orientation, 1 (nothing) to 8."""

    orientation: int
    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        """Return the (width, height) that is seen."""
        return (self.height, self.width) if self.orientation >= _SIDEWAYS else (self.width, self.height)

    def boxes(self, group: Boxes) -> Boxes:
        """Return boxes measured in stored pixels where they are seen."""
        return replace(group, boxes=tuple(self._box(box) for box in group.boxes))

    def mask(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return a mask (height, width) of stored pixels, of any size, as it is seen."""
        if self.orientation in {3, 4, 7, 8}:
            ids = ids[::-1] if self.orientation in {3, 4} else ids[:, ::-1]
        if self.orientation in {2, 3, 6, 7}:
            ids = ids[:, ::-1] if self.orientation in {2, 3} else ids[::-1]
        return ids.T if self.orientation >= _SIDEWAYS else ids

    def is_seen(self, width: int, height: int) -> bool:
        """Return whether something of this shape was measured on the upright picture and not on its stored pixels."""
        if self.orientation < _SIDEWAYS or not (width and height):
            return False
        own, shape = math.log(self.width / self.height), math.log(width / height)
        return abs(shape + own) < abs(shape - own)

    def reaches(self, group: Boxes) -> bool:
        """Return whether boxes fit the upright picture only."""
        x, y = (max((getattr(box, name) for box in group.boxes), default=0) - 1 for name in ("x1", "y1"))
        width, height = self.size
        return (x > self.width or y > self.height) and x <= width and y <= height

    def _box(self, box: Box) -> Box:
        xs, ys = (box.x0, box.x1), (box.y0, box.y1)
        if self.orientation in {2, 3, 7, 8}:
            xs = (self.width - box.x1, self.width - box.x0)
        if self.orientation in {3, 4, 6, 7}:
            ys = (self.height - box.y1, self.height - box.y0)
        if self.orientation >= _SIDEWAYS:
            xs, ys = ys, xs
        outline = box.outline if self.orientation == 1 else None  # of stored pixels
        return replace(box, x0=xs[0], y0=ys[0], x1=xs[1], y1=ys[1], outline=outline)


def turned(image: Opened, orientation: int) -> Opened:
    """Return a decoded picture upright."""
    from PIL.Image import Transpose

    ways = (
        Transpose.FLIP_LEFT_RIGHT, Transpose.ROTATE_180, Transpose.FLIP_TOP_BOTTOM, Transpose.TRANSPOSE,
        Transpose.ROTATE_270, Transpose.TRANSVERSE, Transpose.ROTATE_90,
    )  # fmt: skip
    return image if orientation == 1 else image.transpose(ways[orientation - 2])


def orientation_of(image: Opened, content: bytes) -> int:
    """Return the EXIF orientation of an opened picture, 1 where it has none; it is not decoded for that.

    XMP can hold one, too, which no browser reads.
    """
    from PIL import Image

    exif = Image.Exif()
    try:
        if image.format in {"PNG", "JPEG", "MPO", "WEBP"}:
            exif.load(_png_exif(content) if image.format == "PNG" else image.info.get("exif", b""))
        else:
            exif = image.getexif()
        found = exif.get(ORIENTATION, 1)
    except (ValueError, SyntaxError, OSError, KeyError, TypeError, struct.error):
        return 1
    return int(found) if found in range(1, 9) else 1


def _png_exif(content: bytes) -> bytes:
    """Return a PNG's eXIf chunk, wherever it stands."""
    at = _PNG_HEAD if b"eXIf" in content else len(content)
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 8] == b"eXIf":
            return content[at + 8 : at + 8 + size]
        at += 12 + size
    return b""
