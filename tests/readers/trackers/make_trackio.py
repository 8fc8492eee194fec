"""Make ``trackio/`` again, and ``trackio.json``: what trackio itself reads of its project.

Run it with the Python of an environment that has trackio 0.43.0, pandas, pillow, plotly and NumPy. One run ends by
SIGKILL, and its rows lie in the file's journal, which is kept.
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
OUT = HERE / "trackio"


def picture(number):
    import numpy as np

    y, x = np.mgrid[0:24, 0:32]
    return np.stack([x * 7 % 256, y * 9 % 256, (x + y + 40 * number) % 256], -1).astype("uint8")


def first(trackio):
    import numpy as np
    import pandas as pd
    import plotly.graph_objects as go

    rng = np.random.default_rng(0)
    config = {"lr": 0.1, "net": {"depth": 2, "widths": [8, 16]}}
    trackio.init(project="toy", name="base", config=config, group="first", embed=False)
    for step in range(12):
        odd = {3: math.nan, 4: math.inf, 5: -math.inf}.get(step, 1.0)
        trackio.log({"train/loss": math.exp(-step / 5), "train/acc": step / 12, "odd": odd, "big": 2**53 + 1 + step})
        time.sleep(0.02)
    trackio.log({"late": 0.5, "note": "a text", "list": [1, 2, 3], "group": {"inner": 2.5}}, step=40)
    for step in (41, 42):
        trackio.log({"sample": trackio.Image(picture(step), caption=f"at {step}")}, step=step)
    frame = pd.DataFrame(
        {"input": [trackio.Image(picture(k)) for k in range(2)], "label": ["cat", "dog"], "p": [0.25, 1]}
    )
    trackio.log({"predictions": trackio.Table(dataframe=frame)}, step=43)
    trackio.log({"weights": trackio.Histogram(rng.normal(size=200), num_bins=12)}, step=43)
    tone = (np.sin(np.arange(1600) / 4) * 8000).astype("int16")
    trackio.log({"tone": trackio.Audio(tone, sample_rate=8000)}, step=43)
    trackio.log({"notes": trackio.Markdown("# A title\n\nand *words*")}, step=43)
    trackio.log({"page": trackio.Html("<h2>A page</h2>")}, step=43)
    trackio.log({"curve": go.Figure(go.Scatter(x=[1, 2, 3], y=[1, 4, 9]))}, step=43)
    trackio.log({"cloud": trackio.Object3D(rng.normal(size=(50, 3)))}, step=43)
    said = [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]
    trackio.log({"chat": trackio.Trace(messages=said, metadata={"score": 1.0})}, step=43)
    trackio.log({"lost": [trackio.Image(picture(1)), trackio.Image(picture(2))]}, step=44)
    for part in (0.25, 0.5):
        trackio.log_system({"gpu/0/utilization": part})
    trackio.alert("loss is high", text="over 0.9", level=trackio.AlertLevel.WARN)
    trackio.finish()


def killed(trackio):
    trackio.init(project="toy", name="killed", config={"lr": 0.3}, embed=False)
    for step in range(200):
        trackio.log({"train/loss": 1 / (1 + step)})
        time.sleep(0.005)
    time.sleep(2)
    os.kill(os.getpid(), signal.SIGKILL)


def main():
    if len(sys.argv) > 1:
        import trackio

        {"first": first, "killed": killed}[sys.argv[1]](trackio)
        return
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    environment = os.environ | {"TRACKIO_DIR": str(OUT), "HOME": str(OUT / "home"), "PYTHONWARNINGS": "ignore"}
    for case in ("first", "killed"):
        subprocess.run([sys.executable, __file__, case], env=environment, check=False)
    copy = OUT / "read"
    copy.mkdir()
    for path in OUT.glob("toy.db*"):
        shutil.copy(path, copy)
    os.environ |= {"TRACKIO_DIR": str(copy), "HOME": str(copy)}
    from trackio.sqlite_storage import SQLiteStorage

    found = {}
    for run in SQLiteStorage.get_runs("toy"):
        logs = SQLiteStorage.get_logs("toy", run)
        points: dict[str, list] = {}
        for row in logs:
            for key, value in row.items():
                if isinstance(value, float | int) or value in ("NaN", "Infinity", "-Infinity"):
                    points.setdefault(key, []).append([row["step"], row["timestamp"], value])
        points.pop("step", None)
        found[run] = {"points": points, "config": SQLiteStorage.get_run_config("toy", run)}
    (HERE / "trackio.json").write_text(json.dumps(found, separators=(",", ":")) + "\n")
    for path in (copy, OUT / "home", OUT / "toy.lock"):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
