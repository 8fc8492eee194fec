"""Results of lighteval with their details: three columns of structures, flattened."""

from __future__ import annotations

import json

import duckdb
from evaluation_logs import cells, column, one, read

STAMP = "2026-11-27T13-30-00.123456"


def write(folder, *, older=False):
    """Write results and details as lighteval 0.13 does."""
    place = folder / "results" / "org" / "a"
    place.mkdir(parents=True)
    said = {
        "config_general": {"model_name": "org/a", "max_samples": 2, "total_evaluation_time_secondes": "12.3"},
        "results": {"custom:world:0": {"em": 0.5, "em_stderr": float("nan")}, "all": {"em": 0.5}},
        "versions": {"custom:world:0": 3}, "config_tasks": {}, "summary_tasks": {}, "summary_general": {},
    }  # fmt: skip
    (place / f"results_{STAMP}.json").write_text(json.dumps(said), "utf-8")
    details = folder / "details" / "org" / "a" / STAMP
    details.mkdir(parents=True)
    row = (
        "SELECT {{'query': 'capital of {0}?', 'choices': ['{1}', 'x'], 'gold_index': 0, 'id': '{2}'}} AS doc,"
        " {{'em': {3}::DOUBLE}} AS metric, {{'input': [{{'role': 'user', 'content': 'capital of"
        " {0}?'}}], 'text': ['{4}'],"
        " 'input_tokens': [1, 2, 3], 'output_tokens': [[4, 5]], 'reasonings': ['hm'], 'text_post_processed': ['{4}'],"
        " 'truncated_tokens_count': 0}} AS model_response"
    )
    if older:
        row = "SELECT 'capital of {0}?' AS full_prompt, '{4}' AS predictions"
    rows = [("France", "Paris", 0, "1.0", "Paris"), ("Japan", "Tokyo", 1, "0.0", "x")]
    query = " UNION ALL ".join(row.format(*values) for values in rows)
    path = details / f"details_custom|world|0_{STAMP}.parquet"
    duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")


def test_results_and_details_are_one_run(tmp_path):
    write(tmp_path)
    run = one(tmp_path)
    assert run.meta.name == "org/a"
    assert run.meta.duration == 12.3
    assert run.summary() == {"em": 0.5}
    told = run.evaluation()
    assert (told.task, told.model, told.passed_by) == ("custom:world:0", "org/a", "em is 1")
    assert told.like == {"version": "3", "few-shot examples": "0"}
    assert (told.metrics[0].key, told.metrics[0].error, told.metrics[0].n) == ("em", "", 2)
    rows = cells(run, "id", "target", "answer", "em", "pass", "tokens_in", "tokens_out", "reasoning")
    assert sorted(rows) == [("0", "Paris", "Paris", 1.0, True, 3, 2, "hm"), ("1", "Tokyo", "x", 0.0, False, 3, 2, "hm")]
    assert column(run, "transcript")[0][-1]["reasoning_content"] == "hm"
    assert "input_tokens" not in repr(run.table("samples"))


def test_details_without_results(tmp_path):
    write(tmp_path)
    (tmp_path / "results" / "org" / "a" / f"results_{STAMP}.json").unlink()
    run = one(tmp_path)
    assert run.meta.state == ""
    assert run.evaluation().model == "org/a"
    assert len(column(run, "id")) == 2


def test_older_details_are_named(tmp_path):
    write(tmp_path, older=True)
    (run,), _ = read(tmp_path)
    assert [loss.what for loss in run.meta.losses] == ["its columns are of an older version, and it is not read"]
    assert run.summary() == {"em": 0.5}


def test_scores_only(tmp_path):
    write(tmp_path)
    names = one(tmp_path, scores_only=True).table("samples").columns
    assert names == ["id", "em", "pass", "tokens_in", "tokens_out"]
