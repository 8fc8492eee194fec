"""The marks of static pictures."""

from __future__ import annotations

import re

import numpy as np

from reportgen.charts.marks import Strange
from reportgen.charts.static import Axis, picture


def test_values_that_are_no_number_are_marked_to_the_end():
    mark = Strange(np.arange(2_500.0, 5_000.0), np.full(2_500, np.nan), "#000")
    svg = picture([mark], Axis(0, 5_000), Axis(0, 1), 960, 264)
    places = [float(x) for x in re.findall(r'<path d="M([\d.]+) [\d.]+l', svg)]
    right = float(re.search(r'class="a" stroke="[^"]+" d="M([\d.]+) [\d.]+h(\d+)', svg)[2])
    assert len(places) <= 101
    assert max(places) > right
    assert min(places) < right / 2 + 40


def test_values_that_are_no_number_are_marked_outside_even_where_the_axes_clip():
    mark = Strange(np.array([1.0]), np.array([np.nan]), "#000")
    svg = str(picture([mark], Axis(0, 2), Axis(0, 1), 960, 264, clip=True))
    y = float(re.search(r'<path d="M[\d.]+ ([\d.]+)l', svg)[1])
    assert y > float(re.search(r'class="a" stroke="[^"]+" d="M[\d.]+ ([\d.]+)h', svg)[1])
    assert svg.rindex('fill="none"') > svg.index("</svg>")
