"""The S workload, logged through the real SDK: workload.py OUT_DIR. Seeded; peers draw the same arrays."""

import os
import sys
from pathlib import Path

import numpy as np
from PIL import Image

OUT = Path(sys.argv[1]).resolve()
RUNS, METRICS, STEPS, IMAGES, SIZE = 4, 20, 1000, 24, 256
NAMES = [f"{('train', 'val')[m % 2]}/{('loss', 'acc', 'lr', 'grad_norm', 'f1')[m % 5]}_{m:02d}" for m in range(METRICS)]


def curves(rng: np.random.Generator) -> np.ndarray:
    """Return (runs, metrics, steps) float32: decays and rises with noise."""
    t = np.arange(STEPS) / STEPS
    out = np.empty((RUNS, METRICS, STEPS), np.float32)
    for index in np.ndindex(RUNS, METRICS):
        a, b, tau = rng.uniform(0.5, 3), rng.uniform(0.01, 0.5), rng.uniform(0.02, 0.4)
        base = a * np.exp(-t / tau) + b if index[1] % 2 == 0 else 1 - a / 3 * np.exp(-t / tau) - b / 5
        out[index] = base + rng.standard_normal(STEPS) * 0.03 * (0.3 + np.exp(-3 * t))
    return out


def photo(rng: np.random.Generator) -> Image.Image:
    """Return a picture of smooth noise in octaves with some of a sensor's."""
    total = np.zeros((SIZE, SIZE, 3), np.float32)
    for cells, weight in ((4, 1.0), (8, 0.5), (16, 0.3), (32, 0.18), (64, 0.1)):
        grid = Image.fromarray((rng.random((cells, cells, 3)) * 255).astype(np.uint8))
        total += weight * np.asarray(grid.resize((SIZE, SIZE), Image.Resampling.BICUBIC), np.float32)
    total = total / 2.08 + rng.standard_normal(total.shape) * 2
    return Image.fromarray(np.clip(total, 0, 255).astype(np.uint8))


def main() -> None:
    os.environ |= {"WANDB_MODE": "offline", "WANDB_DIR": str(OUT), "WANDB_SILENT": "true"}
    for name in ("DATA", "CACHE", "CONFIG"):
        os.environ[f"WANDB_{name}_DIR"] = str(OUT / name.lower())
        (OUT / name.lower()).mkdir(parents=True, exist_ok=True)
    import wandb

    rng = np.random.default_rng(20260101)
    values = curves(rng)
    np.save(OUT / "scalars.npy", values)
    (OUT / "names.txt").write_text("\n".join(NAMES))
    (OUT / "images").mkdir(exist_ok=True)
    pictures = [photo(rng) for _ in range(IMAGES)]
    for i, picture in enumerate(pictures):
        picture.save(OUT / "images" / f"{i:02d}.png")
    for r in range(RUNS):
        run = wandb.init(project="bench", name=f"run-{r:02d}", settings=wandb.Settings(console="off"))
        for step in range(STEPS):
            run.log({name: float(values[r, m, step]) for m, name in enumerate(NAMES)})
        if r == 0:
            files = [str(OUT / "images" / f"{i:02d}.png") for i in range(IMAGES)]
            run.log({"samples": [wandb.Image(path, caption=f"image {i}") for i, path in enumerate(files)]})
        run.finish()
    plots = "".join(f"\n        - line_plot: {name}" for name in NAMES)
    (OUT / "report.yaml").write_text(
        f"title: S\nruns: wandb\nblocks:\n  - panel_grid:\n      columns: 2\n      panels:{plots}\n"
        "  - media_browser: {media_keys: samples, num_columns: 6}\n"
    )


main()
