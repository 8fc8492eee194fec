"""Regression: errors, residuals over what was predicted and their distribution, the rows with the worst first."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reportgen.datasets.held import HeldRun
from reportgen.model.chart import LoggedChart
from reportgen.model.run import RunMeta
from reportgen.model.table import Table
from reportgen.readers.predictions.rows import Columns, Unfit

_DRAWN = 5_000
"""Points of a picture; more are thinned evenly, the worst kept."""
_BINS = 40


def regressed(columns: Columns, meta: RunMeta) -> HeldRun:
    """Return the run of a regression: residuals are predicted less true."""
    truth, guess = (_numbers(columns.values[name]) for name in (columns.truth, columns.prediction))
    good = np.isfinite(truth) & np.isfinite(guess)
    if not good.any():
        raise Unfit("no row has two numbers")
    residual = guess - truth
    order = np.flatnonzero(good)
    order = order[np.argsort(-np.abs(residual[order]), kind="stable")]
    names = [columns.truth, columns.prediction]
    others = [name for name in columns.values if name not in names]
    rows = [
        [int(row), *(columns.values[name][row] for name in names), float(residual[row]), abs(float(residual[row])),
         *(columns.values[name][row] for name in others)]
        for row in order.tolist()
    ]  # fmt: skip
    heads = ["row", *names, "residual", "absolute_error", *others]
    own, true = residual[good], truth[good]
    spread = float(((true - true.mean()) ** 2).sum())
    figures = {
        "MAE": (float(np.abs(own).mean()), "minimize"),
        "RMSE": (math.sqrt(float((own**2).mean())), "minimize"),
        "R2": (1 - float((own**2).sum()) / spread if spread else math.nan, "maximize"),
        "bias": (float(own.mean()), ""),
        "median_absolute_error": (float(np.median(np.abs(own))), "minimize"),
    }
    picked = order if len(order) <= _DRAWN else np.unique(np.append(order[:200], order[:: len(order) // _DRAWN]))
    points = [[float(truth[row]), float(guess[row]), float(residual[row])] for row in picked.tolist()]
    counts, edges = np.histogram(own, bins=_BINS)
    middles = (edges[:-1] + edges[1:]) / 2
    bins = [[float(x), int(n)] for x, n in zip(middles, counts, strict=True)]
    charts = {
        "Predicted and true": LoggedChart("scatter", "points", {"x": "true", "y": "predicted"}, "Predicted and true"),
        "Residuals": LoggedChart("scatter", "points", {"x": "predicted", "y": "residual"}, "Residuals"),
        "Residual distribution": LoggedChart(
            "line", "residuals", {"x": "residual", "y": "rows"}, "Residual distribution"
        ),
    }
    tables = {
        "rows": (_table(heads, rows), "row"), "points": (_table(["true", "predicted", "residual"], points), ""),
        "residuals": (_table(["residual", "rows"], bins), ""),
    }  # fmt: skip
    return HeldRun(meta, figures, tables, charts)


def _numbers(cells: list[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([float(cell) if isinstance(cell, int | float) else math.nan for cell in cells], np.float64)


def _table(columns: list[str], rows: list[list[Any]]) -> Table:
    distinct = list(dict.fromkeys(columns))
    return Table(distinct if len(distinct) == len(columns) else [f"{n}_{name}" for n, name in enumerate(columns)], rows,
                 len(rows))  # fmt: skip
