"""How the values of a table of a connection are spread, counted there; the entries are those of ``tables.spread``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reportgen.connections.frame import Remote
from reportgen.connections.values import Value, finite, key_of, literal, missing, nan, whole
from reportgen.lang.expression import Expression
from reportgen.tables.spread import (
    BINS,
    GROUPS,
    INFINITE,
    NAN,
    NONE,
    TOP,
    in_order,
    no_bins,
    put,
    read_key,
    with_mean,
)


def spreads(frame: Remote, names: Sequence[str], filters: Expression | None) -> dict[str, list[dict[str, Any]]]:
    """Return of each column how it is spread over all rows, and over those that the filter keeps."""
    keeps = literal(value=True).node if filters is None else frame.condition(filters)
    rows = frame.table.mutate(rg_keeps=keeps)
    ends = _ends(frame, names)
    found: dict[str, list[dict[str, Any]]] = {}
    for name in names:
        kind = frame.types[name]
        if kind in ("number", "integer", "time"):
            found[name] = _bins(frame, rows, _numeric(frame, name), ends[name])
        elif kind in ("text", "boolean"):
            found[name] = _top(frame, rows, frame.node(name))
        else:
            found[name] = _missing(frame, rows, frame.node(name))
    return found


def groups(
    frame: Remote, by: Sequence[Expression], names: Sequence[str], filters: Expression | None
) -> list[dict[str, Any]]:
    """Return the groups of the rows that the filter keeps, in the order of their keys, with the spread of each column.

    The bins are those of all rows, so that groups compare. At most 200 groups, those with the most rows.
    """
    import ibis

    keys = [f"g{n}" for n in range(len(by))]
    rows = frame.kept(filters).mutate(
        **{key: key_of(frame.compile(query)) for key, query in zip(keys, by, strict=True)}
    )
    counted = rows.group_by(keys).aggregate(n=lambda t: t.count()).order_by([ibis.desc("n"), *keys]).limit(GROUPS)
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in frame.execute(counted):
        key = keyed(row, keys)
        found[key] = {"keys": list(key), "count": int(row["n"]), "spreads": {}}
    ends = _ends(frame, [name for name in names if frame.types[name] in ("number", "integer")])
    for name in names:
        for key, spread in _grouped(frame, rows, keys, name, ends).items():
            if key in found:
                found[key]["spreads"][name] = spread
    return in_order(found)


def keyed(row: Mapping[str, Any], keys: Sequence[str]) -> tuple[Any, ...]:
    """Return a group's keys as plain values."""
    return tuple(_plain(row[key]) for key in keys)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return read_key(value, nested=False)


