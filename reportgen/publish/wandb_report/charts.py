"""Custom charts and query panels of a W&B report, by their definitions and queries.

A definition is built in, or is in the report, or is private and not in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from reportgen.model.chart import LoggedChart
from reportgen.publish.wandb_report.given import Given, Made, shown
from reportgen.publish.wandb_report.names import of_section
from reportgen.readers.wandb.charts import chart_of

_SUFFIX = "_table"
"""What the SDK puts behind a chart's key for the key of its table."""
_DEEPEST = 60
_VALUE = {"type": "quantitative"}
_DRAWN: dict[str, dict[str, Any]] = {
    "scatter": {"mark": {"type": "point", "filled": True}, "encoding": {"x": {"field": "${field:x}", **_VALUE},
                "y": {"field": "${field:y}", **_VALUE}, "color": {"field": "color", "scale": None}}},
    "line": {"mark": "line", "encoding": {"x": {"field": "${field:x}", **_VALUE},
             "y": {"field": "${field:y}", **_VALUE},
             "color": {"field": "color", "scale": None}, "detail": {"field": "id"}}},
    "bar": {"mark": "bar", "encoding": {"y": {"field": "${field:label}", "type": "nominal", "sort": None},
            "x": {"field": "${field:value}", **_VALUE}, "color": {"field": "color", "scale": None}}},
    "histogram": {"mark": "bar", "encoding": {"x": {"field": "${field:value}", "bin": True, **_VALUE},
                  "y": {"aggregate": "count"}, "color": {"field": "color", "scale": None}}},
}  # fmt: skip
"""Our own drawings of the built-in definitions, for rows that no logged chart belongs to."""


def custom_chart(config: Given) -> Made | None:
    """Return a chart by its definition and its query."""
    definition = config.text("panelDefId")
    fields = {k: v for k, v in config.inner("fieldSettings").values.items() if isinstance(v, str) and v}
    strings = {k: v for k, v in config.inner("stringSettings").values.items() if isinstance(v, str) and v}
    own = _own_definition(config.inner("customPanelDef"))
    config.ignore("transform", "userQuery", "panelDefId", "defId")
    query = _Query(config.values.get("userQuery"))
    if query.empty:
        return None
    chart = chart_of(definition, fields, strings, query.table or "")
    made = _of_definition(chart, query, own)
    made.set(title=config.text("chartTitle") or strings.get("title", ""))
    if made.notes and not own:
        return made
    used = {"title", "x-axis-title", "y-axis-title"} | (set(strings) if "chart_strings" in made.fields else set())
    made.notes += [f"no counterpart for the text {name} ({shown(text)})" for name, text in strings.items()
                   if name not in used]  # fmt: skip
    return made


class _Query:
    """What a chart asks for: a table, or values of history, summary and config."""

    def __init__(self, given: Any) -> None:
        self.table, self.of_all_steps = "", False
        self.keys: dict[str, list[str]] = {}
        for name, argument, value in _asked(given, 0):
            if argument == "tableKey" and isinstance(value, str) and value and not self.table:
                self.table, self.of_all_steps = value, name == "historyTable"
            elif argument == "keys" and isinstance(value, list) and name in ("history", "summary", "config"):
                self.keys.setdefault(name, []).extend(key for key in value if isinstance(key, str) and key)
        self.keys = {name: keys for name, keys in self.keys.items() if keys}
        self.empty = not (self.table or self.keys)

    def rows(self) -> dict[str, Any]:
        """Return the fields that name the rows of a custom chart."""
        if self.table:
            return {"table_name": self.table, **({"history_table": True} if self.of_all_steps else {})}
        if history := self.keys.get("history"):
            return {"history": [key for key in history if key != "_step"] or history}
        found: dict[str, Any] = {"summary": self.keys.get("summary", [])}
        found["config"] = [of_section("config", key) for key in self.keys.get("config", [])]
        return {name: keys for name, keys in found.items() if keys}

    def column(self, name: str) -> str:
        """Return the column that a field of the chart stands for."""
        if self.table or name in ("name", "id"):
            return name
        if name == "_step":
            return "step"
        paths = {key: of_section("config", key) for key in self.keys.get("config", [])}
        return next((path for key, path in paths.items() if name in (key, key.rpartition(".")[2], path)), name)


def _asked(node: Any, depth: int) -> Iterator[tuple[str, str, Any]]:
    """Yield every argument of a query with the name of the field that it belongs to."""
    if depth > _DEEPEST:
        return
    if isinstance(node, Mapping):
        for argument in node.get("args") or () if isinstance(node.get("args"), list) else ():
            if isinstance(argument, Mapping):
                yield str(node.get("name")), str(argument.get("name")), argument.get("value")
        for inner in node.values():
            yield from _asked(inner, depth + 1)
    elif isinstance(node, list):
        for inner in node:
            yield from _asked(inner, depth + 1)


def _own_definition(given: Given) -> dict[str, Any] | None:
    """Return the chart's definition where it stands in the report."""
    text = given.values.get("spec")
    try:
        found = json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return None
    return dict(found) if isinstance(found, Mapping) else None


def _of_definition(chart: LoggedChart, query: _Query, own: dict[str, Any] | None) -> Made:
    made = Made("custom_chart")
    columns = {role: query.column(name) for role, name in chart.fields.items()}
    if own is not None:
        made.set(spec=own, **query.rows(), chart_fields=columns, chart_strings=dict(chart.strings))
        return made
    if query.table and (preset := _preset(chart, query)) is not None:
        return preset
    if chart.kind in _DRAWN and not query.table:
        columns = {role: query.column(name) for role, name in chart.columns.items()}
        made.set(spec=_DRAWN[chart.kind], **query.rows(), chart_fields=columns)
        return made
    return _unknown(chart, query)


