"""Numbers in the page are exact or visibly rounded, before scripts run and after."""

from __future__ import annotations

import pytest
from conftest import build_spec, log_runs

pytestmark = [pytest.mark.browser, pytest.mark.sdk]

BLOCKS = """
blocks:
  - run_table:
      columns: [summary.params, summary.f32, summary.time, summary.near, summary.six, config.tokens, config.scale]
  - run_comparer: {diff_only: false}
  - scalar_chart: summary.params
  - scalar_chart: summary.time
"""
SHOWN = ["7241732096", "16777217", "1,711,972,800.1", "1.000", "123,456.7", "300000000001", "1,234,567.3"]
EXACT = ["1711972800.123", "0.99999999", "1234567.25"]


@pytest.mark.parametrize("scripts", [True, False])
def test_long_floats_keep_their_digits(browser, tmp_path, scripts):
    folder = log_runs("0.31.0", "log_digits.py")
    result = build_spec(tmp_path, f"runs: [{{path: {folder}, filters: name == 'digits'}}]{BLOCKS}")
    page = browser.new_page(java_script_enabled=scripts)
    page.goto(result.path.as_uri())
    row = page.locator(".rg-run-table tbody tr").first
    row.wait_for()
    assert row.locator("td").all_inner_texts() == SHOWN
    compared = page.locator(".rg-comparer").inner_text()
    for text in [*SHOWN[:-1], "1234567.25"]:  # of the config every digit
        assert text in compared
    assert [one.get_attribute("title") for one in row.locator("td[title], td > [title]").all()] == EXACT
    compared = page.locator(".rg-comparer bdi[title]").all()
    assert [bdi.get_attribute("title") for bdi in compared if bdi.inner_text() == SHOWN[2]] == EXACT[:1]
    assert page.locator(".rg-number").all_inner_texts() == ["7,241,732,096", "1,711,972,800.1"]
    page.close()
