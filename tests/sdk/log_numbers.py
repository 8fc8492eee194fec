"""Runs of different lengths, metrics on an axis of their own, decimals, equal values and histograms of uneven bins."""

import numpy as np
from offline import start

start()

import wandb  # noqa: E402 - reads its environment when imported

for number, steps in enumerate((40, 80)):
    rng = np.random.default_rng(number)
    run = wandb.init(project="numbers", name=f"run-{number}", config={"group": "all", "lr": 0.1 * (number + 1)})
    run.define_metric("epoch")
    run.define_metric("val/*", step_metric="epoch")
    for step in range(steps):
        row = {"loss": 0.1 * (step + 1) + 1000 * number, "thirds": (step + 1) / 3, "level": 100 + number}
        if step % 10 == 9:
            row |= {"epoch": step // 10, "val/a": 6.0 + step, "val/b": 3.0}
            values = np.abs(rng.normal(size=1000)) * (1 + step)
            row["uneven"] = wandb.Histogram(np_histogram=([10, 10, 10], [0, 1, 10, 100]))
            row["density"] = wandb.Histogram(np_histogram=np.histogram(values / 100, 20, (0, 4), density=True))
        run.log(row)
    run.summary["same"] = 0.5
    run.summary["once"] = wandb.Histogram(np_histogram=np.histogram(rng.random(500), 8, density=True))
    run.summary["bins"] = wandb.Histogram(np_histogram=([10, 10, 10], [0, 1, 10, 100]))
    run.finish()
