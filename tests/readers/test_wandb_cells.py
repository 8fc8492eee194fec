"""Cells of tables that a real SDK logged: NaN, names twice, several pieces of media, media of other artifacts."""

from __future__ import annotations

import math

import pytest
from conftest import log_runs, open_example

import reportgen as rg
from reportgen.model.media import Media, pieces
from reportgen.model.runset import number_runs
from reportgen.model.table import distinct
from reportgen.panels.table.source import NoTable, of_artifact
from reportgen.pipeline.starter import starter
from reportgen.readers.wandb.artifacts.staged import Artifacts
from reportgen.readers.wandb.log.records import Artifact, Entry
from reportgen.sources import read_runs
from reportgen.tables.duckdb.frame import DuckFrame

EXACT = 2**53


@pytest.fixture(scope="module")
def folder():
    return log_runs("0.31.0", "log_tables.py")


@pytest.fixture(scope="module")
def run(folder):
    return read_runs(folder).runs[0]


def test_nan_is_told_apart_from_what_is_missing(run, folder):
    values = [row[2] for row in run.table("ids").rows]
    assert values[0] == 0.5
    assert math.isnan(values[1])
    assert values[2:] == [None, math.inf, -math.inf]
    table = rg.open_table(folder, "ids")
    assert table.filter("v != v").to_columns()["row"] == [1]
    assert table.filter("v == null").to_columns()["row"] == [2]
    assert table.filter("exists(v)").to_columns()["row"] == [0, 1, 3, 4]
    assert table.sort("v").to_columns()["row"] == [4, 0, 3, 1, 2]
    assert table.sort("-v").to_columns()["row"] == [3, 0, 4, 1, 2]
    assert [str(row["v"]) for row in table.group_by("v").to_rows()] == ["-inf", "0.5", "inf", "nan", "None"]


def test_large_whole_numbers_that_were_logged_are_exact(folder):
    table = rg.open_table(folder, "ids")
    assert table.columns["id"] == "integer"
    assert table.filter("id == 9007199254740993").to_columns()["row"] == [1]
    assert table.sort("id").to_columns()["id"] == [-(2**63), 5, EXACT, EXACT + 1, EXACT + 2]


def test_columns_of_one_name_are_both_there(run, folder):
    assert run.table("twice").columns == ["score", "score_1", "y"]
    table = rg.open_table(folder, "twice").filter("score_1 > 30")
    assert table.to_rows() == [{"score": 44, "score_1": 55, "y": 6}]


@pytest.mark.parametrize(("names", "found"), [
    (["a", "a", "a"], ["a", "a_1", "a_2"]), (["a", "a", "a_1"], ["a", "a_2", "a_1"]), (["", ""], ["", "_1"]),
    (["a_1", "a", "a"], ["a_1", "a", "a_2"]), (["a", "b"], ["a", "b"]),
])  # fmt: skip
def test_names_that_are_there_already_stay(names, found):
    assert distinct(names) == found


def test_all_pieces_of_a_cell_are_media(run):
    table = run.table("several")
    rows = [[pieces(cell) for cell in row] for row in table.rows]
    assert [[len(cell) for cell in row[1:]] for row in rows] == [[3, 2, 1], [1, 2, 1]]
    assert [name for name, _ in rows[0][2]] == ["input", "sound"]
    found = [piece for row in rows for cell in row for _, piece in cell if isinstance(piece, Media)]
    assert len(found) == 9
    assert all(piece.file.read() for piece in found)
    assert {piece.kind for piece in found} == {"image", "audio"}
    frame = DuckFrame.of_rows(table)
    assert dict(frame.types) == {"id": "number", "pictures": "media", "named": "media", "none": "media"}


@pytest.mark.parametrize("name", ["joined", "again"])
def test_media_of_a_table_of_another_artifact(run, name):
    table = next(one.tables for one in run.artifacts() if one.name == "made")[name]()
    table = table.parts[0][1] if table.parts else table
    assert table.columns == ["id", "image", "sound"]
    for _, image, sound in table.rows:
        assert image.file.read()
        assert image.masks["pred"].file.read()
        assert sound.file.read()
    assert next(iter(run.table("logged").rows))[1].file.read()


