"""Artifacts: what is added comes back as it was, on another machine too; versions, references, lineage, misuse."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest
from table_makers import Tile, begun, read

import reportgen as rg
from reportgen.logger.misuse import UsageError
from reportgen.native.artifacts import aliases, numbers, read_manifest

RUNS = "reportgen-runs"


@pytest.fixture
def run(tmp_path):
    """Return a run that is finished after the test."""
    found = begun(tmp_path, name="maker")
    yield found
    found.finish()


def contents(folder):
    """Return the names of all contents in the store."""
    return sorted(path.name for path in (folder / RUNS / "artifacts" / "content").rglob("*") if path.is_file())


def samples():
    """Return a table with media alone and inside of a mapping."""
    table = rg.Table(("id", "image", "masks", "score"))
    for number in range(4):
        tile = Tile(b"tile %d" % number, f"tile {number}")
        table.add_data(number, tile, {"truth": tile}, number / 4 if number else None)
    return table


def test_what_is_added_comes_back(tmp_path, run):
    artifact = rg.Artifact("my-dataset", type="dataset", description="Tiles", metadata={"count": 4, "shape": (2, 2)})
    table, tile = samples(), Tile(b"alone", "the one")
    artifact.add(table, "train")
    artifact.add(tile, "an-image")
    (tmp_path / "notes.txt").write_text("some notes")
    artifact.add_file(tmp_path / "notes.txt")
    logged = run.log_artifact(artifact).wait()
    assert (logged.name, logged.version, logged.type, logged.aliases) == ("my-dataset:v0", "v0", "dataset", ["latest"])
    found = run.use_artifact("my-dataset:v0")
    assert found.get("train") == table
    assert found.get("an-image").media().file.read() == b"alone"
    assert found.get("an-image").media().caption == "the one"
    assert found.get("nothing") is None
    assert (found.description, found.metadata) == ("Tiles", {"count": 4, "shape": [2, 2]})
    assert [entry.path for entry in found.files() if "media/" not in entry.path] == [
        "an-image.image.json", "notes.txt", "train.table.json",
    ]  # fmt: skip
    assert found.get_path("notes.txt").size == 10
    assert found.logged_by().id == found.used_by()[0].id == run.id


def test_another_machine_reads_the_same(tmp_path, run):
    artifact = rg.Artifact("data", "dataset")
    artifact.add(samples(), "t")
    run.log_artifact(artifact)
    run.finish()
    shutil.copytree(tmp_path / RUNS, tmp_path / "elsewhere" / RUNS)
    shutil.rmtree(tmp_path / RUNS)
    other = begun(tmp_path / "elsewhere")
    assert other.use_artifact("data").get("t") == samples()
    other.finish()


def test_equal_contents_are_one_version_and_one_file(tmp_path, run):
    for value, aliases_ in ((b"1", None), (b"1", ["same"]), (b"2", ["best"]), (b"1", None)):
        artifact = rg.Artifact("model", "model")
        artifact.add(Tile(value), "weights")
        run.log_artifact(artifact, aliases=aliases_)
    folder = tmp_path / RUNS / "artifacts"
    assert numbers(folder, "model") == [0, 1, 2]
    assert aliases(folder, "model") == {"same": 0, "best": 1, "latest": 2}
    assert len(contents(tmp_path)) == 4
    for address, version in (("model", "v2"), ("model:latest", "v2"), ("model:best", "v1"), ("model:v0", "v0")):
        assert run.use_artifact(address).version == version
    best = run.use_artifact("model:v0")
    best.aliases.append("chosen")
    best.save()
    assert run.use_artifact("someone/project/model:chosen").version == "v0"


def test_what_lies_in_another_artifact_is_referred_to(tmp_path, run):
    source = rg.Artifact("source", "dataset")
    source.add(samples(), "train")
    source.add(Tile(b"alone"), "an-image")
    run.log_artifact(source)
    before = contents(tmp_path)
    taken = run.use_artifact("source:latest")
    table = taken.get("train")
    predictions = rg.Table(["id", "image", "guess"])
    for _, row in table.iterrows():
        predictions.add_data(row[0], row[1], row[0] + 1)
    result = rg.Artifact("result", "predictions")
    result.add(predictions, "predictions")
    result.add(taken.get("an-image"), "again")
    result.add(rg.JoinedTable(table, predictions, "id"), "joined")
    run.log_artifact(result)
    added = [name for name in contents(tmp_path) if name not in before]
    refs = {
        path: entry.ref for path, entry in read_manifest(tmp_path / RUNS / "artifacts", "result", 0).entries.items()
    }
    media = [ref for path, ref in refs.items() if path.endswith(".png")]
    assert media
    assert all(ref.startswith("artifact://source:v0/media/") for ref in media)
    assert refs["media/joined.1.table.json"] == "artifact://source:v0/train.table.json"
    assert refs["predictions.table.json"] == ""
    assert len(added) == 3, "the rows of the predictions, their table, the joined table"
    joined = run.use_artifact("result:v0").get("joined")
    assert joined.tables == (table, predictions)
    assert joined.join_key == ("id", "id")


def test_a_table_that_changed_is_no_longer_a_reference(run):
    source = rg.Artifact("source", "dataset")
    source.add(samples(), "train")
    run.log_artifact(source)
    table = run.use_artifact("source").get("train")
    table.add_data(9, Tile(b"new"), {}, 1.0)
    other = rg.Artifact("other", "dataset")
    assert other.add(table, "train").ref is None
    run.log_artifact(other)
    assert run.use_artifact("other").get("train") == table


def test_a_joined_table_names_tables_of_its_artifact(run):
    artifact = rg.Artifact("a", "dataset")
    left, right = rg.Table(["id"], [[1]]), rg.Table(["id"], [[1]])
    artifact.add(left, "left")
    artifact.add(right, "right")
    artifact.add(rg.JoinedTable("left", right, "id"), "both")
    run.log_artifact(artifact)
    assert run.use_artifact("a").get("both").tables == (left, right)
    assert len(run.use_artifact("a").files()) == 4


def test_files_and_folders_are_added_and_downloaded(tmp_path, run):
    data = tmp_path / "data"
    (data / "deep").mkdir(parents=True)
    for name in ("a.txt", "deep/b.txt", "deep/c.txt"):
        (data / name).write_text(name)
    artifact = rg.Artifact("files", "dataset")
    artifact.add_dir(data, "all")
    artifact.add_file(data / "a.txt", "first.txt")
    with artifact.new_file("made.json") as file:
        json.dump({"a": 1}, file)
    artifact.remove("all/deep/c.txt")
    run.log_artifact(artifact)
    assert len(contents(tmp_path)) == 3
    found = run.use_artifact("files")
    folder = tmp_path / "down"
    assert found.download(folder) == str(folder)
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")) == [
        "all/a.txt", "all/deep/b.txt", "first.txt", "made.json",
    ]  # fmt: skip
    found.verify(folder)
    (folder / "all" / "a.txt").write_text("changed")
    (folder / "strange").mkdir()
    (folder / "strange" / "x").write_text("x")
    with pytest.raises(UsageError, match=r"all/a.txt in .* is not the file of the artifact"):
        found.verify(folder)
    assert found.checkout(folder) == str(folder)
    found.verify(folder)
    assert not (folder / "strange").exists()
    assert json.loads((tmp_path / "down" / "made.json").read_text()) == {"a": 1}
    assert found.get_path("made.json").download(tmp_path / "one").endswith("made.json")


def test_references_are_named_and_not_copied(tmp_path, run):
    (tmp_path / "big.bin").write_bytes(b"big")
    artifact = rg.Artifact("refs", "dataset")
    artifact.add_reference((tmp_path / "big.bin").as_uri())
    artifact.add_reference("s3://bucket/train/x.parquet", "train.parquet")
    run.log_artifact(artifact)
    found = run.use_artifact("refs")
    assert contents(tmp_path) == []
    assert [(e.path, e.size, e.ref) for e in found.files()] == [
        ("big.bin", 3, (tmp_path / "big.bin").as_uri()), ("train.parquet", None, "s3://bucket/train/x.parquet"),
    ]  # fmt: skip
    with pytest.raises(UsageError, match=r"train.parquet refers to s3://bucket"):
        found.download(tmp_path / "down")
    found.download(tmp_path / "down", allow_missing_references=True)
    assert (tmp_path / "down" / "big.bin").read_bytes() == b"big"


def test_an_incremental_artifact_begins_with_the_newest_version(run):
    first = rg.Artifact("grows", "dataset")
    first.add(Tile(b"1"), "one")
    first.add(Tile(b"2"), "two")
    run.log_artifact(first)
    more = rg.Artifact("grows", "dataset", incremental=True)
    more.add(Tile(b"3"), "three")
    more.remove("one.image.json")
    run.log_artifact(more)
    found = run.use_artifact("grows:v1")
    assert [found.get(name) is not None for name in ("one", "two", "three")] == [False, True, True]
    draft = found.new_draft()
    draft.remove("three.image.json")
    assert run.log_artifact(draft).version == "v2"


def test_threads_never_share_a_version(tmp_path, run):
    def log(number):
        artifact = rg.Artifact("many", "dataset")
        artifact.add(Tile(b"%d" % number), "tile")
        run.log_artifact(artifact)

    threads = [threading.Thread(target=log, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(tmp_path / RUNS / "artifacts", "many") == list(range(8))


def test_a_version_without_a_manifest_is_not_there(tmp_path, run):
    artifact = rg.Artifact("torn", "dataset")
    artifact.add(Tile(b"1"), "tile")
    run.log_artifact(artifact)
    (tmp_path / RUNS / "artifacts" / "torn" / "v1").mkdir()
    assert run.use_artifact("torn:latest").version == "v0"
    changed = rg.Artifact("torn", "dataset")
    changed.add(Tile(b"2"), "tile")
    assert run.log_artifact(changed).version == "v2"


def test_a_path_is_taken_as_an_artifact(tmp_path, run):
    (tmp_path / "model.bin").write_bytes(b"weights")
    found = run.log_artifact(str(tmp_path / "model.bin"), name="weights", type="model")
    assert (found.name, found.type, [e.path for e in found.files()]) == ("weights:v0", "model", ["model.bin"])
    assert run.log_artifact(tmp_path / "model.bin").name == f"run-{run.id}-model.bin:v0"


def misuses(run, tmp_path):
    """Return each misuse, and what is said of it."""
    stored = rg.Artifact("stored", "dataset")
    stored.add(Tile(b"1"), "tile")
    run.log_artifact(stored)
    draft = rg.Artifact("draft", "dataset")
    draft.add(Tile(b"1"), "tile")
    return [
        (lambda: rg.Artifact("a/b", "dataset"), "name: 'a/b' came. Names are letters, digits, '_', '-' and '.', and not 'content'."),  # noqa: E501
        (lambda: rg.Artifact("a", ""), "type: '' came. Give a word such as 'dataset' or 'model'."),
        (lambda: rg.Artifact("a", "dataset", metadata=[1]), "metadata: a list came. Give a mapping."),
        (lambda: draft.add(Tile(b"2"), "tile"), "name: 'tile' is in the artifact already. Choose another, or pass overwrite=True."),  # noqa: E501
        (lambda: draft.add(Tile(b"2"), "../x"), "name: '../x' came. A path inside the artifact is relative and has no '..' in it."),  # noqa: E501
        (lambda: draft.add(rg.JoinedTable("tabel", rg.Table(["id"]), "id"), "j"), "table_1: the artifact has no table 'tabel'. There are no tables."),  # noqa: E501
        (lambda: draft.add_file(tmp_path), f"local_path: '{tmp_path}' is a folder. add_dir takes folders."),
        (lambda: draft.add_file("no.txt"), "local_path: 'no.txt' is not a file."),
        (lambda: draft.add_dir("no"), "local_path: 'no' is not a folder. add_file takes files."),
        (lambda: draft.add_reference("data.csv"), "uri: 'data.csv' came. Give an address such as s3://bucket/key or file:///data/train.csv."),
        (lambda: draft.remove("tiel.image.json"), "item: there is no 'tiel.image.json'. Did you mean 'tile.image.json'?"),  # noqa: E501
        (lambda: draft.version, "version: 'draft' has not been logged. Call log_artifact(artifact) before."),
        (lambda: draft.get("tile"), "get: 'draft' has not been logged. Call log_artifact(artifact) before."),
        (lambda: run.use_artifact(draft), "artifact: 'draft' has not been logged. Call log_artifact(artifact) before."),
        (lambda: stored.add(Tile(b"2"), "more"), "add: 'stored:v0' is stored, and stays as it is. new_draft() begins the next one."),  # noqa: E501
        (lambda: run.use_artifact("stord"), "artifact: there is no artifact 'stord' in reportgen-runs. Did you mean 'stored'?"),  # noqa: E501
        (lambda: run.use_artifact("stored:v7"), "artifact: 'stored' has no 'v7'. Versions: v0, latest."),
        (lambda: run.use_artifact("stored", type="model"), "type: 'model' came, and 'stored' is of the type 'dataset'."),  # noqa: E501
        (lambda: run.log_artifact(rg.Artifact("stored", "model")), "type: 'model' came, and the artifact 'stored' is of the type 'dataset'. Give that type, or the artifact another name."),  # noqa: E501
        (lambda: run.log_artifact(draft, aliases=["v3"]), "aliases: 'v3' came. An alias has no '/' and ':' in it, and is not a version."),  # noqa: E501
        (lambda: run.log_artifact(3), "artifact: an int came. Give an Artifact, or the path of a file or a folder."),
    ]  # fmt: skip


def test_misuse_names_the_argument_what_came_and_what_would_do(run, tmp_path):
    for act, text in misuses(run, tmp_path):
        with pytest.raises(UsageError) as caught:
            act()
        assert str(caught.value) == text


def test_a_report_knows_what_runs_made_and_used(tmp_path, run):
    source = rg.Artifact("source", "dataset", "Tiles", {"count": 4})
    source.add(samples(), "train")
    run.log_artifact(source, aliases=["gold"])
    user = begun(tmp_path, name="user")
    taken = user.use_artifact("source:gold")
    result = rg.Artifact("result", "predictions")
    result.add(taken.get("train"), "train")
    result.add(rg.JoinedTable("train", rg.Table(["id", "guess"], [[0, 1]]), "id"), "joined")
    (tmp_path / "a.txt").write_text("a")
    result.add_file(tmp_path / "a.txt")
    user.log_artifact(result)
    first, second = read(run), read(user)
    (made,), (used,), (last,) = first.artifacts(), second.used_artifacts(), second.artifacts()
    assert (made.address, used.address, last.address) == ("source:v0", "source:v0", "result:v0")
    assert (made.aliases, made.description, made.metadata) == (("gold", "latest"), "Tiles", {"count": 4})
    assert (used.made_by, used.used_by) == (run.id, (user.id,))
    assert [row[0] for row in made.tables["train"]().rows] == [0, 1, 2, 3]
    assert made.tables["train"]().rows[2][1].file.read() == b"tile 2"
    assert last.tables["train"]().rows[2][1].caption == "tile 2"
    joined = last.tables["joined"]()
    assert [[part.count for _, part in joined.parts], joined.keys] == [[4, 1], ("id", "id")]
    assert last.tables["objects"]().rows == [["a.txt", "file", None, 1]]
    inside = {entry.path: (entry.source, entry.ref) for entry in last.entries if entry.source}
    assert inside["train.table.json"] == ("source:v0", "train.table.json")


def test_an_image_of_an_artifact_is_named_and_not_copied_into_a_run(run):
    source = rg.Artifact("source", "dataset")
    source.add(Tile(b"x" * 9999), "tile")
    run.log_artifact(source)
    run.log({"seen": run.use_artifact("source").get("tile"), "table": rg.Table(["a"], [[Tile(b"own")]])})
    folder = Path(run.dir)
    found = read(run)
    assert found.media("seen")[0].value.file.read() == b"x" * 9999
    assert max(path.stat().st_size for path in folder.rglob("*.rgl")) < 5000


def test_a_file_that_changed_after_it_was_added_is_refused(tmp_path, run):
    path = tmp_path / "weights.bin"
    path.write_bytes(b"1")
    artifact = rg.Artifact("model", "model")
    artifact.add_file(path)
    path.write_bytes(b"2")
    with pytest.raises(UsageError, match=r"weights.bin changed after it was added"):
        run.log_artifact(artifact)
    assert numbers(tmp_path / RUNS / "artifacts", "model") == []
    assert contents(tmp_path) == []
