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
    Operator("and", "$and", "true if both sides hold", "1 < 2 and 2 < 3", "true"),
    Operator("or", "$or", "true if either side holds", "1 > 2 or 2 < 3", "true"),
    Operator("not", "$not", "true if the operand does not hold", "not 1 > 2", "true"),
    Operator("==", "$eq", "equal; `=` also works", "'a' == 'a'", "true"),
    Operator("!=", "$ne", "not equal", "1 != true", "true"),
    Operator("<", "$lt", "less than; text compares by code point", "'a' < 'b'", "true"),
    Operator("<=", "$lte", "less than or equal", "1 <= 1", "true"),
    Operator(">", "$gt", "greater", "2 > 'a'", "false"),
    Operator(">=", "$gte", "greater than or equal", "null >= 1", "false"),
    Operator(
        "in", "$in", "true if a list contains a value, or a text a substring", "'night' in ['night', 'v2']", "true"
    ),
    Operator("not in", "$nin", "true if it does not", "'x' not in 'text'", "false"),
    Operator("+", "$add", "a sum", "1 + 2", "3"),
    Operator("-", "$subtract", "difference; as a prefix, negation", "5 - 7", "-2"),
    Operator("*", "$multiply", "a product", "2 * 3", "6"),
    Operator("/", "$divide", "quotient; null if the divisor is zero", "1 / 0", "null"),
    Operator("//", "", "quotient, rounded down to an integer", "7 // 2", "3"),
    Operator("%", "$mod", "remainder, with the sign of the divisor", "-7 % 3", "2"),
    Operator("**", "$pow", "power; null if the result is not a real number", "2 ** 3", "8"),
)
"""Operators, those that bind least first."""

FUNCTIONS: Mapping[str, Function] = {
    "size": Function(
        1, 1, ("$size",), "number of elements in a list or characters in a text; also `len()`", "size('cat')", "3"
    ),
    "sum": Function(1, ANY, ("$sum",), "sum of the numbers in a list, or of all arguments", "sum([1, 2, 'x'])", "3"),
    "avg": Function(
        1, ANY, ("$avg",), "mean of the numbers in a list, or of all arguments; also `mean()`", "avg(1, 2)", "1.5"
    ),
    "min": Function(1, ANY, ("$min",), "smallest number in a list, or of all arguments", "min(3, 1, 2)", "1"),
    "max": Function(1, ANY, ("$max",), "largest number in a list, or of all arguments", "max([3, null])", "3"),
    "abs": Function(1, 1, ("$abs",), "absolute value", "abs(-2)", "2"),
    "floor": Function(1, 1, ("$floor",), "largest integer not above a number", "floor(1.7)", "1"),
    "ceil": Function(1, 1, ("$ceil",), "smallest integer not below a number", "ceil(1.2)", "2"),
    "round": Function(
        1, 2, ("$round",), "rounded to a number of decimals; halves round away from zero", "round(2.345, 1)", "2.3"
    ),
    "sqrt": Function(1, 1, ("$sqrt",), "square root; null for negative numbers", "sqrt(9)", "3"),
    "if": Function(3, 3, (), "the second argument if the first holds, else the third", "if(2 > 1, 'a', 'b')", "'a'"),
    "coalesce": Function(
        1, ANY, ("$ifNull",), "first argument that is not null; also `ifnull()`", "coalesce(null, 4)", "4"
    ),
    "concat": Function(
        1, ANY, ("$concat",), "texts joined together; null if any argument is not a text", "concat('a', 'b')", "'ab'"
    ),
    "substr": Function(
        3, 3, ("$substr", "$substrCP"), "substring: text, start (from 0), length (-1 for the rest)",
        "substr('night', 1, 2)", "'ig'",
    ),
    "lower": Function(1, 1, ("$toLower",), "text in lower case", "lower('Cat')", "'cat'"),
    "upper": Function(1, 1, ("$toUpper",), "text in upper case", "upper('Cat')", "'CAT'"),
    "matches": Function(
        2, 3, (), "true if a text matches a regular expression (RE2); `i` ignores case", "matches('r50-b', '^R5', 'i')",
        "true",
    ),
    "at": Function(
        2, 2, ("$arrayElemAt",), "element of a list by index from 0, or from the end if negative; also `list[0]`",
        "at([1, 2, 3], -1)", "3",
    ),
    "slice": Function(
        2, 3, (), "the elements of a list from an index to before another; negative ones count from the end, null is "
        "the list's own; also `list[1:3]`, `list[-2:]`", "slice([1, 2, 3], -2)", "[2, 3]",
    ),
    "bin": Function(
        2, 2, (), "lower edge of the bin that holds a number: number, bin width", "bin(0.37, 0.1)", "0.3"
    ),
    "search": Function(
        1, 1, (), "true if any text in the row contains it, ignoring case", "search('CAT')", "false"
    ),
    "exists": Function(1, 1, ("$exists",), "true if the value is not null", "exists(null)", "false"),
    "type": Function(1, 1, ("$type",), "number, string, bool, array, object or null", "type([1])", "'array'"),
}  # fmt: skip
"""Functions by name; those of ``EACH`` look at each element and stand beside them."""

EACH: Mapping[str, Function] = {
    "count": Function(
        1, 2, (), "number of list elements for which a condition holds; without a condition, all of them",
        "count([1, 2, 3], it > 1)", "2",
    ),
    "any": Function(1, 2, ("$anyElementTrue",), "true if it holds for some element", "any([1, 2], it > 1)", "true"),
    "all": Function(1, 2, ("$allElementsTrue",), "true if it holds for every element", "all([1, 2], it > 1)", "false"),
    "filter": Function(2, 2, ("$filter",), "the elements for which it holds", "filter([1, 2, 3], it > 1)", "[2, 3]"),
    "map": Function(2, 2, ("$map",), "the expression's value for each element", "map([1, 2], it * 2)", "[2, 4]"),
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
