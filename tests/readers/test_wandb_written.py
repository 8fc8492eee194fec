"""Runs exported as W&B logs: our reader of those finds what was logged, and so does the SDK's own."""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path

import numpy as np
import pytest
from conftest import command
from environments import environment
from hypothesis import given
from hypothesis import strategies as st

import reportgen as rg
from reportgen.model.media import file_of
from reportgen.model.run import RunSource
from reportgen.pipeline.exporting import export, formats
from reportgen.protobuf import Message
from reportgen.readers.wandb.written.message import LogWriter, moment, varint, whole
from reportgen.sources import read_runs
from reportgen.tracked.record_log import BLOCK, scan

QUIET = {"console": False, "code": False, "system": False, "silent": True}
OWN = {"_step", "_runtime", "_timestamp"}


def begun(folder: Path, **arguments) -> rg.Run:
    return rg.init(dir=folder, settings=QUIET, **arguments)


def only(folder: Path) -> RunSource:
    (run,) = read_runs(folder).runs
    return run


def both(folder: Path) -> tuple[RunSource, RunSource, list[str]]:
    """Return a folder's only run as it is logged and as it is exported, and what the export says."""
    out = folder.with_name(f"{folder.name}-exported")
    done = export([folder], "wandb", out, progress=lambda *_: None)
    return only(folder), only(out), [str(problem) for problem in done.problems]


numbers = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True), st.integers(-(2**200), 2**200), st.booleans(),
    st.floats(width=32).map(np.float32), st.sampled_from([0.0, -0.0, 5e-324, 1.7976931348623157e308, 2**53 + 1]),
)  # fmt: skip
plain = st.one_of(numbers, st.text(), st.lists(st.one_of(st.integers(), st.text(), st.floats(allow_nan=False))))


