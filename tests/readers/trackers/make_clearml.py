"""Make ``clearml/`` again: a session as a folder, and one as a zip.

Run it with the Python of an environment that has clearml 2.1.12, NumPy, pillow, pandas, plotly and matplotlib; the mode
is offline. ClearML reads such sessions only into a server: what is in them is what this script logs. The script,
packages and folders of the machine are taken out.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE / "clearml"


def picture(number):
    import numpy as np

    y, x = np.mgrid[0:24, 0:32]
    return np.stack([x * 7 % 256, y * 9 % 256, (x + y + 40 * number) % 256], -1).astype("uint8")


def base(task):
    import numpy as np
    import plotly.graph_objects as go

    logger = task.get_logger()
    task.connect({"lr": 0.1, "net": {"depth": 2}, "layers": [1, 2], "flag": True, "nothing": None})
    task.connect({"size": 8}, name="data")
    task.add_tags(["small", "first"])
    for step in range(12):
        logger.report_scalar("loss", "train", math.exp(-step / 5), step)
        logger.report_scalar("loss", "val", math.exp(-step / 6), step)
    logger.report_single_value("best", 0.9)
    logger.report_histogram("weights", "layer", iteration=1, values=[1, 2, 3])
    logger.report_table("scores", "all", iteration=1, table_plot=[["id", "score"], [1, 0.5], [2, 0.25]])
    logger.report_confusion_matrix("confusion", "val", iteration=1, matrix=np.eye(2))
    logger.report_plotly("figure", "curve", go.Figure(go.Scatter(x=[1, 2, 3], y=[1, 4, 9])), iteration=1)
    for step in (4, 8):
        logger.report_image("sample", "input", step, image=picture(step))
    logger.report_text("printed by the run")
    task.upload_artifact("facts", {"a": 1})


def packed(task):
    logger = task.get_logger()
    task.connect({"lr": 0.3})
    for step in range(12):
        logger.report_scalar("loss", "train", 1 / (1 + step), step)
    for step in (4, 8):
        logger.report_image("sample", "input", step, image=picture(step + 1))


CASES = {"base": base, "packed": packed}


def run(case):
    import clearml

    clearml.Task.set_offline(offline_mode=True)
    task = clearml.Task.init(
        project_name="toy", task_name=case, auto_connect_frameworks=False, auto_resource_monitoring=False,
        auto_connect_arg_parser=False, auto_connect_streams=False, reuse_last_task_id=False,
    )  # fmt: skip
    CASES[case](task)
    task.close()


def scrub(folder):
    """Take the script, packages and folders of the machine out of a session."""
    facts = folder / "task.json"
    said = json.loads(facts.read_text())
    said["script"] = {"entry_point": "train.py", "diff": "", "requirements": {}}
    said["offline_folder"] = ""
    facts.write_text(json.dumps(said))
    for name in ("task.json", "metrics.jsonl", "log.jsonl"):
        path = folder / name
        if path.exists():
            path.write_text(path.read_text().replace(str(folder), "/home/someone").replace(str(OUT), "/home/someone"))
    log = folder / "log.jsonl"
    if log.exists():
        rows = [json.loads(line) for line in log.read_text().splitlines()]
        for row in rows:
            for event in row:
                event["worker"] = "train-node-7:0"
                lines = event["msg"].splitlines()
                event["msg"] = "\n".join(line for line in lines if "clearml" not in line.lower())
        log.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    shutil.rmtree(folder / "code", ignore_errors=True)


def main():
    if len(sys.argv) > 1:
        run(sys.argv[1])
        return
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    for case in CASES:
        place = OUT / f"of {case}"
        environment = os.environ | {"CLEARML_OFFLINE_MODE": "1", "CLEARML_CACHE_DIR": str(place)}
        subprocess.run([sys.executable, __file__, case], check=False, env=environment)
        folder = next(path for path in place.glob("offline/*") if path.is_dir())
        scrub(folder)
        shutil.move(folder, OUT / case)
        shutil.rmtree(place)
    shutil.make_archive(str(OUT / "packed"), "zip", OUT / "packed")
    shutil.rmtree(OUT / "packed")


if __name__ == "__main__":
    main()
