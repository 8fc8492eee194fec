"""The line of facts below the title."""

from __future__ import annotations

import math

import pytest

from reportgen.page.facts import lasting


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ([], ""), ([0.0, math.nan, math.inf, -1.0], ""), ([1.06], "1.1 s"), ([1.06, 1.72, 0.0], "1.1 to 1.7 s"),
        ([0.0903, 1.06], "90 ms to 1.1 s"), ([61.0, 61.2], "1m 01s"), ([200.0, 3900.0], "3m 20s to 1h 05m"),
        ([4.0, 12.5], "4 to 12.5 s"),
    ],
)  # fmt: skip
def test_how_long_runs_took(seconds, said):
    assert lasting(seconds) == said
