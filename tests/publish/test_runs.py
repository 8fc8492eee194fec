"""Runs in Python: facts, config, summary, history, media and tables of every format, and what ``inspect --json`` says."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import pytest
from conftest import EVALUATION, ROOT, RUNS, SWEEP, command
from environments import environment

import reportgen as rg
from reportgen.tables.api import QuestionError


@pytest.fixture(scope="module")
def runs():
    return rg.runs(RUNS, EVALUATION)


def test_runs_are_a_sequence_and_a_table(runs):
    assert len(runs) == 7
    assert (runs[0].name, runs["r50focal"].name, runs["r50-focal"].id) == (runs[0].name, "r50-focal", "r50focal")
    assert [run.name for run in runs[:2]] == [run.name for run in runs.head(2)]
    columns = runs.to_columns()
    assert list(columns)[:3] == ["name", "id", "state"]
    assert {"config.optim.lr", "summary.val/mAP", "summary.examples"} <= set(columns)
    assert all(len(column) == 7 for column in columns.values())
    json.dumps(runs.to_rows())


def test_paths_are_one_or_several_or_a_list():
    assert [run.id for run in rg.runs([RUNS])] == [run.id for run in rg.runs(RUNS)]
    assert len(rg.runs(RUNS, [SWEEP])) == len(rg.runs(RUNS)) + len(rg.runs(SWEEP))


def test_filters_and_order_are_those_of_a_spec():
    best = rg.runs(RUNS, filters='config.loss == "focal" and "night" in tags', order="-summary.val/mAP", limit=1)
    assert [run.id for run in best] == ["r101focl"]
    assert rg.runs(RUNS).sort("config.optim.lr", "name").filter('state == "finished"')[0].id == "r101focl"
    assert rg.runs(RUNS).head(0).to_rows() == []


def test_facts_of_a_run(runs):
    run = runs["r50-focal"]
    assert (run.state, run.format, run.project) == ("finished", "wandb", "street-scenes")
    assert run.config["optim"]["lr"] == run.get("config.optim.lr") == 0.001
    assert run.get("summary.val/mAP") == pytest.approx(0.4117, abs=1e-4)
    assert run.created > 1e9
    assert 0 < run.duration < 100
    assert run.keys["train/loss"] == "number"
    assert "train/loss" in run.metrics
    assert run.losses == ()
    assert repr(run) == "<run r50-focal (wandb, finished)>"


def test_history_is_a_row_for_each_step(runs):
    history = runs["r50-focal"].history("train/loss", "val/loss")
    rows = history.to_rows()
    assert len(history) == len(rows) == 600
    assert [row["step"] for row in rows] == list(range(600))
    logged = [row for row in rows if row["val/loss"] is not None]
    assert len(logged) == 10
    arrays = history.arrays()
    assert [math.isnan(value) for value in arrays["val/loss"]].count(False) == 10
    assert any(
        value is not None and math.isnan(value) for value in history.to_columns()["train/loss"]
    )  # NaN was logged, and stays
    assert list(runs["r50-focal"].history().columns())[:2] == ["step", "time"]


def test_several_values_at_one_step_are_rows(tmp_path):
    (tmp_path / "log.csv").write_text("step,a,b\n0,1,\n0,2,5\n1,3,6\n", "utf-8")
    history = rg.runs(tmp_path)[0].history("a", "b")
    assert [(row["step"], row["a"]) for row in history.to_rows()] == [(0, 1.0), (0, 2.0), (1, 3.0)]


def test_media_are_values_and_files(runs, tmp_path):
    media = runs["r50-focal"].media("examples")
    assert (media[0].kind, media[0].caption, media[0].index) == ("image", "night_000", 0)
    assert media[-1].step == 599
    path = media[0].save(tmp_path)
    assert path.read_bytes() == media[0].read()
    with pytest.raises(QuestionError, match="exists"):
        media[0].save(tmp_path)
    bins = runs["r50-focal"].media("gradients")[0]
    assert bins.value.heights.sum() > 0
    with pytest.raises(QuestionError, match="has no file"):
        bins.read()


def test_tables_are_asked_like_any_other(runs):
    run = runs["detector-v2"]
    assert "scenes" in run.tables
    wrong = run.table("scenes").filter("truth != guess")
    assert 0 < len(wrong) < len(run.table("scenes"))
    assert wrong.group_by("truth").to_rows()[0]["count"] > 0


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda runs: runs["r50-focl"], "no run 'r50-focl'. Did you mean 'r50-focal'?"),
        (lambda runs: runs[0].history("train/los"), "logged no 'train/los'. Did you mean 'train/loss'?"),
        (lambda runs: runs["r50-focal"].history("examples"), "'examples' is media (image). Write run.media('examples')."),
        (lambda runs: runs[0].table("train/loss"), "'train/loss' is not a table. It is a number."),
        (lambda runs: runs.filter("config.lr >"), "invalid expression: the expression ends too early"),
        (lambda _: rg.runs("nowhere"), "no such path 'nowhere'"),
        (lambda _: rg.runs(["nowhere"]), "no such path 'nowhere'"),
        (lambda _: rg.runs(3), "a path must be text or a Path, not int"),
        (lambda runs: runs.head(-1), "-1 runs cannot be limited to"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(runs, ask, what):
    with pytest.raises(QuestionError) as caught:
        ask(runs)
    assert what in str(caught.value)


def test_dataframes_of_what_is_installed():
    """In an environment with pandas, Polars and Arrow."""
    places = [path for path in sys.path if path.endswith("site-packages")]
    script = f"""
import sys
sys.path += {places!r}
import reportgen as rg
runs = rg.runs({str(RUNS)!r})
history = runs["r50-focal"].history("train/loss", "val/loss")
frame, arrow, polars = history.to_dataframe(), history.to_arrow(), history.to_polars()
print(type(frame).__module__.split(".")[0], frame.shape, int(frame["val/loss"].notna().sum()))
print(arrow.num_rows, arrow.column("val/loss").null_count, arrow.column("train/loss").null_count)
print(polars.shape, polars["val/loss"].null_count(), runs.to_pandas()["config.loss"].tolist()[0], runs.to_polars().shape[0])
"""
    python = environment("frames")
    done = subprocess.run(
        [str(python), "-c", script], cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:3] == ["pandas (600, 4) 10", "600 590 0", "(600, 4) 590 focal 4"]


def test_inspect_says_all_of_it_as_json():
    done = command("inspect", "--json", EVALUATION)
    run = json.loads(done.stdout)[0]
    assert run["name"] == "detector-v2"
    assert run["summary"]["train/loss"] == pytest.approx(run["keys"]["train/loss"]["last"])
    assert run["keys"]["train/loss"]["steps"] == [0, 39]
    assert run["keys"]["figures/curve"]["media"]
    assert run["tables"]["scenes"]["rows"] > 0
    assert "truth" in run["tables"]["scenes"]["columns"]
    assert run["created"] > 1e9
    assert run["duration"] > 0
    assert run["losses"] == []
    assert {"artifacts", "charts", "tags", "project", "config", "remarks"} <= set(run)
