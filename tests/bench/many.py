"""Many runs, or many metrics of each: the page in a real browser beside one that is empty, as figures of one run.

many.py make FOLDER RUNS METRICS STEPS | open REPORT.html
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

WHAT, PLACE, *REST = sys.argv[1:]
ROUNDS = 7
PAINTED = """() => new Promise((done) => {
  const look = () => {
    const [found] = performance.getEntriesByName("first-contentful-paint");
    found ? done(found.startTime) : requestAnimationFrame(look);
  };
  look();
})"""
IDLE = "html[data-rg-idle]"
VISIBLE = """() => [...document.querySelectorAll(".rg-plot, rg-run-table")].filter((one) => {
  const { top, bottom, height } = one.getBoundingClientRect();
  return height && bottom > 0 && top < innerHeight;
}).length"""


def make(folder: Path, runs: int, metrics: int, steps: int) -> None:
    """Write runs as CSV files: noisy decays, and a validation accuracy."""
    import numpy as np

    names = ["val/acc", *(f"part{m % 7}/metric_{m:02d}" for m in range(metrics - 1))]
    t = np.arange(steps) / steps
    for run in range(runs):
        rng = np.random.default_rng(run)
        values = np.exp(-t[:, None] * rng.uniform(1, 6, metrics)) + 0.03 * rng.standard_normal((steps, metrics))
        values[:, 0] = 1 - values[:, 0]
        place = folder / f"sweep-trial-{run:04d}"
        place.mkdir(parents=True, exist_ok=True)
        rows = (f"{step}," + ",".join(map(repr, row)) for step, row in enumerate(values.tolist()))
        (place / "metrics.csv").write_text("\n".join([",".join(["step", *names]), *rows]), "utf-8")
        (place / "config.yaml").write_text(f"lr: {10 ** rng.uniform(-5, -1)}\ndepth: {run % 5}\n", "utf-8")


def open_page(report: Path) -> None:
    """Print the first paint beside an empty page's, the heap, and the CPU time of hiding a run and of pointing."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
    from install import chromium
    from playwright.sync_api import sync_playwright

    empty = report.with_name(f"{report.stem}-empty.html")
    empty.write_text("<!doctype html><meta charset=utf-8><title>Empty</title><p>Empty", "utf-8")
    found: dict[str, float] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        paints: dict[Path, list[float]] = {empty: [], report: []}
        for _ in range(ROUNDS):
            for path, times in paints.items():
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(path.as_uri(), wait_until="load")
                times.append(page.evaluate(PAINTED))
                page.close()
        found["first paint, times an empty page's"] = statistics.median(paints[report]) / statistics.median(
            paints[empty]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(300_000)
        page.goto(report.as_uri(), wait_until="load")
        meter = page.context.new_cdp_session(page)
        meter.send("Performance.enable", {"timeDomain": "threadTicks"})

        def spent() -> float:
            metrics = meter.send("Performance.getMetrics")["metrics"]
            return next(one["value"] for one in metrics if one["name"] == "TaskDuration") * 1000

        def heap() -> float:
            meter.send("HeapProfiler.collectGarbage")
            used = meter.send("Runtime.getHeapUsage")
            return (used["usedSize"] + used.get("backingStorageSize", 0)) / 1e6

        page.locator(IDLE).wait_for(state="attached")
        found["heap at rest, MB"] = heap()
        page.locator("rg-line-plot").first.scroll_into_view_if_needed()
        page.locator(IDLE).wait_for(state="attached")
        times = []
        for place in range(5):
            before = spent()
            page.locator(".rg-runs .rg-run").nth(place).click()
            page.locator(IDLE).wait_for(state="attached")
            times.append((spent() - before) / max(page.evaluate(VISIBLE), 1))
        found["CPU ms to hide a run, for each chart in view"] = statistics.median(times)
        before = spent()
        for place in range(6, 12):
            page.locator(".rg-runs > li").nth(place).hover()
        found["CPU ms to point at a run"] = (spent() - before) / 6
        page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
        for y in range(0, page.evaluate("document.documentElement.scrollHeight"), 700):
            page.evaluate(f"scrollTo(0, {y})")
            page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
            page.locator(IDLE).wait_for(state="attached")
        found["heap after scrolling through all, MB"] = heap()
        browser.close()
    print(json.dumps({name: round(value, 2) for name, value in found.items()}, indent=2))


if __name__ == "__main__":
    if WHAT == "make":
        make(Path(PLACE), *map(int, REST))
    else:
        open_page(Path(PLACE).resolve())
