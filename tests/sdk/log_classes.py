"""Log boxes and masks whose layers call classes differently: log_classes.py OUT_DIR."""

from offline import start

start()

import numpy as np  # noqa: E402
import wandb  # noqa: E402

GRAY = np.full((48, 64, 3), 128, np.uint8)
FIRST = {"minX": 0.1, "minY": 0.1, "maxX": 0.4, "maxY": 0.4}
SECOND = {"minX": 0.5, "minY": 0.5, "maxX": 0.9, "maxY": 0.9}


def layer(labels, *boxes):
    data = [{"position": place, "class_id": class_id, "scores": {"score": 0.9}} for place, class_id in boxes]
    return {"box_data": data, **({"class_labels": labels} if labels else {})}


run = wandb.init(project="classes", name="classes", settings=wandb.Settings(console="off"))
both = [(FIRST, 0), (SECOND, 1)]
ids = np.zeros((48, 64), np.uint8)
ids[:24] = 1
run.log({"plain": wandb.Image(GRAY, boxes={"found": layer(None, *both)}, masks={"m": {"mask_data": ids}})})
# Layers of one picture number their classes each in their own way: a car is 0 here, 7 there.
apart = {
    "boxes": {
        "predictions": layer({0: "car", 1: "person"}, (FIRST, 0), (SECOND, 1)),
        "ground_truth": layer({7: "car", 0: "person"}, (FIRST, 7), (SECOND, 0)),
    },
    "masks": {
        "prediction": {"mask_data": ids, "class_labels": {0: "other", 1: "road"}},
        "truth": {"mask_data": np.where(ids == 1, 0, 5).astype(np.uint8), "class_labels": {5: "other", 0: "road"}},
    },
}
run.log({"apart": wandb.Image(GRAY, **apart)})
# Ground truth without labels means what the predictions call by the same number.
half = {"predictions": layer({0: "car", 1: "person"}, *both), "ground_truth": layer(None, *both)}
run.log({"half": wandb.Image(GRAY, boxes=half)})
for step, labels in enumerate(({0: "cat", 1: "dog"}, {0: "dog", 1: "cat"})):
    boxes = {"predictions": layer(labels, *both), "ground_truth": layer(labels, *both)}
    run.log({"changing": wandb.Image(GRAY, boxes=boxes), "n": step})
run.finish()
