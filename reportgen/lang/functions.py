"""The one list of operators and functions: how they are written, what they return, and an example of each.

The evaluators, messages, ``docs/language.md`` and what the page offers while a reader types all come from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.digits import plural

ANY = 99
"""As many arguments as there are."""


@dataclass(frozen=True)
class Function:
    """A function: how many arguments it takes, its names in an aggregation, what it returns; an example, its value."""

    least: int
    most: int
    operators: tuple[str, ...]
    says: str
    example: str
    gives: str


def counted(name: str, what: str, least: int, most: int, given: int) -> str:
    """Return what is wrong with so many arguments of a function or operator; nothing where they are right."""
    if least <= given <= most:
        return ""
    wanted = plural(least, what) if least == most else f"{least} to {plural(most, what)}"
    wanted = f"at least {plural(least, what)}" if most == ANY else wanted
    return f"{name} takes {wanted}, not {given}"


@dataclass(frozen=True)
class Operator:
    """An operator between values: how it is written, its name in an aggregation, what it means, and an example."""

    written: str
    aggregation: str
    says: str
    example: str
    gives: str


OPERATORS = (
    Operator("and", "$and", "whether both hold", "1 < 2 and 2 < 3", "true"),
    Operator("or", "$or", "whether one of both holds", "1 > 2 or 2 < 3", "true"),
    Operator("not", "$not", "whether it does not hold", "not 1 > 2", "true"),
    Operator("==", "$eq", "whether two values are the same; = is read, too", "'a' == 'a'", "true"),
    Operator("!=", "$ne", "whether two values differ", "1 != true", "true"),
    Operator("<", "$lt", "less: of two numbers, or of two texts by code point", "'a' < 'b'", "true"),
    Operator("<=", "$lte", "less, or the same", "1 <= 1", "true"),
    Operator(">", "$gt", "greater", "2 > 'a'", "false"),
    Operator(">=", "$gte", "greater, or the same", "null >= 1", "false"),
    Operator(
        "in", "$in", "whether a list holds a value, or a text contains a text", "'night' in ['night', 'v2']", "true"
    ),
    Operator("not in", "$nin", "whether it does not", "'x' not in 'text'", "false"),
    Operator("+", "$add", "a sum", "1 + 2", "3"),
    Operator("-", "$subtract", "a difference; before a number, its negative", "5 - 7", "-2"),
    Operator("*", "$multiply", "a product", "2 * 3", "6"),
    Operator("/", "$divide", "a quotient; null where the divisor is zero", "1 / 0", "null"),
    Operator("//", "", "a quotient, rounded down to a whole number", "7 // 2", "3"),
    Operator("%", "$mod", "a remainder, with the sign of the divisor", "-7 % 3", "2"),
    Operator("**", "$pow", "a power; null where it is no real number", "2 ** 3", "8"),
)
"""Operators, those that bind least first."""

FUNCTIONS: Mapping[str, Function] = {
    "size": Function(
        1, 1, ("$size",), "how many elements a list, or characters a text, has; len() is read, too", "size('cat')", "3"
    ),
    "sum": Function(1, ANY, ("$sum",), "the sum of a list's numbers, or of all arguments", "sum([1, 2, 'x'])", "3"),
    "avg": Function(
        1, ANY, ("$avg",), "the mean of a list's numbers, or of all arguments; mean() is read, too", "avg(1, 2)", "1.5"
    ),
    "min": Function(1, ANY, ("$min",), "the least of a list, or of all arguments", "min(3, 1, 2)", "1"),
    "max": Function(1, ANY, ("$max",), "the greatest of a list, or of all arguments", "max([3, null])", "3"),
    "abs": Function(1, 1, ("$abs",), "a number without its sign", "abs(-2)", "2"),
    "floor": Function(1, 1, ("$floor",), "the next whole number below", "floor(1.7)", "1"),
    "ceil": Function(1, 1, ("$ceil",), "the next whole number above", "ceil(1.2)", "2"),
    "round": Function(
        1, 2, ("$round",), "rounded to so many decimals; a half goes away from zero", "round(2.345, 1)", "2.3"
    ),
    "sqrt": Function(1, 1, ("$sqrt",), "the square root; null below zero", "sqrt(9)", "3"),
    "if": Function(3, 3, (), "the second argument where the first holds, else the third", "if(2 > 1, 'a', 'b')", "'a'"),
    "coalesce": Function(
        1, ANY, ("$ifNull",), "the first argument that is not null; ifnull() is read, too", "coalesce(null, 4)", "4"
    ),
    "concat": Function(
        1, ANY, ("$concat",), "texts one after the other; null where one is no text", "concat('a', 'b')", "'ab'"
    ),
    "substr": Function(
        3, 3, ("$substr", "$substrCP"), "so many characters from a place, counted from 0; -1 for all",
        "substr('night', 1, 2)", "'ig'",
    ),
    "lower": Function(1, 1, ("$toLower",), "a text in small letters", "lower('Cat')", "'cat'"),
    "upper": Function(1, 1, ("$toUpper",), "a text in capitals", "upper('Cat')", "'CAT'"),
    "matches": Function(
        2, 3, (), "whether a regular expression (RE2) is found in a text; options: i", "matches('r50-b', '^R5', 'i')",
        "true",
    ),
    "at": Function(
        2, 2, ("$arrayElemAt",), "a list's element, from 0, or from the end with a minus; list[0] is read, too",
        "at([1, 2, 3], -1)", "3",
    ),
    "bin": Function(
        2, 2, (), "where the bin of a number begins, of bins so wide: bin(score, 0.1)", "bin(0.37, 0.1)", "0.3"
    ),
    "search": Function(
        1, 1, (), 'whether a text of the row contains it, in capitals or not: search("cat")', "search('CAT')", "false"
    ),
    "exists": Function(1, 1, ("$exists",), "whether there is a value", "exists(null)", "false"),
    "type": Function(1, 1, ("$type",), "number, string, bool, array, object or null", "type([1])", "'array'"),
}  # fmt: skip
"""Functions by name; those of ``EACH`` look at each element and stand beside them."""

EACH: Mapping[str, Function] = {
    "count": Function(
        1, 2, (), "how many elements of a list a condition holds for; without one, how many there are",
        "count([1, 2, 3], it > 1)", "2",
    ),
    "any": Function(1, 2, ("$anyElementTrue",), "whether it holds for one element", "any([1, 2], it > 1)", "true"),
    "all": Function(1, 2, ("$allElementsTrue",), "whether it holds for every element", "all([1, 2], it > 1)", "false"),
    "filter": Function(2, 2, ("$filter",), "the elements that it holds for", "filter([1, 2, 3], it > 1)", "[2, 3]"),
    "map": Function(2, 2, ("$map",), "what it makes of each element", "map([1, 2], it * 2)", "[2, 4]"),
    "reduce": Function(
        3, 3, ("$reduce",), "what it makes of all elements, one after the other: the list, a first value, and what "
        "becomes of value and this", "reduce([1, 2, 3], 0, value + this)", "6",
    ),
}  # fmt: skip
"""What looks at each element of a list, which it calls ``it``."""

ALIASES = {"len": "size", "mean": "avg", "ifnull": "coalesce"}
NAMES = (*FUNCTIONS, *EACH)
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
LOGICAL = ("and", "or", "not")
