"""A family of metrics in one picture for each run: members by steps, the value as shade.

- heat_map: {metric_regex: grad_norm/layer}
- heat_map: [layer0/grad_norm, layer1/grad_norm, layer2/grad_norm]
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self, TypedDict

import numpy as np
from markupsafe import Markup
from pydantic import Field, model_validator

from reportgen.blocks import Block, BlockId, json_block, number_block
from reportgen.digits import digits
from reportgen.fragment import Fragment
from reportgen.media.shade import shade
from reportgen.model.column import Column, Floats
from reportgen.model.order import natural
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.panels.base.markup import nothing, run_name, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.patterns import found_in
from reportgen.spec.fields import Keys, Pattern, refuse
from reportgen.stats.family import Scale, on_steps, scale_of
from reportgen.stats.goals import family_of, page_goal
from reportgen.texts import plural, say

_BINS = 96
_ROW = 10
"""Height of a member in CSS pixels, where there are few."""
_TALLEST = 240
_LABELS = 12
"""Members that are all named beside a picture; of more, every n-th."""


@dataclass(frozen=True)
class Picture:
    """A run's grid (m, b): means, and the share of values that are NaN or infinite."""

    run: dict[str, Any]
    means: Floats
    lost: Floats


@dataclass(frozen=True)
class View:
    """The members, the edges of steps, and a picture for each run, all on one scale."""

    members: tuple[str, ...]
    edges: Floats
    pictures: tuple[Picture, ...]
    scale: Scale
    left_out: int
    absent: tuple[str, ...]
    by: str = ""
    """The metric by which the best runs are shown, where some are omitted."""


class HeatMapPicturePayload(TypedDict):
    """A run's means, row by row."""

    run: int
    values: BlockId


class HeatMapPayload(TypedDict):
    """What a reader points at: members from top to bottom, and the steps between which a column lies."""

    members: list[str]
    edges: list[float]
    pictures: list[HeatMapPicturePayload]


class HeatMap(Panel):
    """Many metrics of one family over the steps: a row for each metric, an image for each run, all on one scale."""

    main: ClassVar[str] = "metrics"

    metrics: Keys = []
    """The metrics, from top to bottom."""
    metric_regex: Pattern = ""
    """Also every metric whose name matches this regular expression (RE2), in natural order."""
    max_runs_to_show: Annotated[int, Field(ge=1)] = 12
    """Runs that have an image, the best of many; a note reports how many were omitted."""

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.metrics and not self.metric_regex:
            raise refuse("heat_map needs 'metrics'", "Or set metric_regex.", whole=True)
        return self

    def references(self) -> list[Reference]:
        """Return the metrics."""
        return [Reference(("metrics", index), key, "number") for index, key in enumerate(self.metrics)]

    def heading(self) -> str:
        """Return the title, or what the names have in common."""
        return self.title or _family(self.metrics) or self.metric_regex or say("Heat map")

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return a grid for each run that logged one of the metrics."""
        del context
        members = self._members(runs)
        having = [run for run in runs if any(key in run.keys for key in members)]
        shown, by = _best(having, runs, self.max_runs_to_show)
        columns = [[_column(run, key) for key in members] for run in shown]
        edges = _edges([column for row in columns for column in row])
        pictures = tuple(Picture(swatch(run), *on_steps(row, edges)) for run, row in zip(shown, columns, strict=True))
        absent = tuple(key for key in self.metrics if not any(key in run.keys for run in runs))
        scale = scale_of([picture.means for picture in pictures])
        return View(tuple(members), edges, pictures, scale, len(having) - len(shown), absent, by)

    def _members(self, runs: RunSet) -> list[str]:
        logged = set(runs.metrics)
        asked = self.metric_regex
        more = [key for key in logged - set(self.metrics) if asked and found_in(key, asked)]
        return [*(key for key in self.metrics if key in logged), *sorted(more, key=natural)]

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return a picture for each run beside each other, and the scale."""
        del theme, children
        missing = [f"no run logged '{key}'" for key in view.absent]
        if not view.pictures:
            return nothing(say("No run has logged {what}.", what=self.heading()), missing)
        blocks: list[Block] = [number_block(picture.means.ravel().astype(np.float64)) for picture in view.pictures]
        payload: HeatMapPayload = {
            "members": list(view.members), "edges": [float(edge) for edge in view.edges],
            "pictures": [
                {"run": picture.run["index"], "values": block.id}
                for picture, block in zip(view.pictures, blocks, strict=True)
            ],
        }  # fmt: skip
        block = json_block(payload)
        pictures = Markup().join(_picture(picture, view) for picture in view.pictures)
        html = Markup('<rg-heat-map data-view="{}">{}<div class="rg-heat-maps">{}</div></rg-heat-map>').format(
            block.id, _legend(view.scale), pictures
        )
        chosen = say("The {n} best runs by {metric} are shown", n=len(view.pictures), metric=view.by) if view.by else ""
        more = say("{runs} not shown", runs=plural(view.left_out, "more run"))
        sampled = ["; ".join(filter(None, [chosen, more]))] if view.left_out else []
        alt = say(
            "{metrics} over the steps, for {runs}.",
            metrics=plural(len(view.members), "metric"), runs=plural(len(view.pictures), "run"),
        )  # fmt: skip
        return Fragment(
            html,
            frozenset({"heat_map"}),
            blocks=[block, *blocks],
            alt=alt,
            sampled=sampled,
            missing=missing,
            title=_family(view.members),
        )


