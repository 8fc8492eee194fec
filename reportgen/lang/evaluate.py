"""What a tree means, one row at a time: the reference that the engines' queries and the page's code agree with.

- What is missing is null. Null equals only null; no order holds with it; arithmetic with it is null.
- Values of different kinds are never equal and have no order. NaN equals nothing and has no order.
- Texts are ordered by code points; lists and objects have no order.
- Dividing by zero is null. A condition counts as true unless it is null, false, zero, NaN or empty.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

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
from reportgen.patterns import found_in

_MOST_DECIMALS = 15
EXACT = 1 << 53
"""Doubles tell whole numbers apart below this one."""
LARGEST = 10**38
_WHOLE: Mapping[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
}  # fmt: skip


class Row(Protocol):
    """A row of a table, by column name, or what can be asked of a run, by path."""

    def get(self, name: str, /) -> Any:
        """Return a value, None where there is none."""


def evaluate(tree: Node, rows: Sequence[Row]) -> Any:
    """Return the value of a bound tree for one row of each compared table."""
    return _value(tree, rows, {})


def kind_of_value(value: Any) -> str:
    """Return the name of a value's kind, as ``type()`` tells it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def truth(value: Any) -> bool:
    """Return whether a value counts as true: null, false, zero, NaN and empty do not."""
    return bool(value) and value == value  # noqa: PLR0124 - NaN is not equal to itself


def is_number(value: Any) -> bool:
    """Return whether a value is a number, which a boolean is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value(node: Node, rows: Sequence[Row], names: Mapping[str, Any]) -> Any:  # noqa: C901, PLR0911, PLR0912 - a line per kind
    match node:
        case Constant(value):
            return value
        case Column(table, name, path):
            return follow(rows[table].get(name) if table < len(rows) else None, path)
        case Binary("and" | "or" as kind, left, right):
            first = truth(_value(left, rows, names))
            return first if first == (kind == "or") else truth(_value(right, rows, names))
        case Binary(operator, left, right):
            return binary(operator, _value(left, rows, names), _value(right, rows, names))
        case Not(of):
            return not truth(_value(of, rows, names))
        case Negative(of):
            value = _value(of, rows, names)
            return -value if is_number(value) else None
        case Call("if", (condition, then, other)):
            return _value(then if truth(_value(condition, rows, names)) else other, rows, names)
        case Call(function, arguments):
            return called(function, [_value(argument, rows, names) for argument in arguments])
        case ListOf(items):
            return [_value(item, rows, names) for item in items]
        case Variable(name, path):
            return follow(names.get(name), path)
        case Part(of, path):
            return follow(_value(of, rows, names), path)
        case Each():
            return _each(node, rows, names)
        case Reduce():
            return _reduced(node, rows, names)
    raise TypeError(f"{node} is not bound")


def follow(value: Any, path: Sequence[str]) -> Any:
    """Return what a path finds in a value; through a list it finds a list, of what its elements have."""
    for at, name in enumerate(path):
        if isinstance(value, list):
            found = [follow(item, path[at:]) for item in value]
            return [item for item in found if item is not None]
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def binary(kind: str, left: Any, right: Any) -> Any:
    """Return what an operator makes of two values."""
    if kind in ("in", "not in"):
        return _contains(left, right) == (kind == "in")
    if kind in ("==", "!="):
        return equal(left, right) == (kind == "==")
    if kind in ("<", "<=", ">", ">="):
        both = (is_number(left) and is_number(right)) or (isinstance(left, str) and isinstance(right, str))
        return both and _ORDER[kind](left, right)
    if not (is_number(left) and is_number(right)):
        return None
    if kind in _WHOLE and any(is_large(value) for value in (left, right)) and all(map(is_whole, (left, right))):
        return _exactly(kind, int(left), int(right))
    return _arithmetic(kind, as_double(left), as_double(right))


def is_large(value: Any) -> bool:
    """Return whether a value is a whole number that doubles do not tell from its neighbours."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) >= EXACT


def is_whole(value: Any) -> bool:
    """Return whether a value is a whole number, of whatever type."""
    return is_number(value) and (isinstance(value, int) or value.is_integer())


def as_double(value: float) -> float:
    """Return a number as a double; one that is larger than all of them is infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)


def _exactly(kind: str, left: int, right: int) -> int | None:
    """Return what an operator makes of whole numbers of which one is large; null beyond 38 digits."""
    if kind in ("//", "%") and right == 0:
        return None
    made = _WHOLE[kind](left, right)
    return made if abs(made) < LARGEST else None


def _arithmetic(kind: str, left: float, right: float) -> float | None:  # noqa: PLR0911 - one line per operator
    if kind in ("/", "//", "%") and right == 0:
        return None
    try:
        if kind == "%":
            if math.isinf(left):
                return math.nan
            rest = math.fmod(left, right)
            return rest + right if rest and (rest < 0) != (right < 0) else rest
        if kind == "**":
            made = left**right
            return made if isinstance(made, float) else None
        if kind == "//":
            whole = left / right
            return float(math.floor(whole)) if math.isfinite(whole) else whole
        return _SUMS[kind](left, right)
    except (ArithmeticError, ValueError):
        return None


def equal(left: Any, right: Any) -> bool:
    """Return whether two values are the same; a boolean is no number, at any depth."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(equal(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    return kind_of_value(left) == kind_of_value(right) and bool(left == right)


def _contains(left: Any, right: Any) -> bool:
    if isinstance(right, str):
        return isinstance(left, str) and left in right
    return isinstance(right, list) and any(equal(left, item) for item in right)


