"""What a log says of a run besides history and summary: its name, config, metrics, charts, machine and output."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from reportgen.model.chart import LoggedChart
from reportgen.model.column import MetricDefinition
from reportgen.model.console.printed import ConsoleText
from reportgen.model.nested import Aggregates, plain
from reportgen.model.run import RunMeta, RunSource
from reportgen.readers.wandb.written.message import as_json, key_of, moment, sub, text, whole

HEADER, RUN, ENVIRONMENT, METRIC, STATS, OUTPUT, FILES, EXIT = 21, 17, 26, 12, 7, 13, 6, 18
NO_PROJECT = "uncategorized"
"""What the SDK calls the project of runs that have none."""
SYSTEM = "system/"
_RECENT = "0.31.0"
"""The release of the SDK whose records these are."""
_WORDS = {"min": 1, "max": 2, "mean": 3, "best": 4, "last": 5, "none": 6, "first": 8}
_GOALS = {"minimize": 1, "maximize": 2}
_MEDIA = 2
_CHARTS: dict[str, tuple[str, dict[str, str]]] = {
    "line": ("wandb/line/v0", {"x": "x", "y": "y", "stroke": "series"}),
    "scatter": ("wandb/scatter/v0", {"x": "x", "y": "y"}),
    "bar": ("wandb/bar/v0", {"label": "label", "value": "value"}),
    "histogram": ("wandb/histogram/v0", {"value": "value"}),
    "line_series": ("wandb/lineseries/v0", {"step": "x", "lineVal": "y", "lineKey": "series"}),
    "pr_curve": ("wandb/area-under-curve/v0", {"x": "x", "y": "y", "class": "series"}),
    "roc_curve": ("wandb/area-under-curve/v0", {"x": "x", "y": "y", "class": "series"}),
    "confusion_matrix": (
        "wandb/confusion_matrix/v1", {"Actual": "truth", "Predicted": "prediction", "nPredictions": "count"},
    ),
}  # fmt: skip
"""Of each kind of chart the SDK's definition, and by its names of the roles ours."""


def header() -> bytes:
    """Return the record that a log begins with."""
    return sub(1, text(1, _RECENT) + text(2, "0.70.0"))


def run_record(meta: RunMeta, run: str, config: Mapping[str, Any], source: RunSource) -> bytes:
    """Return the record of what a run is called, and of its config."""
    code = source.code()
    entries = b"".join(sub(1, key_of((key,)) + sub(16, as_json(value))) for key, value in config.items())
    git = text(1, code.remote) + text(2, code.commit)
    return (
        text(1, run) + text(3, meta.project or NO_PROJECT) + sub(4, entries) + text(6, meta.group)
        + text(7, meta.job_type) + text(8, meta.name) + text(9, meta.notes)
        + b"".join(text(10, tag) for tag in meta.tags) + text(12, meta.sweep) + moment(17, meta.created)
        + (sub(21, git) if git else b"")
    )  # fmt: skip


def environment(source: RunSource) -> bytes:
    """Return the record of what ran; nothing of who ran it, and where."""
    code = source.code()
    return text(2, code.python) + text(6, code.program)


def metrics(source: RunSource) -> Iterator[bytes]:
    """Yield a record for each metric that was defined, those that are x axes first."""
    axes = source.step_metrics()
    for name in axes:
        yield _metric(name, source.definition(name))
    for name, info in source.keys().items():
        definition = source.definition(name)
        if name not in axes and not info.system and definition != MetricDefinition():
            yield _metric(name, definition)


def _metric(name: str, definition: MetricDefinition) -> bytes:
    options = whole(1, bool(definition.step_metric)) + whole(2, definition.hidden) + whole(3, 1)
    words = b"".join(whole(_WORDS[word], 1) for word in definition.summary if word in _WORDS)
    return (
        text(1, name) + text(4, definition.step_metric) + sub(6, options) + (sub(7, words) if words else b"")
        + whole(8, _GOALS.get(definition.goal, 0))
    )  # fmt: skip


def visualized(chart: LoggedChart, table: str) -> dict[str, Any] | None:
    """Return the config entry of a chart over a table, None where the SDK has no definition of it."""
    definition, fields, strings = chart.definition, dict(chart.fields), dict(chart.strings)
    if not definition or (chart.kind in _CHARTS and not fields):
        definition, roles = _CHARTS.get(chart.kind, ("", {}))
        fields = {name: chart.columns[role] for name, role in roles.items() if role in chart.columns}
    if not definition:
        return None
    titles = {"title": chart.title, "x-axis-title": chart.x_title, "y-axis-title": chart.y_title}
    if chart.kind == "line_series":
        titles = {"title": chart.title, "xname": chart.x_title}
    strings = {name: value for name, value in titles.items() if value or name == "title"} | strings
    selection = [
        {"name": "id", "fields": []}, {"name": "name", "fields": []}, {"name": "_defaultColorIndex", "fields": []},
        {"name": "summaryTable", "args": [{"name": "tableKey", "value": table}], "fields": []},
    ]  # fmt: skip
    query = [{"name": "runSets", "args": [{"name": "runSets", "value": "${runSets}"}], "fields": selection}]
    return {
        "panel_type": "Vega2",
        "panel_config": {
            "panelDefId": definition, "fieldSettings": fields, "stringSettings": strings,
            "transform": {"name": "tableWithLeafColNames"}, "userQuery": {"queryFields": query},
        },
    }  # fmt: skip


def stats(source: RunSource) -> Iterator[bytes]:
    """Yield a record for each time at which metrics of the machine were taken."""
    samples: dict[float, list[bytes]] = {}
    for key in (key for key, info in source.keys().items() if info.system):
        column = source.column(key)
        name = text(1, key.removeprefix(SYSTEM))
        for time, value in zip(column.times.tolist(), column.values.tolist(), strict=True):
            samples.setdefault(time, []).append(sub(3, name + sub(16, as_json(value))))
    for time in sorted(samples, key=lambda time: (math.isnan(time), time)):
        yield moment(2, time) + b"".join(samples[time])


def output(piece: ConsoleText) -> bytes:
    """Return the record of something printed."""
    return whole(1, piece.stream != "stderr") + moment(2, piece.time) + text(3, piece.text)


def files_record(paths: list[str]) -> bytes:
    """Return the record of files to upload."""
    return b"".join(
        sub(1, text(1, path) + (whole(3, _MEDIA) if path.startswith("media/") else whole(3, 1))) for path in paths
    )


def ending(meta: RunMeta) -> bytes | None:
    """Return the record of how a run ended, None where it did not."""
    if meta.state not in ("finished", "failed", ""):
        return None
    duration = int(meta.duration) if math.isfinite(meta.duration) and meta.duration > 0 else 0
    return whole(1, meta.state == "failed") + whole(2, duration)


def plain_value(value: Any) -> Any:
    """Return a value of a config or a summary as JSON holds it."""
    return dict(value.values) if isinstance(value, Aggregates) else plain(value)
