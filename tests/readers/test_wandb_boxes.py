"""Bounding boxes in every form that runs log them."""

from __future__ import annotations

import json

import pytest

from reportgen.model.media import MediaError, MediaFile
from reportgen.model.media.image import NO_CLASS
from reportgen.readers.wandb.media.overlays import BoxFile, BoxList


def one(**entry):
    (box,) = BoxList([entry]).read().in_pixels(200, 100).boxes
    return box


@pytest.mark.parametrize(
    ("position", "domain"),
    [
        ({"minX": 0.1, "maxX": 0.3, "minY": 0.2, "maxY": 0.6}, None),
        ({"minX": 20, "maxX": 60, "minY": 20, "maxY": 60}, "pixel"),
        ({"middle": [40, 40], "width": 40, "height": 40}, "pixel"),
        ({"middle": [0.2, 0.4], "width": 0.2, "height": 0.4}, None),
        ({"minX": 60, "maxX": 20, "minY": 60, "maxY": 20}, "pixel"),
    ],
)
def test_every_form_is_one_place(position, domain):
    box = one(position=position, **({"domain": domain} if domain else {}))
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((20, 20, 60, 60))
    assert box.class_id == NO_CLASS


def test_a_box_may_lie_outside():
    box = one(position={"minX": -0.2, "maxX": 1.3, "minY": 0.9, "maxY": 0.1})
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((-40, 10, 260, 90))


def test_what_else_a_box_holds():
    place = {"minX": 0, "maxX": 1, "minY": 0, "maxY": 1}
    box = one(position=place, class_id=3, box_caption=7, scores={"acc": 0.5, "note": "x", "n": float("nan")}, iscrowd=1)
    assert (box.class_id, box.label, box.scores, box.crowd) == (3, "7", {"acc": 0.5}, True)


@pytest.mark.parametrize(
    "entry",
    [
        3, {}, {"position": None}, {"position": {"minX": 1}}, {"position": {"middle": [1], "width": 1, "height": 1}},
        {"position": {"minX": "a", "maxX": 1, "minY": 0, "maxY": 1}},
        {"position": {"minX": 1e300, "maxX": 1, "minY": 0, "maxY": 1}},
        {"position": {"minX": float("nan"), "maxX": 1, "minY": 0, "maxY": 1}},
        {"position": {"minX": 10**400, "maxX": 1, "minY": 0, "maxY": 1}},
        {"position": {"minX": True, "maxX": 1, "minY": 0, "maxY": 1}},
    ],
)  # fmt: skip
def test_what_is_no_box_is_counted(entry):
    group = BoxList([entry]).read()
    assert (group.boxes, group.unread) == ((), 1)


@pytest.mark.parametrize("text", ["", "{", "[1", "3", '{"box_data": 3}', "[" * 100_000])
def test_what_is_no_file_of_boxes(tmp_path, text):
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(MediaError):
        BoxFile(MediaFile(tmp_path, "b.json")).read()


def test_labels_of_the_file(tmp_path):
    (tmp_path / "b.json").write_text(json.dumps({"box_data": [], "class_labels": {"1": "car", "x": "no id"}}))
    assert BoxFile(MediaFile(tmp_path, "b.json")).read().labels == {1: "car"}


def test_what_can_be_asked_of_a_box():
    entry = {"position": {"middle": [40, 30], "width": 20, "height": 10}, "domain": "pixel", "class_id": 3,
             "box_caption": "b", "scores": {"acc": 0.5}, "track": 7}  # fmt: skip
    (box,) = BoxList([entry]).read().boxes
    assert box.facts() == {
        "position": {"minX": 30, "maxX": 50, "minY": 25, "maxY": 35}, "domain": "pixel", "class_id": 3,
        "box_caption": "b", "scores": {"acc": 0.5}, "track": 7,
    }  # fmt: skip


def test_a_class_beyond_all_bounds_is_none():
    assert one(position={"minX": 0, "maxX": 1, "minY": 0, "maxY": 1}, class_id=10**20).class_id == NO_CLASS
