"""A question's tree as an Ibis expression over typed columns; what it means is defined by ``lang.evaluate``."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import and_, or_
from typing import Any

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
from reportgen.tables.error import TableError
from reportgen.tables.ibis.functions import CALLS, OF_JSON, sliced
from reportgen.tables.ibis.values import (
    Value,
    alike,
    as_double,
    as_number,
    coerced,
    counted,
    equal,
    exact_pair,
    false,
    finite,
    literal,
    missing,
    nan,
    of_column,
    of_item,
    or_false,
    truth,
    typed,
    value_of,
    whole,
)

_POSTGRES = "postgres"
"""Knows no remainder of doubles, and Ibis 12 counts the places of its arrays from -1."""
_ORDER: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


_EXACTLY = ("+", "-", "*", "//", "%")
_OF_DOUBLES = ("exists", "type", "sqrt", "sum", "avg", "size", "concat", "lower", "upper", "matches", "substr")


@dataclass
class Compiler:
    """Compiles bound trees; ``column`` gives a table's column by name, ``engine`` is Ibis' name of what answers."""

    column: Callable[[int, str], Any]
    engine: str = ""
    _names: dict[str, Value] = field(default_factory=dict)

    def condition(self, tree: Node) -> Any:
        """Return whether the tree's value counts as true."""
        return truth(self.compile(tree))

    def compile(self, node: Node) -> Value:  # noqa: C901, PLR0911, PLR0912 - one line per kind of node
        """Return a bound tree as an expression; TableError where a connection cannot answer it."""
        match node:
            case Constant(value):
                return literal(value)
            case Column(table, name, path):
                return followed(of_column(self.column(table, name)), path)
            case Binary("and" | "or" as operator, left, right):
                join = and_ if operator == "and" else or_
                return Value(join(self.condition(left), self.condition(right)), "boolean")
            case Binary(operator, left, right):
                return self._binary(operator, left, right)
            case Not(of):
                return Value(~truth(self.compile(of)), "boolean")
            case Negative(of):
                return Value(-as_number(counted(self.compile(of))), "number")
            case Call("at", arguments) if self.engine == _POSTGRES:
                return sliced([typed(self.compile(part)) for part in arguments])
            case Call(function, arguments):
                values = [(as_double if function in _OF_DOUBLES else counted)(self.compile(part)) for part in arguments]
                return CALLS[function](values if function in OF_JSON else [typed(value) for value in values])
            case ListOf(items):
                return coerced([counted(self.compile(item)) for item in items])
            case Variable(name, path):
                return followed(self._names[name], path)
            case Part(of, path):
                return followed(self.compile(of), path)
            case Each():
                return self._each(node)
            case Reduce():
                raise TableError("reduce() is not supported on a connection")
        raise TypeError(f"{node} is not bound")

    def _binary(self, kind: str, left: Node, right: Node) -> Value:
        if kind in ("in", "not in"):
            found = self._contains(self.compile(left), right)
            return Value(found if kind == "in" else ~found, "boolean")
        one, other = self.compile(left), self.compile(right)
        if kind in ("==", "!="):
            return Value(equal(one, other) if kind == "==" else ~equal(one, other), "boolean")
        if kind in _ORDER:
            return Value(_ordered(kind, one, other), "boolean")
        take = counted if kind in _EXACTLY else as_double
        return self._counted(kind, *alike(take(one), take(other)))

    def _counted(self, kind: str, one: Value, other: Value) -> Value:
        if not {one.kind, other.kind} <= {"number", "json"}:
            return Value(as_number(literal(None)), "number")
        numbers = as_number(one), as_number(other)
        if kind == "%":
            return Value(_remainder(*numbers, known=self.engine != _POSTGRES), "number")
        return Value(_arithmetic(kind, *numbers), "number")

    def _contains(self, one: Value, right: Node) -> Any:
        if isinstance(right, ListOf):
            found = [equal(one, self.compile(item)) for item in right.items]
            return functools.reduce(or_, found) if found else false()
        other = typed(self.compile(right))
        if other.kind == "text" and one.kind == "text":
            return or_false(other.node.contains(one.node))
        if other.kind != "list":
            return false()
        same = other.node.filter(of_item(lambda item: equal(value_of(item), one)))
        return or_false(same.length() > 0)

    def _each(self, node: Each) -> Value:
        how, name, body = node.how, node.name, node.body
        values = typed(self.compile(node.items))
        if values.kind != "list":
            return literal({"count": 0, "any": False}.get(how))
        if how == "map":
            return _of(values, values.node.map(of_item(lambda item: self._inside(name, item, body).node)))
        kept = values.node.filter(of_item(lambda item: truth(self._inside(name, item, body))))
        if how == "filter":
            return _of(values, kept)
        count = _of(values, kept).node.length()
        if how == "count":
            return Value(count.cast("float64").fill_null(0.0), "number")
        return Value(or_false(count > 0) if how == "any" else count == values.node.length(), "boolean")

    def _inside(self, name: str, item: Any, body: Node) -> Value:
        outer = self._names
        self._names = {**outer, name: value_of(item)}
        try:
            return self.compile(body)
        finally:
            self._names = outer


