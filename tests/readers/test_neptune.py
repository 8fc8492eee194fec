"""Runs that Neptune's exporter wrote."""

from __future__ import annotations

import math
import shutil

import pytest
from tracker_logs import LOGS, expected, same

from reportgen.model.media.document import Text
from reportgen.sources import read_runs

FOLDER = LOGS / "neptune"


@pytest.fixture(scope="module")
def runs():
    return {run.meta.id: run for run in read_runs(FOLDER).runs}


def test_every_value_is_as_pyarrow_reads_it(runs):
    told = expected("neptune")
    assert runs.keys() == told.keys()
    for ident, keys in told.items():
        for path, points in keys.items():
            column = runs[ident].column(path.replace("monitoring/1a2b3c/", "system/"))
            steps, times, values = zip(*points, strict=True)
            assert same(column.steps, steps)
            assert same(column.times, times)
            assert same(column.values, values)
    assert runs["TOY-1"].column("val/loss").steps.tolist() == [0, 0.5, 1, 1.5, 2, 2.5]
    assert runs["TOY-1"].keys()["system/cpu"].system


def test_what_the_runs_are(runs):
    meta = runs["TOY-1"].meta
    assert (meta.name, meta.project, meta.group, meta.tags, meta.notes) == (
        "base", "toy", "sweep", ("first", "small"), "a note",
    )  # fmt: skip
    assert [run.meta.state for run in runs.values()] == ["finished", "failed"]
    assert (meta.created, meta.hosts) == (1767225600.0, ("someone", "train-node-7"))
    assert dict(meta.config) == {
        "params": {
            "lr": 0.1, "depth": 2**53 + 1, "flag": True, "kinds": ["a", "b"], "when": "2026-01-01T00:00:00.000Z",
        }
    }  # fmt: skip
    assert runs["TOY-1"].summary()["train/best"] == 0.875
    assert [piece.text for piece in runs["TOY-1"].console()] == ["printed by the run\n"]


def test_media_and_tables(runs):
    base = runs["TOY-1"]
    assert [(item.step, item.value.file.read()[:4]) for item in base.media("sample")] == [
        (4, b"\x89PNG"), (8, b"\x89PNG"),
    ]  # fmt: skip
    histogram = base.media("weights")[0].value
    assert (histogram.edges.tolist(), histogram.heights.tolist()) == ([0, 1, 2], [3, 4])
    assert base.media("notes")[0].value == Text("a text")
    assert base.table("scores").rows == [[1, 0.5], [2, 0.25]]
    assert [loss.what for loss in base.meta.losses] == ["1 file is missing in the export and was not read"]
    assert [loss.what for loss in runs["TOY-2"].meta.losses] == ["1 part of the run missing: 0"]


def test_files_of_other_columns_are_left_and_damage_is_said(tmp_path):
    data = tmp_path / "data" / "someone_toy"
    shutil.copytree(FOLDER / "data" / "someone_toy", data)
    (data / "TOY-1_part_1.parquet").write_bytes((data / "TOY-1_part_1.parquet").read_bytes()[:-3] + b"abc")
    (data / "TOY-1_part_2.parquet.tmp").write_bytes(b"PAR1")
    found = read_runs(tmp_path)
    assert [run.meta.name for run in found.runs] == ["base", "other"]
    assert any("TOY-1_part_1.parquet" in str(problem) for problem in found.problems)
    assert len(found.runs[0].column("train/loss")) == 8
    assert math.isclose(found.runs[0].column("train/loss").values[1], math.exp(-0.2))
