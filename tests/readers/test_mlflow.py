"""Stores of MLflow: what its own client reads of them is read here, value for value."""

from __future__ import annotations

import hashlib
import math
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from mlflow_stores import STORES, told, unpack

from reportgen.errors import Level
from reportgen.readers.base import Claim
from reportgen.readers.mlflow import Mlflow, MlflowOptions
from reportgen.readers.mlflow.parameters import value_of
from reportgen.sources import read_runs
from reportgen.sources.discovery import claims_of

LARGEST = 1.7976931348623157e308


@pytest.fixture(scope="module", params=STORES, ids="-".join)
def store(request, tmp_path_factory):
    """Yield (what the client reads, the runs, deleted ones among them) of each store."""
    version, kind = request.param
    folder = unpack(tmp_path_factory.mktemp(f"{version}-{kind}"), version, kind)
    return told(version, kind), {run.meta.id: run for run in read_all(folder)}


def read_all(folder, **options):
    """Return all runs at a folder, deleted ones among them."""
    claims = claims_of([folder], {"deleted": True, **options}).claims
    assert set(claims) == {"mlflow"}
    return Mlflow().read(claims["mlflow"]).runs


def named(runs, name):
    (run,) = [run for run in runs if run.meta.name == name]
    return run


def restored(text, *, kind):
    """Return a value as it was logged: the client shows what SQLite holds for infinity."""
    value = float(text)
    return math.copysign(math.inf, value) if kind == "sqlite" and abs(value) == LARGEST else value


def same(one, other):
    return one == other or (math.isnan(one) and math.isnan(other))


def test_the_same_runs(store):
    client, runs = store
    assert set(client) == set(runs)
    states = {"FINISHED": "finished", "FAILED": "failed", "KILLED": "killed", "RUNNING": "running"}
    for ident, one in client.items():
        if "error" in one:
            assert runs[ident].meta.name == "half steps"
            continue
        meta = runs[ident].meta
        assert (meta.name, meta.project, meta.state) == (one["name"], one["experiment"], states[one["status"]])
        assert meta.created == one["start"] / 1000
        if one["end"]:
            assert meta.duration == one["end"] / 1000 - one["start"] / 1000
        assert ("deleted" in (one["stage"], one["experiment stage"])) == any("deleted" in it for it in meta.remarks)
        assert not meta.losses


def test_every_value_of_every_metric(store, request):
    client, runs = store
    kind = request.node.callspec.params["store"][1]
    values = 0
    for ident, one in client.items():
        run = runs[ident]
        assert set(run.keys()) >= set(one.get("history", ()))
        for key, logged in one.get("history", {}).items():
            rows = list(dict.fromkeys(map(tuple, logged)))  # MLflow 3 writes some again when a model is logged
            stepless = len(rows) > 1 and not any(step for *_, step in rows)
            rows = rows if stepless else sorted(rows, key=lambda row: row[2])
            column = run.column(key)
            assert run.keys()[key].count == len(rows)
            assert (column.times * 1000).round().tolist() == [row[0] for row in rows]
            assert column.steps.dtype == (float if run.meta.name == "half steps" else np.int64)
            assert column.steps.tolist() == (list(range(len(rows))) if stepless else [row[2] for row in rows])
            for mine, (_, text, _) in zip(column.values.tolist(), rows, strict=True):
                assert same(mine, restored(text, kind=kind)), key
            values += len(rows)
    assert values > 60


def test_the_last_values(store, request):
    client, runs = store
    kind = request.node.callspec.params["store"][1]
    for ident, one in client.items():
        summary = runs[ident].summary()
        own = {key: text for key, text in one.get("metrics", {}).items() if not key.startswith("system/")}
        if "error" not in one:
            assert set(summary) == set(own)
        assert all(same(summary[key], restored(text, kind=kind)) for key, text in own.items())


def test_parameters_and_tags(store):
    client, runs = store
    everything = next(ident for ident, one in client.items() if one.get("name") == "everything")
    config = runs[everything].meta.config
    assert {key: config[key] for key in client[everything]["params"]} == {
        "lr": 0.001, "batch": 64, "name": "resnet", "flag": True, "nothing": None, "sizes": [64, 32],
        "optim": {"b": 0.9}, "big": 2**70, "version": "1.10", "code": "007", "long": "word " * 80, "tiny": 5e-324,
        "lines": "one\ntwo",
    }  # fmt: skip
    assert config["tags"] == {"team": "vision", "baseline": "", "cluster": 12}
    assert set(runs[everything].meta.tags) == {"team: vision", "baseline", "cluster: 12"}
    assert runs[everything].meta.notes == "# Notes\n\nSome *text*."
    for ident, one in client.items():
        for key, text in one.get("params", {}).items():
            assert runs[ident].meta.config[key] == value_of(key, text)


