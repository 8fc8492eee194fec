"""Trials of Ray Tune."""

from __future__ import annotations

import json
import math

from trainer_logs import LOGS, points, runs_by_name, same

from reportgen.sources import read_runs

FOLDER = LOGS / "ray"


def test_every_trial():
    runs = runs_by_name(FOLDER)
    assert {name: run.meta.state for name, run in runs.items()} == {
        "train_toy_1a2b3_00000": "finished", "train_toy_1a2b3_00001": "", "train_toy_1a2b3_00002": "failed",
        "train_toy_1a2b3_00003": "failed",
    }  # fmt: skip
    for number, run in enumerate(runs.values()):
        assert run.meta.config == {"lr": number / 10, "net": {"depth": number}}
        assert (run.meta.sweep, run.meta.format) == ("tune-toys", "ray")
    assert dict(runs["train_toy_1a2b3_00003"].keys()) == {}


def test_the_log_and_the_table_hold_the_same():
    runs = runs_by_name(FOLDER)
    whole, table = runs["train_toy_1a2b3_00000"], runs["train_toy_1a2b3_00001"]
    assert set(whole.keys()) == set(table.keys())
    wanted = [math.exp(-step / 3) if step != 2 else math.nan for step in range(5)]
    for run in (whole, table):
        assert run.column("mean_loss").steps.tolist() == [1, 2, 3, 4, 5]
        assert same(run.column("mean_loss").values, wanted)
        assert points(run, "eval/acc")[1] == [0, 0.2, 0.4, 0.6, 0.8]
        assert run.meta.created == 1767323045.0
        assert run.column("mean_loss").times[1] == 1767323046.0


def test_the_machine_is_kept_back():
    for run in read_runs(FOLDER).runs:
        text = json.dumps([dict(run.meta.config), dict(run.summary()), list(run.keys())], default=str)
        assert not any(word in text for word in ("some-machine", "10.1.2.3", "4242"))
        assert {"some-machine", "10.1.2.3"} <= set(run.meta.hosts) or run.meta.state == "failed" or not run.meta.hosts


def test_no_note_is_made_of_tables_that_repeat_the_log():
    assert read_runs(FOLDER).problems == []
