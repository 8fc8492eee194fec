"""Charts of ``wandb.plot``, ``plot_table`` and ``wandb.visualize``, as the SDK's own part of the config records them.

Definitions and their fields are those of wandb 0.16 to 0.31: line, scatter, bar, histogram, lineseries,
area-under-curve (v0) and confusion_matrix (v0, v1), each under ``wandb/``; all others are charts of the user's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reportgen.model.chart import ChartKind, LoggedChart

_KINDS: dict[str, tuple[ChartKind, dict[str, str], dict[str, str]]] = {
    "wandb/line": ("line", {"x": "x", "y": "y"}, {"series": "stroke"}),
    "wandb/scatter": ("scatter", {"x": "x", "y": "y"}, {}),
    "wandb/bar": ("bar", {"label": "label", "value": "value"}, {}),
    "wandb/histogram": ("histogram", {"value": "value"}, {}),
    "wandb/lineseries": ("line_series", {"x": "step", "y": "lineVal", "series": "lineKey"}, {}),
    "wandb/area-under-curve": ("pr_curve", {"x": "x", "y": "y"}, {"series": "class"}),
    "wandb/confusion_matrix": (
        "confusion_matrix", {"truth": "Actual", "prediction": "Predicted", "count": "nPredictions"}, {},
    ),
}  # fmt: skip
"""Of each definition our kind, and the SDK's names of the roles: those that default to a column, and the optional."""
_ROC = {"fpr", "tpr"}


def charts(internal: Mapping[str, Any]) -> Iterator[tuple[str, LoggedChart]]:
    """Yield the logged charts by key, from the config's ``_wandb`` entry."""
    for key, value in _mapping(internal.get("visualize")).items():
        config = _mapping(_mapping(value).get("panel_config"))
        fields = {str(k): str(v) for k, v in _mapping(config.get("fieldSettings")).items() if v is not None}
        strings = {str(k): str(v) for k, v in _mapping(config.get("stringSettings")).items() if v is not None}
        table = next(_arguments(config.get("userQuery"), "tableKey"), f"{key}_table")
        yield str(key), chart_of(str(config.get("panelDefId", "")), fields, strings, table)
    for key, value in _mapping(internal.get("viz")).items():  # wandb.visualize
        logged = _mapping(_mapping(value).get("historyFieldSettings"))
        rest = {str(k): str(v) for k, v in logged.items() if k not in ("x-axis", "key")}
        yield str(key), chart_of(str(_mapping(value).get("id", "")), rest, {}, str(logged.get("key", key)))


def chart_of(definition: str, fields: Mapping[str, str], strings: Mapping[str, str], table_key: str) -> LoggedChart:
    """Return a chart by the SDK's definition of it."""
    family, _, version = definition.removeprefix("wandb/").partition("/")
    kind, roles, optional = _KINDS.get(f"wandb/{family}" if definition.startswith("wandb/") else "", _CUSTOM)
    columns = {role: fields.get(name) or name for role, name in roles.items()}
    columns |= {role: fields[name] for role, name in optional.items() if name in fields}
    if kind == "custom":
        columns = dict(fields)
    elif kind == "pr_curve" and set(columns.values()) >= _ROC:
        kind = "roc_curve"
    elif kind == "confusion_matrix" and version == "v0" and "nPredictions" not in fields:
        columns["count"] = fields.get("Count") or "Count"
    x_title = strings.get("xname", "") if kind == "line_series" else strings.get("x-axis-title", "")
    return LoggedChart(
        kind, table_key, columns, strings.get("title", ""), x_title, strings.get("y-axis-title", ""),
        definition, fields, strings,
    )  # fmt: skip


_CUSTOM: tuple[ChartKind, dict[str, str], dict[str, str]] = ("custom", {}, {})


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _arguments(query: Any, name: str) -> Iterator[str]:
    """Yield the values of an argument anywhere in a panel's query."""
    if isinstance(query, Mapping):
        if query.get("name") == name and isinstance(query.get("value"), str):
            yield query["value"]
        for part in query.values():
            yield from _arguments(part, name)
    elif isinstance(query, list):
        for part in query:
            yield from _arguments(part, name)
