"""The expression language is one list: ``docs/language.md``, its examples, and what the page offers come from it."""

from __future__ import annotations

import json
from collections.abc import Iterable

import cases
import pytest
from conftest import ROOT
from sqlglot import exp

from reportgen.lang.evaluate import evaluate
from reportgen.lang.expression import parse, parse_rows
from reportgen.lang.functions import ALIASES, ANY, EACH, FUNCTIONS, OPERATORS, Function, Operator
from reportgen.model.table import Table

NAMES = """\
| of | where | names | example |
| :-- | :-- | :-- | :-- |
| runs | `filters` and `order` of run sets and panels | `config.…`, `summary.…`, or `name`, `id`, `state`, `tags`, \
`group`, `job_type`, `project`, `notes`, `sweep`, `created`, `duration`, `format`, `side` | \
`config.lr > 0.01 and "night" in tags` |
| rows | `filters`, `order`, `groupby` and `derive` of a `table`; `rg.open_table`; the filter box above a table | \
a column or a path into one: `boxes.ground_truth` | `road > 0.05 and guess != truth` |
| gates | `condition` of `gates` | those of runs; any other name is a metric: its summary value, or with \
brackets and in functions of lists its history; `baseline` | `summary["val/mAP"] >= baseline - 0.005`, \
`max(train/loss[-100:]) < 0.5` |
| metrics | `custom_expressions` and `xaxis_expression` of a `line_plot` | a metric; else a numeric config or \
summary value | `1 - acc`, `${train/loss} / ${val/loss}` |"""
TEXT = """\
# The expression language

Generated from the code by `make golden`. Run filters, table queries, sort keys, groups, derived columns and formulas
over metrics are written in one language with one set of rules.

## Names

{names}

Names with special characters go in brackets or backticks: `summary["val/mAP"]`, `` `val/loss` ``, `row["val/loss"]`,
`${val/loss}`. In a comparison of tables `$0.score` is a column of the first table and `$1.score` one of the second;
`$*.score == 0` is true if it is true for any table. Text goes in quotes: `'night'` or `"night"`; true, false and null
are keywords.

Inside `count any all filter map reduce` a name refers to a field of the current element, and `it` to the element:
`count(boxes.truth, class_id == 13 and area > row.min_area)`. There `row.min_area` is a column of the row.

A table filter that consists of bare words searches the text of each row, unless a word is a column name:
`night or rain`. For runs `search("night")` searches names, notes, groups and tags.

Sort keys are expressions; a leading minus sorts descending: `-summary.loss`, `-abs(pred - truth)`. A path of a run can
be written as it was logged, `-summary.val/mAP`.

## Values

- Missing values are null. Null equals only null; ordering comparisons with null are false; arithmetic with null gives
  null.
- Values of different types are never equal and have no order: `1 == true` and `1 < 'a'` are false.
- NaN equals nothing, not even itself, and has no order.
- Text is ordered by code point. Lists and objects have no order; they are equal if all of their parts are.
- A condition is true unless its value is null, false, zero, NaN or empty.
- In ascending order numbers (true is 1, false 0) come before text; in descending order after it. In both, NaN, lists
  and objects come last, followed by missing values.
- Integers beyond 2^53 keep all their digits, up to 38; beyond that arithmetic with them gives null.
- Text length is counted in characters; patterns are RE2, which runs in linear time.
- In a formula over metrics every value is a number: true is 1 and false is 0, as for logged values:
  `loss * (acc > 0.5)`. Null leaves a gap in the line.

## Operators

From lowest to highest precedence.

{operators}

## Functions

{functions}

## Functions of elements

{each}

## Gates

In a condition of a gate, `baseline` is the other side of the comparison as the runs of the baseline have it:
`val/mAP >= baseline - 0.005`. `baseline.summary["val/mAP"]` and `max(baseline.train/loss)` name its values outright.

A metric's name is its value in the summary. In `train/loss[-1]`, `train/loss[-100:]`, `max(train/loss)` or
`count(train/loss, it > 1)` it is the list of all its values. Words joined by a slash without blanks are one name, and
`tokens / seconds` divides; other names go in backticks: `` `metrics/mAP50-95(B)` ``.

A gate is red where a value that it names is missing, NaN or infinite, even in a branch that would not decide;
`exists(x)` and `coalesce(x, 0)` provide for what is missing.

## W&B syntax

`Config('lr') >= 0.001 and State = 'finished'`, `Metric('Tags') in ['night', 'v2']`, `SummaryMetric('loss') < 1`: names
have the same meaning as in W&B; names that no log records (`Metric('User')`) are rejected. A comparison of `tags` with
text is true if it is true for any tag: `tags in ['night', 'v2']`. `created` compares with dates,
`created >= '2026-11-01'`, and with the newest run: `created within_last 5 days`.

## MongoDB aggregations

Table queries can also be written as MongoDB aggregations, as text or YAML: `{$gt: ['$0.road', 0.05]}`, or in the short
form, `{road: {$gt: 0.05}}`. A variable is `$$it`; the tables above list the operator names. `$cond`, `$switch`,
`$regexMatch`, `$literal` and `$nor` are also supported.
"""


