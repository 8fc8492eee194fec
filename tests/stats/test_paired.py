"""Statistics of evaluations, against SciPy's, and against the figures of small cases by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reportgen.model.evaluation import Evaluation, Score
from reportgen.model.table import Table
from reportgen.stats.evaluations.intervals import estimate, wilson
from reportgen.stats.evaluations.paired import compare, mcnemar
from reportgen.stats.evaluations.samples import Samples, compared_score, variants
from reportgen.stats.evaluations.student import quantile, two_sided

COUNTS = st.integers(1, 3000)


@given(COUNTS, st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_quantiles_are_scipys(degrees, level):
    assert quantile(degrees, level) == pytest.approx(stats.t.ppf((1 + level) / 2, degrees), rel=1e-9)


@given(COUNTS, st.floats(-30, 30))
def test_probabilities_are_scipys(degrees, t):
    assert two_sided(t, degrees) == pytest.approx(2 * stats.t.sf(abs(t), degrees), rel=1e-6, abs=1e-9)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_is_scipys(case):
    right, n = case
    found = stats.binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert wilson(right, n) == pytest.approx((found.low, found.high), abs=1e-12)
    assert 0 <= wilson(right, n)[0] <= right / n <= wilson(right, n)[1] <= 1


@given(st.integers(0, 400), st.integers(0, 400))
def test_mcnemars_p_is_scipys(only_first, only_second):
    if only_first + only_second:
        expected = stats.binomtest(only_first, only_first + only_second).pvalue
        assert mcnemar(only_first, only_second) == pytest.approx(expected, rel=1e-9)
    else:
        assert math.isnan(mcnemar(0, 0))


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_the_interval_of_a_mean_is_scipys(values):
    array = np.array(values)
    if array.std() < 1e-9 * max(1, abs(array).max()) or np.isin(array, (0, 1)).all():
        return
    found = stats.ttest_1samp(array, 0).confidence_interval(0.95)
    got = estimate(array)
    assert (got.low, got.high) == pytest.approx((found.low, found.high), rel=1e-6, abs=1e-6)
    alone = estimate(array, list(range(len(array))))
    assert (alone.low, alone.high, alone.rule) == (got.low, got.high, "mean")


def test_repeats_of_a_sample_widen_the_interval():
    values = np.repeat([0.1, 0.5, 0.9, 0.3], 10)
    apart, together = estimate(values), estimate(values, np.repeat(["a", "b", "c", "d"], 10).tolist())
    assert together.rule == "mean"
    assert (together.n, together.clusters) == (40, 4)
    # Equal repeats are worth as much as one: the interval is that of the four samples.
    four = estimate(np.array([0.1, 0.5, 0.9, 0.3]))
    assert (together.low, together.high) == pytest.approx((four.low, four.high))
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_shares_of_repeated_samples_stay_shares():
    values = np.array([1.0] * 9 + [0.0] * 3)
    names = [f"sample {i // 3}" for i in range(12)]
    apart, together = estimate(values), estimate(values, names)
    assert 0 <= together.low < apart.low < apart.high < together.high <= 1
    assert (together.rule, together.clusters) == ("wilson", 4)
    # All repeats of a sample agree, so that twelve are worth hardly more than four.
    four = wilson(3, 4)
    assert together.low == pytest.approx(four[0], abs=0.05)
    assert estimate(np.ones(12), names).low == pytest.approx(wilson(4, 4)[0])


def test_differences_of_repeated_samples_are_not_certain_without_a_spread():
    rows = [(i // 3, "x", "", i % 2 == 0, None) for i in range(12)]
    both = samples(*rows, key=("id",))
    found = compare(both, both, Score("pass"))
    assert found.difference.clusters == 4
    assert found.difference.low == -found.difference.high < -0.2
    assert math.isnan(found.p)


def test_what_was_not_scored_is_no_zero():
    found = estimate(np.array([1.0, math.nan, 0.0, math.nan, 1.0, 1.0]))
    assert (found.value, found.n, found.rule) == (0.75, 4, "wilson")
    assert math.isnan(estimate(np.array([math.nan])).value)
    infinite = estimate(np.array([1.0, math.inf, 0.5]))
    assert infinite.value == math.inf
    assert math.isnan(infinite.low)


def samples(*rows: tuple[object, ...], **more: object) -> Samples:
    table = Table(["id", "kind", "answer", "pass", "grade"], [list(row) for row in rows], len(rows))
    own = {"categories": ("kind",), "scores": (Score("grade"),), **more}
    return Samples(table, Evaluation("task", **own))


PAIR = [("abcdefgh"[i], "xy"[i % 2]) for i in range(8)]
FIRST = samples(*[(*one, "a", i not in {6, 7}, i / 10) for i, one in enumerate(PAIR)])
SECOND = samples(*[(*one, "b" if i else "a", i not in {0, 7}, i / 5) for i, one in enumerate(PAIR)])


def test_two_runs_are_paired_by_their_samples():
    score = compared_score([FIRST, SECOND])
    assert score is not None
    assert score.column == "pass"
    found = compare(FIRST, SECOND, score)
    assert found.outcomes is not None
    outcomes = found.outcomes
    assert (outcomes.both, outcomes.only_first, outcomes.only_second, outcomes.neither) == (5, 1, 1, 1)
    assert (found.first.low, found.first.high) == pytest.approx((0.41, 0.93), abs=0.005)
    assert found.difference.value == 0
    assert found.difference.low == pytest.approx(-found.difference.high)
    assert found.difference.high < 1.96 * 0.231  # which it would be unpaired
    assert (found.p, found.test) == (1.0, "mcnemar")
    assert found.changed == 6  # of g and a the score changed, too
    assert not found.is_decided
    assert [(one.name, one.difference.n) for one in found.categories] == [("x", 4), ("y", 4)]


def test_half_a_pair_of_each_outcome_keeps_few_pairs_uncertain():
    first = samples(*[(i, "x", "", i < 4, None) for i in range(10)])
    second = samples(*[(i, "x", "", i < 9, None) for i in range(10)])
    found = compare(first, second, Score("pass"))
    assert found.difference.value == 0.5
    middle = 5 / 12
    error = math.sqrt(((5.5 + 0.5) / 12 - middle**2) / 12)
    assert found.difference.low == pytest.approx(middle - 1.959964 * error)
    assert found.difference.high == pytest.approx(middle + 1.959964 * error)
    assert found.p == pytest.approx(2 / 2**5)


def test_few_pairs_without_a_difference_are_not_certain():
    first = samples(*[(i, "x", "", True, None) for i in range(4)])
    found = compare(first, first, Score("pass"))
    assert found.difference.low == -found.difference.high < -0.2
    assert (found.test, found.is_decided) == ("none", False)


def test_nothing_is_dropped_silently():
    first = samples(("a", "x", "", True, 1), ("b", "x", "", None, 1), ("c", "x", "", False, 1), ("c", "x", "", True, 1))
    second = samples(("a", "x", "", True, 1), ("b", "x", "", True, 1), ("d", "x", "", True, 1), ("c", "x", "", True, 1))
    found = compare(first, second, Score("pass"))
    assert (found.only_first, found.only_second, found.unscored) == (1, 1, 1)  # the second c, d, b
    assert found.difference.n == 2


def test_pairs_that_are_not_the_same_sample_are_not_compared():
    changed = samples(("a", "x", "other", True, 1), ("b", "x", "", True, 1), check="answer")
    plain = samples(("a", "x", "one", False, 1), ("b", "x", "", False, 1), check="answer")
    found = compare(plain, changed, Score("pass"))
    assert (found.unlike, found.difference.n) == (1, 1)


def test_strata_are_not_pooled():
    rows = [(i, "strict" if i % 2 else "loose", "", i % 2 == 0, i) for i in range(8)]
    both = [samples(*rows, strata=("kind",), key=("id", "kind")) for _ in range(2)]
    assert variants(both) == [("loose",), ("strict",)]
    loose = compare(*both, Score("pass"), ("loose",))
    assert (loose.first.value, loose.first.n) == (1.0, 4)
    assert compare(*both, Score("pass"), ("strict",)).first.value == 0.0


def test_scores_of_many_values_are_tested_by_students_t():
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=30), rng.normal(0.3, size=30)
    first = samples(*[(i, "x", "", None, float(v)) for i, v in enumerate(a)])
    second = samples(*[(i, "x", "", None, float(v)) for i, v in enumerate(b)])
    score = compared_score([first, second])
    assert score is not None
    assert score.column == "grade"  # nothing passed or failed
    found = compare(first, second, score)
    expected = stats.ttest_rel(b, a)
    assert found.p == pytest.approx(expected.pvalue)
    bounds = expected.confidence_interval()
    assert (found.difference.low, found.difference.high) == pytest.approx((bounds.low, bounds.high))
    assert found.outcomes is None
