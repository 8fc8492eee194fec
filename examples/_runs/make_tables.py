"""Make the runs of the table example again, with the real SDK (wandb==0.31.0).

Two classifiers of street scenes, each with a table of predictions: pictures with boxes, scores, embeddings, nested
values and moments. Offline and synthetic; the SDK is told a made-up host and user. The staged files of the tables'
artifacts are kept beside the runs, as someone who copies them from a cluster does.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

HERE = Path(__file__).parent
SCRATCH = Path("/tmp/reportgen-example")  # noqa: S108 - the log names it, and it must be nobody's
shutil.rmtree(SCRATCH, ignore_errors=True)
SCRATCH.mkdir()
os.chdir(SCRATCH)
os.environ |= {
    "WANDB_MODE": "offline", "WANDB_DIR": str(SCRATCH), "WANDB_SILENT": "true", "WANDB_DATA_DIR": str(SCRATCH / "data"),
    "WANDB_CACHE_DIR": str(SCRATCH / "cache"), "WANDB_CONFIG_DIR": str(SCRATCH / "config"),
}  # fmt: skip

import wandb  # noqa: E402 - reads its environment when imported

NAMES = {1: "car", 2: "bus", 7: "cyclist", 13: "person"}
COLORS = {1: "#3b6fb6", 2: "#c98a2b", 7: "#5b9e6f", 13: "#b6484f"}
SIZE = (96, 64)
REMARKS = [
    "",
    "",
    "",
    "glare on the lens",
    "half behind a van",
    "wet road, reflections",
    "雨で見えにくい",
    "ظل طويل",
    "🚧 roadworks",
]


def scene(rng):
    """Return a picture of a street, and its objects as (class, box in pixels)."""
    sky, road = rng.integers(120, 220), rng.integers(60, 110)
    image = Image.new("RGB", SIZE, (int(sky * 0.8), int(sky * 0.9), int(sky)))
    pen = ImageDraw.Draw(image)
    horizon = int(rng.integers(24, 36))
    pen.rectangle([0, horizon, *SIZE], fill=(int(road),) * 3)
    objects = []
    for _ in range(rng.integers(1, 5)):
        kind = int(rng.choice(list(NAMES)))
        wide, high = (
            (int(rng.integers(14, 30)), int(rng.integers(8, 16))) if kind < 7 else (5, int(rng.integers(12, 22)))
        )
        x, y = int(rng.integers(0, SIZE[0] - wide)), int(rng.integers(horizon - 6, SIZE[1] - high))
        pen.rectangle([x, y, x + wide, y + high], fill=COLORS[kind])
        objects.append((kind, (x, y, x + wide, y + high)))
    return image, objects


def boxes(objects, rng=None, skill=1.0):
    """Return objects as logged boxes; with ``rng`` as a detector of some skill finds them."""
    found = []
    for kind, (x0, y0, x1, y1) in objects:
        if rng is not None and rng.random() > 0.7 + 0.25 * skill:
            continue
        shift = np.zeros(4) if rng is None else rng.normal(0, 1.6 * (1.2 - skill), 4)
        guess = kind if rng is None or rng.random() < 0.6 + 0.35 * skill else int(rng.choice(list(NAMES)))
        left, top, right, bottom = (float(v) for v in np.array([x0, y0, x1, y1]) + shift)
        score = 1.0 if rng is None else float(np.clip(rng.normal(0.6 + 0.3 * skill, 0.12), 0.05, 0.99))
        entry = {
            "position": {"minX": max(left, 0), "minY": max(top, 0), "maxX": min(right, 96), "maxY": min(bottom, 64)},
            "domain": "pixel", "class_id": guess, "box_caption": NAMES[guess],
        }  # fmt: skip
        found.append(entry if rng is None else entry | {"scores": {"acc": round(score, 3)}})
    return found


def evaluate(run_id, name, skill, seed, rows):
    """Log one model's table."""
    settings = wandb.Settings(
        run_id=run_id,
        host="node-7",
        username="reader",
        email="reader@example.org",
        x_disable_stats=True,
        x_disable_meta=True,
        disable_git=True,
        disable_code=True,
    )
    run = wandb.init(project="street", name=name, settings=settings, config={"backbone": name, "skill": skill})
    classes = wandb.Classes([{"id": key, "name": value} for key, value in NAMES.items()])
    columns = [
        "id",
        "picture",
        "truth",
        "guess",
        "road",
        "score",
        "spread",
        "embedding",
        "seen",
        "about",
        "remark",
        "night",
    ]
    table = wandb.Table(columns=columns)
    for number in rows:
        rng = np.random.default_rng(number)
        image, objects = scene(rng)
        own = np.random.default_rng([number, seed])
        counts = np.array([sum(kind == key for kind, _ in objects) for key in NAMES], float)
        truth = NAMES[list(NAMES)[int(counts.argmax())]]
        scores = np.exp(counts * 2.2 * skill + own.normal(0, 0.8, 4))
        scores /= scores.sum()
        guess = NAMES[list(NAMES)[int(scores.argmax())]]
        road = round(float(np.asarray(image.convert("L"))[40:].std() / 128), 4)
        direction = np.array([counts @ np.sin([1, 2, 3, 4]), counts @ np.cos([1, 2, 3, 4])])
        embedding = np.concatenate([direction, own.normal(0, 0.5, 6)]).round(3)
        picture = wandb.Image(image, classes=classes, boxes={
            "prediction": {"box_data": boxes(objects, own, skill), "class_labels": NAMES},
            "ground_truth": {"box_data": boxes(objects), "class_labels": NAMES},
        })  # fmt: skip
        table.add_data(
            f"ex{number:03d}", picture, truth, guess, road, round(float(scores.max()), 4), scores.round(4), embedding,
            dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC) + dt.timedelta(minutes=17 * number),
            {"camera": f"cam{number % 3}", "weather": {"rain": round(float(rng.random()), 2)}},
            REMARKS[int(rng.integers(0, len(REMARKS)))], bool(number % 4 == 0),
        )  # fmt: skip
    run.log({"predictions": table})
    run.finish()


def keep(folder):
    """Keep logs and what the tables' artifacts staged."""
    shutil.rmtree(folder, ignore_errors=True)
    for source in sorted((SCRATCH / "wandb").glob("offline-run-*")):
        run_id = source.name.rpartition("-")[2]
        kept = folder / f"offline-run-20261118_080000-{run_id}"
        kept.mkdir(parents=True)
        shutil.copy(source / f"run-{run_id}.wandb", kept)
    staged = folder / "staging"
    staged.mkdir()
    for file in sorted((SCRATCH / "data" / "artifacts" / "staging").rglob("*")):
        if file.is_file():
            shutil.copy(file, staged)


if __name__ == "__main__":
    evaluate("tabsmall", "small", 0.55, 1, range(60))
    evaluate("tablarge", "large", 0.95, 2, range(10, 70))
    keep(HERE / "tables")
    shutil.rmtree(SCRATCH)
