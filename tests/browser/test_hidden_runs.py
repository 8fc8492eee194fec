"""What the words of a report say of runs that are hidden."""

from __future__ import annotations

import re

import pytest
from conftest import write_spec
from playwright.sync_api import expect

from reportgen import build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hidden")
    for name, best in (("a", 0.5), ("b", 0.7), ("c", 0.9), ("d", None)):
        value = [f"{step},{best if best is None else best * step / 40},{2 - step / 40}" for step in range(41)]
        if name == "a":
            value[30:] = [f"{step},{0.5 * step / 40},nan" for step in range(30, 41)]
        rows = "\n".join(row.replace("None", "") for row in value)
        (folder / f"{name}.csv").write_text(f"step,val/acc,loss\n{rows}\n", "utf-8")
    spec = f"runs: {folder}/*.csv\nblocks: [headline: val/acc, findings: {{}}, line_plot: loss]"
    return build(write_spec(folder, spec), folder / "r.html").path


def test_the_headline_says_the_same_after_a_run_was_hidden_and_shown(visit, report):
    page = visit(report).page
    lead = page.locator(".rg-lead")
    before = lead.inner_text()
    assert before == "0.2 above the next of 3 runs"
    row = page.locator(".rg-runs > li").nth(1)
    row.locator(".rg-run").click()
    expect(lead).to_have_text("0.4 above the next of 2 runs")
    row.locator(".rg-run").click()
    expect(lead).to_have_text(before)


def test_a_finding_of_a_hidden_run_steps_back_and_shows_it_when_asked(visit, report):
    page = visit(report).page
    finding = page.locator(".rg-findings li").filter(has_text="diverged")
    row = page.locator(".rg-runs > li").first
    row.locator(".rg-run").click()
    expect(row).to_have_class(re.compile("rg-off"))
    expect(finding).to_have_class("rg-of-hidden")
    finding.get_by_text("Show").click()
    expect(row).not_to_have_class(re.compile("rg-off"))
    expect(row).to_have_class(re.compile("rg-pinned"))
    expect(finding).not_to_have_class("rg-of-hidden")
