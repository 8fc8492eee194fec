"""Line plots of many runs: made, built by us and by peers, and opened in a real browser.

charts.py make FOLDER RUNS METRICS STEPS | altair FOLDER OUT | plotly FOLDER OUT | open FILE
"""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

WHAT, PLACE, *REST = sys.argv[1:]
FOLDER = Path(PLACE).resolve()


def names(metrics: int) -> list[str]:
    return [f"train/metric_{m:02d}" for m in range(metrics)]


def log(run: int, metrics: int, steps: int) -> None:
    """Log one run with the real SDK: noisy decays."""
    os.environ |= {"WANDB_MODE": "offline", "WANDB_DIR": str(FOLDER), "WANDB_SILENT": "true"}
    import wandb

    rng = np.random.default_rng(run)
    t = np.arange(steps) / steps
    values = np.exp(-t[:, None] * rng.uniform(1, 6, metrics)) + 0.03 * rng.standard_normal((steps, metrics))
    np.save(FOLDER / f"run-{run}.npy", values.astype(np.float32))
    settings = wandb.Settings(console="off", x_disable_stats=True, x_disable_meta=True)
    logger = wandb.init(project="bench", name=f"run-{run}", settings=settings)
    keys = names(metrics)
    for row in values.tolist():
        logger.log(dict(zip(keys, row, strict=True)))
    logger.finish()


def make(runs: int, metrics: int, steps: int) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(log, range(runs), [metrics] * runs, [steps] * runs))
    plots = "".join(f"\n        - line_plot: {name}" for name in names(metrics))
    text = f"title: Charts\nruns: wandb\nblocks:\n  - panel_grid:\n      columns: 2\n      panels:{plots}\n"
    (FOLDER / "report.yaml").write_text(text)


def loaded() -> np.ndarray:
    """Return (runs, steps, metrics) float32."""
    return np.stack([np.load(path) for path in sorted(FOLDER.glob("run-*.npy"))])


def altair(out: str) -> None:
    import altair as alt
    import pandas as pd

    alt.data_transformers.disable_max_rows()
    values = loaded()
    runs, steps, metrics = values.shape
    step, run = np.tile(np.arange(steps), runs), np.repeat([f"run-{r}" for r in range(runs)], steps)
    charts = [
        alt.Chart(pd.DataFrame({"step": step, "value": values[:, :, m].ravel(), "run": run}), title=name, width=420)
        .mark_line()
        .encode(x="step", y="value:Q", color="run")
        for m, name in enumerate(names(metrics))
    ]
    alt.concat(*charts, columns=2).save(out, inline=True)


def plotly(out: str) -> None:
    import plotly.graph_objects as go

    values = loaded()
    runs, steps, metrics = values.shape
    parts = []
    for m, name in enumerate(names(metrics)):
        figure = go.Figure(layout={"title": name, "height": 300})
        for r in range(runs):
            figure.add_scatter(x=np.arange(steps), y=values[r, :, m], name=f"run-{r}", mode="lines")
        parts.append(figure.to_html(include_plotlyjs=not parts, full_html=False))
    Path(out).write_text("<!doctype html><meta charset=utf-8>" + "\n".join(parts), "utf-8")


OBSERVE = """
  window.__tasks = [];
  new PerformanceObserver((list) => { for (const e of list.getEntries()) __tasks.push([e.startTime, e.duration]); })
    .observe({type: 'longtask', buffered: true});
"""
# How many of our charts have been drawn so far; peers draw all before they are done loading.
DRAWN = """() => {
  for (const live of document.querySelectorAll('.rg-live-plot[data-ready]')) {
    (window.__seen ??= new Set()).add(live.closest('figure'));
  }
  return window.__seen ? window.__seen.size : 0;
}"""


SEEN = """() => [...document.querySelectorAll('.rg-plot')].every((plot) => {
  const box = plot.getBoundingClientRect();
  return box.bottom < 0 || box.top > innerHeight || plot.classList.contains('rg-ready');
})"""


def open_page(wanted: int) -> None:
    """Print what a reader's machine pays: until all is drawn while scrolling to the end, tasks, heap."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
    from install import chromium
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(300_000)
        page.add_init_script(OBSERVE)
        start = time.perf_counter()
        page.goto(FOLDER.as_uri(), wait_until="load")
        ours = page.evaluate("document.querySelector('rg-line-plot') !== null")
        first = time.perf_counter() - start
        scrolled = page.evaluate("performance.now()")
        y = 0
        while True:
            height = page.evaluate("document.documentElement.scrollHeight")
            if ours and page.evaluate(DRAWN) >= wanted:
                break
            if not ours and y >= height:
                break
            y = y + 500 if y < height else 0  # what was passed before it was drawn is visited again
            page.evaluate(f"scrollTo(0, {y}); new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
            while ours and not page.evaluate(SEEN):  # a reader looks at what is there before going on
                page.evaluate("new Promise(done => requestAnimationFrame(done))")
                page.evaluate(DRAWN)
            if time.perf_counter() - start > 240:
                break
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        seconds = time.perf_counter() - start
        tasks = page.evaluate("window.__tasks")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        counted = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        browser.close()
    later = [duration for at, duration in tasks if at >= scrolled]
    print(json.dumps({"load": first, "drawn": seconds, "longest": max((d for _, d in tasks), default=0.0),
                      "scrolling": max(later, default=0.0), "heap": counted["JSHeapUsedSize"] / 1e6}))  # fmt: skip


if __name__ == "__main__":
    if WHAT == "make":
        make(*map(int, REST))
    elif WHAT == "open":
        open_page(int(REST[0]))
    else:
        {"altair": altair, "plotly": plotly}[WHAT](REST[0])
