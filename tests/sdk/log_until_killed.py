"""Log until killed, and be killed: log_until_killed.py OUT_DIR user|both|core.

user: the training process alone; both: it and the SDK's service; core: the service first.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

CHILD = """
import os, sys
out = sys.argv[1]
os.environ.update(WANDB_MODE="offline", WANDB_DIR=out, WANDB_SILENT="true", WANDB_DATA_DIR=out + "/data",
                  WANDB_CACHE_DIR=out + "/cache", WANDB_CONFIG_DIR=out + "/config")
import numpy as np, wandb
run = wandb.init(project="killed", name="killed", config={"lr": 1})
i = 0
while True:
    run.log({"loss": 1 / (i + 1), "h": wandb.Histogram(np.random.randn(2000), num_bins=512)})
    i += 1
    if i % 50 == 0:
        run.log({"img": wandb.Image(np.zeros((8, 8, 3), np.uint8))})
        open(out + "/progress", "w").write(str(i))
"""


def main(out: Path, mode: str) -> None:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(out)])
    start = time.monotonic()
    while not (out / "progress").exists() and time.monotonic() - start < 90:
        time.sleep(0.1)
    time.sleep(1.5)
    found = subprocess.run(["pgrep", "-P", str(child.pid)], capture_output=True, text=True, check=False)
    services = [int(pid) for pid in found.stdout.split()]
    if mode in ("both", "core"):
        for pid in services:
            os.kill(pid, signal.SIGKILL)
    if mode == "core":
        time.sleep(0.5)
    child.kill()
    child.wait()
    time.sleep(2)


main(Path(sys.argv[1]).resolve(), sys.argv[2])
