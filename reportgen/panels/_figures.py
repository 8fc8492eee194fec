"""Logged figures: Plotly's become Vega-Lite where they can, else Plotly itself draws them; Bokeh's have a place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reportgen.blocks import Block, json_block
from reportgen.charts import custom, plotly
from reportgen.charts.frame import plain
from reportgen.fragment import Fragment
from reportgen.media.damage import read_json, reading
from reportgen.media.item import MediaError, MediaItem
from reportgen.panels import _chart
from reportgen.panels._base import empty, run_head, swatch
from reportgen.panels._legend import entry, legend
from reportgen.runs.runset import RunSet

_HEIGHT = 340
_BY_PLOTLY = "drawn by Plotly, because some of its traces have no counterpart here"


@dataclass(frozen=True)
class Figure:
    """One logged figure: its markup and data, and how the page makes it again elsewhere."""

    html: Markup
    blocks: tuple[Block, ...]
    element: str
    view: str
    libraries: frozenset[str]
    height: int
    note: str = ""


@dataclass(frozen=True)
class Figures:
    """The figures that runs logged under a key: the last of each run."""

    items: tuple[tuple[dict[str, Any], MediaItem], ...]

    def render(self, title: str) -> Fragment:
        """Return the figures, with the run's name where there are several."""
        parts, found, problems, notes = [], Fragment(), [], []
        for run, item in self.items:
            try:
                figure = draw(item)
            except MediaError as error:
                problems.append(f"{run['name']}: {error}")
                continue
            head = run_head(run) if len(self.items) > 1 else Markup()
            parts.append(
                Markup('<div class="rg-histogram-cell" data-run="{}">{}{}</div>').format(
                    run["index"], head, figure.html
                )
            )
            found.blocks += figure.blocks
            found.libraries |= figure.libraries
            notes += [figure.note] if figure.note else []
        if not parts:
            return Fragment(empty(f"{problems[0] if problems else 'No figure'}."), missing=problems)
        columns = 1 if len(parts) == 1 else 2
        found.html = Markup('<div class="rg-histograms" style="--columns:{}">{}</div>').format(
            columns, Markup().join(parts)
        )
        found.elements = frozenset({"chart", "figure"} if "plotly" in found.libraries else {"chart"})
        found.alt = f"{title}: {len(parts)} logged {'figure' if len(parts) == 1 else 'figures'}."
        found.sampled, found.missing = list(dict.fromkeys(notes)), problems
        return found


def figures_of(runs: RunSet, key: str) -> Figures | None:
    """Return the last Plotly or Bokeh figure of each run under a key, None where there are none."""
    found = []
    for run in runs:
        info = run.keys.get(key)
        if info is not None and info.media.endswith("figure"):
            items = run.source.media(key)
            found += [(swatch(run), items[-1])] if items else []
    return Figures(tuple(found)) if found else None


def draw(item: MediaItem) -> Figure:
    """Return a figure; MediaError says why it has none."""
    if item.kind != "Plotly figure":
        raise MediaError(f"{item.kind}s are not drawn")
    if item.file is None:
        raise MediaError("the figure has no file")
    with reading(f"the figure {item.file.name}"):
        figure = plotly.decoded(read_json(item.file.read(), item.file.name))
    if not isinstance(figure, Mapping):
        raise MediaError(f"{item.file.name} is not a figure: a figure is an object with 'data' and 'layout'")
    if plotly.needs_network(figure):
        raise MediaError("maps of Plotly ask the network for their outlines, and a report asks for nothing")
    try:
        spec = plotly.to_vega_lite(figure)
        if spec is not None:
            return _as_vega(spec, figure)
    except (custom.ChartError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        pass  # Plotly is more forgiving
    return _as_plotly(figure)


def _as_vega(spec: dict[str, Any], figure: Mapping[str, Any]) -> Figure:
    from reportgen.charts import compile_vega_lite, drawing

    vega = compile_vega_lite({**spec, "width": 480, "height": 280})
    vega = {key: value for key, value in vega.items() if key not in ("$schema", "background")}
    vega["autosize"] = {"type": "fit", "contains": "padding"}
    picture, _, _ = drawing.draw(json.loads(json.dumps(plain(vega))))
    names = plotly.legend_of(figure)
    after = legend(entry(name, color) for name, color in names) if len(names) > 1 else Markup()
    chart = _chart.Chart(plain(vega), {}, {}, picture, run="", height=_HEIGHT, after=after)
    made = _chart.fragment(chart, "")
    return Figure(made.html, tuple(made.blocks), "rg-chart", made.blocks[-1].id, made.libraries, _HEIGHT)


def _as_plotly(figure: Mapping[str, Any]) -> Figure:
    block = json_block(plain({"data": figure.get("data", []), "layout": figure.get("layout", {})}))
    html = Markup(
        '<rg-figure data-view="{}"><div class="rg-plot rg-plotly" style="height:{}px">'
        '<p class="rg-empty rg-static-note">This figure is drawn by Plotly, which needs JavaScript.</p></div>'
        "</rg-figure>"
    ).format(block.id, _HEIGHT + 60)
    return Figure(html, (block,), "rg-figure", block.id, frozenset({"plotly"}), _HEIGHT + 60, _BY_PLOTLY)
