"""The samples of the documents on data sets and predictions, with small data: what goes in comes out of a report."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from table_makers import begun, read

import reportgen as rg
from reportgen.model.media.image import Image as ReadImage
from reportgen.model.runset import number_runs
from reportgen.native.artifacts import read_manifest
from reportgen.panels.artifact import Artifact
from reportgen.panels.base.panel import Context

CLASSES = [{"name": "road", "id": 0}, {"name": "car", "id": 1}, {"name": "person", "id": 2}]


def picture(number):
    """Return a small picture, another one for each number."""
    return np.random.default_rng(number).integers(0, 255, (12, 16, 3), dtype=np.uint8)


def mask(number):
    """Return a mask of three classes."""
    return np.random.default_rng(number).integers(0, 3, (12, 16), dtype=np.uint8)


def boxes(number):
    """Return a group of boxes."""
    position = {"minX": 0.1, "maxX": 0.2 + number / 10, "minY": 0.3, "maxY": 0.4}
    return {"truth": {"box_data": [{"position": position, "class_id": 1, "scores": {"loss": 0.5}}]}}


@pytest.fixture(scope="module")
def logged(tmp_path_factory):
    """Log a data set, and predictions over its images in an artifact of their own; return the folder and the runs."""
    folder = tmp_path_factory.mktemp("samples")
    with begun(folder, project="my-project", job_type="create-dataset") as run:
        table = rg.Table(("id", "image", "label"))
        for number in range(4):
            image = rg.Image(
                picture(number), classes=rg.Classes(CLASSES), masks={"truth": {"mask_data": mask(number)}},
                boxes=boxes(number), caption=f"scene {number}",
            )  # fmt: skip
            table.add_data(number, image, CLASSES[number % 3]["name"])
        dataset = rg.Artifact("my-dataset-1", type="dataset")
        dataset.add(table, "train-data")
        dataset.add(rg.Classes(CLASSES), "classes")
        dataset.add(rg.Image(picture(9), caption="alone"), "an-image")
        run.log_artifact(dataset)
    with begun(folder, project="my-project", job_type="predict") as other:
        source = other.use_artifact("my-dataset-1:v0")
        taken = source.get("train-data")
        results = rg.Table(["id", "image", "score"])
        for _, row in taken.iterrows():
            image = rg.Image(row[1], classes=rg.Classes(CLASSES), masks={"guess": {"mask_data": mask(7 + row[0])}})
            results.add_data(row[0], image, row[0] / 4)
        found = rg.Artifact("my-results", type="predictions")
        found.add(results, "results")
        found.add(rg.JoinedTable(taken, results, "id"), "joined")
        other.log_artifact(found)
    return folder, run, other


def test_a_table_with_images_masks_and_boxes_comes_back_from_its_artifact(logged):
    folder, run, _ = logged
    again = begun(folder)
    found = again.use_artifact("my-dataset-1")
    table = found.get("train-data")
    assert table.columns == ["id", "image", "label"]
    assert table.get_column("label") == ["road", "car", "person", "road"]
    image = table.data[2][1]
    assert isinstance(image, rg.Image)
    assert np.array_equal(np.asarray(image.image), picture(2))
    over = image.media()
    assert list(over.masks) == list(over.boxes) == ["truth"]
    assert np.array_equal(np.asarray(PIL.Image.open(_file(over.masks["truth"].file))), mask(2))
    (box,) = over.boxes["truth"].read().boxes
    assert (box.x0, box.x1, box.class_id, box.scores) == (0.1, 0.4, 1, {"loss": 0.5})
    classes = found.get("classes")
    assert isinstance(classes, rg.Classes)
    assert classes.names == {0: "road", 1: "car", 2: "person"}
    assert np.array_equal(np.asarray(found.get("an-image").image), picture(9))
    again.finish()
    assert run.id == found.logged_by().id


def _file(file):
    import io

    return io.BytesIO(file.read())


def test_images_of_another_artifact_are_referred_to_and_not_copied(logged):
    folder, _, _ = logged
    artifacts = folder / "reportgen-runs" / "artifacts"
    entries = read_manifest(artifacts, "my-results", 0).entries.values()
    refs = {entry.ref for entry in entries if entry.ref}
    assert {ref for ref in refs if ref.endswith(".table.json")} == {"artifact://my-dataset-1:v0/train-data.table.json"}
    own = {entry.sha256 for entry in read_manifest(artifacts, "my-dataset-1", 0).entries.values()}
    assert all(entry.sha256 in own for entry in entries if entry.ref)
    guesses = [entry for entry in entries if not entry.ref and entry.path.endswith(".png")]
    assert len(guesses) == 4, "only the new masks are files of its own"


def test_a_report_shows_the_joined_table_and_the_lineage(logged):
    _, run, other = logged
    sources = [read(run), read(other)]
    (result,) = sources[1].artifacts()
    joined = result.tables["joined"]()
    assert joined.keys == ("id", "id")
    (data, left), (name, right) = joined.parts
    assert (data, name, list(result.tables)) == ("train-data", "results", ["joined", "results"])
    assert [left.count, right.count] == [4, 4]
    for before, after in zip(left.rows, right.rows, strict=True):
        assert isinstance(after[1], ReadImage)
        assert after[1].file.read() == before[1].file.read()
        assert list(after[1].masks) == ["guess"]
    runs = number_runs([(source, "{name}", "") for source in sources])
    view = Artifact(name="my-results").prepare(runs, Context())
    edges = {(view.folded.nodes[a].label, view.folded.nodes[b].label) for (a, b) in view.folded.edges}
    data, name = "my-dataset-1:v0", "my-results:v0"
    assert edges == {(run.name, data), (data, other.name), (data, name), (other.name, name)}


def test_bare_pictures_and_arrays_become_images_in_cells(tmp_path):
    run = begun(tmp_path)
    table = rg.Table(columns=["id", "img"])
    table.add_data(0, PIL.Image.fromarray(picture(0)))
    table.add_data(1, picture(1))
    table.add_data(2, rg.Image(picture(2)))
    run.log({"samples": table})
    found = read(run).table("samples")
    shown = [np.asarray(PIL.Image.open(_file(row[1].file))) for row in found.rows]
    assert all(np.array_equal(shown[number], picture(number)) for number in range(3))


def test_every_kind_of_media_may_be_a_cell_and_an_object(tmp_path):
    run = begun(tmp_path)
    kinds = {
        "histogram": rg.Histogram([1, 2, 2, 3]), "html": rg.Html("<b>bold</b>"),
        "points": rg.Object3D(np.random.default_rng(0).random((20, 3))),
    }  # fmt: skip
    artifact = rg.Artifact("kinds", "dataset")
    table = rg.Table(list(kinds))
    table.add_data(*kinds.values())
    artifact.add(table, "table")
    for name, one in kinds.items():
        artifact.add(one, name)
    run.log_artifact(artifact)
    found = run.use_artifact("kinds")
    assert found.get("table") == table
    for name, one in kinds.items():
        again = found.get(name)
        assert type(again) is type(one)
        assert again.media().kind == one.media().kind
    assert Path(found.download(tmp_path / "down")).is_dir()


def test_what_is_no_object_is_refused():
    with pytest.raises(rg.UsageError, match="obj: an int came"):
        rg.Artifact("draft", "dataset").add(3, "x")
