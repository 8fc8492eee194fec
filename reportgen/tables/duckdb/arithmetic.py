"""Arithmetic of a question as SQL: of doubles, and of whole numbers that doubles do not tell apart."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sqlglot import exp

from reportgen.lang.evaluate import LARGEST
from reportgen.tables.duckdb.values import Sql, as_integer, called, number, once, whole_number


def arithmetic(kind: str, left: exp.Expression, right: exp.Expression) -> exp.Expression:
    """Return what an operator makes of two numbers."""
    if kind == "**":
        return once(left, lambda v: once(right, lambda w: _power(v, w)))
    if kind in ("/", "//", "%"):
        right = exp.Nullif(this=right, expression=number(0))
    if kind == "%":
        return once(
            left, lambda v: once(right, lambda w: once(exp.Mod(this=v, expression=w), lambda rest: _rest(rest, w)))
        )
    left, right = exp.paren(left), exp.paren(right)
    if kind == "//":
        return exp.Floor(this=exp.Div(this=left, expression=right, typed=False, safe=False))
    forms: Mapping[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul, "/": exp.Div}
    return forms[kind](this=left, expression=right)


def whole_arithmetic(kind: str, left: Sql, right: Sql) -> exp.Expression:
    """Return what an operator makes of two whole numbers, exactly; null beyond 38 digits, or divided by zero."""
    one: exp.Expression = exp.paren(as_integer(left))
    other: exp.Expression = exp.paren(as_integer(right))
    if kind in ("//", "%"):
        other = exp.Nullif(this=other, expression=exp.Literal.number(0))
        rest_ = exp.Mod(this=one.copy(), expression=other.copy())
        signs = [exp.paren(exp.LT(this=side.copy(), expression=exp.Literal.number(0))) for side in (rest_, other)]
        moved = exp.and_(
            exp.NEQ(this=rest_.copy(), expression=exp.Literal.number(0)), exp.NEQ(this=signs[0], expression=signs[1])
        )
        found: exp.Expression = exp.Case(
            ifs=[exp.If(this=moved, true=exp.Add(this=exp.paren(rest_.copy()), expression=other.copy()))], default=rest_
        )
        if kind == "//":
            found = exp.IntDiv(
                this=exp.paren(exp.Sub(this=one.copy(), expression=exp.paren(found))), expression=other.copy()
            )
        return called("TRY", found)
    forms: Mapping[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
    made = called("TRY", forms[kind](this=one, expression=other))
    outside = exp.GTE(this=exp.Abs(this=made.copy()), expression=whole_number(LARGEST))
    return exp.Case(ifs=[exp.If(this=outside, true=exp.null())], default=made)


def _power(left: exp.Expression, right: exp.Expression) -> exp.Expression:
    def calm(made: exp.Expression) -> exp.Expression:
        wild = exp.or_(exp.IsNan(this=made.copy()), _infinite(made))
        finite = exp.and_(_finite(left), _finite(right))
        return exp.Case(ifs=[exp.If(this=exp.and_(finite, wild), true=exp.null())], default=made)

    return once(exp.Pow(this=left, expression=right), calm)


def _rest(rest: exp.Expression, by: exp.Expression) -> exp.Expression:
    """Return a remainder with the sign of what was divided by."""
    signs = [exp.paren(exp.LT(this=side.copy(), expression=number(0))) for side in (rest, by)]
    moved = exp.and_(exp.NEQ(this=rest.copy(), expression=number(0)), exp.NEQ(this=signs[0], expression=signs[1]))
    return exp.Case(ifs=[exp.If(this=moved, true=exp.Add(this=rest.copy(), expression=by.copy()))], default=rest)


def _infinite(value: exp.Expression) -> exp.Expression:
    return exp.EQ(this=_abs(value), expression=number(math.inf))


def _finite(value: exp.Expression) -> exp.Expression:
    return exp.LT(this=_abs(value), expression=number(math.inf))


def _abs(value: exp.Expression) -> exp.Expression:
    return exp.Abs(this=value.copy())
