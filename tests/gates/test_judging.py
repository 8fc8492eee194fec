"""Gates: what is green, what is red and why, and what cannot be told."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.gates import Baseline, judge, outcome
from reportgen.gates.words import notes_of, reasons_of
from reportgen.lang.error import ExpressionError
from reportgen.lang.gates import parse_gate
from reportgen.model.column import Column, KeyInfo
from reportgen.model.run import RunMeta, RunSource
from reportgen.model.runset import RunSet, number_runs
from reportgen.spec.gates import Gate


@dataclass(frozen=True)
class Logged(RunSource):
    """A run of one metric's history, with a summary and a config."""

    name: str
    values: tuple[float, ...] = ()
    results: dict = field(default_factory=dict)
    config: dict = field(default_factory=dict)
    state: str = "finished"

    @property
    def meta(self) -> RunMeta:
        return RunMeta(self.name, self.name, "made", state=self.state, config=self.config)

    def keys(self):
        return {"train/loss": KeyInfo("train/loss", ("number",), len(self.values))} if self.values else {}

    def column(self, key):
        del key
        return Column(np.arange(len(self.values)), np.array(self.values, float), np.full(len(self.values), math.nan))

    def summary(self):
        return self.results


def runs_of(*sources: RunSource) -> RunSet:
    return number_runs([(source, "{name}", "") for source in sources])


def made(acc, name="run", **more) -> RunSet:
    """Return runs with these accuracies."""
    values = acc if isinstance(acc, list | tuple) else [acc]
    return runs_of(*(Logged(f"{name}{i}", results={"acc": value}, **more) for i, value in enumerate(values)))


def verdict_of(condition, runs, baseline=(), **fields):
    gate = Gate.model_validate({"condition": condition, **fields})
    side = baseline if isinstance(baseline, RunSet) else made(list(baseline), "base")
    (verdict,) = judge([gate], runs, Baseline(side))
    return verdict


def test_a_value_is_held_against_a_limit_and_against_the_baseline():
    assert verdict_of("acc > 0.5", made(0.6)).state == "passed"
    assert verdict_of("acc > 0.5", made(0.5)).state == "failed"
    verdict = verdict_of("acc >= baseline - 0.005", made(0.706), [0.71])
    assert verdict.state == "passed"
    (check,) = verdict.checks
    assert (check.value, check.limit, check.baseline) == (0.706, pytest.approx(0.705), 0.71)
    assert check.difference == pytest.approx(-0.004)
    assert verdict_of("acc >= baseline - 0.005", made(0.70), [0.71]).state == "failed"


def test_rounding_decides_nothing():
    assert verdict_of("acc >= baseline - 0.1", made(0.2), [0.3]).state == "passed"  # 0.3 - 0.1 is above 0.2


def test_the_baseline_may_stand_on_either_side():
    for text in ("baseline - 0.005 <= acc", "acc >= baseline.summary.acc - 0.005", "not acc < baseline - 0.005"):
        verdict = verdict_of(text, made(0.7), [0.71])
        assert (verdict.state, verdict.checks[0].operator, verdict.checks[0].value) == ("failed", ">=", 0.7), text


def test_a_history_is_a_list_in_brackets_and_in_functions():
    run = runs_of(Logged("a", (3.0, 0.6, 0.4, 0.2), {"train/loss": 0.2}))
    for text, state in {
        "max(train/loss[-3:]) < 0.61": "passed", "max(train/loss) < 0.61": "failed", "train/loss < 0.3": "passed",
        "train/loss[0] == 3": "passed", "count(train/loss, it > 0.5) == 2": "passed",
        "avg(train/loss[-2:]) <= 0.3": "passed", "min(train/loss, 1) < 0.3": "passed", "0.4 in train/loss": "passed",
        "train/loss[-1] < train/loss[0] / 2": "passed", "max(train/loss[:1]) < 1": "failed",
    }.items():  # fmt: skip
        assert verdict_of(text, run).state == state, text


@pytest.mark.parametrize(
    ("state", "said"),
    [("crashed", "run0 crashed"), ("failed", "run0 failed"), ("killed", "run0 was killed"),
     ("preempted", "run0 was preempted")],
)  # fmt: skip
def test_a_run_that_stopped_is_red_whatever_it_reached(state, said):
    verdict = verdict_of("acc > 0.5", made(0.9, state=state))
    assert (verdict.state, verdict.is_broken, reasons_of(verdict)) == ("failed", True, [said])


