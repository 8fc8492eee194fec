"""Make ``comet/`` again. Comet has no reader of its own zips: what is in them is what this script logs.

Run it with the Python of an environment that has comet_ml 3.58.8, NumPy, pillow, pandas, plotly and matplotlib; it
is offline and nothing is sent. Packages, code and facts about the machine are taken out of the zip, and it is written
again. A run that is killed leaves an empty zip.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE / "comet"


def picture(number):
    import numpy as np

    y, x = np.mgrid[0:24, 0:32]
    return np.stack([x * 7 % 256, y * 9 % 256, (x + y + 40 * number) % 256], -1).astype("uint8")


def base(run):
    import numpy as np
    import plotly.graph_objects as go

    rng = np.random.default_rng(0)
    run.set_name("base")
    run.add_tags(["small", "first"])
    run.log_parameters({"lr": 0.1, "net": {"depth": 2}, "opt": "adam"})
    for step in range(12):
        run.log_metric("train/loss", math.exp(-step / 5), step=step, epoch=step // 4)
    for step, value in ((3, math.nan), (4, math.inf), (5, -math.inf)):
        run.log_metric("odd", value, step=step, epoch=1)
    run.log_metric("by epoch", 0.5, epoch=2)
    run.log_other("note", "a text")
    run.log_text("a generated text", step=5)
    boxes = [{"name": "truth", "data": [{"label": "cat", "boxes": [[1, 2, 10, 12]], "score": 0.5}]}]
    for step in (4, 8):
        run.log_image(picture(step), name="sample", step=step, annotations=boxes)
    run.log_histogram_3d(rng.normal(size=200), "weights", step=5)
    run.log_confusion_matrix([0, 1, 1, 2], [0, 1, 0, 2], labels=["cat", "dog", "cow"])
    run.log_curve("precision-recall", [0, 0.5, 1], [1, 0.75, 0.5], step=5)
    run.log_table("scores.csv", [[1, 0.5], [2, 0.25]], headers=["id", "score"])
    run.log_audio(np.sin(np.arange(1600) / 4) * 0.3, sample_rate=8000, file_name="tone.wav", step=5)
    run.log_html("<h2>A page</h2>")
    run.log_points_3d("cloud", points=rng.normal(size=(40, 3)).tolist(), step=5)
    page = OUT / "curve.html"
    page.write_text(go.Figure(go.Scatter(x=[1, 2, 3], y=[1, 4, 9])).to_html(include_plotlyjs="cdn"))
    run.log_asset(str(page), file_name="curve.html", step=5)
    run.log_asset_data({"a": 1}, name="facts.json", step=5)
    print("printed by the run")  # noqa: T201 - what its console holds


def other(run):
    run.set_name("other")
    run.log_parameters({"lr": 0.3})
    for step in range(12):
        run.log_metric("train/loss", 1 / (1 + step), step=step)


def scrub(path):
    """Write a zip again without what tells of the machine, and with one time for all members."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    lines, dropped = [], set()
    for line in members["messages.json"].splitlines():
        said = json.loads(line)
        kind, payload = said["type"], said["payload"]
        if kind in ("os_packages", "installed_packages", "file_name", "git_metadata", "gpu_static_info"):
            continue
        if payload.get("upload_type") == "source_code":
            dropped.add(payload["file_path"])
            continue
        if payload.get("param", {}).get("source") == "cli" or "COMET" in str(payload.get("output")):
            continue
        if kind == "system_details":
            said["payload"] = {"hostname": "train-node-7", "command": ["train.py"], "message_id": 1}
        lines.append(json.dumps(said, separators=(",", ":")))
    text = "\n".join(lines) + "\n"
    members["messages.json"] = text.replace(str(OUT), "/home/someone").encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            if name not in dropped:
                file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def main():
    import comet_ml

    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    os.chdir(OUT)
    for case in (base, other):
        run = comet_ml.OfflineExperiment(
            project_name="toy", workspace="someone", offline_directory=str(OUT), log_code=False,
            auto_metric_logging=False, display_summary_level=0,
        )  # fmt: skip
        case(run)
        run.end()
    for place, path in enumerate(sorted(OUT.glob("*.zip"), key=lambda one: one.stat().st_mtime)):
        scrub(path)
        path.rename(OUT / f"{'ab'[place]}.zip")
    (OUT / "curve.html").unlink()
    (OUT / "killed.zip").write_bytes(b"PK\x05\x06" + bytes(18))


if __name__ == "__main__":
    sys.exit(main())
