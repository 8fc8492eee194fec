"""Folders of OpenCompass: percentages, predictions in parts, details of either form."""

from __future__ import annotations

import json

from evaluation_logs import cells, column, one, read


def write(folder, rows, results=None, name="world", model="model_a"):
    """Write predictions, and results if there are some, as OpenCompass 0.5 does."""
    for part, said in (("predictions", rows), ("results", results)):
        place = folder / "20261127_133000" / part / model
        place.mkdir(parents=True, exist_ok=True)
        if said is not None:
            (place / f"{name}.json").write_text(json.dumps(said), "utf-8")
    (folder / "20261127_133000" / "summary").mkdir(exist_ok=True)


def predicted(*answers, start=0):
    """Return predictions by number."""
    return {
        str(n + start): {"origin_prompt": [{"role": "HUMAN", "prompt": f"q{n + start}"}], "prediction": answer,
                         "gold": "yes"}
        for n, answer in enumerate(answers)
    }  # fmt: skip


def test_percentages_and_details(tmp_path):
    details = {"0": {"correct": True, "predictions": "yes"}, "1": {"correct": False, "predictions": "no"}}
    write(tmp_path, predicted("yes", "no"), {"accuracy": 50.0, "details": details})
    run = one(tmp_path)
    assert run.meta.name == "model_a"
    assert run.summary() == {"accuracy": 50.0}
    assert run.meta.remarks == ("scores of OpenCompass are percentages, 0 to 100",)
    assert cells(run, "id", "target", "answer", "pass") == [(0, "yes", "yes", True), (1, "yes", "no", False)]
    assert column(run, "input")[0] == [{"role": "user", "content": "q0"}]
    assert run.meta.created == 1795786200.0


def test_parts_are_joined_by_number(tmp_path):
    for n in (10, 2, 0, 1):
        write(tmp_path, predicted(f"a{n}"), name=f"world_{n}")
    run = one(tmp_path)
    assert run.evaluation().task == "world"
    assert column(run, "answer") == ["a0", "a1", "a2", "a10"]
    assert run.evaluation().passed == ""
    assert "there are predictions, and no results" in run.meta.remarks


def test_a_number_at_the_end_is_no_part(tmp_path):
    write(tmp_path, predicted("yes"), {"accuracy": 100.0}, name="math_500")
    assert one(tmp_path).evaluation().task == "math_500"


def test_details_as_a_list_and_other_words(tmp_path):
    details = [{"pred": ["yes"], "cascade_correct": True}, {"pred": ["no"], "cascade_correct": False}]
    write(tmp_path, predicted("It is yes", "It is no"), {"accuracy": 50.0, "details": details})
    run = one(tmp_path)
    assert column(run, "pass") == [True, False]
    assert column(run, "extracted") == ["yes", "no"]


def test_damage_and_interruption_are_said(tmp_path):
    write(tmp_path, predicted("yes"), {"accuracy": 100.0})
    place = tmp_path / "20261127_133000" / "predictions" / "model_a"
    (place / "world.json").write_text("{", "utf-8")
    (place / "tmp_world.jsonl").write_text("", "utf-8")
    (run,), _ = read(tmp_path)
    assert [str(loss) for loss in run.meta.losses] == [
        "predictions/model_a/world.json: is not valid JSON",
        "predictions/model_a: the evaluation was interrupted; what it had so far is not read",
    ]


def test_perplexities_and_turns(tmp_path):
    row = {"label: A": {"prompt": "p A", "PPL": 1.5}, "label: B": {"prompt": "p B", "PPL": 2.5}, "prediction": "A"}
    write(tmp_path, {"0": row}, name="ppl")
    talk = {"origin_prompt": [{"role": "HUMAN", "prompt": "a"}, {"role": "HUMAN", "prompt": "b"}],
            "prediction": ["1", "2"], "gold": None}  # fmt: skip
    write(tmp_path, {"0": talk}, name="talk")
    runs = {run.evaluation().task: run for run in read(tmp_path)[0]}
    assert column(runs["ppl"], "perplexities") == [{"A": 1.5, "B": 2.5}]
    assert [message["content"] for message in column(runs["talk"], "transcript")[0]] == ["a", "1", "b", "2"]
