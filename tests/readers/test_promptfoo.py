"""Results of promptfoo: its counts and named scores, its three states, its answers of every form."""

from __future__ import annotations

import json
import shutil

import pytest
from evaluation_logs import LOGS, cells, column, one, read

FOLDER = LOGS / "promptfoo"


@pytest.fixture(scope="module")
def runs():
    made, said = read(FOLDER)
    assert said == []
    return made


@pytest.fixture(scope="module")
def document():
    return json.loads((FOLDER / "world.json").read_text("utf-8"))["results"]


def test_each_prompt_with_each_provider_is_a_run_with_its_counts(runs, document):
    text = "{{kind}} of {{q}}? say {{answer}}"
    text = "{{kind}} of {{q}}? say {{answer}}"
    assert [run.meta.name for run in runs] == [f"bot-a, {text}", "bot-a, chat", f"bot-b, {text}", "bot-b, chat"]
    for run, prompt in zip(runs, document["prompts"], strict=True):
        own, summary, passed = prompt["metrics"], run.summary(), column(run, "pass")
        assert [summary[name] for name in ("passed", "failed", "errors")] == [
            own["testPassCount"], own["testFailCount"], own["testErrorCount"],
        ]  # fmt: skip
        assert [passed.count(state) for state in (True, False, None)] == [
            own["testPassCount"], own["testFailCount"], own["testErrorCount"],
        ]  # fmt: skip
        assert summary["cost"] == own["cost"]
    states = [state for run in runs for state in column(run, "pass")]
    stats = document["stats"]
    assert [states.count(state) for state in (True, False, None)] == [
        stats["successes"], stats["failures"], stats["errors"],
    ]  # fmt: skip


def test_named_scores_are_sums_of_weights(runs, document):
    for run, prompt in zip(runs, document["prompts"], strict=True):
        own = prompt["metrics"]
        for name, weight in own["namedScoreWeights"].items():
            assert run.summary()[name] == own["namedScores"][name] / weight
            found = [value for value in column(run, name) if value is not None]
            assert sum(found) / len(found) == pytest.approx(run.summary()[name])
        assert run.summary()["share"] == own["namedScores"]["share"]
    assert runs[0].summary()["accuracy"] == 0.625


def test_a_failed_assertion_is_no_error(runs):
    rows = {(i, e): (p, error, reason) for i, e, p, error, reason in
            cells(runs[2], "id", "epoch", "pass", "error", "reason")}  # fmt: skip
    assert rows["sum, 17+26, 43", 1] == (None, "Error: socket hang up", None)
    assert rows["sum, 5*5, 25", 1][0] is None
    assert "500 Internal Server Error" in rows["sum, 5*5, 25", 1][1]
    failed = [row for row in rows.values() if row[0] is False]
    assert failed
    assert all(error is None and reason for _, error, reason in failed)
    assert all(value is None for value, state in cells(runs[2], "score", "pass") if state is None)
    assert "4 tests of 16 ended with an error" in runs[2].meta.remarks[0]


def test_repeats_are_epochs_of_one_test(runs):
    told = runs[0].evaluation()
    assert told.key == ("id", "epoch")
    assert told.cluster == "id"
    assert len(column(runs[0], "id")) == 16
    assert len(set(column(runs[0], "id"))) == 8
    assert set(column(runs[0], "epoch")) == {1, 2}
    assert cells(runs[0], "id", "epoch", "vars_hash") == cells(runs[2], "id", "epoch", "vars_hash")


def test_a_nested_assertion_is_there_once(runs, document):
    written = document["results"][0]["gradingResult"]["componentResults"]
    assert [one["reason"] for one in written] != ["inner"]
    assert [len(found) for found in column(runs[0], "assertions")] == [2] * 16
    assert column(runs[0], "assertions")[0][0]["type"] == "contains"


def test_answers_of_every_form(runs):
    answers = dict(cells(runs[1], "id", "answer"))
    transcripts = dict(cells(runs[1], "id", "transcript"))
    assert json.loads(answers["capital, Peru, Lima"]) == {"city": "Lima"}
    calls = transcripts["capital, Japan, Tokyo"][-1]["tool_calls"]
    assert calls[0]["function"]["name"] == "lookup"
    assert [message["role"] for message in transcripts["sum, 2+2, 4"]] == ["system", "user", "assistant"]
    parts = transcripts["sum, 2+2, 4"][-1]["content"]
    assert [part["type"] for part in parts] == ["text", "image_url"]
    assert parts[1]["image_url"]["url"].startswith("data:image/png;base64,")
    assert column(runs[1], "input")[0][0] == {"role": "system", "content": "Answer shortly."}


def test_what_a_comparison_needs(runs):
    told = [run.evaluation() for run in runs]
    assert {one.task for one in told} == {"world"}
    assert [one.model for one in told] == ["bot-a", "bot-a", "bot-b", "bot-b"]
    assert told[0].categories == ("kind", "category")
    assert told[0].check == "vars_hash"
    assert [score.column for score in told[0].scores] == ["score", "accuracy", "judge", "style"]
    assert told[0].metrics[0].key == "pass_rate"


def test_lines_are_the_same_results(tmp_path, runs):
    shutil.copy(FOLDER / "world.jsonl", tmp_path)
    found, said = read(tmp_path)
    assert not said
    assert [column(run, "pass") for run in found] == [column(run, "pass") for run in runs]


def test_nothing_of_the_machine(runs):
    text = repr([(run.meta, run.summary(), run.evaluation(), run.tables("samples")) for run in runs])
    assert not any(word in text for word in ("/home/", "SECRET_OF", "internal.example", "    at "))


def test_scores_only():
    made, _ = read(FOLDER, scores_only=True)
    text = repr([(run.meta.config, run.tables("samples")) for run in made])
    assert not any(word in text for word in ("Atlantis", "Answer shortly", "{{q}}"))


def test_an_evaluation_that_was_exported_twice(tmp_path, runs):
    for name in ("a.json", "b.json"):
        shutil.copy(FOLDER / "world.json", tmp_path / name)
    found, said = read(tmp_path)
    assert len(found) == len(runs)
    assert said == ["b.json: it holds the same evaluation as 'a.json', and is not shown twice"]


def test_damage_is_said(tmp_path):
    text = (FOLDER / "world.json").read_text("utf-8")
    (tmp_path / "world.json").write_text(text[:3000], "utf-8")
    found, said = read(tmp_path)
    assert not found
    assert said == ["world.json: the results: is not valid JSON"]


def test_one_run_is_called_by_its_provider(tmp_path):
    made = json.loads((FOLDER / "world.json").read_text("utf-8"))
    made["results"]["results"] = [row for row in made["results"]["results"] if row["promptIdx"] == 0]
    (tmp_path / "x.json").write_text(json.dumps(made), "utf-8")
    assert one(tmp_path).meta.name == "bot-a"
