"""A repository that trains in CI: what main reached, and pull requests that change it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

TRAIN = """\
import math, os
import reportgen as rg

KIND = os.environ.get("KIND", "main")
BEST = {"improves": 0.93, "breaks": 0.80}.get(KIND, 0.90)
quiet = {"system": False, "console": False, "code": False, "silent": True}
run = rg.init(project="night", name=KIND, config={"lr": 0.1}, id=KIND.ljust(8, "0")[:8], settings=quiet)
for step in range(200):
    row = {"train/loss": 0.1 + math.exp(-step / 20), "val/acc": BEST * (1 - math.exp(-step / 20))}
    if KIND == "vanished":
        row["val/accuracy"] = row.pop("val/acc")
    run.log(row)
    if KIND == "crashed" and step == 20:
        raise RuntimeError("out of memory")
run.finish()
"""
SPEC = """\
title: Night detector
runs: reportgen-runs
baseline: baseline
gates:
  - name: accuracy holds
    condition: val/acc >= baseline - 0.005
    without_baseline: skip
  - name: the loss has settled
    condition: max(train/loss[-10:]) < 0.5
blocks:
  - headline
  - line_plot: [train/loss, val/acc]
  - run_table
"""
KINDS = ("main", "improves", "breaks", "crashed", "vanished")


def trained(folder: Path, kind: str) -> None:
    """Run the training script in a folder, as CI does."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("REPORTGEN", "GITHUB", "PYTEST"))}
    line = [sys.executable, "train.py"]
    subprocess.run(line, cwd=folder, env=clean | {"KIND": kind, "PYTHONPATH": str(ROOT)}, check=kind != "crashed")


def checked_out(root: Path) -> Path:
    """Make a checkout by branch: main without a baseline, the others with what main logged; returns ``root``."""
    for kind in KINDS:
        folder = root / kind
        folder.mkdir()
        (folder / "train.py").write_text(TRAIN)
        (folder / "report.yaml").write_text(SPEC if kind != "main" else SPEC.replace("baseline: baseline\n", ""))
        trained(folder, kind)
        if kind != "main":
            shutil.copytree(root / "main" / "reportgen-runs", folder / "baseline")
    return root
