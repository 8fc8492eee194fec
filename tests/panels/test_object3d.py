"""3D objects: of runs, files and tables; one camera for what is compared; what cannot be shown is said."""

from __future__ import annotations

import json

import made
import numpy as np
import pytest
from conftest import SCENES, build_spec, open_example, show

from reportgen.errors import SpecError
from reportgen.model.runset import RunSet
from reportgen.panels.object3d import Object3d


@pytest.fixture(scope="module")
def runs():
    return open_example(SCENES)


def cells(fragment):
    import zlib

    block = next(block for block in fragment.blocks if f'data-view="{block.id}"' in fragment.html)
    return json.loads(zlib.decompress(block.read(), -15))["items"]


def test_a_sweep_of_two_runs_over_three_epochs(runs):
    fragment = show(Object3d(media_keys=["sweep"], gallery_axis="run", units="m"), runs)
    found = cells(fragment)
    assert len(found) == 6
    assert {cell["kind"] for cell in found} == {"scene"}
    assert fragment.elements >= {"media_browser", "scene"}
    assert fragment.libraries == {"model_viewer"}
    assert fragment.html.count("rg-poster") == 2
    assert found[0]["facts"].startswith("5,959 points, ")
    assert found[0]["up"] == "z"
    assert {label["part"] for label in found[0]["labels"]} >= {"axes", "box 0"}
    assert any(label["text"].endswith(" m") for label in found[0]["labels"])
    assert "The first: 5,959 points" in fragment.alt


def test_scenes_of_one_key_share_a_camera(runs):
    found = cells(show(Object3d(media_keys=["sweep", "body"]), runs))
    cameras = {key: {tuple(cell["camera"]) for cell in found if cell["key"] == key} for key in ("sweep", "body")}
    assert {key: len(seen) for key, seen in cameras.items()} == {"sweep": 1, "body": 1}


def test_equal_scenes_are_stored_once(runs):
    fragment = show(Object3d(media_keys=["surfaces"]), runs)
    assert len(cells(fragment)) == 2
    assert len([block for block in fragment.blocks if block.extra == "scene"]) == 1


def test_categories_are_the_legend(runs):
    cell = cells(show(Object3d(media_keys=["surfaces"]), runs))[0]
    assert [(name, node) for name, _, node, _ in cell["legend"]] == [
        ("2", "points 2"),
        ("4", "points 4"),
        ("7", "points 7"),
    ]
    assert (cell["colors"], cell["colorBy"]) == ("category", "category")
    assert cells(show(Object3d(media_keys=["surfaces"], color_by="height"), runs))[0]["colorBy"] == "height"


def test_points_are_limited_and_none_keeps_all(runs):
    few = cells(show(Object3d(media_keys=["surfaces"], max_points=100), runs))[0]
    assert few["facts"] == "100 of 5,959 points"
    assert (
        cells(show(Object3d.model_validate({"media_keys": ["surfaces"], "max_points": "none"}), runs))[0]["points"]
        == 5959
    )


def test_files_and_tables_of_the_spec(tmp_path):
    (tmp_path / "cube.obj").write_bytes(made.obj())
    np.save(tmp_path / "cloud.npy", np.random.default_rng(0).random((50, 3)))
    rows = "\n".join(f"{x},{y},{x * y},{x % 3}" for x in range(9) for y in range(9))
    (tmp_path / "points.csv").write_text(f"x,y,z,kind\n{rows}\n")
    files = "[cube.obj, cloud.npy, gone.obj, ../up.obj]"
    spec = f"blocks:\n  - object3d: {{files: {files}}}\n  - object3d: {{path: points.csv, color: kind}}"
    result = build_spec(tmp_path, spec)
    said = sorted(str(problem) for problem in result.problems)
    assert "gone.obj is missing" in said[0] + said[1]
    assert "up.obj is outside" in said[0] + said[1]
    html = result.path.read_text("utf-8")
    assert html.count("<rg-scene>") == 3
    assert "81 points" in html
    assert "step 0" not in html  # no run logged them


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("object3d: {}", "nothing to show"),
        ("object3d: {files: a.obj, max_points: 0}", "max_points"),
        ("object3d: {path: p.csv, color: [a, b]}", "one column, or red, green and blue"),
        ("object3d: {files: a.obj, up_axis: x}", "up_axis"),
    ],
)
def test_wrong_specs(tmp_path, block, said):
    with pytest.raises(SpecError, match=said):
        build_spec(tmp_path, f"blocks: [{{{block}}}]")


def test_a_column_that_is_not_there(tmp_path):
    (tmp_path / "p.csv").write_text("x,y,height\n1,2,3\n")
    with pytest.raises(SpecError, match=r"no column 'z' for z\..*height"):
        build_spec(tmp_path, "blocks: [{object3d: {path: p.csv}}]")


def test_broken_scenes_stand_where_they_were(tmp_path):
    (tmp_path / "a.glb").write_bytes(made.glb()[:100])
    (tmp_path / "b.obj").write_bytes(made.obj())
    result = build_spec(tmp_path, "blocks: [{object3d: {files: [a.glb, b.obj]}}]")
    assert not result.complete
    html = result.path.read_text("utf-8")
    assert "a.glb: the file is cut off" in html
    assert html.count("<rg-scene>") == 1


def test_nothing_logged_says_so():
    fragment = show(Object3d(media_keys=["scene"]), RunSet(()))
    assert "No run has logged 3D object scene." in fragment.html


def test_map_coordinates_keep_their_origin(tmp_path):
    np.save(tmp_path / "utm.npy", np.random.default_rng(0).random((99, 3)) + np.array((448_000, 5_411_000, 100)))
    fragment_html = build_spec(tmp_path, "blocks: [{object3d: {files: utm.npy}}]")
    assert fragment_html.complete


def test_media_browser_shows_scenes_too(runs):
    from reportgen.panels.media_browser import MediaBrowser

    fragment = show(MediaBrowser(media_keys=["body", "ligands"]), runs)
    assert "scene" in fragment.elements
    assert {cell["what"] for cell in cells(fragment)} == {"mesh", "molecule"}


def test_texts_are_categories_by_name(tmp_path):
    (tmp_path / "p.csv").write_text(
        "x,y,z,what\n" + "\n".join(f"{n},{n % 3},1,{('road', 'car')[n % 4 == 0]}" for n in range(20))
    )
    html = build_spec(tmp_path, "blocks: [{object3d: {path: p.csv, color: what}}]")
    assert html.complete
    from reportgen.panels.object3d import _kinds

    kinds, names = _kinds(["road", "car", "road", None])
    assert names == ("road", "", "car")
    assert kinds.tolist() == [1, 3, 1, 2]


def test_a_model_brings_in_no_config(tmp_path):
    import made as files

    document = files.gltf(buffers=[{"byteLength": 8, "uri": "secret.yaml"}])
    (tmp_path / "secret.yaml").write_text("password: hunter2\n" * 20)
    (tmp_path / "a.gltf").write_text(json.dumps(document))
    result = build_spec(tmp_path, "blocks: [{object3d: {files: a.gltf}}]")
    assert "secret.yaml' is missing" in str(result.problems[0])
