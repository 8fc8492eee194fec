"""Reports in Python: classes with the names of the YAML, made from the same models, printed as YAML and built."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys

import pytest
from conftest import EXAMPLES, RUNS
from stubs import STUB, stub

import reportgen as rg
from reportgen import reports as r
from reportgen.errors import SpecError
from reportgen.panels import Kinds, class_name
from reportgen.panels.base.panel import Panel
from reportgen.pipeline import read_spec
from reportgen.publish.reports.classes import block_class
from reportgen.spec.load import load

LOGGED = {"Artifact", "Histogram", "Molecule", "Object3d", "Table"}
"""Kinds whose names are also, or nearly, those of what a script logs."""


def test_every_kind_is_a_class_with_every_field():
    for kind, model in Kinds().items():
        made = getattr(r, class_name(kind))
        expected = {*model.model_fields, *filter(None, [model.children])}
        assert set(inspect.signature(made).parameters) == expected
        assert all(f"    {name}: " in made.__doc__ for name in expected)
    assert {class_name(kind) for kind in Kinds()} <= set(dir(r))


def test_public_names_are_those_of_kinds_that_nothing_logged_is_called():
    kinds = {class_name(kind) for kind in Kinds()}
    assert {name for name in kinds if name in rg.__all__ and getattr(rg, name) is getattr(r, name)} == kinds - LOGGED
    assert rg.Table is not r.Table


def test_importing_the_package_costs_nothing():
    script = "import sys, reportgen; print(sorted({'pydantic', 'numpy', 'reportgen.panels'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def same(one, other) -> bool:
    """Tell whether two validated specs say the same."""
    told = [[(block.kind, block.fields) for block in each.walk()] for each in (one, other)]
    return told[0] == told[1] and one.spec == other.spec


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/report.yaml")), ids=lambda path: path.parent.name)
def test_yaml_to_classes_to_yaml(path):
    report = rg.Report.read(path)
    again = rg.Report.of_yaml(report.yaml())
    assert again == report
    assert same(load(report.yaml(), path.name, path.parent, Kinds(), formats=rg_formats), read_spec(path))


def rg_formats():
    from reportgen.readers import Readers

    return Readers().formats()


def test_it_prints_as_yaml():
    report = rg.Report(
        "Focal loss", runs="wandb/", runsets={"good": rg.RunSet('state == "finished"', order="-summary.val/mAP")},
        blocks=["toc", r.PanelGrid(runset="good", panels=[r.LinePlot("train/loss", layout=r.Layout(w=12, h=8))]),
                r.Histogram("gradients"), r.Markdown("## One\n\ntwo\n")],
    )  # fmt: skip
    assert str(report) == (
        """\
title: Focal loss
runs: wandb/
runsets:
  good: {filters: 'state == "finished"', order: "-summary.val/mAP"}
