"""Precision and recall: from tables, files and wandb.plot."""

from __future__ import annotations

import re

import pytest
from conftest import EVALUATION, open_example, show
from sklearn import metrics

from reportgen.model.table import Table
from reportgen.panels.base.panel import Context
from reportgen.panels.pr_curve import PrCurve


@pytest.fixture(scope="module")
def runs():
    return open_example(EVALUATION)


def expected(run, column):
    table = run.source.table("defects")
    truth = [row[table.columns.index("defect")] for row in table.rows]
    return metrics.average_precision_score(truth, [row[table.columns.index(column)] for row in table.rows])


def test_average_precision_of_every_run(runs):
    view = PrCurve(table_name="defects", truth="defect", scores="score").prepare(runs, Context())
    assert [one.area for one in view.named] == pytest.approx([expected(run, "score") for run in runs], abs=1e-12)
    assert [one.label for one in view.named] == [run.name for run in runs]


def test_many_classes_with_averages(runs):
    panel = PrCurve(table_name="scenes", truth="truth", scores=["day", "night", "rain"])
    view = panel.prepare(runs.select(limit=1), Context())
    assert [one.label for one in view.named] == ["day", "night", "rain", "micro average"]
    areas = [one.area for one in view.named[:3]]
    assert view.macro[0][1] == pytest.approx(sum(areas) / 3)
    only = PrCurve(**panel.model_dump(exclude_defaults=True), classes_to_plot=["rain"])
    assert [one.label for one in only.prepare(runs.select(limit=1), Context()).named] == ["rain"]


@pytest.mark.parametrize(
    ("cells", "positive", "classes"),
    [
        ([True, False, True], None, ["false", "true"]),
        ([1, 0, 1], None, ["0", "1"]),
        (["dog", "cat", "dog"], "cat", ["dog", "cat"]),
        (["dog", "cat", "dog"], None, ["cat", "dog"]),
        (["no", "yes", "no"], None, ["no", "yes"]),
        (["a", "b", "c"], "b", ["not b", "b"]),
        ([0, 0, 0], None, ["0", "not 0"]),
        ([1, 1, 1], None, ["not 1", "1"]),
    ],
)
def test_which_class_is_positive(cells, positive, classes):
    table = Table(["t", "s"], [[c, 0.5 + i / 10] for i, c in enumerate(cells)], len(cells))
    panel = PrCurve(path="x.csv", truth="t", scores="s", positive=positive)
    (found,), problems = panel.scored(open_example().select(limit=1), Context(table=lambda _: table))
    assert not problems
    assert list(found.classes) == classes


def test_rows_without_truth_or_score_are_counted():
    table = Table(["t", "s"], [[1, 0.5], [None, 0.5], [0, None], [0, float("nan")], [0, 0.1]], 5)
    panel = PrCurve(path="x.csv", truth="t", scores="s")
    fragment = show(panel, open_example(), table=lambda _: table)
    assert any("3 rows without truth or score" in note for note in fragment.sampled)


def test_vectors_of_scores():
    table = Table(["t", "p"], [[0, [0.7, 0.2, 0.1]], [2, [0.1, 0.1, 0.8]], [1, [0.3, 0.6, 0.1]]], 3)
    panel = PrCurve(path="x.csv", truth="t", scores="p", classes=["a", "b", "c"])
    (found,), _ = panel.scored(open_example(), Context(table=lambda _: table))
    assert found.classes == ("a", "b", "c")
    assert found.truth.tolist() == [0, 2, 1]
    assert found.predicted.tolist() == [0, 2, 1]


def test_a_wrong_column_is_told_with_the_nearest(runs):
    fragment = show(PrCurve(table_name="defects", truth="defekt", scores="score"), runs)
    assert "Did you mean &#39;defect&#39;?" in fragment.html
    assert fragment.missing


def test_what_wandb_plot_logged(runs):
    fragment = show(PrCurve(table_name="pr"), runs)
    assert "<rg-chart" in fragment.html
    assert "day" in fragment.html


def test_a_single_class_is_no_crash():
    table = Table(["t", "s"], [[0, 0.5], [0, 0.7]], 2)
    fragment = show(PrCurve(path="x.csv", truth="t", scores="s", positive=0), open_example(), table=lambda _: table)
    assert "<rg-curve" in fragment.html


def test_curves_are_listed_best_first(runs):
    html = show(PrCurve(table_name="defects", truth="defect", scores="score"), runs).html
    areas = [float(text) for text in re.findall(r"AP ([\d.]+)</bdi>", html)]
    assert len(areas) == len(runs)
    assert areas == sorted(areas, reverse=True)
    rows = [float(row) for row in re.findall(r'</bdi></th><td class="n"><bdi[^>]*>([\d.]+)', html)]
    assert rows == areas


def test_the_figures_of_the_table_stand_under_what_they_are_at(runs):
    """One head spans F1, precision, recall and their threshold; both rows of heads have all columns."""
    html = show(PrCurve(table_name="defects", truth="defect", scores="score"), runs).html
    spans, heads = re.search(r"<thead><tr[^>]*>(.*?)</tr><tr>(.*?)</tr></thead>", html).groups()
    assert re.findall(r"<th[^>]*>(.*?)</th>", spans) == ["At best F1"]
    before, wide, after = (int(one) for one in re.findall(r'colspan="(\d)"', spans))
    names = re.findall(r"<th[^>]*>(.*?)</th>", heads)
    assert names[before : before + wide] == ["F1", "Precision", "Recall", "Threshold"]
    assert before + wide + after == len(names)
