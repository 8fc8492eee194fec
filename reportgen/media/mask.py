"""Segmentation masks as runs log them: an image whose values, palette indices or colours are classes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

import numpy as np
from numpy.typing import NDArray

from reportgen.media.image import opened
from reportgen.model.media import MediaError, MediaFile

_MOST_COLORS = 1024
_RGB_BASE = 1 << 24


@dataclass(frozen=True)
class MaskPixels:
    """Class ids (height, width); ``colors`` gives the "#rrggbb" of classes that a file of colours stands for.

    A colour's class id is 2^24 and its value as a number, so that it never meets an id that a script gave.
    """

    ids: NDArray[np.int64] = field(repr=False)
    colors: Mapping[int, str] = field(default_factory=dict)


def read_mask(file: MediaFile) -> MaskPixels:
    """Return the mask in ``file``; MediaError says what is wrong with it.

    Gray and palette values are class ids, of 8 or 16 bit. A picture in colours has a class for each; one whose
    channels are equal everywhere is gray.
    """
    with opened(file.read(), file.name) as image:
        if image.mode in {"L", "P", "1", "I", "I;16", "I;16B"}:
            return MaskPixels(np.asarray(image))
        if image.mode in {"LA", "PA"}:
            return MaskPixels(np.asarray(image)[..., 0])
        return _of_colors(np.asarray(image.convert("RGB")), file.name)


def _of_colors(pixels: NDArray[np.uint8], name: str) -> MaskPixels:
    """Return the mask of (height, width, 3) pixels."""
    red, green, blue = (pixels[..., channel].astype(np.int64) for channel in range(3))
    if bool((red == green).all()) and bool((green == blue).all()):
        return MaskPixels(red)
    value = red << 16 | green << 8 | blue
    colors = np.unique(value)
    if len(colors) > _MOST_COLORS:
        raise MediaError(f"{name} has {len(colors):,} colours: it looks like an image, not a mask of class ids")
    return MaskPixels(value + _RGB_BASE, {int(color) + _RGB_BASE: f"#{int(color):06x}" for color in colors})


def bitmap(mask: MaskPixels, class_id: int) -> bytes:
    """Return a 1-bit PNG of the mask's size, white where the class is."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(mask.ids == class_id).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def read_bits(file: IO[bytes]) -> NDArray[np.bool_]:
    """Return what ``bitmap`` made, as (height, width)."""
    with opened(file.read(), "bitmap") as image:
        return np.asarray(image.convert("1"), bool)


def mask_file(ids: NDArray[np.int64]) -> bytes:
    """Return class ids (height, width) as a picture that ``read_mask`` reads the same; ValueError where none can be."""
    from PIL import Image

    most = int(ids.max(initial=0))
    if int(ids.min(initial=0)) < 0:
        raise ValueError("ids are negative")
    if most >= _RGB_BASE:
        value = np.where(ids >= _RGB_BASE, ids - _RGB_BASE, 0)
        image = Image.fromarray(np.stack([value >> 16, value >> 8 & 255, value & 255], axis=-1).astype(np.uint8))
    elif most < 1 << 16:
        image = Image.fromarray(ids.astype(np.uint8 if most < 1 << 8 else np.uint16))
    else:
        raise ValueError("ids are too large")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
