"""The expression language: both spellings, one meaning."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reportgen.lang.error import ExpressionError
from reportgen.lang.evaluate import sort_key, truth
from reportgen.lang.expression import parse, parse_key
from reportgen.lang.functions import NAMES
from reportgen.lang.runs import alias

RUN = {
    "config.lr": 0.01, "config.name": "adam", "config.flag": True, "config.zero": 0, "summary.val/mAP": 0.6,
    "summary.nan": float("nan"), "state": "finished", "tags": ["night", "v2"], "name": "r50", "created": 1000.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('config.lr > 1e-3 and "night" in tags', True),
        ('summary["val/mAP"] >= 0.6', True),
        ("summary['val/mAP'] * 2 + 1", 2.2),
        ("Config('lr') >= 0.001 and State = 'finished'", True),
        ("Metric('state') in ['finished', 'failed']", True),
        ("Metric('state') not in ['failed']", True),
        ("SummaryMetric('val/mAP') < 0.5 or Tags('x') == 1", False),
        ("'day' in Tags()", False),
        ("not config.flag", False),
        ("not (config.lr < 1 and config.name == 'sgd')", True),
        ("config.missing == null", True),
        ("config.missing < 1", False),
        ("config.missing > 1", False),
        ("config.name < 3", False),
        ("config.flag == 1", False),
        ("config.zero == 0", True),
        ("config.zero / 0 == null", True),
        ("summary.nan == summary.nan", False),
        ("-2 ** 2", -4.0),
        ("2 ** 3 ** 2", 512.0),
        ("7 // 2 * 2 + 7 % 2", 7),
        ("name == 'r50'", True),
        ("created within_last 5 days", True),
        ("created within_last 1 minutes", False),
        ("config.name in 'adamw'", True),
        ("1 + 2 == 3 and True", True),
        ("matches(name, '^R5', 'i')", True),
        ("round(config.lr * 1000) == 10", True),
        ("count(tags, it == 'night') == size(tags) - 1", True),
        ("any(tags, it == row.name)", False),
        ("tags[0]", "night"),
        ('row["config"]["name"]', "adam"),
        ("coalesce(config.missing, config.name)", "adam"),
        ("if(config.flag, 'yes', 'no')", "yes"),
        ("search('NIGHT')", True),
        ("search('day')", False),
        ("type(config.flag)", "bool"),
    ],
)
def test_meaning(text, value):
    expression = parse(text)
    found = expression.evaluate(RUN.get, newest=1000.0 + 3600)
    assert found == pytest.approx(value) if isinstance(value, float) else found is value or found == value


@pytest.mark.parametrize(
    ("text", "offset", "hint"),
    [
        ("config.lr >", 11, ""),
        ("confg.lr > 1", 0, "Did you mean 'config.lr'?"),
        ("lr > 1", 0, "config.lr"),
        ("config.lr > 1 state", 14, "and"),
        ("config.lr $ 1", 10, ""),
        ("(config.lr > 1", 14, ""),
        ("summary[val]", 8, "summary["),
        ("flor(config.lr) > 1", 0, "Did you mean 'floor'?"),
        ("`val/mAP` > 1", 0, 'summary["val/mAP"]'),
        ("config.lr > $0.lr", 12, "config.lr"),
        ('row["lr"] > 1', 0, "config.lr"),
        ("created within_last 5 dayz", 22, "Did you mean 'days'?"),
        ("'unclosed", 0, ""),
        ("", 0, ""),
        ("(" * 500, 60, ""),
    ],
)
def test_mistakes_have_a_place(text, offset, hint):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.offset == offset or len(text) == 500
    assert hint in caught.value.hint


def test_paths():
    assert parse("config.lr > 1 and summary['a/b'] in [state]").paths() == ["config.lr", "summary.a/b", "state"]
    assert alias("config:optim.lr.value") == "config.optim.lr"
    assert alias("summary:val/acc") == "summary.val/acc"
    assert alias("run:displayName") == "name"
    assert alias("config:optim.value.lr") == "config.optim.lr"
    assert alias("run:name") == "id"
    assert alias("tags:__ALL__") == "tags"


PIECES = [
    *"abc.'\"()[]<>=!+-*/, 019`$", "and ", "or", " not in ", "row", "it", "$0", "$*", "${a}",
    "config.lr", "tags", "'x'",
]  # fmt: skip
CALLS = [f"{name}(" for name in (*NAMES, "Config", "Metric", "Tags")]


@given(st.lists(st.sampled_from([*PIECES, *CALLS]), max_size=14).map("".join), st.booleans())
@example('row["name"] == 1', False)  # noqa: FBT003 - whether it is a formula
@example('$0["config"]["lr"]', False)  # noqa: FBT003
@example("$0", True)  # noqa: FBT003
@example("search('x')", True)  # noqa: FBT003
def test_any_text_parses_or_says_why(text, metrics):
    try:
        truth(parse(text, metrics=metrics).evaluate(lambda _: None))
    except ExpressionError as error:
        assert 0 <= error.offset <= len(text)  # noqa: PT017 - not every text fails


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("config.x", "1 2 a b nan list none"),
        ("-config.x", "b a 2 1 nan list none"),
        ("config.x * -1", "2 1 nan a b list none"),
        ("abs(coalesce(config.x, 9) - 2)", "2 1 none nan a b list"),
    ],
)
def test_sort_keys_are_expressions(text, order):
    values = {"1": 1, "2": 2, "a": "a", "b": "b", "nan": math.nan, "list": [1], "none": None}
    query, down = parse_key(text).descending()
    found = sorted(values, key=lambda name: sort_key(query.evaluate({"config.x": values[name]}.get), down=down))
    assert found == order.split()


@pytest.mark.parametrize("path", ["summary.val/mAP", "summary.top-5", "summary.acc (top1)", "config.a.b", "name"])
def test_a_path_as_it_is_logged_is_a_sort_key(path):
    assert parse_key(path).paths() == parse_key(f"-{path}").paths() == [path]
