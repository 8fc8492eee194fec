"""Bins, most frequent values and groups of a table of a connection, counted there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reportgen.lang.expression import Expression
from reportgen.tables.distribution import plain_key, rank
from reportgen.tables.frame import BINS, INFINITE, NAN, NONE, Bin, Ends, Groups, Key, Top
from reportgen.tables.ibis.values import Value, finite, key_of, missing, nan, whole

if TYPE_CHECKING:
    from reportgen.tables.ibis.frame import IbisFrame


def ends(frame: IbisFrame, names: Sequence[str]) -> dict[str, Ends]:
    """Return the minimum and the maximum finite number of columns, in one pass."""
    if not names:
        return {}
    parts: dict[str, Any] = {}
    for n, name in enumerate(names):
        value = _numeric(frame, name)
        parts |= {f"l{n}": value.min(where=finite(value)), f"h{n}": value.max(where=finite(value))}
    (row,) = frame.execute(frame.table.aggregate(**parts))
    pairs = ((row[f"l{n}"], row[f"h{n}"]) for n in range(len(names)))
    return {
        name: (0.0, 0.0) if low is None else (float(low), float(high))
        for name, (low, high) in zip(names, pairs, strict=True)
    }


def _placed(frame: IbisFrame, rows: Any, name: str, between: Ends) -> Any:
    """Return rows with a column's numbers, and the bins of these."""
    return rows.mutate(rg_x=_numeric(frame, name)).mutate(rg_b=lambda t: _place(t.rg_x, *between))


def histogram(frame: IbisFrame, name: str, between: Ends, rows: Any) -> list[Bin]:
    """Count a column's numbers in bins, of all rows and of those that are kept."""
    counted = _placed(frame, rows, name, between).group_by("rg_b").aggregate(
        count=lambda t: t.count(), total=lambda t: t.rg_x.sum(where=t.rg_b >= 0),
        kept=lambda t: t.count(where=t.rg_keeps), some=lambda t: t.rg_x.sum(where=(t.rg_b >= 0) & t.rg_keeps),
    )  # fmt: skip
    answer = frame.execute(counted)
    return [Bin(row["rg_b"], int(row["count"]), row["total"], int(row["kept"]), row["some"]) for row in answer]


def top(frame: IbisFrame, name: str, rows: Any, most: int) -> tuple[Top, Top]:
    """Return the most frequent values of all rows, and of those that are kept."""
    import ibis

    rows = rows.mutate(rg_x=frame.node(name))
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

    def of(side: str) -> Top:
        best = counted.filter(counted[f"c{side}"] > 0).order_by([ibis.desc(f"c{side}"), "rg_x"]).limit(most)
        found = [(row["rg_x"], int(row[f"c{side}"])) for row in frame.execute(best)]
        count, known = int(all_[f"n{side}"]), int(all_[f"k{side}"])
        return Top(count, count - known, int(all_[f"d{side}"]), found)

    return of("0"), of("1")


def missing_of(frame: IbisFrame, name: str, rows: Any) -> tuple[Top, Top]:
    """Return how many rows are without a value, of all rows and of those that are kept."""
    rows = rows.mutate(rg_x=frame.node(name))
    (row,) = frame.execute(rows.aggregate(
        n0=lambda t: t.count(), m0=lambda t: t.count(where=t.rg_x.isnull()),
        n1=lambda t: t.count(where=t.rg_keeps), m1=lambda t: t.count(where=t.rg_x.isnull() & t.rg_keeps),
    ))  # fmt: skip
    return Top(int(row["n0"]), int(row["m0"]), 0, []), Top(int(row["n1"]), int(row["m1"]), 0, [])


