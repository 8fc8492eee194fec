"""A long page: what a reader has scrolled past keeps nothing of what was drawn."""

from __future__ import annotations

import math

import pytest
from conftest import idle

from reportgen import build

pytestmark = pytest.mark.browser
PLOTS = 60
KEPT_NODES = 14
"""For a plot that was live once: its tools, and a tooltip and a note that are emptied."""
KEPT_LISTENERS = 4


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    run = folder / "runs" / "one"
    run.mkdir(parents=True)
    names = [f"metric{number}" for number in range(PLOTS)]
    rows = [",".join([str(step), *(str(math.sin(step + n)) for n in range(PLOTS))]) for step in range(300)]
    (run / "metrics.csv").write_text("\n".join([",".join(["step", *names]), *rows]), "utf-8")
    panels = ", ".join(f"{{line_plot: {name}}}" for name in names)
    spec = folder / "report.yaml"
    spec.write_text(f"title: Long\nruns: runs\nblocks: [{{panel_grid: {{columns: 1, panels: [{panels}]}}}}]\n", "utf-8")
    return build(spec, folder / "report.html").path


def test_plots_out_of_view_keep_nothing(visit, report):
    seen = visit(report)
    page = seen.page
    meter = page.context.new_cdp_session(page)
    meter.send("Performance.enable")

    def kept() -> dict[str, float]:
        page.evaluate("scrollTo(0, 0)")
        idle(page)
        page.locator("rg-line-plot .rg-live-plot").nth(20).wait_for(state="detached")
        meter.send("HeapProfiler.collectGarbage")
        return {one["name"]: one["value"] for one in meter.send("Performance.getMetrics")["metrics"]}

    idle(page)
    before = kept()
    seen.scroll_through()
    after = kept()
    assert after["Nodes"] - before["Nodes"] < KEPT_NODES * PLOTS
    assert after["JSEventListeners"] - before["JSEventListeners"] < KEPT_LISTENERS * PLOTS
    page.mouse.wheel(0, 12_000)
    idle(page)
    page.locator("rg-line-plot .rg-live-plot[data-ready]").first.wait_for()  # and they come back
    seen.assert_quiet()
