"""Where on a metric's axis a value lies: at a step, or at a value of the axis that the script names for it."""

from __future__ import annotations

import math

import numpy as np

from reportgen.digits import digits
from reportgen.model.run import Run
from reportgen.texts import say


def at_axis(run: Run, key: str, step: float) -> tuple[str, float]:
    """Return the axis of a metric's charts and the value there of a step: ``step`` where the script names no other."""
    axis = run.source.definition(key).step_metric
    column = run.column(axis) if axis in run.keys else None
    if column is None or not len(column):
        return "step", step
    place = int(np.searchsorted(column.steps, step, side="right")) - 1
    value = float(column.values[place]) if place >= 0 else math.nan
    return (axis, value) if math.isfinite(value) else ("step", step)


def place_of(run: Run, key: str, step: float) -> str:
    """Return ``step 14``, or ``epoch 3`` where that is the axis of a metric's charts."""
    axis, value = at_axis(run, key, step)
    return f"{say('step') if axis == 'step' else axis} {digits(value)}"
