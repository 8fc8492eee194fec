"""Groups of a connection's rows with a number or a text for each, as ``tables.group`` makes them here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen.connections.frame import Remote
from reportgen.connections.spread import keyed
from reportgen.connections.values import Value, key_of
from reportgen.lang.expression import Expression
from reportgen.model.table import Table
from reportgen.tables.group import checked
from reportgen.tables.spread import rank


def grouped(
    frame: Remote, by: Mapping[str, Expression], told: Mapping[str, tuple[Expression, str]], filters: Expression | None
) -> Table:
    """Return a row for each group, in the order of its keys: keys, ``count``, and what is told of it."""
    values = {f"v{n}": frame.compile(query) for n, (query, _) in enumerate(told.values())}
    keys = {f"k{n}": key_of(frame.compile(query)) for n, query in enumerate(by.values())}
    rows = frame.kept(filters).mutate(**keys, **{name: value.node for name, value in values.items()})
    made: dict[str, Any] = {"n": rows.count()}
    for (name, value), (_, how) in zip(values.items(), told.values(), strict=True):
        checked(how, value.kind)
        made[name] = _told(rows[name], value, how)
    answer = rows.group_by(list(keys)).aggregate(**made).order_by(list(keys)) if keys else rows.aggregate(**made)
    found = [[*keyed(row, list(keys)), row["n"], *keyed(row, list(values))] for row in frame.execute(answer)]
    found.sort(key=lambda row: [rank(cell) for cell in row[: len(keys)]])
    return Table([*by, "count", *told], found, len(found))


def _told(node: Any, value: Value, how: str) -> Any:
    if how == "count":
        return node.count()
    if how == "distinct":
        return node.nunique()
    if value.kind == "number":
        node = node.nullif(float("nan"))
    return getattr(node, how)()
