"""Files that no reader takes: what they are and what to do is said where there is no run."""

from __future__ import annotations

import sqlite3
import zipfile

import pytest
from conftest import write_spec

from reportgen.errors import SpecError
from reportgen.pipeline import read_spec
from reportgen.sources import open_runs


def archive(path):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mlruns/0/meta.yaml", "name: x")


def database(path):
    connection = sqlite3.connect(path)
    connection.execute("create table other (x)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("mlruns.zip", archive, "'mlruns.zip' is an archive: unpack it, and give the folder."),
        ("metrics.xlsx", archive, "'metrics.xlsx' is a spreadsheet: save it as CSV."),
        ("other.db", database, "'other.db' is a SQLite database without the tables of MLflow or Optuna."),
        ("mlflow.db", lambda path: path.write_text("x" * 200), "'mlflow.db' is not a SQLite database."),
        ("mlflow.db", lambda path: path.touch(), "'mlflow.db' is empty: it has 0 bytes."),
        ("model.pt", archive, "'model.pt': pickles, weights and checkpoints are never opened."),
    ],
)
def test_a_file_that_is_named_and_holds_no_run_says_what_it_is(tmp_path, name, make, said):
    make(tmp_path / name)
    with pytest.raises(SpecError) as caught:
        open_runs(read_spec(write_spec(tmp_path, f"runs: {name}\nblocks: [line_plot: loss]")))
    assert said in str(caught.value)


def test_runs_that_are_no_path_are_told_so(tmp_path):
    with pytest.raises(SpecError, match="runs must be a path, not '5'"):
        read_spec(write_spec(tmp_path, "runs: 5\nblocks: [line_plot: loss]"))
