"""Projects of trackio."""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
from datetime import datetime

import pytest
from tracker_logs import LOGS, expected, same

from reportgen.model.media.document import Figure, Html, Text
from reportgen.sources import read_runs

FOLDER = LOGS / "trackio"


@pytest.fixture(scope="module")
def runs():
    return {run.meta.name: run for run in read_runs(FOLDER).runs}


def test_every_value_is_as_trackio_reads_it(runs):
    for name, told in expected("trackio").items():
        for key, points in told["points"].items():
            column = runs[name].column(key)
            steps, times, values = zip(*points, strict=True)
            assert same(column.steps, steps)
            assert same(column.values, values)
            assert same(column.times, [datetime.fromisoformat(time).timestamp() for time in times])
        config = {key: value for key, value in told["config"].items() if not key.startswith("_")}
        assert dict(runs[name].meta.config) == config
    assert runs["base"].values("big").part(0, 2) == [2**53 + 1, 2**53 + 2]
    assert len(runs["killed"].column("train/loss")) == 200


def test_what_the_runs_are(runs):
    base = runs["base"]
    assert (base.meta.project, base.meta.group, base.meta.state, base.meta.format) == ("toy", "first", "", "trackio")
    assert base.keys()["system/gpu/0/utilization"].system
    assert base.column("system/gpu/0/utilization").values.tolist() == [0.25, 0.5]
    assert base.column("group/inner").values.tolist() == [2.5]
    assert base.values("note").part(0, 1) == ["a text"]
    assert [loss.what[:22] for loss in base.meta.losses] == ["1 row without values ("]


def test_media_and_tables(runs):
    base = runs["base"]
    assert [(item.step, item.value.caption, item.value.file.read()[:4]) for item in base.media("sample")] == [
        (41, "at 41", b"\x89PNG"), (42, "at 42", b"\x89PNG"),
    ]  # fmt: skip
    table = base.table("predictions")
    assert (table.columns, [row[1:] for row in table.rows]) == (["input", "label", "p"], [["cat", 0.25], ["dog", 1]])
    assert table.rows[0][0].file.read().startswith(b"\x89PNG")
    assert float(base.media("weights")[0].value.heights.sum()) == 200
    assert isinstance(base.media("curve")[0].value, Figure)
    assert isinstance(base.media("page")[0].value, Html)
    assert base.media("notes")[0].value == Text("# A title\n\nand *words*")
    assert base.keys()["cloud"].types == ("3D object",)
    assert base.keys()["tone"].types == ("audio",)
    chat = base.table("chat")
    assert (chat.columns, chat.rows[0][1][1]["content"], chat.rows[0][2]) == (["step", "messages", "score"], "4", 1.0)
    assert base.table("alerts").rows == [[44, "warn", "loss is high", "over 0.9"]]


def test_what_still_lies_in_the_journal_is_read_and_nothing_is_written(tmp_path):
    shutil.copy(FOLDER / "toy.db", tmp_path)
    (tmp_path / "media").mkdir()
    writer = sqlite3.connect(tmp_path / "toy.db")
    writer.execute("PRAGMA journal_mode=WAL")
    row = ("new", "2026-01-01T00:00:00+00:00", "new", 0, json.dumps({"loss": "NaN"}))
    writer.execute("INSERT INTO metrics (run_id, timestamp, run_name, step, metrics) VALUES (?,?,?,?,?)", row)
    writer.execute("INSERT INTO metrics (run_id, timestamp, run_name, step, metrics) VALUES ('new','','new',1,'{cut')")
    writer.commit()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    run = next(run for run in read_runs(tmp_path).runs if run.meta.name == "new")
    assert math.isnan(run.column("loss").values[0])
    assert run.column("loss").times.tolist() == [1767225600.0]
    assert str(run.meta.losses[0]) == "toy.db: 1 row of metrics is not JSON and was not read"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    writer.close()


def test_projects_of_old_releases_have_fewer_columns(tmp_path):
    with sqlite3.connect(tmp_path / "old.db") as file:
        file.execute(
            "CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT NOT NULL,"
            " run_name TEXT NOT NULL, step INTEGER NOT NULL, metrics TEXT NOT NULL)"
        )
        file.execute("CREATE TABLE configs (id INTEGER PRIMARY KEY, run_name TEXT NOT NULL, config TEXT NOT NULL)")
        file.execute("INSERT INTO metrics VALUES (1, '2025-09-01T10:00:00', 'a', 0, '{\"loss\": 1.5}')")
        file.execute("INSERT INTO metrics VALUES (2, '2025-09-01T10:00:01', 'a', 1, '{\"loss\": \"lost\"}')")
        file.execute("INSERT INTO configs VALUES (1, 'a', '{\"lr\": 0.5}')")
    (run,) = read_runs(tmp_path).runs
    assert (run.meta.id, run.column("loss").values.tolist(), dict(run.meta.config)) == ("a", [1.5], {"lr": 0.5})
    assert (run.keys()["loss"].types, run.values("loss").part(0, 2)) == (("number", "text"), [1.5, "lost"])


def test_a_path_out_of_the_folder_of_media_is_refused(tmp_path):
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / "secret.png").write_bytes(b"\x89PNG secret")
    with sqlite3.connect(tmp_path / "toy.db") as file:
        value = {"sample": {"_type": "trackio.image", "file_path": "../secret.png"}}
        file.execute("UPDATE metrics SET metrics = ? WHERE step = 41", (json.dumps(value),))
    run = next(run for run in read_runs(tmp_path).runs if run.meta.name == "base")
    with pytest.raises(Exception, match="outside the run's folder"):
        run.media("sample")[0].value.file.read()
