"""Charts of ``rg.plot``: what they hold, what is refused, and that a report draws them with every threshold."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics
from table_makers import begun, read

import reportgen as rg
from reportgen.digits import in_column
from reportgen.logger.misuse import UsageError
from reportgen.model.chart import LoggedChart
from reportgen.model.runset import number_runs
from reportgen.panels.base.curves.logged import logged_view
from reportgen.panels.base.curves.presets import render_preset
from reportgen.panels.base.panel import Context


@pytest.fixture(scope="module")
def scored():
    """Return truth of three classes, and scores with ties."""
    random = np.random.default_rng(7)
    truth = random.integers(0, 3, 400)
    scores = np.round(random.dirichlet([1, 1, 1], 400) + 0.4 * np.eye(3)[truth], 2)
    return truth, scores / scores.sum(axis=1, keepdims=True)


def columns_of(chart, name):
    """Return a curve's columns for a class, as arrays."""
    rows = [row[1:] for row in chart.table.data if row[0] == name]
    return np.array([[np.inf if cell is None else cell for cell in row] for row in rows]).T


def test_pr_curves_have_every_threshold_and_are_those_of_scikit_learn(scored):
    truth, scores = scored
    chart = rg.plot.pr_curve(truth, scores, labels=["a", "b", "c"])
    for at, name in enumerate("abc"):
        precision, recall, thresholds = metrics.precision_recall_curve(truth == at, scores[:, at])
        ours = columns_of(chart, name)
        assert np.array_equal(ours, [recall[-2::-1], precision[-2::-1], thresholds[::-1]])
    assert chart.table.columns == ["class", "recall", "precision", "threshold"]


def test_roc_curves_have_every_threshold_and_are_those_of_scikit_learn(scored):
    truth, scores = scored
    chart = rg.plot.roc_curve(truth.tolist(), scores.tolist())
    for at in range(3):
        expected = metrics.roc_curve(truth == at, scores[:, at], drop_intermediate=False)
        assert np.array_equal(columns_of(chart, str(at)), expected)


def test_classes_may_be_texts_and_some_may_be_wanted():
    truth, scores = ["cat", "dog", "dog", "cat"], np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7]])
    chart = rg.plot.pr_curve(truth, scores, labels=["cat", "dog"], classes_to_plot=["dog"])
    assert {row[0] for row in chart.table.data} == {"dog"}
    precision, recall, _ = metrics.precision_recall_curve(np.array(truth) == "dog", scores[:, 1])
    assert np.array_equal(columns_of(chart, "dog")[:2], [recall[-2::-1], precision[-2::-1]])
    unnamed = rg.plot.roc_curve(truth, scores[:, 1])
    assert {row[0] for row in unnamed.table.data} == {"cat", "dog"}


@pytest.mark.parametrize("names", [None, ["a", "b", "c"]])
def test_a_confusion_matrix_is_that_of_scikit_learn(scored, names):
    truth, scores = scored
    chart = rg.plot.confusion_matrix(probs=scores, y_true=truth, class_names=names)
    expected = metrics.confusion_matrix(truth, scores.argmax(axis=1))
    assert [row[2] for row in chart.table.data] == expected.ravel().tolist()
    assert chart.table.data[1][:2] == (["a", "b"] if names else ["Class_0", "Class_1"])
    named = rg.plot.confusion_matrix(y_true=["x", "y"], preds=["x", "x"])
    assert named.table.data == [["x", "x", 1], ["x", "y", 0], ["y", "x", 1], ["y", "y", 0]]


