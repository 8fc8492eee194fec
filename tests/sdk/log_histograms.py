"""Fourteen runs with histograms over steps: more than can be large on a page."""

import numpy as np
from offline import start

start()

import wandb  # noqa: E402 - reads its environment when imported

for number in range(14):
    rng = np.random.default_rng(number)
    run = wandb.init(project="many", name=f"run-{number:02}")
    for step in range(0, 50, 5):
        run.log({"weights": wandb.Histogram(rng.normal(number / 10, 1 + step / 50, 2000))}, step=step)
    run.finish()
