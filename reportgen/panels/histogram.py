"""Logged histograms over steps as a heat map, with the distribution at a step beside it; a single one as bars.

- histogram: gradients/conv1
- histogram: {key: gradients/conv1, log_color: true, view: ridgeline}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, TypedDict

import numpy as np
from markupsafe import Markup
from pydantic import Field

from reportgen import portable
from reportgen.blocks import Block, BlockId, exact_block, json_block, number_block
from reportgen.charts import heat, shape, static
from reportgen.charts.frame import Shape
from reportgen.charts.marks import Bars, Line, Mark, Picture
from reportgen.digits import digits
from reportgen.fragment import Fragment
from reportgen.held import HeldHistograms
from reportgen.model.column import Floats
from reportgen.model.media import LoggedMedia
from reportgen.model.media.histogram import Histogram as LoggedHistogram
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.panels.base.legend import color_scale, runs_legend
from reportgen.panels.base.markup import empty, run_head, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.spec.fields import Key
from reportgen.stats.rebin import (
    Masses,
    Measure,
    as_shares,
    common_edges,
    even,
    masses_of,
    measured,
    percentiles,
    rebin,
)  # fmt: skip
from reportgen.texts import plural, say

_HEIGHT, _SMALL_HEIGHT = 264, 132
_LARGE, _SMALL = 4, 12
"""So many runs have large plots, and so many small ones before the others are folded."""
_NARROW = 560
_FILL = 0.25
_BINS = 64
_MAX_STEPS = 2000
_STATIC_STEPS = 96


@dataclass(frozen=True)
class Rows:
    """One run's histograms on the common edges: ``steps`` (n,), ``mass`` (n, bins)."""

    run: dict[str, Any]
    steps: Floats
    mass: Floats


@dataclass(frozen=True)
class View:
    """All runs' histograms on common ``edges`` (bins + 1,), and what is drawn of their mass."""

    edges: Floats
    rows: tuple[Rows, ...]
    measure: Measure
    width: int
    notes: tuple[str, ...] = ()

    def heights(self, mass: Floats) -> Floats:
        """Return (..., bins) masses as they are drawn."""
        return mass / self.measure.widths

    def grid(self) -> tuple[int, int]:
        """Return how many plots stand beside each other, and their height: of many runs they are small.

        As few places as possible stay empty in the last row.
        """
        count = len(self.rows)
        if count <= _LARGE:
            return 1 if self.width < _NARROW or count == 1 else 2 if count in (2, 4) else 3, _HEIGHT
        if self.width < _NARROW:
            return 1, _SMALL_HEIGHT
        return min((4, 3), key=lambda columns: -min(count, _SMALL) % columns), _SMALL_HEIGHT

    def most(self) -> float:
        """Return the greatest height."""
        return max((float(self.heights(rows.mass).max(initial=0)) for rows in self.rows), default=0.0) or 1.0


class HistogramRowsPayload(TypedDict):
    """The histograms of a run: blocks of its steps, and of the mass of every bin, a step after the other."""

    run: int
    name: str
    steps: BlockId
    mass: BlockId


class HistogramPayload(TypedDict):
    """Histograms on common edges; mass is drawn divided by ``widths``, where bins differ in width."""

    shape: Shape
    edges: list[float]
    measure: str
    single: bool
    widths: list[float] | None
    unit: float
    logColor: bool
    percentiles: bool
    view: Literal["heat_map", "ridgeline"]
    rows: list[HistogramRowsPayload]