@given(rows=st.lists(st.dictionaries(st.sampled_from("abc/d.é"), plain, min_size=1), min_size=1, max_size=8))
def test_no_value_changes(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("values")
    run = begun(folder / "runs")
    for row in rows:
        run.log(row)
    rg.finish()
    logged, exported, problems = both(folder / "runs")
    assert not problems
    assert exported.keys().keys() == logged.keys().keys()
    for key in logged.keys():  # noqa: SIM118 - a method of ours
        ours, theirs = logged.values(key), exported.values(key)
        assert theirs.steps.tolist() == ours.steps.tolist()
        assert theirs.times.tolist() == ours.times.tolist()
        assert [as_read(one) for one in theirs.part(0, len(theirs))] == [as_read(o) for o in ours.part(0, len(ours))]
        if not any(isinstance(one, int) and abs(one) >= 2**63 for one in ours.part(0, len(ours))):  # no number there
            assert np.array_equal(logged.column(key).values, exported.column(key).values, equal_nan=True)
    summary = {key: as_read(value) for key, value in exported.summary().items() if key not in OWN}
    assert summary == {key: as_read(value) for key, value in logged.summary().items()}


def as_read(value):
    """Return a value in a form in which NaN equals itself, 1 is not 1.0, and -0.0 is not 0.0."""
    if isinstance(value, str):  # a lone half of a pair is no text that a message can hold
        return value.encode("utf-8", "replace")
    return repr([as_read(one) for one in value]) if isinstance(value, list) else repr(value)


def test_what_a_run_is_called_and_how_it_ended(tmp_path):
    run = begun(
        tmp_path / "runs", project="p", name="näme", group="g", job_type="train", notes="n\nm", tags=["a", "b"],
        config={"lr": 0.1, "model": {"depth": 3, "names": ["a", None]}, "nan": math.nan}, id="same1234",
    )  # fmt: skip
    run.define_metric("val/*", step_metric="epoch", summary="max,last")
    run.define_metric("loss", goal="minimize", hidden=True)
    for step in (3, 4, 10):
        run.log({"epoch": step, "val/acc": 1 / step, "loss": step}, step=step)
    run.summary["best"] = {"epoch": 4, "score": 0.25}
    run.write_stats({"cpu": 12.5, "gpu.0.memory": 3.0})
    run.write_stats({"cpu": 13.5})
    run.write_text("stdout", "one\x1b[31m two\n")
    run.write_text("stderr", "three\r")
    run.finish(2)
    logged, exported, problems = both(tmp_path / "runs")
    assert not problems
    for name in ("id", "name", "project", "group", "job_type", "notes", "tags", "state"):
        assert getattr(exported.meta, name) == getattr(logged.meta, name), name
    assert exported.meta.state == "failed"
    assert exported.meta.created == pytest.approx(logged.meta.created, abs=1e-6)
    assert exported.meta.duration == pytest.approx(logged.meta.duration, abs=1)
    assert repr(exported.meta.config) == repr(logged.meta.config)
    for key in ("val/acc", "loss", "epoch"):
        assert exported.definition(key) == logged.definition(key)
    assert exported.step_metrics() == ["epoch"]
    assert {k: v for k, v in exported.summary().items() if k not in OWN} == logged.summary()
    assert exported.keys()["system/cpu"] == logged.keys()["system/cpu"]
    assert exported.column("system/cpu").values.tolist() == [12.5, 13.5]
    assert [(one.stream, one.text) for one in exported.console()] == [
        ("stdout", "one\x1b[31m two\n"), ("stderr", "three\r"),
    ]  # fmt: skip


def test_a_run_without_an_end_has_none(tmp_path):
    run = begun(tmp_path / "runs")
    run.log({"a": 1})
    logged, exported, _ = both(tmp_path / "runs")
    rg.finish()
    assert (logged.meta.state, exported.meta.state) == ("running", "crashed")


def picture(value: int, **arguments) -> rg.Image:
    return rg.Image(np.full((6, 8, 3), value, np.uint8), **arguments)


def overlaid(value: int) -> rg.Image:
    box = {"position": {"minX": 1, "maxX": 4, "minY": 2, "maxY": 5}, "domain": "pixel", "class_id": 1,
           "box_caption": "a car", "scores": {"p": 0.5}}  # fmt: skip
    mask = {"mask_data": np.eye(6, 8, dtype=np.uint8), "class_labels": {0: "none", 1: "road"}}
    return picture(
        value, caption=f"no {value}", boxes={"pred": {"box_data": [box], "class_labels": {1: "car"}}},
        masks={"truth": mask},
    )  # fmt: skip


def log_media(folder: Path) -> None:
    run = begun(folder)
    run.log({"one": overlaid(1), "../up/one": picture(5)})
    run.log({"several": [overlaid(2), picture(3)], "one": overlaid(4)})
    run.log({
        "hist": rg.Histogram([1.0, 2.0, 2.5]), "page": rg.Html("<p>hi</p>", inject=False),
        "points": rg.Object3D(np.array([[0.0, 1.0, 2.0, 3.0], [1.5, math.nan, 0.0, 1.0]])),
        "sound": rg.Audio(np.zeros(100, np.float32), 8000),
        "film": rg.Video(np.zeros((2, 3, 8, 8), np.uint8), fps=2, format="gif"),
    })  # fmt: skip
    table = rg.Table(["id", "image", "score", "list"])
    table.add_data(1, overlaid(7), math.nan, [1, 2])
    table.add_data(2, picture(8), 0.5, None)
    run.log({"table": table})
    run.log({"line": rg.plot.line(rg.Table(["t", "v"], [[1, 2.0], [2, 3.0]]), "t", "v", title="rising")})
    run.log({"pr": rg.plot.pr_curve([0, 1, 1], np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]]), labels=["n", "p"])})
    rg.finish()


def test_media_are_the_same(tmp_path):
    log_media(tmp_path / "runs")
    logged, exported, problems = both(tmp_path / "runs")
    assert not problems
    for key, info in logged.keys().items():
        ours, theirs = logged.media(key), [one for one in exported.media(key) if one.value.kind != "table"]
        assert [(one.step, one.index, one.value.kind, one.value.caption) for one in theirs] == [
            (one.step, one.index, one.value.kind, one.value.caption) for one in ours
        ]
        for one, other in zip(ours, theirs, strict=True):
            if file_of(one.value) is not None:
                assert file_of(other.value).read() == file_of(one.value).read(), info
    (hist,) = (one.value for one in exported.media("hist"))
    assert np.array_equal(hist.edges, logged.media("hist")[0].value.edges)
    assert np.array_equal(hist.heights, logged.media("hist")[0].value.heights)
    assert json.loads(file_of(exported.media("points")[0].value).read())[0] == [0.0, 1.0, 2.0, 3.0]


def test_boxes_masks_and_names_of_classes(tmp_path):
    log_media(tmp_path / "runs")
    logged, exported, _ = both(tmp_path / "runs")
    for key, place in (("one", 0), ("several", 0)):
        ours, theirs = (run.media(key)[place].value for run in (logged, exported))
        assert theirs.boxes["pred"].read().boxes == ours.boxes["pred"].read().boxes
        assert theirs.boxes["pred"].read().labels == {1: "car"}
        assert theirs.masks["truth"].file.read() == ours.masks["truth"].file.read()
        assert theirs.classes.masks["truth"] == {0: "none", 1: "road"}
    assert not exported.media("several")[1].value.boxes
    inside = exported.table("table").rows[0][1]
    assert inside.boxes["pred"].read().boxes == logged.table("table").rows[0][1].boxes["pred"].read().boxes
    assert inside.classes.shared.read()[1] == "road" or inside.classes.shared.read()[1] == "car"


