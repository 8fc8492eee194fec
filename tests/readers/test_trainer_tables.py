"""Tables of Lightning and Keras, and what Hydra kept beside a log."""

from __future__ import annotations

import pytest
from trainer_logs import LOGS, expected, points, runs_by_name, same

from reportgen.metrics import beside
from reportgen.sources import read_runs


def test_every_value_of_lightning_is_as_pandas_reads_it():
    told = expected("lightning")
    for path, columns in told.items():
        (run,) = read_runs(LOGS / "lightning" / path).runs
        for name, (steps, values) in columns.items():
            if name == "step":
                continue
            assert same(run.column(name).steps, steps), name
            assert same(run.column(name).values, values), name
        assert set(run.keys()) == set(columns) - {"step"}


def test_hyperparameters_of_lightning_are_data_and_nothing_is_made():
    runs = runs_by_name(LOGS / "lightning")
    text = (LOGS / "lightning" / "lightning_logs" / "version_1" / "hparams.yaml").read_text()
    assert "!!python/tuple" in text
    assert runs["lightning_logs/version_1"].meta.config == {"lr": 0.2, "width": 3, "sizes": [4, 2], "kind": "sgd"}
    assert runs["late/version_0"].meta.config == {"nested": {"depth": 2}, "nothing": None}


def test_tags_that_would_run_a_program_are_text(tmp_path):
    (tmp_path / "hparams.yaml").write_text(
        "device: !!python/object/apply:os.system\n- touch owned\nkind: !!python/name:os.system ''\nlr: 0.1\n"
    )
    found = beside.settings_beside(tmp_path)
    assert (found.config["device"], found.config["lr"], found.losses) == (["touch owned"], 0.1, ())
    assert not (tmp_path / "owned").exists()


def test_a_second_session_of_keras_has_no_header_and_is_a_run_of_its_own():
    told = expected("keras")["training.log"]
    runs = runs_by_name(LOGS / "keras" / "training.log")
    first, second = runs.values()
    for key in ("loss", "mae", "val_loss"):
        assert points(first, key)[1] + points(second, key)[1] == told[key][1]
    assert (points(first, "loss")[0], points(second, "loss")[0]) == ([0, 1, 2, 3], [0, 1, 2])
    assert "its steps restart at row 5" in first.meta.remarks[0]


def test_what_keras_writes_for_missing_values():
    told = expected("keras")["rare.tsv"]
    (run,) = read_runs(LOGS / "keras" / "rare.tsv").runs
    assert {key: points(run, key) for key in ("loss", "val_loss")} == {
        key: tuple(told[key]) for key in ("loss", "val_loss")
    }


def test_a_log_that_is_no_table_is_left(tmp_path):
    (tmp_path / "training.log").write_text("epoch 1 of 5\nloss 0.5\n")
    assert read_runs(tmp_path).runs == []


def test_hydra_names_runs_and_resolves_what_it_can():
    runs = runs_by_name(LOGS / "hydra")
    assert set(runs) == {"lr=0.2", "lr=0.3", "lr=0.4"}
    config = runs["lr=0.3"].meta.config
    assert config == {"data": {"rows": 10}, "lr": 0.3, "warmup": 0.3, "name": "lr-0.3", "home": "${oc.env:HOME}"}


def test_hydra_is_joined_to_what_lies_below_its_folder(tmp_path):
    (tmp_path / ".hydra").mkdir()
    (tmp_path / ".hydra" / "config.yaml").write_text("lr: 0.1\nloop: ${loop}\nwhole: ${net}\nnet: {depth: 2}\n")
    place = tmp_path / "logs" / "version_0"
    place.mkdir(parents=True)
    (place / "metrics.csv").write_text("step,loss\n1,2\n")
    (place / "hparams.yaml").write_text("width: 3\n")
    (run,) = read_runs(tmp_path).runs
    config = {"lr": 0.1, "loop": "${loop}", "whole": "${net}", "net": {"depth": 2}, "width": 3}
    assert (run.meta.name, run.meta.config) == ("version_0", config)


@pytest.mark.parametrize("name", ["hparams.yaml", ".hydra/config.yaml"])
def test_a_link_that_leads_out_is_not_followed(tmp_path, name):
    (tmp_path / "secret.yaml").write_text("password: hunter2\n")
    place = tmp_path / "run"
    (place / name).parent.mkdir(parents=True)
    (place / name).symlink_to(tmp_path / "secret.yaml")
    (place / "metrics.csv").write_text("step,loss\n1,2\n")
    (run,) = read_runs(place).runs
    assert run.meta.config == {}
    told = f"{name}: the settings are a link that leads out of the run's folder, which is not followed"
    assert [str(loss) for loss in run.meta.losses] == [told]


def test_settings_that_cannot_be_read_cost_the_config_alone(tmp_path):
    (tmp_path / "metrics.csv").write_text("step,loss\n1,2\n")
    (tmp_path / "config.yaml").write_text("a: [1\n")
    (tmp_path / "params.json").write_text("x" * 2_000_000)
    (tmp_path / "args.yaml").write_text("lr: 1\n")
    (run,) = read_runs(tmp_path).runs
    assert (run.meta.config, len(run.meta.losses)) == ({"lr": 1}, 2)
