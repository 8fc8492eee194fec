"""Log tables whose cells are easily got wrong: large whole numbers, NaN, names twice, several pictures in a cell.

The pictures of one table lie in another artifact: joined, referred to and logged beside it.
"""

import math

import numpy as np
from offline import start

start()

import wandb  # noqa: E402 - reads its environment when imported

EXACT = 2**53


def picture(number, **more):
    return wandb.Image(np.full((24, 32, 3), 40 + 25 * number, np.uint8), **more)


def sound(number):
    return wandb.Audio(np.sin(np.arange(800) * (0.05 + 0.01 * number)).astype(np.float32), 8000)


def masked(number):
    mask = np.zeros((24, 32), np.uint8)
    mask[:12] = 1
    return picture(number, masks={"pred": {"mask_data": mask, "class_labels": {0: "road", 1: "sky"}}})


run = wandb.init(project="tables", name="cells")
ids = [[EXACT, 0, 0.5], [EXACT + 1, 1, math.nan], [EXACT + 2, 2, None], [5, 3, math.inf], [-(2**63), 4, -math.inf]]
run.log({"ids": wandb.Table(columns=["id", "row", "v"], data=ids)})
run.log({"twice": wandb.Table(columns=["score", "score", "y"], data=[[11, 22, 3], [44, 55, 6]])})
several = wandb.Table(columns=["id", "pictures", "named", "none"])
several.add_data(1, [picture(0, caption="a"), picture(1), picture(2)], {"input": picture(3), "sound": sound(1)}, None)
several.add_data(2, [picture(4)], {"input": picture(5), "sound": sound(2)}, [picture(6)])
run.log({"several": several})

data = wandb.Artifact("dataset", type="dataset")
source = wandb.Table(columns=["id", "image", "sound"])
for n in range(6):
    source.add_data(f"e{n}", masked(n), sound(n))
data.add(source, "source")
data.add(picture(7), "cover")
data.add(wandb.Classes([{"id": 0, "name": "road"}, {"id": 1, "name": "sky"}]), "names")
data.add(sound(3), "folder/beep")
with data.new_file("notes.txt") as file:
    file.write("as it was")
run.log_artifact(data)
made = wandb.Artifact("made", type="predictions")
scores = wandb.Table(columns=["id", "score"], data=[[f"e{n}", n / 10] for n in range(6)])
made.add(scores, "scores")
made.add(wandb.JoinedTable(source, scores, "id"), "joined")
made.add(source, "again")
run.log_artifact(made)
run.log({"logged": source})
for n in range(3):
    grown = wandb.Artifact("grown", type="predictions")
    grown.add(wandb.Table(columns=["id", "score"], data=[[f"g{i}", i + n / 10] for i in range(n, n + 4)]), "rows")
    run.log_artifact(grown)
run.finish()
