"""What the types of media promise: units, coordinates, shapes, and what can be asked of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.model.media import Held, LoggedMedia, MediaFile, Stored, file_of, has_media, pieces
from reportgen.model.media.document import Attachment, Figure, Html, Text
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Box, Boxes, Classes, Image, Mask, class_names
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Box3D, Molecule, Object3D, PointCloud, Scene, Vector
from reportgen.model.media.tensor import Tensor
from reportgen.model.nested import Aggregates, dig, flatten, plain_tree

SIZES = st.integers(1, 5000)
PLACES = st.floats(-2, 3)


@given(PLACES, PLACES, PLACES, PLACES, SIZES, SIZES)
def test_a_box_in_pixels_is_the_right_way_round_and_stays_where_it_is(a, b, c, d, width, height):
    box = Box(a, b, c, d, 3, "car", {"acc": 0.5}, crowd=True, more={"n": 1}).in_pixels(width, height)
    assert (box.x0, box.x1) == tuple(sorted((a * width, c * width)))
    assert (box.y0, box.y1) == tuple(sorted((b * height, d * height)))
    assert (box.class_id, box.label, box.scores, box.crowd, box.more) == (3, "car", {"acc": 0.5}, True, {"n": 1})
    assert box.in_pixels(7, 7) == box


def test_what_can_be_asked_of_an_image(tmp_path):
    class Later(Stored[Boxes]):
        in_file = True

        def read(self):
            raise AssertionError("nobody looked at it")

    near = Held(Boxes((Box(0, 0, 10, 20, 1, domain="pixel"),)))
    image = Image(MediaFile(tmp_path, "x.tmp", logged_as="a.png"), 4, 3, {"near": near, "far": Later()},
                  {"m": Mask(MediaFile(tmp_path, "m.png"))}, caption="c")  # fmt: skip
    assert image.facts() == {
        "kind": "image", "caption": "c", "format": "png", "width": 4, "height": 3, "masks": {"m": {}},
        "boxes": {"near": [
            {"position": {"minX": 0, "maxX": 10, "minY": 0, "maxY": 20}, "class_id": 1, "domain": "pixel"},
        ]},
    }  # fmt: skip
    assert Image().facts() == {"kind": "image"}
    assert Image().classes == Classes()


@pytest.mark.parametrize(
    ("heights", "density"), [([1, 3], False), ([0.25, 0.75], True), ([0.5, 0.75], False), ([1.0, 0.0], False)]
)
def test_a_histogram_knows_a_density(heights, density):
    made = Histogram.of(np.array([0.0, 1, 2]), np.array(heights, float))
    assert made.density == density
    assert made.heights.tolist() == heights
    assert made.facts() == {"kind": "histogram", "bins": [0, 1, 2], "values": heights}


@pytest.mark.parametrize(
    ("edges", "heights"),
    [([], []), ([0], []), ([0, 1], [1, 2]), ([1, 0], [1]), ([0, float("inf")], [1]), ([float("nan"), 1], [1])],
)
def test_what_is_no_histogram(edges, heights):
    assert Histogram.of(np.array(edges, float), np.array(heights, float)) is None
    assert len(Histogram.empty().edges) == 0


def test_what_can_be_asked_of_the_others(tmp_path):
    cloud = PointCloud(np.zeros((4, 3)))
    scene = Scene(cloud, [Box3D(np.zeros((8, 3)))], [Vector((0, 0, 0), (1, 0, 0))])
    file = MediaFile(tmp_path, "a.bin")
    facts = {
        cloud: {"points": 4}, scene: {"points": 4, "boxes": 1, "vectors": 1},
        Scene(): {"points": 0, "boxes": 0, "vectors": 0},
        Object3D(file): {}, Molecule(smiles="CCO"): {"smiles": "CCO"}, Video(file, 4, 3): {"width": 4, "height": 3},
        Audio(file): {}, Html(file): {}, Text("t"): {}, Figure(library="Bokeh"): {},
    }  # fmt: skip
    kinds = ["3D object"] * 4 + ["molecule", "video", "audio", "HTML", "text", "Bokeh figure"]
    for kind, (media, known) in zip(kinds, facts.items(), strict=True):
        assert media.facts() == {"kind": kind, **known}
    assert Tensor({"min": 1}).facts() == {"kind": "array", "min": 1}
    assert Attachment(file, "graph", more={"nodes": 3, "kind": "x"}).facts() == {"kind": "graph", "nodes": 3}
    assert file_of(Object3D(file)) == file
    assert file_of(cloud) is None


def test_the_same_media_are_equal():
    assert LoggedMedia(Text("a"), 1) == LoggedMedia(Text("a"), 1)
    assert Image(caption="a") == Image(caption="a")
    assert Image(caption="a") != Image(caption="b")
    assert Histogram.empty() != Histogram(np.arange(3.0), np.ones(2))
    assert Scene() != Scene(PointCloud(np.zeros((4, 3))))


def test_pieces_of_a_cell():
    one, two = Image(), Text("t")
    cell = {"a": one, "b": [two, {"c": 1}]}
    assert pieces(cell) == [("a", one), ("b", two), ("b", {"c": 1})]
    assert pieces([1, {"a": 2}]) == [("", [1, {"a": 2}])]
    assert has_media([[one]])
    assert not has_media({"a": {"b": "image"}})


def test_leaves_and_paths_of_a_summary():
    tree = {"w": Tensor({"min": 0.5}), "loss": Aggregates({"min": 1, "last": 2}), "deep": {"image": Image(width=4)}}
    assert set(flatten(tree)) == {"w", "w.min", "loss.min", "loss.last", "deep.image"}
    assert dig(tree, "w.min") == 0.5
    assert dig(tree, "loss.last") == 2
    assert dig(tree, "loss").value == 2
    assert Aggregates({"max": 3, "min": 1}).value == 3
    assert dig(tree, "deep.image.width") == 4
    assert dig(tree, "deep.image.nothing") is None
    assert plain_tree(tree) == {
        "w": {"kind": "array", "min": 0.5}, "loss": {"min": 1, "last": 2},
        "deep": {"image": {"kind": "image", "width": 4}},
    }  # fmt: skip


def test_names_of_classes():
    assert class_names({"1": "car", 2: None, "x": "no id"}) == {1: "car", 2: "None"}
    assert class_names([1]) == {}