def _best(having: list[Run], runs: RunSet, most: int) -> tuple[list[Run], str]:
    """Return the runs that are shown, and by which metric they were chosen: the best where not all are."""
    goal = page_goal(runs) if len(having) > most else None
    if goal is None:
        return having[:most], ""
    places = {index: place for place, index in enumerate(goal.ranked())}
    ranked = sorted(having, key=lambda run: places.get(run.index, len(places)))
    return ranked[:most], goal.metric


def _family(members: Sequence[str]) -> str:
    """Return the name that metrics share, with a gap for the number by which they differ, or nothing."""
    names = {family_of(key) for key in members}
    return names.pop().replace("#", "…") if len(names) == 1 else ""


def _column(run: Run, key: str) -> Column:
    return run.column(key) if key in run.keys else Column.empty()


def _edges(columns: Sequence[Column]) -> Floats:
    """Return the edges of at most 96 even stretches of steps, from the first of all columns to the last."""
    filled = [column for column in columns if len(column)]
    low = min((float(column.steps[0]) for column in filled), default=0.0)
    high = max((float(column.steps[-1]) for column in filled), default=1.0)
    most = max((len(column) for column in filled), default=1)
    bins = max(min(_BINS, most), 1)
    width = (high - low) / max(bins - 1, 1) if bins == most else (high - low) / bins
    start = low - width / 2 if bins == most else low
    return np.asarray(start + (width or 1.0) * np.arange(bins + 1))


def _picture(picture: Picture, view: View) -> Markup:
    count = len(view.members)
    height = min(max(count * _ROW, 60), _TALLEST) if count < _TALLEST else count
    shades = 0.06 + 0.94 * view.scale.shades(picture.means)
    layers = _layer("rg-heat", shades)
    if (picture.lost > 0).any():
        layers += _layer("rg-heat rg-heat-lost", np.where(picture.lost > 0, 1.0, 0.0))
    low, high = (digits(float(step)) for step in _ends(view.edges))
    return Markup(
        '<div class="rg-heat-picture" data-run="{}"><p class="rg-run-line">{}</p>'
        '<div class="rg-heat-rows"><ul>{}</ul><div class="rg-heat-box" style="height:{}px">{}</div>'
        '<p class="rg-heat-steps"><span>{}</span><span>{}</span></p></div></div>'
    ).format(
        picture.run["index"],
        run_name(picture.run),
        _labels(view.members),
        height,
        layers,
        low,
        say("step {step}", step=high),
    )


def _ends(edges: Floats) -> tuple[float, float]:
    half = (edges[1] - edges[0]) / 2
    low, high = edges[0] + half, edges[-1] - half
    return float(np.round(low)), float(np.round(high))


def _layer(names: str, alpha: Floats) -> Markup:
    address = base64.b64encode(shade(alpha)).decode("ascii")
    return Markup(
        '<i class="{0}" style="-webkit-mask-image:url(data:image/png;base64,{1});'
        'mask-image:url(data:image/png;base64,{1})"></i>'
    ).format(names, address)


def _labels(members: Sequence[str]) -> Markup:
    """Return the numbers by which the members differ, or their names; of many, every n-th."""
    numbers = [re.findall(r"\d+", key) for key in members]
    differing = [
        place for place in range(min(map(len, numbers), default=0)) if len({one[place] for one in numbers}) > 1
    ]
    same = len({family_of(key) for key in members}) == 1
    short = same and len(differing) == 1
    texts = [one[differing[0]] if short else key for key, one in zip(members, numbers, strict=True)]
    every = -(-len(texts) // _LABELS)
    return Markup().join(
        Markup('<li title="{}"><bdi>{}</bdi></li>').format(key, text if place % every == 0 else "")
        for place, (key, text) in enumerate(zip(members, texts, strict=True))
    )


def _legend(scale: Scale) -> Markup:
    high = say("over {value}", value=digits(scale.high, 3)) if scale.beyond else digits(scale.high, 3)
    log = f" ({say('logarithmic')})" if scale.log else ""
    return Markup('<p class="rg-heat-scale"><span>{}</span><i></i><span>{}{}</span></p>').format(
        digits(scale.low, 3), high, log
    )
