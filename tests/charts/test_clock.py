"""Ticks and labels of points of time."""

from __future__ import annotations

import pytest
from conftest import RUNS, build_spec
from hypothesis import given
from hypothesis import strategies as st

from reportgen.charts import clock

NIGHT = 1_795_824_000.0  # 2026-11-28 00:00 UTC


@given(st.floats(0, 2.5e11), st.floats(0.004, 3e9), st.integers(2, 12))
def test_ticks_are_round_inside_and_about_as_many_as_asked(low, span, count):
    found = clock.ticks(low, low + span, count)
    assert found == sorted(set(found))
    assert 2 <= len(found) <= count + 2
    assert found[0] >= low - 1e-3
    assert found[-1] <= min(low + span, clock._LAST) + 1e-3
    said = clock.labels(found)
    assert len(set(said[:-1])) == len(said) - 1, "a day's ends are both midnight"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (2, ["00:00:00.000", "00:00:00.500", "00:00:01.000", "00:00:01.500", "00:00:02.000"]),
        (60, ["00:00:00", "00:00:15", "00:00:30", "00:00:45", "00:01:00"]),
        (86_400, ["00:00", "06:00", "12:00", "18:00", "00:00"]),
        (86_400 * 2, ["Nov 28 00:00", "Nov 28 12:00", "Nov 29 00:00", "Nov 29 12:00", "Nov 30 00:00"]),
        (86_400 * 8, ["Nov 29", "Dec 01", "Dec 03", "Dec 05"]),
        (86_400 * 365 * 3, ["2027-01", "2028-01", "2029-01"]),
    ],
)
def test_labels_say_what_the_span_needs(span, said):
    assert clock.labels(clock.ticks(NIGHT, NIGHT + span, 4)) == said


@pytest.mark.parametrize("grouped", ["", ", groupby: config.loss"])
def test_a_plot_over_clock_time_is_drawn_before_scripts_run(tmp_path, grouped):
    spec = f"runs: '{RUNS}'\nblocks: [{{line_plot: {{y: train/loss, x: wall_time{grouped}}}}}]"
    html = build_spec(tmp_path, spec).path.read_text("utf-8")
    start = html.index('<svg class="rg-static')
    picture = html[start : html.index("</svg>", start)]
    assert picture.count('class="l"') == (2 if grouped else 4)
    assert ">2026-11-21 UTC<" in picture
    assert ">12:30:21.500<" in picture
