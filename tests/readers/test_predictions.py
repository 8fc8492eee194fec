"""Truth and predictions from files: every figure is that of scikit-learn, recorded by ``predictions/make.py``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from reportgen.pipeline import build
from reportgen.sources import read_runs

HERE = Path(__file__).parent / "predictions"
EXPECTED = json.loads((HERE / "expected.json").read_text())


def columns(table):
    return dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))


@pytest.mark.parametrize("name", ["binary", "classes", "prices"])
def test_every_figure_is_that_of_scikit_learn(name):
    (run,) = read_runs(HERE / f"{name}.csv").runs
    summary = run.summary()
    for key, value in EXPECTED[name].items():
        assert summary[key] == pytest.approx(value, abs=1e-9), key


def test_classes_one_by_one():
    (run,) = read_runs(HERE / "classes.csv").runs
    table = columns(run.table("by_class"))
    assert table["class"] == ("cat", "dog", "horse")
    for key in ("AP", "AUC"):
        assert table[key] == pytest.approx([one[key] for one in EXPECTED["by_class"]], abs=1e-12)
    counts = np.array(columns(run.table("confusion"))["rows"]).reshape(3, 3)
    assert counts.tolist() == EXPECTED["confusion"]


def test_calibration_is_that_of_scikit_learn():
    (run,) = read_runs(HERE / "binary.csv").runs
    rows = [row for row in run.table("calibration").rows if row[2] == "scores"]
    assert [row[0] for row in rows] == pytest.approx(EXPECTED["calibration"][0])
    assert [row[1] for row in rows] == pytest.approx(EXPECTED["calibration"][1])
    assert sum(row[3] for row in rows) == 300


def test_the_surest_mistakes_come_first():
    (run,) = read_runs(HERE / "binary.csv").runs
    table = columns(run.table("rows"))
    wrong = table["right"].count(False)
    assert not any(table["right"][:wrong])
    given = table["score of the true class"][:wrong]
    assert list(given) == sorted(given)
    assert table["file"][0].endswith(".png")


def test_an_archive_says_the_same_and_pickles_stay_closed(tmp_path):
    (run,) = read_runs(HERE / "classes.npz").runs
    for key, value in EXPECTED["classes"].items():
        assert run.summary()[key] == pytest.approx(value, abs=1e-9)
    np.savez(tmp_path / "bad.npz", y_true=np.array([object()], object), y_pred=np.array([1]))
    found = read_runs(tmp_path / "bad.npz")
    assert not found.runs
    assert "pickle" in str(found.problems[0])


def test_a_report_of_classes():
    (run,) = read_runs(HERE / "report.json").runs
    assert run.summary()["accuracy"] == pytest.approx(EXPECTED["classes"]["accuracy"])
    assert columns(run.table("by_class"))["class"] == ("cat", "dog", "horse")


def test_parquet_says_the_same(tmp_path):
    import duckdb

    path = tmp_path / "prices.parquet"
    duckdb.read_csv(str(HERE / "prices.csv")).write_parquet(str(path))
    (run,) = read_runs(path).runs
    for key, value in EXPECTED["prices"].items():
        assert run.summary()[key] == pytest.approx(value, abs=1e-9)


def test_a_first_screen(tmp_path):
    for name in ("binary", "classes", "prices"):
        result = build([HERE / f"{name}.csv"], tmp_path / f"{name}.html")
        assert result.complete, result.problems
