"""Custom charts: every preset that wandb.plot logs, charts of one's own, and clear errors."""

from __future__ import annotations

import json

import altair as alt
import pytest
from conftest import EVALUATION, build_spec, open_example, show

import reportgen
from reportgen.errors import SpecError
from reportgen.panels.custom_chart import CustomChart


@pytest.fixture(scope="module")
def runs():
    return open_example(EVALUATION)


def test_every_logged_chart_is_drawn(runs):
    keys = {key for run in runs for key in run.charts}
    assert len(keys) == 9
    for key in keys:
        fragment = show(CustomChart(key=key), runs)
        assert "data-view" in fragment.html, key
        assert not fragment.missing, key


@pytest.mark.parametrize("key", ["figures/curve", "figures/matplotlib", "figures/heat"])
def test_figures_with_a_counterpart(runs, key):
    fragment = show(CustomChart(key=key), runs.select(limit=1))
    assert "<rg-chart" in fragment.html
    assert fragment.libraries == {"vega"}


@pytest.mark.parametrize(("width", "columns"), [(960, 2), (450, 1)])
def test_figures_of_several_runs_stand_below_each_other_where_there_is_no_room(runs, width, columns):
    fragment = show(CustomChart(key="figures/surface"), runs, width=width)
    assert f"--columns:{columns}" in fragment.html


def test_a_surface_is_drawn_by_plotly_and_says_so(runs):
    fragment = show(CustomChart(key="figures/surface"), runs.select(limit=1))
    assert fragment.libraries == {"plotly"}
    assert any("drawn by Plotly" in note for note in fragment.sampled)


def test_an_unknown_definition_says_what_to_do(runs):
    fragment = show(CustomChart(key="calibration"), runs)
    assert any("name a file for it under presets:" in note for note in fragment.sampled)


def test_a_preset_of_ones_own(tmp_path):
    (tmp_path / "c.json").write_text(
        json.dumps({
            "title": "${string:title}", "mark": "point",
            "encoding": {"x": {"field": "${field:x}", "type": "quantitative"},
                         "y": {"field": "${field:y}", "type": "quantitative"}},
        })
    )  # fmt: skip
    spec = "runs: EVALUATION\npresets: {street/calibration: c.json}\nblocks: [custom_chart: calibration]"
    html = build_spec(tmp_path, spec).path.read_text("utf-8")
    assert ">Calibration<" in html
    assert "presets:" not in html.split("<main")[1].split('id="rg-about"')[0]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ("history: [train/loss]", "train/loss"),
        ("table_name: scenes", "day"),
        ("table_name: scenes, history_table: true", "day"),
        ("summary: [train/loss], config: [config.lr]", "config.lr"),
    ],
)
def test_data_of_every_kind(tmp_path, data, field):
    chart = f"{{mark: point, encoding: {{x: {{field: {field}, type: quantitative}}, color: {{field: name}}}}}}"
    spec = f"runs: EVALUATION\nblocks:\n  - custom_chart: {{{data}, spec: {chart}}}"
    assert build_spec(tmp_path, spec).complete


def test_a_field_that_is_no_column(tmp_path):
    chart = "{mark: bar, encoding: {x: {field: trutth}, y: {aggregate: count}}}"
    found = problems(tmp_path, f"runs: EVALUATION\nblocks: [custom_chart: {{table_name: scenes, spec: {chart}}}]")
    assert "no column 'trutth'" in found[0][1]


def test_columns_with_slashes_and_dots(tmp_path):
    (tmp_path / "t.csv").write_text('a.b,"c[0]",__proto__\n1,2,3\n4,5,6\n')
    chart = (
        "{mark: point, encoding: {x: {field: '${field:x}', type: quantitative}, y: {field: 'c[0]', type: quantitative},"
        " size: {field: __proto__, type: quantitative}}}"
    )
    spec = f"blocks:\n  - custom_chart: {{path: t.csv, chart_fields: {{x: a.b}}, spec: {chart}}}"
    html = build_spec(tmp_path, spec).path.read_text("utf-8")
    assert html.count("<path") > 2


def problems(folder, text):
    with pytest.raises(SpecError) as caught:
        build_spec(folder, text)
    return [(p.where.line, p.what) for p in caught.value.problems]


def test_all_wrong_charts_are_told_with_their_lines(tmp_path):
    found = problems(
        tmp_path,
        "runs: EVALUATION\nblocks:\n"
        "  - custom_chart: {spec: {mark: pint}}\n"
        "  - custom_chart: {spec: missing.json}\n"
        "  - custom_chart: {table_name: scenes, chart_fields: {x: trut}, spec: {mark: bar, encoding:"
        " {x: {field: '${field:x}'}}}}\n"
        "  - custom_chart: {path: nothing.csv, spec: {mark: bar}}\n",
    )
    assert [line for line, _ in found] == [3, 4, 5, 6]
    assert "unknown mark 'pint'" in found[0][1]
    assert "cannot read 'missing.json'" in found[1][1]
    assert "no column for the field 'x'" in found[2][1]
    assert "no such file" in found[3][1]


def test_charts_of_altair_from_python(tmp_path):
    chart = alt.Chart(alt.Data(values=[{"a": 1, "b": 2}, {"a": 2, "b": 3}])).mark_bar().encode(x="a:O", y="b:Q")
    spec = {"title": "From Python", "blocks": [{"custom_chart": {"spec": chart, "title": "Bars"}}]}
    result = reportgen.build(spec, tmp_path / "r.html")
    html = result.path.read_text("utf-8")
    assert "From Python" in html
    assert "<rg-chart" in html


def test_a_wrong_spec_from_python_says_where(tmp_path):
    with pytest.raises(SpecError) as caught:
        reportgen.build({"blocks": [{"line_plt": "x"}]}, tmp_path / "r.html")
    assert "Did you mean 'line_plot'?" in str(caught.value)