def _grouped(
    frame: Remote, rows: Any, keys: Sequence[str], name: str, ends: dict[str, tuple[float, float]]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    kind = frame.types[name]
    made: dict[tuple[Any, ...], dict[str, Any]] = {}
    if kind in ("number", "integer"):
        low, high = ends[name]
        placed = rows.mutate(rg_x=_numeric(frame, name)).mutate(rg_b=lambda t: _place(t.rg_x, low, high))
        counted = placed.group_by([*keys, "rg_b"]).aggregate(
            n=lambda t: t.count(), total=lambda t: t.rg_x.sum(where=t.rg_b >= 0)
        )
        for row in frame.execute(counted):
            spread = made.setdefault(keyed(row, keys), no_bins(low, high))
            put(spread, row["rg_b"], row["n"], row["total"])
        made = {key: with_mean(spread) for key, spread in made.items()}
    elif kind in ("text", "boolean"):
        made = _grouped_top(frame, rows.mutate(rg_x=frame.node(name)), keys)
    return made


def _grouped_top(frame: Remote, rows: Any, keys: Sequence[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    import ibis

    counted = rows.group_by([*keys, "rg_x"]).aggregate(n=lambda t: t.count())
    whole = ibis.window(group_by=list(keys))
    known = counted.rg_x.notnull()
    ranked = counted.mutate(
        rg_known=known,
        rg_count=counted.n.sum().over(whole),
        rg_missing=ibis.ifelse(known, 0, counted.n).sum().over(whole),
        rg_distinct=ibis.ifelse(known, 1, 0).sum().over(whole),
        rg_rank=ibis.row_number().over(
            ibis.window(
                group_by=list(keys), order_by=[ibis.desc(ibis.ifelse(known, 1, 0)), ibis.desc(counted.n), counted.rg_x]
            )
        ),
    )  # fmt: skip
    first = ranked.filter(ranked.rg_rank < TOP).order_by(["rg_rank"])
    made: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in frame.execute(first):
        spread = made.setdefault(keyed(row, keys), {
            "missing": int(row["rg_missing"]), "count": int(row["rg_count"]), "distinct": int(row["rg_distinct"]),
            "top": []})  # fmt: skip
        if row["rg_known"]:
            spread["top"].append([row["rg_x"], int(row["n"])])
    return made


def _numeric(frame: Remote, name: str) -> Any:
    node = frame.node(name)
    if frame.types[name] in ("number", "integer"):
        return node.cast("float64")
    moment = node.replace("T", " ").cast("timestamp")
    seconds = whole(moment.epoch_seconds().cast("float64")) * 1000.0  # Postgres tells parts of a second, too
    part = node.length() > 20  # noqa: PLR2004 - beyond the seconds and their point
    import ibis

    return seconds + ibis.ifelse(part, (ibis.literal("0.") + node.substr(20, 3)).cast("float64") * 1000.0, 0.0)


def _ends(frame: Remote, names: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Return the least and the greatest number of columns, in one pass."""
    wanted = [name for name in names if frame.types[name] in ("number", "integer", "time")]
    if not wanted:
        return {}
    parts: dict[str, Any] = {}
    for n, name in enumerate(wanted):
        value = _numeric(frame, name)
        parts |= {f"l{n}": value.min(where=finite(value)), f"h{n}": value.max(where=finite(value))}
    (row,) = frame.execute(frame.table.aggregate(**parts))
    none = (0.0, 0.0)
    return {
        name: none if row[f"l{n}"] is None else (float(row[f"l{n}"]), float(row[f"h{n}"]))
        for n, name in enumerate(wanted)
    }


def _place(value: Any, low: float, high: float) -> Any:
    """Return the bin of a number; below zero for one that is not finite, and for none."""
    import ibis

    wide = high - low
    place: Any = ibis.literal(0, "int64")
    if wide > 0:  # what is not finite is looked at first: some engines stop at such a cast
        calm = ibis.ifelse(finite(value), value, low)
        place = ((calm - low) / wide * float(BINS)).floor().cast("int64")
        place = ibis.ifelse(place > BINS - 1, BINS - 1, place)
    return ibis.cases(
        (missing(Value(value, "number")), NONE), (nan(value), NAN), (~finite(value), INFINITE), else_=place
    ).cast("int64")


def _bins(frame: Remote, rows: Any, value: Any, ends: tuple[float, float]) -> list[dict[str, Any]]:
    low, high = ends
    placed = rows.mutate(rg_x=value).mutate(rg_b=lambda t: _place(t.rg_x, low, high))
    counted = placed.group_by("rg_b").aggregate(
        n0=lambda t: t.count(), s0=lambda t: t.rg_x.sum(where=t.rg_b >= 0),
        n1=lambda t: t.count(where=t.rg_keeps), s1=lambda t: t.rg_x.sum(where=(t.rg_b >= 0) & t.rg_keeps),
    )  # fmt: skip
    answer = frame.execute(counted)
    found = []
    for side in "01":
        spread = no_bins(low, high)
        for row in answer:
            put(spread, row["rg_b"], int(row[f"n{side}"]), row[f"s{side}"])
        found.append(with_mean(spread))
    return found


def _top(frame: Remote, rows: Any, node: Any) -> list[dict[str, Any]]:
    import ibis

    rows = rows.mutate(rg_x=node)
    (all_,) = frame.execute(rows.aggregate(
        n0=lambda t: t.count(), k0=lambda t: t.rg_x.count(), d0=lambda t: t.rg_x.nunique(),
        n1=lambda t: t.count(where=t.rg_keeps), k1=lambda t: t.rg_x.count(where=t.rg_keeps),
        d1=lambda t: t.rg_x.nunique(where=t.rg_keeps),
    ))  # fmt: skip
    counted = (
        rows.filter(rows.rg_x.notnull())
        .group_by("rg_x")
        .aggregate(c0=lambda t: t.count(), c1=lambda t: t.count(where=t.rg_keeps))
    )
    found = []
    for side in "01":
        best = counted.filter(counted[f"c{side}"] > 0).order_by([ibis.desc(f"c{side}"), "rg_x"]).limit(TOP)
        top = [[row["rg_x"], int(row[f"c{side}"])] for row in frame.execute(best)]
        count, known = int(all_[f"n{side}"]), int(all_[f"k{side}"])
        found.append({"missing": count - known, "count": count, "distinct": int(all_[f"d{side}"]), "top": top})
    return found


def _missing(frame: Remote, rows: Any, node: Any) -> list[dict[str, Any]]:
    rows = rows.mutate(rg_x=node)
    (row,) = frame.execute(rows.aggregate(
        n0=lambda t: t.count(), m0=lambda t: t.count(where=t.rg_x.isnull()),
        n1=lambda t: t.count(where=t.rg_keeps), m1=lambda t: t.count(where=t.rg_x.isnull() & t.rg_keeps),
    ))  # fmt: skip
    return [{"missing": int(row[f"m{side}"]), "count": int(row[f"n{side}"])} for side in "01"]
