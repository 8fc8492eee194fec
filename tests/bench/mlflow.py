"""Read a database of MLflow: mlflow.py make|client|ours FOLDER [RUNS]. Prints CPU seconds after imports, and a sum.

``make`` and ``client`` run in MLflow's environment: it makes the database and a run, and SQLite the others with their
metrics; its client then reads every value of every metric, as ``ours`` does.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import sys
import time
from pathlib import Path

sys.path.pop(0)  # this file has the name of the package
WHAT, FOLDER = sys.argv[1], Path(sys.argv[2]).resolve()
METRICS, STEPS = 20, 1000


def make(runs: int) -> None:
    from mlflow.entities import Param
    from mlflow.tracking import MlflowClient

    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "mlflow.db"
    path.unlink(missing_ok=True)
    client = MlflowClient(f"sqlite:///{path}")
    first = client.create_run(client.create_experiment("bench"), run_name="run").info.run_id
    client.log_batch(first, params=[Param("lr", "0.1")])
    client.set_terminated(first)
    rng = random.Random(0)
    with sqlite3.connect(path) as connection:
        for pragma in ("cache_size = -2000000", "synchronous = off", "journal_mode = off"):
            connection.execute(f"PRAGMA {pragma}")  # its indices grow in random order
        for number in range(runs):
            ident = f"{number:032x}"
            for table in ("runs", "params", "tags"):
                columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
                values = ", ".join("?1" if column == "run_uuid" else column for column in columns)
                connection.execute(
                    f"INSERT INTO {table} SELECT {values} FROM {table} WHERE run_uuid = ?2", (ident, first)
                )
            rows = [
                (f"m{metric:02d}/loss", rng.random(), 1_795_856_616_000 + step * 100 + metric, ident, step, 0)
                for step in range(STEPS)
                for metric in range(METRICS)
            ]
            into = "(key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)"
            connection.executemany(f"INSERT INTO metrics {into}", rows)
            connection.executemany(f"INSERT INTO latest_metrics {into}", rows[-METRICS:])


def client() -> float:
    from mlflow.tracking import MlflowClient

    start = time.process_time()
    found = MlflowClient(f"sqlite:///{FOLDER / 'mlflow.db'}")
    total = 0.0
    ident = found.get_experiment_by_name("bench").experiment_id
    for run in found.search_runs([ident], max_results=50_000):
        for key in run.data.metrics:
            total += sum(one.value for one in found.get_metric_history(run.info.run_id, key))
    return told(start, total)


def ours() -> float:
    sys.path.insert(0, str(Path(__file__).parents[2]))
    import numpy as np  # noqa: F401 - not timed

    from reportgen.sources import read_runs

    start = time.process_time()
    total = 0.0
    for run in read_runs(FOLDER).runs:
        for key in run.keys():  # noqa: SIM118 - a method of ours
            total += float(run.column(key).values.sum())
    return told(start, total)


def told(start: float, total: float) -> float:
    cpu = time.process_time() - start
    print(json.dumps({"cpu": cpu, "sum": total, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}))
    return total


if WHAT == "make":
    make(int(sys.argv[3]))
else:
    {"client": client, "ours": ours}[WHAT]()
