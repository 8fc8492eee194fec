"""Log every kind of value under given names, with the SDK of this environment: log_names.py OUT_DIR NAME..."""

import sys

from offline import start

OUT = start()
NAMES = sys.argv[2:]

import numpy as np  # noqa: E402
import wandb  # noqa: E402

IMAGE = np.full((24, 32, 3), 90, np.uint8)
LABELS = {number: name for number, name in enumerate(NAMES)}  # noqa: C416 - ids of classes
for number in range(3):
    config = {name: number + place for place, name in enumerate(NAMES)} | {"word": NAMES[number]}
    run = wandb.init(project="names", name=NAMES[number], group=NAMES[0], config=config)
    for step in range(6):
        run.log(
            {name: step * (place + 1) + number for place, name in enumerate(NAMES)}
            | {f"h/{NAMES[0]}": wandb.Histogram([1, 2, step])}
        )
    columns = [*NAMES, "class", "score"]
    rows = [[*range(place, place + len(NAMES)), name, place / 10] for place, name in enumerate(NAMES)]
    run.log({"rows": wandb.Table(columns=columns, data=rows)})
    truth = [NAMES[place % len(NAMES)] for place in range(24)]
    found = [NAMES[(place * place) % len(NAMES)] for place in range(24)]
    scores = [[((place * 7 + k * 3) % 11) / 11 for k in range(len(NAMES))] for place in range(24)]
    data = [[t, f, *s] for t, f, s in zip(truth, found, scores, strict=True)]
    run.log({"scored": wandb.Table(columns=["truth", "found", *[f"p_{name}" for name in NAMES]], data=data)})
    boxes = {
        NAMES[0]: {
            "box_data": [
                {"position": {"minX": 0.1 * k, "maxX": 0.1 * k + 0.2, "minY": 0.1, "maxY": 0.5}, "class_id": k,
                 "scores": {NAMES[1]: 0.5}}
                for k in LABELS
            ],
            "class_labels": LABELS,
        }
    }  # fmt: skip
    mask = {NAMES[1]: {"mask_data": np.arange(24 * 32).reshape(24, 32) // 32 % len(NAMES), "class_labels": LABELS}}
    run.log({"pictures": wandb.Image(IMAGE, caption=NAMES[0], boxes=boxes, masks=mask)})
    run.finish()