def test_tables_and_charts(tmp_path):
    log_media(tmp_path / "runs")
    logged, exported, _ = both(tmp_path / "runs")
    table = exported.table("table")
    assert table.columns == ["id", "image", "score", "list"]
    assert [[row[0], repr(row[2]), row[3]] for row in table.rows] == [[1, "nan", [1, 2]], [2, "0.5", None]]
    for ours, theirs in zip(logged.table("table").rows, table.rows, strict=True):
        assert file_of(theirs[1]).read() == file_of(ours[1]).read()
    for key, chart in logged.charts().items():
        found = exported.charts()[key]
        assert (found.kind, found.title, found.table_key) == (chart.kind, chart.title, f"{key}_table")
        assert {role: found.columns.get(role) for role in ("x", "y")} == {r: chart.columns[r] for r in ("x", "y")}
        assert exported.table(found.table_key).rows == logged.table(key).rows


def test_keys_lead_out_of_no_folder(tmp_path):
    log_media(tmp_path / "runs")
    both(tmp_path / "runs")
    out = tmp_path / "runs-exported"
    assert {path.name for path in tmp_path.iterdir()} == {"runs", "runs-exported"}
    (folder,) = out.iterdir()
    assert {path.name for path in folder.iterdir()} == {"files", "staging", f"run-{only(out).meta.id}.wandb"}


def test_steps_that_a_log_cannot_hold(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "metrics.csv").write_text("step,loss\n0.5,3\n1.5,2\n2,1\n")
    logged, exported, problems = both(tmp_path / "runs")
    assert ["rows are counted" in problem for problem in problems] == [True]
    assert exported.column("loss").steps.tolist() == [0, 1, 2]
    assert exported.column("loss").values.tolist() == logged.column("loss").values.tolist() == [3, 2, 1]
    assert exported.column("step").values.tolist() == [0.5, 1.5, 2]


def test_what_cannot_be_exported_is_reported(tmp_path):
    run = begun(tmp_path / "runs", name="named")
    run.log({"joined": rg.JoinedTable(rg.Table(["a"], [[1]]), rg.Table(["a"], [[1]]), "a"), "loss": 1})
    run.log_artifact(rg.Artifact("data", "dataset"))
    rg.finish()
    _, exported, problems = both(tmp_path / "runs")
    assert len(problems) == 2
    assert all(problem.startswith("named: ") for problem in problems)
    assert exported.column("loss").values.tolist() == [1]


@pytest.mark.parametrize("size", [0, 1, BLOCK - 40, BLOCK - 14, BLOCK - 13, BLOCK, 3 * BLOCK])
def test_records_of_any_size_are_framed(tmp_path, size):
    with (tmp_path / "log").open("wb") as file:
        log = LogWriter(file)
        for content in (b"x" * size, b"y" * 20, b"z" * size):
            log.record(2, content)
    found = scan((tmp_path / "log").read_bytes())
    assert not found.damage
    assert [Message(one).data(2) for one in found.records()] == [b"x" * size, b"y" * 20, b"z" * size]
    assert [Message(one).whole(1) for one in found.records()] == [1, 2, 3]


@given(st.integers(-(2**63), 2**63 - 1))
def test_varints(number):
    assert Message(whole(1, number) if number else varint(8) + varint(0)).whole(1) == number


@given(st.floats(0, 4e9))
def test_times(seconds):
    found = Message(moment(1, seconds)).sub(1) if moment(1, seconds) else Message(b"")
    assert found.whole(1) + found.whole(2) / 1e9 == pytest.approx(seconds, abs=1e-6)
    assert 0 <= found.whole(2) < 10**9


