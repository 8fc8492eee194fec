"""Groups of a table's rows with a number or a text for each: counts, sums, means, least and greatest values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from reportgen.lang.expression import Expression
from reportgen.model.table import Table
from reportgen.tables.engine import text_of
from reportgen.tables.file import TableError
from reportgen.tables.frame import Frame
from reportgen.tables.spread import key_of, read_key
from reportgen.tables.values import number

HOWS = ("count", "distinct", "sum", "mean", "median", "min", "max")
"""What can be told of a group's values."""
_SQL = {"distinct": "count", "mean": "avg"}
_OF_NUMBERS = ("sum", "mean", "median")
_WHOLE = ("sum", "min", "max")


def grouped(
    frame: Frame, by: Mapping[str, Expression], told: Mapping[str, tuple[Expression, str]], filters: Expression | None
) -> Table:
    """Return a row for each group, in the order of its keys: keys, ``count``, and what is told of it."""
    made = [key_of(frame.compile(query)) for query in by.values()]
    whole: list[bool] = []
    keys = [exp.alias_(node, f"k{n}") for n, (node, _) in enumerate(made)]
    picked: list[exp.Expression] = [exp.alias_(exp.Count(this=exp.Star()), "n")]
    for n, (query, how) in enumerate(told.values()):
        value = frame.compile(query)
        checked(how, value.kind)
        arguments: list[exp.Expression] = [value.node]
        if how == "distinct":
            arguments = [exp.Distinct(expressions=[value.node])]
        elif value.kind == "number" and how != "count":  # NaN is no value to choose from, or to add
            arguments = [exp.Nullif(this=value.node, expression=number(math.nan))]
        whole.append(value.whole and how in _WHOLE)
        picked.append(exp.alias_(exp.Anonymous(this=_SQL.get(how, how), expressions=arguments), f"v{n}"))
    select = exp.select(*keys, *picked).from_(frame.relation)
    if filters is not None:
        select = select.where(frame.where(filters))
    places = [exp.Literal.number(n + 1) for n in range(len(keys))]
    if keys:
        select = select.group_by(*places).order_by(
            *(exp.Ordered(this=place, desc=False, nulls_first=False) for place in places)  # NaN comes after all numbers
        )
    rows = [
        [
            *(read_key(cell, nested=nested) for cell, (_, nested) in zip(row, made, strict=False)),
            row[len(made)],
            *(_told(cell, whole=is_) for cell, is_ in zip(row[len(made) + 1 :], whole, strict=True)),
        ]
        for row in frame.execute(text_of(select)).fetchall()
    ]
    return Table([*by, "count", *told], rows, len(rows))


def _told(cell: Any, *, whole: bool) -> Any:
    """Return what is told of a group; what is of whole numbers is one."""
    return int(cell) if whole and isinstance(cell, float) and math.isfinite(cell) else cell


def checked(how: str, kind: str) -> None:
    """Raise TableError where this cannot be told of such values."""
    if how not in HOWS:
        raise TableError(f"'{how}' is nothing that can be told of a group. There are: {', '.join(HOWS)}.")
    if how in _OF_NUMBERS and kind not in ("number", "integer"):
        raise TableError(f"{how} is told of numbers, and this is a {kind}")
