"""The functions of a question as Ibis expressions."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reportgen.patterns import PatternError
from reportgen.patterns import pattern as compiled_pattern
from reportgen.tables.error import TableError
from reportgen.tables.ibis.pattern import plain
from reportgen.tables.ibis.values import (
    Value,
    as_number,
    as_text,
    false,
    literal,
    missing,
    nan,
    of_item,
    or_false,
    truncated,
    truth,
    value_of,
    whole,
)  # fmt: skip

_MOST_DECIMALS = 15
_LONG = 1e9
_LARGEST = 1.7976931348623157e308
Values = Sequence[Value]


def _of_number(name: str) -> Callable[[Values], Value]:
    def apply(values: Values) -> Value:
        node = as_number(values[0])
        if name == "sqrt":
            import ibis

            return Value(ibis.ifelse(node < 0, ibis.null("float64"), node).sqrt(), "number")
        return Value(node.abs() if name == "abs" else whole(node, name), "number")

    return apply


def _round(values: Values) -> Value:
    import ibis

    node = as_number(values[0])
    decimals = as_number(values[1]) if len(values) > 1 else ibis.literal(0.0)
    written = values[1].exact if len(values) > 1 else 0
    if written is None:
        scale = ibis.literal(10.0) ** truncated(decimals).clip(float(-_MOST_DECIMALS), float(_MOST_DECIMALS))
    else:  # the usual case, and worth telling apart: what is computed stands in the question several times
        scale = literal(10.0 ** max(-_MOST_DECIMALS, min(_MOST_DECIMALS, written))).node
    size = whole(node.abs() * scale + 0.5) / scale
    endless = nan(node) | or_false(node.abs() * scale == float("inf"))
    none = (decimals.isnull(), ibis.null("float64"))
    return Value(ibis.cases(none, (endless, node), (node < 0, -size), else_=size), "number")


def _aggregate(name: str) -> Callable[[Values], Value]:
    def apply(values: Values) -> Value:
        if len(values) == 1 and values[0].kind == "list":
            return _of_list(name, values[0])
        numbers = [as_number(value) for value in values if value.kind == "number"]
        texts = [value.node for value in values if value.kind == "text"]
        if name == "sum":
            return Value(_total(numbers), "number")
        if name == "avg":
            import ibis

            count = functools.reduce(
                operator.add, [ibis.ifelse(n.notnull() | nan(n), 1.0, 0.0) for n in numbers], literal(0).node
            )
            return Value(_total(numbers) / count.nullif(0.0), "number")
        if numbers and texts:
            raise TableError(f"{name}() on a connection takes numbers or text, not both")
        if not numbers and not texts:
            return literal(None)
        calm = [n.nullif(float("nan")) for n in numbers] if numbers else texts
        return Value(functools.reduce(_better(name), calm), "number" if numbers else "text")

    return apply


def _total(numbers: Sequence[Any]) -> Any:
    return functools.reduce(operator.add, [n.fill_null(0.0) for n in numbers], literal(0).node)


def _better(name: str) -> Callable[[Any, Any], Any]:
    def choose(a: Any, b: Any) -> Any:
        import ibis

        return ibis.cases((a.isnull(), b), (b.isnull(), a), (b < a if name == "min" else b > a, b), else_=a)

    return choose


def _of_list(name: str, value: Value) -> Value:
    if value.element not in ("number", "text"):
        return literal(0) if name == "sum" else literal(None)
    number = value.element == "number"
    if not number and name in ("sum", "avg"):
        return literal(0) if name == "sum" else literal(None)
    items = value.node
    if number:
        items = items.map(of_item(lambda item: item.cast("float64")))
    kept = items.filter(of_item(lambda item: _counted(item, number=number, calm=name in ("min", "max"))))
    found = {"sum": "sums", "avg": "means", "min": "mins", "max": "maxs"}[name]
    made = getattr(kept, found)()
    return Value(made.fill_null(0.0) if name == "sum" else made, value.element)


def _counted(item: Any, *, number: bool, calm: bool) -> Any:
    if not number:
        return item.notnull()
    return item.notnull() & ~nan(item) if calm else item.notnull() | nan(item)


def _alike(name: str, values: Values) -> str:
    kinds = {value.kind for value in values} - {"null"}
    if len(kinds) > 1:
        raise TableError(f"{name}() on a connection takes values of one kind, not {' and '.join(sorted(kinds))}")
    return next(iter(kinds), "null")


def _if(values: Values) -> Value:
    import ibis

    kind = _alike("if", values[1:])
    return Value(ibis.ifelse(truth(values[0]), values[1].node, values[2].node), kind)


def _coalesce(values: Values) -> Value:
    import ibis

    kind = _alike("coalesce", values)
    return Value(ibis.coalesce(*(value.node for value in values)), kind)


def _size(values: Values) -> Value:
    (value,) = values
    if value.kind not in ("text", "list"):
        return literal(None)
    return Value(value.node.length().cast("float64"), "number")


def _concat(values: Values) -> Value:
    return Value(functools.reduce(operator.add, [as_text(value) for value in values]), "text")


def _substr(values: Values) -> Value:
    import ibis

    text, start, count = as_text(values[0]), as_number(values[1]), as_number(values[2])
    first = _place(ibis.ifelse(start < 0, 0.0, start))
    length = _place(ibis.ifelse(count < 0, _LONG, count))
    outside = or_false(start < 0) | start.isnull() | count.isnull()
    return Value(ibis.ifelse(outside, ibis.null("string"), text.substr(first, length)), "text")


def _place(node: Any) -> Any:
    """Return a number as a place in a text or a list."""
    import ibis

    inside = or_false(node.abs() <= _LONG)
    return ibis.ifelse(inside, truncated(ibis.ifelse(inside, node, 0.0)).cast("int32"), ibis.null("int32"))


def _matches(values: Values) -> Value:
    text, pattern = as_text(values[0]), values[1].node
    if values[1].kind != "text":
        return Value(false(), "boolean")
    written = _text_of(values[1])
    if written is None:
        raise TableError("matches() on a connection takes only a literal pattern")
    try:
        compiled_pattern(written)
    except PatternError:
        return Value(false(), "boolean")
    options = _text_of(values[2]) if len(values) > 2 else ""  # noqa: PLR2004 - the third
    portable = plain(written)
    pattern = f"(?i){portable}" if "i" in (options or "") and not portable.startswith("(?i)") else portable
    return Value(or_false(text.re_search(pattern)), "boolean")


def _text_of(value: Value) -> str | None:
    found = getattr(value.node.op(), "value", None)
    return found if isinstance(found, str) else None


def _at(values: Values) -> Value:
    if values[0].kind != "list":
        return literal(None)
    at, outside = _within(values)
    found = value_of(values[0].node[at])
    return Value(_unless(outside, found.node), found.kind)


def sliced(values: Values) -> Value:
    """Return what ``at`` does, as the one element of a piece of the list."""
    if values[0].kind != "list" or values[0].element not in ("number", "text"):
        return literal(None)
    at, outside = _within(values)
    found = value_of(values[0].node[at : at + 1].mins())
    return Value(_unless(outside, found.node), found.kind)


def _slice(values: Values) -> Value:
    """Return the elements between two places, counted from the start; an end that is no number is the list's own."""
    import ibis

    if values[0].kind != "list":
        return literal(None)
    length = values[0].node.length()
    starts, *stops = map(as_number, values[1:])
    first, last = _edge(starts, 0, length), _edge(stops[0], length, length) if stops else length
    piece = values[0].node[first : ibis.greatest(first, last)]
    ends = [or_false(end.isnan() | (end.abs() > _LARGEST)) for end in (starts, *stops)]
    endless = functools.reduce(operator.or_, ends)
    return Value(_unless(endless, piece), "list")


