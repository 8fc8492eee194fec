"""Metrics computed from metrics: an expression over the columns of a run, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from reportgen import portable
from reportgen.lang.evaluate import EXACT, evaluate
from reportgen.lang.expression import Expression
from reportgen.lang.tree import Binary, Call, Constant, Negative, Node, Not, walk
from reportgen.lang.tree import Column as Name
from reportgen.model.column import Column, Floats, Steps
from reportgen.model.run import Run
from reportgen.stats.align import places, shared

_BINARY: dict[str, Any] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "//": lambda a, b: np.floor(a / b),
    "%": np.mod, "**": portable.power, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
    "==": np.equal, "!=": np.not_equal,
}  # fmt: skip


OWN = {"step": "step", "_step": "step", "_timestamp": "time", "wall_time": "time", "_runtime": "runtime",
        "relative_time": "runtime"}  # fmt: skip


def derive(expression: Expression, run: Run, every: Steps | None = None) -> Column:
    """Return the expression's value at each step at which every metric that it names was logged.

    Of several points at a step the first goes with the first, the second with the second.
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
    steps = every if every is not None and not columns else shared([c.steps for c in columns.values()])
    times = np.full(len(steps), np.nan)
    for name, column in columns.items():
        at = places(steps, column.steps)
        values[name] = column.values[at]
        times = column.times[at]
    for name in own:
        start = run.meta.created
        values[name] = {"step": steps, "time": times, "runtime": times - start}[OWN[name]].astype(np.float64)
    return Column(steps, of_columns(expression.tree, values, len(steps)), times)


def of_columns(tree: Node, values: Mapping[str, Any], count: int) -> Floats:
    """Return a formula's (count,) values, NaN for none, over metrics' values by name: what ``evaluate`` says of each.

    Sums, comparisons and conditions are answered for all rows at once, anything else row by row.
    """
    with np.errstate(all="ignore"):
        whole = _value(tree, values)
    if whole is not None:
        return np.array(np.broadcast_to(np.asarray(whole, np.float64), (count,)))
    columns = {
        name: np.broadcast_to(np.asarray(column, np.float64), (count,)).tolist() for name, column in values.items()
    }
    found = (evaluate(tree, [{name: column[row] for name, column in columns.items()}]) for row in range(count))
    return np.array([value if isinstance(value, int | float) else np.nan for value in found], np.float64)


def _value(node: Node, values: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one line per kind of node
    """Return the values of all rows, None where only each row by itself has one."""
    match node:
        case Constant(int() | float() as value) if abs(value) < EXACT:
            return float(value)
        case Name(_, name):
            return values[name]
        case Negative(of):
            return None if (one := _value(of, values)) is None else -one
        case Not(of):
            return None if (one := _value(of, values)) is None else ~_truth(one)
        case Call("if", arguments):
            parts = [_value(part, values) for part in arguments]
            known = [part for part in parts if part is not None]
            return np.where(_truth(known[0]), known[1], known[2]) if len(known) == len(parts) else None
        case Binary(operator, left, right):
            one, other = _value(left, values), _value(right, values)
            is_hard = operator in ("==", "!=") and (_can_be_null(left) or _can_be_null(right))
            return None if one is None or other is None or is_hard else _joined(operator, one, other)
    return None


def _joined(operator: str, one: Any, other: Any) -> Any:
    if operator in ("and", "or"):
        return (np.logical_and if operator == "and" else np.logical_or)(_truth(one), _truth(other))
    if operator in ("/", "//", "%"):
        other = np.where(np.equal(other, 0), np.nan, other)
    if operator not in _BINARY:
        return None
    found = _BINARY[operator](one, other)
    wild = np.isfinite(one) & np.isfinite(other) & ~np.isfinite(found) if operator == "**" else False
    return np.where(wild, np.nan, found)


def _truth(values: Any) -> Any:
    """Return which values count as true: neither zero nor NaN."""
    return (np.asarray(values) != 0) & ~np.isnan(np.asarray(values, np.float64))


def _can_be_null(node: Node) -> bool:
    """Return whether a formula can be null, which NaN stands for here though it equals itself."""
    return any(isinstance(part, Binary) and part.operator in ("/", "//", "%", "**") for part in walk(node))
