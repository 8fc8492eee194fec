"""Runs resumed offline by the real SDK: nothing that was logged is lost, and rows stay rows."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from conftest import RUNS, build_spec, log_runs

from reportgen.sources import read_runs

pytestmark = pytest.mark.sdk


@pytest.fixture(scope="module", params=["0.16.6", "0.22.3", "0.31.0"])
def runs(request):
    folder = log_runs(request.param, "log_resumed.py")
    return {run.meta.id: run for run in read_runs(folder).runs}


def test_steps_that_were_counted_go_on(runs):
    run = runs["counted"]
    acc, epoch = run.column("acc"), run.column("epoch")
    assert acc.steps.tolist() == epoch.steps.tolist() == list(range(30))
    assert acc.values.tolist() == [100 * part + i for part in range(3) for i in range(10)]
    assert epoch.values.tolist() == list(range(30))
    assert np.all(np.diff(acc.times) > 0)
    assert run.column("only.part").values.tolist() == [0] * 10 + [1] * 10 + [2] * 10


def test_all_keys_of_a_row_keep_together(runs):
    run = runs["counted"]
    expected = [(10 * part + i, f"{part}.{i}") for part in range(3) for i in (0, 3, 6, 9)]
    assert [(item.step, item.value.caption) for item in run.media("picture")] == expected
    assert [(item.step, item.value.text) for item in run.media("note")] == [(s, f"text {t}") for s, t in expected]
    assert [item.step for item in run.media("hist")] == [9, 19, 29]
    drawn = run.charts()["chart"].table_key
    assert [step for key in ("rows", drawn) for step, _ in run.tables(key)] == [9, 19, 29] * 2
    if run.meta.sdk != "wandb 0.16.6":  # its logs do not say which version of the table a step has
        assert [table.rows for _, table in run.tables("rows")] == [[[0]], [[1]], [[2]]]
        assert [table.rows for _, table in run.tables(drawn)] == [[[0, 9]], [[1, 9]], [[2, 9]]]
    assert run.table("rows").rows == [[2]]


def test_of_steps_that_were_given_the_later_wins(runs):
    run = runs["given"]
    acc = run.column("acc")
    assert acc.steps.tolist() == list(range(22))
    assert acc.values.tolist() == [*range(6), *(100 + i for i in range(6)), *(200 + i for i in range(10))]
    assert [item.step for item in run.media("picture")] == [0, 3, 6, 9, 12, 15, 18, 21]
    assert [item.value.caption for item in run.media("picture")][2:4] == ["1.0", "1.3"]


def test_it_is_said(runs):
    (counted,), (given,) = runs["counted"].meta.remarks, runs["given"].meta.remarks
    assert "20 later rows were placed after the earlier ones" in counted
    assert "8 steps were logged twice: the later values are shown" in given


def test_a_run_lasts_as_long_as_its_parts(runs):
    run = runs["counted"]
    seconds = [float(log.leaves.numbers(("_runtime",))[1][-1]) for log in run.logs]
    assert run.meta.duration >= sum(seconds)


@pytest.fixture(scope="module")
def parts():
    folder = log_runs("0.31.0", "log_at_once.py")
    return {run.meta.id: run for run in read_runs(folder).runs}


def test_aggregates_are_of_all_parts(parts):
    summary = parts["parts"].summary()
    assert summary["best"].values["max"] == 59
    assert summary["parts"] == {"part0": 0, "part1": 1}
    assert summary["acc"] == 109


def test_processes_that_log_at_once_are_in_the_order_of_time(parts):
    run = parts["ranks"]
    loss = run.column("loss")
    assert loss.steps.tolist() == list(range(16))
    assert np.all(np.diff(loss.times) >= 0)
    assert sorted(loss.values.tolist()) == sorted([*range(8), *range(8)])
    for rank in ("rank0", "rank1"):
        assert run.column(rank).values.tolist() == list(range(8))
    assert run.meta.remarks == ("2 processes logged to the run at the same time: their 16 rows are sorted by time",)


def test_copies_of_one_log_are_one(tmp_path):
    for stamp in ("20261102_080000", "20261103_080000"):
        shutil.copytree(next(RUNS.glob("*r50focal")), tmp_path / stamp / f"offline-run-{stamp}-r50focal")
    (run,) = read_runs(tmp_path).runs
    assert run.column("train/loss").steps.tolist() == list(range(600))
    assert run.meta.remarks == ()


def test_the_build_and_the_page_say_it(tmp_path):
    folder = log_runs("0.31.0", "log_resumed.py")
    result = build_spec(tmp_path, f"runs: {folder}\nblocks: [{{line_plot: {{y: acc, x: epoch}}}}]")
    notes = [str(problem) for problem in result.problems]
    assert any(note.startswith("counted: ") and "20 later rows" in note for note in notes)
    assert result.complete
    assert "20 later rows" in result.path.read_text("utf-8")
