"""Runs side by side: deltas to a reference run that the reader chooses, signs of better and worse, aligned numbers."""

from __future__ import annotations

import pytest
from conftest import build_spec
from playwright.sync_api import expect

RUNS = {"a": (0.001, 0.5, 0.80), "b": (0.01, 0.4, 0.75), "c": (0.1, 0.6, 0.80)}


@pytest.fixture
def compared(tmp_path, visit):
    for name, (lr, loss, accuracy) in RUNS.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "metrics.csv").write_text(f"step,val/loss,val/acc,z\n1,{loss},{accuracy},{1000 * loss}\n")
        (tmp_path / name / "config.yaml").write_text(f"lr: {lr}\nseed: 0\n")
    seen = visit(build_spec(tmp_path, "runs: [a, b, c]\nblocks: [run_comparer: {}]").path)
    seen.page.locator("rg-run-comparer .rg-tools").wait_for()
    return seen


def row(page, key):
    return page.locator(".rg-comparer tbody tr").filter(has=page.locator("th", has_text=key))


def delta(page, key):
    """Return the parts of the first difference of a row."""
    return row(page, key).locator(".rg-delta").first.locator("> *").all_inner_texts()


def test_deltas_are_judged_by_the_goal(compared):
    page = compared.page
    assert delta(page, "val/acc") == ["−0.05", "−6.3 %", "✗", "worse"]
    assert delta(page, "val/loss") == ["−0.1", "−20 %", "✓", "better"]
    assert "✓" not in row(page, "z").inner_text()  # neither way is better
    compared.assert_quiet()


def test_the_reader_chooses_the_reference_and_it_is_in_the_address(compared):
    page = compared.page
    page.get_by_label("Reference").select_option("c")
    expect(page.locator(".rg-reference")).to_have_text("c")
    assert delta(page, "val/loss")[0] == "−0.1"
    page.reload()
    expect(page.locator(".rg-reference")).to_have_text("c")
    page.get_by_label("Reference").select_option("none")
    expect(page.locator(".rg-delta")).to_have_count(0)


def test_what_differs_comes_first_then_results_by_their_goal(compared):
    page = compared.page
    page.get_by_label("Differing only").uncheck()
    heads = page.locator(".rg-comparer tbody th:visible").all_inner_texts()
    assert heads[:5] == ["Config", "lr", "Results", "val/acc", "val/loss"]
    assert heads[-2:] == ["Config that is the same", "seed"]


def test_points_are_below_each_other(compared):
    place = (
        "(e) => { const text = e.firstChild, at = text.textContent.indexOf('.'); const range = new Range();"
        " range.setStart(text, at < 0 ? text.length : at); range.collapse(true);"
        " return range.getBoundingClientRect().x }"
    )
    cells = compared.page.locator('.rg-comparer td.n[data-run="0"]:visible bdi')
    cells.first.wait_for()
    assert len({round(cell.evaluate(place)) for cell in cells.all()}) == 1
