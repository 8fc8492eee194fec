"""Logged curves, scatters, bars and matrices: names of classes, and why there is nothing to draw."""

from __future__ import annotations

import re

import pytest
from conftest import open_example, show

from reportgen.model.table import Table
from reportgen.panels.base.curves.logged import LoggedRows, LoggedView
from reportgen.panels.base.curves.presets import render_preset
from reportgen.panels.confusion_matrix import ConfusionMatrix
from reportgen.panels.pr_curve import PrCurve
from reportgen.panels.roc_curve import RocCurve
from reportgen.readers.wandb.charts import chart_of

NAN = float("nan")
ROC = {"x": "fpr", "y": "tpr", "class": "class"}
PR = {"x": "recall", "y": "precision", "class": "class"}


def logged(columns, *tables, fields=(), definition="wandb/area-under-curve/v0", strings=()):
    rows = tuple(
        LoggedRows({"index": i, "name": f"run {i}"}, 3, Table(list(columns), own, len(own)))
        for i, own in enumerate(tables)
    )
    chart = chart_of(definition, dict(fields), dict(strings), "curve_table")
    return render_preset(LoggedView("curve", chart, rows), "curve")


def legend_of(fragment):
    return re.findall(r"<bdi>([^<]+)</bdi>", fragment.html[fragment.html.find("rg-legend") :])


def test_a_curve_of_one_class_names_it():
    fragment = logged(["class", "recall", "precision"], [["tumour", 0, 1], ["tumour", 1, 1]], fields=PR)
    assert legend_of(fragment) == ["tumour  AP 1 (from logged points)"]


def test_of_several_runs_each_names_run_and_class():
    rows = [["tumour", 0, 0], ["tumour", 1, 1]]
    assert legend_of(logged(["class", "fpr", "tpr"], rows, rows, fields=ROC)) == [
        "run 0 · tumour  AUC 0.5", "run 1 · tumour  AUC 0.5",
    ]  # fmt: skip


def test_without_classes_the_run_is_named():
    fields = {"x": "fpr", "y": "tpr"}
    assert legend_of(logged(["fpr", "tpr"], [[0, 0], [1, 1]], fields=fields)) == ["run 0  AUC 0.5"]


def test_a_line_of_one_stroke_names_it():
    fields = {"x": "x", "y": "y", "stroke": "s"}
    fragment = logged(["x", "y", "s"], [[0, 0, "val"], [1, 1, "val"]], fields=fields, definition="wandb/line/v0")
    assert legend_of(fragment) == ["val"]


@pytest.mark.parametrize("missing", [NAN, "NaN", None])
def test_a_curve_that_is_not_defined_says_why(missing):
    rows = [["pos", missing, 0.5], ["pos", missing, 1]]
    fragment = logged(["class", "fpr", "tpr"], rows, fields=ROC, strings={"x-axis-title": "False positive rate"})
    assert "no points to draw: every False positive rate value is NaN" in fragment.html
    assert "no negative examples of this class" in fragment.html
    assert "<rg-chart" not in fragment.html


def test_one_of_two_curves_that_is_not_defined_is_told_beside_the_other():
    rows = [["a", 0, 0], ["a", 1, 1], ["b", 0.5, NAN], ["b", 1, NAN]]
    fragment = logged(["class", "fpr", "tpr"], rows, fields=ROC)
    assert "<rg-chart" in fragment.html
    assert [note for note in fragment.sampled if note.startswith("b: no points to draw: every y value is NaN")]


def test_rows_without_numbers_are_counted():
    fragment = logged(["class", "fpr", "tpr"], [["a", 0, 0], ["a", NAN, 1], ["a", 1, 1]], fields=ROC)
    assert fragment.sampled == ["1 rows without numbers are omitted"]


@pytest.mark.parametrize(
    ("definition", "fields"),
    [("wandb/scatter/v0", {"x": "x", "y": "y"}), ("wandb/bar/v0", {"label": "x", "value": "y"}),
     ("wandb/histogram/v0", {"value": "y"}), ("wandb/line/v0", {"x": "x", "y": "y"})],
)  # fmt: skip
def test_a_chart_of_no_numbers_says_so(definition, fields):
    fragment = logged(["x", "y"], [[1, NAN], [2, "no"]], fields=fields, definition=definition)
    assert "<rg-chart" not in fragment.html
    assert re.search("number|NaN", fragment.html)
    assert fragment.missing
    some = logged(["x", "y"], [[1, NAN], [2, 3], [3, 4]], fields=fields, definition=definition)
    assert "<rg-chart" in some.html
    assert any("omitted" in note for note in some.sampled)


def matrix(rows):
    fields = {"Actual": "Actual", "Predicted": "Predicted", "nPredictions": "nPredictions"}
    return logged(["Actual", "Predicted", "nPredictions"], rows, fields=fields, definition="wandb/confusion_matrix/v1")


def test_counts_of_a_matrix_that_are_no_numbers():
    assert "none of its counts is a number" in matrix([["a", "a", NAN], ["a", "b", None]]).html
    fragment = matrix([["a", "a", 3], ["a", "b", NAN]])
    assert "rg-confusion-matrix" in fragment.html
    assert fragment.sampled == ["1 non-numeric counts are omitted"]


@pytest.mark.parametrize("labels", [("no", "yes"), (False, True), (0, 1), ("0", "1"), (0.0, 1.0)])
def test_truth_as_text_bool_or_number_is_the_same_curve(labels):
    rows = [[labels[i % 2], 0.2 + 0.6 * (i % 2)] for i in range(6)]
    table = Table(["t", "s"], rows, 6)
    fragment = show(RocCurve(path="x.csv", truth="t", scores="s"), open_example(), table=lambda _: table)
    assert "AUC 1</bdi>" in fragment.html
    assert not fragment.sampled
    counted = show(ConfusionMatrix(path="x.csv", truth="t", scores="s"), open_example(), table=lambda _: table)
    assert counted.html.count('<td class="n"><bdi>1</bdi></td>') >= 2


def test_a_curve_of_one_class_alone_says_why_it_is_empty():
    table = Table(["t", "s"], [[1, 0.5], [1, 0.7]], 2)
    roc = show(RocCurve(path="x.csv", truth="t", scores="s"), open_example(), table=lambda _: table)
    assert any("so the false positive rate is undefined" in note for note in roc.sampled)
    table = Table(["t", "s"], [[0, 0.5], [0, 0.7]], 2)
    pr = show(PrCurve(path="x.csv", truth="t", scores="s", positive=None), open_example(), table=lambda _: table)
    assert any("recall is undefined" in note for note in pr.sampled)


def test_scores_that_are_all_nan_say_so():
    table = Table(["t", "s"], [[1, NAN], [0, NAN]], 2)
    fragment = show(PrCurve(path="x.csv", truth="t", scores="s"), open_example(), table=lambda _: table)
    assert any("no row has both truth and score" in note for note in fragment.sampled)


def test_classes_that_do_not_exist_are_named():
    rows = [["cat", 0.9, 0.1], ["dog", 0.2, 0.8], ["cat", 0.6, 0.4]]
    table = Table(["t", "cat", "dog"], rows, 3)
    panel = PrCurve(path="x.csv", truth="t", scores=["cat", "dog"], classes_to_plot=["dog", "dgo"])
    fragment = show(panel, open_example(), table=lambda _: table)
    assert any("no class is named 'dgo'" in note and "dog" in note for note in fragment.sampled)
