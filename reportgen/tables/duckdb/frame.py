"""A table in the engine: columns of known types, derived ones among them, and the rows that a question keeps."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sqlglot import exp

from reportgen.lang.expression import Expression
from reportgen.model.table import Table, by_column
from reportgen.privacy.names import HIDDEN
from reportgen.tables.duckdb import counts, joins
from reportgen.tables.duckdb.bounds import bounds
from reportgen.tables.duckdb.columns import are_whole, load, type_of
from reportgen.tables.duckdb.counts import DuckGroups
from reportgen.tables.duckdb.sql import Compiler
from reportgen.tables.duckdb.start import start, text_of
from reportgen.tables.duckdb.storage import failed
from reportgen.tables.duckdb.values import Sql, as_boolean, as_json, as_number, as_text, coalesced, rest
from reportgen.tables.frame import Bin, Ends, Frame, How, Rows, SortKeys, Top

if TYPE_CHECKING:
    import duckdb

Places = np.ndarray[Any, np.dtype[np.int64]]

_VIEWS = itertools.count()
"""What views are called by: a table can be asked for several columns, one beside the other."""
_TYPES = {
    "number": "number",
    "integer": "integer",
    "text": "text",
    "boolean": "boolean",
    "json": "json",
    "list": "json",
    "null": "text",
}


@dataclass(frozen=True, kw_only=True)
class DuckFrame(Frame):
    """A relation of DuckDB whose columns ``c0, c1, ...`` stand for named ones, with ``rg_row`` counting rows."""

    engine: duckdb.DuckDBPyConnection = field(repr=False)
    relation: str
    stored: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of a file's columns how the relation calls them as they are stored, and their types there."""
    kept: frozenset[str] = frozenset()
    """Columns of conversations next to whose fields the relation has what is stored."""

    @classmethod
    def of_rows(
        cls, table: Table, engine: duckdb.DuckDBPyConnection | None = None, name: str = "t0",
        types: Mapping[str, str] | None = None,
    ) -> DuckFrame:  # fmt: skip
        """Return a table's rows, in an engine of its own or under a name in one; ``types`` tells what is known."""
        columns = dict(types or {})
        whole = set()
        cells = by_column(table.rows, len(table.columns))
        for column, values in zip(table.columns, cells, strict=True):
            if types is None:
                columns[column] = type_of(values)
            if columns[column] == "number" and are_whole(values):
                whole.add(column)
        engine = start() if engine is None else engine
        load(engine, name, columns, cells, len(table.rows))
        return cls(engine=engine, relation=name, types=columns, problem=table.problem, whole=frozenset(whole))

    def execute(self, query: str) -> duckdb.DuckDBPyConnection:
        """Ask the engine; TableError says what it cannot answer."""
        import duckdb

        try:
            return self.engine.execute(query)
        except duckdb.Error as error:
            raise failed(error) from None

    def compile(self, query: Expression) -> Sql:
        """Return a question as SQL over this table; ExpressionError names the nearest column to a wrong name."""
        return self._compiler().compile(query.bound(self.columns))

    def kind(self, query: Expression) -> str:
        """Return the kind of an expression's values."""
        return self.compile(query).kind

    def _compiler(self) -> Compiler:
        if not self.tables:
            return Compiler(
                [self.types], lambda _, name: exp.column(self.identifier(name)), lambda _, name: name in self.whole
            )
        return Compiler([*self.tables, self.shared], self._of_joined, lambda t, name: self._flat(t, name) in self.whole)

    def _of_joined(self, table: int, name: str) -> exp.Expression:
        return exp.column(self.identifier(self._flat(table, name)))

    @staticmethod
    def _flat(table: int, name: str) -> str:
        return name if table < 0 else f"${table}.{name}"

    def derive(self, name: str, query: Expression) -> Self:
        """Return the table with one more column, which a question answers."""
        made = self.compile(query)
        node = exp.func("to_json", made.node) if made.kind == "list" else made.node
        if made.kind == "null":
            node = exp.Cast(this=exp.null(), to=exp.DataType.build("text"))
        relation = f"d{next(_VIEWS)}"
        column = f"c{len(self.types)}"
        self.execute(f"CREATE VIEW {relation} AS SELECT *, {text_of(node)} AS {column} FROM {self.relation}")
        kind = _TYPES[made.kind]
        shared = {**self.shared, name: kind} if self.tables else {}
        whole = self.whole | {name} if kind == "number" and made.whole else self.whole
        return replace(self, relation=relation, types={**self.types, name: kind}, shared=shared, whole=whole)

    def hiding(self, names: Sequence[str]) -> Self:
        """Return the table with the values of columns hidden, from questions too; what is missing stays missing."""
        if not names:
            return self
        columns = {name: self.identifier(name) for name in names}
        picked = ", ".join(f"CASE WHEN {c} IS NOT NULL THEN '{HIDDEN}' END AS {c}" for c in columns.values())
        relation = f"h{next(_VIEWS)}"
        self.execute(f"CREATE VIEW {relation} AS SELECT * REPLACE ({picked}) FROM {self.relation}")
        types, tables, shared = self.typed(names, "text")
        stored = {name: of for name, of in self.stored.items() if name not in columns}
        whole = self.whole - columns.keys()
        return replace(self, relation=relation, types=types, tables=tables, shared=shared, stored=stored, whole=whole)

    def with_numbers(self, columns: Mapping[str, Any], rows: Any) -> Self:
        """Return the table with more columns of numbers, each with values (NaN for none) of the rows at (n,) places."""
        first, relation = len(self.types), f"m{next(_VIEWS)}"
        rg_numbers = {"rg_at": np.asarray(rows, np.int64)}  # the engine finds it by name
        rg_numbers |= {f"n{n}": np.asarray(values, np.float64) for n, values in enumerate(columns.values())}
        assert len(rg_numbers) > 1  # noqa: S101 - it is used, by the query
        picked = ", ".join(f"nullif(n{n}, 'NaN') AS c{first + n}" for n in range(len(columns)))
        joined = f"{self.relation} JOIN rg_numbers ON rg_row = rg_at"
        self.engine.execute(f"CREATE TABLE {relation} AS SELECT {self.relation}.*, {picked} FROM {joined}")
        return replace(self, relation=relation, types={**self.types, **dict.fromkeys(columns, "number")})

    def count(self, filters: Expression | None = None) -> int:
        """Return how many rows there are, or are kept."""
        select = exp.select("count(*)").from_(self.relation)
        if filters is not None:
            select = select.where(self.where(filters))
        row = self.execute(text_of(select)).fetchone()
        return int(row[0]) if row else 0

    def keeps(self, filters: Expression | None) -> str:
        """Return whether a filter keeps a row, in SQL."""
        return "true" if filters is None else text_of(self.condition(filters))

    def condition(self, filters: Expression) -> exp.Expression:
        """Return whether a question holds, as SQL."""
        return self._compiler().condition(filters.bound(self.columns))

    def where(self, filters: Expression) -> exp.Expression:
        """Return whether a question holds, with what lets an engine skip parts of a file that hold no such row."""
        implied = bounds(filters.bound(self.columns), self.stored)
        return exp.and_(*implied, exp.paren(self.condition(filters)))

    def own(self) -> DuckFrame:
        """Return the table itself."""
        return self

    def take(
        self, filters: Expression | None = None, order: SortKeys = (), most: int | None = None, *, sample: bool = False
    ) -> Rows:
        """Return the first rows that a filter keeps, sorted; with ``sample`` so many by chance, in their own order."""
        if not sample:
            return Rows(self, self.rows(filters, order, most))
        for query, _ in order:
            self.compile(query)
        return Rows(self, self._sampled(filters, most))

    def ends(self, names: Sequence[str]) -> dict[str, Ends]:
        """Return the minimum and the maximum finite number, or timestamp, of columns."""
        return counts.ends(self, names)

    def histogram(self, name: str, ends: Ends, filters: Expression | None) -> list[Bin]:
        """Count a column's numbers, or timestamps, in bins between ``ends``."""
        return counts.histogram(self, name, ends, self.keeps(filters))

    def top(self, name: str, filters: Expression | None, most: int) -> tuple[Top, Top]:
        """Return the most frequent values of a column of all rows, and of those that are kept."""
        return counts.top(self, name, self.keeps(filters), most)

    def missing(self, name: str, filters: Expression | None) -> tuple[Top, Top]:
        """Return how many rows are without a value, of all rows and of those that are kept."""
        return counts.missing(self, name, self.keeps(filters))

    def groups(self, by: Sequence[Expression], filters: Expression | None) -> DuckGroups:
        """Return the groups of the rows that are kept."""
        return DuckGroups(self, by, filters)

    def repeats(self, keys: Sequence[str]) -> tuple[int, int, int]:
        """Return how many rows there are, how many without a key, and how many more than there are different keys."""
        return joins.repeats(self, keys)

    def join(self, others: Sequence[DuckFrame], keys: Sequence[str], how: How) -> DuckFrame:
        """Return tables of one engine joined on columns that all of them have."""
        return joins.joined([self, *others], keys, how)

    def stack(self, others: Sequence[DuckFrame], labels: Sequence[str], name: str) -> DuckFrame:
        """Return the rows of tables of one engine one below the other."""
        return joins.stacked([self, *others], labels, name)

    def rows(self, filters: Expression | None = None, order: SortKeys = (), limit: int | None = None) -> Places:
        """Return the (n,) places of the rows that are kept, sorted; NaN comes last, and then what is missing."""
        select = exp.select("rg_row").from_(self.relation)
        if filters is not None:
            select = select.where(self.where(filters))
        for query, down in order:
            made = self.compile(query)
            first, keys = sort_keys(made)
            select = select.order_by(first, *(exp.Ordered(this=key, desc=down, nulls_first=False) for key in keys))
        select = select.order_by("rg_row")
        if limit is not None:
            select = select.limit(limit)
        found: Places = self.execute(text_of(select)).fetchnumpy()["rg_row"].astype(np.int64)
        return found

    def _sampled(self, filters: Expression | None, count: int | None) -> Places:
        select = exp.select("rg_row").from_(self.relation).order_by("hash(rg_row)", "rg_row").limit(count or 0)
        if filters is not None:
            select = select.where(self.where(filters))
        found: Places = np.sort(self.execute(text_of(select)).fetchnumpy()["rg_row"].astype(np.int64))
        return found

    def places(self, column: str, rows: Any) -> list[int | None]:
        """Return the rows of its tables that rows at (n,) places are of."""
        values = np.ma.masked_array(self.at(column, rows)[column])
        missing = np.ma.getmaskarray(values)
        return [None if gone else int(value) for value, gone in zip(values.data, missing, strict=True)]

    def fetch(self, names: Sequence[str], rows: Any) -> dict[str, list[Any] | np.ndarray[Any, Any]]:
        """Return columns at (n,) places, in that order: numbers as arrays with a mask, all else as lists."""
        if not names or not len(rows):
            return {name: [] for name in names}
        picked = ", ".join(self._picked(name) for name in names)
        found = self.at(picked, rows)
        return {name: self._column(found[self.identifier(name)], self.types[name]) for name in names}

    def _picked(self, name: str) -> str:
        """Return how a column is selected: NumPy would read large whole numbers as doubles."""
        column = self.identifier(name)
        return f"CAST({column} AS VARCHAR) AS {column}" if self.types[name] == "integer" else column

    def at(self, picked: str, rows: Any) -> dict[str, Any]:
        """Return expressions at (n,) places, in that order, as NumPy columns."""
        rg_places = {"rg_at": np.asarray(rows, np.int64), "rg_n": np.arange(len(rows))}  # the engine finds it by name
        assert len(rg_places) > 1  # noqa: S101 - it is used, by the query
        self.engine.execute("CREATE OR REPLACE TEMP TABLE rg_wanted AS SELECT * FROM rg_places")
        source = f"{self.relation} JOIN rg_wanted ON rg_row = rg_at ORDER BY rg_n"
        found: dict[str, Any] = self.execute(f"SELECT {picked} FROM {source}").fetchnumpy()
        return found

    @staticmethod
    def _column(values: Any, kind: str) -> Any:
        if kind in ("number", "boolean"):
            return np.ma.masked_array(values)
        mask = np.ma.getmaskarray(values)
        texts = [
            None if gone or value is None else str(value)
            for value, gone in zip(np.ma.getdata(values), mask, strict=True)
        ]
        if kind in ("text", "time"):
            return texts
        return [None if t is None else int(t) if kind == "integer" else json.loads(t) for t in texts]


def sort_keys(made: Sql) -> tuple[exp.Expression, list[exp.Expression]]:
    """Return what is sorted by upward always (values, then what has no order or is NaN, then null), and the values."""
    missing = exp.Is(this=exp.paren(made.node.copy()), expression=exp.null())
    one, two = exp.Literal.number(1), exp.Literal.number(2)
    last = [exp.If(this=missing, true=two)]
    keys = [made.node]
    if made.kind == "number":
        last.append(exp.If(this=exp.IsNan(this=made.node.copy()), true=one))
    elif made.kind in ("json", "list"):
        value = Sql(as_json(made), "json")
        number = coalesced(as_number(value), exp.Cast(this=as_boolean(value), to=exp.DataType.build("double")))
        text = as_text(value)
        is_text = exp.Not(this=exp.paren(exp.Is(this=text.copy(), expression=exp.null())))
        none = exp.and_(exp.Is(this=number.copy(), expression=exp.null()), exp.Not(this=exp.paren(is_text.copy())))
        last.append(exp.If(this=none, true=one))
        keys = [exp.Cast(this=exp.paren(is_text), to=exp.DataType.build("int")), number, rest(value), text]
    return exp.Case(ifs=last, default=exp.Literal.number(0)), keys
