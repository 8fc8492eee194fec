"""Outlines of masks cover exactly the pixels of their class, whatever the shape."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from reportgen.overlay.trace import trace


def covered(path: str, height: int, width: int) -> np.ndarray:
    """Return the pixels that a path of horizontal and vertical moves fills by the even-odd rule."""
    toggles = np.zeros((height, width + 1), int)
    for x, y, moves in re.findall(r"M(\d+) (\d+)([^z]*)z", path):
        here, there = [int(x), int(y)], [int(x), int(y)]
        for axis, length in re.findall(r"([hv])(-?\d+)", moves):
            before = here[1]
            here["hv".index(axis)] += int(length)
            if axis == "v":
                toggles[min(before, here[1]) : max(before, here[1]), here[0]] += 1
        assert here[0] == there[0], "a ring closes along a column"
        toggles[min(there[1], here[1]) : max(there[1], here[1]), here[0]] += 1
    return np.cumsum(toggles, axis=1)[:, :width] % 2 == 1


masks = st.integers(1, 60).flatmap(
    lambda classes: hnp.arrays(
        st.sampled_from([np.uint8, np.int32, np.int64]),
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=14),
        elements=st.integers(0, classes),
    )
)


@settings(max_examples=300, deadline=None)
@given(masks)
def test_outlines_cover_their_class(mask):
    regions = trace(mask)
    assert [region.class_id for region in regions] == sorted(set(mask.ravel().tolist()))
    for region in regions:
        inside = mask == region.class_id
        assert region.pixels == inside.sum()
        assert (covered(region.path(), *mask.shape) == inside).all()


@pytest.mark.parametrize("ids", [[0, 70_000], [-5, 3], [1 << 24, (1 << 25) - 1], [False, True]])
def test_any_ids(ids):
    mask = np.array([[ids[0], ids[1]], [ids[1], ids[0]]])
    assert [region.class_id for region in trace(mask)] == ids
    assert [region.pixels for region in trace(mask)] == [2, 2]


def test_one_class_is_one_rectangle():
    (region,) = trace(np.full((3, 5), 7))
    assert region.path() == "M0 0h5v3h-5z"
    assert trace(np.zeros((0, 4), np.int64)) == []