class Histogram(Panel):
    """Distributions over steps, with counts as colour; or one distribution as bars.

    Where bins differ in width, colour and height are counts per unit, so that area is what falls into a bin. What was
    logged as a density (``np.histogram(density=True)``) is shown as one.
    """

    main: ClassVar[str] = "key"

    key: Key
    """A key that histograms were logged under, in history or in the summary."""
    view: Literal["heat_map", "ridgeline"] = "heat_map"
    """A heat map over steps, or a ridgeline plot."""
    bins: Annotated[int, Field(ge=4, le=512)] = _BINS
    """Number of bins on the value axis, if the logged ones differ."""
    log_color: bool = False
    """Logarithmic colour scale."""
    percentiles: bool = True
    """Draw the 5th, 25th, 50th, 75th and 95th percentiles over the heat map."""

    def references(self) -> list[Reference]:
        """Return the key."""
        return [Reference(("key",), self.key, "histogram")]

    def heading(self) -> str:
        """Return the title, or the key."""
        return self.title or self.key.removeprefix("summary.")

    def prepare(self, runs: RunSet, context: Context) -> View | None:
        """Return all histograms on common edges, None where there is none that can be drawn."""
        found = [(run, *self._logged(run)) for run in runs]
        usable = [(_member(run, index, len(kept)), logged) for run, kept, _ in found for index, logged in kept.items()]
        unusable = sum(bad for *_, bad in found)
        if not usable:
            return View(np.zeros(2), (), Measure("count", np.ones(1), 1.0), context.width) if unusable else None
        notes = []
        if unusable:
            notes.append(say("{histograms} not drawn", histograms=plural(unusable, "empty histogram")))
        if any(len(logged) > _MAX_STEPS for _, logged in usable):
            most = max(len(logged) for _, logged in usable)
            notes.append(
                say("{n} of {total} histograms per run kept, evenly spaced", n=f"{_MAX_STEPS:,}", total=f"{most:,}")
            )
            usable = [(run, _thinned(logged)) for run, logged in usable]
        densities = {h.density for _, logged in usable for h in logged}
        if len(densities) > 1:
            notes.append(say("counts and densities share one scale and are drawn as densities"))
            usable = [(run, as_shares(logged)) for run, logged in usable]
        edges = common_edges([h for _, logged in usable for h in logged], self.bins)
        rows = tuple(
            Rows(run, np.array([float(h.step) for h in logged]), np.array([rebin(h, edges) for h in logged]))
            for run, logged in usable
        )
        measure = measured([each.mass for each in rows], edges, density=True in densities)
        return View(edges, rows, measure, context.width, tuple(notes))

    def _logged(self, run: Run) -> tuple[dict[int, list[Masses]], int]:
        """Return the run's histograms by their place in a logged list, and how many hold nothing."""
        name = self.key.removeprefix("summary.")
        found: list[LoggedMedia] = []
        if self.key in run.keys and not self.key.startswith("summary."):
            found = run.source.media(self.key)
        elif isinstance(kept_last := run.lookup(f"summary.{name}"), LoggedHistogram):
            found = [LoggedMedia(kept_last, 0)]
        kept: dict[int, list[Masses]] = {}
        unusable = 0
        for item in found:
            if not isinstance(item.value, LoggedHistogram):
                continue
            masses = masses_of(item.value, item.step)
            if masses.total <= 0:
                unusable += 1
            else:
                kept.setdefault(item.index, []).append(masses)
        return kept, unusable

    def render(self, view: View | None, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return a plot for each run; a single distribution each becomes one plot with all runs."""
        del theme, children
        if view is None:
            return Fragment(empty(say("No run has logged histograms under {key}.", key=self.key)),
                            missing=[f"no run logged histograms under '{self.key}'"])  # fmt: skip
        if not view.rows:
            return Fragment(empty(say("Every histogram under {key} is empty.", key=self.key)))
        blocks: list[Block] = []
        single = all(len(rows.steps) == 1 for rows in view.rows)
        data: HistogramPayload = {
            "shape": shape("canvas"), "edges": view.edges.tolist(), "measure": view.measure.name, "single": single,
            "widths": None if (view.measure.widths == 1).all() else view.measure.widths.tolist(),
            "unit": view.measure.unit,
            "logColor": self.log_color, "percentiles": self.percentiles, "view": self.view,
            "rows": [self._stored(rows, blocks) for rows in view.rows],
        }  # fmt: skip
        blocks.append(json_block(data))
        if single:
            runs = [rows.run | {"name": rows.run.get("of", rows.run["name"])} for rows in view.rows]
            body = _plot(blocks[-1].id, "", self._bars(view)) + runs_legend(runs, "square")
        else:
            cells = [self._cell(view, place, blocks[-1].id) for place in range(len(view.rows))]
            name = measure_word(view.measure.name)
            name = say("{name}, logarithmic", name=name) if self.log_color else name
            body = _grid(cells, view) + color_scale(name, [0, view.most()], faint=0)
        return Fragment(
            body, frozenset({"chart", "histogram"}), frozenset({"vega"}), blocks, alt=self._alt(view),
            sampled=list(view.notes), holds=[HeldHistograms(blocks[-1].id, self.key.removeprefix("summary."))],
        )  # fmt: skip

    @staticmethod
    def _stored(rows: Rows, blocks: list[Block]) -> HistogramRowsPayload:
        steps, mass = number_block(rows.steps), exact_block(rows.mass.ravel())
        blocks += [steps, mass]
        return {"run": rows.run["index"], "name": rows.run["name"], "steps": steps.id, "mass": mass.id}

    def _cell(self, view: View, place: int, block: str) -> Markup:
        rows = view.rows[place]
        name = run_head(rows.run) if len(view.rows) > 1 else Markup()
        columns, height = view.grid()
        size = view.width // columns, height
        plot = _plot(block, str(place), _heat_picture(view, rows, size, log=self.log_color), height)
        return Markup('<div class="rg-histogram-cell" data-run="{}">{}{}</div>').format(rows.run["index"], name, plot)

    @staticmethod
    def _bars(view: View) -> Markup:
        marks: list[Mark] = []
        zero = np.zeros(len(view.edges) - 1)
        for rows in view.rows:
            color, heights = f"var(--run-{rows.run['index']})", view.heights(rows.mass[0])
            several = len(view.rows) > 1  # outlines, because bars would hide each other
            marks.append(Bars(view.edges[:-1], view.edges[1:], zero, heights, [color], _FILL if several else 1.0))
            if several:
                marks.append(Line(np.repeat(view.edges, 2)[1:-1], np.repeat(heights, 2), color))
        x = static.Axis(float(view.edges[0]), float(view.edges[-1]))
        return static.picture(marks, x, static.Axis(0, view.most() * 1.05), view.width, _HEIGHT)

    def _alt(self, view: View) -> str:
        parts = [say("Histograms of {what}, {runs}.", what=self.heading(), runs=plural(len(view.rows), "run"))]
        for rows in view.rows[:12]:
            low, middle, high = percentiles(rows.mass[-1:], view.edges, [0.05, 0.5, 0.95])[0].tolist()
            where = say("at step {step}", step=f"{int(rows.steps[-1]):,}") if len(rows.steps) > 1 else say("once")
            parts.append(
                say(
                    "{run} {where}: median {median}, 90% between {low} and {high}.",
                    run=rows.run["name"],
                    where=where,
                    median=digits(middle),
                    low=digits(low),
                    high=digits(high),
                )
                if np.isfinite(middle)
                else say("{run} {where}: empty.", run=rows.run["name"], where=where)
            )
        return " ".join(parts)


def measure_word(name: str) -> str:
    """Return what the heights of bins are, in words."""
    words = {
        "density": say("density"), "share": say("share"), "count": say("count"),
        "share per unit": say("share per unit"), "count per unit": say("count per unit"),
    }  # fmt: skip
    return words[name]


def _member(run: Run, index: int, count: int) -> dict[str, Any]:
    """Return how a run's histogram is named; those of a logged list by their places."""
    return (
        swatch(run)
        if count == 1
        else swatch(run) | {"name": say("{run}, item {n}", run=run.name, n=index + 1), "of": run.name}
    )


def _thinned(logged: list[Masses]) -> list[Masses]:
    if len(logged) <= _MAX_STEPS:
        return logged
    return [logged[i] for i in np.linspace(0, len(logged) - 1, _MAX_STEPS).round().astype(int).tolist()]


def _grid(cells: Sequence[Markup], view: View) -> Markup:
    """Return the plots of all runs, those of many folded."""
    columns, _ = view.grid()
    grid = Markup('<div class="rg-histograms" style="--columns:{}">{}</div>')
    body = grid.format(columns, Markup().join(cells[:_SMALL]))
    if len(cells) <= _SMALL:
        return body
    more = grid.format(columns, Markup().join(cells[_SMALL:]))
    return body + Markup('<details class="rg-more"><summary>{}</summary>{}</details>').format(
        plural(len(cells) - _SMALL, "more run", "more runs"), more
    )


def _plot(block: str, run: str, picture: Markup, height: int = _HEIGHT) -> Markup:
    which = Markup(' data-of="{}"').format(run) if run else Markup()
    return Markup(
        '<rg-histogram data-view="{}"{}><div class="rg-plot" style="height:{}px">{}</div></rg-histogram>'
    ).format(block, which, height, picture)


def _heat_picture(view: View, rows: Rows, size: tuple[int, int], *, log: bool) -> Markup:
    """Return the static heat map: at most a hundred columns, each the histogram last logged by then."""
    low, high = float(rows.steps[0]), float(rows.steps[-1])
    high = high if high > low else low + 1
    columns = np.linspace(low, high, min(len(rows.steps), _STATIC_STEPS))
    at = np.clip(np.searchsorted(rows.steps, columns, side="right") - 1, 0, len(rows.steps) - 1)
    heights, most, unit = view.heights(rows.mass[at]), view.most(), view.measure.unit
    shares = portable.log1p(heights / unit) / float(portable.log1p(most / unit)) if log else heights / most
    y = (float(view.edges[0]), float(view.edges[-1]))
    if not even(view.edges):  # a row of pixels shows the bin that its middle lies in
        middles = y[0] + (np.arange(size[1]) + 0.5) / size[1] * (y[1] - y[0])
        shares = shares[:, np.clip(np.searchsorted(view.edges, middles, side="right") - 1, 0, shares.shape[1] - 1)]
    url = heat.data_url(shares.T[::-1])
    return static.picture([Picture((low, high), y, url)], static.Axis(low, high), static.Axis(*y), *size)
