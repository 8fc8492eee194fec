"""Read logs of the SDK: read.py make|ours|spec|summary|pass|protobuf FOLDER [ROWS METRICS].

``make`` and ``protobuf`` run in the peers' environment. Each reader prints CPU seconds after imports, and the sum of
all values. ``ours`` reads every metric, ``spec`` four, ``summary`` every metric and the summary; ``pass`` is the limit:
the bytes are read once, and their checksum is computed.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
import zlib
from pathlib import Path

WHAT, FOLDER = sys.argv[1], Path(sys.argv[2]).resolve()


def make(rows: int, metrics: int) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ |= {"WANDB_MODE": "offline", "WANDB_DIR": str(FOLDER), "WANDB_SILENT": "true"}
    import wandb

    settings = wandb.Settings(console="off", x_disable_stats=True, x_disable_meta=True)
    run = wandb.init(project="bench", settings=settings)
    rng, names = random.Random(0), [f"m{k:02d}/loss" for k in range(metrics)]
    for _ in range(rows):
        run.log({name: rng.random() for name in names})
    run.finish()


def told(start: float, total: float) -> None:
    print(json.dumps({"cpu": time.process_time() - start, "sum": total}))


def ours(count: int | None = None, summary: bool = False) -> None:
    import numpy as np  # noqa: F401 - not timed

    from reportgen.sources import read_runs

    start = time.process_time()
    (run,) = read_runs(FOLDER).runs
    keys = [key for key in run.keys() if key.startswith("m")][:count]  # noqa: SIM118 - a method of ours
    total = sum(float(run.column(key).values.sum()) for key in keys)
    if summary:
        run.summary()
    told(start, total)


def log() -> Path:
    (found,) = (FOLDER / "wandb").glob("offline-run-*/*.wandb")
    return found


def once() -> None:
    path, total, start = log(), 0, time.process_time()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            total = zlib.crc32(piece, total)
    told(start, total)


def protobuf() -> None:
    """Frame by hand, checksums left out, then decode each record and each value of its history."""
    from wandb.proto import wandb_internal_pb2

    path, total, start = log(), 0.0, time.process_time()
    for payload in payloads(path.read_bytes()):
        record = wandb_internal_pb2.Record()
        record.ParseFromString(payload)
        for item in record.history.item:
            value = json.loads(item.value_json)
            if item.nested_key[0].startswith("m"):
                total += value
    told(start, total)


def payloads(data: bytes):
    """Yield the records of LevelDB's log format, with a header of seven bytes a file."""
    at, parts = 7, []
    while at + 7 <= len(data):
        if 32768 - at % 32768 < 7:
            at += 32768 - at % 32768
            continue
        size, kind = int.from_bytes(data[at + 4 : at + 6], "little"), data[at + 6]
        parts.append(data[at + 7 : at + 7 + size])
        at += 7 + size
        if kind in (1, 4):
            yield b"".join(parts)
            parts = []


if WHAT == "make":
    make(*map(int, sys.argv[3:]))
else:
    {"ours": ours, "spec": lambda: ours(4), "summary": lambda: ours(summary=True), "pass": once,
     "protobuf": protobuf}[WHAT]()  # fmt: skip
