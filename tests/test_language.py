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
| of | where | a name is | for example |
| :-- | :-- | :-- | :-- |
| runs | `filters` and `order` of run sets and panels | `config.…`, `summary.…`, or `name`, `id`, `state`, `tags`, \
`group`, `job_type`, `project`, `notes`, `sweep`, `created`, `duration`, `format` | \
`config.lr > 0.01 and "night" in tags` |
| rows | `filters`, `order`, `groupby` and `derive` of a `table`; `rg.open_table`; the page's line above a table | \
a column, or a path into one: `boxes.ground_truth` | `road > 0.05 and guess != truth` |
| metrics | `custom_expressions` and `xaxis_expression` of a `line_plot` | a metric; else a number of config or \
summary | `1 - acc`, `${train/loss} / ${val/loss}` |"""
TEXT = """\
# The language

Made from the code by `make golden`. Filters of runs, questions about rows of tables, sort keys, groups, derived columns
and formulas over metrics are written in one language, with one meaning.

## Names

{names}

A name that is no word stands in brackets or in backticks: `summary["val/mAP"]`, `` `val/loss` ``, `row["val/loss"]`,
`${val/loss}`. Of compared tables `$0.score` is a column of the first, `$1.score` of the second, and `$*.score == 0`
holds where it holds for one of them. Text stands in quotes: `'night'` or `"night"`; true, false and null are words.

Inside `count any all filter map reduce` a name is a part of the element that is looked at, and `it` the element itself:
`count(boxes.truth, class_id == 13 and area > row.least)`. There `row.least` is the row's own.

Of a table's rows a filter that is one word alone is searched for in their texts, unless a column is called so:
`night or rain`. Of runs `search("night")` looks at names, notes, groups and tags.

Sort keys are expressions; a leading minus sorts descending: `-summary.loss`, `-abs(pred - truth)`. A path of a run may
stand as it is logged, `-summary.val/mAP`.

## Values

- What is missing is null. Null equals only null; no order holds with it; arithmetic with it is null.
- Values of different kinds are never equal and have no order: `1 == true` and `1 < 'a'` do not hold.
- NaN equals nothing, itself included, and has no order.
- Texts are ordered by code points. Lists and objects have no order; they are equal where all of their parts are.
- A condition holds unless its value is null, false, zero, NaN or empty.
- Sorted, numbers (true is 1, false 0) come before texts, and after them when descending. NaN, lists and objects come
  last either way, and then what is missing.
- Whole numbers beyond 2^53 keep all their digits, up to 38 of them; beyond that arithmetic with them is null.
- Texts are counted in characters; patterns are those of RE2, which reads each text once.
- In a formula over metrics every value is a number: true counts as 1 and false as 0, as logged ones do:
  `loss * (acc > 0.5)`. Null is a gap in the line.

## Operators

Those above bind least.

{operators}

## Functions

{functions}

## Functions of elements

{each}

## As W&B writes it

`Config('lr') >= 0.001 and State = 'finished'`, `Metric('Tags') in ['night', 'v2']`, `SummaryMetric('loss') < 1`: names
mean what they mean there, and what no log holds (`Metric('User')`) is refused. A comparison of `tags` with texts holds
where it holds for one of them: `tags in ['night', 'v2']`. `created` compares with dates, `created >= '2026-11-01'`, and
with the newest run: `created within_last 5 days`.

## As an aggregation

Questions about rows can be written as MongoDB's aggregations, in text or in YAML: `{$gt: ['$0.road', 0.05]}`, and in
its short form, `{road: {$gt: 0.05}}`. A variable is `$$it`; what operators are called there stands in the tables
above. Besides, `$cond`, `$switch`, `$regexMatch`, `$literal` and `$nor` are read.
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
    return table("function (arguments) | returns | example | gives | in an aggregation", rows)


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
        "operators": table("operator | means | example | gives | in an aggregation", operators),
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
