"""The SDK's definitions of charts are our kinds, with our names of roles."""

from __future__ import annotations

import pytest
from conftest import EVALUATION, open_example, show

from reportgen.model.chart import LoggedChart
from reportgen.panels.custom_chart import CustomChart
from reportgen.readers.wandb.charts import chart_of


@pytest.mark.parametrize(
    ("definition", "fields", "kind", "columns"),
    [
        ("wandb/line/v0", {"x": "step", "y": "loss"}, "line", {"x": "step", "y": "loss"}),
        ("wandb/line/v0", {"x": "a", "y": "b", "stroke": "c"}, "line", {"x": "a", "y": "b", "series": "c"}),
        ("wandb/scatter/v0", {"x": "a", "y": "b"}, "scatter", {"x": "a", "y": "b"}),
        ("wandb/bar/v0", {"label": "a", "value": "b"}, "bar", {"label": "a", "value": "b"}),
        ("wandb/histogram/v0", {"value": "a"}, "histogram", {"value": "a"}),
        ("wandb/lineseries/v0", {}, "line_series", {"x": "step", "y": "lineVal", "series": "lineKey"}),
        ("wandb/area-under-curve/v0", {"x": "recall", "y": "precision", "class": "class"}, "pr_curve",
         {"x": "recall", "y": "precision", "series": "class"}),
        ("wandb/area-under-curve/v0", {"x": "fpr", "y": "tpr"}, "roc_curve", {"x": "fpr", "y": "tpr"}),
        ("wandb/confusion_matrix/v1", {"nPredictions": "n"}, "confusion_matrix",
         {"truth": "Actual", "prediction": "Predicted", "count": "n"}),
        ("wandb/confusion_matrix/v0", {}, "confusion_matrix",
         {"truth": "Actual", "prediction": "Predicted", "count": "Count"}),
        ("carey/new_chart", {"x": "a"}, "custom", {"x": "a"}), ("line/v0", {}, "custom", {}), ("", {}, "custom", {}),
    ],
)  # fmt: skip
def test_each_definition(definition, fields, kind, columns):
    chart = chart_of(definition, fields, {"title": "t"}, "k_table")
    assert (chart.kind, chart.columns, chart.title, chart.table_key) == (kind, columns, "t", "k_table")
    assert (chart.definition, chart.fields) == (definition, fields)
    assert chart.is_table == (definition == "")


def test_titles_of_axes():
    assert chart_of("wandb/lineseries/v0", {}, {"xname": "epoch"}, "k").x_title == "epoch"
    curve = chart_of("wandb/area-under-curve/v0", {}, {"x-axis-title": "a", "y-axis-title": "b"}, "k")
    assert (curve.x_title, curve.y_title) == ("a", "b")


def test_what_a_real_sdk_logged():
    kinds = {key: chart.kind for run in open_example(EVALUATION) for key, chart in run.charts.items()}
    assert {"line", "scatter", "bar", "histogram", "line_series", "roc_curve", "pr_curve", "confusion_matrix",
            "custom"} <= set(kinds.values())  # fmt: skip


def test_a_custom_chart_that_was_logged_with_its_spec_is_drawn_by_it():
    runs = open_example(EVALUATION)
    key, logged = next((k, c) for run in runs for k, c in run.charts.items() if c.kind == "line")
    spec = {"mark": "point", "encoding": {"x": {"field": "${field:a}", "type": "quantitative"}}}
    chart = LoggedChart("custom", logged.table_key, fields={"a": logged.columns["x"]}, spec=spec)
    for run in runs:
        run.__dict__["charts"] = {key: chart}
    fragment = show(CustomChart(key=key), runs)
    assert "<rg-chart" in fragment.html
    assert not any("presets:" in note for note in fragment.sampled)
