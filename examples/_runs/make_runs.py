"""Make the runs of the examples again, with the real SDK (wandb==0.31.0), NumPy and Pillow.

A small synthetic "street scene" training, offline. Nothing of the machine is kept: the SDK is told a made-up host, its
machine records are off, and its own logs are deleted.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

HERE = Path(__file__).parent
SCRATCH = Path(tempfile.mkdtemp())
os.environ |= {
    "WANDB_MODE": "offline", "WANDB_DIR": str(SCRATCH), "WANDB_SILENT": "true",
    "WANDB_DATA_DIR": str(SCRATCH / "data"), "WANDB_CACHE_DIR": str(SCRATCH / "cache"),
    "WANDB_CONFIG_DIR": str(SCRATCH / "config"),
}  # fmt: skip

import wandb  # noqa: E402 - reads its environment when imported

STEPS, VALIDATE = 600, 60
CLASSES = {1: "car", 2: "person", 3: "bicycle"}
COLORS = [(196, 92, 76), (84, 150, 98), (88, 118, 190)]
RUNS = [
    # id, name, loss, backbone, lr, speed, floor
    ("r50focal", "r50-focal", "focal", "resnet50", 1e-3, 1.0, 0.20),
    ("r50base0", "r50-base", "cross-entropy", "resnet50", 1e-3, 0.8, 0.26),
    ("r101focl", "r101-focal", "focal", "resnet101", 5e-4, 0.7, 0.18),
    ("yakan001", "夜間-再学習", "cross-entropy", "resnet101", 5e-4, 0.6, 0.28),
]


def scene(seed: int, size: tuple[int, int] = (192, 128)) -> tuple[Image.Image, list[tuple[int, int, int, int, int]]]:
    """Return a night street with some things on it, and their boxes as (class, x0, y0, x1, y1)."""
    rng = np.random.default_rng(seed)
    w, h = size
    sky = np.linspace(0, 1, h)[:, None, None] * [60, 62, 78] + [24, 28, 48]
    image = Image.fromarray(np.broadcast_to(sky, (h, w, 3)).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.polygon([(w * 0.44, h * 0.45), (w * 0.56, h * 0.45), (w, h), (0, h)], fill=(62, 62, 68))
    for k in range(6):
        y = h * (0.5 + k * 0.09)
        draw.line([(w / 2, y), (w / 2, y + 4)], fill=(150, 148, 130), width=1 + k // 3)
    boxes = []
    for _ in range(int(rng.integers(2, 5))):
        kind = int(rng.integers(1, 4))
        bw, bh = int(rng.integers(14, 34)), int(rng.integers(12, 26))
        x, y = int(rng.integers(4, w - bw - 4)), int(rng.integers(int(h * 0.4), h - bh - 4))
        draw.rounded_rectangle([x, y, x + bw, y + bh], 3, fill=COLORS[kind - 1])
        draw.line([x + 2, y + 3, x + bw - 2, y + 3], fill=tuple(min(c + 50, 255) for c in COLORS[kind - 1]))
        boxes.append((kind, x, y, x + bw, y + bh))
    return image, boxes


def overlays(boxes: list[tuple[int, int, int, int, int]], step: int, seed: int) -> dict[str, object]:
    """Return predicted boxes that come closer to the true ones with training."""
    rng = np.random.default_rng(seed + step)
    shake = 14 * math.exp(-step / 200)
    found = [
        {
            "position": {"minX": float(x0 + rng.normal(0, shake)), "maxX": float(x1 + rng.normal(0, shake)),
                         "minY": float(y0 + rng.normal(0, shake)), "maxY": float(y1 + rng.normal(0, shake))},
            "domain": "pixel", "class_id": kind, "box_caption": CLASSES[kind],
            "scores": {"score": float(1 - rng.random() * math.exp(-step / 400))},
        }
        for kind, x0, y0, x1, y1 in boxes
    ]  # fmt: skip
    return {"predictions": {"box_data": found, "class_labels": CLASSES}}


def train(run_id: str, name: str, loss: str, backbone: str, lr: float, speed: float, floor: float) -> None:
    """Log one run."""
    settings = wandb.Settings(
        host="node", console="off", save_code=False, disable_git=True,
        x_disable_meta=True, x_disable_machine_info=True, x_disable_stats=True,
    )  # fmt: skip
    run = wandb.init(
        project="street-scenes", id=run_id, name=name, group=backbone, job_type="train", tags=["night", loss],
        config={"loss": loss, "backbone": backbone, "optim": {"name": "adamw", "lr": lr, "weight_decay": 0.01},
                "batch": 32, "seed": 7},
        settings=settings,
    )  # fmt: skip
    run.define_metric("epoch")
    run.define_metric("val/*", step_metric="epoch")
    run.define_metric("val/mAP", step_metric="epoch", summary="max")
    run.define_metric("val/loss", step_metric="epoch", summary="min")
    rng = np.random.default_rng(sum(map(ord, run_id)))
    for step in range(STEPS):
        done = step / STEPS * 5 * speed
        value = floor + 0.9 * math.exp(-done) + 0.04 * float(rng.standard_normal()) * (0.3 + math.exp(-done))
        row: dict[str, object] = {
            "train/loss": value, "train/accuracy": 1 - value * 0.7 + 0.01 * float(rng.standard_normal()),
            "lr": lr * min(1, step / 50) * 0.5 * (1 + math.cos(math.pi * step / STEPS)), "epoch": step / 60,
            "grad_norm": float(abs(rng.standard_normal())) * 2 * math.exp(-done / 2) + 0.3,
        }  # fmt: skip
        if step == 212:
            row["train/loss"] = float("nan")
        if step % VALIDATE == VALIDATE - 1:
            row |= {
                "val/loss": floor + 0.05 + 0.85 * math.exp(-done * 0.9),
                "val/mAP": 0.62 - floor - 0.45 * math.exp(-done * 0.8),
            }
        if step % 120 == 119:
            row["examples"] = [
                wandb.Image(image, caption=f"night_{i:03d}", file_type="jpg", boxes=overlays(boxes, step, i))
                for i, (image, boxes) in ((i, scene(i)) for i in range(4))
            ]
        run.log(row)
    run.log({"gradients": wandb.Histogram(rng.standard_normal(1000))})
    run.finish()


def keep() -> None:
    """Move the runs here under fixed names, without the SDK's own logs."""
    target = HERE / "wandb"
    shutil.rmtree(target, ignore_errors=True)
    for run_id, *_ in RUNS:
        source = next((SCRATCH / "wandb").glob(f"offline-run-*-{run_id}"))
        folder = target / f"offline-run-20261102_080000-{run_id}"
        (folder / "files").mkdir(parents=True)
        shutil.copy(source / f"run-{run_id}.wandb", folder)
        shutil.copytree(source / "files" / "media", folder / "files" / "media")
    shutil.rmtree(SCRATCH)


if __name__ == "__main__":
    for run in RUNS:
        train(*run)
    keep()