def _each(node: Each, rows: Sequence[Row], names: Mapping[str, Any]) -> Any:
    values, how = _value(node.items, rows, names), node.how
    if not isinstance(values, list):
        return 0 if how == "count" else False if how == "any" else None
    found = [_value(node.body, rows, {**names, node.name: item}) for item in values]
    if how == "map":
        return found
    kept = [item for item, holds in zip(values, found, strict=True) if truth(holds)]
    if how == "filter":
        return kept
    return len(kept) if how == "count" else bool(kept) if how == "any" else len(kept) == len(values)


def _reduced(node: Reduce, rows: Sequence[Row], names: Mapping[str, Any]) -> Any:
    values, value = _value(node.items, rows, names), _value(node.initial, rows, names)
    if not isinstance(values, list):
        return None
    for item in values:
        value = _value(node.body, rows, {**names, "value": value, "this": item})
    return value


def called(function: str, values: Sequence[Any]) -> Any:
    """Return what a function makes of its arguments; ``if`` is none of these."""
    if function in ("sum", "avg", "min", "max"):
        only = values[0]
        return _AGGREGATES[function](only if len(values) == 1 and isinstance(only, list) else values)
    return _FUNCTIONS[function](*values)


def _numbers(values: Sequence[Any]) -> list[float]:
    return [as_double(value) for value in values if is_number(value)]


def _mean(values: Sequence[Any]) -> float | None:
    numbers = _numbers(values)
    return math.fsum(numbers) / len(numbers) if numbers else None


def _extreme(values: Sequence[Any], choose: Callable[[Any], Any]) -> Any:
    """Return the least or greatest number that is not NaN; where there is no number, of the texts."""
    numbers = [value if is_large(value) else float(value) for value in values if is_number(value) and value == value]  # noqa: PLR0124 - NaN
    texts = [value for value in values if isinstance(value, str)]
    return choose(numbers) if numbers else choose(texts) if texts else None


_AGGREGATES: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    "sum": lambda values: sum(_numbers(values)), "avg": _mean,
    "min": lambda values: _extreme(values, min), "max": lambda values: _extreme(values, max),
}  # fmt: skip


def _of_number(function: Callable[[float], Any]) -> Callable[[Any], Any]:
    def apply(value: Any) -> Any:
        if not is_number(value):
            return None
        if is_large(value):
            return abs(value) if function is abs else value
        return float(function(float(value)) if math.isfinite(value) else abs(value) if function is abs else value)

    return apply


def _round(value: Any, decimals: Any = 0) -> Any:
    if is_large(value) and is_number(decimals):
        if decimals >= 0:
            return value
        value = as_double(value)
    if not is_number(value) or not is_number(decimals) or not math.isfinite(value):
        return float(value) if is_number(value) and is_number(decimals) else None
    scale = 10.0 ** max(-_MOST_DECIMALS, min(_MOST_DECIMALS, int(decimals)))
    scaled = abs(value) * scale + 0.5
    return math.copysign(math.floor(scaled) / scale, value) if math.isfinite(scaled) else float(value)


def _concat(*values: Any) -> str | None:
    return "".join(values) if all(isinstance(value, str) for value in values) else None


def _substr(text: Any, start: Any, count: Any) -> str | None:
    if not isinstance(text, str) or not is_number(start) or not is_number(count) or start < 0:
        return None
    first = int(start)
    return text[first:] if count < 0 else text[first : first + int(count)]


def _case(function: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda value: function(value) if isinstance(value, str) else None


def _matches(text: Any, pattern: Any, options: Any = "") -> bool:
    if not isinstance(text, str) or not isinstance(pattern, str):
        return False
    return found_in(text, pattern, insensitive="i" in str(options or ""))


def _at(values: Any, place: Any) -> Any:
    if not isinstance(values, list) or not is_number(place) or not math.isfinite(place):
        return None
    index = int(place)
    return values[index] if -len(values) <= index < len(values) else None


def _slice(values: Any, start: Any, stop: Any = None) -> Any:
    ends = [value if is_number(value) else None for value in (start, stop)]
    if not isinstance(values, list) or any(end is not None and not math.isfinite(end) for end in ends):
        return None
    return values[slice(*(None if end is None else int(end) for end in ends))]


def _size(value: Any) -> int | None:
    return len(value) if isinstance(value, str | list) else None


_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
_SUMS: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
}  # fmt: skip
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "size": _size, "abs": _of_number(abs), "floor": _of_number(math.floor), "ceil": _of_number(math.ceil),
    "round": _round, "sqrt": lambda v: math.sqrt(as_double(v)) if is_number(v) and not v < 0 else None,
    "coalesce": lambda *values: next((value for value in values if value is not None), None), "concat": _concat,
    "substr": _substr, "lower": _case(str.lower), "upper": _case(str.upper), "matches": _matches, "at": _at,
    "slice": _slice,
    "exists": lambda value: value is not None, "type": kind_of_value,
}  # fmt: skip


def sort_key(value: Any, *, down: bool = False) -> tuple[int, int, Any]:
    """Return what values are sorted by, the same way for runs and for rows.

    Numbers come before texts (true is 1, false 0), after them when sorted ``down``; NaN and what has no order (lists,
    objects) come last either way, and then what is missing.
    """
    if value is None:
        return (3, 0, 0)
    if isinstance(value, str):
        return (0 if down else 1, 0, Descending(value) if down else value)
    if isinstance(value, int | float) and value == value:  # noqa: PLR0124 - NaN
        return (1 if down else 0, 0, -value if down else value)
    return (2, 0, 0)


class Descending(str):
    """A text that comes before those that are less."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)

    def __gt__(self, other: str) -> bool:
        return str.__lt__(self, other)
