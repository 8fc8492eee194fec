"""What all readers of evaluations share: columns in their order, categories, names, what is private, times."""

from __future__ import annotations

import math

import pytest

from reportgen.evaluations.naming import names_of
from reportgen.evaluations.private import error_text, public
from reportgen.evaluations.run import Figures, Finished, means
from reportgen.evaluations.sample import Sample, are_decisions, is_category, sheet_of
from reportgen.evaluations.times import seconds_of
from reportgen.model.evaluation import Evaluation, Metric, Score
from reportgen.model.run import RunMeta
from reportgen.privacy.step import Privacy
from reportgen.sources.guarded import GuardedRun
from reportgen.sources.joined import JoinedRun
from reportgen.sources.private import PrivateSource

SAMPLES = [
    Sample(
        id=n, metadata={"kind": "ab"[n % 2], "name": f"n{n}", "input": "ab"[n % 2]}, input="q", answer="x",
        scores={"s": n / 4, "answer": 1}, passed=n > 1, tokens={"in": 5}, cost=0.5, seconds=1.0,
        more={"why": "so", "own_seconds": 2.0}, transcript=[{"role": "user", "content": "q"}],
    )
    for n in range(4)
]  # fmt: skip


def test_columns_are_in_one_order_and_none_has_another_ones_name():
    sheet = sheet_of(SAMPLES)
    assert sheet.table.columns == [
        "id", "kind", "metadata/input", "input", "answer", "s", "score/answer", "pass", "seconds", "own_seconds",
        "tokens_in", "cost", "why", "name", "transcript",
    ]  # fmt: skip
    assert sheet.categories == ("kind", "metadata/input")
    assert sheet.scores == {"s": "s", "answer": "score/answer"}


def test_scores_have_a_column_in_their_order_whatever_the_samples_hold():
    sheet = sheet_of(SAMPLES, ["other", "s"])
    assert [name for name in sheet.table.columns if name in ("other", "s")] == ["other", "s"]


def test_a_text_among_messages_is_a_users():
    rows = [Sample(id=0, input="a"), Sample(id=1, input=[{"role": "system", "content": "b"}])]
    assert [row[1] for row in sheet_of(rows).table.rows] == [
        [{"role": "user", "content": "a"}], [{"role": "system", "content": "b"}],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a", "b"] * 3, True), (["a"] * 6, False), (list("abcdef"), False), ([1, 2, None, 1, 2], True),
        ([1.5, 2.5] * 3, False), ([[1]] * 4, False), ([n % 51 for n in range(204)], False),
        ([n % 50 for n in range(200)], True),
    ],
)  # fmt: skip
def test_categories(values, expected):
    assert is_category(values) is expected


def test_epochs_make_no_category():
    rows = [Sample(id=n, epoch=epoch, metadata={"name": f"n{n}"}) for n in range(3) for epoch in (1, 2)]
    assert sheet_of(rows).categories == ()


def test_decisions_and_numbers():
    assert are_decisions([0, 1.0, None, math.nan, True])
    assert not are_decisions([0, 0.5])
    assert not are_decisions([None])
    score = Score("s", values={"C": 1, "P": 0.5})
    assert [score.number(value) for value in ("C", "P", True, 3)] == [1, 0.5, 1, 3]
    assert math.isnan(score.number("else"))
    assert math.isnan(score.number(None))


def test_means_count_what_was_scored():
    rows = [Sample(id=n, scores={"s": value}) for n, value in enumerate([1.0, 0.0, 1.0, None])]
    figures = means(sheet_of(rows))
    assert figures.values == {"s/mean": 2 / 3, "s/mean_stderr": pytest.approx(1 / 3)}
    assert figures.metrics == (Metric("s/mean", "s/mean_stderr", 3, "s", "mean"),)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([("m", "t")], ["m"]),
        ([("a", "t"), ("b", "t")], ["a", "b"]),
        ([("m", "s"), ("m", "t")], ["s", "t"]),
        ([("a", "s"), ("a", "t"), ("b", "s")], ["a, s", "a, t", "b, s"]),
        ([("m", "t", "x"), ("m", "t", "y")], ["m, x", "m, y"]),
        ([("m", "t"), ("m", "t")], ["m", "m (2)"]),
        ([("a", ""), ("", "run")], ["a", "run"]),
    ],
)
def test_names_say_what_differs(told, expected):
    assert names_of(told) == expected


def test_errors_are_messages():
    text = "Error: at /home/someone/app/bot.js failed\n    at call (/home/someone/x.js:1)\n    at y"
    assert error_text(text) == "Error: at bot.js failed"
    assert error_text('Traceback (most recent call last):\n  File "/x/y.py"\nValueError: no') == "ValueError: no"
    assert error_text("first\nsecond line") == "first\nsecond line"
    assert error_text(None) == ""


def test_settings_without_machines():
    given = {"base_url": "http://10.0.0.1", "path": "/data/models/llama-7b", "a": [{"env": {"X": 1}, "b": 2}],
             "url": "https://example.org/a/b"}  # fmt: skip
    assert public(given) == {"path": "llama-7b", "a": [{"b": 2}], "url": "https://example.org/a/b"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-02T00:00:00Z", 86400), ("1970-01-01T01:00:00+01:00", 0), ("1970-01-01 00:00:01.500000", 1.5),
        ("1970-01-01T00-00-02.5", 2.5), ("1970-13-01T00:00:00", math.nan), ("x", math.nan), (None, math.nan),
    ],
)  # fmt: skip
def test_times(text, expected):
    assert seconds_of(text) == pytest.approx(expected, nan_ok=True)


def test_what_a_run_says_passes_every_step():
    sheet = sheet_of(SAMPLES)
    said = Evaluation("task", "/home/someone/models/m", like={"a": "sk-proj-" + "a1B2" * 12})
    run = Finished(RunMeta("i", "n", "toy"), said, Figures((Metric("s/mean", score="s"),), {"s/mean": 0.5}), sheet)
    told = JoinedRun([GuardedRun(run)]).evaluation()
    assert told == run.evaluation()
    assert told.categories == ("kind", "metadata/input")
    assert told.metrics[0].score == "s"
    hidden = PrivateSource(run, Privacy()).evaluation()
    assert "someone" not in hidden.model
    assert "a1B2" not in hidden.like["a"]


def test_a_run_without_samples_has_no_table():
    run = Finished(RunMeta("i", "n", "toy"), Evaluation("t"), Figures((Metric("m", score="s"),), {"m": 1}), None)
    assert run.evaluation() == Evaluation("t", table="", passed="", metrics=(Metric("m"),))
    assert run.keys() == {}
    assert run.tables("samples") == []
    assert run.definition("m").goal == "maximize"
