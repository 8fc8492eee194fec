"""``rg.Api()``: runs that were logged before are found, read in full, and added to."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from environments import environment

import reportgen as rg
from reportgen.native.history import RunLogs
from reportgen.readers.native.run import NativeRun

QUIET = {"console": False, "code": False, "system": False, "silent": True}


@pytest.fixture
def api(tmp_path):
    """Log three runs, and return what finds them."""
    for number, name in enumerate(("first", "second", "third")):
        run = rg.init(
            dir=tmp_path, name=name, project="p" if number else "q", settings=QUIET,
            config={"lr": 10.0**-number, "opt": {"name": "sgd"}}, tags=["even"] if number % 2 == 0 else [],
        )  # fmt: skip
        run.define_metric("acc", summary="max,last")
        for step in range(1000):
            row = {"loss": 1 / (step + 1 + number)}
            if step % 100 == 0:
                row |= {"acc": step / 1000, "word": f"w{step}", "whole": 2**60 + step}
            run.log(row)
        run.finish(number == 1)
    return rg.Api(tmp_path)


def again(run) -> NativeRun:
    """Return a run as a report reads it now."""
    return NativeRun(RunLogs(Path(run.dir)))


def test_runs_are_found(api, tmp_path):
    assert [run.name for run in api.runs()] == ["first", "second", "third"]
    second = api.runs()[1]
    assert api.run(second.id).dir == api.run("second").dir == api.run(f"me/p/{second.id}").dir == second.dir
    assert (second.state, api.run("first").state) == ("failed", "finished")
    assert (second.project, second.config["lr"], second.last_history_step) == ("p", 0.1, 999)
    assert [run.name for run in rg.Api(dir=tmp_path / "reportgen-runs").runs()] == ["first", "second", "third"]
    assert rg.Api(tmp_path / "empty").runs() == []


@pytest.mark.parametrize(("filters", "names"), [
    ({"state": "finished"}, ["first", "third"]), ({"config.lr": {"$lt": 0.5}}, ["second", "third"]),
    ({"config.opt.name": "sgd", "display_name": "third"}, ["third"]), ({"tags": "even"}, ["first", "third"]),
    ({"tags": {"$in": "even"}}, ["first", "third"]),
    ({"summary.acc.max": {"$gte": 0.9, "$lte": 1}}, ["first", "second", "third"]), ({"config.none": {"$gt": 1}}, []),
    ({"name": {"$in": ["first", "x"]}}, ["first"]), ({"name": {"$ne": "first"}}, ["second", "third"]),
])  # fmt: skip
def test_filters(api, filters, names):
    assert [run.name for run in api.runs(filters=filters)] == names


def test_order_and_project(api):
    assert [run.name for run in api.runs("me/p")] == ["second", "third"]
    assert [run.name for run in api.runs(order="config.lr")] == ["third", "second", "first"]
    assert [run.name for run in api.runs(order="-created_at")] == ["third", "second", "first"]


@pytest.mark.parametrize(("call", "words"), [
    (lambda api: api.run("secnd"), "Did you mean 'second'"), (lambda api: api.run(""), "path: '' came"),
    (lambda api: api.runs(filters={"nme": 1}), "Did you mean 'name'"),
    (lambda api: api.runs(filters={"name": {"$regex": "a"}}), "filters: '$regex' came"),
    (lambda api: api.run("first").history(keys=["los"]), "keys: 'los' was never logged. Did you mean 'loss'"),
    (lambda api: api.artifact("none:v0"), "there is no artifact 'none'"),
    (lambda api: rg.Api(api.folder / "x").run("a"), "No run is there"),
])  # fmt: skip
def test_misuse(api, call, words):
    with pytest.raises(rg.UsageError) as fault:
        call(api)
    assert words in str(fault.value)


def test_history_is_not_sampled(api):
    rows = api.run("first").history(samples=10)
    assert [row["_step"] for row in rows] == list(range(1000))
    assert [row["loss"] for row in rows] == [1 / (step + 1) for step in range(1000)]
    assert rows[100]["whole"] == 2**60 + 100
    assert rows[100]["word"] == "w100"
    assert "acc" not in rows[101]
    assert all(row["_runtime"] >= 0 for row in rows)


def test_history_of_some_keys(api):
    run = api.run("first")
    rows = run.history(keys=["acc", "loss"])
    assert [(row["_step"], row["acc"]) for row in rows] == [(step, step / 1000) for step in range(0, 1000, 100)]
    assert all(row.keys() == {"_step", "_timestamp", "_runtime", "acc", "loss"} for row in rows)
    scanned = run.scan_history(keys=["loss", "_step"], min_step=10, max_step=12)
    assert list(scanned) == [{"loss": 1 / 11, "_step": 10}, {"loss": 1 / 12, "_step": 11}]
    assert len(list(run.scan_history())) == 1000


def test_history_holds_what_is_stored_of_media(tmp_path):
    run = rg.init(dir=tmp_path, settings=QUIET)
    run.log({"image": rg.Image(np.zeros((4, 6, 3), np.uint8), caption="c"), "h": rg.Histogram([1.0, 2.0])})
    run.finish()
    (row,) = rg.Api(tmp_path).run(run.id).history()
    assert (row["image"]["kind"], row["image"]["caption"]) == ("image", "c")
    assert sum(row["h"]["values"]) == 2


@pytest.mark.parametrize("way", ["item", "attribute", "update"])
def test_edits_of_the_summary_stay(api, way):
    run = api.run("second")
    before = again(run)
    assert run.summary["acc"] == {"max": 0.9, "last": 0.9}
    logs = {path: path.read_bytes() for path in Path(run.dir).rglob("*.rgl")}
    if way == "item":
        run.summary["best"] = 0.5
    elif way == "attribute":
        run.summary.best = 0.5
    else:
        run.summary.update({"best": 0.5})
    run.summary["loss"] = {"of": "hand"}
    run.summary["hist"] = rg.Histogram([1.0, 2.0])
    del run.summary["word"]
    run.summary.update()
    found = again(run)
    assert found.summary()["best"] == 0.5 == run.summary["best"] == api.run("second").summary["best"]
    assert found.summary()["loss"] == {"of": "hand"}
    assert found.summary()["hist"].kind == "histogram"
    assert "word" not in found.summary()
    assert "word" not in run.summary
    assert (
        (found.meta.state, found.meta.duration) == (before.meta.state, before.meta.duration) == ("failed", run.duration)
    )
    assert not found.meta.losses
    assert np.array_equal(found.column("loss").values, before.column("loss").values)
    assert all(path.read_bytes() == content for path, content in logs.items())
    assert len(list((Path(run.dir) / "log").iterdir())) == 2


def test_a_run_that_is_edited_goes_on(tmp_path):
    run = rg.init(dir=tmp_path, settings=QUIET)
    run.log({"loss": 1})
    other = rg.Api(tmp_path).run(run.id)
    assert other.state == "running"
    other.summary["note"] = "looked at"
    run.log({"loss": 2})
    assert again(run).meta.state == "running"
    run.finish()
    found = again(run)
    assert (found.meta.state, found.summary()["note"]) == ("finished", "looked at")
    assert found.column("loss").values.tolist() == [1, 2]


def test_changes_of_the_config_are_written_when_asked_for(api):
    run = api.run("first")
    run.config["late"] = [1, 2]
    run.config["lr"] = 3
    del run.config["opt"]
    assert again(run).meta.config == {"lr": 1.0, "opt": {"name": "sgd"}}
    run.update()
    run.update()
    assert again(run).meta.config == {"lr": 3, "late": [1, 2]} == api.run("first").config


def test_artifacts(tmp_path):
    run = rg.init(dir=tmp_path, settings=QUIET, id="maker123")
    table = rg.Table(["a"], [[1], [2]])
    draft = rg.Artifact("data", "dataset")
    draft.add(table, "t")
    run.log_artifact(draft)
    run.use_artifact("data:latest")
    run.finish()
    api = rg.Api(tmp_path)
    found = api.artifact("data:v0", type="dataset")
    assert found.get("t").data == [[1], [2]]
    assert [one.name for one in api.run("maker123").logged_artifacts()] == ["data:v0"]
    assert [one.name for one in api.run("maker123").used_artifacts()] == ["data:v0"]
    with pytest.raises(rg.UsageError, match="type: 'model' came"):
        api.artifact("data", type="model")


def test_rows_of_several_processes_are_all_there(tmp_path):
    run = rg.init(dir=tmp_path, settings=QUIET, id="forked12")
    run.log({"rank": 0})
    script = (
        "import reportgen as rg, sys\nrun = rg.init(dir=sys.argv[1], id='forked12', resume='must')\n"
        "run.log({'rank': 1}, step=1)\nrun.log({'rank': 2, 'nan': float('nan')}, step=2)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True)
    run.log({"rank": 3})
    run.finish()
    rows = rg.Api(tmp_path).run("forked12").history()
    assert sorted((row["_step"], row["rank"]) for row in rows) == [(0, 0), (1, 1), (1, 3), (2, 2)]
    assert math.isnan(rows[-1]["nan"])


@pytest.mark.sdk
def test_data_frames(api):
    script = (
        "import sys\nimport reportgen as rg\n"
        "frame = rg.Api(sys.argv[1]).run('first').history(keys=['acc'], pandas=True)\n"
        "assert frame['acc'].tolist() == [step / 1000 for step in range(0, 1000, 100)]\n"
    )
    root = Path(rg.__file__).parents[1]
    site = next(Path(sys.prefix).rglob("site-packages"))
    own = {"PYTHONPATH": f"{root}:{site}"}
    subprocess.run([environment("frames"), "-c", script, str(api.folder)], check=True, env=own)
