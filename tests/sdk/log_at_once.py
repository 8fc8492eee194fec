"""Two processes that log into one run at the same time; and a resumed run whose summary holds aggregates."""

import os
import subprocess
import sys

from offline import start

out = start()

AT_ONCE = """
import sys, time
from pathlib import Path
import wandb
rank, folder = sys.argv[1], Path(sys.argv[2])
run = wandb.init(project="parts", id="ranks", name="ranks", resume="allow")
(folder / f"ready{rank}").touch()
limit = time.monotonic() + 60
while len(list(folder.glob("ready*"))) < 2 and time.monotonic() < limit:
    time.sleep(0.01)
for i in range(8):
    run.log({"loss": i, f"rank{rank}": i})
    time.sleep(0.05)
run.finish()
"""

PART = """
import sys
import wandb
part = int(sys.argv[1])
run = wandb.init(project="parts", id="parts", name="parts", resume="allow")
run.define_metric("best", summary="max")
run.summary["parts"] = {f"part{part}": part}
for i in range(10):
    run.log({"best": 50 - 20 * part + i, "acc": 100 * part + i})
run.finish()
"""

for part in range(2):
    subprocess.run([sys.executable, "-c", PART, str(part)], check=True)
ranks = []
for rank in range(2):
    (own := out / f"rank{rank}").mkdir()
    command = [sys.executable, "-c", AT_ONCE, str(rank), str(out)]
    ranks.append(subprocess.Popen(command, env=os.environ | {"WANDB_DIR": str(own)}))
for rank in ranks:
    rank.wait()
