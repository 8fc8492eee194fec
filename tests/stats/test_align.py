"""Points of one step belong together in the order in which they were logged; none is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.lang.expression import parse
from reportgen.model.column import Column, KeyInfo
from reportgen.model.run import Run, RunMeta, RunSource
from reportgen.model.runset import RunSet
from reportgen.panels.base.lines.series import series_of
from reportgen.panels.custom_chart.rows import rows_of_history
from reportgen.stats.align import places, shared, turns
from reportgen.stats.derive import derive

STEPS = st.lists(st.integers(0, 6), max_size=12).map(lambda steps: np.array(sorted(steps), np.int64) / 2)


class Metrics(RunSource):
    """A run of plain columns: what a reader of metrics has to write."""

    def __init__(self, **columns):
        self.columns = columns

    @property
    def meta(self):
        return RunMeta("r", "r", "test")

    def keys(self):
        return {key: KeyInfo(key, ("number",), len(steps)) for key, (steps, _) in self.columns.items()}

    def column(self, key):
        steps, values = self.columns[key]
        return Column(np.array(steps), np.array(values, float), np.full(len(steps), np.nan))


def run_of(**columns):
    return Run(Metrics(**columns), 0, "r")


@given(STEPS, STEPS)
def test_a_point_goes_with_the_one_of_its_turn(steps, within):
    found = places(steps, within)
    for step, turn, place in zip(steps, turns(steps), found, strict=True):
        same = np.flatnonzero(within == step)
        assert place == (same[min(turn, len(same) - 1)] if len(same) else -1)


@given(st.lists(STEPS, min_size=2, max_size=3))
def test_shared_steps_stand_as_often_as_anywhere(columns):
    found = shared(columns).tolist()
    for step in {step for steps in columns for step in steps}:
        counts = [steps.tolist().count(step) for steps in columns]
        assert found.count(step) == (max(counts) if min(counts) else 0)


def test_formulas_keep_every_point_and_fractional_steps():
    run = run_of(acc=([0.5, 0.5, 1.25], [0.1, 0.2, 0.4]), loss=([0.5, 0.5, 1.25, 2.0], [1, 2, 3, 4]))
    made = derive(parse("1 - acc", metrics=True), run)
    assert (made.steps.tolist(), made.values.tolist()) == ([0.5, 0.5, 1.25], [0.9, 0.8, 0.6])
    both = derive(parse("acc * loss", metrics=True), run)
    assert (both.steps.tolist(), both.values.round(6).tolist()) == ([0.5, 0.5, 1.25], [0.1, 0.4, 1.2])


def test_a_line_over_another_metric_keeps_every_point():
    run = run_of(loss=([3, 3, 4], [1, 2, 3]), epoch=([3, 3, 4], [0, 1, 2]))
    line = series_of(run, "loss", run.column("loss"), {"step": None, "epoch": None}, 1000)
    assert (line.x["epoch"].tolist(), line.x["step"].tolist()) == ([0, 1, 2], [3, 3, 4])


def test_rows_of_history_are_as_many_as_were_logged():
    run = run_of(loss=([3, 3, 4.5], [1, 2, 3]), acc=([3, 4.5], [5, 6]))
    rows = rows_of_history(RunSet((run,)), ["loss", "acc"]).columns
    assert (rows["step"], rows["loss"], rows["acc"]) == ([3, 3, 4.5], [1, 2, 3], [5, None, 6])


def test_a_reader_of_metrics_writes_three_methods():
    run = run_of(loss=([0, 1], [2, 1]))
    source = run.source
    assert run.summary == {"loss": 1}
    assert run.lookup("summary.loss") == 1
    assert (source.media("a"), source.table("a"), source.tables("a"), source.artifacts()) == ([], None, [], [])
    assert (dict(source.charts()), source.console(), source.code().files) == ({}, [], {})
    assert (source.definition("loss").goal, source.step_metrics(), run.printed()) == ("", [], [])
    with pytest.raises(TypeError):
        RunSource()
