"""Results of lm-evaluation-harness: its numbers by task, and its samples by filter, choice and prompt."""

from __future__ import annotations

import json
import math
import shutil

import pytest
from evaluation_logs import LOGS, cells, column, one, read

FOLDER = LOGS / "lm_eval"


def runs_of(name):
    """Return the runs of a folder by task, and what its file of results says."""
    runs, said = read(FOLDER / name)
    assert not said
    (file,) = (FOLDER / name).rglob("results_*.json")
    return {run.evaluation().task: run for run in runs}, json.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("name", ["a", "b", "limit", "bare", "chat"])
def test_its_own_numbers(name):
    runs, said = runs_of(name)
    assert set(runs) == set(said["results"])
    for task, run in runs.items():
        own = {key: value for key, value in said["results"][task].items() if "," in key and value != "N/A"}
        assert run.summary() == {key.removesuffix(",none"): value for key, value in own.items()}
        for metric in run.evaluation().metrics:
            if metric.score:
                rows = cells(run, metric.score, *metric.within)
                found = [row[0] for row in rows if list(row[1:]) == list(metric.within.values())]
                assert math.fsum(found) / len(found) == pytest.approx(run.summary()[metric.key], abs=1e-12)
                assert len(found) == metric.n


def test_the_number_of_a_group_is_that_of_its_scores():
    runs, said = runs_of("a")
    assert said["results"]["world"]["sample_len"] == 16
    (metric,) = runs["world"].evaluation().metrics
    assert (metric.key, metric.n) == ("acc", 8)
    assert runs["world"].evaluation().table == ""
    assert runs["world_mc"].meta.group == runs["world_gen"].meta.group == "world"


def test_not_available_is_no_number():
    runs, said = runs_of("a")
    assert said["results"]["world_ppl"]["word_perplexity_stderr,none"] == "N/A"
    metrics = runs["world_ppl"].evaluation().metrics
    assert [(metric.key, metric.error, metric.goal) for metric in metrics] == [
        ("word_perplexity", "", "minimize"),
        ("bits_per_byte", "", "minimize"),
    ]
    assert not runs["world_ppl"].evaluation().scores
    assert len(cells(runs["world_ppl"], "word_perplexity")[0][0]) == 2


def test_a_document_is_a_row_for_each_filter():
    runs, _ = runs_of("chat")
    run, told = runs["world_gen"], runs["world_gen"].evaluation()
    assert told.key == ("id", "filter")
    assert told.strata == ("filter",)
    assert told.cluster == "id"
    assert told.total == 8
    keys = cells(run, *told.key)
    assert len(keys) == 16
    assert len(set(keys)) == 16
    assert [(metric.key, dict(metric.within), metric.n) for metric in told.metrics] == [
        ("exact_match,strict", {"filter": "strict"}, 8),
        ("exact_match,loose", {"filter": "loose"}, 8),
    ]
    passed = {pair: value for *pair_, value in cells(run, "id", "filter", "pass") if (pair := tuple(pair_))}
    assert sum(value for (_, kind), value in passed.items() if kind == "strict") == 8
    assert sum(value for (_, kind), value in passed.items() if kind == "loose") == 0


def test_a_chat_is_stored_as_a_text_of_json_in_a_list():
    runs, said = runs_of("chat")
    prompt = column(runs["world_gen"], "input")[0]
    assert [message["role"] for message in prompt] == ["system", "user", "assistant", "user"]
    transcript = column(runs["world_gen"], "transcript")[0]
    assert transcript[:-1] == prompt
    assert transcript[-1] == {"role": "assistant", "content": column(runs["world_gen"], "responses")[0][0]}
    assert len(column(runs["world_gen"], "responses")[0]) == 2
    assert runs["world_gen"].evaluation().model == said["model_name"] == "org/mock"


def test_choices_with_their_likelihoods():
    runs, _ = runs_of("a")
    run = runs["world_mc"]
    for target, answer, choices, numbers, acc, passed in cells(
        run, "target", "answer", "choices", "loglikelihoods", "acc", "pass"
    ):
        assert choices[0] == target
        assert all(isinstance(number, float) for number in numbers)
        assert answer == choices[numbers.index(max(numbers))]
        assert (answer == target) is passed is (acc == 1)
    assert run.evaluation().categories == ("subject",)
    assert run.evaluation().passed_by == "acc is 1"


def test_what_must_be_equal_to_be_compared():
    a, b = (runs_of(name)[0]["world_mc"].evaluation() for name in ("a", "b"))
    assert a.check == b.check == "doc_hash"
    assert a.like["few-shot examples"] == "0"
    assert b.like["few-shot examples"] == "2"
    assert a.like["task hash"] != b.like["task hash"]
    assert column(runs_of("a")[0]["world_mc"], "doc_hash") == column(runs_of("b")[0]["world_mc"], "doc_hash")


def test_limits_and_missing_samples_are_said():
    assert runs_of("limit")[0]["world_mc"].meta.remarks == ("a limit was set: 3 of 8 samples were asked",)
    bare = runs_of("bare")[0]["world_mc"]
    assert bare.meta.remarks[1] == "its samples were not saved; lm_eval does with --log_samples"
    assert bare.evaluation().table == ""


def test_a_random_folder_is_no_name():
    runs, said = runs_of("a")
    assert said["model_name"] not in repr([(run.meta.name, run.evaluation().model) for run in runs.values()])
    assert runs["world_mc"].meta.name == "world_mc"


def test_runs_that_share_a_folder_are_told_apart_by_their_time(tmp_path):
    for name in ("a", "b"):
        for path in (FOLDER / name).rglob("*.json*"):
            shutil.copy(path, tmp_path)
    runs, said = read(tmp_path)
    assert not said
    assert len(runs) == 5
    found = [run for run in runs if run.evaluation().task == "world_mc"]
    assert [column(run, "acc") for run in found] == [
        column(runs_of("a")[0]["world_mc"], "acc"),
        column(runs_of("b")[0]["world_mc"], "acc"),
    ]
    assert len({run.meta.name for run in runs}) == 5


def test_nothing_of_the_machine():
    for name in ("a", "b", "limit", "bare", "chat"):
        for run in runs_of(name)[0].values():
            text = repr((run.meta, run.summary(), run.evaluation(), run.tables("samples")))
            assert not any(word in text for word in ("/home/", "127.0.0.1", "base_url", "config_source", "env_info"))


def test_samples_alone_and_damaged_lines(tmp_path):
    (path,) = (FOLDER / "b").rglob("samples_*.jsonl")
    text = path.read_text("utf-8").splitlines()
    text[2] = text[2][:40]
    (tmp_path / path.name).write_text("\n".join(text), "utf-8")
    run = one(tmp_path)
    assert run.meta.name == "world_mc"
    assert len(column(run, "id")) == 7
    assert run.meta.state == ""
    assert [str(loss) for loss in run.meta.losses] == [
        f"{path.name}: 1 line is not an object of JSON and was not read, the first is line 3"
    ]


def test_scores_only():
    runs, _ = read(FOLDER / "chat", scores_only=True)
    names = runs[0].table("samples").columns
    assert names == ["id", "filter", "exact_match", "pass"]
    assert not any(word in repr(runs[0].meta.config) for word in ("Be short", "{{q}}"))
