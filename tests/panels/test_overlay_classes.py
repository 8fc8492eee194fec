"""Classes of boxes and masks: known by layer and id; class 0 of boxes is one as any other."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image as Pillow

from reportgen.model.media import Held, LoggedMedia, MediaFile
from reportgen.model.media.image import Box, Boxes, Classes, Image, Mask
from reportgen.panels.base.media.gallery import Section, Shown
from reportgen.panels.base.media.labels import Labels
from reportgen.panels.base.media.overlays import Overlays
from reportgen.panels.media_browser.error_explorer import Errors, explore, ranked
from reportgen.readers.wandb.media.overlays import ClassFile

PLACES = [(0.1, 0.1, 0.4, 0.4), (0.5, 0.5, 0.9, 0.9)]


def boxes(*ids):
    return Held(Boxes(tuple(Box(*place, class_id, scores={"score": 0.9})
                            for place, class_id in zip(PLACES, ids, strict=False))))  # fmt: skip


def mask(folder, name, ids):
    Pillow.fromarray(np.asarray(ids, np.uint8)).save(folder / f"{name}.png")
    return Mask(MediaFile(folder, f"{name}.png"))


def over(*items):
    overlays = Overlays({}, 0.5)
    for number, item in enumerate(items):
        overlays.add(number, item, (64, 48), static=True)
    assert overlays.problems == []
    return overlays


def explored(*items):
    overlays = over(*items)
    run = {"index": 0, "name": "r"}
    shown = [Shown(run, "k", LoggedMedia(item, 0), 0.0) for item in items]
    found = explore(overlays, shown, [Section("k", run, tuple(range(len(items))))], Errors(), opened=True)
    return overlays, found


def test_class_zero_of_boxes_is_shown_and_that_of_masks_is_a_background(tmp_path):
    item = Image(boxes={"p": boxes(0, 1)}, masks={"m": mask(tmp_path, "m", [[0, 1], [0, 1]])})
    entries = {(e["name"], e.get("key", "")): e["hidden"] for e in over(item).legend()["classes"]}
    assert entries == {("class_0", ""): False, ("class_1", ""): False, ("class_0", "masks.class_0"): True}
    named = Image(boxes={"p": boxes(0)}, classes=Classes({"p": {0: "background"}}))
    assert [entry.hidden for entry in over(named).classes] == [False]


def test_layers_that_number_alike_classes_differently_are_matched_by_what_they_mean():
    item = Image(
        boxes={"predictions": boxes(0, 1), "ground_truth": boxes(7, 0)},
        classes=Classes({"predictions": {0: "car", 1: "person"}, "ground_truth": {7: "car", 0: "person"}}),
    )  # fmt: skip
    overlays, found = explored(item)
    assert "AP50 1," in found.alt
    assert str(found.table).count("<bdi>1</bdi>") >= 4
    ranks, first = ranked(overlays)
    names = [overlays.classes[place].name for place in first]
    assert sorted(names) == ["car", "person"]
    assert [names[rank] for rank in ranks] == [entry.name for entry in overlays.classes]


def test_one_id_that_means_two_things_is_no_match():
    item = Image(
        boxes={"predictions": boxes(0), "ground_truth": boxes(0)},
        classes=Classes({"predictions": {0: "cat"}, "ground_truth": {0: "dog"}}),
    )  # fmt: skip
    _, found = explored(item)
    assert "AP50 0," in found.alt


def test_what_masks_are_called_says_nothing_of_boxes(tmp_path):
    (tmp_path / "classes.json").write_text('{"class_set": [{"id": 0, "name": "other"}, {"id": 3, "name": "sky"}]}')
    item = Image(
        boxes={"predictions": boxes(0, 3), "ground_truth": boxes(0, 3)},
        masks={"m": mask(tmp_path, "m", [[0, 3]])},
        classes=Classes({"predictions": {0: "car"}, "ground_truth": {0: "car"}}, {"m": {0: "other", 3: "sky"}},
                        ClassFile(MediaFile(tmp_path, "classes.json"))),
    )  # fmt: skip
    _, found = explored(item)
    assert "<bdi>car</bdi>" in str(found.table)
    assert "<bdi>class_3</bdi>" in str(found.table)
    assert "other" not in str(found.table)


def test_a_layer_without_labels_takes_those_that_its_neighbours_agree_on():
    item = Image(classes=Classes({"a": {1: "car"}, "b": {1: "car", 2: "bus"}, "c": {2: "van"}}))
    labels = Labels(item, {5: "tree", 6: "class_6"})
    assert labels.of_boxes("z") == {1: "car", 5: "tree"}
    assert labels.of_boxes("c") == {1: "car", 2: "van", 5: "tree"}
    labels.boxes["d"] = {8: "car", 9: "class_9"}
    assert labels.of_boxes("d") == {8: "car", 5: "tree"}


def test_labels_that_differ_by_step_stay_apart():
    items = [
        Image(boxes={"predictions": boxes(0, 1), "ground_truth": boxes(0, 1)},
                  classes=Classes(dict.fromkeys(("predictions", "ground_truth"), labels)))
        for step, labels in enumerate(({0: "cat", 1: "dog"}, {0: "dog", 1: "cat"}))
    ]  # fmt: skip
    overlays, found = explored(*items)
    assert str(found.table).count('<td class="n"><bdi>2</bdi></td>') == 2
    assert {entry.name: entry.color for entry in overlays.classes}.keys() == {"cat", "dog"}
    assert len({entry.color for entry in overlays.classes}) == 2


def test_masks_agree_by_what_their_values_mean(tmp_path):
    found, true = mask(tmp_path, "a", [[0, 1], [0, 1]]), mask(tmp_path, "b", [[5, 0], [5, 0]])
    item = Image(
        masks={"prediction": found, "truth": true},
        classes=Classes(masks={"prediction": {0: "other", 1: "road"}, "truth": {5: "other", 0: "road"}}),
    )  # fmt: skip
    overlays, explorer = explored(item)
    assert overlays.agreements[0].mean_iou() == 1
    assert "mean IoU 1<" in str(explorer.table)


@pytest.mark.parametrize("labels", [{1: "car", 2: "car"}])
def test_ids_that_a_layer_tells_apart_under_one_name_stay_two(labels):
    item = Image(
        boxes={"predictions": boxes(1, 2), "ground_truth": boxes(2, 1)},
        classes=Classes(dict.fromkeys(("predictions", "ground_truth"), labels)),
    )  # fmt: skip
    _, found = explored(item)
    assert "AP50 0," in found.alt


@pytest.mark.parametrize("calm", [True, False])
def test_of_masks_over_each_other_the_prediction_is_shown_first(tmp_path, calm):
    masks = {name: mask(tmp_path, name, [[0, 1], [0, 1]]) for name in ("truth", "prediction", "third")}
    item = Image(masks=masks, classes=Classes(masks={name: {0: "other", 1: "road"} for name in masks}))
    overlays = Overlays({}, 0.5)
    overlays.calm = calm
    _, markup = overlays.add(0, item, (2, 2), static=True)
    hidden = {group["name"]: group["hidden"] for group in overlays.legend()["groups"]}
    assert hidden == {"truth": calm, "prediction": False, "third": calm}
    assert markup.count("<path") == (1 if calm else 3)  # road, and never what is called other


def test_a_background_of_masks_and_a_class_of_boxes_of_one_name_are_switched_apart(tmp_path):
    item = Image(
        boxes={"predictions": boxes(4)},
        masks={"m": mask(tmp_path, "m", [[0, 3]])},
        classes=Classes({"predictions": {4: "other"}}, {"m": {0: "other", 3: "sky"}}),
    )  # fmt: skip
    overlays, _ = explored(item)
    found = [(entry["name"], entry.get("key"), entry["hidden"]) for entry in overlays.legend()["classes"]]
    assert found == [("other", None, False), ("other", "masks.other", True), ("sky", None, False)]
    assert overlays.classes[0].color == overlays.classes[1].color
