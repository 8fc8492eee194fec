"""What Hugging Face's Trainer and LLaMA-Factory leave in a folder."""

from __future__ import annotations

import json
import math
import shutil

import pytest
from trainer_logs import LOGS, expected, points, runs_by_name, same

from reportgen.sources import read_runs

RUN = LOGS / "hugging_face" / "toy-run"


def test_every_value_is_as_transformers_reads_it():
    (run,) = read_runs(LOGS / "hugging_face").runs
    told = expected("hugging_face")
    names = {"loss": "train/loss", "grad_norm": "train/grad_norm", "learning_rate": "train/learning_rate",
             "epoch": "epoch"}  # fmt: skip
    once = {"train_runtime", "train_samples_per_second", "train_steps_per_second", "train_loss", "total_flos"}
    seen = set()
    for key in {key for row in told["history"] for key in row} - {"step"} - once:
        rows = [row for row in told["history"] if key in row]
        name = names.get(key) or key.replace("eval_", "eval/", 1)
        assert same(run.column(name).steps, [row["step"] for row in rows]), key
        assert same(run.column(name).values, [row[key] for row in rows]), key
        seen.add(name)
    assert seen == set(run.keys())
    summary = run.summary()
    assert [summary["best_metric"], summary["best_global_step"]] == told["best"]
    last = next(row for row in told["history"] if "train_runtime" in row)
    for key, value in {**{key: last[key] for key in once}, **told["results"]}.items():
        assert summary[key.replace("eval_", "eval/", 1)] == pytest.approx(value, nan_ok=True), key


def test_what_the_run_is():
    (run,) = read_runs(LOGS / "hugging_face").runs
    meta = run.meta
    assert (meta.name, meta.format, meta.state) == ("toy-run", "trainer_state", "finished")
    assert (meta.config["num_train_epochs"], meta.config["max_steps"]) == (4, 24)
    assert meta.config["model"]["model_type"] == "toy"
    assert "/home/someone" not in json.dumps([dict(meta.config), dict(run.summary())], default=str)
    assert run.step_metrics() == ["epoch"]
    assert math.isnan(run.column("eval/undefined").values[0])


def test_of_checkpoints_the_one_that_goes_furthest_by_number(tmp_path):
    for step in (18, 24):
        shutil.copytree(RUN / f"checkpoint-{step}", tmp_path / "run" / f"checkpoint-{step}")
    (tmp_path / "run" / "checkpoint-9").mkdir()  # the last by its name
    text = (RUN / "checkpoint-18" / "trainer_state.json").read_text().replace('"global_step": 18', '"global_step": 9')
    (tmp_path / "run" / "checkpoint-9" / "trainer_state.json").write_text(text)
    found = read_runs(tmp_path)
    (run,) = found.runs
    assert (run.meta.name, found.problems) == ("run", [])
    assert run.column("train/loss").steps.max() == 24
    (run,) = read_runs(tmp_path / "run" / "checkpoint-18").runs
    assert run.meta.name == "run"
    assert run.column("train/loss").steps.max() == 18


def test_a_state_that_was_saved_before_the_last_checkpoint_is_older(tmp_path):
    shutil.copytree(RUN, tmp_path / "run")
    shutil.copy(RUN / "checkpoint-18" / "trainer_state.json", tmp_path / "run" / "trainer_state.json")
    (run,) = read_runs(tmp_path).runs
    assert run.column("train/loss").steps.max() == 24


def test_a_cut_state_is_said_and_an_older_one_read(tmp_path):
    shutil.copytree(RUN, tmp_path / "run")
    (tmp_path / "run" / "trainer_state.json").write_text('{"global_step": 24, "log_his')
    found = read_runs(tmp_path)
    (problem,) = found.problems
    assert str(problem).startswith("trainer_state.json: run: the state is cut or not JSON")
    assert found.runs[0].column("train/loss").steps.max() == 24


def test_results_alone_are_a_run_of_figures(tmp_path):
    for name in ("all_results.json", "eval_results.json"):
        shutil.copy(RUN / name, tmp_path / name)
    (run,) = read_runs(tmp_path).runs
    assert dict(run.keys()) == {}
    assert run.summary()["eval/accuracy"] == 0.5
    (tmp_path / "all_results.json").write_text('{"rows": 3}')
    (tmp_path / "eval_results.json").unlink()
    assert read_runs(tmp_path).runs == []


def test_llama_factory():
    runs = runs_by_name(LOGS / "llama_factory")
    assert list(runs) == ["llama3-lora", "llama3-lora (2)"]
    run = runs["llama3-lora"]
    assert points(run, "eval/loss") == ([20, 40, 60], [1.3, 1.1, 0.9])
    assert points(run, "elapsed_time")[1] == [605.0, 1205.0, 1205.0, 1805.0, 2405.0, 2405.0, 3005.0, 3605.0, 3605.0]
    assert "percentage" not in run.keys()  # noqa: SIM118 - a run
    assert run.column("train/loss").steps.tolist() == [10, 20, 30, 40, 50, 60]
    assert runs["llama3-lora (2)"].column("train/loss").steps.tolist() == [10, 20, 30, 40]


def test_beside_a_state_llama_factorys_log_tells_how_long_it_took(tmp_path):
    shutil.copytree(RUN, tmp_path / "run")
    shutil.copy(LOGS / "llama_factory" / "llama3-lora" / "trainer_log.jsonl", tmp_path / "run")
    (run,) = read_runs(tmp_path).runs
    assert run.column("train/loss").steps.max() == 24
    assert run.meta.duration == 3605.0
