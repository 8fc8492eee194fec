"""IoU and Dice of masks against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from reportgen.overlay.segmentation import Agreement

shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=12)


@settings(max_examples=200, deadline=None)
@given(shapes.flatmap(lambda s: st.tuples(*[hnp.arrays(np.int64, s, elements=st.integers(0, 4))] * 2)))
def test_as_defined(pair):
    found, true = pair
    agreement = Agreement()
    agreement.add(found, true)
    for name in agreement.classes():
        a, b = found == name, true == name
        assert agreement.iou(name) == pytest.approx((a & b).sum() / (a | b).sum())
        assert agreement.dice(name) == pytest.approx(2 * (a & b).sum() / (a.sum() + b.sum()))


def test_images_add_up_and_sizes_may_differ():
    agreement = Agreement()
    agreement.add(np.array([[1, 1], [0, 0]]), np.array([[1, 0], [0, 0]]))
    agreement.add(np.array([[1, 0]]), np.repeat(np.repeat([[1, 0]], 4, 0), 4, 1))
    assert agreement.iou(1) == (1 + 16) / (2 + 16)
    assert np.isnan(agreement.iou(9))
