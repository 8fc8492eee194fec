"""Write layers/*.csv: gradient norms of twelve layers of three runs, for the heat map; made up, always the same."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

LAYERS, STEPS = 12, 90
RUNS = {"warmup": 1.0, "no warmup": 2.5, "frozen stem": 1.2}


def norm(run: str, layer: int, step: int, chance: random.Random) -> float:
    """Return a gradient norm: it falls with the steps, deep layers have less, and a start without warmup is rough."""
    if run == "frozen stem" and layer < 3:
        return 0.0
    rough = RUNS[run] * math.exp(-step / 12) if run == "no warmup" else 0.0
    return (0.2 + math.exp(-step / 40) + rough) * math.exp(-layer / 6) * chance.gammavariate(8, 1 / 8)


def main() -> None:
    """Write one file for each run."""
    chance = random.Random(3)
    folder = Path(__file__).parent / "layers"
    folder.mkdir(exist_ok=True)
    for run in RUNS:
        with (folder / f"{run}.csv").open("w", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["step", *(f"layer{layer}/grad_norm" for layer in range(LAYERS))])
            for step in range(STEPS if run != "no warmup" else 60):
                out.writerow([step * 10, *(f"{norm(run, layer, step, chance):.4f}" for layer in range(LAYERS))])


if __name__ == "__main__":
    main()
