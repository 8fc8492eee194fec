"""Masks from arrays and files: gray, palette, colours, 16 bit, many classes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from reportgen.media.mask import bitmap, read_mask
from reportgen.model.media import MediaError, MediaFile

IDS = np.arange(12, dtype=np.uint8).reshape(3, 4) % 5


def saved(folder, picture, name="m.png"):
    picture.save(folder / name)
    return MediaFile(folder, name)


def palette(ids):
    picture = Image.fromarray(ids, "P") if ids.dtype == np.uint8 else Image.fromarray(ids)
    picture.putpalette([i for k in range(256) for i in (k * 7 % 256, k, 255 - k)])
    return picture


@pytest.mark.filterwarnings("ignore:'mode' parameter is deprecated")
@pytest.mark.parametrize(
    "make",
    [
        Image.fromarray, palette, lambda ids: Image.fromarray(np.stack([ids] * 3, -1)),
        lambda ids: Image.fromarray(np.stack([ids, np.full_like(ids, 255)], -1)),
    ],
)  # fmt: skip
def test_values_are_classes(tmp_path, make):
    assert (read_mask(saved(tmp_path, make(IDS))).ids == IDS).all()


def test_sixteen_bits(tmp_path):
    ids = IDS.astype(np.uint16) * 5000
    assert (read_mask(saved(tmp_path, Image.fromarray(ids))).ids == ids).all()


def test_colours_are_classes(tmp_path):
    pixels = np.zeros((2, 2, 3), np.uint8)
    pixels[0, 1] = (255, 0, 0)
    mask = read_mask(saved(tmp_path, Image.fromarray(pixels)))
    assert sorted(mask.colors.values()) == ["#000000", "#ff0000"]
    assert mask.colors[int(mask.ids[0, 1])] == "#ff0000"


def test_a_photograph_is_no_mask(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    with pytest.raises(MediaError, match="an image, not a mask"):
        read_mask(saved(tmp_path, Image.fromarray(pixels)))


@pytest.mark.parametrize("content", [b"x", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_broken(tmp_path, content):
    (tmp_path / "m.png").write_bytes(content)
    with pytest.raises(MediaError):
        read_mask(MediaFile(tmp_path, "m.png"))


def test_a_bitmap_is_white_where_the_class_is(tmp_path):
    mask = read_mask(saved(tmp_path, Image.fromarray(IDS)))
    with Image.open(io.BytesIO(bitmap(mask, 3))) as picture:
        assert (np.asarray(picture.convert("L")) == np.where(IDS == 3, 255, 0)).all()
