"""Read a log: read.py make|ours-4|ours-all|protobuf FOLDER [ROWS METRICS].

Prints CPU seconds after imports, and a checksum. 3 rows of 20,000 metrics are what metrics of classes come to.
"""

import json
import os
import random
import sys
import time
from pathlib import Path

WHAT, FOLDER = sys.argv[1], Path(sys.argv[2]).resolve()
ROWS, METRICS = map(int, sys.argv[3:5] or (20_000, 20))


def make() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ |= {"WANDB_MODE": "offline", "WANDB_DIR": str(FOLDER), "WANDB_SILENT": "true"}
    import wandb

    run = wandb.init(project="bench", settings=wandb.Settings(console="off"))
    rng = random.Random(0)
    for _ in range(ROWS):
        run.log({f"m{k:02d}/loss": rng.random() for k in range(METRICS)})
    run.finish()


def ours(count: int) -> float:
    import numpy as np  # noqa: F401 - not timed

    from reportgen.sources import read_runs

    start = time.process_time()
    (run,) = read_runs(FOLDER).runs
    keys = [key for key in run.keys() if key.startswith("m")][:count]  # noqa: SIM118 - a method of ours
    total = sum(float(run.column(key).values.sum()) for key in keys)
    print(json.dumps({"cpu": time.process_time() - start, "sum": total}))
    return total


def protobuf() -> None:
    """Frame by our own scanner (the SDK ships none), then decode each record and each value."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from wandb.proto import wandb_internal_pb2

    from reportgen.tracked.record_log import scan

    (log,) = (FOLDER / "wandb").glob("offline-run-*/*.wandb")
    start = time.process_time()
    total = 0.0
    for payload in scan(log.read_bytes()).records():
        record = wandb_internal_pb2.Record()
        record.ParseFromString(payload)
        for item in record.history.item:
            value = json.loads(item.value_json)
            if item.nested_key[0].startswith("m"):
                total += value
    print(json.dumps({"cpu": time.process_time() - start, "sum": total}))


{"make": make, "ours-4": lambda: ours(4), "ours-all": lambda: ours(METRICS), "protobuf": protobuf}[WHAT]()
