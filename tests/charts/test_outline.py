"""What is said about figures that only Plotly draws, where no script runs."""

from __future__ import annotations

import copy

import pytest

from reportgen.charts.figure_outline import without_scripts
from reportgen.charts.plotly import figure as plotly
from reportgen.charts.plotly.outline import outline, simplified

CLOUD = {
    "data": [{"type": "scatter3d", "name": "<b>points</b>", "x": list(range(30)), "y": [1.5] * 30, "z": [2] * 30}],
    "layout": {"title": {"text": "A <i>cloud</i>"}, "scene": {"xaxis": {"title": {"text": "pc 1"}}},
               "xaxis": {"gridcolor": "white"}},
}  # fmt: skip


def test_a_cloud_has_its_title_axes_and_first_rows():
    told = outline(CLOUD)
    assert told.title == "A cloud"
    assert told.axes == ("x axis: pc 1, values from 0 to 29", "y axis: values from 1.5 to 1.5",
                         "z axis: values from 2 to 2")  # fmt: skip
    (series,) = told.series
    assert (series.name, series.kind, series.count, series.columns) == ("points", "scatter3d", 30, ("x", "y", "z"))
    assert series.rows[:2] == (("0", "1.5", "2"), ("1", "1.5", "2"))
    html = without_scripts(CLOUD)
    assert "and 22 more rows" in html
    assert "Without it, only its contents" in html


@pytest.mark.parametrize(
    ("trace", "columns", "first"),
    [
        ({"type": "sankey", "node": {"label": ["a", "b"]}, "link": {"source": [0], "target": [1], "value": [3]}},
         ("source", "target", "value"), ("a", "b", "3")),
        ({"type": "table", "header": {"values": ["<b>n</b>", "m"]}, "cells": {"values": [[1, 2], ["x", "y"]]}},
         ("n", "m"), ("1", "x")),
        ({"type": "treemap", "labels": ["a", "b"], "parents": ["", "a"], "values": [2, 1]},
         ("labels", "parents", "values"), ("a", "", "2")),
        ({"type": "parcoords", "dimensions": [{"label": "lr", "values": [0.1]}, {"values": [2]}]},
         ("lr", "dimension 2"), ("0.1", "2")),
        ({"type": "indicator", "value": 7}, ("value",), ("7",)),
        ({"type": "scatterpolar", "r": [1, 2], "theta": ["n", "s"]}, ("r", "theta"), ("1", "n")),
        ({"type": "candlestick", "x": ["mon"], "open": [1], "high": [3], "low": [0], "close": [2]},
         ("x", "open", "high", "low", "close"), ("mon", "1", "3", "0", "2")),
    ],
)  # fmt: skip
def test_every_type_of_trace_shows_its_values(trace, columns, first):
    (series,) = outline({"data": [trace]}).series
    assert series.columns == columns
    assert series.rows[0] == first


def test_fields_of_values_are_told_by_size_and_range():
    (series,) = outline({"data": [{"type": "surface", "z": [[1, 2, None], [3, 4, 5]]}]}).series
    assert series.fields == ("z: 2 × 3 values, from 1 to 5",)


def test_ranges_of_logarithmic_axes_are_in_their_own_units():
    figure = {"data": [{"type": "scatter", "x": [1], "y": [1], "fill": "toself"}],
              "layout": {"yaxis": {"type": "log", "range": [-1, 2], "title": "loss"}}}  # fmt: skip
    assert "y axis: loss, from 0.1 to 100, logarithmic" in outline(figure).axes


NOTED = {
    "data": [{"type": "scatter", "mode": "lines", "name": "loss", "x": [1, 2, 3], "y": [3, 1, 2]}],
    "layout": {"annotations": [{"x": 2, "y": 1, "text": "best"}], "shapes": [{"type": "line", "x0": 2, "x1": 2}]},
}


def test_what_stands_beside_the_data_is_left_out_of_a_simpler_picture_and_named():
    before = copy.deepcopy(NOTED)
    assert plotly.converted(NOTED).vega is None
    html = without_scripts(NOTED)
    assert "<svg" in html
    assert "a simplified image, without its annotations, shapes." in html
    assert "only its contents" not in html
    assert before == NOTED


@pytest.mark.parametrize(
    "change",
    [{"barmode": "overlay"}, {"yaxis2": {"overlaying": "y"}}, {"xaxis": {"rangebreaks": [{"values": [2]}]}},
     {"yaxis": {"type": "log", "minallowed": 1}}],
)  # fmt: skip
def test_what_moves_marks_is_never_left_out(change):
    figure = {**NOTED, "layout": {**NOTED["layout"], **change}}
    if plotly.converted({**figure, "layout": change}).vega is None:
        assert simplified(figure) is None
    assert "<svg" not in without_scripts({**NOTED, "data": [{**NOTED["data"][0], "fill": "toself"}]})


@pytest.mark.parametrize("figure", [{}, {"data": 3}, {"data": [{"type": [1]}]}, {"data": [{"x": [[1], 2]}]},
                                    {"data": [{"type": "sankey", "link": {"source": ["a"]}}], "layout": {"scene": 1}},
                                    {"data": [{"type": "table", "header": 1, "cells": {"values": [1]}}]}])  # fmt: skip
def test_odd_figures_have_a_place(figure):
    assert "which needs JavaScript" in without_scripts(figure)


def test_hostile_texts_are_texts():
    figure = copy.deepcopy(CLOUD)
    figure["data"][0] |= {"name": "<img src=x onerror=a>&lt;", "text": ["<script>x</script>"] * 30}
    assert "<img" not in without_scripts(figure)
    assert "<script" not in without_scripts(figure)