def table(heads: str, rows: Iterable[Iterable[str]]) -> str:
    """Return rows as a table of Markdown."""
    lines = [f"| {heads} |", "|" + " :-- |" * (heads.count("|") + 1)]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def signature(name: str, function: Function) -> str:
    """Return how a function is called."""
    least, most = function.least, function.most
    count = f"{least} or more" if most == ANY else f"{least}" if least == most else f"{least} to {most}"
    return f"`{name}` ({count})"


def called(functions: Iterable[tuple[str, Function]]) -> str:
    """Return a table of functions."""
    rows = ((signature(name, one), *told(one), code(*one.operators)) for name, one in functions)
    return table("function (arguments) | returns | example | result | in an aggregation", rows)


def told(one: Function | Operator) -> tuple[str, str, str]:
    """Return what a function or an operator means, and an example."""
    return one.says, code(one.example), code(one.gives)


def code(*texts: str) -> str:
    """Return texts of the language as Markdown."""
    return ", ".join(f"`{text}`" for text in texts if text)


def page() -> str:
    """Return the manual of the language."""
    operators = ((code(one.written), *told(one), code(one.aggregation)) for one in OPERATORS)
    parts = {
        "names": NAMES, "functions": called(FUNCTIONS.items()), "each": called(EACH.items()),
        "operators": table("operator | meaning | example | result | in an aggregation", operators),
    }  # fmt: skip
    text = TEXT
    for name, part in parts.items():
        text = text.replace("{" + name + "}", part)
    return text


def listed() -> str:
    """Return the list for the page's code."""
    binary = {one.aggregation: one.written for one in OPERATORS if one.aggregation}
    special = ("$and", "$or", "$not", "$add", "$multiply")
    found = {
        "functions": {name: [one.least, one.most, one.says] for name, one in FUNCTIONS.items()},
        "each": {name: one.says for name, one in EACH.items()},
        "aliases": ALIASES,
        "operators": {name: written for name, written in binary.items() if name not in special},
        "calls": {operator: name for name, one in FUNCTIONS.items() for operator in one.operators},
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def test_the_manual(golden):
    golden(ROOT / "docs" / "language.md", page())


def test_the_page_has_the_same_list(golden):
    golden(ROOT / "reportgen" / "client" / "query" / "language" / "language.json", listed())


EXAMPLES = [*OPERATORS, *FUNCTIONS.values(), *EACH.values()]


@pytest.mark.parametrize("one", EXAMPLES, ids=[one.example for one in EXAMPLES])
def test_examples_give_what_is_said(one):
    from reportgen.tables.duckdb.frame import DuckFrame
    from reportgen.tables.duckdb.start import text_of

    wanted = cases.plain(evaluate(parse_rows(one.gives).tree, []))
    query = parse_rows(one.example)
    frame = DuckFrame.of_rows(Table(["x"], [[1]], 1))
    assert cases.same(cases.plain(evaluate(query.bound(frame.columns), [{"x": 1}])), wanted)
    assert cases.same(cases.plain(parse(one.example).evaluate({}.get)), wanted)
    made = frame.compile(query)
    ((found,),) = frame.execute(text_of(exp.select(made.node))).fetchall()
    if made.kind == "json":
        found = json.loads(found)
    assert cases.same(cases.plain([json.loads(item) for item in found] if made.kind == "list" else found), wanted)
