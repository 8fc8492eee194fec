"""Several tables as one: joined on keys, a row for each key that any of them has, or one below the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from reportgen.tables.frame import Frame

How = Literal["inner", "left", "outer"]


@dataclass(frozen=True)
class Matched:
    """How the rows of compared tables fit: of each table its rows, and those whose key it has more than once."""

    rows: tuple[int, ...]
    duplicates: tuple[int, ...]
    """Rows of each table beyond the first of their key; the second is joined with the second, and so on."""
    missing: tuple[int, ...] = field(default=())
    """Rows of each table whose key is missing; they match nothing."""


def joined(frames: Sequence[Frame], keys: Sequence[str], how: How) -> Frame:
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
    return Frame(engine.engine, "joined", types, tuple(frame.types for frame in frames), shared, whole=frozenset(whole))


def _key(frames: Sequence[Frame], key: str, kind: str, text: str) -> str:
    """Return a key's value: that of the first table that has the row; its text where the tables hold several types."""
    if kind == "text" and any(frame.types[key] != kind for frame in frames):
        return f"rg_all.{text}"
    form = "CAST({} AS HUGEINT)" if kind == "integer" else "{}"
    found = (form.format(f"s{place}.{frame.identifier(key)}") for place, frame in enumerate(frames))
    return f"coalesce({', '.join(found)})"


def _type_of(frames: Sequence[Frame], key: str) -> str:
    """Return the type of a key of several tables: text where theirs differ, and are not whole numbers all."""
    kinds = {frame.types[key] for frame in frames}
    if len(kinds) == 1:
        return frames[0].types[key]
    whole = all(frame.types[key] == "integer" or key in frame.whole for frame in frames)
    return "integer" if whole else "text"


def _text_of(frame: Frame, key: str) -> str:
    """Return a key as a text that is the same for the same value in every table: 5 for 5.0, too."""
    column = frame.identifier(key)
    if frame.types[key] != "number":
        return f"CAST({column} AS VARCHAR)"
    whole = f"{column} = trunc({column}) AND abs({column}) < 1e38"
    digits = f"CAST(CASE WHEN {whole} THEN CAST({column} AS HUGEINT) END AS VARCHAR)"
    return f"coalesce({digits}, CAST({column} AS VARCHAR))"


def _numbered(frame: Frame, keys: Sequence[str], names: Sequence[str], place: int) -> str:
    """Return the rows of a table with their keys as texts, numbered among those of the same key."""
    texts = [_text_of(frame, key) for key in keys]
    made = ", ".join(f"{text} AS {name}" for text, name in zip(texts, names, strict=True))
    nth = f"row_number() OVER (PARTITION BY {', '.join(texts)} ORDER BY rg_row)"
    return f"s{place} AS (SELECT *, {made}, {nth} AS rg_nth FROM {frame.relation})"


def matched(frames: Sequence[Frame], keys: Sequence[str]) -> Matched:
    """Return how many rows each table has, and how many of them have no key or one that came before."""
    rows, duplicates, missing = [], [], []
    for frame in frames:
        columns = [frame.identifier(key) for key in keys]
        known = " AND ".join(f"{column} IS NOT NULL" for column in columns)
        found = frame.execute(
            f"SELECT count(*), count(*) FILTER ({known}), count(DISTINCT ({', '.join(columns)})) FILTER ({known}) "
            f"FROM {frame.relation}"
        ).fetchone() or (0, 0, 0)
        rows.append(int(found[0]))
        missing.append(int(found[0] - found[1]))
        duplicates.append(int(found[1] - found[2]))
    return Matched(tuple(rows), tuple(duplicates), tuple(missing))


def stacked(frames: Sequence[Frame], labels: Sequence[str], name: str) -> Frame:
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
    return Frame(frames[0].engine, "stacked", {name: "text", **columns})


def _as(frame: Frame, column: str, kind: str) -> str:
    if column not in frame.types:
        return "NULL"
    made = frame.identifier(column)
    if frame.types[column] == kind:
        return made
    return f"CAST({made} AS HUGEINT)" if kind == "integer" else f"to_json({made})"


def key_of(frames: Sequence[Any], fit: Callable[[Sequence[Any], Sequence[str]], Matched] = matched) -> str:
    """Return the column that tells rows apart in every table: an id by name if there is one, else the first such."""
    common: list[str] = [name for name in frames[0].types if all(name in frame.types for frame in frames)]
    named = [name for name in common if name.lower() in _IDS]
    texts = [name for name in common if name not in named and all(frame.types[name] == "text" for frame in frames)]
    for name in (*named, *texts):
        if not any(fit(frames, [name]).duplicates):
            return name
    return ""


_IDS = frozenset({"id", "key", "index", "example_id", "image_id", "sample_id", "uid", "uuid", "name", "path", "file"})
