"""Runs made for one test: a table of metrics and a config each, as a trainer leaves them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def write_runs(folder: Path, runs: Mapping[str, tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]]) -> Path:
    """Write a folder for each run, with its config and its rows of metrics; returns ``folder``."""
    for name, (config, rows) in runs.items():
        place = folder / name
        place.mkdir(parents=True)
        (place / "config.json").write_text(json.dumps(config))
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with (place / "metrics.csv").open("w", newline="") as file:
            table = csv.DictWriter(file, ["step", *columns])
            table.writeheader()
            table.writerows({"step": step} | dict(row) for step, row in enumerate(rows))
    return folder


def sweep(folder: Path) -> Path:
    """Write twelve runs of four rates and three batch sizes; r3 diverges to NaN, r7 is much worse than the others."""
    rates, sizes = (1e-4, 3e-4, 1e-3, 3e-3), (64, 128, 256)
    return write_runs(folder, {
        f"r{i:02}": (
            {"lr": rates[i % 4], "batch": sizes[i // 4], "seed": i, "arch": "vit" if i % 2 else "resnet"},
            [{"val/loss": "NaN" if i == 3 and step else 12 if i == 7 else 0.3 + 0.01 * i - 0.01 * step,
              "val/acc": 0.2 if i == 7 else 0.8 + 0.01 * i} for step in range(3)],
        )
        for i in range(12)
    })  # fmt: skip
