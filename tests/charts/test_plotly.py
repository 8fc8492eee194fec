"""Plotly figures: typed arrays, and which traces have a counterpart."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from reportgen.charts import compile_vega_lite, plotly


def typed(array):
    return {"dtype": array.dtype.str.lstrip("<|"), "bdata": base64.b64encode(array.tobytes()).decode()}


def test_typed_arrays():
    values = np.arange(6, dtype="<f8")
    assert plotly.decoded({"x": typed(values)}) == {"x": values.tolist()}
    assert plotly.decoded({**typed(values), "shape": "2, 3"}) == values.reshape(2, 3).tolist()
    assert plotly.decoded([typed(np.array([1, 2], "<i2"))]) == [[1, 2]]


FIGURES = {
    "line": {"data": [{"y": [1, 2, 3]}]},
    "points": {"data": [{"type": "scatter", "mode": "markers", "x": [1, 2], "y": [1, 2],
                         "marker": {"color": [0.1, 0.9], "size": [4, 9]}}]},
    "names": {"data": [{"mode": "lines", "x": ["a", "b"], "y": [1, 2]}]},
    "dates": {"data": [{"mode": "lines", "x": ["2026-01-01", "2026-02-01"], "y": [1, 2]}]},
    "bars": {"data": [{"type": "bar", "x": ["a", "b"], "y": [1, 2]}, {"type": "bar", "x": ["a", "b"], "y": [2, 3]}]},
    "stacked": {"data": [{"type": "bar", "x": ["a"], "y": [1]}, {"type": "bar", "x": ["a"], "y": [2]}],
                "layout": {"barmode": "stack"}},
    "flat bars": {"data": [{"type": "bar", "orientation": "h", "x": [1, 2], "y": ["a", "b"]}]},
    "histogram": {"data": [{"type": "histogram", "x": [1, 2, 2, 3]}]},
    "box": {"data": [{"type": "box", "y": [1, 2, 3, 9]}]},
    "heat": {"data": [{"type": "heatmap", "z": [[1, 2], [3, None]], "x": ["a", "b"]}]},
    "contour": {"data": [{"type": "contour", "z": [[1, 2], [3, 4]], "ncontours": 5}]},
    "pie": {"data": [{"type": "pie", "labels": ["a", "b"], "values": [1, 2], "hole": 0.4}]},
    "log": {"data": [{"x": [1, 10], "y": [1, 100]}], "layout": {"xaxis": {"type": "log", "range": [0, 1]}}},
    "title": {"data": [{"y": [1]}], "layout": {"title": {"text": "<b>T</b><br>two"}}},
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_traces_with_a_counterpart_compile(name):
    spec = plotly.to_vega_lite(FIGURES[name])
    assert spec is not None
    assert compile_vega_lite({**spec, "width": 300, "height": 200})["marks"]


@pytest.mark.parametrize(
    "figure",
    [
        {"data": [{"type": "surface", "z": [[1]]}]},
        {"data": [{"y": [1]}, {"y": [2], "yaxis": "y2"}]},
        {"data": [{"type": "pie", "labels": ["a"]}, {"y": [1]}]},
        {"data": []},
        {},
        {"data": "nonsense"},
    ],
)
def test_traces_without_one(figure):
    assert plotly.to_vega_lite(figure) is None


def test_markup_of_titles_is_left_out():
    assert plotly.to_vega_lite(FIGURES["title"])["title"] == "T two"


def test_maps_need_the_network():
    assert plotly.needs_network({"data": [{"type": "choropleth"}]})
    assert not plotly.needs_network(FIGURES["line"])


def test_hidden_traces_are_not_drawn():
    spec = plotly.to_vega_lite({"data": [{"y": [1, 2]}, {"y": [3, 4], "visible": False}]})
    assert len([layer for layer in spec["layer"] if layer["mark"]["type"] == "line"]) == 1