def _edge(place: Any, otherwise: Any, length: Any) -> Any:
    """Return a place as a count from the start, within the list."""
    import ibis

    at = _place(place)
    counted = ibis.ifelse(at < 0, ibis.greatest(at + length, 0), ibis.least(at, length))
    return ibis.ifelse(place.isnull(), otherwise, counted)


def _within(values: Values) -> tuple[Any, Any]:
    """Return a place in a list counted from its start, and whether it is outside."""
    import ibis

    length = values[0].node.length()
    at = _place(as_number(values[1]))
    at = ibis.ifelse(at < 0, at + length, at)
    outside = ((at < 0) | (at >= length)).fill_null(~false())
    return ibis.ifelse(outside, 0, at), outside


def _unless(outside: Any, node: Any) -> Any:
    import ibis

    return ibis.ifelse(outside, ibis.null(node.type()), node)


def _exists(values: Values) -> Value:
    (value,) = values
    return Value(false() if value.kind == "null" else ~missing(value), "boolean")


def _type(values: Values) -> Value:
    import ibis

    (value,) = values
    name = {"text": "string", "boolean": "bool", "list": "array"}.get(value.kind, value.kind)
    if value.kind == "null":
        return literal("null")
    return Value(ibis.ifelse(missing(value), "null", name), "text")


CALLS: Mapping[str, Callable[[Values], Value]] = {
    **{name: _aggregate(name) for name in ("sum", "avg", "min", "max")},
    **{name: _of_number(name) for name in ("abs", "floor", "ceil", "sqrt")},
    "if": _if, "coalesce": _coalesce, "size": _size, "round": _round, "concat": _concat, "substr": _substr,
    "lower": lambda values: Value(as_text(values[0]).lower(), "text"),
    "upper": lambda values: Value(as_text(values[0]).upper(), "text"),
    "matches": _matches, "at": _at, "slice": _slice, "exists": _exists, "type": _type,
}  # fmt: skip
OF_JSON = frozenset(
    {"abs", "floor", "ceil", "sqrt", "round", "lower", "upper", "substr", "concat", "matches", "exists"}
)
"""Functions that take what json holds as a number or a text."""
