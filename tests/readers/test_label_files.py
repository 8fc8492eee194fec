"""Label formats: one set written in each of them has the same boxes at the same pixels; damage costs only itself."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from reportgen.pipeline import build
from reportgen.pipeline.opening import open_source
from reportgen.sources import read_runs

W, H = 80, 60
OBJECTS = {
    "a.png": [("cat", (8, 6, 40, 36)), ("dog", (40, 12, 72, 54))],
    "b.png": [("dog", (0, 0, 16, 30))],
    "c.png": [],
}
NAMES = ["cat", "dog"]


def pictures(folder, names=OBJECTS):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        Image.new("RGB", (W, H), (90, 120, 150)).save(folder / name)


def coco(folder):
    images = [{"id": n, "file_name": name, "width": W, "height": H} for n, name in enumerate(OBJECTS)]
    labels = [
        {"id": 1, "image_id": n, "category_id": NAMES.index(name), "bbox": [x0, y0, x1 - x0, y1 - y0]}
        for n, boxes in enumerate(OBJECTS.values()) for name, (x0, y0, x1, y1) in boxes
    ]  # fmt: skip
    categories = [{"id": n, "name": name} for n, name in enumerate(NAMES)]
    (folder / "set.json").write_text(json.dumps({"images": images, "annotations": labels, "categories": categories}))
    pictures(folder)


def yolo(folder):
    pictures(folder / "images" / "val")
    (folder / "labels" / "val").mkdir(parents=True)
    (folder / "data.yaml").write_text("path: ../elsewhere\ntrain: images/train\nval: images/val\nnames: [cat, dog]\n")
    for file, boxes in OBJECTS.items():
        lines = [
            f"{NAMES.index(name)} {(x0 + x1) / 2 / W} {(y0 + y1) / 2 / H} {(x1 - x0) / W} {(y1 - y0) / H}\n"
            for name, (x0, y0, x1, y1) in boxes
        ]
        if lines:
            (folder / "labels" / "val" / f"{file[0]}.txt").write_text("".join(lines))


def voc(folder):
    pictures(folder / "JPEGImages")
    (folder / "Annotations").mkdir()
    for file, boxes in OBJECTS.items():
        parts = "".join(
            f"<object><name>{name}</name><bndbox><xmin>{x0}</xmin><ymin>{y0}</ymin><xmax>{x1}</xmax><ymax>{y1}</ymax>"
            "</bndbox></object>"
            for name, (x0, y0, x1, y1) in boxes
        )
        size = f"<size><width>{W}</width><height>{H}</height><depth>3</depth></size>"
        text = f"<annotation><filename>{file}</filename>{size}{parts}</annotation>"
        (folder / "Annotations" / f"{file[0]}.xml").write_text(text)


def labelme(folder):
    pictures(folder)
    for file, boxes in OBJECTS.items():
        shapes = [
            {"label": name, "shape_type": "rectangle", "points": [[x1, y1], [x0, y0]]}
            for name, (x0, y0, x1, y1) in boxes
        ]
        content = {"version": "5.4.1", "shapes": shapes, "imagePath": file, "imageWidth": W, "imageHeight": H}
        (folder / f"{file[0]}.json").write_text(json.dumps(content))


def box_of(x0, y0, x1, y1):
    return f'xtl="{x0}" ytl="{y0}" xbr="{x1}" ybr="{y1}"'


def cvat(folder):
    pictures(folder / "images")
    parts = [
        f'<image id="{n}" name="{file}" width="{W}" height="{H}">'
        + "".join(f'<box label="{name}" {box_of(*corners)}/>' for name, corners in boxes)
        + "</image>"
        for n, (file, boxes) in enumerate(OBJECTS.items())
    ]
    text = f"<annotations><version>1.1</version>{''.join(parts)}</annotations>"
    (folder / "annotations.xml").write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{text}')


def boxes_csv(folder):
    pictures(folder / "images")
    rows = [(file, name, *corners) for file, boxes in OBJECTS.items() for name, corners in boxes]
    lines = [",".join(map(str, row)) for row in rows]
    (folder / "truth.csv").write_text("image,class,xmin,ymin,xmax,ymax\n" + "\n".join(lines) + "\n")


def seen(run, group="ground_truth"):
    """Return what lies over each image: classes by name, and corners."""
    found = {}
    for item in run.media("images"):
        boxes = item.value.boxes[group].read()
        found[item.value.caption] = [
            (boxes.labels[box.class_id], tuple(round(n, 6) for n in (box.x0, box.y0, box.x1, box.y1)))
            for box in boxes.boxes
        ]
        with Image.open(item.value.file.root / item.value.file.path) as picture:
            assert picture.size == (W, H)
    return found


@pytest.mark.parametrize("write", [coco, yolo, voc, labelme, cvat, boxes_csv], ids=lambda write: write.__name__)
def test_the_same_set_in_every_format(write, tmp_path):
    write(tmp_path)
    found = read_runs(tmp_path)
    (run,) = found.runs
    assert not found.problems
    assert not run.meta.losses
    assert run.meta.format == write.__name__
    wanted = {name: boxes for name, boxes in OBJECTS.items() if boxes or write is not boxes_csv}
    assert seen(run) == wanted
    assert build([tmp_path], tmp_path / "report.html").complete


def test_predictions_of_yolo_are_runs(tmp_path):
    yolo(tmp_path)
    (tmp_path / "runs" / "labels").mkdir(parents=True)
    (tmp_path / "runs" / "labels" / "b.txt").write_text("1 0.1 0.25 0.2 0.5 0.75\n")
    entry = f"runs:\n  - {{path: {tmp_path / 'data.yaml'}, format: yolo, predictions: [{tmp_path / 'runs/labels'}]}}\n"
    (tmp_path / "report.yaml").write_text(entry + "blocks:\n  - media_browser: images\n")
    (run,) = open_source(tmp_path / "report.yaml").runs
    assert seen(run.source, "predictions")["b.png"] == [("dog", (0, 0, 16, 30))]
    assert run.summary["box/AP50"] == pytest.approx(51 / 202)  # one dog of two, no cat


@pytest.mark.parametrize(
    ("line", "area", "strokes"),
    [
        ("0 0.1 0.1 0.5 0.1 0.5 0.6", "M8 6L40 6L40 36z", ""),
        ("0 0.1 0.1 0.5 0.1 0.5 0.6 0.1 0.6", "M8 6L40 6L40 36L8 36z", ""),
        ("0 0.1 0.1 0.5 0.1 0.5 0.6 0.3 0.7 0.1 0.6 0.9", "M8 6L40 6L40 36L24 42L8 36z", ""),
    ],
)
def test_outlines_and_oriented_boxes_of_yolo(tmp_path, line, area, strokes):
    yolo(tmp_path)
    (tmp_path / "labels" / "val" / "a.txt").write_text(line + "\nnot a line\n")
    (run,) = read_runs(tmp_path).runs
    (box,) = next(i for i in run.media("images") if i.value.caption == "a.png").value.boxes["ground_truth"].read().boxes
    assert (box.outline.area, box.outline.strokes) == (area, strokes)
    assert [str(loss) for loss in run.meta.losses] == ["a.txt: 1 lines omitted"]


def test_a_pose_of_yolo(tmp_path):
    yolo(tmp_path)
    (tmp_path / "data.yaml").write_text("val: images/val\nkpt_shape: [2, 3]\nnames: [cat, dog]\n")
    (tmp_path / "labels" / "val" / "a.txt").write_text("0 0.5 0.5 0.4 0.4 0.4 0.4 2 0.6 0.6 0\n")
    (run,) = read_runs(tmp_path).runs
    (box,) = next(i for i in run.media("images") if i.value.caption == "a.png").value.boxes["ground_truth"].read().boxes
    assert box.outline.strokes == "M32 24h0"


def test_truth_and_predictions_in_csv(tmp_path):
    boxes_csv(tmp_path)
    (tmp_path / "model.csv").write_text(
        "filename,label,confidence,x,y,w,h\nb.png,dog,0.9,0,0,16,30\nb.png,dog,x,1,1,2,2\n"
    )
    (run,) = read_runs(tmp_path).runs
    assert run.meta.name == "model"
    assert seen(run, "predictions")["b.png"] == [("dog", (0, 0, 16, 30))]
    assert [str(loss) for loss in run.meta.losses] == ["model.csv: 1 rows without a box omitted"]


def test_masks_of_cvat_go_row_by_row(tmp_path):
    cvat(tmp_path)
    path = tmp_path / "annotations.xml"
    mask = '<mask label="cat" rle="1, 2, 3" left="4" top="5" width="3" height="2"/>'
    path.write_text(path.read_text().replace("</image>", f"{mask}</image>", 1))
    (run,) = read_runs(tmp_path).runs
    box = run.media("images")[0].value.boxes["ground_truth"].read().boxes[-1]
    assert (box.x0, box.y0, box.x1, box.y1) == (5, 5, 7, 6)


def test_entities_are_refused(tmp_path):
    cvat(tmp_path)
    path = tmp_path / "annotations.xml"
    path.write_text(path.read_text().replace("<annotations>", '<!DOCTYPE a [<!ENTITY b "c">]><annotations>'))
    found = read_runs(tmp_path)
    assert not found.runs
    assert "entities" in str(found.problems[0])


def test_masks_of_the_same_name(tmp_path):
    pictures(tmp_path / "images", ["a.png", "b.png"])
    for part in ("masks", "predictions"):
        (tmp_path / part).mkdir()
        ids = np.zeros((H, W), np.uint8)
        ids[:20, : 30 if part == "masks" else 20] = 1
        Image.fromarray(ids).save(tmp_path / part / "a_mask.png")
    (run,) = read_runs(tmp_path).runs
    (item,) = run.media("images")
    assert set(item.value.masks) == {"ground_truth", "predictions"}
    assert build([tmp_path], tmp_path / "report.html").complete
