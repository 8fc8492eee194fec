"""A thousand images of 512 x 512 with five boxes and a mask each, against reading, encoding and writing their bytes.

``images.py log OUT_DIR`` logs them with the real SDK and writes specs with and without a size budget;
``images.py copy RUN_DIR OUT_FILE`` is the least that any self-contained page must do; ``images.py open FILE`` prints
what a page costs in a real browser: first paint, and the tab's memory after scrolling to the end, as JSON.
"""

from __future__ import annotations

import base64
import json
import os
import statistics
import sys
from pathlib import Path

COUNT, SIZE, LISTS = 1000, 512, 10
LABELS = {0: "background", 1: "car", 2: "person", 3: "bike", 4: "sign", 5: "tree"}


def log(out: Path) -> None:
    """Log the images as ten lists of a hundred: photographs in octaves of noise, smooth masks, two groups of boxes."""
    os.environ |= {"WANDB_MODE": "offline", "WANDB_DIR": str(out), "WANDB_SILENT": "true"}
    for name in ("DATA", "CACHE", "CONFIG"):
        os.environ[f"WANDB_{name}_DIR"] = str(out / name.lower())
        (out / name.lower()).mkdir(parents=True, exist_ok=True)
    import numpy as np
    import wandb
    from PIL import Image

    def field(rng: np.random.Generator, cells: int) -> np.ndarray:
        grid = Image.fromarray((rng.random((cells, cells, 3)) * 255).astype(np.uint8))
        return np.asarray(grid.resize((SIZE, SIZE), Image.Resampling.BICUBIC), np.float32)

    rng = np.random.default_rng(20260101)
    run = wandb.init(project="bench", name="images", settings=wandb.Settings(console="off"))
    bases = [sum(field(rng, 4 << o) * w for o, w in enumerate((1.0, 0.5, 0.3, 0.18, 0.1))) / 2.08 for _ in range(20)]
    for number in range(LISTS):
        pictures = []
        for i in range(COUNT // LISTS):
            shift = rng.integers(0, SIZE, 2)
            photo = np.roll(bases[i % len(bases)], shift, (0, 1)) + rng.standard_normal((SIZE, SIZE, 3)) * 2
            heights = field(rng, 5)[..., 0]
            mask = np.digitize(heights, np.linspace(heights.min(), heights.max(), 7)[1:-1]).astype(np.uint8)
            pictures.append(
                wandb.Image(
                    np.clip(photo, 0, 255).astype(np.uint8),
                    caption=f"image {number}-{i}",
                    boxes={"predictions": {"box_data": boxes(rng), "class_labels": LABELS}},
                    masks={"predictions": {"mask_data": mask, "class_labels": LABELS}},
                )
            )
        run.log({f"examples/{number}": pictures})
    run.finish()
    keys = [f"examples/{number}" for number in range(LISTS)]
    block = {"media_browser": {"media_keys": keys, "page_size": COUNT}}
    spec = {"title": "A thousand images", "runs": str(out), "blocks": [block]}
    for name, budget in (("whole", "none"), ("fitted", "25MB")):
        (out / f"{name}.yaml").write_text(json.dumps(spec | {"size_budget": budget}))
    (out / "empty.yaml").write_text("title: Empty\nblocks: []\n")


def boxes(rng) -> list[dict[str, object]]:
    """Return five random boxes in pixels, with scores."""
    found = []
    for _ in range(5):
        x, y = (int(v) for v in rng.integers(0, SIZE - 100, 2))
        w, h = (int(v) for v in rng.integers(20, 100, 2))
        found.append({
            "position": {"minX": x, "minY": y, "maxX": x + w, "maxY": y + h}, "domain": "pixel",
            "class_id": int(rng.integers(1, 6)), "scores": {"acc": float(rng.random())},
        })  # fmt: skip
    return found


def copy(folder: Path, out: Path) -> None:
    """Read every media file below ``folder``, and write it as base64."""
    with out.open("wb") as file:
        for path in sorted(folder.rglob("media/**/*")):
            if path.is_file():
                file.write(base64.b64encode(path.read_bytes()))


def tab() -> float:
    """Return the memory of the largest renderer process in MB, shared pages by share."""
    largest = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if "--type=renderer" in (process / "cmdline").read_text():
                lines = (process / "smaps_rollup").read_text().splitlines()
                largest = max(largest, *(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")))
        except OSError:
            continue
    return largest


def opened(path: Path) -> dict[str, float]:
    """Return first paint (ms, median of eight visits), and the tab's memory (MB) before and after scrolling down."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
    from install import chromium
    from playwright.sync_api import sync_playwright

    paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        paints = []
        for _ in range(9):
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            page.goto(path.resolve().as_uri(), timeout=240_000)
            page.wait_for_timeout(1500)
            paints.append(page.evaluate(paint))
            page.context.close()
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(path.resolve().as_uri(), timeout=240_000)
        page.wait_for_timeout(1500)
        before, y = tab(), 0
        while y < page.evaluate("document.documentElement.scrollHeight"):
            page.evaluate(f"scrollTo(0, {y})")
            page.wait_for_timeout(60)
            y += 600
        page.wait_for_timeout(2000)
        after = tab()
        browser.close()
    return {"paint": statistics.median(paints[1:]), "before": before, "after": after}


if __name__ == "__main__":
    if sys.argv[1] == "log":
        log(Path(sys.argv[2]).resolve())
    elif sys.argv[1] == "open":
        print(json.dumps(opened(Path(sys.argv[2]))))
    else:
        copy(Path(sys.argv[2]), Path(sys.argv[3]))
