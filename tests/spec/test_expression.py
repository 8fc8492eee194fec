"""The expression language: both spellings, one meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.spec.evaluation import truth
from reportgen.spec.expression import ExpressionError, alias, parse

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


@given(st.text(alphabet="abc.'\"()[]<>=!+-*/ 019andortin", max_size=40))
def test_any_text_parses_or_says_why(text):
    try:
        truth(parse(text).evaluate(lambda _: None))
    except ExpressionError as error:
        assert 0 <= error.offset <= len(text)  # noqa: PT017 - not every text fails
