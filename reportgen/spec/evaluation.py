"""What the trees of the expression language mean: the values of filters, sort keys and formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Node = tuple[Any, ...]
"""("literal", v) | ("path", str) | ("list", [..]) | ("not"|"neg", n) | (operator, left, right) | ("within", n, s)"""

Lookup = Callable[[str], Any]


def evaluate(node: Node, lookup: Lookup, newest: float) -> Any:  # noqa: PLR0911 - one line per kind of node
    """Return what a tree says; ``lookup`` finds values by path, ``newest`` is the latest moment of any run."""
    kind = node[0]
    if kind == "literal":
        return node[1]
    if kind == "path":
        return lookup(node[1])
    if kind == "list":
        return [evaluate(item, lookup, newest) for item in node[1]]
    left = evaluate(node[1], lookup, newest)
    if kind == "not":
        return not truth(left)
    if kind == "and":
        return truth(left) and truth(evaluate(node[2], lookup, newest))
    if kind == "or":
        return truth(left) or truth(evaluate(node[2], lookup, newest))
    if kind == "neg":
        return -left if is_number(left) else None
    if kind == "within":
        return is_number(left) and left >= newest - node[2]
    return _binary(kind, left, evaluate(node[2], lookup, newest))


def truth(value: Any) -> bool:
    """Return whether a value counts as true: null, false, zero, NaN and empty do not."""
    return bool(value) and value == value  # noqa: PLR0124 - NaN is not equal to itself


def is_number(value: Any) -> bool:
    """Return whether a value is a number, which a boolean is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _binary(kind: str, left: Any, right: Any) -> Any:
    if kind in ("in", "not in"):
        return _contains(left, right) == (kind == "in")
    if kind in ("==", "!="):
        return _equal(left, right) == (kind == "==")
    if kind in ("<", "<=", ">", ">="):
        comparable = (is_number(left) and is_number(right)) or (isinstance(left, str) and isinstance(right, str))
        return comparable and ORDER[kind](left, right)
    if not (is_number(left) and is_number(right)):
        return None
    try:
        result = _ARITHMETIC[kind](left, right)
    except (ArithmeticError, ValueError):
        return None
    return None if isinstance(result, complex) else result


def _equal(left: Any, right: Any) -> bool:
    same = isinstance(left, bool) == isinstance(right, bool)
    return same and bool(left == right)


def _contains(left: Any, right: Any) -> bool:
    if isinstance(right, str):
        return isinstance(left, str) and left in right
    if isinstance(right, list | tuple):
        return any(_equal(left, item) for item in right)
    return False


ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "//": lambda a, b: a // b, "%": lambda a, b: a % b,
    "**": lambda a, b: float(a) ** b,
}  # fmt: skip