def test_datasets(store):
    client, runs = store
    for ident, one in client.items():
        used = {
            each["context"][0]: {"name": each["name"], "digest": each["digest"]} for each in one.get("datasets", ())
        }
        assert runs[ident].meta.config.get("datasets", {}) == used


def test_nested_runs_are_grouped_by_the_runs_above(store):
    _, runs = store
    groups = {run.meta.name: run.meta.group for run in runs.values()}
    assert groups["search"] == groups["everything"] == ""
    assert groups["trial 1"] == groups["trial 2"] == "search"
    assert groups["fold"] == "search / trial 2"


def test_fractional_steps_are_kept(store):
    _, runs = store
    column = named(runs.values(), "half steps").column("score")
    assert (column.steps.tolist(), column.values.tolist()) == ([0.5, 1.5], [1.0, 2.0])


def test_system_metrics(store):
    _, runs = store
    machine = named(runs.values(), "machine")
    assert len(machine.keys()) == 5
    assert all(info.system and info.count == 4 for info in machine.keys().values())
    assert machine.summary() == {}


def test_a_run_that_did_not_end(store):
    _, runs = store
    meta = named(runs.values(), "dead").meta
    assert meta.state == "running"
    assert 0 <= meta.duration < 30
    (remark,) = meta.remarks
    assert remark.startswith("MLflow has this run as running, with its last metric")
    assert remark.endswith("A process that was killed leaves it so.")


@pytest.mark.parametrize(("version", "kind"), STORES)
def test_deleted_runs_are_read_on_request_alone(tmp_path, version, kind):
    folder = unpack(tmp_path, version, kind)
    whole = {run.meta.name for run in read_all(folder)}
    found = read_runs(folder)
    assert whole - {run.meta.name for run in found.runs} == {"deleted", "of a deleted experiment"}
    # In the trash of a file store are whole experiments, which nobody looks into unasked.
    number = "2 runs" if kind == "sqlite" else "1 run"
    assert any(str(one).startswith(number) and one.level is Level.NOTE for one in found.problems)


@pytest.mark.parametrize("kind", ["file", "sqlite"])
def test_nothing_is_written(tmp_path, kind):
    folder = unpack(tmp_path, "3.17.2", kind)
    before = state(folder)
    for run in read_all(folder):
        for key in run.keys():  # noqa: SIM118 - a method of ours
            run.column(key)
            run.media(key)
            run.tables(key)
        run.summary(), run.artifacts(), run.used_artifacts(), run.code()
    assert state(folder) == before


def loss_of(folder):
    """Return the file of a run's loss; a model has one, too."""
    (found,) = [path for path in folder.rglob("metrics/train/loss") if "models" not in path.parts]
    return found


def state(folder):
    return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            for path in folder.rglob("*")}  # fmt: skip


def test_an_experiment_and_a_run_can_be_named(tmp_path):
    folder = unpack(tmp_path, "3.17.2", "file")
    place = loss_of(folder).parents[2]
    (run,) = read_runs(place).runs
    assert (run.meta.name, run.meta.project) == ("everything", "street scenes")
    assert "trial 1" in {run.meta.name for run in read_runs(place.parent).runs}
    (nested,) = [path.parent.parent for path in folder.rglob("tags/mlflow.runName") if path.read_text() == "fold"]
    (run,) = read_runs(nested).runs
    assert run.meta.group == "search / trial 2"


def test_a_database_of_any_name(tmp_path):
    folder = unpack(tmp_path, "1.30.1", "sqlite")
    (folder / "mlflow.db").rename(folder / "runs of may")
    assert not read_runs(folder).runs
    assert len(read_runs(folder / "runs of may").runs) == len(told("1.30.1", "sqlite")) - 2


def test_other_databases_are_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "study.db") as other:
        other.execute("create table trials (number integer)")
    assert not Mlflow().claims(folder_of(tmp_path), MlflowOptions()).names


def folder_of(path: Path):
    from reportgen.readers.base import Folder

    return Folder(str(path), [one.name for one in path.iterdir() if one.is_file()],
                  [one.name for one in path.iterdir() if one.is_dir()])  # fmt: skip


def opened(path: Path):
    return Mlflow().read([Claim(path, MlflowOptions())])


