"""Metrics in Parquet and Arrow files."""

from __future__ import annotations

import pytest
from conftest import write_spec
from trainer_logs import LOGS, expected, points, same

from reportgen.pipeline import read_spec
from reportgen.readers.base import Claim, Folder
from reportgen.readers.parquet import Parquet, ParquetOptions
from reportgen.sources import open_runs, read_runs

FOLDER = LOGS / "parquet"


def is_rich(run):
    told = expected("parquet")
    assert points(run, "loss")[0] == [0, 1, 2**60 + 1], "steps beyond 2^53 are exact; None is no point"
    assert same(points(run, "loss")[1], [value for at, value in enumerate(told["loss"]) if at != 2])
    assert same(points(run, "single")[1], told["single"])
    assert (points(run, "decimal")[1], points(run, "flag")[1]) == ([1.25] * 4, [1.0, 0.0, 1.0])
    assert points(run, "eval.acc") == ([0, 2, 2**60 + 1], [0.1, 0.2, 0.3])
    assert points(run, "eval.top.k")[1] == [1, 2]
    assert run.keys()["vector"].types == ("list",)
    assert run.values("vector").values == [[1, 2], [3], []]
    assert run.meta.config == {"dataset": "cats"}
    assert run.meta.created == pytest.approx(1767323040.00025)


def test_columns_of_every_kind():
    (run,) = read_runs(FOLDER / "rich.parquet").runs
    is_rich(run)
    assert run.meta.name == "rich"


@pytest.mark.parametrize("name", ["rich.feather", "rich.arrows"])
def test_arrow(name):
    pytest.importorskip("pyarrow")
    (run,) = read_runs(FOLDER / name).runs
    is_rich(run)


def test_without_pyarrow_it_is_said_what_arrow_needs(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    claims = Parquet().claims(Folder(str(FOLDER), ["rich.feather", "rich.parquet"]), ParquetOptions())
    assert list(claims.names) == ["rich.parquet"]
    assert "pip install 'reportgen-ml[arrow]'" in claims.passed["rich.feather"]


def test_one_value_a_row():
    (run,) = read_runs(FOLDER / "long.parquet").runs
    assert (points(run, "loss"), points(run, "acc")) == (([0, 1, 2], [1.0, 0.5, 0.25]), ([0, 1, 2], [0.2, 0.4, 0.8]))


def test_an_entry_names_columns(tmp_path):
    entry = f"{{path: '{FOLDER / 'rich.parquet'}', format: parquet, x: single, prefix: a/, run: none}}"
    write_spec(tmp_path, f"runs: {entry}\n")
    (run,), problems = open_runs(read_spec(tmp_path / "report.yaml"))
    assert same(run.column("a/loss").steps, [float(value) for value in run.column("single").values[:2]])
    assert "no column 'none' for run" in str(problems[0])


def test_a_table_of_results_is_left(tmp_path):
    import duckdb

    rows = duckdb.connect().sql("SELECT i::VARCHAR || 'x' AS name, i * 0.5 AS score FROM range(9) r(i)")
    rows.write_parquet(str(tmp_path / "a.parquet"))
    found = read_runs(tmp_path)
    assert found.runs == []
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:200])
    (problem,) = Parquet().read([Claim(tmp_path / "cut.parquet", ParquetOptions())]).problems
    assert str(problem).startswith("cut.parquet: 'cut.parquet' cannot be read")
    assert str(tmp_path) not in str(problem)
