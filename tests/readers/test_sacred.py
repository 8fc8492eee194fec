"""Folders of Sacred's FileStorageObserver."""

from __future__ import annotations

import json
import math
import shutil

import pytest
from tracker_logs import LOGS, same

from reportgen.sources import read_runs

FOLDER = LOGS / "sacred"


@pytest.fixture(scope="module")
def runs():
    return {run.meta.name: run for run in read_runs(FOLDER).runs}


def test_every_value_is_what_was_logged(runs):
    assert list(runs) == ["toy 1", "toy 2", "toy 3"]
    for name, count in (("toy 1", 12), ("toy 2", 4), ("toy 3", 12)):
        column = runs[name].column("train/loss")
        assert same(column.steps, range(count))
        assert same(column.values, [math.exp(-step / 5) for step in range(count)])
        assert same(runs[name].column("count").values, range(count))
    base = runs["toy 1"]
    assert same(base.column("odd").values, [math.nan, math.inf])
    times = base.column("train/loss").times
    assert ((times >= base.meta.created) & (times <= base.meta.created + base.meta.duration)).all()


def test_what_the_runs_are(runs):
    base = runs["toy 1"].meta
    assert [run.meta.state for run in runs.values()] == ["finished", "failed", "running"]
    assert (base.id, base.project, base.job_type, base.notes) == ("toy/1", "toy", "main", "the base one")
    assert dict(base.config) == {"lr": 0.1, "net": {"widths": [8, 16]}, "seed": 1}
    assert base.hosts == ("train-node-7",)
    assert runs["toy 2"].meta.remarks == ("It ended with: RuntimeError: out of memory",)
    assert runs["toy 3"].meta.remarks[0].endswith("A process that was killed leaves it so.")
    assert "printed by the run" in runs["toy 1"].console()[0].text
    summary = runs["toy 1"].summary()
    assert (summary["result"], summary["note"], summary["count"]) == (0.875, "a text", 11)


def test_files(runs):
    base = runs["toy 1"]
    (sample,) = base.media("sample.png")
    assert (sample.step, sample.value.file.read()[:4]) == (11, b"\x89PNG")
    assert base.table("scores.csv").rows == [[1, 0.5], [2, 0.25]]


def test_damage_costs_what_is_damaged_and_no_path_leads_out(tmp_path):
    shutil.copytree(FOLDER / "1", tmp_path / "runs" / "1")
    (tmp_path / "secret.csv").write_text("a\n1\n")
    path = tmp_path / "runs" / "1" / "run.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps(said | {"artifacts": ["gone.png", "../../secret.csv"]}))
    (path.parent / "metrics.json").write_text('{"loss": ')
    (path.parent / "config.json").write_text('{"a": {"py/object": "os.system", "value": 3}, "b": {"py/reduce": []}}')
    (run,) = read_runs(tmp_path / "runs").runs
    assert [str(loss) for loss in run.meta.losses] == [
        "metrics.json: it is not valid JSON, and was not read", "run.json: 1 file is missing and was not read",
        "run.json: 1 file is outside the run's folder and was not read",
    ]  # fmt: skip
    assert (dict(run.meta.config), dict(run.keys())) == ({"a": 3, "b": {}}, {})
    path.write_text('{"experiment": {')
    found = read_runs(tmp_path / "runs")
    assert found.runs == []
    assert "is not valid JSON" in found.problems[0].what
