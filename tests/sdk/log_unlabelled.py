"""Pictures that lost something on their way: names of classes, and the scale of their values."""

import numpy as np
from offline import start

out = start()

import wandb  # noqa: E402 - reads its environment when imported
from PIL import Image  # noqa: E402 - beside it

ids = np.zeros((24, 32), np.uint8)
ids[4:12, 4:20] = 1
ids[14:20, 10:30] = 7
Image.fromarray(ids).save(out / "mask.png")
box = {"position": {"minX": 0.1, "maxX": 0.5, "minY": 0.1, "maxY": 0.6}, "class_id": 3}

run = wandb.init(project="unlabelled", name="lost")
picture = np.random.default_rng(0).integers(0, 255, (24, 32, 3)).astype(np.uint8)
masks = {"pred": {"path": str(out / "mask.png")}}
run.log({"seen": wandb.Image(picture, masks=masks, boxes={"found": {"box_data": [box]}})})
unit = np.random.default_rng(0).random((24, 32, 3)).round()
around = np.random.default_rng(1).choice([-1.0, 0.0, 0.4, 1.0], (48, 48, 3)).astype(np.int64).astype(np.uint8)
run.log({"unit": wandb.Image(unit), "wrapped": wandb.Image(Image.fromarray(around))})
odd = wandb.Table(columns=["picture"], data=[[wandb.Image(unit)], [wandb.Image(Image.fromarray(around))]])
run.log({"odd": odd})
table = wandb.Table(columns=["picture"], data=[[wandb.Image(picture, boxes={"found": {"box_data": [box]}})]])
run.log({"rows": table})
run.log({"half": wandb.plot.line(wandb.Table(columns=["a", "b"], data=[[1, 2]]), "a", "b", title="Half logged")})
run.finish()
