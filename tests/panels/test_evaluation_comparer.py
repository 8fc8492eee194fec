"""Evaluations against each other: the verdict, who was right where, and what is not compared."""

from __future__ import annotations

import pytest
from conftest import ROOT, open_example, show

from reportgen.errors import Gap
from reportgen.panels.base.panel import Context
from reportgen.panels.evaluation_comparer import EvaluationComparer
from reportgen.panels.evaluation_comparer.pairs import named, verdict

SUMS = ROOT / "examples" / "_runs" / "evaluations"
LOGS = ROOT / "tests" / "readers" / "evaluations"


@pytest.fixture(scope="module")
def runs():
    return open_example(SUMS)


def pairs(found_runs, **fields):
    found = EvaluationComparer(**fields).prepare(found_runs, Context()).pairs
    return {(pair.first["short"], pair.second["short"]): pair for pair in found}


def said(pair):
    return named(verdict(pair), pair)


def test_the_two_best_come_first_and_each_pair_can_be_chosen(runs):
    assert list(pairs(runs)) == [("medium", "large"), ("small", "medium"), ("small", "large")]
    assert list(pairs(runs, runs=["mockllm/small", "mockllm/large"])) == [("small", "large")]


def test_what_may_be_chance_is_said_to_be(runs):
    near, clear = pairs(runs)["medium", "large"], pairs(runs)["small", "medium"]
    assert said(near).endswith("by McNemar's exact test). The difference may be chance.")
    assert not near.found.is_decided
    assert clear.found.is_decided
    assert said(clear).startswith("mockllm/medium is better than mockllm/small by pass rate on 59 samples that both")
    assert said(clear).endswith("The difference is more than chance.")


def test_outcomes_add_up_and_ask_the_table(runs):
    pair = pairs(runs)["medium", "large"]
    counts = pair.found.outcomes
    assert counts.both + counts.only_first + counts.only_second + counts.neither == pair.found.difference.n == 59
    assert pair.questions["first"] == '$0["pass"] in [true] and $1["pass"] in [false]'
    assert pair.found.unscored == 1
    assert pair.losses == (("1 error",), ("1 error",))
    assert pair.errors == (("RuntimeError('the model server closed the connection')", 1, 1),)


def test_the_page_shows_the_first_pair_and_holds_the_others(runs):
    html = show(EvaluationComparer(), runs).html
    assert html.count('class="rg-evaluation-pair"') == 3
    assert html.count('class="rg-evaluation-pair" data-pair="0">') == 1
    assert html.count(" hidden>") == 2
    for words in ("only medium right", "By subject", "Time, tokens and cost", "95th percentile", "$0.0"):
        assert words in html


def test_times_tokens_and_cost_are_in_units_that_people_read(runs):
    found = {one.name: one for one in pairs(runs)["medium", "large"].measures}
    assert found["cost"].first.startswith("$0.0")
    assert found["tokens in"].first == "11,272"


def test_a_score_can_be_chosen_and_a_wrong_one_is_named(runs):
    assert pairs(runs, score="includes")["medium", "large"].questions["both"] == (
        '$0["includes"] in ["C"] and $1["includes"] in ["C"]'
    )
    fragment = show(EvaluationComparer(score="fluency"), runs)
    assert fragment.missing == ["no evaluation has a score 'fluency'"]


def test_a_run_that_is_not_there_is_named(runs):
    with pytest.raises(Gap, match="no run 'mockllm/larg'"):
        EvaluationComparer(runs=["mockllm/larg"]).prepare(runs, Context())


def test_one_evaluation_has_nothing_to_be_compared_with():
    one = open_example(SUMS / "small.eval")
    assert show(EvaluationComparer(), one).missing == [
        "comparing needs two evaluations of the same task with their samples"
    ]
