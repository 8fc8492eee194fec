"""A chart of your own, or one that the script logged with ``wandb.plot`` or ``plot_table``.

- custom_chart: my_scatter                     # a logged chart, or a logged Plotly figure
- custom_chart: {spec: charts/calibration.vl.json, table_name: calib, chart_fields: {x: conf, y: acc}}
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

from markupsafe import Markup
from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from reportgen.charts import custom, drawing
from reportgen.charts.frame import own_values, plain, safe_name
from reportgen.errors import Gap, PanelError
from reportgen.fragment import Fragment
from reportgen.model.runset import RunSet
from reportgen.panels.base.chart import Chart, chart_fragment
from reportgen.panels.base.curves.class_names import CLASSES, Called, with_class_names
from reportgen.panels.base.curves.logged import LoggedView, logged_view
from reportgen.panels.base.curves.presets import render_preset
from reportgen.panels.base.legend import runs_legend
from reportgen.panels.base.markup import empty
from reportgen.panels.base.media.figures import Figures, figures_of
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.custom_chart.rows import ChartRows, rows_of_history, rows_of_logged, rows_of_runs, rows_of_table
from reportgen.spec.fields import ClassLabels, Key, Keys, OwnBraces, RunPaths, refuse
from reportgen.texts import plural, say

_HEIGHT = 300
_PICTURE_ROWS, _TRIED_ROWS = 20_000, 200
_PICTURE_BYTES = 60_000


def _as_spec(value: Any) -> Any:
    """Take a mapping, a file's name, or a chart object of Altair."""
    if hasattr(value, "to_dict") and not isinstance(value, dict):
        return value.to_dict(validate=False)
    if not isinstance(value, str | dict):
        raise refuse("a chart must be a Vega-Lite or Vega spec, or a file that contains one")
    return value


ChartSpec = Annotated[
    Any, BeforeValidator(_as_spec), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}]})
]


@dataclass(frozen=True)
class View:
    """A compiled chart with its rows."""

    vega: Mapping[str, Any]
    library: str
    columns: Mapping[str, Sequence[Any]]
    titles: Mapping[str, str]
    picture: Markup
    height: int
    fixed: bool
    runs: tuple[Mapping[str, Any], ...]
    steps: bool
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    name: str = ""
    title: str = ""
    """What the script called it."""