def test_series_share_their_xs_or_have_their_own():
    shared = rg.plot.line_series([0, 1], [[1, 2], [3, 4]], keys=["a", "b"], xname="epoch")
    assert shared.table.columns == ["epoch", "series", "value"]
    assert shared.table.data == [[0, "a", 1], [1, "a", 2], [0, "b", 3], [1, "b", 4]]
    own = rg.plot.line_series(np.array([[0, 1], [5, 6]]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert [row[0] for row in own.table.data] == [0, 1, 5, 6]


TABLE = rg.Table(["x", "y"], [[1, 2]])


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: rg.plot.line([[1]], "x", "y"), "table: a list came. Give a Table"),
        (lambda: rg.plot.bar(TABLE, "x", "yy"), "value: the table has no column 'yy'. Columns: x, y."),
        (lambda: rg.plot_table("me/chart", TABLE, {"x": "z"}), "fields['x']: the table has no column 'z'. Columns: x, y."),  # noqa: E501
        (lambda: rg.plot.line_series([0, 1], [[1]]), "ys: 'key_0' has 1 values, and its xs 2. Give as many of both."),
        (lambda: rg.plot.line_series([[0], [1]], [[1]]), "xs: 2 lists came for 1 of ys. Give one for all lines, or one each."),  # noqa: E501
        (lambda: rg.plot.line_series([0], [[1]], ["a", "b"]), "keys: 2 names came for 1 lines. Give one for each line."),  # noqa: E501
        (lambda: rg.plot.pr_curve([0, 1], [[1, 0]]), "y_probas: 1 rows came, and 2 of y_true. Give as many of both."),
        (lambda: rg.plot.pr_curve([0], [[1, 0]], ["a"]), "labels: 1 names came for 2 columns of y_probas. Give one for each class, in the order of the columns."),  # noqa: E501
        (lambda: rg.plot.pr_curve(y_probas=[0.5]), "y_true: nothing came. Give a list or an array, with one entry an example."),  # noqa: E501
        (lambda: rg.plot.roc_curve([0, 1], [0.1, np.nan]), "y_probas: NaN or infinity came. Give a number for each example and class."),  # noqa: E501
        (lambda: rg.plot.roc_curve([0, 1], [0.1, 0.2], classes_to_plot=[2]), "classes_to_plot: there is no class '2'. Classes: 0, 1."),  # noqa: E501
        (lambda: rg.plot.confusion_matrix(y_true=[0]), "probs and preds: neither came. Give one of them: scores, or what was predicted."),  # noqa: E501
        (lambda: rg.plot.confusion_matrix(y_true=[2], preds=[0], class_names=["a", "b"]), "class_names: there is no name for the class 2. Name all up to 2."),  # noqa: E501
    ],
)  # fmt: skip
def test_misuse_names_the_argument_what_came_and_what_would_do(make, text):
    with pytest.raises(UsageError) as caught:
        make()
    assert str(caught.value).startswith(text)


@pytest.fixture(scope="module")
def logged(tmp_path_factory, scored):
    """Return a run with a chart of every kind."""
    truth, scores = scored
    table = rg.Table(["x", "y", "who"], [[n, n * n / 10, "ab"[n % 2]] for n in range(20)])
    run = begun(tmp_path_factory.mktemp("plots"))
    charts = {
        "line": rg.plot.line(table, "x", "y", stroke="who", title="A line"),
        "scatter": rg.plot.scatter(table, "x", "y"),
        "bar": rg.plot.bar(rg.Table(["name", "n"], [["a", 1], ["b", 2]]), "name", "n"),
        "histogram": rg.plot.histogram(table, "y"),
        "series": rg.plot.line_series([0, 1], [[1, 2], [3, 4]], ["a", "b"], xname="epoch"),
        "pr": rg.plot.pr_curve(truth, scores, ["a", "b", "c"]),
        "roc": rg.plot.roc_curve(truth, scores, ["a", "b", "c"]),
        "matrix": rg.plot.confusion_matrix(probs=scores, y_true=truth),
        "own": rg.plot_table("carey/new_chart", table, {"x": "x", "value": "y"}, {"title": "Mine"}),
    }
    for key, chart in charts.items():
        run.log({key: chart})
    return charts, read(run)


def test_charts_come_back_as_they_were_made(logged):
    charts, source = logged
    found = source.charts()
    assert found.keys() == charts.keys()
    for key, made in charts.items():
        assert found[key] == LoggedChart(**{**vars(made.chart), "table_key": key})
        assert source.table(key).rows == made.table.data
        assert source.keys()[key].types == ("table",)
    assert found["own"].definition == "carey/new_chart"


def test_a_report_draws_each_and_says_exact_areas(logged, scored):
    charts, source = logged
    truth, scores = scored
    runs = number_runs([(source, "{name}", "")])
    drawn = {}
    for key in charts:
        drawn[key] = render_preset(logged_view(key, runs, Context(width=600)), key)
        assert not drawn[key].missing, key
        assert "<svg" in drawn[key].html, key
    areas = [metrics.average_precision_score(truth == at, scores[:, at]) for at in range(3)]
    assert all(f"AP {area}" in drawn["pr"].html for area in in_column(areas))
    assert "from logged points" not in drawn["pr"].html
    areas = [metrics.roc_auc_score(truth == at, scores[:, at]) for at in range(3)]
    assert all(f"AUC {area}" in drawn["roc"].html for area in in_column(areas))
