"""Run lengths: every mask comes back from both forms, and outlines cover what they cover for COCO."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reportgen.datasets.rle import BadMask, checked, mask_of, of_outline, of_pixels, packed, united, unpacked

MASKS = arrays.arrays(bool, st.tuples(st.integers(1, 24), st.integers(1, 24)))
PAIRS = st.tuples(st.integers(1, 20), st.integers(1, 20)).flatmap(
    lambda shape: st.tuples(arrays.arrays(bool, shape), arrays.arrays(bool, shape))
)


@given(MASKS)
@settings(max_examples=200)
def test_every_mask_comes_back(mask):
    rle = of_pixels(mask)
    assert (rle.pixels() == mask).all()
    assert (unpacked(packed(rle), *mask.shape).counts == rle.counts).all()
    assert (checked(rle.counts.tolist(), *mask.shape).pixels() == mask).all()
    assert rle.area == mask.sum()
    ys, xs = np.nonzero(mask)
    expected = (xs.min(), ys.min(), np.ptp(xs) + 1, np.ptp(ys) + 1) if len(xs) else (0, 0, 0, 0)
    # A run that goes on in the next column is taken to fill both, as COCO does: the box is never too small.
    x, y, width, height = rle.box
    assert (x, width) == (expected[0], expected[2])
    assert y <= expected[1]
    assert y + height >= expected[1] + expected[3]


@given(PAIRS)
@settings(max_examples=200)
def test_what_masks_share_and_cover_together(pair):
    a, b = map(of_pixels, pair)
    assert a.shared(b) == b.shared(a) == (pair[0] & pair[1]).sum()
    assert (united([a, b]).pixels() == (pair[0] | pair[1])).all()


def test_the_example_of_the_format():
    assert unpacked("01:2H000004", 5, 7).counts.tolist() == [0, 1, 10, 3, 2, 3, 2, 3, 2, 3, 6]


def test_an_outline_of_whole_pixels_covers_them():
    assert of_outline([2, 1, 6, 1, 6, 4, 2, 4], 6, 8).pixels()[1:4, 2:6].all()
    assert of_outline([2, 1, 6, 1, 6, 4, 2, 4], 6, 8).area == 12


@pytest.mark.parametrize(
    ("segmentation", "says"),
    [
        ([[1, 2, 3, 4]], "fewer than three corners"),
        ({"counts": [1, 2]}, "without a size"),
        ({"size": [2, 2], "counts": [1, 2]}, "do not fill"),
        ({"size": [2, 2], "counts": [-1, 5]}, "do not fill"),
        ({"size": [2, 2], "counts": "~~"}, "do not fill"),
        ({"size": [10**6, 10**6], "counts": [10**12]}, "1,000,000 x 1,000,000"),
        ({"size": [2, 2], "counts": ["a"]}, "not numbers"),
        ([[0, 0, 1e9, 0, 1e9, 1e9]], "far outside"),
    ],
)
def test_what_is_no_mask_says_why(segmentation, says):
    with pytest.raises(BadMask, match=says):
        mask_of(segmentation, 10, 10)
