"""Folders of DVCLive."""

from __future__ import annotations

import math
import shutil

from trainer_logs import LOGS, expected, points, same

from reportgen.sources import read_runs

FOLDER = LOGS / "dvclive"


def test_every_value_is_as_pandas_reads_it():
    (run,) = read_runs(FOLDER).runs
    for path, columns in expected("dvclive").items():
        key = path.removesuffix(".tsv")
        name = key.rpartition("/")[2]
        assert same(run.column(key).steps, columns[name][0])
        assert same(run.column(key).values, columns[name][1])
        if "timestamp" in columns:
            assert run.column(key).times.tolist() == [time / 1000 for time in columns["timestamp"][1]]
    assert math.isnan(run.column("undefined").values[0])


def test_what_the_run_is():
    found = read_runs(FOLDER)
    (run,) = found.runs
    assert (run.meta.name, run.meta.config, found.problems) == ("toy", {"lr": 0.1, "net": {"depth": 2}}, [])
    summary = run.summary()
    assert (summary["hidden"], summary["best"], summary["train/acc"]) == (21, 0.875, 0.875)
    assert math.isnan(summary["undefined"])
    assert run.meta.remarks == ()


def test_pictures_have_the_step_that_they_are_named_by():
    (run,) = read_runs(FOLDER).runs
    assert [item.step for item in run.media("masks")] == [0, 4]
    assert [item.step for item in run.media("sample")] == [7]


def test_plots_are_tables_with_charts():
    (run,) = read_runs(FOLDER).runs
    charts = {key: (chart.kind, dict(chart.columns), chart.title) for key, chart in run.charts().items()}
    assert charts["roc"][:2] == ("roc_curve", {"x": "fpr", "y": "tpr"})
    assert charts["curve"] == ("line", {"x": "x", "y": "y"}, "A curve")
    assert charts["confusion_matrix"][0] == "confusion_matrix"
    assert run.table("curve").rows == [[0, 0], [1, 1], [2, 4], [3, 9]]
    assert run.table("roc").rows[0][-1] == math.inf
    assert run.table("confusion_matrix").rows == [["a", "a", 1], ["b", "b", 1], ["a", "b", 1]]


def test_damage_costs_what_is_damaged(tmp_path):
    shutil.copytree(FOLDER / "toy", tmp_path / "toy")
    plots = tmp_path / "toy" / "dvclive" / "plots"
    (plots / "custom" / "curve.json").write_text("{cut")
    (plots / "metrics" / "loss.tsv").write_text("nothing\n")
    (run,) = read_runs(tmp_path).runs
    assert [loss.file for loss in run.meta.losses] == ["plots/metrics/loss.tsv", "plots/custom/curve.json"]
    assert points(run, "train/acc")[0] == list(range(8))
