"""Runs of SwanLab."""

from __future__ import annotations

import math
import shutil

import numpy as np
import pytest
from tracker_logs import LOGS, expected, same

from reportgen.model.media.document import Figure, Text
from reportgen.model.media.scene import PointCloud
from reportgen.readers.base import Folder, Options
from reportgen.readers.swanlab import Swanlab
from reportgen.sources import read_runs

FOLDER = LOGS / "swanlab"


@pytest.fixture(scope="module")
def runs():
    return {run.meta.name: run for run in read_runs(FOLDER).runs}


def test_every_value_is_as_swanlab_reads_it(runs):
    told = expected("swanlab")
    assert runs.keys() == told.keys()
    for name, keys in told.items():
        assert keys.keys() <= runs[name].keys().keys()
        for key, points in keys.items():
            column = runs[name].column(key)
            steps, times, values = zip(*points, strict=True)
            assert same(column.steps, steps)
            assert same(column.values, values)
            assert same(column.times, times)
    assert str(runs["base"].column("odd").values.tolist()) == "[nan, inf, -inf]"
    assert len(runs["killed"].column("train/loss")) > 150


def test_what_the_runs_are(runs):
    base, failed, killed = (runs[name].meta for name in ("base", "failed", "killed"))
    assert [one.state for one in (base, failed, killed)] == ["finished", "failed", "crashed"]
    assert (base.project, base.group, base.job_type, base.tags) == ("toy", "first", "train", ("small", "base"))
    assert (base.notes, dict(base.config), base.sdk) == ("the base one", {"lr": 0.1, "net": {"depth": 2}}, "0.10.3")
    assert base.hosts == ("train-node-7",)
    assert (base.losses, [loss.what for loss in killed.losses]) == ((), ["the file is cut off"])
    assert math.isfinite(base.created)
    assert base.duration > 0
    printed = "".join(piece.text for piece in runs["base"].console())
    assert [f"step {step}" in printed for step in range(12)] == [True] * 12


def test_media(runs):
    base = runs["base"]
    assert [(item.step, item.index, item.value.caption) for item in base.media("sample")] == [
        (41, 0, "at 41"), (42, 0, "at 42"),
    ]  # fmt: skip
    assert [item.index for item in base.media("pair")] == [0, 1]
    assert all(item.value.file.read().startswith(b"\x89PNG") for item in base.media("pair"))
    assert base.media("notes")[0].value == Text("hello", caption="greeting")
    cloud = base.media("cloud")[0].value
    assert isinstance(cloud, PointCloud)
    assert cloud.positions.shape == cloud.colors.shape == (50, 3)
    figure = base.media("bars")[0].value
    assert isinstance(figure, Figure)
    assert figure.spec["data"] == [{"type": "bar", "name": "count", "x": ["a", "b", "c"], "y": [1, 4, 9]}]
    table = base.table("cells")
    assert (table.columns, table.rows) == (["a", "b"], [[1, "x"], [2, "y"]])


def test_damage_costs_the_damaged_record(tmp_path, runs):
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    path = next(path for path in tmp_path.glob("*/*.swanlab") if path.stem[4:] == runs["base"].meta.id)
    data = bytearray(path.read_bytes())
    value = np.float64(runs["base"].column("train/loss").values[5]).tobytes()
    data[data.index(value)] ^= 1
    path.write_bytes(data)
    run = next(run for run in read_runs(tmp_path).runs if run.meta.name == "base")
    assert run.column("train/loss").steps.tolist() == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]
    assert [loss.what for loss in run.meta.losses] == ["checksum mismatch"]


def test_logs_of_old_releases_are_named(tmp_path):
    (tmp_path / "backup.swanlab").write_bytes(b":SWL\xd6\xe1\x00" + bytes(40))
    claims = Swanlab().claims(Folder(str(tmp_path), ["backup.swanlab"]), Options())
    assert (claims.names, "before 0.10" in claims.passed["backup.swanlab"]) == ([], True)