class CustomChart(Panel):
    """A Vega-Lite or Vega chart of logged tables, history, summary or config; or a logged chart."""

    main: ClassVar[str] = "key"

    key: Key = ""
    """A chart that the script logged, by its key."""
    spec: Annotated[ChartSpec | None, OwnBraces] = None
    """A Vega-Lite or Vega spec: a JSON file, or the spec itself. ``${field:x}`` and ``${string:title}`` are filled."""
    table_name: Key = ""
    """A logged table whose rows the chart draws."""
    history_table: bool = False
    """Show the table of every step, with a slider, instead of only the last."""
    path: str = ""
    """A CSV, TSV, JSON lines or Parquet file whose rows the chart draws."""
    history: Keys = []
    """Metrics: a row for each step at which any was logged, with ``step`` and ``name``."""
    summary: RunPaths = []
    """Summary values: one row per run."""
    config: RunPaths = []
    """Config values: one row per run."""
    chart_fields: dict[str, str] = {}
    """Columns for the spec's ``${field:...}``."""
    chart_strings: Annotated[dict[str, Any], OwnBraces] = {}
    """Texts for its ``${string:...}``."""
    class_labels: ClassLabels = {}
    """Names of classes that were logged as numbers: ``{0: cat, 1: dog}`` for the classes of a logged curve, matrix or
    bar chart, or by column: ``{truth: {0: cat}}``."""
    height: Annotated[int, Field(ge=80, le=4000)] | None = None
    """Height in pixels, for a chart as wide as its panel."""

    @model_validator(mode="after")
    def _something_to_draw(self) -> CustomChart:
        if not self.key and self.spec is None:
            raise refuse("custom_chart needs 'key' (a logged chart) or 'spec'", whole=True)
        return self

    def references(self) -> list[Reference]:
        """Return the chart, the table and the metrics."""
        found = [Reference(("key",), self.key, "chart")] if self.key else []
        if self.table_name:
            found.append(Reference(("table_name",), self.table_name, "table"))
        found += [Reference(("history", i), key, "number") for i, key in enumerate(self.history)]
        found += [Reference((f, i), p, "path") for f in ("summary", "config") for i, p in enumerate(getattr(self, f))]
        return found

    def named(self) -> list[str]:
        """Return the paths, and the columns that the chart's fields stand for."""
        return [*super().named(), *self.chart_fields.values()]

    def inputs(self) -> list[str]:
        """Return the file that stands in place of logged ones."""
        return [self.path] if self.path else []

    def heading(self) -> str:
        """Return the title, the logged key, the spec's own title, or the file."""
        own = self.spec.get("title") if isinstance(self.spec, dict) else self.spec
        text = own.get("text") if isinstance(own, dict) else own
        text = text if isinstance(text, str) and "${" not in text else ""
        return self.title or self.key or text or self.table_name or "chart"

    def prepare(self, runs: RunSet, context: Context) -> Any:
        """Return the compiled chart, a logged chart, or logged figures."""
        if self.spec is None:
            figures = figures_of(runs, self.key, context.width)
            if figures:
                return figures
            logged = with_class_names(logged_view(self.key, runs, context), Called(self.class_labels))
            chart = logged.chart
            spec = context.presets.get(chart.definition, chart.spec)
            if spec is None or not logged.tables:
                return logged
            return self._compiled(spec, rows_of_logged(logged), context, chart.fields, chart.strings)
        rows = self._data(runs, context)
        if rows.problems and not any(rows.columns.values()):  # there is nothing that the fields could be columns of
            return LoggedView(self.table_name or self.heading(), problems=rows.problems)
        return self._compiled(self.spec, rows, context, self.chart_fields, self.chart_strings)

    def _data(self, runs: RunSet, context: Context) -> ChartRows:
        if self.path:
            table = context.table(self.path)
            if table.problem:
                raise Gap(table.problem, path=("path",))
            of_file = Called(self.class_labels)
            return replace(rows_of_table(of_file.table(table)), problems=tuple(of_file.unknown(table.columns, CLASSES)))
        if self.table_name:
            logged = with_class_names(logged_view(self.table_name, runs, context), Called(self.class_labels))
            if not self.history_table:
                last = {rows.run["index"]: rows for rows in logged.tables}
                logged = replace(logged, tables=tuple(last.values()))
            return rows_of_logged(logged)
        if self.history:
            return rows_of_history(runs, self.history)
        return rows_of_runs(runs, [*self.summary, *self.config])

    def _compiled(
        self, source: Any, rows: ChartRows, context: Context, fields: Mapping[str, str], strings: Mapping[str, Any]
    ) -> View:
        try:
            spec = custom.read(context.file(source)) if isinstance(source, str) else copy.deepcopy(source)
            texts = {name: str(value) for name, value in strings.items()}
            filled = custom.fill(spec, fields, texts, list(rows.columns))
            named, fixed, height = _bound(filled)
            if named.get("data") == {"name": custom.DATA}:
                custom.check_fields(named, list(rows.columns))
            vega, library = custom.compiled(named)
            columns = {safe_name(name): own_values(values) for name, values in rows.columns.items()}
            vega = vega | {"autosize": {"type": "fit", "contains": "padding"}} if not fixed else vega
            picture, _, tall = _drawn(vega, columns, context, self.height or height, fixed=fixed, steps=rows.steps)
        except custom.ChartError as error:
            path = ("key",) if self.spec is None else ("spec",)
            elsewhere = isinstance(source, str) or isinstance(error, drawing.NotDrawn)
            raise (Gap if elsewhere else PanelError)(error.what, error.hint, path) from None
        size = round(tall) + 8 if fixed else self.height or height
        titles = {safe_name(name): name for name in rows.columns if name not in ("color", "id", "_run")}
        shown = rows.runs if custom.uses_color(filled) else ()
        return View(vega, library, columns, titles, picture, size, fixed, shown, rows.steps, rows.notes,
                    rows.problems, self.heading(), texts.get("title", "") if self.spec is None else "")  # fmt: skip

    def render(self, view: Any, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the chart."""
        del theme, children
        if isinstance(view, LoggedView):
            return render_preset(view, self.heading())
        if isinstance(view, Figures):
            return view.render(self.heading())
        if not any(len(values) for values in view.columns.values()) and view.problems:
            return Fragment(empty(f"{view.problems[0]}."), missing=list(view.problems))
        names = {data["name"] for data in view.vega.get("data", []) if "url" not in data}
        data = {custom.DATA: view.columns} if custom.DATA in names else {}
        several = len(view.runs) > 1
        chart = Chart(
            view.vega, data, view.titles, view.picture, sheet=custom.DATA, run="_run",
            step="step" if view.steps and data else "", library=view.library, height=view.height, fixed=view.fixed,
            after=runs_legend(dict(run) for run in view.runs) if several else Markup(),
        )  # fmt: skip
        count = max((len(values) for values in view.columns.values()), default=0)
        name = view.title or view.name
        fragment = chart_fragment(
            chart, say("{title}: a chart of {rows}.", title=name, rows=plural(count, "row")), view.notes, view.problems
        )
        fragment.title = view.title
        return fragment


def _bound(spec: dict[str, Any]) -> tuple[dict[str, Any], bool, int]:
    """Return a spec that draws our rows, whether it keeps its own size, and its height.

    A spec without data draws them, as does one whose data has a name and no values.
    """
    bound = dict(spec)
    is_vega = "marks" in spec and "mark" not in spec
    if is_vega:
        sets = [dict(entry) for entry in spec.get("data", []) if isinstance(entry, dict)]
        free = [entry for entry in sets if not entry.keys() & {"values", "source", "url", "transform"}]
        if free and not any(entry.get("name") == custom.DATA for entry in sets):
            sets = [{"name": custom.DATA}, *({**e, "source": custom.DATA} if e in free else e for e in sets)]
        bound["data"] = sets
        return bound, False, int(spec.get("height", _HEIGHT)) if isinstance(spec.get("height", 0), int) else _HEIGHT
    data = spec.get("data")
    if data is None or (isinstance(data, dict) and "name" in data and data["name"] not in spec.get("datasets", {})):
        bound["data"] = {"name": custom.DATA}
    composed = bool(spec.keys() & {"hconcat", "vconcat", "concat", "facet", "repeat"})
    encoding = spec.get("encoding")
    faceted = isinstance(encoding, dict) and bool(encoding.keys() & {"row", "column", "facet"})
    fixed = composed or faceted or isinstance(spec.get("width"), int | float | dict)
    height = spec.get("height", _HEIGHT)
    if not fixed:
        bound |= {"width": 400, "height": 240}
    return bound, fixed, int(height) + 60 if isinstance(height, int | float) else _HEIGHT


def _drawn(
    vega: Mapping[str, Any],
    columns: Mapping[str, Sequence[Any]],
    context: Context,
    height: int,
    *,
    fixed: bool,
    steps: bool,
) -> tuple[Markup, float, float]:
    """Return the static picture, which shows that the chart can be drawn; too large a picture is omitted."""
    count = max((len(values) for values in columns.values()), default=0)
    kept = _last_steps(columns) if steps else range(count)
    few = [i for i in kept if count <= _PICTURE_ROWS or i < _TRIED_ROWS]  # of many rows some show that it can be drawn
    rows = [{name: plain(values[i]) for name, values in columns.items() if i < len(values)} for i in few]
    sets = [entry | {"values": rows} if entry.get("name") == custom.DATA else entry for entry in vega.get("data", [])]
    size = {} if fixed else {"width": context.width, "height": height}
    whole = {**vega, **size, "data": sets, "config": _joined(context.vega, vega.get("config", {}))}
    picture, wide, tall = drawing.draw(json.loads(json.dumps(whole)))
    shown = len(picture) <= _PICTURE_BYTES and count <= _PICTURE_ROWS
    return picture if shown else Markup(), wide, tall


def _last_steps(columns: Mapping[str, Sequence[Any]]) -> list[int]:
    """Return the rows of each run's last step."""
    last: dict[Any, Any] = {}
    for run, step in zip(columns["_run"], columns["step"], strict=True):
        last[run] = max(step, last.get(run, step))
    return [i for i, (run, step) in enumerate(zip(columns["_run"], columns["step"], strict=True)) if step == last[run]]


def _joined(ours: Mapping[str, Any], theirs: Any) -> dict[str, Any]:
    """Return the theme's config under the spec's own."""
    merged: dict[str, Any] = dict(ours)
    for key, value in theirs.items() if isinstance(theirs, dict) else ():
        before = merged.get(key)
        merged[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    return merged
