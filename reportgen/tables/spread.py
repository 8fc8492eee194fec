"""How the values of a whole table's columns are spread, counted by the engine where the page carries only a part.

The entries are those of ``client/query/engine.ts``: bins of numbers and moments, the most frequent texts.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from reportgen.lang.expression import Expression
from reportgen.tables.engine import text_of
from reportgen.tables.frame import Frame
from reportgen.tables.values import Sql, number

BINS = 24
TOP = 8
GROUPS = 200
NAN, NONE, INFINITE = -1, -2, -3
_NOT = {NAN: "nan", NONE: "missing", INFINITE: "infinite"}


def spreads(frame: Frame, names: Sequence[str], filters: Expression | None) -> dict[str, list[dict[str, Any]]]:
    """Return of each column how it is spread over all rows, and over those that the filter keeps.

    Each column is read once for that, and those of numbers once more for their bounds.
    """
    keeps = "true" if filters is None else text_of(frame.condition(filters))
    values = {name: _number(frame, name) for name in names if frame.types[name] in _NUMBERS}
    bounds = dict(zip(values, _ends(frame, values), strict=True))
    found: dict[str, list[dict[str, Any]]] = {}
    for name in names:
        if name in values:
            found[name] = _bins(frame, _above(values[name], bounds[name]), *_doubles(bounds[name]), keeps)
            found[name] = [_moved(spread, bounds[name]) for spread in found[name]]
        elif frame.types[name] in ("text", "boolean"):
            found[name] = _top(frame, frame.identifier(name), keeps)
        else:
            found[name] = _missing(frame, frame.identifier(name), keeps)
    return found


def _number(frame: Frame, name: str) -> str:
    """Return a column of numbers or moments as numbers, in SQL."""
    column = frame.identifier(name)
    if frame.types[name] in ("number", "integer"):
        return column
    return f"CAST(epoch_ms(TRY_CAST({column} AS TIMESTAMP)) AS DOUBLE)"


def groups(
    frame: Frame, by: Sequence[Expression], names: Sequence[str], filters: Expression | None
) -> list[dict[str, Any]]:
    """Return the groups of the rows that the filter keeps, in the order of their keys, with the spread of each column.

    The bins are those of all rows, so that groups compare. At most 200 groups, those with the most rows.
    """
    where = "" if filters is None else f" WHERE {text_of(frame.where(filters))}"
    made = [key_of(frame.compile(query)) for query in by]
    keys = [text_of(node) for node, _ in made]
    picked = ", ".join(f"{key} AS g{n}" for n, key in enumerate(keys))
    listed = ", ".join(f"g{n}" for n in range(len(keys)))
    source = f"(SELECT *, {picked} FROM {frame.relation}{where})"
    rows = frame.execute(
        f"SELECT {listed}, count(*) AS n FROM {source} GROUP BY {listed} ORDER BY n DESC, {listed} LIMIT {GROUPS}"
    ).fetchall()
    found: dict[tuple[Any, ...], dict[str, Any]] = {
        tuple(read_key(cell, nested=False) for cell in row[:-1]): {
            "keys": [read_key(cell, nested=nested) for cell, (_, nested) in zip(row, made, strict=False)],
            "count": int(row[-1]), "spreads": {},
        }
        for row in rows
    }  # fmt: skip
    for name in names:
        for key, spread in _grouped(frame, name, source, listed).items():
            if key in found:
                found[key]["spreads"][name] = spread

    return in_order(found)


def key_of(value: Sql) -> tuple[exp.Expression, bool]:
    """Return what rows are grouped by, and whether it is a nested value, as its JSON text."""
    if value.kind in ("json", "list"):
        node = exp.func("to_json", value.node) if value.kind == "list" else value.node
        return exp.Cast(this=node, to=exp.DataType.build("text")), True
    if value.kind == "number" and value.whole:
        return exp.Cast(this=value.node, to=exp.DataType.build("hugeint", dialect="duckdb")), False
    if value.kind == "number":  # one zero, whatever its sign
        return exp.Add(this=exp.paren(value.node), expression=number(0.0)), False
    return value.node, False


def read_key(cell: Any, *, nested: bool) -> Any:
    """Return a group's key as a plain value; every NaN is the same one, so that it is found again."""
    if isinstance(cell, float) and math.isnan(cell):
        return math.nan
    return json.loads(cell) if nested and cell is not None else cell


