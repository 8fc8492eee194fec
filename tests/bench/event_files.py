"""Read TensorBoard's event files: event_files.py make|ours|accumulator|tbparse FOLDER [SCALARS TAGS RUNS].

``make``, ``accumulator`` and ``tbparse`` run in the peers' environment. Each reader prints the CPU seconds that it
takes after its imports, the memory that it adds at its peak, and the sum of all steps and values.
"""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from pathlib import Path

WHAT, FOLDER, *SIZES = sys.argv[1:]
FOLDER = Path(FOLDER).resolve()


def make(scalars: int, tags: int, runs: int) -> None:
    """Write runs of scalars, one a record, as PyTorch's writer does."""
    from tensorboard.compat.proto import event_pb2
    from tensorboard.summary.writer.record_writer import RecordWriter

    for run in range(runs):
        folder = FOLDER / f"run{run:03d}"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "events.out.tfevents.1700000000.host").open("wb") as file:
            writer = RecordWriter(file)
            writer.write(event_pb2.Event(wall_time=1.7e9, file_version="brain.Event:2").SerializeToString())
            for number in range(scalars // runs):
                step, tag = divmod(number, tags)
                event = event_pb2.Event(wall_time=1.7e9 + step, step=step)
                event.summary.value.add(tag=f"train/metric_{tag:05d}", simple_value=math.sin(number + run))
                writer.write(event.SerializeToString())


def told(start: float, before: int, total: float) -> None:
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"cpu": time.process_time() - start, "mb": (after - before) / 1024, "sum": total}))


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def ours() -> None:
    import numpy as np  # noqa: F401 - not timed

    from reportgen.sources import read_runs

    start, before, total = time.process_time(), peak(), 0.0
    for run in read_runs(FOLDER).runs:
        for key in run.keys():  # noqa: SIM118 - a method of ours
            column = run.column(key)
            total += float(column.values.sum()) + float(column.steps.sum())
    told(start, before, total)


def accumulator() -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    start, before, total = time.process_time(), peak(), 0.0
    for folder in sorted(FOLDER.iterdir()):
        found = EventAccumulator(str(folder), size_guidance={"scalars": 0})
        found.Reload()
        for tag in found.Tags()["scalars"]:
            events = found.Scalars(tag)
            total += math.fsum(event.value for event in events) + sum(event.step for event in events)
    told(start, before, total)


def tbparse() -> None:
    from tbparse import SummaryReader

    start, before = time.process_time(), peak()
    frame = SummaryReader(str(FOLDER)).scalars
    told(start, before, float(frame["value"].sum()) + float(frame["step"].sum()))


if WHAT == "make":
    make(*map(int, SIZES))
else:
    {"ours": ours, "accumulator": accumulator, "tbparse": tbparse}[WHAT]()