def test_what_is_missing_or_no_number_is_red_and_says_why():
    nan = math.nan
    history = runs_of(Logged("a", (1.0, nan, 0.1), {"acc": 0.9}))
    for condition, runs, why in [
        ("acc > 0.5", runs_of(Logged("a")), "no acc: a"),
        ("acc > 0.5", made(nan), "acc is NaN: run0"),
        ("not acc > 0.5", made(nan), "acc is NaN: run0"),
        ("acc > 0.5", made(math.inf), "acc is infinite: run0"),
        ("acc > 0.5 or true", made([0.9, nan]), "acc is NaN: run1"),
        ("acc / loss > 0.5", runs_of(Logged("a", results={"acc": 1, "loss": 0})), "the condition gives no number: a"),
        ("max(train/loss) < 2", history, "train/loss is NaN at 1 of 3 steps: a"),
        ("train/loss[9] < 2", history, "no train/loss: a"),
        ("max(train/loss[9:]) < 2", history, "no train/loss: a"),
        ("acc >= baseline", made(0.9), "there is no baseline"),
    ]:
        verdict = verdict_of(condition, runs)
        assert (verdict.state, reasons_of(verdict)) == ("failed", [why]), condition
        assert verdict.is_broken
    assert verdict_of("train/loss[-1] < 2", history).state == "passed"  # NaN is not in what is asked for


def test_a_missing_value_can_be_provided_for():
    empty = runs_of(Logged("a", results={"loss": 1.0}))
    assert verdict_of("coalesce(acc, 1) > 0.5", empty).state == "passed"
    assert verdict_of("not exists(acc) or acc > 0.5", empty).state == "passed"
    assert verdict_of("exists(acc)", empty).state == "failed"


def test_each_run_must_hold_unless_they_are_combined():
    runs = made([0.9, 0.4, 0.8])
    verdict = verdict_of("acc > 0.5", runs)
    assert (verdict.state, verdict.failing, verdict.checks[0].run) == ("failed", ("run1",), "run1")
    assert reasons_of(verdict) == ["does not hold for 1 of 3 runs: run1"]
    for over, state in {"mean": "passed", "median": "passed", "min": "failed", "max": "passed"}.items():
        assert verdict_of("acc > 0.5", runs, over=over).state == state
    both = runs_of(Logged("a", results={"x": 1, "y": 0}), Logged("b", results={"x": 0, "y": 1}))
    assert verdict_of("x > 0.5 or y > 0.5", both).state == "passed"  # of each run, and not of one condition by all


def test_groups_are_judged_against_their_own_baseline():
    def side(*pairs):
        return runs_of(*(Logged(f"r{i}", results={"acc": a}, config={"lr": lr}) for i, (lr, a) in enumerate(pairs)))

    gate = Gate.model_validate({"condition": "acc >= baseline", "groupby": "config.lr"})
    base = side((0.1, 0.8), (0.2, 0.5))
    found = judge([gate], side((0.1, 0.7), (0.2, 0.6), (0.3, 0.9)), Baseline(base))
    assert [(one.group, one.state) for one in found] == [
        ("lr: 0.1", "failed"), ("lr: 0.2", "passed"), ("lr: 0.3", "failed"),
    ]  # fmt: skip
    assert reasons_of(found[2]) == ["the baseline has no run of this group"]


def test_a_baseline_that_lacks_or_lost_a_run_is_compared_without_it():
    good = made([0.7, 0.72], "base")
    crashed = runs_of(Logged("base9", results={"acc": 0.1}, state="crashed"), Logged("none"))
    mixed = number_runs([(run.source, "{name}", "") for run in (*good, *crashed)])
    verdict = verdict_of("acc >= baseline - 0.1", made(0.7), mixed)
    assert (verdict.state, verdict.baseline_runs, verdict.checks[0].baseline) == ("passed", 2, pytest.approx(0.71))
    assert len(notes_of(verdict)) == 2
    assert reasons_of(verdict_of("acc > baseline", made(0.7), crashed))
    assert verdict_of("acc > baseline", made(0.7), crashed).state == "failed"


def test_too_few_runs_and_runs_that_go_on_are_undecided():
    assert verdict_of("acc > 0.5", made([0.9, 0.9]), needs=3).state == "undecided"
    assert verdict_of("acc > baseline", made([0.9] * 3), [0.1], needs=3).state == "undecided"
    running = verdict_of("acc > 0.5", made(0.9, state="running"))
    assert (running.state, reasons_of(running)) == ("undecided", ["not finished: run0"])
    assert verdict_of("acc >= baseline", made(0.9), without_baseline="skip").state == "undecided"
    assert verdict_of("acc > 0.5", made([0.9, math.nan]), needs=3).state == "failed"  # whatever more runs would say


def test_no_run_is_red():
    assert verdict_of("acc > 0.5", made(0.9), filters=None).state == "passed"
    from reportgen.lang.expression import parse

    verdict = verdict_of("acc > 0.5", made(0.9), filters=parse("name == 'other'"))
    assert (verdict.state, reasons_of(verdict)) == ("failed", ["no run matches"])


