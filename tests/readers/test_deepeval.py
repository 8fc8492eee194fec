"""Test runs of DeepEval: its counts, and what a broken metric is not."""

from __future__ import annotations

import json

from evaluation_logs import LOGS, cells, column, read

FOLDER = LOGS / "deepeval"


def runs_of():
    """Return the two test runs: of cases, and of a conversation."""
    runs, said = read(FOLDER)
    assert not said
    return runs


def test_its_own_counts():
    run = runs_of()[0]
    own = json.loads((FOLDER / "test_run_20260101_000000.json").read_text("utf-8"))
    (metric,) = own["metricsScores"]
    summary = run.summary()
    assert (summary["test_passed"], summary["test_failed"]) == (own["testPassed"], own["testFailed"]) == (6, 2)
    assert [summary[f"Contains/{what}"] for what in ("passes", "fails", "errors")] == [6, 1, 1]
    assert summary["Contains/mean"] == sum(metric["scores"]) / len(metric["scores"])
    assert len(metric["scores"]) == 7
    assert run.evaluation().metrics[1].n == 7


def test_a_metric_that_broke_is_no_fail():
    run = runs_of()[0]
    rows = {ident: rest for ident, *rest in cells(run, "id", "pass", "error", "Contains")}
    assert rows["sum 5*5"] == [None, "Contains: ValueError: the judge broke", None]
    assert rows["capital Chad"] == [False, None, 0.0]
    assert run.meta.remarks == ("a metric broke in 1 test; DeepEval counts 2 as failed",)


def test_settings_that_were_numbers():
    run = runs_of()[0]
    assert run.meta.config == {"model": "a", "temperature": 0.1, "identifier": "run a"}
    assert run.evaluation().scores[0].threshold == 0.5
    assert run.evaluation().categories == ("tag",)
    assert run.meta.name == "a, run a"


def test_conversations_and_calls():
    cases, talk = runs_of()
    (messages,) = column(talk, "transcript")
    assert [message["role"] for message in messages] == ["user", "assistant", "user"]
    call = column(cases, "transcript")[0][1]["toolsCalled"][0]
    assert call["inputParameters"] == {"key": "France"}
    assert column(cases, "retrieval_context")[0] == ["chunk one", "chunk two"]


def test_the_newest_file_wraps_the_same(tmp_path):
    own = json.loads((FOLDER / "test_run_20260101_000000.json").read_text("utf-8"))
    (tmp_path / "latest.json").write_text(json.dumps({"testRunData": own}), "utf-8")
    (run,), said = read(tmp_path)
    assert not said
    assert column(run, "pass") == column(runs_of()[0], "pass")


def test_scores_only():
    runs, _ = read(FOLDER, scores_only=True)
    assert runs[0].table("samples").columns == ["id", "tag", "Contains", "pass", "error", "seconds", "cost"]
