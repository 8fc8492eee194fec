"""The first screen of truth and predictions: figures, curves, a confusion matrix, calibration, residuals, rows."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reportgen.datasets.held import HeldRun
from reportgen.model.run import RunMeta
from reportgen.model.table import Table
from reportgen.readers.predictions.classes import classified
from reportgen.readers.predictions.numbers import regressed
from reportgen.readers.predictions.rows import Columns, Unfit, columns_of

if TYPE_CHECKING:
    from reportgen.readers.predictions import PredictionsOptions

_MOST_CLASSES = 20
"""Distinct whole numbers that are still classes."""
_MOST_BYTES = 50_000_000


def run_of(path: Path, name: str, options: PredictionsOptions) -> HeldRun:
    """Return a file as a run; Unfit says why it is none."""
    meta = RunMeta(name, name, "predictions", path.absolute().parent.name, state="")
    if path.suffix.lower() == ".json":
        return _report(path, meta)
    columns = columns_of(path, options)
    kept = [row for row, cell in enumerate(columns.values[columns.truth]) if _is_known(cell)]
    if not kept:
        raise Unfit("no row says what is true")
    if len(kept) < columns.count:
        columns.values = {key: [values[row] for row in kept] for key, values in columns.values.items()}
    if _is_regression(columns):
        return regressed(columns, meta)
    return classified(columns, meta, options.classes)


def _is_known(cell: Any) -> bool:
    return cell is not None and cell == cell  # noqa: PLR0124 - NaN


def _is_regression(columns: Columns) -> bool:
    """Tell numbers from classes: there are no scores, and truth is fractional or has many values."""
    if columns.scores or not columns.prediction:
        return False
    cells = [*columns.values[columns.truth], *filter(_is_known, columns.values[columns.prediction])]
    if not all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells):
        return False
    whole = all(float(cell).is_integer() for cell in cells if math.isfinite(cell))
    return not whole or len(set(columns.values[columns.truth])) > _MOST_CLASSES


def _report(path: Path, meta: RunMeta) -> HeldRun:
    """Return what scikit-learn's ``classification_report(output_dict=True)`` says."""
    if path.stat().st_size > _MOST_BYTES:
        raise Unfit("it is larger than 50 MB")
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise Unfit("it is not complete JSON") from None
    if not isinstance(content, Mapping):
        raise Unfit("it is not a report of classes")
    figures: dict[str, tuple[float, str]] = {}
    rows = []
    for key, value in content.items():
        if isinstance(value, int | float):
            figures[key] = (float(value), "maximize")
        elif isinstance(value, Mapping) and key.endswith(" avg"):
            figures |= {f"{key.removesuffix(' avg')}/{name}": (float(number), "maximize")
                        for name, number in value.items() if name != "support"}  # fmt: skip
        elif isinstance(value, Mapping):
            rows.append([key, *(value.get(name) for name in ("precision", "recall", "f1-score", "support"))])
    table = Table(["class", "precision", "recall", "f1-score", "support"], rows, len(rows))
    return HeldRun(meta, figures, {"by_class": (table, "class")})


def floats(cells: list[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return cells as numbers, NaN where one is none."""
    found = [float(cell) if isinstance(cell, int | float) else math.nan for cell in cells]
    return np.array(found, np.float64)
