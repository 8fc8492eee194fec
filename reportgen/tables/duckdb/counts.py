"""Bins, most frequent values and groups of a table, counted by DuckDB."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from reportgen.lang.expression import Expression
from reportgen.tables.distribution import plain_key
from reportgen.tables.duckdb.start import text_of
from reportgen.tables.duckdb.values import Sql, number
from reportgen.tables.frame import BINS, INFINITE, NAN, NONE, Bin, Ends, Groups, Key, Top

if TYPE_CHECKING:
    from reportgen.tables.duckdb.frame import DuckFrame

_CALLED = {"distinct": "count", "mean": "avg"}
_WHOLE = ("sum", "min", "max")


def ends(frame: DuckFrame, names: Sequence[str]) -> dict[str, Ends]:
    """Return the minimum and the maximum finite number of columns, in one pass."""
    if not names:
        return {}
    wide = [frame.types[name] == "integer" for name in names]
    picked = ", ".join(
        f"min(x{n}), max(x{n})" if whole else f"min(x{n}) FILTER (isfinite(x{n})), max(x{n}) FILTER (isfinite(x{n}))"
        for n, whole in enumerate(wide)
    )
    named = ", ".join(f"{_number(frame, name)} AS x{n}" for n, name in enumerate(names))
    found = frame.execute(f"SELECT {picked} FROM (SELECT {named} FROM {frame.relation})").fetchone() or ()
    pairs = zip(found[::2], found[1::2], strict=True)
    return {
        name: (0.0, 0.0) if low is None else (int(low), int(high)) if whole else (float(low), float(high))
        for name, (low, high), whole in zip(names, pairs, wide, strict=True)
    }


def _number(frame: DuckFrame, name: str) -> str:
    """Return a column of numbers or timestamps as numbers, in SQL."""
    column = frame.identifier(name)
    if frame.types[name] in ("number", "integer"):
        return column
    return f"CAST(epoch_ms(TRY_CAST({column} AS TIMESTAMP)) AS DOUBLE)"


def _placed(frame: DuckFrame, name: str, between: Ends) -> tuple[str, str]:
    """Return numbers as ``x``, and the bin of ``x``, in SQL; large whole numbers are what they are above the least."""
    value, (low, high) = _number(frame, name), between
    if isinstance(low, int):
        value = f"CAST({value} - CAST('{low}' AS HUGEINT) AS DOUBLE)"
        low, high = 0.0, float(high - low)
    wide = high - low
    place = f"least({BINS - 1}, CAST(floor((x - {low!r}) / {wide!r} * {BINS}) AS INTEGER))" if wide > 0 else "0"
    none = f"WHEN x IS NULL THEN {NONE} WHEN isnan(x) THEN {NAN} WHEN isinf(x) THEN {INFINITE}"
    return value, f"CASE {none} ELSE {place} END"


def histogram(frame: DuckFrame, name: str, between: Ends, keeps: str) -> list[Bin]:
    """Count a column's numbers in bins, of all rows and of those that are kept."""
    value, place = _placed(frame, name, between)
    counted = frame.execute(
        f"SELECT {place} AS b, count(*), avg(x), count(*) FILTER (k), avg(x) FILTER (k) "
        f"FROM (SELECT {value} AS x, {keeps} AS k FROM {frame.relation}) GROUP BY b ORDER BY b"
    ).fetchall()
    return [Bin(b, n, mean and mean * n, kept, some and some * kept) for b, n, mean, kept, some in counted]


def top(frame: DuckFrame, name: str, keeps: str, most: int) -> tuple[Top, Top]:
    """Return the most frequent values of all rows, and of those that are kept."""
    frame.execute(
        "CREATE OR REPLACE TEMP TABLE rg_counted AS SELECT v, count(*) AS n, count(*) FILTER (k) AS k "
        f"FROM (SELECT {frame.identifier(name)} AS v, {keeps} AS k FROM {frame.relation}) GROUP BY v"
    )
    found = _of_counted(frame, "n", most), _of_counted(frame, "k", most)
    frame.execute("DROP TABLE rg_counted")
    return found


def _of_counted(frame: DuckFrame, count: str, most: int) -> Top:
    picked = f"sum({count}), sum({count}) FILTER (v IS NULL), count(v) FILTER ({count} > 0)"
    rows, missing, distinct = frame.execute(f"SELECT {picked} FROM rg_counted").fetchone() or (0, 0, 0)
    found = frame.execute(
        f"SELECT v, {count} FROM rg_counted WHERE v IS NOT NULL AND {count} > 0 ORDER BY {count} DESC, v LIMIT {most}"
    ).fetchall()
    return Top(int(rows or 0), int(missing or 0), distinct, found)


def missing(frame: DuckFrame, name: str, keeps: str) -> tuple[Top, Top]:
    """Return how many rows are without a value, of all rows and of those that are kept."""
    counted = "count(*), count(v), count(*) FILTER (k), count(v) FILTER (k)"
    source = f"(SELECT {frame.identifier(name)} AS v, {keeps} AS k FROM {frame.relation})"
    rows, known, kept, known_kept = frame.execute(f"SELECT {counted} FROM {source}").fetchone() or (0, 0, 0, 0)
    return Top(rows, rows - known, 0, []), Top(kept, kept - known_kept, 0, [])


