"""Makes reports and a workspace with the real ``wandb-workspaces``, offline: ``log_wandb_reports.py OUT [build]``.

Writes their specs as JSON; with ``build`` it hands the objects to reportgen instead. Names are those of examples/_runs.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from unittest import mock

os.environ |= {"WANDB_MODE": "offline", "WANDB_SILENT": "true"}
random.seed(20)  # ids are random

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.reports.v2.interface as made
import wandb_workspaces.workspaces as ws
from wandb_workspaces import expr

HOME = {"entity": "vision", "project": "street-scenes"}
GRADIENT = [made.GradientPoint(color="#00f", offset=0), made.GradientPoint(color="rgb(255, 0, 0)", offset=100)]


def blocks():
    return [
        wr.TableOfContents(), wr.H1("Results"), wr.H2(["With ", wr.InlineCode("code")]),
        wr.H3("Closed", collapsed_blocks=[wr.P("inside"), wr.UnorderedList(["one", "two"])]),
        wr.P(["See ", wr.Link("this", url="https://example.org/a?b=c"), ": ", wr.InlineLatex(r"\beta^2"), ", *no* _markup_ $5"]),
        wr.P(""), wr.UnorderedList(["a", ["b ", wr.InlineCode("c")]]), wr.OrderedList(["first", "second"]),
        wr.CheckedList([made.CheckedListItem("done", checked=True), made.CheckedListItem("open")]),
        wr.BlockQuote("quoted"), wr.CalloutBlock(["mind ", wr.InlineCode("it")]),
        wr.CodeBlock("print('```')\nx = 1", language="python"), wr.MarkdownBlock("## Own\n\n<b>html</b>"),
        wr.LatexBlock(r"\sum_i i"), wr.Image("https://example.org/a.png", caption="A figure"), wr.HorizontalRule(),
        wr.Video("https://example.org/v"),
        wr.Gallery([made.GalleryURL("https://example.org", title="Site"), made.GalleryReport("VmlldzoxMg==")]),
        made.Spotify("5cfUlsdrdUE4dLMK7R9CFd"), made.SoundCloud('<iframe src="https://example.org/s"></iframe>'),
        made.Twitter('<a href="https://example.org/t">t</a>'),
        wr.WeaveBlockSummaryTable(**HOME, table_name="scenes"), wr.WeaveBlockArtifact(**HOME, artifact="detector", tab="lineage"),
        wr.WeaveBlockArtifactVersionedFile(**HOME, artifact="predictions", version="v0", file="night.table.json"),
    ]  # fmt: skip


def charts():
    roc = {"x": "fpr", "y": "tpr", "class": "class"}
    return [
        wr.CustomChart({"summaryTable": {"tableKey": "roc_table"}}, "wandb/area-under-curve/v0", roc,
                       {"title": "ROC", "x-axis-title": "False positive rate"}),
        wr.CustomChart({"summaryTable": {"tableKey": "pr_table"}}, "wandb/area-under-curve/v0", {"x": "recall", "y": "precision", "class": "class"}, {}),
        wr.CustomChart({"summaryTable": {"tableKey": "confusion_table"}}, "wandb/confusion_matrix/v1", {}, {}),
        wr.CustomChart({"historyTable": {"tableKey": "schedules_table"}}, "wandb/lineseries/v0", {}, {}),
        wr.CustomChart({"summaryTable": {"tableKey": "sharpness_table"}}, "wandb/line/v0", {}, {}),
        wr.CustomChart({"summaryTable": {"tableKey": "scenes"}}, "wandb/histogram/v0", {"value": "rain"}, {}),
        wr.CustomChart({"summaryTable": {"tableKey": "calibration_table"}}, "street/calibration", {"x": "conf"}, {}),
        wr.CustomChart({"history": {"keys": ["train/loss", "epoch"]}}, "wandb/scatter/v0", {"x": "epoch", "y": "train/loss"}, {}),
        wr.CustomChart({"summary": {"keys": ["val/mAP"]}, "config": {"keys": ["optim.lr"]}}, "wandb/bar/v0", {"label": "name", "value": "val/mAP"}, {}),
        wr.CustomChart({"summary": {"keys": ["val/mAP"]}, "config": {"keys": ["optim.lr"]}}, "own/def", {"label": "name"}, {}),
        made.WeavePanelSummaryTable(table_name="scenes"), made.WeavePanelArtifact(artifact="detector"),
        made.WeavePanelArtifactVersionedFile(artifact="predictions", version="v0", file="night.table.json"),
    ]  # fmt: skip


def panels():
    line = "r50focal:train/loss"
    return [
        wr.LinePlot(),
        wr.LinePlot(title="All", x="epoch", y=["train/loss", wr.SummaryMetric("val/mAP"), wr.Config("optim.lr")],
                    range_x=(0, None), range_y=(None, 2), log_y=True, title_x="Epoch", title_y="Loss", ignore_outliers=True,
                    groupby=wr.Config("backbone"), groupby_aggfunc="median", groupby_rangefunc="stderr", smoothing_factor=0.6,
                    smoothing_type="exponentialTimeWeighted", smoothing_show_original=False, max_runs_to_show=20,
                    custom_expressions=["${train/loss} / ${val/loss}"], font_size="small", legend_position="east",
                    legend_template="${run:displayName} [[ ${y} ]]", xaxis_expression="${_step} * 2", xaxis_format="datetime",
                    line_titles={line: "focal"}, line_colors={line: {"color": "rgb(214, 39, 40)", "transparentColor": "red"}},
                    line_widths={line: 3.0}, line_marks={line: "dashed"}),
        wr.LinePlot(metric_regex="^val/", smoothing_type="gaussian", smoothing_factor=3, legend_fields=["run:displayName", "config:backbone.value"]),
        wr.LinePlot(x="WallTime", y=["train/loss"]), wr.LinePlot(x="RelativeTime(Process)", y=["train/loss"], plot_type="stacked-area", groupby="Group"),
        wr.LinePlot(y=["train/loss"], aggregate=True),
        wr.ScatterPlot(x=wr.Config("optim.lr"), y=wr.SummaryMetric("val/mAP"), z=wr.SummaryMetric("val/loss"), log_x=True,
                       range_y=(0, 1), range_z=(0, 2), running_ymin=True, regression=True, gradient=GRADIENT),
        wr.ScatterPlot(x=wr.Metric("CreatedTimestamp"), y="run.duration"),
        wr.BarPlot(metrics=["val/mAP", wr.Config("seed")], orientation="v", groupby=wr.Config("backbone"), groupby_aggfunc="max",
                   range_x=(0, 1), title_x="x", max_runs_to_show=10, max_bars_to_show=5),
        wr.ScalarChart(title="Best", metric=wr.SummaryMetric("val/mAP"), groupby_aggfunc="max", custom_expressions=["100 * ${val/mAP}"]),
        wr.ParallelCoordinatesPlot(columns=[
            wr.ParallelCoordinatesPlotColumn(wr.Config("optim.lr"), display_name="lr", inverted=True, log=True),
            wr.ParallelCoordinatesPlotColumn("val/mAP"), wr.ParallelCoordinatesPlotColumn(wr.Metric("State"))]),
        wr.ParameterImportancePlot(with_respect_to="val/mAP"), wr.RunComparer(diff_only="split"), wr.RunComparer(),
        wr.MediaBrowser(media_keys=["examples"], num_columns=4, gallery_axis="run"),
        wr.MediaBrowser(media_keys=["examples"], grid_x_axis="step", grid_y_axis="run"),
        wr.MarkdownPanel(markdown="**In** a panel"), wr.CodeComparer(diff="unified"), *charts(),
    ]  # fmt: skip


def everything():
    found = panels()
    for place, panel in enumerate(found):
        panel.layout = wr.Layout(x=place % 3 * 8, y=place // 3 * 6, w=8, h=6)
    first = wr.Runset(
        **HOME,
        name="All of them",
        order=[wr.OrderBy(wr.SummaryMetric("val/mAP"))],
        query="r",
        run_settings={"r50focal": wr.RunSettings(color="#d62728"), "yakan001": wr.RunSettings(disabled=True)},
        pinned_columns=["run:displayName", "summary:val/mAP", "config:optim.value.lr"],
    )
    second = wr.Runset(**HOME, name="Evaluations", filters=[expr.Metric("JobType") == "eval"])
    return wr.Report(**HOME, title="Everything", description="All of it.",
                     blocks=[*blocks(), wr.PanelGrid(runsets=[first, second], panels=found)])  # fmt: skip


def training():
    good = wr.Runset(**HOME, name="Good runs", filters="SummaryMetric('val/mAP') >= 0.3 and State = 'finished'",
                     order=[wr.OrderBy(wr.SummaryMetric("val/mAP"))])  # fmt: skip
    return wr.Report(**HOME, title="Training", blocks=[
        wr.H1("Loss"), wr.P("All runs share one seed."),
        wr.PanelGrid(runsets=[good], hide_run_sets=True, custom_run_colors={"r50base0": "rgb(31, 119, 180)"}, panels=[
            wr.LinePlot(y=["train/loss"], smoothing_factor=0.8, layout=wr.Layout(0, 0, 12, 8)),
            wr.ScalarChart(metric=wr.SummaryMetric("val/mAP"), layout=wr.Layout(12, 0, 12, 8))])])  # fmt: skip


def workspace():
    lines = ws.Section(name="Lines", is_open=False, panels=[wr.LinePlot(y=["val/mAP"])],
                       layout_settings=ws.SectionLayoutSettings(columns=2),
                       panel_settings=ws.SectionPanelSettings(x_axis="epoch", x_min=0, x_max=10))  # fmt: skip
    return ws.Workspace(**HOME, name="Night", auto_generate_panels=False, sections=[
        lines, ws.Section(name="Numbers", panels=[wr.ScalarChart(metric="val/mAP"), wr.RunComparer()])],
        settings=ws.WorkspaceSettings(smoothing_type="gaussian", smoothing_weight=4, max_runs=20),
        runset_settings=ws.RunsetSettings(query="^r", regex_query=True, groupby=[expr.Config("backbone")],
                                          filters=expr.Or(expr.Config("optim.lr") >= 0.01, expr.Metric("State") == "finished"),
                                          run_settings={"r50focal": ws.RunSettings(color="#d62728")}))  # fmt: skip


def main(out, *, build):
    answer = {"project": {"id": "UA==", "internalId": "42"}}  # the package asks the server for it
    with mock.patch.object(made, "execute_graphql", return_value=answer), mock.patch.object(made, "_get_api"):
        for name, thing in (("everything", everything()), ("training", training()), ("workspace", workspace())):
            if build and name != "everything":
                import reportgen as rg

                result = rg.build(thing, out / f"{name}.html")
                print(json.dumps([name, result.title, result.runs, [str(problem) for problem in result.problems]]))
            elif not build:
                spec = thing._to_model().spec.model_dump_json(by_alias=True, exclude_none=True)
                (out / f"{name}.json").write_text(json.dumps(json.loads(spec), indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), build="build" in sys.argv)
