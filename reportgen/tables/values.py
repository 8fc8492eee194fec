"""Values of a question as SQL expressions of known kinds, and what comparing and counting them means.

Each expression is one of six kinds: number (DOUBLE), text, boolean, json, list (of json) and null. Where the language
knows no null as an answer (a comparison), the SQL has none either. Nested values are JSON, and the functions ``rg_*``
that ``MACROS`` defines say what their parts mean; all else is standard, and reads the same in every dialect.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp


def _macro(name: str, body: str, more: str = "") -> str:
    """Return a function of ``j`` that finds its argument once, however often the body names it."""
    return f"{name}(rg_j{more}) AS list_transform([rg_j], LAMBDA j: {body})[1]"


_THROUGH = (
    "CASE WHEN json_type(j) = 'ARRAY' THEN to_json(list_filter(list_transform("
    "json_extract(j, '$[*]'), LAMBDA e: {}(e, k)), LAMBDA f: f IS NOT NULL)) ELSE rg_own(j, k) END"
)
MACROS = (
    _macro("rg_plain", "CASE WHEN json_type(j) = 'NULL' THEN NULL ELSE j END"),
    _macro("rg_elements", "CASE WHEN json_type(j) = 'ARRAY' THEN"
           " list_transform(json_extract(j, '$[*]'), LAMBDA e: rg_plain(e)) END"),
    _macro("rg_own", "CASE WHEN json_type(j) = 'OBJECT' THEN rg_plain(json_extract(j, k)) END", ", k"),
    _macro("rg_among", _THROUGH.format("rg_own"), ", k"),
    _macro("rg_get", _THROUGH.format("rg_among"), ", k"),
    _macro("rg_number", "CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')"
           " THEN CAST(j AS DOUBLE) END"),
    _macro("rg_text", "CASE WHEN json_type(j) = 'VARCHAR' THEN json_extract_string(j, '$') END"),
    _macro("rg_boolean", "CASE WHEN json_type(j) = 'BOOLEAN' THEN CAST(j AS BOOLEAN) END"),
    _macro("rg_truth", "COALESCE(CASE WHEN json_type(j) = 'BOOLEAN' THEN CAST(j AS BOOLEAN)"
           " WHEN json_type(j) = 'VARCHAR' THEN json_extract_string(j, '$') <> ''"
           " WHEN json_type(j) = 'ARRAY' THEN json_array_length(j) > 0"
           " WHEN json_type(j) = 'OBJECT' THEN len(json_keys(j)) > 0 ELSE rg_number(j) <> 0 END, FALSE)"),
    _macro("rg_same", "list_transform([rg_k], LAMBDA k: COALESCE(rg_number(j) = rg_number(k),"
           " CAST(j AS VARCHAR) = CAST(k AS VARCHAR), j IS NULL AND k IS NULL))[1]", ", rg_k"),
    _macro("rg_size", "CASE WHEN json_type(j) = 'ARRAY' THEN json_array_length(j)"
           " WHEN json_type(j) = 'VARCHAR' THEN length(json_extract_string(j, '$')) END"),
    _macro("rg_kind", "CASE WHEN j IS NULL THEN 'null' WHEN json_type(j) = 'VARCHAR' THEN 'string'"
           " WHEN json_type(j) = 'BOOLEAN' THEN 'bool' WHEN json_type(j) = 'ARRAY' THEN 'array'"
           " WHEN json_type(j) = 'OBJECT' THEN 'object' ELSE 'number' END"),
    _macro("rg_json", "CASE WHEN j = trunc(j) AND abs(j) < 9007199254740992 THEN to_json(CAST(j AS BIGINT))"
           " WHEN isfinite(j) THEN to_json(j) WHEN j = 'Infinity' THEN CAST('1e999' AS JSON)"
           " WHEN j = '-Infinity' THEN CAST('-1e999' AS JSON) END"),
)  # fmt: skip
"""What DuckDB is told before it answers."""


@dataclass(frozen=True)
class Sql:
    """An expression, and its kind."""

    node: exp.Expression
    kind: str


def called(name: str, *arguments: exp.Expression) -> exp.Expression:
    """Return a call of a function that is not every dialect's."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def coalesced(*parts: exp.Expression) -> exp.Expression:
    """Return the first part that is not null."""
    return exp.Coalesce(this=parts[0], expressions=list(parts[1:]))


