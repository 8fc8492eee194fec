"""Line series: logged ones, and columns of a table."""

from __future__ import annotations

import pytest
from conftest import EVALUATION, open_example, show

from reportgen.panels.line_series import LineSeries


@pytest.fixture(scope="module")
def runs():
    return open_example(EVALUATION)


def test_the_logged_lines_of_every_run(runs):
    fragment = show(LineSeries(table_name="schedules"), runs)
    assert "cosine" in fragment.html
    assert "linear" in fragment.html
    assert 'class="rg-step' in fragment.html  # logged at three steps
    assert fragment.html.count('<path class="l"') == 2 * 3


def test_columns_of_a_table(runs):
    fragment = show(LineSeries(table_name="scenes", x="day", y=["night", "rain"]), runs.select(limit=1))
    assert "night" in fragment.html
    one = show(LineSeries(table_name="sharpness", x="radius", y=["gain"]), runs)
    assert not one.missing


def test_a_wrong_column_is_told(runs):
    fragment = show(LineSeries(table_name="sharpness", x="radiu", y=["gain"]), runs)
    assert "Did you mean &#39;radius&#39;?" in fragment.html
    assert fragment.missing


def test_a_table_that_no_run_has(runs):
    assert show(LineSeries(table_name="nothing"), runs).missing == ["no run logged a chart or a table 'nothing'"]
