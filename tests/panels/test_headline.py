"""Headline figures: the best run of each metric, its lead, and what differs between the runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import open_example

from reportgen.panels.base.panel import Context
from reportgen.panels.headline import Headline


@pytest.fixture(scope="module")
def runs():
    return open_example()


def logged(folder, *values, **config):
    for number, value in enumerate(values):
        one = folder / f"run{number}"
        one.mkdir()
        (one / "metrics.csv").write_text(f"step,val/acc,speed\n0,0.1,{number}\n1,{value},{number + 1}\n")
        settings = "".join(f"{name}: {found[number]}\n" for name, found in config.items())
        (one / "hparams.yaml").write_text(settings)
    return open_example(folder)


def text_of(panel, runs):
    fragment = panel.render(panel.prepare(runs, Context()), None, ())
    return " ".join(str(fragment.html.replace("</p>", " ").striptags()).split())


def test_the_best_run_comes_first_with_its_lead(tmp_path):
    said = text_of(Headline(), logged(tmp_path, 0.5, 0.8, 0.75))
    assert "Best val/acc 0.8 run1 0.05 above the next run" in said


def test_runs_that_share_the_best_value_have_no_lead(tmp_path):
    """A difference that only rounding makes is none: 0.1 + 0.2 and 0.3."""
    assert "as good as 1 other run" in text_of(Headline(), logged(tmp_path, 0.1 + 0.2, 0.3, 0.2))


def test_what_ended_in_nan_is_counted_and_never_best(tmp_path):
    view = Headline().prepare(logged(tmp_path, "nan", 0.4, "inf"), Context())
    assert [value for _, value in view.figures[0].values] == [0.4]
    assert view.figures[0].without == 2


def test_the_report_says_what_it_is_about(runs):
    view = Headline().prepare(replace(runs, goals={"train/loss": "minimize"}), Context())
    assert [figure.metric for figure in view.figures] == ["train/loss"]
    view = Headline().prepare(replace(runs, goals={"grad_norm": "maximize"}), Context())
    values = [value for _, value in view.figures[0].values]
    assert values == sorted(values, reverse=True)


def test_a_metric_without_direction_has_a_median_and_no_best(tmp_path):
    said = text_of(Headline(metrics=["speed"]), logged(tmp_path, 1, 2, 3))
    assert "Median speed 2 3 runs, 1 to 3" in said


def test_what_differs_leaves_out_what_only_counts(tmp_path):
    runs = logged(tmp_path, *range(6), lr=[1, 1, 2, 2, 3, 3], seed=range(6), trial=range(6), same=[1] * 6)
    assert Headline().prepare(runs, Context()).settings == (("lr", "1, 2, 3"),)


def test_many_values_are_a_range_in_the_order_of_numbers(tmp_path):
    rates = ["1.0e-2", "1.0e-4", "3.0e-3", "5.0e-3", "3.0e-4", "7.0e-4"]
    assert Headline().prepare(logged(tmp_path, *range(6), lr=rates), Context()).settings == (("lr", "0.0001 to 0.01"),)


def test_of_many_settings_those_come_first_that_people_tune(tmp_path):
    named = ["learning_rate", "model_type", "num_train_epochs", "optim", "per_device_train_batch_size", "weight_decay"]
    others = ["accelerator.even", "adam_beta1", "bf16", "eval_batch_size", "hidden_size", "zero"]
    runs = logged(tmp_path, 0.5, **{name: [1] for name in sorted(named + others)})
    view = Headline().prepare(runs, Context())
    assert [key for key, _ in view.settings] == named
    assert view.more == len(others)


def test_one_run_has_its_config_and_the_best_that_it_reached(tmp_path):
    (tmp_path / "metrics.csv").write_text("step,val/acc\n0,0.1\n5,0.9\n9,0.6\n")
    (tmp_path / "hparams.yaml").write_text("lr: 0.1\n")
    said = text_of(Headline(), open_example(tmp_path))
    assert "highest 0.9 at step 5" in said
    assert "Config" in said
    assert "Best" not in said
