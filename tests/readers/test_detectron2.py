"""Trainings of detectron2."""

from __future__ import annotations

import math

from trainer_logs import LOGS, points

from reportgen.sources import read_runs


def test_a_resumed_training_keeps_its_later_lines():
    (run,) = read_runs(LOGS / "detectron2").runs
    steps, values = points(run, "total_loss")
    assert steps == [19, 39, 59, 79, 99, 119, 139]
    assert values == [math.exp(-step / 60) + at / 100 for step, at in zip(steps, (0, 1, 5, 6, 7, 8, 9), strict=True)]
    assert run.meta.remarks == ("it was resumed: its steps go back at row 6, and 3 earlier rows are replaced",)
    assert (points(run, "bbox/AP"), points(run, "bbox/APl")) == (([139], [37.25]), ([139], [-1.0]))
    assert math.isnan(points(run, "bbox/AP-person")[1][0])


def test_what_the_run_is():
    (run,) = read_runs(LOGS / "detectron2").runs
    assert (run.meta.name, run.meta.format) == ("faster-rcnn", "detectron2")
    assert run.meta.config == {"SOLVER": {"BASE_LR": 0.00025, "STEPS": [60, 80]}}
    assert run.definition("bbox/AP").step_metric == "iteration"


def test_other_files_of_the_name_are_left(tmp_path):
    (tmp_path / "metrics.json").write_text('{"step": 1, "loss": 2}\n{"step": 2, "loss": 1}\n')
    (run,) = read_runs(tmp_path).runs
    assert run.meta.format == "json"
