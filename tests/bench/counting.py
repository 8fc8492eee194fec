"""What five small builds cost, counted rather than timed: ``counting.py --record`` keeps the counts.

A count is that of the lines of Python which a build runs, by the interpreter's own tracing. It is the same from run to
run within a thousandth, on any machine with that minor version of Python. ``tests/test_counts.py`` compares it with
``counts.json``. docs/decisions/031-counting.md says why.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORD = Path(__file__).with_name("counts.json")
RUNS = ROOT / "examples" / "_runs"
LEAST = "title: Small\nruns: {runs}\nblocks:\n"
CASES = {
    "start": "title: Empty\nblocks: []\n",
    "lines": LEAST + "  - line_plot: train/loss\n  - line_plot: {{y: [train/loss, val/loss], smoothing_factor: 0.9}}\n",
    "runs": LEAST + "  - run_table: {{columns: [config.lr, summary.train/loss]}}\n  - run_comparer: {{}}\n",
    "images": LEAST + "  - media_browser: {{media_keys: detections, limit: 1}}\n",
    "curves": LEAST + "  - pr_curve: {{table_name: defects, truth: defect, scores: score}}\n",
}
LOGS = {"start": "", "lines": "wandb", "runs": "wandb", "images": "detection", "curves": "evaluation"}
VERSION = ".".join(platform.python_version_tuple()[:2])


def lines(folder: Path) -> dict[str, int]:
    """Return the lines that each build runs: the first with all imports, the others with theirs done."""
    count = 0

    def inside(*_):
        nonlocal count
        count += 1
        return inside

    sys.settrace(inside)
    from reportgen import build

    found = {}
    for name in CASES:
        spec, out = folder / f"{name}.yaml", folder / f"{name}.html"
        if found:
            sys.settrace(None)
            build(spec, out)
            count = 0
            sys.settrace(inside)
        build(spec, out)
        found[name] = count
    sys.settrace(None)
    return found


def counted() -> dict[str, int]:
    """Return the lines of each case, counted in a process of its own with fixed hashes."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in CASES.items():
            Path(folder, f"{name}.yaml").write_text(text.format(runs=json.dumps(str(RUNS / LOGS[name]))))
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, __file__, folder]
        return json.loads(subprocess.check_output(command, env=environment, text=True).splitlines()[-1])


def recorded() -> dict[str, int] | None:
    """Return the counts of this Python's minor version, or None where none were recorded."""
    return json.loads(RECORD.read_text("utf-8")).get(VERSION) if RECORD.exists() else None


def record() -> None:
    """Record the counts of this Python's minor version."""
    known = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    RECORD.write_text(json.dumps(known | {VERSION: counted()}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        record()
    else:
        print(json.dumps(lines(Path(sys.argv[1]))))
