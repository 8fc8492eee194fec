"""Artifacts of a real SDK: versions, joined and partitioned tables, keys of other tables."""

from __future__ import annotations

import pytest
from conftest import log_runs

from reportgen.model.media.image import Image
from reportgen.sources import read_runs


@pytest.fixture(scope="module")
def runs():
    return read_runs(log_runs("0.31.0", "log_artifacts.py")).runs


def tables(run, name, version):
    return next(one.tables for one in run.artifacts() if (one.name, one.version) == (name, version))


def test_versions_count_over_runs_and_equal_content_is_one_version(runs):
    made = [(one.name, one.version, one.aliases) for run in runs for one in run.artifacts()]
    assert made == [
        ("street", 0, ("latest",)),
        ("preds", 0, ("best", "latest")),
        ("preds", 1, ("latest",)),
        ("preds", 1, ("latest",)),
    ]


def test_tables_of_an_artifact_are_whole(runs):
    table = tables(runs[0], "street", 0)["dataset"]()
    assert table.columns == ["id", "image", "truth"]
    assert all(isinstance(row[1], Image) and row[1].file.read() for row in table.rows)


def test_joined_tables_keep_their_parts(runs):
    found = tables(runs[0], "preds", 0)
    joined = found["joined"]()
    assert [name for name, _ in joined.parts] == ["dataset", "predictions"]
    assert joined.keys == ("id", "id")
    assert isinstance(joined.parts[0][1].rows[0][1], Image)
    assert found["renamed"]().keys == ("id", "name")
    assert [[*table.rows[0]] for _, table in runs[0].table("jt").parts] == [[1, 2], [1, 3]]


def test_parts_of_a_partitioned_table_stand_in_their_order(runs):
    found = tables(runs[0], "preds", 0)
    assert [row[0] for row in found["partitioned"]().rows] == [n for n in range(11) for _ in range(3)]
    assert found["nothing"]().problem == "the partitioned table refers to the folder 'nowhere', which contains no table"


def test_keys_and_row_numbers_of_other_tables_bring_their_columns(runs):
    seen, rows = runs[0].table("seen"), runs[0].table("rows")
    assert seen.columns == ["key", "count", "key.name", "key.wheels"]
    assert seen.rows == [["b", 3, "bicycle", 2], ["a", 1, "car", 4], ["z", 9, None, None]]
    assert seen.linked == ("key.name", "key.wheels")
    assert rows.rows == [[0, "first", "a", "car", 4], [1, "second", "b", "bicycle", 2]]
