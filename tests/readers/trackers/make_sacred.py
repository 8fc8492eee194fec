"""Make ``sacred/`` again: a run with files, one that fails, and one that is killed.

Run it with the Python of an environment that has sacred 0.8.7, ``setuptools<81``, NumPy and pillow. Names and folders
of the machine are replaced. Sacred has no reader of its own: what is in the files is what this script logs.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE / "sacred"


def picture():
    import numpy as np
    from PIL import Image

    y, x = np.mgrid[0:24, 0:32]
    return Image.fromarray(np.stack([x * 7 % 256, y * 9 % 256, x + y], -1).astype("uint8"))


def run(case):
    import numpy as np
    from sacred import Experiment
    from sacred.observers import FileStorageObserver

    experiment = Experiment("toy", interactive=True, save_git_info=False)
    experiment.observers.append(FileStorageObserver(str(OUT), copy_sources=False))
    experiment.add_config(lr={"base": 0.1, "failed": 0.5, "killed": 0.3}[case], net={"widths": (8, 16)}, seed=1)

    @experiment.main
    def main(_run):
        for step in range(12):
            _run.log_scalar("train/loss", math.exp(-step / 5), step)
            _run.log_scalar("count", np.float64(step), step)
            if case == "failed" and step == 3:
                raise RuntimeError("out of memory")
        for value in (math.nan, math.inf):
            _run.log_scalar("odd", value)
        _run.info["note"] = "a text"
        for name, write in (
            ("sample.png", picture().save),
            ("scores.csv", lambda at: Path(at).write_text("id,score\n1,0.5\n2,0.25\n")),
        ):
            place = OUT / name
            write(place)
            experiment.add_artifact(str(place))
            place.unlink()
        print("printed by the run")  # noqa: T201 - what its console holds
        if case == "killed":
            time.sleep(12)  # over the beat of the observer
            os.kill(os.getpid(), signal.SIGKILL)
        return 0.875

    experiment.run(options={"--comment": f"the {case} one"})


def main():
    if len(sys.argv) > 1:
        run(sys.argv[1])
        return
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    for case in ("base", "failed", "killed"):
        subprocess.run([sys.executable, __file__, case], check=False, stderr=subprocess.DEVNULL)
    for path in OUT.glob("*/run.json"):
        said = json.loads(path.read_text())
        said["host"] = {"hostname": "train-node-7"}
        said["experiment"] |= {"base_dir": "/home/someone", "sources": [], "dependencies": []}
        if "fail_trace" in said:
            said["fail_trace"] = said["fail_trace"][-1:]
        path.write_text(json.dumps(said, indent=1))


if __name__ == "__main__":
    main()
