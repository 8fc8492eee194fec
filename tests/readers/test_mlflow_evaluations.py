"""What ``mlflow.evaluate`` leaves, tables as Parquet, and what is in a store and not read."""

from __future__ import annotations

import json
import math
import tarfile

import duckdb
import pytest
from mlflow_stores import EVALUATION, MADE, unpack

from reportgen.errors import Level
from reportgen.model.table import Time
from reportgen.readers.mlflow.unread import problems
from reportgen.sources import read_runs


@pytest.fixture(scope="module", params=["file", "sqlite"])
def store(request, tmp_path_factory):
    """Yield (what the client loads, the folder, what is found there) of each store."""
    folder = unpack(tmp_path_factory.mktemp(request.param), EVALUATION, request.param)
    return json.loads((MADE / "evaluation.json").read_text("utf-8"))[request.param], folder, read_runs(folder)


def plain(cell):
    """Return a cell as JSON of pandas has it."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return pytest.approx(cell, rel=1e-14) if isinstance(cell, float) else cell


def test_every_file_of_an_evaluation_is_under_a_key(store):
    client, _, found = store
    (run,) = found.runs
    kinds = {key: info.media for key, info in run.keys().items() if info.media}
    assert sorted(kinds) == sorted(client["artifacts"])
    assert kinds["eval_results_table.json"] == kinds["lengths.parquet"] == "table"
    assert run.table("eval_results_table.json").columns == ["inputs", "truth", "answer", "equal/score"]
    assert [row[3] for row in run.table("eval_results_table.json").rows] == [1, 0]


def test_tables_of_parquet_are_those_that_the_client_loads(store):
    client, _, found = store
    (run,) = found.runs
    loaded = client["tables"]["mixed.parquet"]
    table = run.table("mixed.parquet")
    assert (table.columns, table.count, table.problem) == (loaded["columns"], 3, "")
    times = table.columns.index("when")
    assert [row[times] for row in table.rows] == ["2024-01-01T10:00:00.500000", None, "2024-01-03T00:00:00"]
    assert isinstance(table.rows[0][times], Time)
    for row, told in zip(table.rows, loaded["data"], strict=True):
        assert [plain(cell) for place, cell in enumerate(row) if place != times] == [
            cell for place, cell in enumerate(told) if place != times
        ]
    scores = [row[table.columns.index("score")] for row in table.rows]
    assert scores[0] == 0.1
    assert scores[2] == math.inf  # which JSON of pandas has not
    assert table.rows[0][table.columns.index("count")] == 2**60 + 1


def test_traces_are_counted_and_not_read(store):
    *_, found = store
    (note,) = found.problems
    assert note.level is Level.NOTE
    assert note.what == "not read of MLflow's store: 3 traces"


def test_one_of_something_else():
    assert problems({"trace_info": 0}) == []
    (note,) = problems({"trace_info": 0, "scorers": 1})
    assert note.what == "not read of MLflow's store: 1 scorer"
    (note,) = problems({"trace_info": 1, "assessments": 1200})
    assert note.what == "not read of MLflow's store: 1 trace, 1,200 assessments of traces"


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not at all", b"PAR1" + bytes(64) + b"PAR1"])
def test_a_damaged_parquet_table_says_so(tmp_path, content):
    folder = unpack(tmp_path, EVALUATION, "file")
    (run,) = read_runs(folder).runs
    assert run.keys()["mixed.parquet"].types == ("table",)
    next(folder.rglob("mixed.parquet")).write_bytes(content)
    table = run.table("mixed.parquet")
    assert table.rows == []
    assert table.problem.startswith("'mixed.parquet'")


def test_a_small_file_of_too_many_rows_is_not_read(tmp_path):
    folder = unpack(tmp_path, EVALUATION, "file")
    path = next(folder.rglob("mixed.parquet"))
    path.unlink()
    duckdb.sql("SELECT 1 AS one FROM range(2000001)").write_parquet(str(path))
    (run,) = read_runs(folder).runs
    table = run.table("mixed.parquet")
    assert (table.rows, table.problem) == ([], "mixed.parquet has more than 2,000,000 rows")


@pytest.fixture(scope="module")
def prompted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prompts")
    with tarfile.open(MADE / "prompts.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.mark.parametrize("store", ["mlflow.db", "mlruns"])
def test_prompts_are_shown_with_the_runs_that_loaded_them(prompted, store):
    found = read_runs(prompted / store)
    runs = {run.meta.name: run for run in found.runs}
    assert runs["with prompt"].keys()["prompts/answer-question"].media == "prompt"
    both = runs["with both"].media("prompts/answer-question")
    assert [(item.step, item.value.text) for item in both] == [
        (1, "Answer in one sentence.\nQuestion: {{question}}"), (2, "system: You are brief.\n\nuser: {{question}}")
    ]  # fmt: skip
    (problem,) = found.problems
    assert problem.what == "not shown of MLflow's registry: prompts that no run used: 'unused' version 1"
    assert problem.level == Level.NOTE
