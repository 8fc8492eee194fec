"""A table of a connection: columns of known types, and the few rows and counts that a report takes from it."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from json import loads
from typing import Any, Self

import numpy as np

from reportgen.lang.error import ExpressionError
from reportgen.lang.expression import Expression
from reportgen.model.table import Table, Time
from reportgen.privacy.names import HIDDEN
from reportgen.privacy.text import clean
from reportgen.tables.duckdb.frame import DuckFrame
from reportgen.tables.error import TableError
from reportgen.tables.frame import Bin, Ends, Frame, How, Rows, SortKeys, Top
from reportgen.tables.ibis import counts, joins
from reportgen.tables.ibis.counts import IbisGroups
from reportgen.tables.ibis.expression import Compiler
from reportgen.tables.ibis.values import SORTED, Value, is_told, literal, nan, told

_EXACT = 1 << 53
_ENDS = (("l", "min"), ("h", "max"))
_BYTEWISE = ("pg_c_utf8", "C.utf8", "C.UTF-8")


@dataclass(frozen=True, kw_only=True)
class IbisFrame(Frame):
    """A table whose columns ``c0, c1, ...`` stand for named ones, and whose rows are elsewhere.

    Rows have no order of their own there: they come sorted by what is asked, then by their columns from the first.
    """

    backend: Any = field(repr=False)
    table: Any = field(repr=False)

    def node(self, name: str) -> Any:
        """Return a column."""
        return self.table[self.identifier(name)]

    def compile(self, query: Expression) -> Value:
        """Return a question as an expression; ExpressionError and TableError say what cannot be asked."""
        found: Value = self._told(lambda: self._compiler().compile(query.bound(self.columns)))
        return found

    def condition(self, filters: Expression) -> Any:
        """Return whether a question holds."""
        return self._told(lambda: self._compiler().condition(filters.bound(self.columns)))

    def _compiler(self) -> Compiler:
        if not self.tables:
            return Compiler(lambda _, name: self.node(name), self.backend.name)
        return Compiler(lambda table, name: self.node(name if table < 0 else f"${table}.{name}"), self.backend.name)

    def execute(self, expression: Any) -> list[dict[str, Any]]:
        """Return an answer's rows; TableError says why there is none."""
        found: list[dict[str, Any]] = self._told(lambda: answered(self.backend, expression))
        return found

    def _told(self, ask: Any) -> Any:
        try:
            return ask()
        except (ExpressionError, TableError):
            raise
        except Exception as error:  # noqa: BLE001 - every engine has errors of its own
            raise TableError(f"{self.backend.name} failed: {first_line(error)}") from None

    def kind(self, query: Expression) -> str:
        """Return the kind of an expression's values."""
        return self.compile(query).kind

    def derive(self, name: str, query: Expression) -> Self:
        """Return the table with one more column, which a question answers."""
        import ibis

        made = self.compile(query)
        node = ibis.null("string") if made.kind == "null" else made.node
        kind = {"list": "json", "object": "json", "null": "text"}.get(made.kind, made.kind)
        shared = {**self.shared, name: kind} if self.tables else {}
        table = self.table.mutate(**{f"c{len(self.types)}": node})
        return replace(self, table=table, types={**self.types, name: kind}, shared=shared)

    def hiding(self, names: Sequence[str]) -> Self:
        """Return the table with the values of columns hidden, from questions too; what is missing stays missing."""
        if not names:
            return self
        import ibis

        made = {
            self.identifier(name): ibis.ifelse(self.node(name).isnull(), ibis.null("string"), HIDDEN) for name in names
        }
        types, tables, shared = self.typed(names, "text")
        return replace(self, table=self.table.mutate(**made), types=types, tables=tables, shared=shared)

    def kept(self, filters: Expression | None) -> Any:
        """Return the rows that a question keeps."""
        return self.table if filters is None else self.table.filter(self.condition(filters))

    def kept_rows(self, filters: Expression | None) -> Any:
        """Return all rows, with ``rg_keeps`` for those that a filter keeps."""
        return self.table.mutate(rg_keeps=literal(value=True).node if filters is None else self.condition(filters))

    def count(self, filters: Expression | None = None) -> int:
        """Return how many rows there are, or are kept."""
        (row,) = self.execute(self.kept(filters).aggregate(n=lambda rows: rows.count()))
        return int(row["n"])

    def take(
        self, filters: Expression | None = None, order: SortKeys = (), most: int | None = None, *, sample: bool = False
    ) -> Rows:
        """Return the first rows that a filter keeps, sorted; a sample is chosen before it is sorted."""
        rows = self.kept(filters)
        if sample:
            rows = rows.order_by([self._chance(), *(self.node(name) for name in self._sorted())]).limit(most)
        values = [(self.compile(query), down) for query, down in order]
        rest = [(Value(self.node(name), self.types[name]), False) for name in self._sorted()]
        rest = [pair for pair in rest if not any(pair[0].node.equals(value.node) for value, _ in values)]
        keys = [key for value, down in (*values, *rest) for key in _order(value.node, value.kind, down=down)]
        rows = rows.order_by(keys) if keys else rows
        rows = rows if most is None or sample else rows.limit(most)
        names = [f"c{n}" for n in range(len(self.types))]
        found = self.execute(rows.select(names))
        times = {n for n, kind in enumerate(self.types.values()) if kind == "time"}
        texts = {n for n, at in enumerate(names) if self.table[at].type().is_json()}
        cells = [[_cell(row[at], moment=n in times, json=n in texts) for n, at in enumerate(names)] for row in found]
        frame = DuckFrame.of_rows(Table(list(self.types), cells, len(cells)), types=self.types)
        return Rows(replace(frame, tables=self.tables, shared=self.shared), np.arange(len(cells), dtype=np.int64))

    def own(self) -> DuckFrame:
        """Raise TableError: its rows are elsewhere."""
        raise TableError("its rows are in a database")

    def ends(self, names: Sequence[str]) -> dict[str, Ends]:
        """Return the minimum and the maximum finite number, or timestamp, of columns."""
        return counts.ends(self, names)

    def histogram(self, name: str, ends: Ends, filters: Expression | None) -> list[Bin]:
        """Count a column's numbers, or timestamps, in bins between ``ends``."""
        return counts.histogram(self, name, ends, self.kept_rows(filters))

    def top(self, name: str, filters: Expression | None, most: int) -> tuple[Top, Top]:
        """Return the most frequent values of a column of all rows, and of those that are kept."""
        return counts.top(self, name, self.kept_rows(filters), most)

    def missing(self, name: str, filters: Expression | None) -> tuple[Top, Top]:
        """Return how many rows are without a value, of all rows and of those that are kept."""
        return counts.missing_of(self, name, self.kept_rows(filters))

    def groups(self, by: Sequence[Expression], filters: Expression | None) -> IbisGroups:
        """Return the groups of the rows that are kept."""
        return IbisGroups(self, by, filters)

    def repeats(self, keys: Sequence[str]) -> tuple[int, int, int]:
        """Return how many rows there are, how many without a key, and how many more than there are different keys."""
        return joins.repeats(self, keys)

    def join(self, others: Sequence[IbisFrame], keys: Sequence[str], how: How) -> IbisFrame:
        """Return tables of one connection joined on columns that all of them have."""
        return joins.joined([self, *others], keys, how)

    def stack(self, others: Sequence[IbisFrame], labels: Sequence[str], name: str) -> IbisFrame:
        """Return the rows of tables of one connection one below the other."""
        return joins.stacked([self, *others], labels, name)

    def _sorted(self) -> list[str]:
        return [name for name, kind in self.types.items() if kind in SORTED]

    def _chance(self) -> Any:
        """Return a number of each row that has nothing to do with what is in it, and is the same each time."""
        if not self._sorted():
            raise TableError("it has no column of plain values to sample rows by")
        texts = [self.node(name).cast("string").fill_null("") for name in self._sorted()]
        return functools.reduce(operator.add, texts).hash()


