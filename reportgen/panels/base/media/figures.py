"""Logged figures: Plotly's become Vega-Lite where they can, else Plotly itself draws them; Bokeh's have a place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reportgen.blocks import Block, json_block
from reportgen.charts import custom
from reportgen.charts.figure_outline import without_scripts
from reportgen.charts.frame import plain
from reportgen.charts.plotly import figure as plotly
from reportgen.fragment import Fragment
from reportgen.media.damage import read_json, reading
from reportgen.model.media import MediaError
from reportgen.model.media.document import Figure as LoggedFigure
from reportgen.model.runset import RunSet
from reportgen.panels.base.chart import Chart, chart_fragment, size
from reportgen.panels.base.markup import empty, run_head, swatch
from reportgen.texts import plural, say

_HEIGHT, _WIDTH = 340, 640
_TWO = 560  # px, for two beside each other
_SIDES = ("width", "height")
_BY_PLOTLY = "drawn by Plotly because of {}"


@dataclass(frozen=True)
class Figure:
    """One logged figure: its markup and data, and how the page makes it again elsewhere."""

    html: Markup
    blocks: tuple[Block, ...]
    element: str
    view: str
    libraries: frozenset[str]
    height: int
    width: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Figures:
    """The figures that runs logged under a key: the last of each run."""

    items: tuple[tuple[dict[str, Any], LoggedFigure], ...]
    width: int = 960

    def render(self, title: str) -> Fragment:
        """Return the figures, with the run's name where there are several."""
        parts, found, problems, notes = [], Fragment(), [], []
        for run, item in self.items:
            try:
                figure = draw_figure(item)
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
            return Fragment(empty(f"{problems[0]}." if problems else say("No figure.")), missing=problems)
        columns = 1 if len(parts) == 1 or self.width < _TWO else 2
        found.html = Markup('<div class="rg-histograms" style="--columns:{}">{}</div>').format(
            columns, Markup().join(parts)
        )
        found.elements = frozenset({"chart", "figure"} if "plotly" in found.libraries else {"chart"})
        found.alt = f"{title}: {plural(len(parts), 'logged figure')}."
        found.sampled, found.missing = list(dict.fromkeys(notes)), problems
        return found


def figures_of(runs: RunSet, key: str, width: int) -> Figures | None:
    """Return the last figure of each run under a key, None where there are none."""
    found = []
    for run in runs:
        info = run.keys.get(key)
        if info is not None and info.media.endswith("figure"):
            figures = [item.value for item in run.source.media(key) if isinstance(item.value, LoggedFigure)]
            found += [(swatch(run), figures[-1])] if figures else []
    return Figures(tuple(found), width) if found else None


def draw_figure(logged: LoggedFigure) -> Figure:
    """Return a figure; MediaError says why it has none."""
    if logged.library == "Bokeh":
        raise MediaError("Bokeh figures are not drawn")
    figure = _read(logged) if logged.spec is None else logged.spec
    if logged.library == "Vega-Lite":
        return _of_vega_lite(figure)
    if plotly.needs_network(figure):
        raise MediaError("Plotly maps load their outlines from the network, and a report makes no requests")
    try:
        answer = plotly.converted(figure)
        if answer.vega is not None:
            return _as_vega(answer.vega, *plotly.size_of(figure), answer.notes)
        why = answer.why
    except (custom.ChartError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        why = "a value of an unexpected type"  # Plotly is more forgiving
    return _as_plotly(figure, why)


def _read(logged: LoggedFigure) -> Mapping[str, Any]:
    """Return a figure's JSON."""
    if logged.file is None:
        raise MediaError("the figure has no file")
    with reading(f"the figure {logged.file.name}"):
        figure = read_json(logged.file.read(), logged.file.name)
        figure = plotly.decoded(figure) if logged.library == "Plotly" else figure
    if not isinstance(figure, Mapping):
        raise MediaError(f"{logged.file.name} is not a figure: expected an object with 'data' and 'layout'")
    return figure


def _of_vega_lite(spec: Mapping[str, Any]) -> Figure:
    """Return a figure that was logged as a Vega-Lite or Vega spec with its data."""
    try:
        vega, library = custom.compiled(spec)
        width, height = (int(v) if isinstance(v := vega.get(side), int | float) else None for side in _SIDES)
        return _as_vega(vega, width, height, (), library)
    except custom.ChartError as error:
        raise MediaError(f"the figure cannot be drawn: {error.what}") from None


def _as_vega(
    vega: dict[str, Any], width: int | None, height: int | None, notes: Sequence[str], library: str = "vega"
) -> Figure:
    from reportgen.charts import drawing

    tall = height or _HEIGHT
    drawn = plain({**vega, "width": width or _WIDTH, "height": tall})
    picture, _, _ = drawing.draw(json.loads(json.dumps(drawn)))
    chart = Chart(drawn, {}, {}, picture, run="", height=tall, widest=width, library=library)
    made = chart_fragment(chart, "")
    return Figure(made.html, tuple(made.blocks), "rg-chart", made.blocks[-1].id, made.libraries, tall, width,
                  "; ".join(notes))  # fmt: skip


def _as_plotly(figure: Mapping[str, Any], why: str) -> Figure:
    width, height = plotly.size_of(figure)
    tall = height or _HEIGHT + 60
    safe, notes = plotly.cleaned(figure)
    block = json_block(plain({**safe, "themed": plotly.is_themed(figure)}))
    html = Markup('<rg-figure data-view="{}"><div class="rg-plot rg-plotly" style="{}">{}</div></rg-figure>').format(
        block.id, size(tall, width), without_scripts(figure)
    )
    note = "; ".join([_BY_PLOTLY.format(why), *notes])
    return Figure(html, (block,), "rg-figure", block.id, frozenset({"plotly"}), tall, width, note)
