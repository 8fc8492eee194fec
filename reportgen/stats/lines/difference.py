"""A metric minus the same metric of another run."""

from __future__ import annotations

import numpy as np

from reportgen import portable
from reportgen.model.column import Column


def minus(column: Column, base: Column) -> Column:
    """Return a column minus another one, at those of its steps that lie within the other's.

    Between steps of the other its value is on the straight line from one to the next; what is not finite there is
    left out of the line. Of several values of the other at a step, the last counts.
    """
    known = np.isfinite(base.values)
    steps, values = base.steps[known].astype(np.float64), base.values[known]
    if not len(steps) or not len(column):
        return Column.empty()
    last = np.append(steps[1:] != steps[:-1], True)
    steps, values = steps[last], values[last]
    at = column.steps.astype(np.float64)
    inside = (at >= steps[0]) & (at <= steps[-1])
    with np.errstate(over="ignore", invalid="ignore"):  # ends of the range of numbers: infinite, as any such value
        rest = column.values[inside] - portable.interp(at[inside], steps, values)
    return Column(column.steps[inside], rest, column.times[inside])
