"""Log 500 tiny images with true and found boxes, with the SDK of this environment: log_detections.py OUT_DIR SEED.

The rows are those of ``detections.json``, written beside the run: near misses, doubles, wrong classes, crowds, images
without boxes.
"""

import json
import sys

from detections import CLASSES, IMAGES, detections
from offline import start

OUT, SEED = start(), int(sys.argv[2])

import numpy as np  # noqa: E402
import wandb  # noqa: E402

PART = 100


def box(name, x, y, w, h):
    place = {"minX": x, "minY": y, "maxX": x + w, "maxY": y + h}
    return {"position": place, "domain": "pixel", "class_id": int(name)}


def main() -> None:
    true, found = detections(SEED)
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
