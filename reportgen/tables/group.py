"""Groups of a table's rows with a number or a text for each: counts, sums, means, least and greatest values."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.lang.expression import Expression
from reportgen.model.table import Table
from reportgen.tables.error import TableError
from reportgen.tables.frame import Frame

HOWS = ("count", "distinct", "sum", "mean", "median", "min", "max")
"""Aggregates of a group's values."""
_OF_NUMBERS = ("sum", "mean", "median")


def grouped(
    frame: Frame, by: Mapping[str, Expression], told: Mapping[str, tuple[Expression, str]], filters: Expression | None
) -> Table:
    """Return a row for each group, in the order of its keys: keys, ``count``, and its aggregates."""
    for query, how in told.values():
        kind = frame.kind(query)
        if how not in HOWS:
            raise TableError(f"'{how}' is not an aggregate. Choose from: {', '.join(HOWS)}.")
        if how in _OF_NUMBERS and kind not in ("number", "integer"):
            raise TableError(f"{how} needs a numeric column; this one is {kind}")
    rows = frame.groups(list(by.values()), filters).aggregate(list(told.values()))
    return Table([*by, "count", *told], rows, len(rows))
