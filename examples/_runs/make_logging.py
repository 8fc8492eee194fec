"""Make the run of the example `logging` again, with reportgen's own logger: one of every type that can be logged."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
from rdkit import Chem

import reportgen as rg

HERE = Path(__file__).parent
FOLDER = HERE / "logging"
QUIET = {"system": False, "console": False, "code": False, "silent": True}
LABELS = {0: "sky", 1: "car", 2: "road"}
WIDTH, HEIGHT = 160, 96
CAFFEINE = "CN1C=NC2=C1C(=O)N(C(=O)N2C)C"


def street(step: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Return an image of (HEIGHT, WIDTH, 3) in 0 to 1, its class ids, and where its car begins."""
    down, left = np.mgrid[0:HEIGHT, 0:WIDTH], 20 + 24 * step
    mask = np.where(down[0] > 60, 2, 0)
    mask[46:70, left : left + 44] = 1
    colors = np.array([[0.55, 0.68, 0.85], [0.86, 0.33, 0.25], [0.32, 0.33, 0.36]])
    shade = 1 - 0.35 * down[0] / HEIGHT + 0.03 * np.sin(down[1] / 3)
    return np.clip(colors[mask] * shade[..., None], 0, 1), mask, left


def examples(step: int) -> rg.Image:
    """Return an image with a bounding box and a mask."""
    values, mask, left = street(step)
    box = {
        "position": {"minX": left - 2, "maxX": left + 45, "minY": 44, "maxY": 71},
        "domain": "pixel",
        "class_id": 1,
        "scores": {"confidence": 0.7 + 0.1 * step},
    }
    return rg.Image(
        values,
        caption=f"street {step}",
        boxes={"predictions": {"box_data": [box], "class_labels": LABELS}},
        masks={"ground truth": {"mask_data": mask, "class_labels": LABELS}},
    )


def spiral(count: int) -> np.ndarray:
    """Return points (count, 6): x, y, z, red, green, blue."""
    turn = np.linspace(0, 12 * math.pi, count)
    places = np.stack([np.cos(turn) * turn, np.sin(turn) * turn, turn], 1)
    colors = 127 + 127 * np.stack([np.sin(turn / 9), np.cos(turn / 7), np.sin(turn / 5)], 1)
    return np.hstack([places, colors])


def clip() -> np.ndarray:
    """Return a video (time, channel, height, width) of a moving square."""
    frames = np.full((8, 3, 48, 80), 40, np.uint8)
    for number, frame in enumerate(frames):
        frame[:, 16:32, 8 * number : 8 * number + 16] = np.array([230, 160, 60], np.uint8)[:, None, None]
    return frames


def charts(run: rg.Run, rng: np.random.Generator) -> None:
    """Log one of each chart."""
    truth = rng.integers(0, 3, 300)
    scores = rng.dirichlet((1, 1, 1), 300)
    scores[np.arange(300), truth] += 0.6
    scores /= scores.sum(1, keepdims=True)
    names = ["car", "bus", "bicycle"]
    table = rg.Table(columns=["size", "accuracy"], data=[[2**n, 1 - 0.6 * 0.8**n] for n in range(10)])
    run.log({
        "line": rg.plot.line(table, "size", "accuracy", title="Accuracy by size"),
        "precision and recall": rg.plot.pr_curve(truth, scores, labels=names),
        "roc": rg.plot.roc_curve(truth, scores, labels=names),
        "confusion": rg.plot.confusion_matrix(y_true=truth, preds=scores.argmax(1), class_names=names),
    })  # fmt: skip


def log() -> None:
    """Log the run."""
    rng = np.random.default_rng(7)
    with rg.init(project="logging", name="every type", id="everytype", dir=FOLDER, settings=QUIET) as run:
        for step in range(4):
            row = {"loss": math.exp(-step / 2), "accuracy": 1 - math.exp(-step / 2)}
            run.log(row | {"examples": examples(step), "weights": rg.Histogram(rng.normal(step, 1, 2000))})
        tone = np.sin(np.arange(8000) / 8000 * 2 * np.pi * 440 * np.linspace(1, 2, 8000))
        run.log({
            "points": rg.Object3D(spiral(2000)),
            "molecule": rg.Molecule.from_rdkit(Chem.MolFromSmiles(CAFFEINE), caption="caffeine"),
            "video": rg.Video(clip(), fps=4),
            "audio": rg.Audio(tone * np.linspace(1, 0.1, 8000), sample_rate=8000, caption="rising tone"),
            "page": rg.Html("<h2>A heading</h2><p>and a <b>paragraph</b></p>"),
            "array": rng.normal(0, 2, (64, 64)),
            "text": "a text\nof two lines",
        })  # fmt: skip
        rows = [[number, rg.Image(street(number % 4)[0]), LABELS[number % 3], rng.random()] for number in range(6)]
        run.log({"predictions": rg.Table(columns=["id", "image", "guess", "score"], data=rows)})
        charts(run, rng)


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    log()
