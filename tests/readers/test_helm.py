"""Runs of HELM: perturbed instances apart, files read one instance at a time, no tokens."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from evaluation_logs import cells, column, one

from reportgen.evaluations import streaming
from reportgen.evaluations.files import Unreadable
from reportgen.evaluations.streaming import elements_of

SPEC = {"name": "world:subject=capital,model=org_a", "scenario_spec": {"class_name": "x.World", "args": {"k": "v"}},
        "adapter_spec": {"method": "generation", "model": "org/a", "max_eval_instances": 2},
        "groups": ["g"]}  # fmt: skip


def state(ident, perturbation=None, *, text="Paris", tokens=0):
    """Return a request as HELM writes it."""
    instance = {"input": {"text": f"q {ident}"}, "id": ident, "split": "test",
                "references": [{"output": {"text": "Paris"}, "tags": ["correct"]}]}  # fmt: skip
    if perturbation:
        instance["perturbation"] = {"name": perturbation}
    completion = {"text": text, "tokens": [{"text": "x"}] * tokens, "thinking": {"text": "hm"}}
    return {"instance": instance, "train_trial_index": 0, "request": {"prompt": f"Q: q {ident}"},
            "result": {"success": True, "completions": [completion], "request_time": 0.5}}  # fmt: skip


def stats(ident, value, perturbation=None):
    """Return the statistics of an instance."""
    names = {"exact_match": value, "num_prompt_tokens": 9.0, "inference_runtime": 0.25}
    told = [{"name": {"name": name, "split": "test"}, "mean": one} for name, one in names.items()]
    found = {"instance_id": ident, "train_trial_index": 0, "stats": told}
    return found | ({"perturbation": {"name": perturbation}} if perturbation else {})


def write(folder, states, per_instance, means):
    """Write the folder of a run."""
    place = folder / "runs" / "v1" / "world:subject=capital,model=org_a"
    place.mkdir(parents=True)
    files = {"run_spec": SPEC, "scenario_state": {"adapter_spec": {}, "request_states": states},
             "per_instance_stats": per_instance, "stats": means}  # fmt: skip
    for name, said in files.items():
        (place / f"{name}.json").write_text(json.dumps(said, indent=1), "utf-8")
    return place


MEANS = [
    {"name": {"name": "exact_match", "split": "test"}, "count": 1, "mean": 0.5, "stddev": 0.0},
    {"name": {"name": "exact_match", "split": "test", "perturbation": {"name": "typos", "computed_on": "worst"}},
     "count": 1, "mean": 0.25},
]  # fmt: skip


def test_perturbed_instances_are_not_mixed(tmp_path):
    write(tmp_path, [state("a"), state("b", text="Rome"), state("a", "typos")],
          [stats("a", 1.0), stats("b", 0.0), stats("a", 0.0, "typos")], MEANS)  # fmt: skip
    run = one(tmp_path)
    told = run.evaluation()
    assert (told.task, told.model) == ("world:subject=capital", "org/a")
    assert told.key == ("id", "perturbation")
    assert told.strata == ("perturbation",)
    assert run.summary() == {"exact_match": 0.5, "exact_match/typos (worst)": 0.25}
    assert [dict(metric.within) for metric in told.metrics] == [{}, {"perturbation": "typos"}]
    assert not any(metric.error for metric in told.metrics)
    assert cells(run, "id", "perturbation", "answer", "exact_match", "pass", "tokens_in", "seconds") == [
        ("a", "none", "Paris", 1.0, True, 9, 0.25), ("b", "none", "Rome", 0.0, False, 9, 0.25),
        ("a", "typos", "Paris", 0.0, False, 9, 0.25),
    ]  # fmt: skip
    assert column(run, "thinking") == ["hm"] * 3


def test_a_request_that_failed_is_no_fail(tmp_path):
    broken = state("a")
    broken["result"] = {"success": False, "error": "timeout at /home/someone/x/y.py", "completions": []}
    write(tmp_path, [broken, state("b")], [stats("a", 0.0), stats("b", 1.0)], MEANS)
    assert cells(one(tmp_path), "pass", "error") == [(None, "timeout at y.py"), (True, None)]


def test_an_interrupted_file_is_read_as_far_as_it_goes(tmp_path):
    place = write(tmp_path, [state("a"), state("b")], [stats("a", 1.0)], MEANS)
    path = place / "scenario_state.json"
    path.write_text(path.read_text("utf-8")[:-120], "utf-8")
    run = one(tmp_path)
    assert column(run, "id") == ["a"]
    assert [str(loss) for loss in run.meta.losses] == ["scenario_state.json: ends in the middle of a list"]


def test_large_files_are_streamed(tmp_path, monkeypatch):
    monkeypatch.setattr(streaming, "_CHUNK", 1 << 14)
    path = tmp_path / "state.json"
    with path.open("w", encoding="utf-8") as file:
        file.write('{"adapter_spec": {}, "request_states": [')
        file.write(",\n".join(json.dumps(state(f"id{n}", tokens=500)) for n in range(200)))
        file.write("]}")
    assert path.stat().st_size > 1_200_000
    tracemalloc.start()
    count = sum(1 for _ in elements_of(path, "request_states"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 200
    assert peak < 400_000


@pytest.mark.parametrize("text", ["[1, 22, [3]]", " [ 1,22 , [3] ] ", "\ufeff[1,22,[3]]"])
def test_elements_of_a_list(tmp_path, text):
    (tmp_path / "x.json").write_text(text, "utf-8")
    assert list(elements_of(tmp_path / "x.json")) == [1, 22, [3]]


def test_a_list_that_breaks_off(tmp_path):
    (tmp_path / "x.json").write_text('[{"a": 1}, {"a"', "utf-8")
    found = []
    with pytest.raises(Unreadable, match="ends in the middle"):
        found.extend(elements_of(tmp_path / "x.json"))
    elements = elements_of(tmp_path / "x.json")
    assert next(elements) == {"a": 1}


def test_scores_only(tmp_path):
    write(tmp_path, [state("a")], [stats("a", 1.0), stats("b", 0.0)], MEANS)
    assert one(tmp_path, scores_only=True).table("samples").columns == [
        "id",
        "exact_match",
        "pass",
        "seconds",
        "tokens_in",
    ]