def _preset(chart: LoggedChart, query: _Query) -> Made | None:
    """Return a chart of a built-in definition over a logged table; None for another definition."""
    table = query.table
    if chart.kind in ("pr_curve", "roc_curve", "confusion_matrix"):
        kind = (
            "pr_curve"
            if _says(chart, "recall")
            else "roc_curve"
            if chart.kind == "pr_curve" and _says(chart, "positive", "fpr")
            else chart.kind
        )
        return Made(kind, {"table_name": table}, main="table_name")
    if chart.kind == "line_series":
        return Made("line_series", {"table_name": table}, main="table_name")
    if chart.kind in _DRAWN:
        if table.endswith(_SUFFIX):
            return Made("custom_chart", {"key": table.removesuffix(_SUFFIX)}, main="key")
        made = Made("custom_chart")
        made.set(spec=_DRAWN[chart.kind], **query.rows(), chart_fields=chart.columns)
        return made
    return None


def _says(chart: LoggedChart, *words: str) -> bool:
    said = " ".join((*chart.strings.values(), *chart.fields.values())).casefold()
    return any(word in said for word in words)


def _unknown(chart: LoggedChart, query: _Query) -> Made:
    """Return the rows of a chart whose definition is not in the report, and how to draw it all the same."""
    name = chart.definition or "(none)"
    file = f"charts/{'-'.join(filter(None, name.split('/')))}.vl.json"
    how = (f"the definition '{shown(name)}' is not in the report: export it from the chart editor to {file}, "
           f"and write custom_chart: {{spec: {file}, ...}}")  # fmt: skip
    if not chart.definition:
        how = "the chart names no definition"
    if query.table:
        made = Made("table", {"table_name": query.table}, [f"{how}. Its table is shown"], main="table_name")
    elif "history" in query.keys:
        keys = [key for key in query.keys["history"] if key != "_step"]
        made = Made("line_plot", {"y": keys}, [f"{how}. Its metrics are shown"], main="y")
    else:
        rows = query.rows()
        paths = [*(f"summary.{key}" for key in rows.get("summary", ())), *rows.get("config", ())]
        made = Made("run_table", {"columns": paths}, [f"{how}. Its values are shown"], main="columns")
    if chart.fields:
        made.notes.append(
            "its fields: " + ", ".join(f"{role} = {shown(column)}" for role, column in chart.fields.items())
        )
    return made


def query_panel(config: Given) -> Made | None:
    """Return what a query asks for where it is a table or an artifact; None for anything else."""
    for name in ("panel2Config", "panelConfig"):
        config.ignore(name)
    expression = next((config.values[name].get("exp") for name in ("panel2Config", "panelConfig")
                       if isinstance(config.values.get(name), Mapping)), None)  # fmt: skip
    operation = expression.get("fromOp") if isinstance(expression, Mapping) else None
    made = _of_operation(operation) if isinstance(operation, Mapping) else None
    if made is None and (key := _working_key(dict(config.values), 0)):
        made = Made("table", {"table_name": key}, main="table_name")
    return made


def _of_operation(operation: Mapping[str, Any]) -> Made | None:
    name, inputs = operation.get("name"), operation.get("inputs")
    inputs = inputs if isinstance(inputs, Mapping) else {}
    if name == "pick" and (key := _constant(inputs.get("key"))):
        return Made("table", {"table_name": key}, main="table_name")
    if name == "artifactVersion-file":
        path = _constant(inputs.get("path"))
        version = _inputs_of(inputs.get("artifactVersion"), "project-artifactVersion")
        artifact = _constant(version.get("artifactName"))
        alias = _constant(version.get("artifactVersionAlias"))
        if artifact and path:
            made = Made("table", {"artifact": f"{artifact}:{alias}" if alias else artifact})
            made.set(table_name=path.removesuffix(".table.json"))
            if not path.endswith(".table.json"):
                made.notes.append(f"the file '{shown(path)}' may not be a table")
            return made
    if name in ("project-artifact", "project-artifactVersion") and (artifact := _constant(inputs.get("artifactName"))):
        made = Made("artifact", {"name": artifact}, main="name")
        made.set(version=_constant(inputs.get("artifactVersionAlias")))
        return made
    return None


def _inputs_of(node: Any, name: str) -> Mapping[str, Any]:
    operation = node.get("fromOp") if isinstance(node, Mapping) else None
    if not isinstance(operation, Mapping) or operation.get("name") != name:
        return {}
    inputs = operation.get("inputs")
    return inputs if isinstance(inputs, Mapping) else {}


def _constant(node: Any) -> str:
    found = node.get("val") if isinstance(node, Mapping) else None
    return found if isinstance(found, str) else ""


def _working_key(node: Any, depth: int) -> str:
    """Return the table that a panel was working on, which the app notes anywhere in its config."""
    if depth > _DEEPEST or not isinstance(node, Mapping | list):
        return ""
    if isinstance(node, Mapping):
        found = node.get("workingKeyAndType")
        if isinstance(found, Mapping) and found.get("type") == "table-file" and isinstance(found.get("key"), str):
            return str(found["key"])
    inner = node.values() if isinstance(node, Mapping) else node
    return next((key for item in inner if (key := _working_key(item, depth + 1))), "")
