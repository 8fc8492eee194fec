"""Several tables of one connection as one, joined or below each other there."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reportgen.tables.error import TableError
from reportgen.tables.frame import How
from reportgen.tables.ibis.values import SORTED, missing, value_of

if TYPE_CHECKING:
    from reportgen.tables.ibis.frame import IbisFrame


def joined(frames: Sequence[IbisFrame], keys: Sequence[str], how: How) -> IbisFrame:
    """Return the tables joined on columns that all of them have: the keys, then ``$0.name``, ``$1.name``, ..."""
    import ibis

    names = [f"k{n}" for n in range(len(keys))]
    on = [*names, "rg_nth"]
    parts = [_numbered(frame, keys, names, place) for place, frame in enumerate(frames)]
    known = [part.filter(*(part[name].notnull() for name in names)).select(on) for part in parts]
    every = ibis.union(*known, distinct=True) if how == "outer" else known[0]
    table = every
    for place, part in enumerate(parts):
        side = part.rename({f"{name}_{place}": name for name in on})
        same = [table[name] == side[f"{name}_{place}"] for name in on]
        table = table.join(side, same, how="inner" if how == "inner" else "left")
    types = {key: frames[0].types[key] if len({frame.types[key] for frame in frames}) == 1 else "text" for key in keys}
    picked: dict[str, Any] = {}
    for n, (key, name) in enumerate(zip(keys, names, strict=True)):
        ends = [table[f"s{place}_{list(frame.types).index(key)}"] for place, frame in enumerate(frames)]
        alike = all(frame.types[key] == types[key] for frame in frames)
        picked[f"c{n}"] = ibis.coalesce(*ends) if alike else table[name]
    for place, frame in enumerate(frames):
        for number, (name, kind) in enumerate(frame.types.items()):
            picked[f"c{len(picked)}"] = table[f"s{place}_{number}"]
            types[f"${place}.{name}"] = kind
    shared = {key: types[key] for key in keys}
    tables = tuple(frame.types for frame in frames)
    return replace(frames[0], table=table.select(**picked), types=types, tables=tables, shared=shared, problem="")


def _numbered(frame: IbisFrame, keys: Sequence[str], names: Sequence[str], place: int) -> Any:
    """Return the rows of a table with their keys as texts, numbered among those of the same key."""
    import ibis

    rows = frame.table.rename({f"s{place}_{n}": f"c{n}" for n in range(len(frame.types))})
    rows = rows.mutate(**{
        name: rows[f"s{place}_{list(frame.types).index(key)}"].cast("string")
        for name, key in zip(names, keys, strict=True)
    })  # fmt: skip
    order = [rows[f"s{place}_{n}"] for n, kind in enumerate(frame.types.values()) if kind in SORTED]
    nth = ibis.row_number().over(ibis.window(group_by=list(names), order_by=order))
    return rows.mutate(rg_nth=nth)


def repeats(frame: IbisFrame, keys: Sequence[str]) -> tuple[int, int, int]:
    """Return how many rows there are, how many without a key, and how many more than there are different keys."""
    nodes = {f"k{n}": frame.node(key) for n, key in enumerate(keys)}
    gone = functools.reduce(operator.or_, [missing(value_of(node)) for node in nodes.values()])
    counted = frame.table.mutate(rg_gone=gone, **nodes)
    (all_,) = frame.execute(counted.aggregate(n=lambda t: t.count(), gone=lambda t: t.count(where=t.rg_gone)))
    distinct = counted.filter(~counted.rg_gone).select(list(nodes)).distinct()
    (different,) = frame.execute(distinct.aggregate(n=lambda t: t.count()))
    return int(all_["n"]), int(all_["gone"]), int(all_["n"] - all_["gone"] - different["n"])


def stacked(frames: Sequence[IbisFrame], labels: Sequence[str], name: str) -> IbisFrame:
    """Return the rows of all tables one below the other; a column ``name`` tells which they are of."""
    import ibis

    types: dict[str, str] = {name: "text"}
    nodes_of = {column: [frame.node(column).type() for frame in frames if column in frame.types] for frame in frames
                for column in frame.types}  # fmt: skip
    for frame in frames:
        for column, kind in frame.types.items():
            if types.setdefault(column, kind) != kind or len({str(one) for one in nodes_of[column]}) > 1:
                raise TableError(f"'{column}' is a {types[column]} in one table and a {kind} in another")
    declared = {
        column: nodes_of[column][0] for column in types if column != name
    }  # fmt: skip
    parts = []
    for frame, label in zip(frames, labels, strict=True):
        nodes = [ibis.literal(label)]
        nodes += [frame.node(column) if column in frame.types else ibis.null(kind) for column, kind in declared.items()]
        parts.append(frame.table.select(**{f"c{n}": node for n, node in enumerate(nodes)}))
    return replace(frames[0], table=ibis.union(*parts), types=types, problem="")
