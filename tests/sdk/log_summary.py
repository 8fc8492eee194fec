"""Put pictures, a histogram and a table into the summary alone; some of it twice, and some logged as well."""

import numpy as np
from offline import start

start()

import wandb  # noqa: E402 - reads its environment when imported


def picture(shade):
    return wandb.Image(np.full((8, 12, 3), shade, np.uint8), caption=f"shade {shade}")


run = wandb.init(project="summary", name="kept")
for step in range(5):
    run.log({"loss": 1 / (step + 1), "picture": picture(step)})
table = wandb.Table(columns=["id", "truth", "picture"])
for number in range(4):
    table.add_data(number, f"w{number}", picture(40 * number))
run.summary["final/preds"] = table
run.summary["best"] = picture(10)
run.summary["best"] = picture(200)
run.summary["deep"] = {"picture": picture(100)}
run.summary["logits"] = wandb.Histogram(np.arange(20.0))
run.summary["gone"] = picture(50)
del run.summary["gone"]
run.summary["accuracy"] = 0.9
run.finish()
