"""Precision-recall curves of the plugin ``pr_curves``: at each step six rows of a tensor over thresholds.

The rows are true positives, false positives, true negatives, false negatives, precision and recall; the thresholds
are evenly spaced from 0 to 1. Points behind the last that has positives say nothing, and are omitted as in TensorBoard.
"""

from __future__ import annotations

import numpy as np

from reportgen.model.chart import LoggedChart
from reportgen.model.table import Table
from reportgen.readers.tensorboard.log.events import TENSOR, Entry
from reportgen.readers.tensorboard.log.tensor import WrongTensor, tensor_of

COLUMNS = [
    "recall", "precision", "threshold", "true positives", "false positives", "true negatives", "false negatives",
]  # fmt: skip
_ROWS = 6


def chart(tag: str, table_key: str) -> LoggedChart:
    """Return the chart of the curves logged under a tag, whose points are in tables of a key."""
    columns = {"x": "recall", "y": "precision", "threshold": "threshold"}
    return LoggedChart("pr_curve", table_key, columns, tag, "Recall", "Precision")


def table(entry: Entry) -> Table:
    """Return the points of the curve at one step; WrongTensor where the value is none."""
    array = tensor_of(entry.value().data(TENSOR)).array
    if array is None or array.ndim != 2 or array.shape[0] != _ROWS:  # noqa: PLR2004 - rows and thresholds
        raise WrongTensor("no precision-recall curve")
    numbers = array.astype(float)
    thresholds = np.linspace(0, 1, numbers.shape[1])
    positive = np.flatnonzero(numbers[0] + numbers[1] > 0)
    kept = slice(0, int(positive[-1]) + 1 if len(positive) else 0)
    rows = np.column_stack([numbers[5], numbers[4], thresholds, *numbers[:4]])[kept]
    return Table(list(COLUMNS), rows.tolist(), len(rows))
