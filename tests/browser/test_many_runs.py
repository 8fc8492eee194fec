"""Many runs: what is drawn, laid out and kept in memory grows far slower than the number of runs."""

from __future__ import annotations

import math

import pytest
from conftest import idle

from reportgen import build

pytestmark = pytest.mark.browser
FEW, MANY = 24, 240
STEPS = 400


def write(folder, count):
    for number in range(count):
        run = folder / f"run{number:03}"
        run.mkdir(parents=True)
        rows = [
            f"{step},{number / count + math.sin(step * number) / 30},{math.exp(-step / 90) + number / count}"
            for step in range(STEPS)
        ]
        (run / "metrics.csv").write_text("\n".join(["step,val/acc,train/loss", *rows]), "utf-8")
        (run / "config.yaml").write_text(f"depth: {number % 7}\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    return {
        count: build([write(folder / str(count) / "runs", count)], folder / f"{count}.html").path
        for count in (FEW, MANY)
    }


# What changes in the page while a run is hidden or pointed at: paths that are drawn anew, rows that come or go.
WATCH = """() => {
  window.__drawn = 0; window.__rows = 0;
  new MutationObserver((all) => {
    for (const { type, target, addedNodes, removedNodes } of all)
      if (type === "attributes") __drawn += target.closest(".rg-lines") ? 1 : 0;
      else if (target.matches("rg-run-table tbody")) __rows += addedNodes.length + removedNodes.length;
  }).observe(document.querySelector("main"), {subtree: true, attributeFilter: ["d"], childList: true});
}"""


ORDER = "(rows) => rows.map((row) => row.dataset.run)"


def opened(visit, path):
    seen = visit(path)
    seen.page.locator("rg-line-plot .rg-live-plot[data-ready]").first.wait_for()
    idle(seen.page)
    return seen


def test_an_element_for_each_line_is_not_needed(visit, reports):
    counts = {}
    for count, path in reports.items():
        page = opened(visit, path).page
        counts[count] = page.locator("rg-line-plot").first.locator("*").count()
    assert counts[MANY] < 1.5 * counts[FEW]


def test_hiding_a_run_draws_little_and_pointing_at_one_draws_nothing(visit, reports):
    seen = opened(visit, reports[MANY])
    page = seen.page
    live = page.locator("rg-line-plot .rg-live-plot[data-ready]").count()
    order = page.locator("rg-run-table tbody tr").evaluate_all(ORDER)
    assert len(set(order)) == MANY
    page.evaluate(WATCH)
    row = page.locator(".rg-runs > li").nth(7)
    row.locator(".rg-run").click()
    idle(page)
    page.locator("rg-run-table tr[data-run='7']").wait_for(state="detached")
    assert page.evaluate("__rows") == 1
    assert 0 < page.evaluate("__drawn") <= 2 * live  # of the paths of many lines, the one that this run was in
    page.evaluate("__drawn = 0")
    for place in range(8, 14):
        page.locator(".rg-runs > li").nth(place).hover()
    page.locator("rg-line-plot .rg-lines path[stroke='var(--run-13)']").first.wait_for(state="attached")
    assert page.evaluate("__drawn") <= 8 * live  # the lines that are lit, and none of the others
    row.locator(".rg-run").click()
    page.locator("rg-run-table tr[data-run='7']").wait_for(state="attached")
    assert page.locator("rg-run-table tbody tr").evaluate_all(ORDER) == order
    seen.assert_quiet()


def cost_of_hiding(page):
    """Return the seconds of CPU that the page needs to hide a run, the median of five."""
    meter = page.context.new_cdp_session(page)
    meter.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent():
        metrics = meter.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "TaskDuration")

    times = []
    for place in range(5):
        before = spent()
        page.locator(".rg-runs .rg-run").nth(place).click()
        idle(page)
        times.append(spent() - before)
    return sorted(times)[2]


def test_hiding_one_of_ten_times_as_many_runs_is_not_ten_times_the_work(visit, reports):
    few, many = (cost_of_hiding(opened(visit, reports[count]).page) for count in (FEW, MANY))
    assert many < 6 * few


def test_the_page_keeps_less_than_the_runs_would_take(visit, reports):
    def heap(page):
        page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
        idle(page)
        meter = page.context.new_cdp_session(page)
        meter.send("HeapProfiler.collectGarbage")
        return meter.send("Runtime.getHeapUsage")["usedSize"]

    few, many = (heap(opened(visit, reports[count]).page) for count in (FEW, MANY))
    assert many < 6 * few
    assert reports[MANY].stat().st_size < 6 * reports[FEW].stat().st_size
