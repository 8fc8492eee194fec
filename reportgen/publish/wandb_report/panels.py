"""Panels of a W&B report: each view type as a kind of a spec, with a note on every option that has no counterpart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reportgen.publish.wandb_report.charts import custom_chart, query_panel
from reportgen.publish.wandb_report.given import Given, Made
from reportgen.publish.wandb_report.line_plots import line_plot
from reportgen.publish.wandb_report.names import NoTwin, accessor, value
from reportgen.publish.wandb_report.runsets import grouping

_STATE_OF_A_TABLE = ("columnsPinned", "columnWidths", "columnOrder", "pageSize", "onlyShowSelected", "columnVisible",
                     "columnPinned")  # fmt: skip
_OF_A_BROWSER = ("stepIndex", "actualSize", "fitToDimension", "boundingBoxConfig", "boundingBoxControls", "selection",
                 "segmentationMaskConfig", "segmentationMaskControls", "tileLayout", "moleculeConfig",
                 "stepStrideLength", "snapToExistingStep")  # fmt: skip


def panel(view_type: str, config: Given, defaults: Mapping[str, Any]) -> Made | None:
    """Return what a panel becomes; None where nothing here shows it, with what was said of it lost."""
    if view_type == "Run History Line Plot":
        return line_plot(config, defaults)
    make = _MADE.get(view_type) or (_media if config.words("mediaKeys") else None)
    if make is None:
        return None
    made = make(config)
    if made is not None:
        made.notes += config.notes()
    return made


def _scatter(config: Given) -> Made | None:
    made = Made("scatter_plot")
    axes = {name: _path(config.text(f"{name}Axis"), made) for name in "xyz"}
    if not (axes["x"] and axes["y"]):
        return None
    made.set(title=config.text("chartTitle"), **axes)
    for name in "xyz":
        made.set(**{f"log_{name}": config.flag(f"{name}AxisLogScale") or None})
    made.set(range_x=config.pair("xAxisMin", "xAxisMax"), range_y=config.pair("yAxisMin", "yAxisMax"))
    made.set(regression=config.flag("showLinearRegression") or None)
    for ours, word in (("ymin", "Min"), ("ymax", "Max"), ("ymean", "Avg")):
        made.set(**{f"running_{ours}": config.flag(f"show{word}YAxisLine") or None})
    return made


def _bars(config: Given) -> Made | None:
    made = Made("bar_plot", main="metrics")
    names = config.words("metrics")
    found = [path for name in names if (path := _value(name, made))]
    if not found:
        return None
    made.set(title=config.text("chartTitle"), metrics=found)
    groups = grouping(config, made.notes.append)
    aggregate, area = config.text("groupAgg"), config.text("groupArea")
    if groups:
        made.set(groupby=groups, groupby_aggfunc=aggregate, groupby_rangefunc=area)
    made.set(range_x=config.pair("xAxisMin", "xAxisMax"), title_x=config.text("xAxisTitle"))
    made.set(limit=config.count("limit"), max_bars_to_show=config.count("barLimit"))
    return made


def _number(config: Given) -> Made | None:
    made = Made("scalar_chart", main="metric")
    names = config.words("metrics")
    if not names or not (path := _value(names[0], made)):
        return None
    if len(names) > 1:
        made.notes.append(f"only the first of {len(names)} metrics is shown")
    aggregate = config.text("groupAgg")
    config.ignore("groupArea")
    if aggregate == "samples":
        made.notes.append("'samples' is not a way to make one number of several")
        aggregate = ""
    made.set(title=config.text("chartTitle"), metric=path, groupby_aggfunc=aggregate)
    return made


def _coordinates(config: Given) -> Made | None:
    made = Made("parallel_coordinates", main="columns")
    columns: list[Any] = []
    for one in config.items("columns"):
        path = _path(one.text("accessor"), made)
        if not path:
            continue
        said = {"path": path, "name": one.text("displayName"), "log": one.flag("log"), "inverted": one.flag("inverted")}
        said = {name: value for name, value in said.items() if value not in (None, "", False)}
        columns.append(path if set(said) == {"path"} else said)
    made.set(title=config.text("chartTitle"), columns=columns)
    return made if columns else None


def _importance(config: Given) -> Made | None:
    config.ignore(*_STATE_OF_A_TABLE)
    made = Made("parameter_importance", main="with_respect_to")
    made.set(with_respect_to=_value(config.text("targetKey"), made))
    return made if made.fields else None


def _comparer(config: Given) -> Made:
    made = Made("run_comparer")
    only = config.values.get("diffOnly")
    config.ignore("diffOnly", *_STATE_OF_A_TABLE)
    if only not in (True, "split"):
        made.fields["diff_only"] = False
    return made


def _media(config: Given) -> Made | None:
    config.ignore(*_OF_A_BROWSER)
    made = Made("media_browser", main="media_keys")
    keys = config.words("mediaKeys")
    made.set(title=config.text("chartTitle"), media_keys=keys, num_columns=config.count("columnCount"))
    mode = config.text("mode")
    gallery, grid = config.inner("gallerySettings"), config.inner("gridSettings")
    made.set(mode="" if mode == "gallery" else mode, gallery_axis=gallery.text("axis"))
    made.set(grid_x_axis=grid.text("xAxis"), grid_y_axis=grid.text("yAxis"))
    return made if keys else None


def _markdown(config: Given) -> Made | None:
    text = config.text("value")
    return Made("markdown", {"text": text}, main="text") if text.strip() else None


def _code(config: Given) -> Made:
    made = Made("code_comparer")
    diff = config.text("diff")
    made.set(diff="" if diff == "split" else diff)
    made.notes.append("code is private: it is in the report because this panel names it")
    return made


def _path(name: str, made: Made) -> str:
    return _named(accessor, name, made)


def _value(name: str, made: Made) -> str:
    return _named(value, name, made)


def _named(read: Callable[[str], str], name: str, made: Made) -> str:
    try:
        return read(name) if name else ""
    except NoTwin as error:
        made.notes.append(error.what)
        return ""


_MADE: dict[str, Callable[[Given], Made | None]] = {
    "Scatter Plot": _scatter, "Bar Chart": _bars, "Scalar Chart": _number, "Parallel Coordinates Plot": _coordinates,
    "Parameter Importance": _importance, "Run Comparer": _comparer, "Media Browser": _media,
    "Markdown Panel": _markdown, "Code Comparer": _code, "Vega2": custom_chart, "Vega": custom_chart,
    "Vega3": custom_chart, "Weave": query_panel, "Weave Trace": query_panel,
}  # fmt: skip
VIEW_TYPES = ("Run History Line Plot", *_MADE)
"""The view types that are read, as W&B names them."""