def artifact(name, client, entries):
    return Artifact(name, "dataset", client, f"{client}-sequence", {e.path: e for e in entries}, name, ())


def test_references_are_followed_by_client_by_content_and_by_path(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    known = "nd3krpEzJ7qiNxYDOwVfYQ=="

    def entry(path, **more):
        parts = {"digest": known, "ref": "", "size": 1, "local": "", **more}
        return Entry(path, parts["digest"], parts["size"], parts["local"], parts["ref"])

    first = artifact("first", "c1", [entry("media/a.png", local=str(tmp_path / "a"))])
    second = artifact("second", "c2", [
        entry("by client", ref="wandb-client-artifact://c1/media/a.png"),
        entry("by sequence", ref="wandb-client-artifact://c1-sequence:latest/media/a.png"),
        entry("by content", ref="wandb-artifact://4171746966616374/elsewhere.png"),
        entry("loop", ref="wandb-client-artifact://c2/loop", digest="nothing"),
        entry("lost", ref="wandb-artifact://41/nowhere.png", digest="nothing"),
        entry("web", ref="https://example.com/a.png"), entry("disk", ref=f"file://{tmp_path}/a"),
    ])  # fmt: skip
    all_ = Artifacts([first, second], ())
    for path in ("by client", "by sequence", "by content", "media/a.png", "wandb-client-artifact://c1/media/a.png",
                 "wandb-artifact://41/media/a.png", "disk"):  # fmt: skip
        assert str(all_.file(second, path).root / all_.file(second, path).path) == str(tmp_path / "a"), path
    for path in ("loop", "lost", "web", "nowhere"):
        assert all_.file(second, path) is None


def test_what_an_artifact_holds_besides_tables(run, folder):
    made = next(one.tables for one in run.artifacts() if one.name == "dataset")
    assert list(made) == ["source", "objects"]
    rows = {row[0]: row[1:] for row in made["objects"]().rows}
    assert {name: row[0] for name, row in rows.items()} == {
        "cover": "image", "folder/beep": "audio", "names": "classes", "notes.txt": "file"}  # fmt: skip
    assert rows["cover"][1].file.read()
    assert rows["folder/beep"][1].file.read()
    assert rows["names"][1] == {"0": "road", "1": "sky"}
    assert rows["notes.txt"][1:] == [None, 9]
    table = rg.open_table(folder, "objects", artifact="dataset")
    assert table.columns == {"name": "text", "kind": "text", "object": "media", "bytes": "number"}
    assert "objects" not in next(one.tables for one in run.artifacts() if one.name == "made")
    runs = number_runs([(run, "{name}", "")])
    with pytest.raises(NoTable, match=r"the artifact made:v0 contains only tables\. "):
        of_artifact("made", "objects", runs)


@pytest.mark.sdk
def test_the_contents_of_an_automatic_report_put_no_kind_under_another(media_runs):
    heading, under = "", {}
    for line in starter(open_example(media_runs), ["runs"]).splitlines():
        if line.startswith("      title: "):
            heading = line.removeprefix("      title: ").strip('"')
        if "media_keys: [" in line:
            under[line.rpartition("title: ")[2].rstrip("}").strip('"')] = heading
    assert {"Audio", "Videos"} <= set(under)
    assert set(under.values()) == {"More media"}


def test_the_automatic_report_compares_the_last_two_versions(folder):
    runs = number_runs([(run, "{name}", "") for run in read_runs(folder).runs])
    text = starter(runs, ["runs"])
    (line,) = (line for line in text.splitlines() if "grown" in line and "compare" in line)
    assert "compare: [v1, v2]" in line
    assert "v1 and v2 of 3 versions" in line
    assert sum("table_name: objects" in line for line in text.splitlines()) == 1