def first_line(error: BaseException) -> str:
    """Return an error's first line that says something, without an address's password."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    return clean(lines[0])[0][:300]


def answered(backend: Any, expression: Any) -> list[dict[str, Any]]:
    """Return an answer's rows. Spark's are taken as they come: through pandas NaN and null are one."""
    if backend.name != "pyspark":
        found: list[dict[str, Any]] = backend.to_pyarrow(expression).to_pylist()
        return found
    answer = backend._session.sql(backend.compile(expression))  # noqa: SLF001 - Ibis names no other way
    return [row.asDict(recursive=True) for row in answer.collect()]


def _cell(value: Any, *, moment: bool, json: bool) -> Any:
    if value is None:
        return None
    if isinstance(value, Decimal):
        return int(value)
    if json and isinstance(value, str):
        return loads(value)
    return Time(value) if moment else value


def _order(node: Any, kind: str, *, down: bool) -> list[Any]:
    """Return sort keys that put what is missing or NaN last."""
    import ibis

    last = (
        ibis.ifelse(nan(node), 1, ibis.ifelse(node.isnull(), 2, 0))
        if kind == "number"
        else ibis.ifelse(node.isnull(), 2, 0)
    )
    return [last, ibis.desc(node) if down else ibis.asc(node)]


def canonical(backend: Any, table: Any) -> IbisFrame:
    """Return a table of a connection with columns of our types; what holds bytes is omitted and reported."""
    declared = table.schema()
    large = _large(backend, table, [name for name, kind in declared.items() if _is_wide(kind)])
    types: dict[str, str] = {}
    made: dict[str, Any] = {}
    left = []
    for name, kind in declared.items():
        found = _column(table[name], kind, large=name in large)
        if found is None:
            left.append(f"{name} ({kind})")
            continue
        types[name] = found[0]
        made[f"c{len(made)}"] = found[1]
    if not made:
        raise TableError("it has no columns that can be shown")
    problem = f"not shown: {', '.join(left)}" if left else ""
    return IbisFrame(types, problem=problem, backend=backend, table=_bytewise(backend, table.select(**made)))


def _column(node: Any, kind: Any, *, large: bool) -> tuple[str, Any] | None:
    if kind.is_boolean():
        return "boolean", node
    if kind.is_numeric():
        return ("integer", node) if large else ("number", node.cast("float64"))
    if kind.is_string() or is_told(kind):
        return "time" if kind.is_date() or kind.is_timestamp() else "text", told(node)
    if kind.is_array() or kind.is_struct() or kind.is_json():
        return "json", node
    return None


def _is_wide(kind: Any) -> bool:
    """Return whether values of a type can be whole numbers that a double cannot hold."""
    return bool(kind.is_integer() and kind.nbytes > 4) or bool(kind.is_decimal() and kind.scale == 0)  # noqa: PLR2004


def _large(backend: Any, table: Any, names: Sequence[str]) -> set[str]:
    """Return the columns of whole numbers that a double cannot hold: such ids stay whole."""
    if not names:
        return set()
    ends = {f"{side}{n}": getattr(table[name], of)() for n, name in enumerate(names) for side, of in _ENDS}
    (found,) = answered(backend, table.aggregate(**ends))
    return {
        name for n, name in enumerate(names)
        if any(found[f"{side}{n}"] is not None and abs(found[f"{side}{n}"]) >= _EXACT for side in "hl")
    }  # fmt: skip


def _bytewise(backend: Any, table: Any) -> Any:
    """Return a table whose texts compare by their characters, as they do everywhere else; Postgres asks its locale."""
    if backend.name != "postgres":
        return table
    with backend.raw_sql("SELECT collname FROM pg_collation WHERE collencoding IN (6, -1)") as cursor:  # 6 is UTF-8
        known = {row[0] for row in cursor.fetchall()}
    collation = next(name for name in (*_BYTEWISE, "C") if name in known or name == "C")
    schema = table.schema()
    changed = {name: f'"{name}" COLLATE "{collation}"' for name, kind in schema.items() if kind.is_string()}
    changed |= {name: f'"{name}"::jsonb' for name, kind in schema.items() if kind.is_json()}  # a query gives texts
    columns = [f'{changed.get(name, chr(34) + name + chr(34))} AS "{name}"' for name in schema]
    return backend.sql(f"SELECT {', '.join(columns)} FROM ({backend.compile(table)}) AS rg_c", schema=schema)
