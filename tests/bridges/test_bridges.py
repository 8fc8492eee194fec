"""Trainings by the real Lightning, Trainer of Hugging Face and Keras, logged by the bridges and read back.

What the reader finds is what each library says itself: Lightning's CSV logger, ``trainer_state.json``, ``History``.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from environments import environment

from reportgen.native.history import RunLogs
from reportgen.readers.native.run import NativeRun

pytestmark = [pytest.mark.sdk, pytest.mark.timeout(900)]
LIGHTNING = {"lightning.pytorch": ["ranks", "whole", "fails", "interrupted", "killed"], "pytorch_lightning": ["whole"]}


def trained(folder: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a training in the environment that has the libraries."""
    folder.mkdir(exist_ok=True)
    own = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "PYTHONDONT"))}
    own |= {"PYTHONPATH": str(ROOT), "REPORTGEN_DIR": str(folder), "HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": ""}
    command = [str(environment("training")), "-W", "ignore", str(Path(__file__).with_name(script)), str(folder)]
    return subprocess.run(
        [*command, *arguments], cwd=folder, env=own, capture_output=True, text=True, check=False, timeout=600
    )


def runs(folder: Path) -> dict[str, NativeRun]:
    """Return the runs of a training by name; each name is there once."""
    found = [NativeRun(RunLogs(one)) for one in (folder / "reportgen-runs").glob("2*")]
    names = {run.meta.name: run for run in found}
    assert len(names) == len(found)
    return names


def by_step(run: NativeRun, key: str, axis: str) -> dict[float, float]:
    """Return the values of a metric by its x axis."""
    values, steps = run.values(key), run.column(axis)
    at = dict(zip(steps.steps.tolist(), steps.values.tolist(), strict=True))
    return {at[step]: value for step, value in zip(values.steps.tolist(), list(values.values), strict=True)}


@pytest.fixture(scope="module")
def by_lightning(tmp_path_factory):
    """Train by Lightning under one of its names, once; all ends by SIGTERM where that is the last way."""

    @cache
    def folder_of(package: str) -> Path:
        folder, ways = tmp_path_factory.mktemp(package), LIGHTNING[package]
        done = trained(folder, "train_lightning.py", package, *ways)
        assert done.returncode == (-signal.SIGTERM if ways[-1] == "killed" else 0), done.stderr[-3000:]
        return folder

    return folder_of


@pytest.fixture(params=LIGHTNING)
def lightning(request, by_lightning):
    return by_lightning(request.param)


@pytest.fixture
def all_ways(by_lightning):
    return by_lightning("lightning.pytorch")


def test_lightning_rows_are_those_of_its_own_logger(lightning):
    run = runs(lightning)["whole"]
    with (lightning / "csv" / "whole" / "metrics.csv").open() as file:
        rows = list(csv.DictReader(file))
    for key, count in {"train/loss": 16, "val/loss": 2, "test/loss": 1}.items():
        own = {float(row["step"]): float(row[key]) for row in rows if row[key]}
        assert len(own) == count
        assert by_step(run, key, "trainer/global_step") == own
        assert run.definition(key).step_metric == "trainer/global_step"
    assert run.meta.state == "finished"
    assert run.meta.project == "digits"
    config = run.logs.config
    assert (config["lr"], config["width"]) == (0.05, 8)
    assert config["act"] == "torch.nn.modules.activation.Tanh"


def test_lightning_media_checkpoints_and_histograms(lightning):
    run = runs(lightning)["whole"]
    seen = run.media("seen")
    assert [one.value.caption for one in seen] == ["a", "b"]
    assert (seen[0].value.width, seen[0].value.height) == (5, 6)
    ((_, table),) = run.tables("rows")
    assert list(table.columns) == ["text", "n"]
    (tensor,) = run.media("tensor")
    assert (tensor.value.shape, tensor.value.numbers["mean"]) == ((2, 3), 2.5)
    assert run.summary()["half"] == 0.5
    for kind in ("gradients", "parameters"):
        histograms = run.media(f"{kind}/layers.0.weight")
        assert len(histograms) == 4  # of 16 backward passes every fourth
        assert all(sum(one.value.heights) == 32 for one in histograms)
    versions = run.artifacts()
    assert [(one.type, [entry.path for entry in one.entries]) for one in versions] == [("model", ["model.ckpt"])] * 2
    assert {alias for one in versions for alias in one.aliases} == {"latest", "best"}
    best = next(one for one in versions if "best" in one.aliases)
    assert best.metadata["score"] == pytest.approx(run.summary()["val/loss"])


def test_lightning_that_does_not_end_well(all_ways):
    found = runs(all_ways)
    ends = {"fails": "failed", "interrupted": "killed", "killed": "killed", "whole": "finished", "ranks": "finished"}
    assert {name: run.meta.state for name, run in found.items()} == ends
    for name in ("fails", "interrupted"):
        assert len(by_step(found[name], "train/loss", "trainer/global_step")) >= 11


def test_lightning_runs_that_go_on(all_ways):
    """After a failure, by an id, and a run that the script began."""
    found = runs(all_ways / "continued")
    assert {name: run.meta.state for name, run in found.items()} == dict.fromkeys(
        ["again", "two parts", "own"], "finished"
    )
    assert len(found["again"].values("train/loss").values) >= 11 + 16
    assert [found["two parts"].summary()[key] for key in ("p-a", "a", "trainer/global_step")] == [1.0, 2.0, 4]
    assert found["own"].summary()["z"] == 1.0


