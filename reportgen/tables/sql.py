"""A question's tree as SQL: sqlglot expressions over columns of known types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from reportgen.query.tree import Node
from reportgen.tables.arithmetic import arithmetic, whole_arithmetic
from reportgen.tables.functions import call
from reportgen.tables.values import (
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

_KINDS = {"number": "number", "integer": "integer", "text": "text", "boolean": "boolean", "time": "text",
          "json": "json", "vector": "json", "media": "json"}  # fmt: skip

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

    def compile(self, node: Node) -> Sql:  # noqa: PLR0911 - one line per kind of node
        """Return a bound tree as SQL."""
        kind = node[0]
        if kind == "literal":
            return literal(node[1])
        if kind == "column":
            return self._column(node)
        if kind == "part":
            return followed(self.compile(node[1]), node[2])
        if kind == "var":
            return followed(Sql(exp.column(self._names[node[1]]), "json"), node[2])
        if kind == "list":
            return Sql(exp.Array(expressions=[as_json(self.compile(item)) for item in node[1]]), "list")
        if kind == "not":
            return Sql(exp.Not(this=exp.paren(truth(self.compile(node[1])))), "boolean")
        if kind == "neg":
            return self._negative(self.compile(node[1]))
        if kind in ("and", "or"):
            form = exp.And if kind == "and" else exp.Or
            left, right = (exp.paren(self.condition(part)) for part in node[1:])
            return Sql(form(this=left, expression=right), "boolean")
        if kind == "each":
            return self._each(node)
        if kind == "reduce":
            return self._reduce(node)
        if kind == "call":
            return call(node[1], [self.compile(part) for part in node[2]])
        return self._binary(kind, node[1], node[2])

    @staticmethod
    def _negative(value: Sql) -> Sql:
        if value.kind == "integer":
            return Sql(exp.Neg(this=exp.paren(value.node)), "integer", whole=True)
        return Sql(exp.Neg(this=exp.paren(as_number(value))), "number", whole=value.whole)

    def _column(self, node: Node) -> Sql:
        _, table, name, path = node
        kind = _KINDS[self.tables[table][name]]
        whole = kind == "integer" or (kind == "number" and self.whole(table, name))
        return followed(Sql(self.column(table, name), kind, whole=whole), path)

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
        if right[0] == "list":
            found = [equal(one, self.compile(item)) for item in right[1]]
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

    def _each(self, node: Node) -> Sql:
        _, how, items, name, body = node
        values = as_list(self.compile(items))
        inner, found = self._inside({name: self._fresh()}, body)
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

    def _reduce(self, node: Node) -> Sql:
        values, initial = as_list(self.compile(node[1])), as_json(self.compile(node[2]))
        inner, body = self._inside({"value": self._fresh(), "this": self._fresh()}, node[3])
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
