"""Offline sessions of ClearML, as folders and as zips."""

from __future__ import annotations

import json
import math
import shutil
import zipfile

import pytest
from tracker_logs import LOGS, same

from reportgen.model.media.document import Figure
from reportgen.sources import read_runs

FOLDER = LOGS / "clearml"


@pytest.fixture(scope="module")
def runs():
    return {run.meta.name: run for run in read_runs(FOLDER).runs}


def test_every_value_is_what_was_logged(runs):
    base = runs["base"]
    for variant, pace in (("train", 5), ("val", 6)):
        column = base.column(f"loss/{variant}")
        assert same(column.steps, range(12))
        assert same(column.values, [math.exp(-step / pace) for step in range(12)])
        assert (column.times >= base.meta.created).all()
    assert same(runs["packed"].column("loss/train").values, [1 / (1 + step) for step in range(12)])
    assert base.summary()["best"] == 0.9
    assert {"Summary/best", "best"}.isdisjoint(base.keys())


def test_what_the_runs_are(runs):
    meta = runs["base"].meta
    assert (meta.project, meta.job_type, set(meta.tags)) == ("toy", "training", {"small", "first"})
    assert dict(meta.config) == {
        "lr": 0.1, "net": {"depth": 2}, "layers": [1, 2], "flag": True, "nothing": None, "data": {"size": 8},
    }  # fmt: skip
    assert (meta.state, runs["packed"].meta.state) == ("", "finished")
    assert meta.hosts == ("train-node-7",)
    assert meta.losses == ()
    assert "printed by the run" in "".join(piece.text for piece in runs["base"].console())
    assert [(one.name, one.type, one.entries[0].path) for one in runs["base"].artifacts()] == [
        ("facts", "dict", "facts.json")
    ]


def test_media_and_tables(runs):
    for run in runs.values():
        assert [(item.step, item.value.file.read()[:2]) for item in run.media("sample/input")] == [
            (4, b"\xff\xd8"), (8, b"\xff\xd8"),
        ]  # fmt: skip
    base = runs["base"]
    table = base.table("scores/all")
    assert (table.columns, table.rows) == (["id", "score"], [[1, 0.5], [2, 0.25]])
    assert isinstance(base.media("figure/curve")[0].value, Figure)
    assert base.media("confusion/val")[0].value.spec["data"][0]["type"] == "heatmap"
    assert base.media("weights/layer")[0].step == 1


def test_a_session_as_folder_and_zip_is_one_run(tmp_path):
    shutil.copytree(FOLDER / "base", tmp_path / "base")
    shutil.make_archive(str(tmp_path / "base"), "zip", tmp_path / "base")
    (run,) = read_runs(tmp_path).runs
    assert run.meta.state == "finished"


def test_damage_costs_what_is_damaged(tmp_path):
    shutil.copytree(FOLDER / "base", tmp_path / "base")
    path = tmp_path / "base" / "metrics.jsonl"
    event = {"type": "training_stats_scalar", "iter": 0, "metric": "m", "variant": "m", "value": 1.5, "timestamp": 1}
    far = {"type": "training_debug_image", "iter": 0, "metric": "far", "variant": "far", "key": "../../../secret.png"}
    path.write_text(path.read_text() + "[{cut\n" + json.dumps([event, far]) + "\n")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (run,) = read_runs(tmp_path / "base").runs
    assert run.column("m").values.tolist() == [1.5]
    assert [loss.what for loss in run.meta.losses] == [
        "1 file is missing and was not read", "1 list of events is damaged and was not read",
    ]  # fmt: skip
    (tmp_path / "base" / "task.json").write_text('{"hyperparams": ')
    found = read_runs(tmp_path / "base")
    assert found.runs == []
    assert "is not valid JSON" in found.problems[0].what


def test_a_bomb_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("task.json", json.dumps({"id": "x", "name": "x"}))
        file.writestr("metrics.jsonl", bytes(1 << 26))
    found = read_runs(tmp_path)
    assert found.runs == []
    assert "metrics.jsonl would be 67.1 MB when decompressed, and was not opened" in found.problems[0].what
