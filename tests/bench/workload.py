"""The workloads S and M, seeded, logged through the real SDK: workload.py S|M OUT_DIR. Peers draw the same arrays.

A workload has line plots of every metric, histograms over the steps, curves of precision and recall, images with five
boxes and a mask each, a table of twelve columns and a cloud of coloured points.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CLASSES = ["car", "person", "bike", "sign", "tree"]


@dataclass(frozen=True)
class Size:
    runs: int
    metrics: int
    steps: int
    layers: int
    moments: int  # steps at which histograms are logged
    images: int
    pixels: int
    rows: int
    points: int


SIZES = {
    "S": Size(4, 20, 1000, 1, 100, 24, 256, 500, 100_000),
    "M": Size(8, 50, 10_000, 10, 200, 200, 512, 20_000, 300_000),
}


class Workload:
    """What a peer draws, as it lies in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.size = Size(**json.loads((folder / "size.json").read_text()))
        self.metrics = metrics(self.size)
        self.scalars = np.load(folder / "scalars.npy")  # (runs, metrics, steps)
        self.counts = np.load(folder / "counts.npy")  # (layers, moments, 64)
        self.truth, self.scores = np.load(folder / "truth.npy"), np.load(folder / "scores.npy")  # (3, 5000)
        self.points = np.load(folder / "points.npy")  # (points, 6), colours 0 to 1
        self.boxes = json.loads((folder / "boxes.json").read_text())

    def images(self) -> list[Path]:
        return sorted((self.folder / "images").glob("????.png"))

    def mask(self, image: Path) -> Path:
        return image.with_name(f"{image.stem}_mask.png")

    def rows(self) -> dict[str, list]:
        return json.loads((self.folder / "rows.json").read_text())

    def curves(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return recall and precision at every threshold, class by class."""
        found = []
        for truth, scores in zip(self.truth, self.scores, strict=True):
            hits = np.cumsum(truth[np.argsort(-scores, kind="stable")])
            found.append((hits / truth.sum(), hits / np.arange(1, len(hits) + 1)))
        return found


def metrics(size: Size) -> list[str]:
    words = ("loss", "acc", "lr", "grad_norm", "f1")
    return [f"{('train', 'val')[m % 2]}/{words[m % 5]}_{m:02d}" for m in range(size.metrics)]


def curves(rng: np.random.Generator, size: Size) -> np.ndarray:
    """Return (runs, metrics, steps) float32: decays and rises with noise."""
    t = np.arange(size.steps) / size.steps
    out = np.empty((size.runs, size.metrics, size.steps), np.float32)
    for index in np.ndindex(size.runs, size.metrics):
        a, b, tau = rng.uniform(0.5, 3), rng.uniform(0.01, 0.5), rng.uniform(0.02, 0.4)
        base = a * np.exp(-t / tau) + b if index[1] % 2 == 0 else 1 - a / 3 * np.exp(-t / tau) - b / 5
        out[index] = base + rng.standard_normal(size.steps) * 0.03 * (0.3 + np.exp(-3 * t))
    return out


def histograms(rng: np.random.Generator, size: Size) -> np.ndarray:
    """Return (layers, moments, 64) counts of weights that widen."""
    centres = np.linspace(-1, 1, 129)[1::2]
    out = np.empty((size.layers, size.moments, 64), np.int64)
    for layer, moment in np.ndindex(size.layers, size.moments):
        part = moment / size.moments
        shape = np.exp(-0.5 * ((centres - 0.2 * part) / ((0.05 + 0.01 * (layer % 10)) * (1 + 2 * part))) ** 2)
        out[layer, moment] = rng.multinomial(16384, shape / shape.sum())
    return out


def images(rng: np.random.Generator, size: Size, folder: Path) -> list[list[dict]]:
    """Write pictures of smooth noise with some of a sensor's, and masks of their boxes; returns the boxes."""
    from PIL import Image

    folder.mkdir(exist_ok=True)
    side, found = size.pixels, []
    for number in range(size.images):
        total = rng.standard_normal((side, side, 3)).astype(np.float32) * 2
        for cells, weight in ((4, 1.0), (8, 0.5), (16, 0.3), (32, 0.18), (64, 0.1)):
            grid = Image.fromarray((rng.random((cells, cells, 3)) * 255).astype(np.uint8))
            total += weight / 2.08 * np.asarray(grid.resize((side, side), Image.Resampling.BICUBIC), np.float32)
        Image.fromarray(np.clip(total, 0, 255).astype(np.uint8)).save(folder / f"{number:04d}.png")
        mask, boxes = np.zeros((side, side), np.uint8), []
        y, x = np.mgrid[:side, :side]
        for _ in range(5):
            width, height = (int(one) for one in rng.integers(side // 10, side // 3, 2))
            left, top, label = (int(rng.integers(0, most)) for most in (side - width, side - height, len(CLASSES)))
            inside = ((x - left) / width - 0.5) ** 2 + ((y - top) / height - 0.5) ** 2 <= 0.25
            mask[inside] = label + 1
            boxes.append({"left": left, "top": top, "width": width, "height": height, "class": label,
                          "score": round(float(rng.random()), 4)})  # fmt: skip
        Image.fromarray(mask).save(folder / f"{number:04d}_mask.png")
        found.append(boxes)
    return found


def table(rng: np.random.Generator, count: int) -> dict[str, list]:
    """Return twelve columns of numbers, classes, flags and text."""
    words = ["alpha", "beta", "gamma", "delta", "omega", "kappa"]
    columns = {
        "id": np.arange(count), "split": rng.choice(["train", "val", "test"], count),
        "label": rng.choice(CLASSES, count), "guess": rng.choice(CLASSES, count), "score": rng.random(count).round(5),
        "loss": rng.exponential(0.5, count).round(5), "length": rng.integers(1, 512, count),
        "rate": 10 ** rng.uniform(-5, -2, count), "right": rng.random(count) < 0.7, "epoch": rng.integers(0, 50, count),
        "text": np.array([" ".join(rng.choice(words, 6)) for _ in range(count)]),
        "latency": rng.gamma(2, 20, count).round(2),
    }  # fmt: skip
    return {name: column.tolist() for name, column in columns.items()}


def arrays(size: Size, out: Path) -> None:
    """Write what is logged."""
    rng = np.random.default_rng(20260101 + size.runs)
    np.save(out / "scalars.npy", curves(rng, size))
    np.save(out / "counts.npy", histograms(rng, size))
    (out / "boxes.json").write_text(json.dumps(images(rng, size, out / "images")))
    (out / "rows.json").write_text(json.dumps(table(rng, size.rows)))
    truth = rng.random((3, 5000)) < 0.3
    np.save(out / "truth.npy", truth)
    np.save(out / "scores.npy", 1 / (1 + np.exp(1 - truth * 2.0 - rng.standard_normal(truth.shape))))
    around, tilt = rng.uniform(0, 2 * np.pi, size.points), np.arccos(rng.uniform(-1, 1, size.points))
    reach = 1 + 0.2 * np.sin(5 * around) * np.sin(4 * tilt) + rng.standard_normal(size.points) * 0.01
    way = np.stack([np.sin(tilt) * np.cos(around), np.sin(tilt) * np.sin(around), np.cos(tilt)], 1)
    places = reach[:, None] * way
    np.save(out / "points.npy", np.concatenate([places, np.clip((places + 1.2) / 2.4, 0, 1)], 1).astype(np.float32))
    (out / "size.json").write_text(json.dumps(vars(size)))


def log(number: int, out: Path) -> None:
    """Log one run; the first one has the media, too."""
    os.environ |= {"WANDB_MODE": "offline", "WANDB_DIR": str(out), "WANDB_SILENT": "true"}
    for name in ("DATA", "CACHE", "CONFIG"):
        os.environ[f"WANDB_{name}_DIR"] = str(out / name.lower())
        (out / name.lower()).mkdir(parents=True, exist_ok=True)
    import wandb

    work = Workload(out)
    settings = wandb.Settings(console="off", x_disable_stats=True, x_disable_meta=True)
    run = wandb.init(project="bench", name=f"run-{number:02d}", config={"lr": 0.1 / (1 + number)}, settings=settings)
    edges = np.linspace(-1, 1, 65)
    every = work.size.steps // work.size.moments
    for step, row in enumerate(work.scalars[number].T.tolist()):
        values = dict(zip(work.metrics, row, strict=True))
        if number == 0 and step % every == 0:
            for layer, counts in enumerate(work.counts):
                pair = (counts[step // every], edges)
                values[f"layer{layer}/weights"] = wandb.Histogram(np_histogram=pair)
        run.log(values)
    if number == 0:
        log_media(run, work)
    run.finish()


def log_media(run, work: Workload) -> None:
    import wandb

    classes = dict(enumerate(CLASSES))
    pictures = []
    for number, (path, boxes) in enumerate(zip(work.images(), work.boxes, strict=True)):
        drawn = [
            {
                "position": {"minX": box["left"], "minY": box["top"], "maxX": box["left"] + box["width"],
                             "maxY": box["top"] + box["height"]},
                "domain": "pixel", "class_id": box["class"], "scores": {"score": box["score"]},
            }
            for box in boxes
        ]  # fmt: skip
        masks = {
            "truth": {
                "path": str(work.mask(path)),
                "class_labels": {0: "none"} | {k + 1: v for k, v in classes.items()},
            }
        }
        overlays = {"found": {"box_data": drawn, "class_labels": classes}}
        pictures.append(wandb.Image(str(path), caption=f"image {number}", boxes=overlays, masks=masks))
    for first in range(0, len(pictures), 100):  # the SDK takes 108 at once
        run.log({"samples": pictures[first : first + 100]})
    rows = work.rows()
    run.log({"rows": wandb.Table(columns=list(rows), data=[list(row) for row in zip(*rows.values(), strict=True)])})
    for number, (truth, scores) in enumerate(zip(work.truth.tolist(), work.scores.tolist(), strict=True)):
        pairs = [list(pair) for pair in zip(truth, scores, strict=True)]
        run.log({f"class{number}": wandb.Table(columns=["truth", "score"], data=pairs)})
    points = work.points.astype(float) * ([1] * 3 + [255] * 3)
    run.log({"cloud": wandb.Object3D(points)})


def spec(size: Size, title: str) -> str:
    """Return a report of all that was logged."""
    lines = "".join(f"\n        - line_plot: {name}" for name in metrics(size))
    shapes = "".join(f"\n        - histogram: {{key: layer{layer}/weights, limit: 1}}" for layer in range(size.layers))
    curves = "".join(
        f"\n        - pr_curve: {{table_name: class{k}, truth: truth, scores: score, limit: 1}}" for k in range(3)
    )
    return (
        f"title: {title}\nruns: wandb\nblocks:\n"
        f"  - panel_grid:\n      columns: 2\n      panels:{lines}{shapes}{curves}\n"
        "  - media_browser: {media_keys: samples, num_columns: 6}\n  - table: {table_name: rows, max_rows: none}\n"
        "  - object3d: {media_keys: cloud}\n"
    )


def main(name: str, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    size = SIZES[name]
    arrays(size, out)
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(log, range(size.runs), [out] * size.runs))
    (out / "report.yaml").write_text(spec(size, name))
    (out / "whole.yaml").write_text(f"size_budget: none\n{spec(size, name)}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).resolve())