blocks:
  - toc
  - panel_grid:
      runset: good
      panels:
        - line_plot: {y: train/loss, layout: {w: 12, h: 8}}
  - histogram: gradients
  - markdown: |
      ## One

      two"""
    )
    assert repr(r.LinePlot("a", log_y=True)) == "LinePlot(y='a', log_y=True)"
    assert str(r.Histogram("gradients")) == "histogram: gradients"


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (lambda: r.LinePlot("a", smooting_factor=1), "unknown field 'smooting_factor' in line_plot. Did you mean 'smoothing_factor'?"),
        (lambda: r.LinePlot("a", smoothing_factor=3), "smoothing_factor must be less than 1.0, not '3'"),
        (r.LinePlot, "line_plot needs 'y'. Or set metric_regex or custom_expressions."),
        (lambda: r.ScatterPlot("a"), "scatter_plot needs 'x'"),
        (lambda: r.LinePlot("a", filters="config.lr >"), "filters: not an expression: the expression ends too early"),
        (lambda: r.LinePlot("a", "b"), "LinePlot takes one value without a name. Fields: y"),
        (lambda: r.RunComparer("a"), "RunComparer takes no value without a name"),
        (lambda: rg.RunSet(order=5), "order must be"),
        (lambda: rg.Source("x", stagin="y"), "unknown field 'stagin' in a source. Did you mean 'staging'?"),
        (lambda: rg.Report(blocks=r.LinePlot("a")), "blocks of the report must be a list of blocks"),
        (lambda: rg.Report(blocks=[5]), "int is not a block. Blocks are objects of rg.reports"),
        (lambda: rg.Report(blocks=[rg.Table(columns=["a"], data=[[1]])]), "a Table that is logged is not a block. Write rg.reports.Table(...)"),
        (lambda: rg.build(r.LinePlot("a")), "LinePlot is a part of a report, and not a report. Write Report("),
    ],
)  # fmt: skip
def test_mistakes_are_told_where_they_are_made(wrong, what):
    with pytest.raises(SpecError) as caught:
        wrong()
    assert what in str(caught.value)


def test_a_class_that_does_not_exist():
    with pytest.raises(AttributeError, match="Did you mean 'LinePlot'"):
        r.LinePlt  # noqa: B018 - the name is asked for


def test_fields_are_attributes():
    plot = r.LinePlot("a")
    assert (plot.y, plot.smoothing_factor, plot.layout) == ("a", 0.0, None)
    plot.smoothing_factor = 0.5
    with pytest.raises(SpecError):
        plot.smoothing_factor = 2
    with pytest.raises(AttributeError, match="log_y"):
        plot.log_yy  # noqa: B018
    del plot.smoothing_factor
    assert plot == r.LinePlot("a") == copy.deepcopy(plot) == pickle.loads(pickle.dumps(plot))  # noqa: S301 - made here
    assert {"smoothing_factor", "yaml"} <= set(dir(plot))


def test_parameters_wait_for_the_report(tmp_path):
    plot = r.LinePlot("train/loss", filters='summary["val/mAP"] > ${least}')
    report = rg.Report(runs=RUNS, params={"least": 0.3}, blocks=[plot])
    assert report.build(tmp_path / "a.html").runs == 3


def test_objects_are_built_as_the_same_spec_is(tmp_path):
    report = rg.Report.read(EXAMPLES / "demo" / "report.yaml")
    one = report.build(tmp_path / "report.html")
    assert (one.title, one.runs) == ("Street-scene detector, focal loss against cross-entropy", 4)
    other = rg.build(EXAMPLES / "demo" / "report.yaml", tmp_path / "other.html")
    assert [share.name for share in one.shares] == [share.name for share in other.shares]
    written = report.write(tmp_path / "report.yaml")
    assert rg.Report.of_yaml(written.read_text("utf-8")) == report


def test_charts_of_altair_print_as_json(tmp_path):
    import altair as alt

    chart = alt.Chart().mark_point().encode(x="step:Q", y="train/loss:Q")
    report = rg.Report(runs=RUNS, blocks=[r.CustomChart(spec=chart, history="train/loss")])
    assert "mark:" in report.yaml()
    assert rg.Report.of_yaml(report.yaml()).build(tmp_path / "report.html").complete


def test_the_stub_is_up_to_date(golden):
    golden(STUB, stub())


def test_editors_complete_fields_and_show_what_they_are():
    """By Jedi, which completes in notebooks, of live objects and of source alike."""
    import jedi

    live = jedi.Interpreter("r.LinePlot(smoo", [{"r": r, "rg": rg}]).complete()
    assert "smoothing_factor=" in {one.name for one in live}
    call = jedi.Script("import reportgen as rg\nrg.LinePlot(smoo")
    assert "smoothing_factor=" in {one.name for one in call.complete()}
    assert "0 draws the logged values" in call.get_signatures()[0].docstring()


def test_outside_kinds_are_classes_too():
    assert issubclass(block_class("line_plot"), r.Block)
    assert issubclass(block_class("line_plot")._model, Panel)
