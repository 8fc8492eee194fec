"""Metrics computed from metrics: an expression over the columns of a run, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np

from reportgen import portable
from reportgen.model.column import Column, Floats, Ints
from reportgen.model.run import Run
from reportgen.spec.evaluation import Node
from reportgen.spec.expression import Expression

_BINARY: dict[str, Any] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "//": np.floor_divide, "%": np.mod,
    "**": portable.power, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal,
    "!=": np.not_equal, "and": np.logical_and, "or": np.logical_or,
}  # fmt: skip


OWN = {"step": "step", "_step": "step", "_timestamp": "time", "wall_time": "time", "_runtime": "runtime",
        "relative_time": "runtime"}  # fmt: skip


def derive(expression: Expression, run: Run, every: Ints | None = None) -> Column:
    """Return the expression's value at each step at which every metric that it names was logged.

    ``step``, ``relative_time`` and ``wall_time`` stand for themselves; where nothing else is named, at the steps
    ``every``.

    A name that is no metric of the run stands for its config or summary value where that is a number.
    """
    names = list(dict.fromkeys(expression.paths()))
    columns = {name: run.column(name) for name in names if name in run.keys and run.keys[name].is_number}
    own = [name for name in names if name in OWN and name not in columns]
    values: dict[str, Any] = {}
    for name in names:
        if name not in columns and name not in own:
            found = run.lookup(name)
            if not isinstance(found, int | float):
                return Column.empty()
            values[name] = float(found)
    if not columns and not (own and every is not None):
        return Column.empty()
    steps = every if every is not None and not columns else reduce(np.intersect1d, [c.steps for c in columns.values()])
    times = np.full(len(steps), np.nan)
    for name, column in columns.items():
        at = np.searchsorted(column.steps, steps)
        values[name] = column.values[at]
        times = column.times[at]
    for name in own:
        start = run.meta.created
        values[name] = {"step": steps, "time": times, "runtime": times - start}[OWN[name]].astype(np.float64)
    with np.errstate(all="ignore"):
        result = np.broadcast_to(np.asarray(_value(expression.tree, values), np.float64), steps.shape)
    return Column(steps, np.array(result), times)


def _value(node: Node, values: Mapping[str, Any]) -> Any:
    kind = node[0]
    if kind == "literal":
        return np.nan if not isinstance(node[1], int | float) else float(node[1])
    if kind == "path":
        return values[node[1]]
    if kind == "neg":
        return -_value(node[1], values)
    if kind == "not":
        return np.logical_not(_value(node[1], values))
    function = _BINARY.get(kind)
    if function is None:  # lists, membership and times have no number
        return np.nan
    left: Floats = np.asarray(_value(node[1], values), np.float64)
    return function(left, np.asarray(_value(node[2], values), np.float64)).astype(np.float64)
