"""Scores of Ragas: metrics by their columns, failed judges, lists that Python wrote."""

from __future__ import annotations

import json
import shutil

import pytest
from evaluation_logs import LOGS, cells, column, one, read

FOLDER = LOGS / "ragas"


def test_scores_are_read_and_data_sets_are_not():
    runs, said = read(FOLDER)
    assert [run.meta.name for run in runs if run.meta.format == "ragas"] == ["scores", "talk", "talk_only"]
    assert "scores.csv" not in " ".join(said)


def test_means_of_the_metrics(tmp_path):
    shutil.copy(FOLDER / "scores.jsonl", tmp_path)
    run = one(tmp_path)
    rows = [json.loads(line) for line in (FOLDER / "scores.jsonl").read_text("utf-8").splitlines()]
    for name in ("exact_match", "non_llm_string_similarity"):
        assert run.summary()[f"{name}/mean"] == pytest.approx(sum(row[name] for row in rows) / len(rows))
    told = run.evaluation()
    assert told.check == "input"
    assert told.passed_by == "exact_match is 1"
    assert column(run, "pass").count(False) == 1


def test_a_judge_that_failed_is_unscored(tmp_path):
    (tmp_path / "x.jsonl").write_text(
        '{"user_input": "a", "response": "b", "faithfulness": NaN}\n'
        '{"user_input": "c", "response": "d", "faithfulness": 0.5}\n',
        "utf-8",
    )
    run = one(tmp_path)
    assert cells(run, "faithfulness", "id") == [(None, 0), (0.5, 1)]
    assert run.summary() == {"faithfulness/mean": 0.5}
    assert run.evaluation().metrics[0].n == 1
    assert run.evaluation().passed == ""


def test_a_conversation_says_type_for_role(tmp_path):
    shutil.copy(FOLDER / "talk.jsonl", tmp_path)
    run = one(tmp_path)
    (messages,) = column(run, "transcript")
    assert [message["role"] for message in messages] == ["user", "assistant", "tool", "assistant"]
    assert messages[1]["tool_calls"] == [{"name": "lookup", "args": {"key": "Peru"}}]
    assert column(run, "input") == ["capital of Peru?"]


def test_lists_of_python_are_read_on_request(tmp_path):
    shutil.copy(FOLDER / "scores.csv", tmp_path)
    assert column(one(tmp_path), "retrieved_contexts")[0] == "['one', 'two']"
    assert column(one(tmp_path, python_lists=True), "retrieved_contexts")[0] == ["one", "two"]
    text = (tmp_path / "scores.csv").read_text("utf-8").replace("\"['one', 'two']\"", "[__import__('os').getpid()]")
    (tmp_path / "scores.csv").write_text(text, "utf-8")
    assert column(one(tmp_path, python_lists=True), "retrieved_contexts")[0] == "[__import__('os').getpid()]"
