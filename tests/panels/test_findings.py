"""Findings: sentences about runs by fixed rules, silent where the data do not carry them."""

from __future__ import annotations

import math

import pytest
from conftest import open_example

import reportgen as rg
from reportgen.panels.base.panel import Context
from reportgen.panels.findings import Findings
from reportgen.stats.findings import diverged


def course(folder, name, **columns):
    count = len(next(iter(columns.values())))
    head = ",".join(["step", *(key.replace("__", "/") for key in columns)])
    rows = [",".join(map(str, [step, *(values[step] for values in columns.values())])) for step in range(count)]
    (folder / f"{name}.csv").write_text("\n".join([head, *rows]) + "\n")


def falling(count=40, floor=0.1):
    return [floor + math.exp(-step / 8) for step in range(count)]


def found(folder):
    view = Findings().prepare(open_example(folder), Context())
    names = {index: run["name"] for index, run in view.runs.items()}
    return {
        one.kind: "".join(names[part] if isinstance(part, int) else part for part in one.text) for one in view.found
    }


def test_a_run_that_ends_in_nan_diverged(tmp_path):
    course(tmp_path, "good", train__loss=falling())
    course(tmp_path, "bad", train__loss=[*falling()[:26], *["nan"] * 14])
    assert found(tmp_path)["diverged"] == "bad diverged: train/loss is NaN from step 26"


def test_a_loss_that_runs_away_diverged(tmp_path):
    course(tmp_path, "good", train__loss=falling())
    course(tmp_path, "bad", train__loss=[*falling()[:20], *[0.2 + 1.2**step for step in range(20)]])
    assert found(tmp_path)["diverged"].startswith("bad diverged: train/loss rises from 0.19")


def test_a_loss_that_never_falls_diverged_where_it_ends_at_many_times_its_start(tmp_path):
    course(tmp_path, "good", train__loss=falling())
    course(tmp_path, "bad", train__loss=[1e300 * (1 + step) for step in range(40)])
    assert found(tmp_path)["diverged"].startswith("bad diverged: train/loss rises from 1×10³⁰⁰ at step 0 to 4×10³⁰¹")
    course(tmp_path, "bad", train__loss=[0.5 + step / 100 for step in range(40)])
    assert "diverged" not in found(tmp_path)


def test_runs_of_several_projects_are_said_to_be(tmp_path):
    for name, project in (("a", "mnist"), ("b", "mnist"), ("c", "cifar")):
        with rg.init(dir=tmp_path, name=name, project=project, silent=True, console=False, system=False, code=False):
            rg.log({"loss": 0.5})
    assert found(tmp_path)["projects"] == "The runs belong to 2 projects: cifar (1 run) and mnist (2 runs)"


@pytest.mark.parametrize("end", [[0.5] * 10, [0.1, 3.0, *[0.1] * 8]])
def test_an_ordinary_loss_did_not_diverge(tmp_path, end):
    course(tmp_path, "a", train__loss=[*falling()[:30], *end])
    course(tmp_path, "b", train__loss=falling())
    assert "diverged" not in found(tmp_path)


def test_the_group_of_the_summary_is_named_where_most_runs_logged_something_else(tmp_path):
    for name in "abc":
        course(tmp_path, name, val__acc=[0.1, 0.5, 0.6])
    for name in "defg":
        course(tmp_path, name, speed=[1, 2, 3])
    assert found(tmp_path)["group"] == "3 of 7 runs logged val/acc: a, b and c; the others logged other metrics"
    course(tmp_path, "h", val__acc=[0.1, 0.2, 0.3])
    course(tmp_path, "i", val__acc=[0.1, 0.2, 0.3])
    assert "group" not in found(tmp_path)  # most runs have it now
    assert found(tmp_path)["missing"].startswith("d, e, f and g did not log")


def test_the_largest_group_of_unlike_runs_has_the_summary(tmp_path):
    for name in "ab":
        course(tmp_path, name, val__acc=[0.1, 0.5, 0.6])
    for name in "cde":
        course(tmp_path, name, train__loss=[3, 2, 1])
    for name in "fgh":
        course(tmp_path, name, speed=[1, 2, 3])
    assert found(tmp_path)["group"].startswith("3 of 8 runs logged train/loss: c, d and e;")


