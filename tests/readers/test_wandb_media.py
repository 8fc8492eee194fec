"""Every typed value of the SDK, of old releases and new ones, is a value of ours."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import log_runs, open_example

from reportgen.model.media import LoggedMedia, Media, MediaError, MediaFile
from reportgen.model.media.document import Attachment, Figure, Html
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Classes, Image
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Molecule, Object3D
from reportgen.model.media.tensor import Tensor
from reportgen.model.nested import Aggregates, plain
from reportgen.readers.wandb.media.bins import histogram_of
from reportgen.readers.wandb.media.kinds import KINDS
from reportgen.readers.wandb.media.values import decoded, items, media_of

TYPES = {
    "image": Image, "histogram": Histogram, "3D object": Object3D, "molecule": Molecule, "video": Video,
    "audio": Audio, "HTML": Html, "Plotly figure": Figure, "Bokeh figure": Figure, "array": Tensor,
}  # fmt: skip


def found_in(folder):
    """Return what finds a value's file in a folder."""
    return lambda value: MediaFile(folder, value["path"]) if "path" in value else None


@pytest.mark.parametrize("logged", [*sorted(KINDS), "something-new"])
def test_each_type(logged, tmp_path):
    value = {"_type": logged, "path": "a.bin", "size": 3, "sha256": "x", "caption": "c", "extra": 1}
    made = media_of(value, found_in(tmp_path), Classes())
    assert type(made) is TYPES.get(KINDS.get(logged, logged), Attachment)
    assert made.kind == KINDS.get(logged, logged)
    places = {"_type", "path", "sha256"} if isinstance(made, Tensor) else {"_type", "path", "sha256", "size"}
    assert not places & made.facts().keys()
    if isinstance(made, Attachment):
        assert made.facts() == {"kind": made.kind, "caption": "c", "extra": 1}
        assert made.file.path == "a.bin"


def test_lists_of_old_releases(tmp_path):
    """One file each, with captions and overlays in lists of their own; the size is that of the first."""
    value = {
        "_type": "images/separated", "filenames": ["media/a.png", "media/b.png"], "captions": ["one", "two"],
        "width": 4, "height": 3, "all_masks": [{"m": {"path": "m.png"}}, None],
        "all_boxes": [None, {"p": {"path": "b.json"}}],
    }  # fmt: skip
    first, second = items(value, 7, tmp_path)
    assert [(item.step, item.index, item.value.caption) for item in (first, second)] == [(7, 0, "one"), (7, 1, "two")]
    assert (first.value.width, first.value.height, second.value.width) == (4, 3, 0)
    assert (list(first.value.masks), list(second.value.boxes)) == (["m"], ["p"])
    (cloud,) = items({"_type": "object3D", "filenames": ["c.pts.json"]}, 0, tmp_path)
    assert cloud == LoggedMedia(Object3D(MediaFile(tmp_path, "media/object3D/c.pts.json")), 0)


def test_what_lies_over_an_image_is_read_when_it_is_looked_at(tmp_path):
    value = {"_type": "image-file", "path": "a.png", "boxes": {"p": {"path": "p.json"}, "a": {"path": "a.json"}},
             "classes": {"path": "c.json"}}  # fmt: skip
    (item,) = items(value, 0, tmp_path)  # no file is there yet
    (tmp_path / "a.json").write_text('{"box_data": [], "class_labels": {"3": "car"}}')
    (tmp_path / "c.json").write_text('{"class_set": [{"id": 1, "name": "tree"}, {"id": "x", "name": 2}, 3]}')
    assert list(item.value.boxes) == ["a", "p"]
    assert item.value.boxes["a"].read().labels == {3: "car"}
    assert item.value.classes.shared.read() == {1: "tree"}
    with pytest.raises(MediaError, match="is missing"):
        item.value.boxes["p"].read()
    (again,) = items(value, 1, tmp_path)
    assert again.value.classes.shared == item.value.classes.shared  # so that it is read once for all


def test_histograms_of_old_releases_pack_their_bins():
    packed = histogram_of({"values": [1, 2], "packedBins": {"min": 1.0, "size": 0.5, "count": 2}})
    assert packed.edges.tolist() == [1.0, 1.5, 2.0]
    assert histogram_of({"values": [1], "bins": ["a", 2]}) is None
    assert histogram_of({"values": [1], "packedBins": {"min": "x"}}) is None
    assert media_of({"_type": "histogram"}, lambda _: None, Classes()).heights.tolist() == []


def test_a_summary_holds_media_and_aggregates_and_a_config_no_aggregates(tmp_path):
    tree = {"h": {"_type": "histogram", "values": [1.0], "bins": [0, 1]}, "loss": {"min": 1, "last": 2},
            "deep": {"t": {"_type": "torch.Tensor", "min": 0, "name": "x"}}, "lr": 0.1, "layers": [1, {"a": 2}],
            "data": [{"_type": "artifactVersion", "version": "v1", "path": "x"}]}  # fmt: skip
    summary = decoded(tree, found_in(tmp_path), aggregates=True)
    assert isinstance(summary["h"], Histogram)
    assert summary["loss"] == Aggregates({"min": 1, "last": 2})
    assert summary["deep"] == {"t": Tensor({"min": 0})}
    assert summary["layers"] == [1, {"a": 2}]
    assert plain(summary["data"]) == [{"kind": "artifact", "version": "v1"}]
    assert str(tmp_path) not in str(summary)
    assert decoded(tree, found_in(tmp_path))["loss"] == tree["loss"]


@pytest.mark.sdk
@pytest.mark.parametrize("version", ["0.16.6", "0.19.11", "0.22.3", "0.31.0"])
def test_what_each_release_logs(version):
    runs = {run.name: run for run in open_example(log_runs(version, "log_media.py"))}
    run = runs["media"]
    expected = {"samples": Image, "boxed": Image, "hist": Histogram, "many": Histogram, "cloud": Object3D,
                "page": Html, "movie": Video, "molecule": Molecule}  # fmt: skip
    for key, type_ in expected.items():
        found = run.source.media(key)
        assert found, key
        assert all(type(item.value) is type_ for item in found), key
    assert run.source.media("hist")[0].value.heights.sum() == 500
    assert np.diff(run.source.media("hist")[0].value.edges).min() > 0
    (boxed,) = run.source.media("boxed")
    assert boxed.value.boxes["pred"].read().boxes[0].scores == {"acc": 0.5}
    table = runs["tables"].source.table("rich")
    assert all(isinstance(row[1], Image) for row in table.rows)
    leaves = [value for one in runs.values() for value in one.summary.values()]
    assert any(isinstance(value, Media) for value in leaves)
    assert not any(isinstance(value, dict) and "_type" in value for value in leaves)
    assert not any("_wandb" in one.summary for one in runs.values())