def test_nothing_that_exists_is_changed(tmp_path):
    run = begun(tmp_path / "runs")
    run.log({"a": 1})
    rg.finish()
    arguments = ("export", tmp_path / "runs", "--to", "wandb", "-o", tmp_path / "out")
    first = command(*arguments)
    assert (first.returncode, Path(first.stdout.decode().strip()).is_dir()) == (0, True)
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    second = command(*arguments)
    assert second.returncode == 1
    assert b"already" in second.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_a_failed_export_leaves_nothing(tmp_path, monkeypatch):
    run = begun(tmp_path / "runs")
    run.log({"a": 1})
    rg.finish()
    monkeypatch.setattr(LogWriter, "row", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left", "log")))
    done = command("export", tmp_path / "runs", "--to", "wandb", "-o", tmp_path / "out")
    assert done.returncode == 1
    assert b"No space left" in done.stderr
    assert not list((tmp_path / "out").iterdir())


def test_wrong_arguments(tmp_path):
    assert formats() == ["wandb"]
    (tmp_path / "empty").mkdir()
    for arguments, words in (
        ([tmp_path / "none", "--to", "wandb"], b"no such path"), ([tmp_path / "empty", "--to", "wandb"], b"no runs in"),
        ([tmp_path / "empty", "--to", "wandbb"], b"cannot export to 'wandbb'. Did you mean 'wandb'?"),
    ):  # fmt: skip
        done = command("export", *arguments, "-o", tmp_path / "out")
        assert done.returncode == 2
        assert words in done.stderr
    assert not (tmp_path / "out").exists()


READ = """
import json, sys
from collections import Counter
from pathlib import Path
from wandb.proto import wandb_internal_pb2 as pb
found, rows, unknown = Counter(), [], []
for size in iter(lambda: sys.stdin.buffer.read(4), b""):
    record = pb.Record.FromString(sys.stdin.buffer.read(int.from_bytes(size, "little")))
    kind = record.WhichOneof("record_type")
    found[kind] += 1
    if kind == "history":
        rows.append({".".join(i.nested_key): json.loads(i.value_json) for i in record.history.item})
        assert rows[-1]["_step"] == record.history.step.num
    if kind == "artifact":
        for entry in record.artifact.manifest.contents:
            assert Path(entry.local_path).stat().st_size == entry.size
    if kind == "run":
        run = record.run
        print(json.dumps([run.run_id, run.project, run.display_name, list(run.tags)]))
print(json.dumps(found))
print(json.dumps(rows))
"""


@pytest.mark.sdk
def test_the_sdk_reads_it(tmp_path):
    log_media(tmp_path / "runs")
    both(tmp_path / "runs")
    (log,) = (tmp_path / "runs-exported").rglob("*.wandb")
    python = environment("wandb-0.31.0")
    payloads = scan(log.read_bytes()).records()
    framed = b"".join(len(one).to_bytes(4, "little") + one for one in payloads)
    done = subprocess.run([python, "-c", READ], input=framed, capture_output=True, check=True)
    run, counts, rows = map(json.loads, done.stdout.splitlines())
    assert run[1] == "uncategorized"
    assert counts == {"header": 1, "run": 1, "environment": 1, "artifact": 3, "history": 6, "summary": 1,
                      "files": 1, "exit": 1}  # fmt: skip
    assert [row["_step"] for row in rows] == list(range(6))
    shown = subprocess.run([python, "-m", "wandb", "leet", "inspect", "--json", log], capture_output=True, check=True)
    records = [json.loads(line) for line in shown.stdout.splitlines()]
    assert len(records) == len(payloads)
    assert sum(record["type"] == "history" for record in records) == 6


def test_of_several_values_at_one_step_the_last_is_exported(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "metrics.csv").write_text("step,loss,epoch\n0,3,0\n0,2,0\n1,1,1\n")
    _, exported, problems = both(tmp_path / "runs")
    assert len(problems) == 1
    assert "'loss': of several values at one step" in problems[0]
    assert exported.column("loss").values.tolist() == [2, 1]


@pytest.mark.sdk
def test_what_the_sdk_logged_is_the_same_when_it_is_exported(media_runs, tmp_path):
    runs = {run.meta.id: run for run in read_runs(media_runs).runs}
    done = export([media_runs], "wandb", tmp_path / "out", progress=lambda *_: None)
    assert len(done.folders) == len(runs)
    for exported in read_runs(tmp_path / "out").runs:
        logged = runs[exported.meta.id]
        assert exported.keys().keys() == logged.keys().keys()
        assert repr(exported.meta.config) == repr(logged.meta.config)
        assert exported.charts() == logged.charts()
        for key, info in logged.keys().items():
            ours, theirs = logged.column(key), exported.column(key)
            assert np.array_equal(ours.values, theirs.values, equal_nan=True)
            assert np.array_equal(ours.steps, theirs.steps)
            if "table" in info.types:
                assert exported.table(key).columns == logged.table(key).columns
                assert len(exported.table(key).rows) == len(logged.table(key).rows)
            else:
                kinds = [
                    [(one.step, one.index, one.value.kind) for one in run.media(key)] for run in (logged, exported)
                ]
                assert kinds[0] == kinds[1]