def test_gaps_in_between_are_counted_once_for_all_runs(tmp_path):
    for name in "abcdef":
        values = falling()
        values[7] = "nan"
        course(tmp_path, name, train__loss=values)
    assert found(tmp_path)["gaps"] == "a, b, c and 3 more logged 6 NaN or infinite values of train/loss, at step 7"


def test_curves_that_part_overfit(tmp_path):
    rising = [*falling()[:15], *[falling()[14] + 0.02 * step for step in range(25)]]
    course(tmp_path, "over", train__loss=falling(), val__loss=rising)
    course(tmp_path, "fine", train__loss=falling(), val__loss=falling(floor=0.2))
    said = found(tmp_path)["overfitting"]
    assert said.startswith("over overfits after step 14: val/loss rises from 0.2")
    assert said.endswith("while train/loss still falls")


def test_places_are_on_the_axis_that_the_script_names(tmp_path):
    quiet = {"console": False, "code": False, "system": False}
    rising = [*falling()[:15], *[falling()[14] + 0.02 * step for step in range(25)]]
    with rg.init(name="over", dir=tmp_path, settings=quiet) as run:
        run.define_metric("*", step_metric="epoch")
        for place, (train, validation) in enumerate(zip(falling(), rising, strict=True)):
            run.log({"epoch": place / 2, "train/loss": train, "val/loss": validation})
    assert found(tmp_path)["overfitting"].startswith("over overfits after epoch 7: val/loss rises")


def test_a_lead_inside_the_noise_is_a_near_tie(tmp_path):
    noisy = [0.5 + 0.05 * (-1) ** step for step in range(40)]
    course(tmp_path, "a", val__acc=noisy)
    course(tmp_path, "b", val__acc=[value + 0.01 for value in noisy])
    assert found(tmp_path)["near tie"].startswith("b is best by val/acc, 0.46, but a is only 0.01 behind")


def test_a_clear_lead_is_said_with_its_size(tmp_path):
    course(tmp_path, "a", val__acc=[0.1, 0.5])
    course(tmp_path, "b", val__acc=[0.1, 0.75])
    assert found(tmp_path) == {"best": "b is best by val/acc: 0.75, 0.25 ahead of a"}


def test_a_few_runs_without_the_goal_are_named(tmp_path):
    for name in "abc":
        course(tmp_path, name, val__acc=[0.1, 0.5])
    course(tmp_path, "d", lr=[0.1, 0.5])
    assert found(tmp_path)["missing"] == "d did not log val/acc"


def test_names_are_texts_and_no_templates(tmp_path):
    course(tmp_path, "{0}<b>", val__acc=[0.1, 0.5])
    course(tmp_path, "b", val__acc=[0.1, 0.75])
    panel = Findings()
    html = panel.render(panel.prepare(open_example(tmp_path), Context()), None, ()).html
    assert "{0}&lt;b&gt;" in html


def test_runs_that_share_the_best_value_are_all_named(tmp_path):
    for name in "ab":
        course(tmp_path, name, val__acc=[0.5 + 0.05 * (-1) ** step for step in range(40)])
    course(tmp_path, "c", val__acc=[0.1] * 40)
    assert found(tmp_path)["best"] == "a and b share the best val/acc: 0.45"


def test_a_metric_without_any_finite_value_is_a_divergence(tmp_path):
    course(tmp_path, "a", train__loss=["nan"] * 5)
    assert found(tmp_path)["diverged"] == "a logged no finite value of train/loss"


def test_side_and_findings_agree_on_what_diverged_however_many_metrics_rise(tmp_path):
    rising = {f"val__{name}": falling() for name in ("ap", "auc", "auroc", "dice", "f1", "iou", "map", "mcc", "mrr")}
    course(tmp_path, "good", train__loss=falling(), **rising)
    course(tmp_path, "bad", train__loss=[*falling()[:26], *["nan"] * 14], **rising)
    assert found(tmp_path)["diverged"].startswith("bad diverged: train/loss")
    runs = open_example(tmp_path)
    assert diverged(runs) == {run.index for run in runs if run.name == "bad"}
