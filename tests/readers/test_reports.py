"""Reports as runs: what was shown of them can be shown, compared and inspected again."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from archive.reports import SMALL
from conftest import RUNS, build_spec, command

from reportgen.sources import read_runs


@pytest.fixture(scope="module")
def runs(example_report):
    return {run.meta.id: run for run in read_runs(example_report("demo")).runs}


def test_runs_come_back_in_the_order_of_the_page(runs):
    logged = {run.meta.id: run for run in read_runs(RUNS).runs}
    assert list(runs) == ["r50focal", "r50base0", "r101focl", "yakan001"]
    for name, run in runs.items():
        assert (run.meta.state, run.meta.created, run.meta.name) == (
            logged[name].meta.state, logged[name].meta.created, logged[name].meta.name,
        )  # fmt: skip


@pytest.mark.parametrize("key", ["train/loss", "val/mAP", "grad_norm"])
def test_metrics_are_exact(runs, key):
    logged = {run.meta.id: run for run in read_runs(RUNS).runs}
    for name, run in runs.items():
        found, wanted = run.column(key), logged[name].column(key)
        assert np.array_equal(found.values, wanted.values, equal_nan=True)
        assert found.steps.tolist() == wanted.steps.tolist()
        assert np.abs(found.times - wanted.times).max() < 1e-3


def test_config_summary_and_media_are_those_that_the_page_shows(runs):
    run = runs["r50focal"]
    assert run.meta.config == {"loss": "focal", "backbone": "resnet50", "optim": {"lr": 0.001}}
    assert run.summary()["val/mAP"] == run.column("val/mAP").values[-1]
    items = run.media("examples")
    assert len(items) == 20
    assert items[0].value.boxes["predictions"].read().boxes
    assert run.definition("val/mAP").step_metric == "epoch"


def test_a_page_beside_runs_is_not_read_unless_it_is_named(tmp_path):
    """The report of a folder often lies in it: it was made of the runs, and is none of them."""
    folder = tmp_path / "runs"
    folder.mkdir()
    (folder / "metrics.csv").write_text("step,loss\n0,1\n1,0.5\n", "utf-8")
    shutil.copyfile(SMALL, folder / "report.html")
    assert [run.meta.format for run in read_runs(folder).runs] == ["csv"]
    assert [run.meta.format for run in read_runs(folder / "report.html").runs] == ["report", "report"]


def test_reports_and_runs_stand_in_one_chart(tmp_path):
    shutil.copyfile(SMALL, tmp_path / "old.html")
    (tmp_path / "new.csv").write_text("step,val/loss\n9,0.2\n19,0.1\n", "utf-8")
    result = build_spec(tmp_path, "runs: [old.html, new.csv]\nblocks: [line_plot: val/loss, table: predictions]\n")
    assert not result.problems
    assert "Line plot of val/loss over step, 3 runs." in result.path.read_text("utf-8")


def test_a_page_that_is_no_report_is_named_as_that(tmp_path):
    (tmp_path / "page.html").write_text("<!doctype html><p>hello", "utf-8")
    done = command("inspect", tmp_path / "page.html")
    assert "no report that reportgen built" in done.stderr.decode()
