"""Values of a question as Ibis expressions of known kinds, and what comparing them means."""

from __future__ import annotations

import inspect
import itertools
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reportgen.lang.evaluate import LARGEST
from reportgen.lang.evaluate import as_double as double
from reportgen.tables.error import TableError

_NAMES = itertools.count()
SORTED = ("number", "integer", "text", "boolean", "time")
"""Types of columns that rows can be sorted by."""


@dataclass(frozen=True)
class Value:
    """An expression and its kind: number (float64), integer, text, boolean, list, object, json (of any kind) or null.

    ``exact`` is a whole number of the question, with all of its digits.
    """

    node: Any
    kind: str
    exact: int | None = None

    @property
    def element(self) -> str:
        """The kind of a list's elements."""
        return kind_of(self.node.type().value_type)


def kind_of(declared: Any) -> str:
    """Return the kind of an Ibis type, timestamps being texts; TableError for one that no question can be asked of."""
    if declared.is_boolean():
        return "boolean"
    if declared.is_numeric():
        return "number"
    if declared.is_string() or is_told(declared):
        return "text"
    known = {"json": declared.is_json(), "list": declared.is_array(), "object": declared.is_struct(),
             "null": declared.is_null()}  # fmt: skip
    for kind, found in known.items():
        if found:
            return kind
    raise TableError(f"a connection does not support this operation on type {declared}")


def is_told(declared: Any) -> bool:
    """Return whether values of an Ibis type are shown, and asked, as the texts that ``told`` makes of them."""
    return bool(declared.is_temporal() or declared.is_uuid() or declared.is_inet() or declared.is_macaddr())


def told(node: Any) -> Any:
    """Return a timestamp as ISO 8601 to the millisecond, and addresses and ids as they are written."""
    if not node.type().is_timestamp():
        return node.cast("string")
    return node.cast("timestamp(6)").cast("string").replace(" ", "T").substr(0, 23)


def value_of(node: Any) -> Value:
    """Return an expression with its kind."""
    kind = kind_of(node.type())
    if kind == "number" and not node.type().is_float64():
        node = node.cast("float64")
    return Value(told(node) if kind == "text" and not node.type().is_string() else node, kind)


def of_column(node: Any) -> Value:
    """Return a column with its kind; whole numbers that are not doubles there are larger than these can hold."""
    declared = node.type()
    whole = declared.is_integer() or (declared.is_decimal() and declared.scale == 0)
    return Value(node, "integer") if whole else value_of(node)


def as_double(value: Value) -> Value:
    """Return a value with large whole numbers as doubles."""
    return Value(value.node.cast("float64"), "number") if value.kind == "integer" else value


def counted(value: Value) -> Value:
    """Return a value to count with; TableError where doubles would lose digits."""
    if value.kind == "integer" or (value.exact is not None and double(value.exact) != value.exact):
        raise TableError("a connection can compare integers of that size, but not do arithmetic with them")
    return value


def exact_pair(one: Value, other: Value) -> tuple[Any, Any] | None:
    """Return two whole numbers to compare with all of their digits; None where doubles are compared."""
    if "integer" not in (one.kind, other.kind) and None in (one.exact, other.exact):
        return None
    found = [value.node if value.kind == "integer" else _whole(value.exact) for value in (one, other)]
    return None if any(node is None for node in found) else (found[0], found[1])


def _whole(value: int | None) -> Any:
    import ibis

    if value is None:
        return None
    return ibis.literal(value, type="int64") if abs(value) < 1 << 63 else ibis.literal(Decimal(value), "decimal(38, 0)")


def literal(value: Any) -> Value:
    """Return a value of the question."""
    import ibis

    if value is None:
        return Value(ibis.null(), "null")
    if isinstance(value, bool):
        return Value(ibis.literal(value), "boolean")
    if isinstance(value, int | float):
        # As a text: some engines read a written number as a decimal.
        made = double(value)
        exact = int(value) if math.isfinite(made) and abs(made) < LARGEST and value == int(value) else None
        return Value(ibis.literal(repr(made).replace("inf", "Infinity")).cast("float64"), "number", exact)
    if isinstance(value, str):
        return Value(ibis.literal(value), "text")
    if isinstance(value, list):
        return coerced([literal(item) for item in value])
    raise TableError("a connection cannot compare with an object")


