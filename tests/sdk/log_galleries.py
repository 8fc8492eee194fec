"""Log a list of pictures under one key: log_galleries.py OUT_DIR."""

import numpy as np
from offline import start

start()

import wandb  # noqa: E402 - reads its environment when imported

rng = np.random.default_rng(0)
run = wandb.init(project="galleries", name="gallery", settings=wandb.Settings(console="off"))
run.log({"gallery": [wandb.Image(rng.integers(0, 255, (12, 16, 3)).astype(np.uint8)) for _ in range(7)]})
run.finish()
