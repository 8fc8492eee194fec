"""Several tables of one engine as one: joined on keys, or one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reportgen.tables.frame import How

if TYPE_CHECKING:
    from reportgen.tables.duckdb.frame import DuckFrame


def joined(frames: Sequence[DuckFrame], keys: Sequence[str], how: How) -> DuckFrame:
    """Return the tables of one engine joined on columns that all of them have.

    The columns are the keys, then ``$0.name``, ``$1.name``, ... of each table; ``rg_from_0`` and so on hold the row of
    each table, or nothing where it has none. Rows are in the order of the first table that has them.
    """
    names = [f"k{n}" for n in range(len(keys))]
    parts = [_numbered(frame, keys, names, place) for place, frame in enumerate(frames)]
    listed = ", ".join(names)
    every = " UNION ALL ".join(
        f"SELECT {listed}, rg_nth, {place} AS rg_table, rg_row AS rg_at FROM s{place}" for place in range(len(frames))
    )
    types = {key: _type_of(frames, key) for key in keys}
    picked = [
        f"{_key(frames, key, types[key], name)} AS c{n}" for n, (key, name) in enumerate(zip(keys, names, strict=True))
    ]
    for place, frame in enumerate(frames):
        for name, kind in frame.types.items():
            picked.append(f"s{place}.{frame.identifier(name)} AS c{len(types)}")
            types[f"${place}.{name}"] = kind
        picked.append(f"s{place}.rg_row AS rg_from_{place}")
    joins = " ".join(
        f"LEFT JOIN s{place} ON s{place}.rg_nth = rg_all.rg_nth"
        + "".join(f" AND s{place}.{name} = rg_all.{name}" for name in names)
        for place in range(len(frames))
    )
    everywhere = " AND ".join(f"s{place}.rg_row IS NOT NULL" for place in range(len(frames)))
    wanted = {"outer": "", "left": "WHERE s0.rg_row IS NOT NULL", "inner": f"WHERE {everywhere}"}
    query = (
        f"CREATE TABLE joined AS WITH {', '.join(parts)}, rg_every AS ({every}), "
        f"rg_all AS (SELECT {listed}, rg_nth, min((rg_table, rg_at)) AS rg_order FROM rg_every "
        f"WHERE {' AND '.join(f'{name} IS NOT NULL' for name in names)} GROUP BY {listed}, rg_nth) "
        f"SELECT {', '.join(picked)}, row_number() OVER (ORDER BY rg_order) - 1 AS rg_row "
        f"FROM rg_all {joins} {wanted[how]}"
    )
    engine = frames[0]
    engine.execute(query)
    shared = {key: types[key] for key in keys}
    whole = {f"${n}.{name}" for n, frame in enumerate(frames) for name in frame.whole}
    whole |= {key for key in keys if types[key] == "number" and all(key in frame.whole for frame in frames)}
    tables = tuple(frame.types for frame in frames)
    return replace(
        engine,
        relation="joined",
        types=types,
        tables=tables,
        shared=shared,
        whole=frozenset(whole),
        problem="",
        stored={},
    )


def _key(frames: Sequence[DuckFrame], key: str, kind: str, text: str) -> str:
    """Return a key's value: that of the first table that has the row; its text where the tables hold several types."""
    if kind == "text" and any(frame.types[key] != kind for frame in frames):
        return f"rg_all.{text}"
    form = "CAST({} AS HUGEINT)" if kind == "integer" else "{}"
    found = (form.format(f"s{place}.{frame.identifier(key)}") for place, frame in enumerate(frames))
    return f"coalesce({', '.join(found)})"


def _type_of(frames: Sequence[DuckFrame], key: str) -> str:
    """Return the type of a key of several tables: text where theirs differ, and are not whole numbers all."""
    kinds = {frame.types[key] for frame in frames}
    if len(kinds) == 1:
        return frames[0].types[key]
    whole = all(frame.types[key] == "integer" or key in frame.whole for frame in frames)
    return "integer" if whole else "text"


def _text_of(frame: DuckFrame, key: str) -> str:
    """Return a key as a text that is the same for the same value in every table: 5 for 5.0, too."""
    column = frame.identifier(key)
    if frame.types[key] != "number":
        return f"CAST({column} AS VARCHAR)"
    whole = f"{column} = trunc({column}) AND abs({column}) < 1e38"
    digits = f"CAST(CASE WHEN {whole} THEN CAST({column} AS HUGEINT) END AS VARCHAR)"
    return f"coalesce({digits}, CAST({column} AS VARCHAR))"


def _numbered(frame: DuckFrame, keys: Sequence[str], names: Sequence[str], place: int) -> str:
    """Return the rows of a table with their keys as texts, numbered among those of the same key."""
    texts = [_text_of(frame, key) for key in keys]
    made = ", ".join(f"{text} AS {name}" for text, name in zip(texts, names, strict=True))
    nth = f"row_number() OVER (PARTITION BY {', '.join(texts)} ORDER BY rg_row)"
    return f"s{place} AS (SELECT *, {made}, {nth} AS rg_nth FROM {frame.relation})"


def repeats(frame: DuckFrame, keys: Sequence[str]) -> tuple[int, int, int]:
    """Return how many rows there are, how many without a key, and how many more than there are different keys."""
    columns = [frame.identifier(key) for key in keys]
    known = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    rows, there, different = frame.execute(
        f"SELECT count(*), count(*) FILTER ({known}), count(DISTINCT ({', '.join(columns)})) FILTER ({known}) "
        f"FROM {frame.relation}"
    ).fetchone() or (0, 0, 0)
    return rows, rows - there, there - different


def stacked(frames: Sequence[DuckFrame], labels: Sequence[str], name: str) -> DuckFrame:
    """Return the rows of all tables one below the other; a column ``name`` tells which they are of."""
    columns: dict[str, str] = {}
    for frame in frames:
        for column, kind in frame.types.items():
            kinds = {columns.get(column, kind), kind}
            columns[column] = kind if len(kinds) == 1 else "integer" if kinds == {"integer", "number"} else "json"
    for column, kind in columns.items():
        there = [frame for frame in frames if column in frame.types]
        if kind == "integer" and any(frame.types[column] == "number" and column not in frame.whole for frame in there):
            columns[column] = "json"
    parts = []
    for place, (frame, label) in enumerate(zip(frames, labels, strict=True)):
        picked = [_as(frame, column, kind) for column, kind in columns.items()]
        quoted = label.replace("'", "''")
        parts.append(f"SELECT '{quoted}', {', '.join(picked)}, {place}, rg_row FROM {frame.relation}")
    listed = ", ".join(f"c{n}" for n in range(len(columns) + 1))
    query = (
        f"CREATE TABLE stacked AS SELECT *, row_number() OVER (ORDER BY rg_table, rg_from_0) - 1 AS rg_row FROM "
        f"({' UNION ALL '.join(parts)}) AS rg_parts({listed}, rg_table, rg_from_0)"
    )
    frames[0].execute(query)
    types = {name: "text", **columns}
    return replace(frames[0], relation="stacked", types=types, whole=frozenset(), problem="", stored={})


def _as(frame: DuckFrame, column: str, kind: str) -> str:
    if column not in frame.types:
        return "NULL"
    made = frame.identifier(column)
    if frame.types[column] == kind:
        return made
    return f"CAST({made} AS HUGEINT)" if kind == "integer" else f"to_json({made})"