class DuckGroups(Groups):
    """Groups of the rows that a filter keeps."""

    def __init__(self, frame: DuckFrame, by: Sequence[Expression], filters: Expression | None) -> None:
        self.frame = frame
        made = [_key_of(frame.compile(query)) for query in by]
        self.keys, self.nested = [key for key, _ in made], [nested for _, nested in made]
        self.where = "" if filters is None else f" WHERE {text_of(frame.where(filters))}"
        self.named = ", ".join(f"g{n}" for n in range(len(by)))
        picked = "".join(f", {text_of(key)} AS g{n}" for n, key in enumerate(self.keys))
        self.source = f"(SELECT *{picked} FROM {frame.relation}{self.where})"

    def counts(self, most: int) -> list[tuple[Key, list[object], int]]:
        """Return the groups with the most rows."""
        rows = self.frame.execute(
            f"SELECT {self.named}, count(*) AS n FROM {self.source} GROUP BY {self.named} "
            f"ORDER BY n DESC, {self.named} LIMIT {most}"
        ).fetchall()
        return [(tuple(map(plain_key, row[:-1])), self._shown(row[:-1]), int(row[-1])) for row in rows]

    def _shown(self, keys: Sequence[Any]) -> list[object]:
        return [
            json.loads(cell) if nested and cell is not None else plain_key(cell)
            for cell, nested in zip(keys, self.nested, strict=True)
        ]

    def histogram(self, name: str, ends: Ends) -> list[tuple[Key, Bin]]:
        """Count a column's numbers in bins, in each group."""
        value, place = _placed(self.frame, name, ends)
        rows = self.frame.execute(
            f"SELECT {self.named}, {place} AS b, count(*), avg(x) FROM "
            f"(SELECT *, {value} AS x FROM {self.source}) GROUP BY ALL"
        ).fetchall()
        return [
            (tuple(map(plain_key, key)), Bin(place, count, mean and mean * count, 0, None))
            for *key, place, count, mean in rows
        ]

    def top(self, name: str, most: int) -> dict[Key, Top]:
        """Return the most frequent values of a column, in each group."""
        ranked = (
            f"SELECT {self.named}, x, n, sum(n) OVER g, coalesce(sum(n) FILTER (x IS NULL) OVER g, 0), "
            f"count(x) OVER g, row_number() OVER (PARTITION BY {self.named} ORDER BY x IS NULL, n DESC, x) AS r FROM "
            f"(SELECT {self.named}, {self.frame.identifier(name)} AS x, count(*) AS n FROM {self.source} GROUP BY ALL) "
            f"WINDOW g AS (PARTITION BY {self.named})"
        )
        found: dict[Key, Top] = {}
        rows = self.frame.execute(f"SELECT * FROM ({ranked}) WHERE r <= {most} ORDER BY r").fetchall()
        for *key, value, count, all_, gone, distinct, _ in rows:
            one = found.setdefault(tuple(map(plain_key, key)), Top(int(all_), int(gone), int(distinct), []))
            if value is not None:
                one.top.append((value, count))
        return found

    def aggregate(self, told: Sequence[tuple[Expression, str]]) -> list[list[object]]:
        """Return a row for each group, in the order of its keys; NaN is no value to choose from, or to add."""
        whole, picked = [], [*self.keys, exp.Count(this=exp.Star())]
        for query, how in told:
            value = self.frame.compile(query)
            whole.append(value.whole and how in _WHOLE)
            picked.append(_told(value, how))
        places = ", ".join(str(n + 1) for n in range(len(self.keys)))
        grouped = f" GROUP BY {places} ORDER BY {', '.join(f'{n + 1} NULLS LAST' for n in range(len(self.keys)))}"
        rows = self.frame.execute(
            f"SELECT {', '.join(map(text_of, picked))} FROM {self.frame.relation}{self.where}{grouped * bool(places)}"
        ).fetchall()
        first = len(self.keys)
        return [[*self._shown(row[:first]), row[first], *map(_as_whole, row[first + 1 :], whole)] for row in rows]


def _told(value: Sql, how: str) -> exp.Expression:
    node = value.node
    if how == "distinct":
        node = exp.Distinct(expressions=[node])
    elif value.kind == "number" and how != "count":
        node = exp.Nullif(this=node, expression=number(math.nan))
    return exp.Anonymous(this=_CALLED.get(how, how), expressions=[node])


def _as_whole(cell: object, whole: bool) -> object:
    """Return the aggregates of a group; what is of whole numbers is one."""
    return int(cell) if whole and isinstance(cell, float) and math.isfinite(cell) else cell


def _key_of(value: Sql) -> tuple[exp.Expression, bool]:
    """Return what rows are grouped by, and whether it is a nested value, as its JSON text."""
    if value.kind in ("json", "list"):
        node = exp.func("to_json", value.node) if value.kind == "list" else value.node
        return exp.Cast(this=node, to=exp.DataType.build("text")), True
    if value.kind == "number" and value.whole:
        return exp.Cast(this=value.node, to=exp.DataType.build("hugeint", dialect="duckdb")), False
    if value.kind == "number":  # one zero, whatever its sign
        return exp.Add(this=exp.paren(value.node), expression=number(0.0)), False
    return value.node, False
