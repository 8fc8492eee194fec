"""A question's tree as SQL: sqlglot expressions over columns of known types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from reportgen.lang.tree import (
    Binary,
    Call,
    Column,
    Constant,
    Each,
    ListOf,
    Negative,
    Node,
    Not,
    Part,
    Reduce,
    Variable,
)
from reportgen.tables.duckdb.arithmetic import arithmetic, whole_arithmetic
from reportgen.tables.duckdb.functions import call
from reportgen.tables.duckdb.values import (
    ORDER,
    Sql,
    as_json,
    as_list,
    as_number,
    as_text,
    called,
    coalesced,
    equal,
    followed,
    literal,
    number,
    or_false,
    ordered,
    truth,
)  # fmt: skip

TALK = "conversation"
"""The type of a column of conversations: questions find their fields."""
_KINDS = {"number": "number", "integer": "integer", "text": "text", "boolean": "boolean", "time": "text",
          "json": "json", "vector": "json", "media": "json", TALK: "json"}  # fmt: skip

EXACTLY = ("+", "-", "*", "//", "%")


@dataclass
class Compiler:
    """Compiles bound trees over ``tables``: of each compared table the types of its columns by name."""

    tables: Sequence[Mapping[str, str]]
    column: Callable[[int, str], exp.Expression]
    """How a column of a table is named in the query."""
    whole: Callable[[int, str], bool] = lambda _table, _name: False
    """Which columns of numbers hold whole ones only."""
    _names: dict[str, str] = field(default_factory=dict)
    _used: int = 0

    def condition(self, tree: Node) -> exp.Expression:
        """Return whether the tree's value counts as true."""
        return truth(self.compile(tree))

    def compile(self, node: Node) -> Sql:  # noqa: C901, PLR0911 - one line per kind of node
        """Return a bound tree as SQL."""
        match node:
            case Constant(value):
                return literal(value)
            case Column():
                return self._column(node)
            case Binary("and" | "or" as operator, left, right):
                form = exp.And if operator == "and" else exp.Or
                one, other = (exp.paren(self.condition(part)) for part in (left, right))
                return Sql(form(this=one, expression=other), "boolean")
            case Binary(operator, left, right):
                return self._binary(operator, left, right)
            case Not(of):
                return Sql(exp.Not(this=exp.paren(truth(self.compile(of)))), "boolean")
            case Negative(of):
                return self._negative(self.compile(of))
            case Call(function, arguments):
                return call(function, [self.compile(part) for part in arguments])
            case ListOf(items):
                return Sql(exp.Array(expressions=[as_json(self.compile(item)) for item in items]), "list")
            case Variable(name, path):
                return followed(Sql(exp.column(self._names[name]), "json"), path)
            case Part(of, path):
                return followed(self.compile(of), path)
            case Each():
                return self._each(node)
            case Reduce():
                return self._reduce(node)
        raise TypeError(f"{node} is not bound")

    @staticmethod
    def _negative(value: Sql) -> Sql:
        if value.kind == "integer":
            return Sql(exp.Neg(this=exp.paren(value.node)), "integer", whole=True)
        return Sql(exp.Neg(this=exp.paren(as_number(value))), "number", whole=value.whole)

    def _column(self, node: Column) -> Sql:
        kind = _KINDS[self.tables[node.table][node.name]]
        whole = kind == "integer" or (kind == "number" and self.whole(node.table, node.name))
        return followed(Sql(self.column(node.table, node.name), kind, whole=whole), node.path)

    def _binary(self, kind: str, left: Node, right: Node) -> Sql:
        if kind in ("in", "not in"):
            found = self._contains(self.compile(left), right)
            return Sql(found if kind == "in" else exp.Not(this=exp.paren(found)), "boolean")
        one, other = self.compile(left), self.compile(right)
        if kind in ("==", "!="):
            found = equal(one, other)
            return Sql(found if kind == "==" else exp.Not(this=exp.paren(found)), "boolean")
        if kind in ORDER:
            return Sql(ordered(kind, one, other), "boolean")
        if kind in EXACTLY and one.whole and other.whole and "integer" in (one.kind, other.kind):
            return Sql(whole_arithmetic(kind, one, other), "integer", whole=True)
        return Sql(arithmetic(kind, as_number(one), as_number(other)), "number")

    def _contains(self, one: Sql, right: Node) -> exp.Expression:
        if isinstance(right, ListOf):
            found = [equal(one, self.compile(item)) for item in right.items]
            return exp.or_(*found) if found else exp.false()
        other = self.compile(right)
        within = exp.Anonymous(this="contains", expressions=[as_text(other), as_text(one)])
        if other.kind == "text":
            return or_false(within)
        if other.kind not in ("json", "list"):
            return exp.false()
        name = self._fresh()
        same = self._lambda([name], equal(Sql(exp.column(name), "json"), one))
        listed = exp.GT(this=called("len", called("list_filter", as_list(other), same)), expression=number(0))
        return exp.or_(or_false(listed), or_false(within)) if other.kind == "json" else or_false(listed)

    def _each(self, node: Each) -> Sql:
        how, values = node.how, as_list(self.compile(node.items))
        inner, found = self._inside({node.name: self._fresh()}, node.body)
        if how == "map":
            return Sql(called("list_transform", values, self._lambda(inner, as_json(found))), "list")
        kept = called("list_filter", values, self._lambda(inner, truth(found)))
        if how == "filter":
            return Sql(kept, "list")
        count = called("len", kept)
        if how == "count":
            return Sql(exp.Cast(this=coalesced(count, number(0)), to=exp.DataType.build("double")), "number")
        if how == "any":
            return Sql(or_false(exp.GT(this=count, expression=number(0))), "boolean")
        return Sql(exp.EQ(this=count, expression=called("len", values.copy())), "boolean")

    def _reduce(self, node: Reduce) -> Sql:
        values, initial = as_list(self.compile(node.items)), as_json(self.compile(node.initial))
        inner, body = self._inside({"value": self._fresh(), "this": self._fresh()}, node.body)
        return Sql(called("list_reduce", values, self._lambda(inner, as_json(body)), initial), "json")

    def _inside(self, names: dict[str, str], body: Node) -> tuple[list[str], Sql]:
        outer = self._names
        self._names = {**outer, **names}
        try:
            return list(names.values()), self.compile(body)
        finally:
            self._names = outer

    def _fresh(self) -> str:
        self._used += 1
        return f"rg_e{self._used}"

    @staticmethod
    def _lambda(names: Sequence[str], body: exp.Expression) -> exp.Expression:
        return exp.Lambda(this=body, expressions=[exp.to_identifier(name) for name in names])
