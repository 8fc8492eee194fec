"""What logging costs: rows of 20 numbers and pictures, by reportgen and by the vendor's SDK, and reading rows back.

``rows``, ``pictures`` and ``open`` run with reportgen installed, ``sdk-rows`` and ``sdk-pictures`` with the SDK; each
prints JSON. Seconds are those of the process (user and system), never of the clock.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

ROW = {f"train/metric_{number:02d}": (number + 1) * 1.1**0.5 for number in range(20)}
QUIET = {"console": False, "code": False, "system": False, "silent": True}


def varied(number: int) -> dict[str, float]:
    """Return a row whose numbers have all their digits."""
    return {key: value / (1 + number) for key, value in ROW.items()}


def size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def rows(out: Path, count: int) -> dict[str, float]:
    """Return microseconds and bytes a row of ``run.log``, and of ``json.dumps`` with a write."""
    import reportgen as rg

    made = [varied(number) for number in range(1000)]
    run = rg.init(dir=out, settings=QUIET)
    descriptor = os.open(out / "rows.jsonl", os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_APPEND)
    best = {"log": 1e9, "json": 1e9}
    for _ in range(5):
        for name in ("log", "json"):
            start = time.process_time()
            for _ in range(count // 5000):
                for row in made:
                    if name == "log":
                        run.log(row)
                    else:
                        os.write(descriptor, json.dumps(row).encode())
            spent = time.process_time() - start
            best[name] = min(best[name], spent / (count // 5000) / len(made) * 1e6)
    logged = run.step
    run.finish()
    return best | {"bytes": size(Path(run.dir)) / logged}


def sdk_rows(out: Path, count: int) -> dict[str, float]:
    """Return the same of the SDK: what its caller pays."""
    run = _sdk(out)
    made = [varied(number) for number in range(1000)]
    best = 1e9
    for _ in range(5):
        start = _caller()
        for _ in range(count // 5000):
            for row in made:
                run.log(row)
        best = min(best, (_caller() - start) / (count // 5000) / len(made) * 1e6)
    run.finish()
    return {"log": best, "bytes": size(Path(run.dir).parent) / (count // 5000 * 5 * len(made))}


def pictures(out: Path, count: int) -> dict[str, float]:
    """Return milliseconds and bytes of logging a noisy 256 x 256 picture."""
    import reportgen as rg

    run = rg.init(dir=out, settings=QUIET)
    spent = _pictures(run, rg.Image, count)
    run.finish()
    return {"log": spent, "bytes": size(Path(run.dir)) / count}


def sdk_pictures(out: Path, count: int) -> dict[str, float]:
    """Return the same of the SDK."""
    import wandb

    run = _sdk(out)
    spent = _pictures(run, wandb.Image, count)
    run.finish()
    return {"log": spent, "bytes": size(Path(run.dir).parent) / count}


def _pictures(run, image, count: int) -> float:
    import numpy as np

    rng = np.random.default_rng(0)
    made = [rng.integers(0, 256, (256, 256, 3), dtype=np.uint8) for _ in range(count)]
    run.log({"picture": image(made[0])})
    start = _caller()
    for picture in made:
        run.log({"picture": image(picture)})
    return (_caller() - start) / count * 1e3


def opened(out: Path, count: int) -> dict[str, float]:
    """Return seconds to open a log of ``count`` rows, verify every byte and get one column."""
    import reportgen as rg
    from reportgen.native.history import RunLogs

    marks = list(out.glob("reportgen-runs/*"))
    if not marks:
        run = rg.init(dir=out, settings=QUIET)
        for number in range(count):
            run.log(varied(number))
        run.finish()
        marks = [Path(run.dir)]
    start = time.process_time()
    column = RunLogs(marks[0]).column("train/metric_07")
    spent = time.process_time() - start
    assert len(column) == count
    return {"open": spent, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def sdk_log(out: Path, count: int) -> dict[str, float]:
    """Log rows by the SDK, for our reader of its logs."""
    run = _sdk(out)
    for number in range(count):
        run.log(varied(number))
    run.finish()
    return {}


def opened_sdk(out: Path, count: int) -> dict[str, float]:
    """Return what our reader of the SDK's log needs for the same."""
    from reportgen.readers import Readers
    from reportgen.readers.base import Claim

    (log,) = (out.parent / "sdk").rglob("*.wandb")
    reader = Readers()["wandb"]
    start = time.process_time()
    found = reader().read([Claim(log, reader.options())])
    column = found.runs[0].column("train/metric_07")
    spent = time.process_time() - start
    assert len(column) == count
    return {"open": spent}


def _sdk(out: Path):
    import wandb

    settings = wandb.Settings(console="off", silent=True, x_disable_stats=True, disable_git=True, save_code=False)
    return wandb.init(mode="offline", dir=str(out), project="bench", settings=settings)


def _caller() -> float:
    """Return the processor time of this process, its own core process aside."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


WHAT = {
    "rows": rows, "sdk-rows": sdk_rows, "pictures": pictures, "sdk-pictures": sdk_pictures, "open": opened,
    "sdk-log": sdk_log, "open-sdk": opened_sdk,
}  # fmt: skip

if __name__ == "__main__":
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    print(json.dumps(WHAT[sys.argv[1]](folder, int(sys.argv[3]))))