class IbisGroups(Groups):
    """Groups of the rows that a filter keeps."""

    def __init__(self, frame: IbisFrame, by: Sequence[Expression], filters: Expression | None) -> None:
        self.frame = frame
        made = {f"g{n}": key_of(frame.compile(query)) for n, query in enumerate(by)}
        self.keys, self.rows = list(made), frame.kept(filters).mutate(**made)

    def counts(self, most: int) -> list[tuple[Key, list[object], int]]:
        """Return the groups with the most rows."""
        import ibis

        counted = self.rows.group_by(self.keys).aggregate(n=lambda t: t.count())
        answer = self.frame.execute(counted.order_by([ibis.desc("n"), *self.keys]).limit(most))
        return [(key, list(key), int(row["n"])) for row in answer for key in [self._key(row)]]

    def _key(self, row: Mapping[str, Any]) -> Key:
        return tuple(_plain(row[key]) for key in self.keys)

    def histogram(self, name: str, ends: Ends) -> list[tuple[Key, Bin]]:
        """Count a column's numbers in bins, in each group."""
        counted = _placed(self.frame, self.rows, name, ends).group_by([*self.keys, "rg_b"]).aggregate(
            n=lambda t: t.count(), total=lambda t: t.rg_x.sum(where=t.rg_b >= 0)
        )  # fmt: skip
        answer = self.frame.execute(counted)
        return [(self._key(row), Bin(row["rg_b"], int(row["n"]), row["total"], 0, None)) for row in answer]

    def top(self, name: str, most: int) -> dict[Key, Top]:
        """Return the most frequent values of a column, in each group."""
        import ibis

        counted = (
            self.rows.mutate(rg_x=self.frame.node(name)).group_by([*self.keys, "rg_x"]).aggregate(n=lambda t: t.count())
        )
        whole = ibis.window(group_by=self.keys)
        known = counted.rg_x.notnull()
        best = [ibis.desc(ibis.ifelse(known, 1, 0)), ibis.desc(counted.n), counted.rg_x]
        ranked = counted.mutate(
            rg_known=known,
            rg_count=counted.n.sum().over(whole),
            rg_missing=ibis.ifelse(known, 0, counted.n).sum().over(whole),
            rg_distinct=ibis.ifelse(known, 1, 0).sum().over(whole),
            rg_rank=ibis.row_number().over(ibis.window(group_by=self.keys, order_by=best)),
        )  # fmt: skip
        first = ranked.filter(ranked.rg_rank < most).order_by(["rg_rank"])
        found: dict[Key, Top] = {}
        for row in self.frame.execute(first):
            counted_ = Top(int(row["rg_count"]), int(row["rg_missing"]), int(row["rg_distinct"]), [])
            one = found.setdefault(self._key(row), counted_)
            if row["rg_known"]:
                one.top.append((row["rg_x"], int(row["n"])))
        return found

    def aggregate(self, told: Sequence[tuple[Expression, str]]) -> list[list[object]]:
        """Return a row for each group, in the order of its keys."""
        values = {f"v{n}": self.frame.compile(query) for n, (query, _) in enumerate(told)}
        rows = self.rows.mutate(**{name: value.node for name, value in values.items()})
        made: dict[str, Any] = {"n": rows.count()}
        for (name, value), (_, how) in zip(values.items(), told, strict=True):
            made[name] = _told(rows[name], value, how)
        answer = self.frame.execute(rows.group_by(self.keys).aggregate(**made) if self.keys else rows.aggregate(**made))
        found = [[*self._key(row), row["n"], *(_plain(row[name]) for name in values)] for row in answer]
        return sorted(found, key=lambda row: [rank(cell) for cell in row[: len(self.keys)]])


def _told(node: Any, value: Value, how: str) -> Any:
    if how == "count":
        return node.count()
    if how == "distinct":
        return node.nunique()
    if value.kind == "number":
        node = node.nullif(float("nan"))
    return getattr(node, how)()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return plain_key(value)


def _numeric(frame: IbisFrame, name: str) -> Any:
    node = frame.node(name)
    if frame.types[name] in ("number", "integer"):
        return node.cast("float64")
    moment = node.replace("T", " ").cast("timestamp")
    seconds = whole(moment.epoch_seconds().cast("float64")) * 1000.0  # Postgres tells parts of a second, too
    part = node.length() > 20  # noqa: PLR2004 - beyond the seconds and their point
    import ibis

    return seconds + ibis.ifelse(part, (ibis.literal("0.") + node.substr(20, 3)).cast("float64") * 1000.0, 0.0)


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