def test_seeds_on_both_sides_decide_by_their_noise():
    base = [0.70, 0.71, 0.72]
    assert verdict_of("acc >= baseline - 0.005", made([0.80, 0.81, 0.82]), base).state == "passed"
    assert verdict_of("acc >= baseline - 0.005", made([0.60, 0.61, 0.62]), base).state == "failed"
    lucky = verdict_of("acc >= baseline", made([0.69, 0.71, 0.75]), base)
    assert (lucky.state, lucky.checks[0].value > lucky.checks[0].limit) == ("undecided", True)
    assert reasons_of(lucky) == ["not enough runs to tell: the difference is within their noise"]
    assert lucky.checks[0].low < 0 < lucky.checks[0].high
    assert verdict_of("acc >= baseline", made([0.7] * 3), [0.7] * 3).state == "passed"  # there is no noise


def test_a_baseline_within_the_report_is_not_compared_with_itself():
    runs = made([0.6, 0.9])
    within = Baseline(replace(runs, runs=runs.runs[:1]), within=True)
    (verdict,) = judge([Gate.model_validate({"condition": "acc > baseline"})], runs, within)
    assert (verdict.state, verdict.runs) == ("passed", 1)


def test_a_red_warning_does_not_stop():
    verdict = verdict_of("acc > 0.5", made(0.1), severity="warning")
    assert (verdict.state, verdict.stops, outcome([verdict])) == ("failed", False, "passed")
    assert outcome([verdict, verdict_of("acc > 0.5", made(0.1))]) == "failed"
    assert outcome([]) == "passed"


numbers = st.floats(0.01, 100).map(lambda value: round(value, 4))


@given(st.lists(numbers, min_size=1, max_size=6), st.lists(numbers, min_size=1, max_size=6), st.randoms())
def test_no_order_of_runs_changes_a_verdict_and_an_opposite_is_never_green_too(own, base, shuffled):
    first = verdict_of("acc >= baseline", made(own), base)
    mixed, other = own[:], base[:]
    shuffled.shuffle(mixed)
    shuffled.shuffle(other)
    again = verdict_of("acc >= baseline", made(mixed), other)
    assert (again.state, again.checks) == (first.state, first.checks)
    opposite = verdict_of("acc < baseline", made(own), base).state
    turned = verdict_of("baseline <= acc", made(own), base)
    assert turned.state == first.state
    assert {first.state, opposite} in ({"passed", "failed"}, {"undecided"})


@given(st.lists(numbers, min_size=2, max_size=5), st.lists(numbers, min_size=2, max_size=5), st.floats(0, 50))
def test_a_better_result_is_never_judged_worse(own, base, more):
    order = ["failed", "undecided", "passed"]
    before = verdict_of("acc >= baseline", made(own), base).state
    after = verdict_of("acc >= baseline", made([value + more for value in own]), base).state
    assert order.index(after) >= order.index(before)


@given(st.lists(numbers, min_size=1, max_size=4), st.sampled_from([math.nan, math.inf, -math.inf, None]),
       st.sampled_from(["acc > 0.5", "not acc > 0.5", "acc < baseline", "acc >= baseline - 9", "acc != 3",
                        "acc > 1 or acc <= 1", "if(acc > 1, 1, 1) == 1"]),
       st.sampled_from(["each", "mean", "median", "min", "max"]))  # fmt: skip
def test_a_value_that_is_no_number_is_never_green(own, bad, condition, over):
    results = [{"acc": value} for value in own] + [{} if bad is None else {"acc": bad}]
    runs = runs_of(*(Logged(f"r{i}", results=one) for i, one in enumerate(results)))
    assert verdict_of(condition, runs, [1.0], over=over).state == "failed"


def test_the_interval_covers_as_often_as_it_says():
    """Runs of one distribution on both sides are rarely told apart, even of few runs."""
    from reportgen.stats.compared.differences import interval_of_means

    draw = np.random.default_rng(3)
    for count in (2, 3, 5, 10):
        sides = draw.normal(size=(400, 2, count))
        found = [interval_of_means(*pair) for pair in sides.tolist()]
        covered = np.mean([low <= 0 <= high for low, high in found])
        assert covered >= 0.92, (count, covered)
    apart = draw.normal(size=(200, 2, 10)) + np.array([0, 3])[:, None]
    assert np.mean([high < 0 for _, high in (interval_of_means(*pair) for pair in apart.tolist())]) > 0.95


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("baseline > 2", "nothing of a run is compared", "baseline - 0.005"),
        ("exists(baseline)", "one side of a comparison", "baseline - 0.005"),
        ("baseline > baseline", "both sides", "baseline.summary"),
        ("1 < 2", "names no value of a run", "summary"),
        ("metrics/mAP50-95(B) > 0.5", "unexpected '('", "backticks"),
        ("map(train/loss, it - baseline) > 1", "baseline", ""),
        ("acc > ", "ends too early", ""),
        ("loss & acc", "'&'", "and"),
    ],
)
def test_a_condition_that_cannot_be_is_refused_with_the_right_one(text, what, hint):
    with pytest.raises(ExpressionError) as wrong:
        parse_gate(text)
    assert what in wrong.value.what
    assert hint in wrong.value.hint