def in_order(found: Mapping[tuple[Any, ...], dict[str, Any]]) -> list[dict[str, Any]]:
    """Return groups in the order of their keys, what is missing last."""
    return [found[key] for key in sorted(found, key=lambda key: [rank(value) for value in key])]


def rank(value: Any) -> tuple[int, str, Any]:
    """Return what keys are sorted by: NaN comes last, and then what is missing; numbers before texts."""
    last = 2 if value is None else int(isinstance(value, float) and math.isnan(value))
    return last, type(value).__name__ if isinstance(value, str) else "", 0 if last else value


def mean_of(total: float, count: int) -> float | None:
    """Return a mean with the digits that every order of adding agrees on."""
    return float(f"{total / count:.12g}") if count else None


def no_bins(low: float, high: float) -> dict[str, Any]:
    """Return the spread of no numbers; ``mean`` is their sum until ``with_mean``."""
    return {
        "missing": 0,
        "nan": 0,
        "infinite": 0,
        "count": 0,
        "low": low,
        "high": high,
        "bins": [0] * BINS,
        "mean": 0.0,
    }


def put(spread: dict[str, Any], place: int, count: int, total: float | None) -> None:
    """Count numbers of one bin, and their sum, into a spread; ``NAN`` and so on are the places of what has no bin."""
    spread["count"] += count
    if place < 0:
        spread[_NOT[place]] += count
    else:
        spread["bins"][place] += count
        spread["mean"] += total or 0.0


def with_mean(spread: dict[str, Any]) -> dict[str, Any]:
    """Return a counted spread with the mean of its numbers."""
    return spread | {"mean": mean_of(spread["mean"], sum(spread["bins"]))}


def _place(low: float, high: float) -> str:
    """Return the bin of ``x`` as SQL."""
    wide = high - low
    place = f"least({BINS - 1}, CAST(floor((x - {low!r}) / {wide!r} * {BINS}) AS INTEGER))" if wide > 0 else "0"
    return f"CASE WHEN x IS NULL THEN {NONE} WHEN isnan(x) THEN {NAN} WHEN isinf(x) THEN {INFINITE} ELSE {place} END"