_NAMES = itertools.count()


def once(value: exp.Expression, build: Callable[[exp.Expression], exp.Expression]) -> exp.Expression:
    """Return what ``build`` makes of a value that it may name many times, and that is found once."""
    constant = isinstance(value, exp.Cast) and isinstance(value.this, exp.Literal | exp.Null)
    if constant or isinstance(value, exp.Column) or not list(value.find_all(exp.Func, exp.Binary, exp.Case)):
        return build(value)
    name = f"rg_o{next(_NAMES)}"
    inner = exp.Lambda(this=build(exp.column(name)), expressions=[exp.to_identifier(name)])
    made = called("list_transform", exp.Array(expressions=[value]), inner)
    return called("list_extract", made, exp.Literal.number(1))


def or_false(condition: exp.Expression) -> exp.Expression:
    """Return a condition that is false where it is null."""
    return coalesced(condition, exp.false())


def number(value: float) -> exp.Expression:
    """Return a number that every engine reads as a double."""
    if math.isfinite(value):
        text = repr(float(value))
        return exp.Cast(this=exp.Literal(this=text, is_string=False), to=exp.DataType.build("double"))
    name = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return exp.Cast(this=exp.Literal.string(name), to=exp.DataType.build("double"))


def literal(value: Any) -> Sql:
    """Return a value of the question as SQL."""
    if value is None:
        return Sql(exp.null(), "null")
    if isinstance(value, bool):
        return Sql(exp.true() if value else exp.false(), "boolean")
    if isinstance(value, int | float):
        return Sql(number(float(value)), "number")
    if isinstance(value, str):
        return Sql(exp.Literal.string(value), "text")
    if isinstance(value, list):
        return Sql(exp.Array(expressions=[as_json(literal(item)) for item in value]), "list")
    import json

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Sql(exp.Cast(this=exp.Literal.string(text), to=exp.DataType.build("json")), "json")


def _null(kind: str) -> exp.Expression:
    return exp.Cast(this=exp.null(), to=exp.DataType.build(kind))


def _taken(kind: str, of_json: str, otherwise: str) -> Callable[[Sql], exp.Expression]:
    def take(value: Sql) -> exp.Expression:
        if value.kind == kind:
            return value.node
        return called(of_json, value.node) if value.kind == "json" else _null(otherwise)

    return take


as_number = _taken("number", "rg_number", "double")
as_text = _taken("text", "rg_text", "text")
as_boolean = _taken("boolean", "rg_boolean", "boolean")


def as_list(value: Sql) -> exp.Expression:
    """Return a list of json, null where the value is none."""
    if value.kind == "list":
        return value.node
    if value.kind == "json":
        return called("rg_elements", value.node)
    return exp.Cast(this=exp.null(), to=exp.DataType.build("json[]", dialect="duckdb"))


def as_json(value: Sql) -> exp.Expression:
    """Return any value as json."""
    if value.kind == "json":
        return value.node
    if value.kind == "null":
        return _null("json")
    return called("rg_json" if value.kind == "number" else "to_json", value.node)


def truth(value: Sql) -> exp.Expression:
    """Return whether a value counts as true."""
    if value.kind == "boolean":
        return or_false(value.node)
    if value.kind == "number":
        return or_false(once(value.node, lambda v: exp.and_(exp.NEQ(this=v, expression=number(0)), _real(v))))
    if value.kind == "text":
        return or_false(exp.NEQ(this=value.node, expression=exp.Literal.string("")))
    if value.kind == "list":
        return or_false(exp.GT(this=called("len", value.node), expression=number(0)))
    return exp.false() if value.kind == "null" else called("rg_truth", value.node)


def _is_null(value: Sql) -> exp.Expression:
    return exp.true() if value.kind == "null" else exp.Is(this=exp.paren(value.node.copy()), expression=exp.null())


