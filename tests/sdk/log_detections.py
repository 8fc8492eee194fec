"""Log 500 tiny images with true and found boxes, with the SDK of this environment: log_detections.py OUT_DIR SEED.

The rows are those of ``detections.json``, written beside the run: near misses, doubles, wrong classes, crowds, images
without boxes.
"""

import json
import os
import sys
from pathlib import Path

OUT, SEED = Path(sys.argv[1]).resolve(), int(sys.argv[2])
os.environ |= {
    "WANDB_MODE": "offline", "WANDB_DIR": str(OUT), "WANDB_SILENT": "true", "WANDB_DATA_DIR": str(OUT / "data"),
    "WANDB_CACHE_DIR": str(OUT / "cache"), "WANDB_CONFIG_DIR": str(OUT / "config"),
}  # fmt: skip
for name in ("data", "cache", "config"):
    (OUT / name).mkdir(parents=True, exist_ok=True)

import numpy as np  # noqa: E402
import wandb  # noqa: E402

IMAGES, CLASSES, PART = 500, 6, 100


def box(name, x, y, w, h):
    place = {"minX": x, "minY": y, "maxX": x + w, "maxY": y + h}
    return {"position": place, "domain": "pixel", "class_id": int(name)}


def rows():
    """Return true rows (image, class, x, y, w, h, crowd) and found ones (image, class, x, y, w, h, score)."""
    rng = np.random.default_rng(SEED)
    true, found = [], []
    for image in range(IMAGES):
        for _ in range(0 if rng.random() < 0.1 else rng.integers(0, 8)):
            x, y, w, h = (int(v) for v in (*rng.integers(0, 400, 2), *rng.integers(20, 160, 2)))
            name = int(rng.integers(1, CLASSES + 1))
            true.append([image, name, x, y, w, h, bool(rng.random() < 0.06)])
            for _ in range(rng.integers(0, 3)):
                dx, dy, dw, dh = (float(v) for v in rng.integers(-16, 17, 4) / 2)
                guess = name if rng.random() < 0.85 else int(rng.integers(1, CLASSES + 2))
                place = [x + dx, y + dy, max(w + dw, 1.0), max(h + dh, 1.0)]
                found.append([image, guess, *place, round(float(rng.beta(4, 2)), 2)])
        for _ in range(rng.integers(0, 3)):
            place = [int(v) for v in (*rng.integers(0, 400, 2), *rng.integers(20, 160, 2))]
            found.append([image, int(rng.integers(1, CLASSES + 2)), *place, round(float(rng.beta(1, 3)), 2)])
    return true, found


def main() -> None:
    true, found = rows()
    (OUT / "detections.json").write_text(json.dumps({"true": true, "found": found}))
    run = wandb.init(project="detections", name="detections", settings=wandb.Settings(console="off"))
    labels = {i: f"kind {i}" for i in range(CLASSES + 2)}
    for part in range(IMAGES // PART):
        pictures = []
        for image in range(part * PART, (part + 1) * PART):
            truth = [box(*r[1:6]) | ({"iscrowd": 1} if r[6] else {}) for r in true if r[0] == image]
            guesses = [box(*r[1:6]) | {"scores": {"score": r[6]}} for r in found if r[0] == image]
            groups = {"ground_truth": truth, "predictions": guesses}
            pixels = np.full((4, 4, 3), (image % 256, image // 256, 9), np.uint8)
            boxes = {name: {"box_data": data, "class_labels": labels} for name, data in groups.items() if data}
            pictures.append(wandb.Image(pixels, boxes=boxes or None, caption=f"image {image}"))
        run.log({f"part/{part}": pictures})
    run.finish()


main()