def _of(values: Value, made: Any) -> Value:
    """Return what was made of a list: null where there is none, which some engines take for an empty one."""
    import ibis

    return value_of(ibis.ifelse(values.node.isnull(), ibis.null(made.type()), made))


def followed(value: Value, path: Sequence[str]) -> Value:
    """Return what a path finds in a value; through a list it finds a list, of what its elements have."""
    for at, name in enumerate(path):
        if value.kind == "list":
            rest = path[at:]
            if followed(value_of(value.node[0]), rest).kind == "null":
                return literal(None)
            found = value.node.map(of_item(functools.partial(_followed, rest)))
            return value_of(found.filter(of_item(lambda item: ~missing(value_of(item)))))
        if value.kind == "json" and (name.isdigit() or "*" in name):
            raise TableError(f"a connection cannot look up '{name}' in JSON")
        if value.kind != "json" and (value.kind != "object" or name not in value.node.type().names):
            return literal(None)
        value = value_of(value.node[name])
    return value


def _followed(path: Sequence[str], item: Any) -> Any:
    return followed(value_of(item), path).node


def _ordered(kind: str, one: Value, other: Value) -> Any:
    pair = exact_pair(one, other)
    if pair is not None:
        return or_false(_ORDER[kind](*pair))
    one, other = alike(as_double(one), as_double(other))
    if one.kind != other.kind or one.kind not in ("number", "text"):
        return false()
    found = _ORDER[kind](one.node, other.node)
    if one.kind == "number":
        found = found & ~nan(one.node) & ~nan(other.node)
    return or_false(found)


def _arithmetic(kind: str, left: Any, right: Any) -> Any:
    if kind == "**":
        return _power(left, right)
    if kind in ("/", "//"):
        right = right.nullif(0.0)
    if kind == "//":
        return whole(left / right)
    return {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}[kind](left, right)


def _remainder(left: Any, right: Any, *, known: bool) -> Any:
    """Return a remainder with the sign of what was divided by."""
    import ibis

    right = right.nullif(0.0)
    if not known:
        return left - right * whole(left / right)
    rest = left % right
    return ibis.ifelse(or_false((rest != 0) & ((rest < 0) != (right < 0))), rest + right, rest)


def _power(left: Any, right: Any) -> Any:
    """Return a power, null where it is no real number or too large: some engines stop at these."""
    import ibis

    calm = finite(left) & finite(right)
    fraction = or_false((left < 0) & (right != whole(right)))
    size = ibis.ifelse(calm & (left != 0), left.abs(), 1.0)
    large = right * size.ln() > 709.0  # noqa: PLR2004 - e to this is still a double
    none = calm & (fraction | or_false((left == 0) & (right < 0)) | or_false(large))
    base = ibis.ifelse(none, 1.0, ibis.ifelse(fraction, left.abs(), left))
    return ibis.ifelse(none, ibis.null("float64"), base**right)
