"""Names of classes from the spec, where the log lost them; and what else a log lost is told."""

from __future__ import annotations

import pytest
from conftest import build_spec, log_runs

from reportgen.errors import SpecError

pytestmark = [pytest.mark.sdk, pytest.mark.xdist_group("sdk")]


@pytest.fixture(scope="module")
def folder():
    return log_runs("0.31.0", "log_unlabelled.py")


def names(browser, result):
    page = browser.new_page()
    page.goto(result.path.as_uri())
    page.locator(".rg-item rg-image, rg-table rg-image").first.wait_for()
    text = page.locator("main").inner_text()
    page.close()
    return text


@pytest.mark.browser
@pytest.mark.parametrize(
    "labels",
    [
        "{1: road, 7: car, 3: person}",
        "{pred: {1: road, 7: car}, found: {3: person}}",
        "{pred: [sky, road], 7: car, 3: person}",
    ],
)
def test_classes_have_the_names_of_the_spec(folder, tmp_path, browser, labels):
    text = f"runs: {folder}\nblocks: [media_browser: {{media_keys: seen, class_labels: {labels}}}]"
    shown = names(browser, build_spec(tmp_path, text))
    for name in ("road", "car", "person"):
        assert name in shown
    assert "class_1" not in shown
    assert "class_3" not in shown


def test_without_them_classes_have_their_ids(folder, tmp_path):
    html = build_spec(tmp_path, f"runs: {folder}\nblocks: [media_browser: seen]").path.read_text("utf-8")
    assert "class_3" in html


def test_a_table_takes_them(folder, tmp_path):
    text = f"runs: {folder}\nblocks: [table: {{table_name: rows, class_labels: {{3: person}}}}]"
    html = build_spec(tmp_path, text).path.read_text("utf-8")
    assert "person" in html
    assert "class_3" not in html


@pytest.mark.parametrize(
    ("labels", "told"),
    [("{car: 1}", "'car' is no class id"), ("{pred: {road: 1}}", "'road' is no class id"), ("3", "class_labels"),
     ("{1: ''}", "the name of a class is a text")],
)  # fmt: skip
def test_wrong_ones_are_told(folder, tmp_path, labels, told):
    text = f"runs: {folder}\nblocks: [media_browser: {{media_keys: seen, class_labels: {labels}}}]"
    with pytest.raises(SpecError, match=told):
        build_spec(tmp_path, text)


def test_a_group_that_no_picture_has_is_told(folder, tmp_path):
    text = f"runs: {folder}\nblocks: [media_browser: {{media_keys: seen, class_labels: {{prd: {{1: road}}}}}}]"
    problems = [str(problem) for problem in build_spec(tmp_path, text).problems]
    assert any("no image has the group 'prd'. Did you mean 'pred'?" in problem for problem in problems)


@pytest.mark.browser
def test_a_picture_logged_without_scaling_says_so(folder, tmp_path, browser):
    result = build_spec(tmp_path, f"runs: {folder}\nblocks: [media_browser: unit]")
    assert "values are 0 and 1 only: it may have been logged without normalisation" in names(browser, result)


def test_a_chart_whose_table_no_run_logged_says_so(folder, tmp_path):
    text = f"""
runs: {folder}
blocks: [custom_chart: {{spec: {{mark: point, encoding: {{x: {{field: a}}}}}}, table_name: nothere}}]
"""
    result = build_spec(tmp_path, text)
    assert "No run logged a chart or a table &#39;nothere&#39;" in result.path.read_text("utf-8")
    assert any("no run logged a chart or a table" in str(p) or "unknown table" in str(p) for p in result.problems)
