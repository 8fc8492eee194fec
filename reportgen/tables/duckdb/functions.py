"""The functions of a question as SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from reportgen.patterns import PatternError
from reportgen.patterns import pattern as compiled_pattern
from reportgen.tables.duckdb.values import Sql, as_integer, as_json, as_list, as_number, as_text, number, once, truth

_MOST_DECIMALS = 15


def call(name: str, values: Sequence[Sql]) -> Sql:
    """Return a function's answer for arguments that are compiled."""
    if name in ("sum", "avg", "min", "max"):
        return _aggregate(name, values)
    if values[0].kind == "integer" and (
        name in ("abs", "floor", "ceil") or (name == "round" and _to_decimals(values[1:]))
    ):
        return Sql(exp.Abs(this=values[0].node), "integer", whole=True) if name == "abs" else values[0]
    if name in ("abs", "floor", "ceil", "sqrt"):
        return Sql(_of_number(name, as_number(values[0])), "number")
    return _CALLS[name](values)


def _to_decimals(places: Sequence[Sql]) -> bool:
    """Return whether what is rounded to so many decimals keeps all digits before them."""
    literals = [value.node.this for value in places if isinstance(value.node, exp.Cast)]
    return all(isinstance(one, exp.Literal) and float(str(one.this)) >= 0 for one in literals) and len(literals) == len(
        places
    )


