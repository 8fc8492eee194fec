"""Charts that scripts log, as JSON in a row and back: their table lies beside them, and their keys name both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, get_args

from reportgen.model.chart import ChartKind, LoggedChart

_TEXTS = ("title", "x_title", "y_title", "definition")
_MAPPINGS = ("columns", "fields", "strings")


def chart_json(chart: LoggedChart) -> dict[str, Any]:
    """Return what is stored of a chart; what is empty, and the key of its table, are omitted."""
    return {name: value for name, value in asdict(chart).items() if value and name != "table_key"}


def logged_chart(value: Mapping[str, Any], table_key: str) -> LoggedChart:
    """Return the chart that such JSON stands for; its table was logged under ``table_key``."""
    kind = next((one for one in get_args(ChartKind) if one == value.get("kind")), "custom")
    texts = {name: str(value[name]) for name in _TEXTS if name in value}
    maps = {
        name: {str(key): str(column) for key, column in value[name].items()}
        for name in _MAPPINGS
        if isinstance(value.get(name), Mapping)
    }
    spec = value.get("spec")
    return LoggedChart(kind, table_key, **texts, **maps, spec=spec if isinstance(spec, Mapping) else None)  # type: ignore[arg-type]