def equal(one: Sql, other: Sql) -> exp.Expression:
    """Return whether two values are the same."""
    neither = exp.and_(_is_null(one), _is_null(other))
    if "null" in (one.kind, other.kind):
        return neither
    kinds = {one.kind, other.kind}
    if "list" in kinds or kinds == {"json"}:
        return called("rg_same", as_json(one), as_json(other))
    take = {"number": as_number, "text": as_text, "boolean": as_boolean}
    kind = next(iter(kinds - {"json"}))
    if kinds - {"json", kind}:
        return neither
    right = take[kind](other)
    if kind == "number":
        same = once(take[kind](one), lambda v: exp.and_(exp.EQ(this=v, expression=right), _real(v)))
    else:
        same = exp.EQ(this=take[kind](one), expression=right)
    return coalesced(same, neither)


ORDER: Mapping[str, type[exp.Binary]] = {"<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}


def ordered(kind: str, one: Sql, other: Sql) -> exp.Expression:
    """Return whether an order holds: between numbers, or between texts."""
    kinds, found = {one.kind, other.kind}, []
    if kinds <= {"number", "json"}:
        found.append(once(as_number(one), lambda v: once(as_number(other), lambda w: exp.and_(
            ORDER[kind](this=v, expression=w), _real(v), _real(w)))))  # fmt: skip
    if kinds <= {"text", "json"}:
        found.append(ORDER[kind](this=as_text(one), expression=as_text(other)))
    return exp.or_(*(or_false(part) for part in found)) if found else exp.false()


def _real(value: exp.Expression) -> exp.Expression:
    """Return whether a number is not NaN, which engines order and compare in their own ways."""
    constant = isinstance(value, exp.Cast) and isinstance(value.this, exp.Literal) and not value.this.is_string
    return exp.true() if constant else exp.Not(this=exp.IsNan(this=value.copy()))


def arithmetic(kind: str, left: exp.Expression, right: exp.Expression) -> exp.Expression:
    """Return what an operator makes of two numbers."""
    if kind == "**":
        return once(left, lambda v: once(right, lambda w: _power(v, w)))
    if kind in ("/", "//", "%"):
        right = exp.Nullif(this=right, expression=number(0))
    if kind == "%":
        return once(
            left, lambda v: once(right, lambda w: once(exp.Mod(this=v, expression=w), lambda rest: _rest(rest, w)))
        )
    left, right = exp.paren(left), exp.paren(right)
    if kind == "//":
        return exp.Floor(this=exp.Div(this=left, expression=right, typed=False, safe=False))
    forms: Mapping[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul, "/": exp.Div}
    return forms[kind](this=left, expression=right)


def _power(left: exp.Expression, right: exp.Expression) -> exp.Expression:
    def calm(made: exp.Expression) -> exp.Expression:
        wild = exp.or_(exp.IsNan(this=made.copy()), _infinite(made))
        finite = exp.and_(_finite(left), _finite(right))
        return exp.Case(ifs=[exp.If(this=exp.and_(finite, wild), true=exp.null())], default=made)

    return once(exp.Pow(this=left, expression=right), calm)


def _rest(rest: exp.Expression, by: exp.Expression) -> exp.Expression:
    """Return a remainder with the sign of what was divided by."""
    signs = [exp.paren(exp.LT(this=side.copy(), expression=number(0))) for side in (rest, by)]
    moved = exp.and_(exp.NEQ(this=rest.copy(), expression=number(0)), exp.NEQ(this=signs[0], expression=signs[1]))
    return exp.Case(ifs=[exp.If(this=moved, true=exp.Add(this=rest.copy(), expression=by.copy()))], default=rest)


def _infinite(value: exp.Expression) -> exp.Expression:
    return exp.EQ(this=_abs(value), expression=number(math.inf))


def _finite(value: exp.Expression) -> exp.Expression:
    return exp.LT(this=_abs(value), expression=number(math.inf))


def _abs(value: exp.Expression) -> exp.Expression:
    return exp.Abs(this=value.copy())


def followed(value: Sql, path: Sequence[str]) -> Sql:
    """Return what a path finds in a value."""
    for name in path:
        if value.kind not in ("json", "list"):
            return Sql(exp.null(), "null")
        pointer = "/" + re.sub("/", "~1", re.sub("~", "~0", name))
        value = Sql(called("rg_get", as_json(value), exp.Literal.string(pointer)), "json")
    return value
