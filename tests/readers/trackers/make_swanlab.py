"""Make ``swanlab/`` again, and ``swanlab.json``: what SwanLab's own messages say of each log.

Run it with the Python of an environment that has swanlab 0.10.3, NumPy, pillow and soundfile. Nothing is sent: the mode
is offline. One run ends by an exception, one by SIGKILL. Names of the machine are replaced in the files of facts.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE / "swanlab"


def picture(number):
    import numpy as np

    y, x = np.mgrid[0:24, 0:32]
    return np.stack([x * 7 % 256, y * 9 % 256, (x + y + 40 * number) % 256], -1).astype("uint8")


def base(swanlab):
    import numpy as np

    rng = np.random.default_rng(0)
    for step in range(12):
        swanlab.log({"train/loss": math.exp(-step / 5), "train/acc": step / 12})
        odd = {3: math.nan, 4: math.inf, 5: -math.inf}.get(step)
        if odd is not None:
            swanlab.log({"odd": odd}, step=step)
        print(f"step {step}")  # noqa: T201 - what the console of the run holds
    swanlab.log({"late": 1}, step=40)
    for step in (41, 42):
        swanlab.log({"sample": swanlab.Image(picture(step), caption=f"at {step}")}, step=step)
    swanlab.log({"pair": [swanlab.Image(picture(1)), swanlab.Image(picture(2))]}, step=43)
    swanlab.log({"notes": swanlab.Text("hello", caption="greeting")}, step=43)
    swanlab.log({"tone": swanlab.Audio((np.sin(np.arange(1600) / 4) * 0.3)[None], sample_rate=8000)}, step=43)
    swanlab.log({"cloud": swanlab.Object3D(np.c_[rng.normal(size=(50, 3)), rng.integers(0, 256, (50, 3))])}, step=43)
    bar = swanlab.echarts.Bar()
    bar.add_xaxis(["a", "b", "c"])
    bar.add_yaxis("count", [1, 4, 9])
    swanlab.log({"bars": bar}, step=43)
    table = swanlab.echarts.Table()
    table.add(["a", "b"], [[1, "x"], [2, "y"]])
    swanlab.log({"cells": table}, step=43)


def failed(swanlab):
    for step in range(3):
        swanlab.log({"train/loss": 2.0 + step})
    raise RuntimeError("out of memory")


def killed(swanlab):
    for step in range(200):
        swanlab.log({"train/loss": 1 / (1 + step)})
        time.sleep(0.005)
    os.kill(os.getpid(), signal.SIGKILL)


CASES = {"base": base, "failed": failed, "killed": killed}


def run(case):
    import swanlab

    config = {"lr": {"base": 0.1, "failed": 0.5, "killed": 0.3}[case], "net": {"depth": 2}}
    swanlab.init(
        project="toy", experiment_name=case, description=f"the {case} one", tags=["small", case], group="first",
        job_type="train", config=config, mode="offline", logdir=str(OUT),
    )  # fmt: skip
    CASES[case](swanlab)
    swanlab.finish()


def told():
    """Return the numbers of each log by SwanLab's own classes, and by its own way through the file."""
    from swanlab.proto.swanlab.record.v1 import record_pb2
    from swanlab.sdk.internal.core_python.store import DataStoreReader

    found = {}
    for path in sorted(OUT.glob("run-*/*.swanlab")):
        points: dict[str, list] = {}
        name = ""
        store = DataStoreReader()
        store.open(path)
        try:
            for data in store:
                record = record_pb2.Record()
                record.ParseFromString(data)
                if record.HasField("start"):
                    name = record.start.name
                if record.HasField("scalar"):
                    one = record.scalar
                    when = one.timestamp.seconds + one.timestamp.nanos / 1e9
                    points.setdefault(one.key, []).append([one.step, when, one.value.number])
        finally:
            store.close()
        found[name] = points
    return found


def scrub(path):
    """Put others of the same length for folders of the machine, and the checksum of each chunk anew."""
    data = bytearray(path.read_bytes())
    at = 7
    while at + 7 <= len(data):
        left = 32768 - at % 32768
        if left < 7:
            at += left
            continue
        _, size, kind = struct.unpack_from("<IHB", data, at)
        body = bytes(data[at + 7 : at + 7 + size])
        if kind and zlib.crc32(bytes([kind]) + body) == struct.unpack_from("<I", data, at)[0]:
            for folder in (HERE, Path(sys.prefix), Path.home(), Path.cwd()):
                old = str(folder).encode()
                body = body.replace(old, (b"/home/someone" + b"x" * len(old))[: len(old)])
            data[at + 7 : at + 7 + size] = body
            struct.pack_into("<I", data, at, zlib.crc32(bytes([kind]) + body))
        at += 7 + size
    path.write_bytes(data)


def main():
    if len(sys.argv) > 1:
        run(sys.argv[1])
        return
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    for case in CASES:
        subprocess.run([sys.executable, __file__, case], check=False, stdout=subprocess.DEVNULL)
    for folder in OUT.glob("run-*"):
        shutil.rmtree(folder / "debug", ignore_errors=True)
        scrub(next(folder.glob("*.swanlab")))
        (folder / "files" / "requirements.txt").unlink(missing_ok=True)
        facts = folder / "files" / "swanlab-metadata.json"
        said = json.loads(facts.read_text())
        said["hardware"] = None
        said["runtime"] = {"hostname": "train-node-7", "cwd": "/home/someone/toy"}
        said["swanlab"]["run_dir"] = ""
        facts.write_text(json.dumps(said))
    (OUT / ".gitignore").unlink(missing_ok=True)
    (HERE / "swanlab.json").write_text(json.dumps(told(), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
