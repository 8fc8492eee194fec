"""Trainings of MMEngine."""

from __future__ import annotations

import shutil

from trainer_logs import LOGS, expected, points, same

from reportgen.sources import read_runs

FOLDER = LOGS / "mmengine"
DATA = FOLDER / "detector" / "20260102_030405" / "vis_data"


def test_every_value_is_as_pandas_reads_it():
    (run,) = read_runs(FOLDER).runs
    told = expected("mmengine")
    steps, epochs = told["step"], told["epoch"]
    train = [at for at, value in enumerate(told["iter"]) if value == value]  # noqa: PLR0124 - no NaN
    rows = [at for at in range(len(steps)) if at not in train]
    for key in ("lr", "loss", "loss_box", "time", "data_time", "epoch"):
        assert same(run.column(key).steps, [steps[at] for at in train]), key
        assert same(run.column(key).values, [told[key][at] for at in train]), key
    assert epochs[train[-1]] == 3
    for key, name in (("coco/bbox_mAP", "coco/bbox_mAP"), ("time", "val/time"), ("data_time", "val/data_time")):
        assert points(run, name) == ([20, 40, 60], [told[key][at] for at in rows]), "an epoch ends at its iteration"


def test_what_the_run_is():
    found = read_runs(FOLDER)
    (run,) = found.runs
    assert (run.meta.name, run.meta.folder, run.meta.format) == ("detector", "20260102_030405", "mmengine")
    config = {"model": {"depths": [2, 2], "type": "Toy"}, "offset": -1.5, "optimizer": {"lr": 0.02, "type": "SGD"}}
    assert run.meta.config == config
    assert [(item.step, item.index) for item in run.media("sample")] == [(40, 0)]
    assert found.problems == []


def test_evaluations_by_iteration_stay_where_they_are(tmp_path):
    place = tmp_path / "work" / "20260102_030405" / "vis_data"
    place.mkdir(parents=True)
    rows = '{"loss": 1.0, "iter": 50, "step": 50}\n{"mIoU": 0.5, "step": 50}\n'
    (place / "20260102_030405.json").write_text(rows)  # of a run that was killed before the other came
    (run,) = read_runs(tmp_path).runs
    assert points(run, "mIoU") == ([50], [0.5])


def test_two_trainings_in_one_folder_are_told_apart(tmp_path):
    for name in ("20260102_030405", "20260103_030405"):
        shutil.copytree(DATA, tmp_path / "work" / name / "vis_data")
    names = [run.meta.name for run in read_runs(tmp_path).runs]
    assert names == ["work/20260102_030405", "work/20260103_030405"]


def test_a_config_is_never_run(tmp_path):
    shutil.copytree(DATA, tmp_path / "work" / "20260102_030405" / "vis_data")
    config = tmp_path / "work" / "20260102_030405" / "vis_data" / "config.py"
    config.write_text(
        f"open('{tmp_path}/owned', 'w')\nlr = 0.1\nbase = lr\nwild = __import__('os')\nlist_ = [1, f()]\n"
    )
    (run,) = read_runs(tmp_path).runs
    assert run.meta.config == {"lr": 0.1, "base": 0.1, "list_": [1]}
    assert not (tmp_path / "owned").exists()
    config.write_text("lr = (\n")
    (run,) = read_runs(tmp_path).runs
    assert [loss.file for loss in run.meta.losses] == ["config.py"]
