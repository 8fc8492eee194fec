"""Offline experiments of Comet, and zips that are traps."""

from __future__ import annotations

import json
import math
import zipfile

import pytest
from tracker_logs import LOGS, same

from reportgen.model.media import MediaError
from reportgen.model.media.document import Figure, Text
from reportgen.model.media.scene import PointCloud
from reportgen.readers.base import Folder, Options
from reportgen.readers.comet import Comet
from reportgen.sources import read_runs
from reportgen.tracked.zips import Zip, ZipError

FOLDER = LOGS / "comet"


@pytest.fixture(scope="module")
def runs():
    return {run.meta.name: run for run in read_runs(FOLDER).runs}


def test_every_value_is_what_was_logged(runs):
    base = runs["base"]
    column = base.column("train/loss")
    assert same(column.steps, range(12))
    assert same(column.values, [math.exp(-step / 5) for step in range(12)])
    assert ((column.times >= base.meta.created) & (column.times <= base.meta.created + base.meta.duration)).all()
    assert same(base.column("odd").values, [math.nan, math.inf, -math.inf])
    assert same(runs["other"].column("train/loss").values, [1 / (1 + step) for step in range(12)])
    epochs = base.column("epoch")
    assert dict(zip(epochs.steps.tolist(), epochs.values.tolist(), strict=True))[11] == 2
    assert base.step_metrics() == ["epoch"]
    assert base.keys()["system/cpu.percent.avg"].system


def test_what_the_runs_are(runs):
    meta = runs["base"].meta
    assert (meta.project, meta.state, set(meta.tags)) == ("toy", "finished", {"first", "small"})
    assert dict(meta.config) == {"lr": 0.1, "net": {"depth": 2}, "opt": "adam"}
    assert (meta.losses, meta.hosts) == ((), ("train-node-7",))
    assert "".join(piece.text for piece in runs["base"].console()) == "printed by the run\n"
    assert runs["base"].summary()["note"] == "a text"


def test_media_and_tables(runs):
    base = runs["base"]
    assert [(item.step, item.value.file.read()[:4]) for item in base.media("sample")] == [
        (4, b"\x89PNG"), (8, b"\x89PNG"),
    ]  # fmt: skip
    boxes = base.media("sample")[0].value.boxes["truth"].read()
    (box,) = boxes.boxes
    assert (box.x0, box.y0, box.x1, box.y1, box.label, box.scores) == (1, 2, 11, 14, "cat", {"score": 0.5})
    histogram = base.media("weights")[0].value
    assert float(histogram.heights.sum()) == 200
    assert -4 < histogram.edges[0] < -2 < 2 < histogram.edges[-1] < 4
    assert base.media("text")[0].value == Text("a generated text")
    assert base.table("confusion-matrix").rows[3:6] == [["dog", "cat", 1], ["dog", "dog", 1], ["dog", "cow", 0]]
    assert base.charts()["confusion-matrix"].kind == "confusion_matrix"
    assert base.table("precision-recall").rows == [[0, 1], [0.5, 0.75], [1, 0.5]]
    assert (base.table("scores.csv").columns, base.table("scores.csv").rows) == (["id", "score"], [[1, 0.5], [2, 0.25]])
    assert base.media("tone.wav")[0].value.file.read()[:4] == b"RIFF"
    assert base.media("html")[0].value.file.read() == b"<h2>A page</h2>"
    assert isinstance(base.media("curve.html")[0].value, Figure)
    cloud = base.media("cloud")[0].value
    assert isinstance(cloud, PointCloud)
    assert cloud.positions.shape == (40, 3)


def test_the_zip_of_a_killed_run_is_explained():
    claims = Comet().claims(Folder(str(FOLDER), ["a.zip", "b.zip", "killed.zip"]), Options())
    assert claims.names == ["a.zip", "b.zip"]
    assert claims.passed["killed.zip"].startswith("'killed.zip' is a zip without members")


def write(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("experiment.json", json.dumps({"offline_id": "x", "start_time": 0}))
        for name, data in members.items():
            file.writestr(name.replace("_json", ".json"), data)


def upload(member):
    payload = {"upload_type": "visualization", "file_path": member, "additional_params": {"figName": "a", "step": 1}}
    return json.dumps({"type": "file_upload", "payload": payload}) + "\n"


def test_a_member_that_is_a_bomb_is_refused(tmp_path):
    bomb = bytes(1 << 26)
    write(tmp_path / "a.zip", messages_json=upload("bomb"), bomb=bomb)
    (run,) = read_runs(tmp_path).runs
    with pytest.raises(MediaError, match=r"would be 67\.1 MB when decompressed, and was not opened"):
        run.media("a")[0].value.file.read()
    write(tmp_path / "a.zip", messages_json=bomb)
    found = read_runs(tmp_path)
    assert found.runs == []
    assert "messages.json would be 67.1 MB when decompressed, and was not opened" in found.problems[0].what


def test_a_size_that_the_zip_lies_about_bounds_what_is_read(tmp_path):
    path = tmp_path / "a.zip"
    write(path, messages_json=upload("bomb"), bomb=bytes(1 << 20))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(ZipError, match="is damaged"):
        Zip(path).read("bomb")


def test_damage_costs_what_is_damaged(tmp_path):
    metric = {"metricName": "loss", "metricValue": 1.5, "step": 3}
    lines = [json.dumps({"type": "metric_msg", "payload": {"metric": metric, "local_timestamp": 5000}}), "{cut"]
    lines += [upload("../../etc/passwd").strip()]
    write(tmp_path / "a.zip", messages_json="\n".join(lines))
    (run,) = read_runs(tmp_path).runs
    assert (run.column("loss").steps.tolist(), run.column("loss").times.tolist()) == ([3], [5.0])
    assert run.meta.state == "crashed"
    assert sorted(loss.what for loss in run.meta.losses) == [
        "1 file is missing in the zip and was not read", "1 message is damaged and was not read",
    ]  # fmt: skip
    (tmp_path / "a.zip").write_bytes((FOLDER / "a.zip").read_bytes()[:-40])
    assert read_runs(tmp_path).runs == []
