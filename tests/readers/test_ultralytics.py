"""Trainings of Ultralytics YOLO and of YOLOv5."""

from __future__ import annotations

import math
import shutil

import pytest
from trainer_logs import LOGS, points, same

from reportgen.model.media import MediaError
from reportgen.sources import read_runs

FOLDER = LOGS / "ultralytics"


def test_a_resumed_training_keeps_its_later_rows_and_its_time_goes_on():
    (run,) = read_runs(FOLDER).runs
    steps, values = points(run, "train/box_loss")
    assert steps == list(range(1, 9))
    assert values == [float(f"{math.exp(-epoch / 9):.6g}") for epoch in range(1, 9)]
    times = points(run, "time")[1]
    assert same(times[:3], [3.2, 6.4, 9.6])
    assert same(times[3:], [9.6 + 3.1, 9.6 + 6.2, 9.6 + 9.3, 9.6 + 12.4, math.nan])
    assert run.meta.remarks == ("it was resumed: its steps go back at row 6, and 2 earlier rows are replaced",)
    assert (run.definition("val/box_loss").goal, run.definition("metrics/mAP50-95(B)").goal) == ("minimize", "maximize")
    assert run.definition("lr/pg0").step_metric == "epoch"


def test_settings_and_pictures():
    (run,) = read_runs(FOLDER).runs
    assert (run.meta.name, run.meta.format) == ("train3", "ultralytics")
    assert run.meta.config["imgsz"] == 640
    assert not {"save_dir", "project", "device"} & set(run.meta.config)
    media = {
        key: [(item.step, item.index) for item in run.media(key)] for key, info in run.keys().items() if info.media
    }
    assert media == {
        "BoxPR_curve": [(8, 0)], "confusion_matrix_normalized": [(8, 0)], "labels": [(8, 0)],
        "train_batch": [(8, 0), (8, 1)], "val_batch_labels": [(8, 0)], "val_batch_pred": [(8, 0)],
    }  # fmt: skip
    assert run.media("labels")[0].value.file.read().startswith(b"\x89PNG")


def test_yolov5_pads_its_columns():
    (run,) = read_runs(LOGS / "yolov5").runs
    assert (run.meta.name, run.meta.format) == ("exp2", "ultralytics")
    assert points(run, "train/box_loss") == ([0, 1, 2, 3, 4], [0.1, 0.05, 0.033333, 0.025, 0.02])
    assert run.meta.config == {"weights": "yolov5s.pt", "epochs": 5, "lr0": 0.01, "momentum": 0.937}


def test_without_settings_its_columns_tell_and_others_are_tables(tmp_path):
    shutil.copy(FOLDER / "detect" / "train3" / "results.csv", tmp_path)
    (run,) = read_runs(tmp_path).runs
    assert run.meta.format == "ultralytics"
    (tmp_path / "results.csv").write_text("epoch,loss\n1,2\n")
    (run,) = read_runs(tmp_path).runs
    assert run.meta.format == "csv"


def test_a_picture_that_is_a_link_out_of_the_folder_is_refused(tmp_path):
    shutil.copytree(FOLDER / "detect" / "train3", tmp_path / "run")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (tmp_path / "run" / "labels.jpg").unlink()
    (tmp_path / "run" / "labels.jpg").symlink_to(tmp_path / "secret.png")
    (run,) = read_runs(tmp_path / "run").runs
    assert "secret" not in str([item.value.file.path for item in run.media("labels")])
    with pytest.raises(MediaError, match="outside the run's folder"):
        run.media("labels")[0].value.file.read()
