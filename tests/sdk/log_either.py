"""One training script, logged by the SDK or by reportgen: log_either.py OUT_DIR LIBRARY.

Only the name that is imported differs, as for who changes one line.
"""

import importlib
import os
import sys

from offline import start

OUT = start()
os.environ |= {"REPORTGEN_DIR": str(OUT), "REPORTGEN_SILENT": "true", "WANDB_DISABLE_STATS": "true"}
os.environ |= {"REPORTGEN_DISABLE_STATS": "true", "REPORTGEN_CODE": "false"}

import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402

wandb = importlib.import_module(sys.argv[2])

rng = np.random.default_rng(0)
LABELS = {0: "background", 1: "car", 2: "road"}


def picture(step: int) -> Image.Image:
    """Return a gradient with a bright square."""
    values = np.zeros((48, 64, 3), np.uint8)
    values[..., 0] = np.arange(64) * 3
    values[..., 1] = np.arange(48)[:, None] * 5
    values[10:30, 8 * step : 8 * step + 16] = 240
    return Image.fromarray(values)


def overlaid(step: int):
    """Return an image with boxes and a mask."""
    mask = np.zeros((48, 64), np.uint8)
    mask[10:30, 8 * step : 8 * step + 16] = 1
    mask[40:] = 2
    box = {"minX": 8 * step, "maxX": 8 * step + 16, "minY": 10, "maxY": 30}
    middle = {"middle": [0.5, 0.5], "width": 0.25, "height": 0.5}
    boxes = [
        {"position": box, "domain": "pixel", "class_id": 1, "scores": {"acc": 0.75}, "box_caption": "first"},
        {"position": middle, "class_id": 2, "scores": {"acc": 0.5}},
    ]
    return wandb.Image(
        picture(step),
        caption=f"step {step}",
        boxes={"predictions": {"box_data": boxes, "class_labels": LABELS}},
        masks={"truth": {"mask_data": mask, "class_labels": LABELS}},
    )


def train(seed: int) -> None:
    """Log one run."""
    config = {"lr": 0.1 / (seed + 1), "model": {"depth": 18 + seed, "name": "resnet"}, "sizes": [1, 2]}
    run = wandb.init(project="either", name=f"seed {seed}", id=f"either{seed}", config=config, tags=["a", "b"])
    run.define_metric("epoch")
    run.define_metric("val/*", step_metric="epoch")
    run.define_metric("val/acc", step_metric="epoch", summary="max")
    for step in range(60):
        run.log({"train/loss": float(np.exp(-step / 20) + rng.normal() / 50), "nested": {"lr": 0.1 - step / 1000}})
        if step % 20 == 19:
            run.log({"val/acc": 1 - float(np.exp(-step / 20)), "epoch": step // 20}, commit=False)
            run.log({"examples": [overlaid(step // 20), overlaid(step // 20 + 1)]}, commit=False)
            run.log({"weights": wandb.Histogram(rng.normal(step, 1, 500))})
    run.log({"scored": float("nan"), "count": 2**53 + 1}, step=100)
    run.log({"scored": float("inf")}, step=100)
    run.log({"scored": 1.5}, step=101)
    finish(run)


def finish(run) -> None:
    """Log charts, tables and texts at the end of a run."""
    rows = [[number, float(np.sqrt(number)), f"row {number}"] for number in range(12)]
    table = wandb.Table(columns=["id", "root", "name"], data=rows)
    run.log({"line": wandb.plot.line(table, "id", "root", title="Roots"), "table": table}, step=102)
    run.log({"scatter": wandb.plot.scatter(table, "id", "root", title="Scattered")}, step=102)
    run.log({"bar": wandb.plot.bar(table, "name", "root", title="Bars")}, step=102)
    run.log({"histogram": wandb.plot.histogram(table, "root", title="Distribution")}, step=102)
    lines = wandb.plot.line_series([0, 1, 2], [[1, 2, 3], [3, 2, 1]], keys=["up", "down"], title="Series", xname="t")
    run.log({"series": lines}, step=102)
    truth, guess = [0, 1, 2, 1, 0, 2, 1], [0, 1, 1, 1, 0, 2, 2]
    matrix = wandb.plot.confusion_matrix(y_true=truth, preds=guess, class_names=["a", "b", "c"], title="Matrix")
    run.log({"matrix": matrix, "page": wandb.Html("<h1>Title</h1><p>text</p>")}, step=102)
    run.log({"note": "a text"}, step=103)
    run.summary["best"] = 0.25
    run.summary.update({"words": "done"})
    run.config.update({"late": True})
    run.finish()


for number in range(2):
    train(number)
