"""Values of a question as SQL expressions of known kinds, and what comparing and counting them means.

Each expression is one of seven kinds: number (DOUBLE), integer (HUGEINT, where doubles cannot tell values apart), text,
boolean, json, list (of json) and null. Numbers are compared exactly, whatever their kinds: as doubles first, then by
what these leave of a whole number, its rest. Where the language
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

from reportgen.lang.evaluate import EXACT, LARGEST, as_double


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
    _macro("rg_apart", "CAST(j - CAST(CAST(j AS DOUBLE) AS HUGEINT) AS DOUBLE)"),
    _macro("rg_rest", "CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')"
           " AND abs(CAST(j AS DOUBLE)) BETWEEN 9007199254740992 AND 1e38"
           " THEN COALESCE(rg_apart(TRY_CAST(j AS HUGEINT)), 0) ELSE 0 END"),
    _macro("rg_text", "CASE WHEN json_type(j) = 'VARCHAR' THEN json_extract_string(j, '$') END"),
    _macro("rg_boolean", "CASE WHEN json_type(j) = 'BOOLEAN' THEN CAST(j AS BOOLEAN) END"),
    _macro("rg_truth", "COALESCE(CASE WHEN json_type(j) = 'BOOLEAN' THEN CAST(j AS BOOLEAN)"
           " WHEN json_type(j) = 'VARCHAR' THEN json_extract_string(j, '$') <> ''"
           " WHEN json_type(j) = 'ARRAY' THEN json_array_length(j) > 0"
           " WHEN json_type(j) = 'OBJECT' THEN len(json_keys(j)) > 0 ELSE rg_number(j) <> 0 END, FALSE)"),
    _macro("rg_rank", "{'n': rg_number(j), 'r': rg_rest(j), 'j': j}"),
    _macro("rg_same", "list_transform([rg_k], LAMBDA k: COALESCE("
           "rg_number(j) = rg_number(k) AND rg_rest(j) = rg_rest(k),"
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
"""What DuckDB must know before it answers."""


@dataclass(frozen=True)
class Sql:
    """An expression, and its kind; of a number also whether it is always whole."""

    node: exp.Expression
    kind: str
    whole: bool = False


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


def whole_number(value: int) -> exp.Expression:
    """Return a whole number with all of its digits."""
    return exp.Cast(this=exp.Literal.string(str(value)), to=exp.DataType.build("hugeint", dialect="duckdb"))


def _number_of(value: float) -> Sql:
    if isinstance(value, int) and EXACT <= abs(value) < LARGEST:
        return Sql(whole_number(value), "integer", whole=True)
    made = as_double(value)
    return Sql(number(made), "number", whole=made.is_integer())


def literal(value: Any) -> Sql:
    """Return a value of the question as SQL."""
    if value is None:
        return Sql(exp.null(), "null")
    if isinstance(value, bool):
        return Sql(exp.true() if value else exp.false(), "boolean")
    if isinstance(value, int | float):
        return _number_of(value)
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


_of_number = _taken("number", "rg_number", "double")


def as_number(value: Sql) -> exp.Expression:
    """Return a value as a double, null where it is no number."""
    if value.kind == "integer":
        return exp.Cast(this=value.node, to=exp.DataType.build("double"))
    return _of_number(value)


def as_integer(value: Sql) -> exp.Expression:
    """Return a whole value with all of its digits."""
    if value.kind == "integer":
        return value.node
    return exp.Cast(this=value.node, to=exp.DataType.build("hugeint", dialect="duckdb"))


def rest(value: Sql) -> exp.Expression:
    """Return what a number is beyond the double that stands for it."""
    if value.kind in ("integer", "json"):
        return called("rg_apart" if value.kind == "integer" else "rg_rest", value.node.copy())
    return number(0)


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
    if value.kind == "integer":
        return or_false(exp.NEQ(this=value.node, expression=number(0)))
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
    if kinds <= _NUMBERS and _has_rests(one, other):
        return coalesced(_by_rests("==", one, other), neither)
    kinds = {"number" if kind == "integer" else kind for kind in kinds}
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


_NUMBERS = frozenset({"number", "integer", "json"})


def _has_rests(one: Sql, other: Sql) -> bool:
    """Return whether comparing two numbers as doubles can go wrong: both can be whole and beyond what doubles hold."""
    return all(value.kind in ("integer", "json") or not _is_small(value) for value in (one, other)) and not (
        one.kind == other.kind == "number"
    )


def _is_small(value: Sql) -> bool:
    node = value.node
    literal_ = isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal)
    return literal_ and not (abs(float(str(node.this.this))) >= EXACT)


def _by_rests(kind: str, one: Sql, other: Sql) -> exp.Expression:
    """Return whether two numbers compare so, exactly."""
    if one.kind == other.kind == "integer":
        return COMPARED[kind](this=one.node, expression=other.node)

    def compared(v: exp.Expression, w: exp.Expression) -> exp.Expression:
        same = exp.EQ(this=v.copy(), expression=w.copy())
        among = exp.and_(same, COMPARED[kind](this=rest(one), expression=rest(other)))
        if kind == "==":
            return exp.and_(among, _real(v))
        strict = exp.LT if kind.startswith("<") else exp.GT
        return exp.and_(exp.or_(strict(this=v.copy(), expression=w.copy()), among), _real(v), _real(w))

    return once(as_number(one), lambda v: once(as_number(other), lambda w: compared(v, w)))


ORDER: Mapping[str, type[exp.Binary]] = {"<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
COMPARED: Mapping[str, type[exp.Binary]] = {**ORDER, "==": exp.EQ}


def ordered(kind: str, one: Sql, other: Sql) -> exp.Expression:
    """Return whether an order holds: between numbers, or between texts."""
    kinds, found = {one.kind, other.kind}, []
    if kinds <= _NUMBERS and _has_rests(one, other):
        found.append(_by_rests(kind, one, other))
    elif kinds <= _NUMBERS:
        found.append(once(as_number(one), lambda v: once(as_number(other), lambda w: exp.and_(
            ORDER[kind](this=v, expression=w), _real(v), _real(w)))))  # fmt: skip
    if kinds <= {"text", "json"}:
        found.append(ORDER[kind](this=as_text(one), expression=as_text(other)))
    return exp.or_(*(or_false(part) for part in found)) if found else exp.false()


def _real(value: exp.Expression) -> exp.Expression:
    """Return whether a number is not NaN, which engines order and compare in their own ways."""
    constant = isinstance(value, exp.Cast) and isinstance(value.this, exp.Literal) and not value.this.is_string
    return exp.true() if constant else exp.Not(this=exp.IsNan(this=value.copy()))


def followed(value: Sql, path: Sequence[str]) -> Sql:
    """Return what a path finds in a value."""
    for name in path:
        if value.kind not in ("json", "list"):
            return Sql(exp.null(), "null")
        pointer = "/" + re.sub("/", "~1", re.sub("~", "~0", name))
        value = Sql(called("rg_get", as_json(value), exp.Literal.string(pointer)), "json")
    return value
