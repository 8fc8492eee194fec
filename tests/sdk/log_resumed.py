"""A run that was stopped and goes on offline: each part is a process of its own, which knows nothing of the first.

The second argument says how: steps counted by the SDK, or given by the script, as after a checkpoint.
"""

import subprocess
import sys

from offline import start

out = start()

PART = """
import sys
import numpy as np
import wandb
part, how = int(sys.argv[1]), sys.argv[2]
run = wandb.init(project="resumed", id=how, name=how, resume="allow")
first = 6 * part if how == "given" else 0
for i in range(10):
    row = {"acc": 100 * part + i, "epoch": 10 * part + i, "only": {"part": part}}
    if i % 3 == 0:
        row["picture"] = wandb.Image(np.full((4, 4, 3), 20 * i + part, np.uint8), caption=f"{part}.{i}")
        row["note"] = f"text {part}.{i}"
    if i == 9:
        row["rows"] = wandb.Table(columns=["part"], data=[[part]])
        row["hist"] = wandb.Histogram(np.arange(part + 2.0))
        row["chart"] = wandb.plot.line(wandb.Table(columns=["a", "b"], data=[[part, i]]), "a", "b", title=f"T{part}")
    run.log(row, step=first + i) if how == "given" else run.log(row)
run.finish()
"""

for how in ("counted", "given"):
    for part in range(3):
        subprocess.run([sys.executable, "-c", PART, str(part), how], check=True)