def _fn(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _double(node: exp.Expression) -> exp.Expression:
    return exp.Cast(this=node, to=exp.DataType.build("double"))


def _of_number(name: str, value: exp.Expression) -> exp.Expression:
    if name == "abs":
        return exp.Abs(this=value)
    if name == "floor":
        return exp.Floor(this=value)
    if name == "ceil":
        return exp.Ceil(this=value)
    return once(value, lambda v: exp.Case(
        ifs=[exp.If(this=exp.LT(this=v, expression=number(0)), true=exp.null())], default=exp.Sqrt(this=v.copy())
    ))  # fmt: skip


def _elements(values: Sequence[Sql]) -> exp.Expression:
    """Return what an aggregate looks at: the elements of its one list, or its arguments."""
    only = values[0]
    listed = exp.Array(expressions=[as_json(value) for value in values])
    if len(values) > 1 or only.kind not in ("json", "list"):
        return listed
    return only.node if only.kind == "list" else exp.Coalesce(this=as_list(only), expressions=[listed])


def _lambda(name: str, body: Callable[[exp.Expression], exp.Expression]) -> exp.Expression:
    return exp.Lambda(this=body(exp.column(name)), expressions=[exp.to_identifier(name)])


def _some(values: exp.Expression) -> exp.Expression:
    return _fn("list_filter", values, _lambda("rg_w", lambda v: exp.Not(this=exp.Is(this=v, expression=exp.null()))))


def _aggregate(name: str, values: Sequence[Sql]) -> Sql:
    if all(value.kind == "number" for value in values):
        numbers = _some(exp.Array(expressions=[value.node for value in values]))
    else:
        numbers = _some(_fn("list_transform", _elements(values), _lambda("rg_v", lambda v: _fn("rg_number", v))))
    if name == "sum":
        total = exp.Coalesce(this=_fn("list_sum", numbers), expressions=[number(0)])
        return Sql(total, "number")
    if name == "avg":
        return Sql(_fn("list_avg", numbers), "number")
    return _extreme(name, values, numbers)


def _extreme(name: str, values: Sequence[Sql], numbers: exp.Expression) -> Sql:
    """Return the least or greatest number, exactly; where there is none, of the texts."""
    if all(value.whole for value in values) and any(value.kind == "integer" for value in values):
        all_ = exp.Array(expressions=[as_integer(value) for value in values])
        return Sql(_fn(f"list_{name}", all_), "integer", whole=True)
    if all(value.kind == "number" for value in values):
        calm = _fn("list_filter", numbers, _lambda("rg_x", lambda v: exp.Not(this=exp.IsNan(this=v))))
        return Sql(_fn(f"list_{name}", calm), "number", whole=all(value.whole for value in values))
    real = _lambda("rg_x", lambda v: exp.Not(this=exp.IsNan(this=_fn("rg_number", v))))  # null where it is none
    ranked = _fn(
        "list_transform", _fn("list_filter", _elements(values), real), _lambda("rg_y", lambda v: _fn("rg_rank", v))
    )
    best = _fn("struct_extract", _fn(f"list_{name}", ranked), exp.Literal.string("j"))
    made = _fn("list_transform", _elements(values), _lambda("rg_v", lambda v: _fn("rg_text", v)))
    texts = _fn(f"list_{name}", _some(made))
    return Sql(exp.Coalesce(this=best, expressions=[_fn("to_json", texts)]), "json")


def _if(values: Sequence[Sql]) -> Sql:
    condition, then, other = values
    kind, (one, two) = _alike([then, other])
    whole = then.whole and other.whole
    return Sql(exp.Case(ifs=[exp.If(this=truth(condition), true=one)], default=two), kind, whole=whole)


def _coalesce(values: Sequence[Sql]) -> Sql:
    kind, nodes = _alike(values)
    if kind != "json":
        return Sql(exp.Coalesce(this=nodes[0], expressions=nodes[1:]), kind, whole=all(value.whole for value in values))
    ifs = [
        exp.If(
            this=exp.Not(this=exp.paren(exp.Is(this=exp.paren(value.node.copy()), expression=exp.null()))), true=node
        )
        for value, node in zip(values, nodes, strict=True)
        if value.kind != "null"
    ]
    return Sql(exp.Case(ifs=ifs), kind)


def _alike(values: Sequence[Sql]) -> tuple[str, list[exp.Expression]]:
    """Return values of one kind: their own where they agree, else json."""
    kinds = {value.kind for value in values} - {"null"}
    if len(kinds) <= 1:
        return next(iter(kinds), "null"), [value.node for value in values]
    if kinds == {"number", "integer"} and all(value.whole or value.kind == "null" for value in values):
        return "integer", [value.node if value.kind == "null" else as_integer(value) for value in values]
    return "json", [as_json(value) for value in values]


def _size(values: Sequence[Sql]) -> Sql:
    (value,) = values
    if value.kind == "text":
        return Sql(_double(exp.Length(this=value.node)), "number")
    if value.kind == "list":
        return Sql(_double(_fn("len", value.node)), "number")
    if value.kind == "json":
        return Sql(_double(_fn("rg_size", value.node)), "number")
    return Sql(exp.null(), "null")


def _round(values: Sequence[Sql]) -> Sql:
    decimals = as_number(values[1]) if len(values) > 1 else number(0)
    bounded = _fn(
        "least", _fn("greatest", exp.func("trunc", decimals), number(-_MOST_DECIMALS)), number(_MOST_DECIMALS)
    )
    scale = exp.Pow(this=number(10), expression=bounded)
    made = once(as_number(values[0]), lambda v: once(scale, lambda s: _rounded(v, s)))
    missing = exp.If(this=exp.Is(this=decimals.copy(), expression=exp.null()), true=exp.null())
    return Sql(exp.Case(ifs=[missing], default=made) if len(values) > 1 else made, "number")


def _rounded(value: exp.Expression, scale: exp.Expression) -> exp.Expression:
    scaled = exp.Mul(this=exp.Abs(this=value.copy()), expression=scale)
    whole = exp.Floor(this=exp.Add(this=exp.paren(scaled), expression=number(0.5)))
    size = exp.Div(this=whole, expression=scale.copy())
    endless = exp.or_(
        exp.EQ(this=exp.paren(scaled.copy()), expression=number(float("inf"))), exp.IsNan(this=value.copy())
    )
    below = exp.LT(this=value.copy(), expression=number(0))
    return exp.Case(
        ifs=[exp.If(this=endless, true=value), exp.If(this=below, true=exp.Neg(this=exp.paren(size)))],
        default=size.copy(),
    )


def _concat(values: Sequence[Sql]) -> Sql:
    node = as_text(values[0])
    for value in values[1:]:
        node = exp.DPipe(this=node, expression=as_text(value), safe=True)
    return Sql(node, "text")


def _substr(values: Sequence[Sql]) -> Sql:
    text, start, count = as_text(values[0]), as_number(values[1]), as_number(values[2])
    return Sql(once(text, lambda t: once(start, lambda s: once(count, lambda c: _part(t, s, c)))), "text")


def _whole(value: exp.Expression) -> exp.Expression:
    return exp.Cast(this=exp.func("trunc", value.copy()), to=exp.DataType.build("bigint"))


def _part(text: exp.Expression, start: exp.Expression, count: exp.Expression) -> exp.Expression:
    first = exp.Add(this=_whole(start), expression=exp.Literal.number(1))
    outside = exp.or_(
        exp.LT(this=start.copy(), expression=number(0)), exp.Is(this=start.copy(), expression=exp.null()),
        exp.Is(this=count.copy(), expression=exp.null()),
    )  # fmt: skip
    rest = exp.If(
        this=exp.LT(this=count.copy(), expression=number(0)), true=exp.Substring(this=text.copy(), start=first.copy())
    )
    part = exp.Substring(this=text, start=first, length=_whole(count))
    return exp.Case(ifs=[exp.If(this=outside, true=exp.null()), rest], default=part)


def _matches(values: Sequence[Sql]) -> Sql:
    text, pattern = as_text(values[0]), values[1].node
    if values[1].kind != "text":
        return Sql(exp.false(), "boolean")
    if isinstance(pattern, exp.Literal):
        try:
            compiled_pattern(str(pattern.this))
        except PatternError:
            return Sql(exp.false(), "boolean")
    options = values[2].node if len(values) > 2 and values[2].kind == "text" else None  # noqa: PLR2004 - the third
    insensitive = isinstance(options, exp.Literal) and "i" in str(options.this)
    found = (exp.RegexpILike if insensitive else exp.RegexpLike)(this=text, expression=pattern)
    return Sql(exp.Coalesce(this=found, expressions=[exp.false()]), "boolean")


def _at(values: Sequence[Sql]) -> Sql:
    items, zero = as_list(values[0]), exp.Literal.number(0)
    place = once(_whole(as_number(values[1])), lambda v: exp.Case(
        ifs=[exp.If(this=exp.LT(this=v, expression=zero), true=v.copy())],
        default=exp.Add(this=v.copy(), expression=exp.Literal.number(1)),
    ))  # fmt: skip
    return Sql(_fn("list_extract", items, place), "json")


def _slice(values: Sequence[Sql]) -> Sql:
    """Return the elements between two places, counted from the start; an end that is no number is the list's own."""
    items = as_list(values[0])
    length = _double(_fn("len", items.copy()))
    starts, stops = as_number(values[1]), as_number(values[2]) if len(values) > 2 else exp.null()  # noqa: PLR2004
    first, last = _edge(starts, number(0), length), _edge(stops, length.copy(), length.copy())
    piece = _fn("list_slice", items.copy(), _whole(exp.Add(this=exp.paren(first), expression=number(1))), _whole(last))
    ends = exp.and_(*(_fn("isfinite", exp.func("coalesce", end.copy(), number(0))) for end in (starts, stops)))
    return Sql(exp.Case(ifs=[exp.If(this=ends, true=piece)]), "list")


def _edge(place: exp.Expression, otherwise: exp.Expression, length: exp.Expression) -> exp.Expression:
    """Return a place as a count from the start, within the list."""
    whole = exp.func("trunc", place.copy())
    counted = exp.Case(
        ifs=[exp.If(this=exp.LT(this=place.copy(), expression=number(0)),
                    true=_fn("greatest", exp.Add(this=whole.copy(), expression=length.copy()), number(0)))],
        default=_fn("least", whole, length.copy()),
    )  # fmt: skip
    missing = exp.If(this=exp.Is(this=exp.paren(place.copy()), expression=exp.null()), true=otherwise)
    return exp.Case(ifs=[missing], default=counted)


def _exists(values: Sequence[Sql]) -> Sql:
    (value,) = values
    if value.kind == "null":
        return Sql(exp.false(), "boolean")
    return Sql(exp.Not(this=exp.paren(exp.Is(this=exp.paren(value.node), expression=exp.null()))), "boolean")


def _type(values: Sequence[Sql]) -> Sql:
    (value,) = values
    if value.kind == "json":
        return Sql(_fn("rg_kind", value.node), "text")
    names = {
        "number": "number",
        "integer": "number",
        "text": "string",
        "boolean": "bool",
        "list": "array",
        "null": "null",
    }
    name = exp.Literal.string(names[value.kind])
    missing = exp.If(this=exp.Is(this=exp.paren(value.node), expression=exp.null()), true=exp.Literal.string("null"))
    return Sql(exp.Case(ifs=[missing], default=name), "text")


_CALLS: Mapping[str, Callable[[Sequence[Sql]], Sql]] = {
    "if": _if, "coalesce": _coalesce, "size": _size, "round": _round, "concat": _concat, "substr": _substr,
    "lower": lambda values: Sql(exp.Lower(this=as_text(values[0])), "text"),
    "upper": lambda values: Sql(exp.Upper(this=as_text(values[0])), "text"),
    "matches": _matches, "at": _at, "slice": _slice, "exists": _exists, "type": _type,
}  # fmt: skip
