"""What pages cost in a real browser: pages.py FILE... prints JSON for each, after opening them by turns.

Milliseconds until the first paint and the first chart that answers the pointer, the longest task while loading, the
number of elements; and, with ``--scroll``, the pace from top to bottom by stretches of 15,000 pixels, and the heap in
MB after garbage was collected. A file named ``empty.html`` is painted only.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from measure import chromium

STRETCH = 15_000
LOOK = """
  window.__tasks = []; window.__first = null;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) __tasks.push(one.duration); })
    .observe({ type: "longtask", buffered: true });
  const look = () => {
    const live = document.querySelector(".rg-live-plot[data-ready], [data-kind][data-ready]");
    if (live) window.__first = performance.now(); else requestAnimationFrame(look);
  };
  document.addEventListener("DOMContentLoaded", look);
"""
PAINTED = """() => new Promise((done) => {
  const look = () => { const [found] = performance.getEntriesByName("first-contentful-paint");
    found ? done(found.startTime) : requestAnimationFrame(look); };
  look();
})"""
FIRST = """() => new Promise((done) => {
  const look = () => window.__first === null && performance.now() < 60000 ? requestAnimationFrame(look)
    : done(window.__first ?? 60000);
  look();
})"""
DRAWN = """() => [...document.querySelectorAll(".rg-plot")].every((plot) => {
  const box = plot.getBoundingClientRect();
  return box.bottom < 0 || box.top > innerHeight || plot.classList.contains("rg-ready");
})"""


def opened(browser, path: Path) -> dict[str, float]:
    """Return what opening a page costs."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(120_000)
    page.add_init_script(LOOK)
    page.goto(path.as_uri(), wait_until="load", timeout=120_000)
    found = {"paint": page.evaluate(PAINTED)}
    if path.name != "empty.html":
        found["chart"] = page.evaluate(FIRST)
    found["longest"] = page.evaluate("Math.max(0, ...window.__tasks)")
    found["elements"] = page.evaluate("document.querySelectorAll('*').length")
    page.close()
    return found


def scrolled(browser, path: Path) -> dict[str, object]:
    """Return seconds for each stretch, and the heap at the end, back at the top."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(120_000)
    page.goto(path.as_uri(), wait_until="load", timeout=120_000)
    page.wait_for_selector("html[data-rg-idle]", state="attached")
    meter = page.context.new_cdp_session(page)
    y, begun, paces = 0, time.monotonic(), []
    while y < page.evaluate("document.documentElement.scrollHeight"):
        y += 500
        page.evaluate(f"scrollTo(0, {y}); new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
        while not page.evaluate(DRAWN):
            page.evaluate("new Promise((done) => requestAnimationFrame(done))")
        if y % STRETCH == 0:
            paces.append(time.monotonic() - begun)
            begun = time.monotonic()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_selector("html[data-rg-idle]", state="attached")
    meter.send("HeapProfiler.collectGarbage")
    used = meter.send("Runtime.getHeapUsage")
    page.close()
    return {"paces": paces, "heap": (used["usedSize"] + used.get("backingStorageSize", 0)) / 1e6}


def main(files: list[Path], rounds: int, scroll: bool) -> dict[str, dict[str, object]]:
    """Return medians of each page."""
    with chromium() as browser:
        if scroll:
            return {path.stem: scrolled(browser, path) for path in files}
        times: dict[Path, list[dict[str, float]]] = {path: [] for path in files}
        for turn in range(rounds + 1):
            for path, found in times.items():
                one = opened(browser, path)
                if turn or rounds == 1:
                    found.append(one)
        return {
            path.stem: {name: statistics.median(one[name] for one in found) for name in found[0]}
            for path, found in times.items()
        }


if __name__ == "__main__":
    given = [one for one in sys.argv[1:] if not one.startswith("--")]
    turns = next((int(one.removeprefix("--rounds=")) for one in sys.argv if one.startswith("--rounds=")), 3)
    print(json.dumps(main([Path(one).resolve() for one in given], turns, "--scroll" in sys.argv)))