def coerced(items: Sequence[Value]) -> Value:
    """Return a list of values, which must be of one kind there."""
    import ibis

    kinds = {item.kind for item in items} - {"null"}
    if len(kinds) > 1:
        raise TableError(f"a list on a connection must have values of one kind, not {' and '.join(sorted(kinds))}")
    if not kinds:
        return Value(ibis.literal([], type="array<float64>"), "list")
    return Value(ibis.array([item.node for item in items]), "list")


def false() -> Any:
    """Return a condition that never holds."""
    import ibis

    return ibis.literal(value=False)


def or_false(condition: Any) -> Any:
    """Return a condition that is false where it is null."""
    return condition.fill_null(false())


def nan(node: Any) -> Any:
    """Return whether a number is NaN."""
    return or_false(node.isnan())


_DECLARED = {"number": "float64", "text": "string", "boolean": "boolean"}


def _taken(value: Value, kind: str) -> Any:
    import ibis

    if value.kind == "json":
        return value.node.unwrap_as(_DECLARED[kind])
    return value.node if value.kind == kind else ibis.null(_DECLARED[kind])


def as_number(value: Value) -> Any:
    """Return a value as a number, null where it is none."""
    return _taken(as_double(value), "number")


def as_text(value: Value) -> Any:
    """Return a value as a text, null where it is none."""
    return _taken(value, "text")


def typed(value: Value) -> Value:
    """Return a value that is no json; TableError says that lists and objects in json cannot be asked about."""
    if value.kind == "json":
        raise TableError("a connection can compare JSON values only with numbers and text")
    return value


def truth(value: Value) -> Any:
    """Return whether a value counts as true."""
    if value.kind == "boolean":
        return or_false(value.node)
    value = as_double(value)
    if value.kind == "number":
        return or_false((value.node != 0) & ~nan(value.node))
    if value.kind == "text":
        return or_false(value.node != "")
    if value.kind == "list":
        return or_false(value.node.length() > 0)
    return false() if value.kind == "null" else typed(value).node.notnull()


def alike(one: Value, other: Value) -> tuple[Value, Value]:
    """Return two values with json as what the other one is."""
    if one.kind == "json" and other.kind in _DECLARED:
        return Value(_taken(one, other.kind), other.kind), other
    if other.kind == "json" and one.kind in _DECLARED:
        return one, Value(_taken(other, one.kind), one.kind)
    return one, other


def equal(one: Value, other: Value) -> Any:
    """Return whether two values are the same."""
    pair = exact_pair(one, other)
    if pair is not None:
        return (pair[0] == pair[1]).fill_null(_is_null(one) & _is_null(other))
    one, other = alike(as_double(one), as_double(other))
    neither = _is_null(one) & _is_null(other)
    if one.kind != other.kind or one.kind == "null":
        return neither
    same = one.node == other.node
    if one.kind == "number":
        same = same & ~nan(one.node)
    return same.fill_null(neither)


def _is_null(value: Value) -> Any:
    return ~false() if value.kind == "null" else missing(value)


def missing(value: Value) -> Any:
    """Return whether there is no value; NaN is one, though Ibis counts it as null on Spark."""
    return value.node.isnull() & ~nan(value.node) if value.kind == "number" else value.node.isnull()


def finite(node: Any) -> Any:
    """Return whether a number is neither missing, NaN nor infinite."""
    return or_false(node.abs() <= literal(sys.float_info.max).node) & ~nan(node)


def of_item(made: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return a function of a list's element whose argument has a name of its own: Ibis calls it so in the query."""
    name = f"rg_e{next(_NAMES)}"

    def function(*arguments: Any, **named: Any) -> Any:
        return made(*arguments, *named.values())

    parameter = inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    function.__signature__ = inspect.Signature([parameter])  # type: ignore[attr-defined]  # what inspect looks for
    return function


def key_of(value: Value) -> Any:
    """Return what rows are grouped by."""
    if value.kind not in ("number", "integer", "text", "boolean"):
        raise TableError(f"a connection can group by numbers, text and booleans, not by {value.kind}")
    return value.node


def whole(node: Any, rounded: str = "floor") -> Any:
    """Return a number rounded to a whole one, ``floor`` or ``ceil``; what is too large to have a fraction stays."""
    import ibis

    inside = or_false(node.abs() < float(1 << 53))
    return ibis.ifelse(inside, getattr(ibis.ifelse(inside, node, 0.0), rounded)().cast("float64"), node)


def truncated(node: Any) -> Any:
    """Return a number without its fraction."""
    import ibis

    return ibis.ifelse(node < 0, whole(node, "ceil"), whole(node))
