"""The COCO reader: results joined to annotations, images found or blank, classes by what fits, damage said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from reportgen.pipeline import Given, automatic, build
from reportgen.sources import read_runs

HERE = Path(__file__).parents[1] / "datasets" / "coco"


def write(path: Path, content) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))
    return path


IMAGES = [{"id": 5, "file_name": "a/x.jpg", "width": 40, "height": 30},
          {"id": 9, "file_name": "a/000000000139.jpg", "width": 40, "height": 30}]  # fmt: skip
TRUTH = {
    "images": IMAGES,
    "categories": [{"id": 1, "name": "cat"}, {"id": 7, "name": "dog"}],
    "annotations": [
        {"id": 1, "image_id": 5, "category_id": 1, "bbox": [1, 2, 10, 12], "iscrowd": 0},
        {"id": 2, "image_id": 9, "category_id": 7, "bbox": [5, 5, 20, 20], "iscrowd": 0},
    ],
}


def result(image, category, box, **more):
    return {"image_id": image, "category_id": category, "bbox": box, "score": 0.9, **more}


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "annotations" / "instances_val.json", TRUTH)
    (tmp_path / "val" / "a").mkdir(parents=True)
    Image.new("RGB", (40, 30), "red").save(tmp_path / "val" / "a" / "x.jpg")
    return tmp_path


def images_of(run):
    return {item.value.caption: item.value for item in run.media("images")}


def test_boxes_and_images_of_a_set_alone(folder):
    (run,) = read_runs(folder).runs
    images = images_of(run)
    assert run.meta.name == "instances_val"
    assert images["x.jpg"].file.read() == (folder / "val/a/x.jpg").read_bytes()
    (box,) = images["x.jpg"].boxes["ground_truth"].read().boxes
    assert (box.x0, box.y0, box.x1, box.y1, box.class_id, box.domain) == (1, 2, 11, 14, 1, "pixel")
    assert images["x.jpg"].boxes["ground_truth"].read().labels == {1: "cat", 7: "dog"}
    blank = images["000000000139.jpg"]
    assert (blank.width, blank.height, blank.file.read()[:4]) == (40, 30, b"\x89PNG")


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([result(5, 1, [1, 2, 10, 12]), result(9, 7, [5, 5, 20, 20])], ""),  # COCO's own
        ([result("x", 0, [1, 2, 10, 12]), result(139, 1, [5, 5, 20, 20])], "from 0"),  # stems, places from 0
        ([result("x", 1, [1, 2, 10, 12], file_name="x.jpg"), result(139, 2, [5, 5, 20, 20])], "from 1"),
    ],
)
def test_results_are_joined_whoever_wrote_them(folder, results, said):
    write(folder / "runs" / "best" / "predictions.json", results)
    found = read_runs(folder)
    (run,) = found.runs
    assert run.meta.name == "best"
    assert run.summary()["box/AP"] == 1.0
    assert said in " ".join(run.meta.remarks)
    assert bool(said) == bool(run.meta.remarks)
    assert images_of(run)["x.jpg"].boxes["predictions"].read().boxes[0].scores == {"score": 0.9}


def test_two_results_are_two_runs_over_the_same_images(folder):
    write(folder / "a.json", [result(5, 1, [1, 2, 10, 12])])
    write(folder / "b.json", [result(9, 7, [5, 5, 20, 20]), result(5, 1, [30, 20, 5, 5])])
    opened = automatic([folder / "annotations/instances_val.json", folder / "a.json", folder / "b.json",
                        folder / "val"], given=Given(form="coco"))  # fmt: skip
    first, second = opened.runs
    assert [run.name for run in opened.runs] == ["a", "b"]
    assert list(images_of(first.source)) == list(images_of(second.source))
    table = first.source.table("by_image")
    rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    assert (rows["a/x.jpg"]["tp"], rows["a/x.jpg"]["fn"], rows["a/x.jpg"]["AP"]) == (1, 0, 1.0)
    assert (rows["a/000000000139.jpg"]["fn"], rows["a/000000000139.jpg"]["AP"]) == (1, 0.0)
    assert "compare" in str(opened.report.document.value)


def test_outlines_and_keypoints_are_drawn(tmp_path):
    (run,) = (run for run in read_runs(HERE).runs if run.meta.name == "poses")
    assert set(run.keys()) >= {"box/AP", "keypoints/AP", "by_class", "by_image", "by_image_and_class"}
    outlines = [box.outline for item in run.media("images") for box in item.value.boxes["ground_truth"].read().boxes]
    assert all(one is not None and one.area.startswith("M") for one in outlines)
    assert any("h0" in one.strokes and "L" in one.strokes for one in outlines)
    page = build([HERE], tmp_path / "r.html")
    assert page.complete


def test_damage_costs_what_is_damaged(folder):
    broken = dict(TRUTH, annotations=[*TRUTH["annotations"], {"id": 3, "image_id": 77, "bbox": [1, 1, 2, 2]},
                                      {"id": 4, "image_id": 5, "category_id": 1, "bbox": [1, None, 2, 2]}])  # fmt: skip
    write(folder / "annotations" / "instances_val.json", broken)
    (folder / "cut.json").write_text('[{"image_id": 5, "category_id": 1, "bbox": [1, 2')
    found = read_runs(folder)
    (run,) = found.runs
    assert sorted(map(str, run.meta.losses)) == [
        "instances_val.json: 1 annotations of no known image omitted",
        "instances_val.json: 1 objects without a box omitted",
    ]
    assert any("not complete JSON" in str(problem) for problem in found.problems)


def test_no_name_leads_out_of_the_folder(folder):
    (folder / "secret.jpg").write_bytes(b"no")
    images = [{"id": 1, "file_name": "../../secret.jpg", "width": 8, "height": 8}]
    write(folder / "annotations" / "instances_val.json", dict(TRUTH, images=images, annotations=[]))
    found = read_runs(folder / "annotations")
    (run,) = found.runs
    assert run.media("images")[0].value.file.read() != b"no"
