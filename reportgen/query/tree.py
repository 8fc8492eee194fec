"""The tree that every question about rows becomes, and the functions it may call.

Nodes are tuples, the first entry names the kind:

- ``("literal", value)``, ``("list", [nodes])``, ``("not", node)``, ``("neg", node)``
- ``(operator, left, right)`` with ``and or == != < <= > >= in "not in" + - * / // % **``
- ``("field", table, segments, offset)``: a value of the row; ``table`` is None, the place of a compared table, or "*"
- ``("var", name, segments)``: the element that a function looks at, or its ``value`` so far
- ``("part", node, segments)``: what a path finds in any value
- ``("call", function, [nodes])``
- ``("each", how, list, name, body)``: ``how`` is filter, map, count, any or all; ``body`` sees the element as ``name``
- ``("search", word)``: whether a text of the row contains a word; ``("sought", node)``: a filter that is one name or
  text alone, which is searched for where no column is called so. Binding makes conditions of both.
- ``("reduce", list, initial, body)``: ``body`` sees ``value`` and ``this``

What it means (``evaluate`` is the reference; ``tables.sql`` and ``client/query`` answer the same):

- What is missing is null. Null equals only null; no order holds with it; arithmetic with it is null.
- Values of different kinds are never equal and have no order. NaN equals nothing and has no order.
- Texts are ordered by code points; lists and objects have no order.
- Dividing by zero is null. A condition counts as true unless it is null, false, zero, NaN or empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Node = tuple[Any, ...]

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
_NEAR = 1e-9
EACH = ("filter", "map", "count", "any", "all")


@dataclass(frozen=True)
class Function:
    """A function: how many arguments it takes, its name among the operators of an aggregation, what it returns."""

    least: int
    most: int
    operators: tuple[str, ...]
    says: str


FUNCTIONS: Mapping[str, Function] = {
    "size": Function(1, 1, ("$size",), "how many elements a list, or characters a text, has"),
    "sum": Function(1, 99, ("$sum",), "the sum of a list's numbers, or of all arguments"),
    "avg": Function(1, 99, ("$avg",), "the mean of a list's numbers, or of all arguments"),
    "min": Function(1, 99, ("$min",), "the least of a list, or of all arguments"),
    "max": Function(1, 99, ("$max",), "the greatest of a list, or of all arguments"),
    "abs": Function(1, 1, ("$abs",), "a number without its sign"),
    "floor": Function(1, 1, ("$floor",), "the next whole number below"),
    "ceil": Function(1, 1, ("$ceil",), "the next whole number above"),
    "round": Function(1, 2, ("$round",), "rounded to so many decimals; a half goes away from zero"),
    "sqrt": Function(1, 1, ("$sqrt",), "the square root; null below zero"),
    "if": Function(3, 3, (), "the second argument where the first holds, else the third"),
    "coalesce": Function(1, 99, ("$ifNull",), "the first argument that is not null"),
    "concat": Function(1, 99, ("$concat",), "texts one after the other; null where one is no text"),
    "substr": Function(3, 3, ("$substr", "$substrCP"), "so many characters from a place, counted from 0; -1 for all"),
    "lower": Function(1, 1, ("$toLower",), "a text in small letters"),
    "upper": Function(1, 1, ("$toUpper",), "a text in capitals"),
    "matches": Function(2, 3, (), "whether a regular expression (RE2) is found in a text; options: i"),
    "at": Function(2, 2, ("$arrayElemAt",), "a list's element, from 0, or from the end with a minus"),
    "bin": Function(2, 2, (), "where the bin of a number begins, of bins so wide: bin(score, 0.1)"),
    "search": Function(1, 1, (), 'whether a text of the row contains it, in capitals or not: search("cat")'),
    "exists": Function(1, 1, ("$exists",), "whether there is a value"),
    "type": Function(1, 1, ("$type",), "number, string, bool, array, object or null"),
}
"""Functions by name; ``count any all filter map reduce`` look at each element and stand beside them."""

NAMES = (*FUNCTIONS, *EACH, "reduce")


def balanced(operator: str, parts: list[Node]) -> Node:
    """Return many conditions joined by ``and`` or ``or``, as a tree that is no deeper than it must be."""
    if not parts:
        return ("literal", operator == "and")
    while len(parts) > 1:
        pairs = [(operator, *parts[i : i + 2]) if i + 1 < len(parts) else parts[i] for i in range(0, len(parts), 2)]
        parts = pairs
    return parts[0]


def binned(value: Node, width: float) -> Node:
    """Return where the bin of a number begins; 0.3 begins a bin of width 0.1, though no double is a tenth."""
    place: Node = ("call", "floor", [("call", "round", [("/", value, ("literal", width)), ("literal", 9)])])
    parts = round(1 / width)
    if width < 1 and abs(parts * width - 1) < _NEAR:
        return ("/", place, ("literal", parts))
    return ("*", place, ("literal", width))


def sought(node: Node) -> Node:
    """Return a filter; one name or text alone is searched for, unless a column is called so: ``cat or dog``."""
    if node[0] in ("and", "or", "not"):
        return (node[0], *(sought(part) for part in node[1:]))
    alone = (node[0] == "field" and node[1] is None) or (node[0] == "literal" and isinstance(node[1], str))
    return ("sought", node) if alone else node


def children(node: Node) -> list[Node]:
    """Return the nodes inside a node."""
    kind = node[0]
    if kind in ("literal", "field", "var", "column", "search"):
        return []
    if kind == "list":
        return list(node[1])
    if kind == "call":
        return list(node[2])
    if kind == "each":
        return [node[2], node[4]]
    if kind == "part":
        return [node[1]]
    return [part for part in node[1:] if isinstance(part, tuple)]