def write_log(path: Path, *, checkpoint: bool = False):
    """Write a metric by a process that ends without closing the database, as one that is killed."""
    code = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1]); c.execute('pragma journal_mode=wal')\n"
        "run = c.execute(\"select run_uuid from runs where name = 'stopped'\").fetchone()[0]\n"
        "c.executemany('insert into metrics values (?,?,?,?,?,?)', [('late', s / 2, s, run, s, 0) for s in range(5)])\n"
        "c.commit()\n"
        "if len(sys.argv) > 2: c.close()\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(path), *(["close"] if checkpoint else [])], check=True)


@pytest.mark.parametrize("checkpoint", [True, False])
def test_a_log_next_to_the_database_is_read(tmp_path, checkpoint):
    folder = unpack(tmp_path, "2.14.3", "sqlite")
    write_log(folder / "mlflow.db", checkpoint=checkpoint)
    assert (folder / "mlflow.db-wal").exists() is not checkpoint
    before = state(folder)
    column = named(read_all(folder), "stopped").column("late")
    assert column.values.tolist() == [0, 0.5, 1, 1.5, 2]
    assert state(folder) == before


def test_an_interrupted_change_is_undone_in_a_copy(tmp_path):
    folder = unpack(tmp_path, "2.14.3", "sqlite")
    code = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('pragma cache_size=1')\n"
        "c.execute('begin'); c.execute('update metrics set value = 77')\n"
        "c.execute('pragma cache_spill=1'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(folder / "mlflow.db")], check=True)
    assert (folder / "mlflow.db-journal").stat().st_size > 0
    before = state(folder)
    assert named(read_all(folder), "failed").column("score").values.tolist() == [1.0]
    assert state(folder) == before


def test_a_locked_database_is_read(tmp_path):
    folder = unpack(tmp_path, "2.14.3", "sqlite")
    code = ("import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
            "c.execute('begin exclusive'); print('held', flush=True); sys.stdin.read()")  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", code, str(folder / "mlflow.db")], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as holder:  # fmt: skip
        assert holder.stdout.readline() == b"held\n"
        assert named(read_all(folder), "failed").column("score").values.tolist() == [1.0]
        holder.stdin.close()


