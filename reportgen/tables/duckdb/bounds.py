"""What a question implies of single columns, as plain comparisons: an engine skips parts of files by them.

They only repeat what the question says, so they never change an answer: each is at least as wide as it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sqlglot import exp

from reportgen.lang.evaluate import LARGEST
from reportgen.lang.tree import Binary, Column, Constant, ListOf, Node
from reportgen.tables.duckdb.values import number

_MIRRORED = {"==": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
          "UHUGEINT")  # fmt: skip
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_DIGITS = 15  # that a double distinguishes
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])")
_SECOND = re.compile(_DAY.pattern + r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d")
Form = Callable[[exp.Expression, str, Any], list[exp.Expression]]
"""Returns the comparisons of a column with a value, none where they would tell nothing."""


def bounds(tree: Node, stored: Mapping[str, tuple[str, str]]) -> list[exp.Expression]:
    """Return comparisons that hold wherever a bound tree does, of columns ``stored`` as ``name: (column, type)``."""
    if not isinstance(tree, Binary):
        return []
    kind, left, right = tree.operator, tree.left, tree.right
    if kind == "and":
        return [*bounds(left, stored), *bounds(right, stored)]
    if kind in _MIRRORED and isinstance(right, Column):
        kind, left, right = _MIRRORED[kind], right, left
    if not isinstance(left, Column) or left.path or left.name not in stored:
        return []
    column, declared = stored[left.name]
    form = _form(declared)
    if form is not None and kind in _MIRRORED and isinstance(right, Constant):
        return form(exp.column(column), kind, right.value)
    if form is not None and kind == "in" and isinstance(right, ListOf):
        listed = [item.value for item in right.items if isinstance(item, Constant)]
        return _among(form, column, listed) if len(listed) == len(right.items) else []
    return []


def _form(declared: str) -> Form | None:
    decimal = _DECIMAL.fullmatch(declared)
    if decimal is None:
        return _FORMS.get(declared)
    digits, after = int(decimal[1]), int(decimal[2])

    def of_decimal(column: exp.Expression, kind: str, value: Any) -> list[exp.Expression]:
        fits = _finite(value) and abs(value) < 10 ** (digits - after) - 1
        return _of_whole(column, kind, value) if fits else []

    return of_decimal if digits <= _DIGITS else None


def _among(form: Form, column: str, values: list[Any]) -> list[exp.Expression]:
    """Return that one of several values holds."""
    each = [form(exp.column(column), "==", value) for value in values]
    return [exp.paren(exp.or_(*(exp.and_(*one) for one in each)))] if each and all(each) else []


def _between(column: exp.Expression, kind: str, low: exp.Expression, high: exp.Expression) -> list[exp.Expression]:
    at_least, at_most = exp.GTE(this=column.copy(), expression=low), exp.LTE(this=column.copy(), expression=high)
    if kind == "==":
        return [at_least, at_most]
    return [at_least] if kind in (">", ">=") else [at_most]


def _finite(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < LARGEST if isinstance(value, int) else math.isfinite(value)


def _of_whole(column: exp.Expression, kind: str, value: Any) -> list[exp.Expression]:
    if not _finite(value) or abs(value) >= LARGEST:
        return []
    return _between(column, kind, exp.Literal.number(str(math.floor(value))), exp.Literal.number(str(math.ceil(value))))


def _of_double(column: exp.Expression, kind: str, value: Any) -> list[exp.Expression]:
    return _between(column, kind, number(float(value)), number(float(value))) if _finite(value) else []


def _of_float(column: exp.Expression, kind: str, value: Any) -> list[exp.Expression]:
    if not _finite(value) or abs(value) > float(np.finfo(np.float32).max):
        return []
    near = np.float32(value)
    with np.errstate(over="ignore"):
        low, high = (np.nextafter(near, np.float32(end)) for end in (-np.inf, np.inf))
    if not np.isfinite([low, high]).all():
        return []
    single = exp.DataType.build("float")
    return _between(
        column, kind, *(exp.Cast(this=exp.Literal.number(repr(float(end))), to=single.copy()) for end in (low, high))
    )


def _of_text(column: exp.Expression, kind: str, value: Any) -> list[exp.Expression]:
    if not isinstance(value, str) or "\0" in value:
        return []
    text = exp.Literal.string(value)
    return [exp.EQ(this=column, expression=text)] if kind == "==" else _between(column, kind, text, text)


def _of_moment(column: exp.Expression, kind: str, value: Any) -> list[exp.Expression]:
    """Timestamps are texts to a question, so a year of five digits comes before 2026: such ones are let through."""
    if not isinstance(value, str):
        return []
    found = _SECOND.match(value) or _DAY.match(value)
    if found is None or value < "1":
        return []
    step = np.timedelta64(1, "s" if "T" in found[0] else "D")
    low, high = np.datetime64(found[0], "s"), np.datetime64(found[0], "s") + step
    far = exp.GTE(this=column.copy(), expression=_moment("9999-12-31"))
    return [
        exp.paren(exp.or_(bound, far.copy())) if isinstance(bound, exp.LTE) else bound
        for bound in _between(column, kind, _moment(str(low)), _moment(str(high)))
    ]


def _moment(text: str) -> exp.Expression:
    return exp.Cast(this=exp.Literal.string(text), to=exp.DataType.build("timestamp"))


_FORMS: Mapping[str, Form] = dict.fromkeys(_WHOLE, _of_whole) | {
    "DOUBLE": _of_double, "FLOAT": _of_float, "VARCHAR": _of_text, "TIMESTAMP": _of_moment, "DATE": _of_moment,
    "TIMESTAMP WITH TIME ZONE": _of_moment,
}  # fmt: skip
