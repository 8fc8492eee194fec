"""Logged histograms over steps as a heat map, with the distribution at a step beside it; a single one as bars.

- histogram: gradients/conv1
- histogram: {key: gradients/conv1, log_color: true, view: ridgeline}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from markupsafe import Markup
from pydantic import Field

from reportgen import portable
from reportgen.blocks import Block, exact_block, json_block, number_block
from reportgen.charts import heat, shape, static
from reportgen.charts.marks import Bars, Mark, Picture
from reportgen.charts.ticks import label
from reportgen.fragment import Fragment
from reportgen.panels._base import Context, Panel, Reference, Theme, empty, run_head, swatch
from reportgen.panels._legend import runs_legend
from reportgen.runs.rebin import Histogram as Logged
from reportgen.runs.rebin import common_edges, histogram_of, percentiles, rebin
from reportgen.runs.run import Floats, Run
from reportgen.runs.runset import RunSet
from reportgen.spec.fields import Key

_HEIGHT = 264
_BINS, _MOST_BINS = 64, 100_000
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
    """All runs' histograms on common ``edges`` (bins + 1,)."""

    edges: Floats
    rows: tuple[Rows, ...]
    density: bool
    width: int
    notes: tuple[str, ...] = ()


class Histogram(Panel):
    """Distributions over steps: colour is how much falls into a bin; or one distribution as bars."""

    main: ClassVar[str] = "key"

    key: Key
    """A key that histograms were logged under, in history or in the summary."""
    view: Literal["heat_map", "ridgeline"] = "heat_map"
    """A heat map over steps, or one outline above the other."""
    bins: Annotated[int, Field(ge=4, le=512)] = _BINS
    """Bins of the value axis, where the logged ones differ."""
    log_color: bool = False
    """Let colour follow the logarithm of the count."""
    percentiles: bool = True
    """Draw the 5th, 25th, 50th, 75th and 95th percentile over the heat map."""

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
            return View(np.zeros(2), (), density=False, width=context.width) if unusable else None
        notes = []
        if unusable:
            notes.append(f"{unusable:,} {'histogram is' if unusable == 1 else 'histograms are'} empty and not drawn")
        if any(len(logged) > _MAX_STEPS for _, logged in usable):
            most = max(len(logged) for _, logged in usable)
            notes.append(f"{_MAX_STEPS:,} of {most:,} histograms of a run kept, evenly spaced")
            usable = [(run, _thinned(logged)) for run, logged in usable]
        edges = common_edges([h for _, logged in usable for h in logged], self.bins)
        rows = tuple(
            Rows(run, np.array([float(h.step) for h in logged]), np.array([rebin(h, edges) for h in logged]))
            for run, logged in usable
        )
        density = all(h.density for _, logged in usable for h in logged)
        return View(edges, rows, density, context.width, tuple(notes))

    def _logged(self, run: Run) -> tuple[dict[int, list[Logged]], int]:
        """Return the run's histograms by their place in a logged list, and how many hold nothing."""
        name = self.key.removeprefix("summary.")
        values: list[tuple[int, int, Any]] = []
        if self.key in run.keys and not self.key.startswith("summary."):
            values = [
                (item.index, item.step, item.value) for item in run.source.media(self.key) if item.kind == "histogram"
            ]
        elif isinstance(run.lookup(f"summary.{name}"), dict):
            values = [(0, 0, run.lookup(f"summary.{name}"))]
        kept: dict[int, list[Logged]] = {}
        unusable = 0
        for index, step, value in values:
            logged = _histogram(value, step)
            if logged is None or logged.total <= 0:
                unusable += 1
            else:
                kept.setdefault(index, []).append(logged)
        return kept, unusable

    def render(self, view: View | None, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return a plot for each run; a single distribution each becomes one plot with all runs."""
        del theme, children
        if view is None:
            return Fragment(empty(f"No run has logged histograms under {self.key}."),
                            missing=[f"no run logged histograms under '{self.key}'"])  # fmt: skip
        if not view.rows:
            return Fragment(empty(f"Every histogram under {self.key} is empty."))
        blocks: list[Block] = []
        single = all(len(rows.steps) == 1 for rows in view.rows)
        data = {
            "shape": shape("canvas"), "edges": view.edges.tolist(), "density": view.density, "single": single,
            "logColor": self.log_color, "percentiles": self.percentiles, "view": self.view,
            "rows": [self._stored(rows, blocks) for rows in view.rows],
        }  # fmt: skip
        blocks.append(json_block(data))
        if single:
            body = _plot(blocks[-1].id, "", self._bars(view)) + runs_legend([rows.run for rows in view.rows])
        else:
            most = max(float(rows.mass.max(initial=0)) for rows in view.rows)
            cells = [self._cell(view, place, most, blocks[-1].id) for place in range(len(view.rows))]
            columns = 1 if len(cells) == 1 else 2 if view.width > 560 else 1  # noqa: PLR2004 - two need room
            body = Markup('<div class="rg-histograms" style="--columns:{}">{}</div>').format(
                columns, Markup().join(cells)
            )
        return Fragment(
            body, frozenset({"chart", "histogram"}), frozenset({"vega"}), blocks, alt=self._alt(view),
            sampled=list(view.notes),
        )  # fmt: skip

    @staticmethod
    def _stored(rows: Rows, blocks: list[Block]) -> dict[str, Any]:
        steps, mass = number_block(rows.steps), exact_block(rows.mass.ravel())
        blocks += [steps, mass]
        return {"run": rows.run["index"], "name": rows.run["name"], "steps": steps.id, "mass": mass.id}

    def _cell(self, view: View, place: int, most: float, block: str) -> Markup:
        rows = view.rows[place]
        name = run_head(rows.run) if len(view.rows) > 1 else Markup()
        width = view.width if len(view.rows) == 1 else view.width // 2
        plot = _plot(block, str(place), _heat_picture(view, rows, most, width, log=self.log_color))
        return Markup('<div class="rg-histogram-cell" data-run="{}">{}{}</div>').format(rows.run["index"], name, plot)

    @staticmethod
    def _bars(view: View) -> Markup:
        marks: list[Mark] = []
        zero = np.zeros(len(view.edges) - 1)
        widths = np.diff(view.edges)
        # Bins of unequal width are drawn by area: a count per unit.
        scale = np.ones(len(widths)) if np.allclose(widths, widths[0], rtol=1e-3) else widths
        for rows in view.rows:
            color = f"var(--run-{rows.run['index']})"
            opacity = 1.0 if len(view.rows) == 1 else 0.45
            marks.append(Bars(view.edges[:-1], view.edges[1:], zero, rows.mass[0] / scale, [color], opacity))
        top = max(float((rows.mass / scale).max(initial=0)) for rows in view.rows) or 1.0
        x = static.Axis(float(view.edges[0]), float(view.edges[-1]))
        return static.picture(marks, x, static.Axis(0, top * 1.05), view.width, _HEIGHT)

    def _alt(self, view: View) -> str:
        parts = [f"Histograms of {self.heading()}, {len(view.rows)} {'run' if len(view.rows) == 1 else 'runs'}."]
        for rows in view.rows[:12]:
            low, middle, high = percentiles(rows.mass[-1:], view.edges, [0.05, 0.5, 0.95])[0].tolist()
            where = f"at step {int(rows.steps[-1]):,}" if len(rows.steps) > 1 else "once"
            parts.append(
                f"{rows.run['name']} {where}: median {label(middle)}, 90% between {label(low)} and {label(high)}."
                if np.isfinite(middle)
                else f"{rows.run['name']} {where}: empty."
            )
        return " ".join(parts)


def _member(run: Run, index: int, count: int) -> dict[str, Any]:
    """Return how a run's histogram is named; those of a logged list by their places."""
    return swatch(run) if count == 1 else swatch(run) | {"name": f"{run.name}, item {index + 1}", "item": index}


def _histogram(value: Any, step: int) -> Logged | None:
    """Return a logged value as a histogram; old SDKs packed even bins as min, size and count."""
    values, edges, packed = value.get("values"), value.get("bins"), value.get("packedBins")
    try:
        if edges is None and isinstance(packed, dict):
            low, size, count = (float(packed.get(name, 0)) for name in ("min", "size", "count"))
            edges = [low + size * i for i in range(min(int(count), _MOST_BINS) + 1)]
        if not isinstance(values, list) or not isinstance(edges, list):
            return None
        return histogram_of([float(v) for v in values], [float(e) for e in edges], step)
    except (TypeError, ValueError, OverflowError):
        return None


def _thinned(logged: list[Logged]) -> list[Logged]:
    if len(logged) <= _MAX_STEPS:
        return logged
    return [logged[i] for i in np.linspace(0, len(logged) - 1, _MAX_STEPS).round().astype(int).tolist()]


def _plot(block: str, run: str, picture: Markup) -> Markup:
    which = Markup(' data-of="{}"').format(run) if run else Markup()
    return Markup(
        '<rg-histogram data-view="{}"{}><div class="rg-plot" style="height:{}px">{}</div></rg-histogram>'
    ).format(block, which, _HEIGHT, picture)


def _heat_picture(view: View, rows: Rows, most: float, width: int, *, log: bool) -> Markup:
    """Return the static heat map: at most a hundred columns, each the histogram last logged by then."""
    low, high = float(rows.steps[0]), float(rows.steps[-1])
    high = high if high > low else low + 1
    columns = np.linspace(low, high, min(len(rows.steps), _STATIC_STEPS))
    at = np.clip(np.searchsorted(rows.steps, columns, side="right") - 1, 0, len(rows.steps) - 1)
    mass = rows.mass[at]
    shares = portable.log1p(mass) / (float(portable.log1p(most)) or 1) if log else mass / (most or 1)
    y = (float(view.edges[0]), float(view.edges[-1]))
    url = heat.data_url(shares.T[::-1])
    return static.picture([Picture((low, high), y, url)], static.Axis(low, high), static.Axis(*y), width, _HEIGHT)