def test_of_two_ranks_the_first_logs(all_ways):
    """Two processes train; the run is one, also when the test is spawned after them."""
    run = runs(all_ways)["ranks"]
    assert list(by_step(run, "train/loss", "trainer/global_step")) == list(range(8))  # 2 epochs of half the batches
    with (all_ways / "csv" / "ranks" / "metrics.csv").open() as file:
        (row,) = csv.DictReader(file)  # the logger of the second spawn wrote over that of the first
    assert list(run.values("test/loss").values) == [float(row["test/loss"])]


@pytest.fixture(scope="module")
def huggingface(tmp_path_factory):
    """Train by the Trainer of Hugging Face in all ways, the last of which fails."""
    folder = tmp_path_factory.mktemp("huggingface")
    done = trained(folder, "train_huggingface.py")
    assert "ValueError: no more" in done.stderr, done.stderr[-3000:]
    return folder


def test_huggingface_rows_are_those_of_the_trainers_state(huggingface):
    found = runs(huggingface)
    run = found["whole"]
    own = json.loads((huggingface / "whole" / "trainer_state.json").read_text())["log_history"]
    for key, given in {"train/loss": "loss", "train/learning_rate": "learning_rate", "eval/loss": "eval_loss"}.items():
        expected = {float(row["step"]): row[given] for row in own if given in row}
        assert len(expected) >= 2
        assert by_step(run, key, "train/global_step") == expected
        assert run.definition(key).step_metric == "train/global_step"
    assert run.summary()["train_loss"] == next(row["train_loss"] for row in own if "train_loss" in row)
    assert len(run.values("test/loss").values) == 1
    assert len(run.media("gradients/classifier.weight")) == 4
    assert {name: one.meta.state for name, one in found.items()} == {
        "whole": "finished", "named": "finished", "own": "finished", "trial-0": "finished", "trial-1": "finished",
        "fails": "failed",
    }  # fmt: skip


def test_huggingface_settings_are_the_config_without_places(huggingface):
    found = runs(huggingface)
    config = found["whole"].logs.config
    assert (config["num_train_epochs"], config["hidden_size"], config["seed"]) == (2, 8, 1)
    assert config["model/num_parameters"] > 100
    assert not {"output_dir", "logging_dir", "hub_token"} & config.keys()
    assert str(huggingface) not in json.dumps(config)
    assert [found[f"trial-{number}"].logs.config["rate"] for number in (0, 1)] == [0.1, 0.2]
    assert {found[f"trial-{number}"].meta.group for number in (0, 1)} == {"whole"}


def test_huggingface_models_and_a_run_of_the_script(huggingface):
    found = runs(huggingface)
    versions = found["whole"].artifacts()
    assert [one.name.partition("-")[0] for one in versions] == ["checkpoint", "checkpoint", "model"]
    for one in versions:
        assert {"config.json", "model.safetensors"} <= {entry.path for entry in one.entries}
    assert found["own"].meta.project == ""
    assert found["own"].summary()["after"] == 1  # the callback did not end it
    assert len(found["own"].values("train/loss").values) == 4


@pytest.fixture(scope="module")
def keras(tmp_path_factory):
    """Train by Keras, the second time until it is interrupted."""
    folder = tmp_path_factory.mktemp("keras")
    done = trained(folder, "train_keras.py")
    assert "KeyboardInterrupt" in done.stderr, done.stderr[-3000:]
    return folder


def test_keras_rows_are_those_of_its_history(keras):
    found = runs(keras)
    run = found["whole"]
    known = json.loads((keras / "known.json").read_text())
    for name, values in known["epochs"].items():
        assert by_step(run, f"epoch/{name}", "epoch/epoch") == dict(enumerate(values))
        assert run.definition(f"epoch/{name}").step_metric == "epoch/epoch"
    every = dict(list(enumerate(known["batches"]))[::2])
    assert by_step(run, "batch/loss", "batch/batch_step") == every
    assert {name: run.summary()[f"test/{name}"] for name in known["test"]} == known["test"]
    rates = by_step(run, "batch/learning_rate", "batch/batch_step")
    assert np.allclose([rates[0], rates[8]], [0.1 * 0.5 ** (1 / 8), 0.1 * 0.5 ** (9 / 8)])
    assert len(by_step(run, "epoch/learning_rate", "epoch/epoch")) == 3
    config = run.logs.config
    assert (config["epochs"], config["loss"], config["parameters"], config["backend"]) == (3, "mse", 49, "torch")
    assert [one.metadata["epoch"] for one in run.artifacts()] == [0, 1, 2]
    assert run.meta.state == "finished"


def test_keras_that_is_interrupted_and_trains_twice(keras):
    run = runs(keras)["interrupted"]
    assert run.meta.state == "killed"
    assert list(by_step(run, "epoch/loss", "epoch/epoch")) == [0, 1]
    assert len(run.artifacts()) == 1
    assert not any(key.startswith("batch/") for key in run.summary())


@pytest.mark.parametrize("module", ["lightning", "huggingface", "keras"])
def test_a_library_that_is_missing_is_named_with_the_extra(module):
    script = f"""
import sys

class Missing:
    def find_spec(name, path, target=None):
        if name.partition(".")[0] in ("lightning", "pytorch_lightning", "transformers", "keras"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing)
try:
    import reportgen.bridges.{module}
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert f"pip install 'reportgen-ml[{module}]'" in done.stdout, done.stderr
    assert done.stdout.startswith(f"reportgen.bridges.{module} needs ")