def _grouped(frame: Frame, name: str, source: str, listed: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    kind, column = frame.types[name], frame.identifier(name)
    made: dict[tuple[Any, ...], dict[str, Any]] = {}
    if kind in ("number", "integer"):
        (found,) = _ends(frame, {name: column})
        ends = _doubles(found)
        rows = frame.execute(
            f"SELECT {listed}, {_place(*ends)} AS b, count(*), avg(x) FROM "
            f"(SELECT *, {_above(column, found)} AS x FROM {source}) GROUP BY ALL"
        ).fetchall()
        for *key, place, count, mean in rows:
            keys = tuple(read_key(cell, nested=False) for cell in key)
            put(made.setdefault(keys, no_bins(*ends)), place, count, mean and mean * count)
        made = {key: _moved(with_mean(spread), found) for key, spread in made.items()}
    elif kind in ("text", "boolean"):
        ranked = (
            f"SELECT {listed}, x, n, sum(n) OVER g, coalesce(sum(n) FILTER (x IS NULL) OVER g, 0), count(x) OVER g, "
            f"row_number() OVER (PARTITION BY {listed} ORDER BY x IS NULL, n DESC, x) AS r FROM "
            f"(SELECT {listed}, {column} AS x, count(*) AS n FROM {source} GROUP BY ALL) "
            f"WINDOW g AS (PARTITION BY {listed})"
        )
        for *key, value, count, all_, missing, distinct, _ in frame.execute(
            f"SELECT * FROM ({ranked}) WHERE r <= {TOP} ORDER BY r"
        ).fetchall():
            spread = made.setdefault(
                tuple(read_key(cell, nested=False) for cell in key),
                {"missing": int(missing), "count": int(all_), "distinct": int(distinct), "top": []},
            )
            if value is not None:
                spread["top"].append([value, count])
    return made


_NUMBERS = ("number", "integer", "time")
Ends = tuple[float, float]
"""The least and the greatest of numbers; both are int where doubles would not tell them apart."""


def _above(value: str, ends: Ends) -> str:
    """Return large whole numbers as what they are above the least, which a double holds; all else as it is."""
    return f"CAST({value} - CAST('{ends[0]}' AS HUGEINT) AS DOUBLE)" if isinstance(ends[0], int) else value


def _doubles(ends: Ends) -> tuple[float, float]:
    return (0.0, float(ends[1] - ends[0])) if isinstance(ends[0], int) else ends


def _moved(spread: dict[str, Any], ends: Ends) -> dict[str, Any]:
    """Return a spread of what large whole numbers are above the least as that of the numbers."""
    if not isinstance(ends[0], int):
        return spread
    mean = None if spread["mean"] is None else ends[0] + spread["mean"]
    low, high = (float(end) for end in ends)
    return spread | {"low": low, "high": high, "mean": mean, "ends": [str(end) for end in ends]}


def _ends(frame: Frame, values: Mapping[str, str]) -> list[Ends]:
    """Return the least and the greatest finite one of columns' numbers, (0, 0) where there is none."""
    if not values:
        return []
    wide = [frame.types[name] == "integer" for name in values]
    picked = ", ".join(
        f"min(x{n}), max(x{n})" if whole else f"min(x{n}) FILTER (isfinite(x{n})), max(x{n}) FILTER (isfinite(x{n}))"
        for n, whole in enumerate(wide)
    )
    named = ", ".join(f"{value} AS x{n}" for n, value in enumerate(values.values()))
    found = frame.execute(f"SELECT {picked} FROM (SELECT {named} FROM {frame.relation})").fetchone() or ()
    pairs = zip(found[::2], found[1::2], strict=True)
    return [
        (0.0, 0.0) if low is None else (int(low), int(high)) if whole else (float(low), float(high))
        for (low, high), whole in zip(pairs, wide, strict=True)
    ]


def _bins(frame: Frame, value: str, low: float, high: float, keeps: str) -> list[dict[str, Any]]:
    counted = frame.execute(
        f"SELECT {_place(low, high)} AS b, count(*), avg(x), count(*) FILTER (k), avg(x) FILTER (k) "
        f"FROM (SELECT {value} AS x, {keeps} AS k FROM {frame.relation}) GROUP BY b ORDER BY b"
    ).fetchall()
    whole, kept = no_bins(low, high), no_bins(low, high)
    for place, count, mean, some, some_mean in counted:
        put(whole, place, count, mean and mean * count)
        put(kept, place, some, some_mean and some_mean * some)
    return [with_mean(whole), with_mean(kept)]


def _top(frame: Frame, column: str, keeps: str) -> list[dict[str, Any]]:
    frame.execute(
        "CREATE OR REPLACE TEMP TABLE rg_counted AS SELECT v, count(*) AS n, count(*) FILTER (k) AS k "
        f"FROM (SELECT {column} AS v, {keeps} AS k FROM {frame.relation}) GROUP BY v"
    )
    found = [_of_counted(frame, count) for count in ("n", "k")]
    frame.execute("DROP TABLE rg_counted")
    return found


def _of_counted(frame: Frame, count: str) -> dict[str, Any]:
    """Return how texts are spread, once it is counted how often each is there."""
    picked = f"sum({count}), sum({count}) FILTER (v IS NULL), count(v) FILTER ({count} > 0)"
    rows, missing, distinct = frame.execute(f"SELECT {picked} FROM rg_counted").fetchone() or (0, 0, 0)
    top = frame.execute(
        f"SELECT v, {count} FROM rg_counted WHERE v IS NOT NULL AND {count} > 0 ORDER BY {count} DESC, v LIMIT {TOP}"
    ).fetchall()
    return {
        "missing": int(missing or 0),
        "count": int(rows or 0),
        "distinct": distinct,
        "top": [list(row) for row in top],
    }


def _missing(frame: Frame, column: str, keeps: str) -> list[dict[str, Any]]:
    counted = "count(*), count(v), count(*) FILTER (k), count(v) FILTER (k)"
    source = f"(SELECT {column} AS v, {keeps} AS k FROM {frame.relation})"
    rows, known, kept, known_kept = frame.execute(f"SELECT {counted} FROM {source}").fetchone() or (0, 0, 0, 0)
    return [{"missing": rows - known, "count": rows}, {"missing": kept - known_kept, "count": kept}]
