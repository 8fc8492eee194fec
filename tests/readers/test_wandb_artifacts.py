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


def test_an_artifact_says_what_is_in_it_and_where_it_lies(runs):
    made = {one.address: one for run in runs for one in run.artifacts()}
    street = made["street:v0"]
    assert street.type == "dataset"
    assert {entry.path for entry in street.entries} >= {"dataset.table.json"}
    assert all(entry.size and entry.digest and not entry.ref for entry in street.entries)
    inside = [entry for entry in made["preds:v0"].entries if entry.source]
    assert {entry.source for entry in inside} == {"street:v0"}
    assert all(entry.ref in {one.path for one in street.entries} for entry in inside)
    assert made["preds:v0"].digest != made["preds:v1"].digest


def test_a_used_artifact_is_the_version_that_another_run_made():
    """Only synced runs have such a record: its fields are an id, a type and a name."""
    from reportgen.protobuf import Message
    from reportgen.readers.wandb.artifacts.described import used_of
    from reportgen.readers.wandb.artifacts.staged import Artifacts
    from reportgen.readers.wandb.log.records import Artifact, Entry, Records

    records = Records()
    for name in (b"someone/project/data:v1", b"data:v1", b"elsewhere:v3"):
        records.take_used(Message(b"\x12\x07dataset\x1a" + bytes([len(name)]) + name))
    made = [Artifact("data", "dataset", f"c{n}", "s", {"a": Entry("a", f"d{n}", 3)}, f"d{n}", (), "Some", {"n": n})
            for n in range(3)]  # fmt: skip
    found = list(used_of(records.used, Artifacts(made, ())))
    assert [(one.address, one.type) for one in found] == [("data:v1", "dataset"), ("elsewhere:v3", "dataset")]
    assert (found[0].description, found[0].metadata, found[0].entries[0].digest) == ("Some", {"n": 1}, "d1")
    assert found[1].entries == ()
