"""Which metric says most about a run, by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import open_example

from reportgen.stats.goals import family_of, goal_metrics, goal_of, split_of


def runs_of(folder, *headers):
    """Return runs that logged metrics of these names."""
    for number, header in enumerate(headers):
        names = header.split(" ")
        rows = "\n".join(",".join([str(step), *["0.5"] * len(names)]) for step in range(3))
        (folder / f"run{number}.csv").write_text(f"step,{','.join(names)}\n{rows}\n")
    return open_example(folder)


def ranked(folder, *headers):
    return goal_metrics(sorted({key for header in headers for key in header.split(" ")}), runs_of(folder, *headers))


def test_validation_comes_first_and_what_rises_before_a_loss(tmp_path):
    header = "train/loss val/loss val/acc train/acc lr accuracy"
    assert ranked(tmp_path, header) == ["val/acc", "val/loss", "accuracy", "train/acc", "train/loss"]


def test_members_of_a_family_come_after_what_stands_for_all(tmp_path):
    header = "val/class0_f1 val/class1_f1 val/class2_f1 val/class3_f1 test_f1"
    assert ranked(tmp_path, header)[0] == "test_f1"


def test_what_few_runs_logged_comes_after_what_most_did(tmp_path):
    assert ranked(tmp_path, "val/loss val/acc", "val/loss x", "val/loss x") == ["val/loss", "val/acc"]


@pytest.mark.parametrize(
    ("key", "split"),
    [("val/acc", "validation"), ("eval_loss", "validation"), ("loss.test", "validation"), ("train-loss", "training"),
     ("value", ""), ("latest", ""), ("contrast/loss", "")],
)  # fmt: skip
def test_splits_are_words_of_a_name(key, split):
    assert split_of(key) == split


@pytest.mark.parametrize(
    ("key", "split"),
    [("loss", "training"), ("eval_loss", "validation"), ("accuracy", ""), ("metrics/mAP50(B)", "validation"),
     ("metrics/x", "")],
)  # fmt: skip
def test_a_metric_beside_the_same_of_validation_is_of_training(key, split):
    assert split_of(key, {"loss", "eval_loss", "accuracy", "metrics/mAP50(B)", "metrics/x"}) == split


def test_detectors_are_ranked_by_the_precision_over_all_thresholds(tmp_path):
    header = "train/box_loss metrics/recall(B) metrics/mAP50(B) metrics/precision(B) metrics/mAP50-95(B) val/box_loss"
    found = ["mAP50-95(B)", "mAP50(B)", "precision(B)", "recall(B)"]
    assert ranked(tmp_path, header) == [*(f"metrics/{name}" for name in found), "val/box_loss", "train/box_loss"]


def test_a_family_is_named_without_its_numbers():
    assert family_of("layer10/grad_norm") == family_of("layer2/grad_norm") != family_of("layer2/weight")


@pytest.mark.parametrize(
    ("key", "goal"),
    [("val/neg_mse", "maximize"), ("train/loss_scale", ""), ("loss_weight", ""), ("val/loss", "minimize"),
     ("negatives/acc", "maximize")],
)  # fmt: skip
def test_signs_and_scales_are_not_the_metric(tmp_path, key, goal):
    assert goal_of(key, runs_of(tmp_path, key)) == goal


@pytest.mark.parametrize(
    ("key", "goal"),
    [("accuracy_drop", "minimize"), ("dropout", ""), ("val/nll", "minimize"), ("bits_per_byte", "minimize"),
     ("test/ece", "minimize"), ("pass@1", "maximize"), ("val/ndcg", "maximize"), ("gap", "minimize"), ("gaps", ""),
     ("neg_mse", "maximize"), ("loss_scale", ""), ("win_rate", "maximize")],
)  # fmt: skip
def test_the_name_tells_which_way_is_better(tmp_path, key, goal):
    assert goal_of(key, runs_of(tmp_path, key)) == goal


def test_the_report_decides_before_the_name(tmp_path):
    runs = replace(runs_of(tmp_path, "val/loss lr"), goals={"lr": "maximize", "val/loss": "auto"})
    assert (goal_of("lr", runs), goal_of("val/loss", runs)) == ("maximize", "minimize")
    assert goal_metrics(["val/loss", "lr"], runs) == ["lr", "val/loss"]
