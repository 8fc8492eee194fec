"""One training script, logged by the real SDK and by reportgen, gives reports that agree panel by panel."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, log_runs
from golden_text import readable

from reportgen import build

SPEC = """
title: either
runs: RUNS
blocks:
  - line_plot: {y: train/loss}
  - line_plot: {y: nested.lr}
  - line_plot: {y: val/acc}
  - line_plot: {y: scored}
  - scalar_chart: summary.val/acc
  - media_browser: {media_keys: examples}
  - histogram: weights
  - table: {table_name: table}
  - run_comparer: {}
  - run_table: {columns: [config.lr, config.model.depth, config.late, summary.val/acc, summary.best, summary.words]}
  - custom_chart: line
  - custom_chart: scatter
  - custom_chart: bar
  - custom_chart: histogram
  - line_series: series
  - confusion_matrix: matrix
  - media_browser: {media_keys: page}
  - media_browser: {media_keys: note}
"""
OF_THE_CLOCK = [
    r"\d{4}-\d\d-\d\d \d\d:\d\d",
    r'"start": [0-9.]+', r'"relative_time": "@\d+"', r"<bdi>[0-9.]+ m?s</bdi>", r"… \d+ more, \w+",
    r"[0-9a-f]{18}", r"@\d+ file image/png \d+ bytes \w+",
]  # fmt: skip
"""What may differ: when it was logged, how long it took, how a PNG is packed, and what is named by such content."""


def panels(text: str) -> list[str]:
    """Return the panels of a report as text, without what depends on the clock or on the encoder of images."""
    found = []
    for panel in text.split("=== panel "):
        timed = set(re.findall(r'"relative_time": "(@\d+)"', panel))
        lines = [line for line in panel.splitlines() if line.partition(" ")[0] not in timed]
        found.append(re.sub("|".join(OF_THE_CLOCK), "…", "\n".join(lines)))
    return found


def by_us(folder: Path) -> Path:
    """Run the script with reportgen."""
    script = ROOT / "tests" / "sdk" / "log_either.py"
    subprocess.run([sys.executable, str(script), str(folder), "reportgen"], check=True, env=dict(os.environ))
    return folder


@pytest.mark.sdk
def test_reports_agree_panel_by_panel(tmp_path):
    found = {}
    for library, folder in {
        "wandb": log_runs("0.31.0", "log_either.py", "wandb"), "reportgen": by_us(tmp_path / "runs"),
    }.items():  # fmt: skip
        spec = tmp_path / f"{library}.yaml"
        spec.write_text(SPEC.replace("RUNS", str(folder)))
        built = build(spec, tmp_path / f"{library}.html")
        assert not [problem for problem in built.problems if "not recognised" not in str(problem)]
        found[library] = panels(readable(built.path.read_text("utf-8")))
    assert len(found["wandb"]) == SPEC.count("\n  - ") + 1
    for ours, theirs in zip(found["reportgen"], found["wandb"], strict=True):
        assert ours == theirs
