"""Objects in three dimensions, HTML and classes as scripts log them, and what is refused."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from kept_store import logged

from reportgen.logger.media.classes import Classes
from reportgen.logger.media.html import Html
from reportgen.logger.media.object3d import Object3D, box3d
from reportgen.logger.misuse import UsageError
from reportgen.model.media.scene import PointCloud, Scene

POINTS = np.random.default_rng(5).random((9, 6)) * 255
CORNERS = [[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 2)]


@pytest.mark.parametrize("kind", ["obj", "gltf", "glb", "babylon", "stl", "pts.json"])
def test_files_by_path_and_open(tmp_path, kind):
    place = tmp_path / f"thing.{kind}"
    place.write_bytes(b"v 0 0 0\n")
    with place.open() as text, place.open("rb") as binary:
        for source in (str(place), place, text, binary):
            found = logged(Object3D(source, caption="c"))
            assert found.file.read() == b"v 0 0 0\n"
            assert found.file.name.endswith(f".{kind}")
            assert found.caption == "c"
    assert logged(Object3D.from_file(io.StringIO("v 0 0 0\n"), kind)).file.name == f"object.{kind}"


def test_a_link_out_of_its_folder_can_be_logged(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "x1").write_text("v 0 0 0\n")
    (tmp_path / "thing.obj").symlink_to(tmp_path / "far" / "x1")
    found = logged(Object3D(tmp_path / "thing.obj"))
    assert (found.file.name, found.file.read()) == ("thing.obj", b"v 0 0 0\n")


@pytest.mark.parametrize("made", [Object3D, Object3D.from_numpy])
def test_points_of_three_forms(made):
    places = logged(made(POINTS[:, :3]))
    assert isinstance(places, PointCloud)
    assert np.allclose(places.positions, POINTS[:, :3])
    assert logged(made(POINTS[:, :4].tolist())).values.tolist() == POINTS[:, 3].tolist()
    assert (logged(made(POINTS)).colors == POINTS[:, 3:]).all()


def test_a_scene_of_points_boxes_and_vectors():
    boxes = np.array(
        [{"corners": CORNERS, "label": "Box", "color": [123, 321, 111], "score": 0.5}, {"corners": CORNERS}]
    )
    vectors = [{"start": [0, 0, 0], "end": [0.1, 0.2, 0.5], "color": [255, 0, 0]}]
    given = {"type": "lidar/beta", "points": POINTS, "boxes": boxes, "vectors": vectors}
    for made in (Object3D(given), Object3D.from_point_cloud(POINTS, boxes, vectors)):
        found = logged(made)
        assert isinstance(found, Scene)
        assert found.points.colors.tolist() == POINTS[:, 3:].tolist()
        assert found.boxes[0].corners.tolist() == CORNERS
        assert (found.boxes[0].label, found.boxes[0].color, found.boxes[0].score) == ("Box", (123, 321, 111), 0.5)
        assert (found.boxes[1].label, found.boxes[1].color) == ("", None)
        assert found.vectors[0].end == (0.1, 0.2, 0.5)


def test_a_box_from_its_centre():
    corners = np.array(box3d([1, 2, 3], [2, 4, 6], [1, 0, 0, 1])["corners"])  # a quarter turn about z
    assert np.allclose(corners.min(axis=0), [-1, 1, 0])
    assert np.allclose(corners.max(axis=0), [3, 3, 6])
    assert np.allclose(box3d([1, 2, 3], [2, 4, 6])["corners"][0], [0, 0, 0])


def test_html_three_ways(tmp_path):
    place = tmp_path / "page.html"
    place.write_text("<p>hé</p>", "utf-8")
    with place.open("rb") as file:
        for source in ("<p>hé</p>", place, str(place), file):
            assert logged(Html(source, inject=False)).file.read() == "<p>hé</p>".encode()
    assert logged(Html("page.html", data_is_not_path=True)).file.read() == b"page.html"


def test_classes_come_back():
    classes = Classes([{"id": 3, "name": "car"}, {"id": 0, "name": "road"}])
    assert Classes.of_media(logged(classes)).names == classes.names == {3: "car", 0: "road"}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: Object3D(np.zeros((4, 5))), r"\(4, 5\) came.*n x 3"),
        (lambda: Object3D(np.zeros(3)), r"\(3,\) came"),
        (lambda: Object3D("none.obj"), r"there is no file 'none.obj'"),
        (lambda: Object3D(io.StringIO("v 0 0 0")), r"file_type: the type of an open file is not known"),
        (lambda: Object3D.from_file(io.StringIO("v"), "ob"), r"'ob' is not a supported type. Did you mean 'obj'"),
        (lambda: Object3D(io.StringIO(""), file_type="obj"), r"the file is empty"),
        (lambda: Object3D({"type": "lidar", "points": POINTS}), r"type: 'lidar' came"),
        (lambda: Object3D({"point": POINTS}), r"'point' came"),
        (lambda: Object3D({"boxes": [{"label": "a"}]}), r"boxes\[0\]: there are no corners"),
        (lambda: Object3D({"boxes": [{"corners": CORNERS[:4]}]}), r"corners have the shape \(4, 3\)"),
        (lambda: Object3D({"vectors": [{"start": [0, 0, 0]}]}), r"vectors\[0\]: there is no start or no end"),
        (lambda: Object3D({"boxes": [{"corners": CORNERS, "color": [1]}]}), r"color: \[1\] came"),
        (lambda: Object3D(5), r"data_or_path: an int came"),
        (lambda: Html("missing.html"), r"data: there is no file 'missing.html'"),
        (lambda: Html(5), r"data: an int came"),
        (lambda: Classes([{"id": "a", "name": "b"}]), r"class_set\[0\]: id: 'a' came"),
        (lambda: Classes({"id": 1}), r"class_set: a dict came"),
    ],
)
def test_misuse_is_said(made, said):
    with pytest.raises(UsageError) as error:
        made()
    assert re.search(said, str(error.value)), str(error.value)