def test_half_a_database(tmp_path):
    """Of a file that is copied in part every run that can be had is, and it is said."""
    folder = unpack(tmp_path, "3.17.2", "sqlite")
    path = folder / "mlflow.db"
    whole, content = told("3.17.2", "sqlite"), path.read_bytes()
    seen = set()
    for kept in range(0, len(content), len(content) // 40 + 1):
        path.write_bytes(content[:kept])
        found = opened(path)
        wrong = [one.what for one in found.problems if one.level is not Level.NOTE]
        assert wrong
        assert all("part" in what or "damaged" in what or "beginning" in what for what in wrong), wrong
        for run in found.runs:
            assert run.meta.losses
            for key in run.logged.keys():  # noqa: SIM118 - a method of ours
                rows = {(row[0], float(row[1])) for row in whole[run.meta.id]["history"][key]}
                column = run.column(key)
                assert len(column) <= len(rows)
        seen.add(len(found.runs))
    assert {0, len(whole) - 2} <= seen


def test_flipped_bytes(tmp_path):
    folder = unpack(tmp_path, "1.30.1", "sqlite")
    path = folder / "mlflow.db"
    content = path.read_bytes()
    whole = sum(sum(run.logged.keys().values()) for run in opened(path).runs)
    damages = 0
    for at in range(100, len(content), len(content) // 60):
        damaged = bytearray(content)
        damaged[at : at + 40] = bytes(255 - byte for byte in damaged[at : at + 40])
        path.write_bytes(damaged)
        found = opened(path)
        said = [one for one in found.problems if one.level is not Level.NOTE]
        said += [loss for run in found.runs for loss in run.meta.losses]
        kept = 0
        for run in found.runs:
            run.summary()
            kept += sum(len(run.logged.points(key).values) for key in run.logged.keys())  # noqa: SIM118 - ours
        assert said or kept == whole, at
        damages += bool(said)
    assert damages


def test_damaged_lines_cost_themselves(tmp_path):
    folder = unpack(tmp_path, "2.14.3", "file")
    metric = loss_of(folder)
    lines = metric.read_bytes().splitlines(keepends=True)
    metric.write_bytes(b"".join([*lines[:3], b"17x 1.0 3\n", *lines[4:-1], lines[-1][:20]]))
    run = named(read_runs(folder).runs, "everything")
    assert run.column("train/loss").steps.tolist() == [0, 1, 2, *range(4, 11)]
    assert [str(loss) for loss in run.meta.losses] == [f"{run.meta.id}: metric 'train/loss': 2 damaged lines omitted"]


def test_one_value_again_and_again_without_steps_is_one_point(tmp_path):
    folder = unpack(tmp_path, "3.17.2", "file")
    metric = loss_of(folder)
    metric.write_bytes(b"1000 0.5 0\n2000 0.5 0\n")
    run = named(read_runs(folder).runs, "everything")
    assert (run.keys()["train/loss"].count, run.column("train/loss").values.tolist()) == (1, [0.5])
    metric.write_bytes(b"1000 0.5 0\n2000 0.25 0\n")
    run = named(read_runs(folder).runs, "everything")
    assert (run.keys()["train/loss"].count, run.column("train/loss").steps.tolist()) == (2, [0, 1])


def test_damaged_files_cost_no_other_run(tmp_path):
    folder = unpack(tmp_path, "2.14.3", "file")
    whole = {run.meta.id: points_of(run) for run in read_all(folder)}
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "artifacts" not in path.parts)
    rng = random.Random(3)
    for path in files:
        if path.parent.name.isdigit():  # an experiment's record
            continue
        content = path.read_bytes()
        path.write_bytes(rng.choice([b"", content[: len(content) // 2], b"\xff\x00" + content, rng.randbytes(50)]))
        run_folder = next((one.name for one in path.parents if one.name in whole), "")
        found = {run.meta.id: points_of(run) for run in read_all(folder)}
        assert {ident: points for ident, points in found.items() if ident != run_folder} == {
            ident: points for ident, points in whole.items() if ident != run_folder
        }
        path.write_bytes(content)


def points_of(run):
    run.summary(), run.artifacts(), run.used_artifacts(), run.meta
    return {key: str(run.column(key)) for key in run.keys()}  # noqa: SIM118 - a method of ours


def test_lines_of_other_generations(tmp_path):
    folder = unpack(tmp_path, "3.17.2", "file")
    metric = loss_of(folder)
    metric.write_bytes(b"1000 0.5\n2000 0.25\n")  # before steps
    run = named(read_runs(folder).runs, "everything")
    assert (run.column("train/loss").values.tolist(), run.meta.losses) == ([0.5, 0.25], ())
    metric.write_bytes(b"1000 0.5 1 street 04cb\n2000 0.25 2 street 04cb\n2000 0.25 2 street 04cb\n")  # of a dataset
    run = named(read_runs(folder).runs, "everything")
    assert (run.column("train/loss").steps.tolist(), run.keys()["train/loss"].count) == ([1, 2], 2)


def test_a_run_without_its_record_is_told(tmp_path):
    folder = unpack(tmp_path, "2.14.3", "file")
    metric = loss_of(folder)
    meta = metric.parents[2] / "meta.yaml"
    for content in (b"", b"\xff\xfe{", b"- 1\n"):
        meta.write_bytes(content)
        found = read_runs(folder)
        assert "everything" not in {run.meta.name for run in found.runs}
        assert any(meta.parent.name in str(one) and "meta.yaml" in one.what for one in found.problems), content


def test_a_long_name_and_one_like_a_number(tmp_path):
    folder = unpack(tmp_path, "2.14.3", "file")
    metric = loss_of(folder)
    meta = metric.parents[2] / "meta.yaml"
    text = meta.read_text("utf-8")
    for written, name in ((" 1e3", "1e3"), (" '007'", "007"), (" \"a\\u00e4 'b'\"", "aä 'b'"), (" 'it''s'", "it's"),
                          (" one\n  two", "one two"), (" null", "")):  # fmt: skip
        meta.write_text(text.replace("run_name: everything", f"run_name:{written}"), "utf-8")
        (metric.parents[2] / "tags" / "mlflow.runName").unlink(missing_ok=True)
        found = {run.meta.id: run for run in read_runs(folder).runs}[meta.parent.name]
        assert found.meta.name == (name or meta.parent.name)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("-1", -1), ("0", 0), ("-0", 0), ("1.", 1.0), (".5", 0.5), ("1e-3", 0.001), ("1E5", 1e5),
     ("1e999", "1e999"), ("1_0", "1_0"), ("01", "01"),
     ("0x10", "0x10"), ("", ""), ("-", "-"), (".", "."), ("e5", "e5"), ("٣", "٣"),
     ("(1, 2)", [1, 2]), ("[1,", "[1,"), ("{'a': None}", {"a": None}), ("[__import__('os')]", "[__import__('os')]"),
     ("true", True), ("inf", math.inf), ("b'x'", "b'x'"), ("[b'x']", "[b'x']"), ("9" * 5000, "9" * 5000)],
)  # fmt: skip
def test_values_of_texts(text, value):
    found = value_of("x", text)
    assert found == value
    assert type(found) is type(value)
