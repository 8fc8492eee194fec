"""What every panel of logged media shares: which keys, how they are laid out, how the page moves through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Annotated, Any, ClassVar, Literal, NotRequired, TypedDict

import numpy as np
from markupsafe import Markup
from pydantic import Field, model_validator

from reportgen.blocks import json_block
from reportgen.fragment import Fragment
from reportgen.held import HeldMedia
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.panels.base.chart import slider
from reportgen.panels.base.markup import empty, static_note, swatch
from reportgen.panels.base.media.cells import PLACEHOLDER, Cells, gap_note
from reportgen.panels.base.media.gallery import (
    Axis,
    Section,
    Shown,
    are_texts,
    beside,
    figure,
    gaps,
    head,
    missing_of,
    pair,
    paired,
    place_of,
    sections,
    text_rows,
)
from reportgen.panels.base.media.overlays import LegendPayload, Overlays
from reportgen.panels.base.media.scenes import Scenes, scene_alt
from reportgen.panels.base.panel import Context, Panel, Reference
from reportgen.spec.fields import Key, Keys, refuse
from reportgen.texts import plural, say

STATIC = 24
NO_RUN: dict[str, Any] = {"index": -1, "name": ""}
ItemPayload = Annotated[dict[str, Any], "PlacePayload & CellPayload"]
Made = list[tuple[ItemPayload, Markup]]


Counts = Annotated[list[int], "[number, number, number, number]"]


class MatchedPayload(TypedDict):
    """The groups that are held against each other.

    ``ranks`` numbers the legend's classes by what they mean, and ``classes`` holds the first of each number.
    """

    found: int
    true: int
    score: str
    ranks: list[int]
    classes: list[int]


class ErrorsPayload(TypedDict):
    """The error explorer: where its sliders stand, the groups of boxes, and the masks of items that have two.

    Of each class of a mask: [class, pixels in both, in the found one, in the true one].
    """

    iou: float
    minScore: float
    open: bool
    boxes: NotRequired[MatchedPayload]
    masks: NotRequired[dict[str, list[Counts]]]


class PlacePayload(TypedDict):
    """Where an item was logged, and where it stands on the step slider, if not at its step."""

    run: int
    key: str
    step: int
    index: int
    at: NotRequired[float]
    caption: NotRequired[str]


class MediaPayload(TypedDict):
    """What every panel of media hands over: its items, the names of their runs, how they are laid out."""

    items: list[ItemPayload]
    runs: dict[str, str]
    axes: list[Axis]
    manyRuns: bool
    manyKeys: bool
    pageSize: int
    stepKey: str
    grid: bool
    pairs: bool


class MorePayload(TypedDict):
    """What the page also needs of images: their legend, how they are looked at first, the error explorer."""

    legend: NotRequired[LegendPayload]
    settings: NotRequired[dict[str, str]]
    errors: NotRequired[ErrorsPayload]


@dataclass(frozen=True)
class View:
    """All items, where the step slider stops, and the keys that no run has."""

    items: tuple[Shown, ...]
    steps: tuple[float, ...]
    absent: tuple[str, ...]
    many_runs: bool
    axes: tuple[Axis, ...] = ("index",)
    """What is laid out: one axis of a gallery, or (across, downward) of a grid."""
    named: bool = False
    """Whether each section needs its key, because the title does not say it."""
    notes: tuple[str, ...] = ()
    """What runs say of what they show."""
    title: str = ""
    """What a script calls the key, where it is one with another name."""

    @cached_property
    def sections(self) -> list[Section]:
        """The sections that the page shows before scripts run."""
        return sections(self.items, self.axes)

    @cached_property
    def static(self) -> list[int]:
        """The items that the page shows before scripts run."""
        return [number for section in self.sections for number in section.items][:STATIC]


class MediaPanel(Panel):
    """A gallery or grid with a step slider; each run shows what it last logged up to that step."""

    main: ClassVar[str] = "media_keys"
    noun: ClassVar[str] = "media"
    """What the panel shows, for messages."""

    media_keys: Keys = []
    """Keys that media were logged under."""
    mode: Literal["gallery", "grid", "side_by_side"] = "gallery"
    """``gallery`` lays out along one axis, ``grid`` along two; ``side_by_side`` pairs the runs' items by index."""
    gallery_axis: Axis = "index"
    """Order of the gallery: by ``index`` in a logged list, ``step`` or ``run``; sliders select the others."""
    grid_x_axis: Axis = "step"
    """What the grid's columns are."""
    grid_y_axis: Axis = "run"
    """What the grid's rows are."""
    num_columns: Annotated[int, Field(ge=1, le=24)] | None = None
    """Items per row of a gallery; by default as many as fit."""
    page_size: Annotated[int, Field(ge=1, le=10_000)] = 24
    """Items per page of the gallery."""
    max_items: Annotated[int, Field(ge=1)] | None = None
    """At most this many items per run, key and step; all if omitted."""
    step_key: Key | None = None
    """Another logged key, such as ``epoch``, that the step slider shows and synchronises."""

    @model_validator(mode="after")
    def _two_axes(self) -> MediaPanel:
        if self.mode == "grid" and self.grid_x_axis == self.grid_y_axis:
            raise refuse("a grid needs two different axes", "Change grid_x_axis or grid_y_axis.", whole=True)
        return self

    def references(self) -> list[Reference]:
        """Return the media keys and the key of the slider."""
        keys = [Reference(("media_keys", index), key, "media") for index, key in enumerate(self.media_keys)]
        return [*keys, Reference(("step_key",), self.step_key, "number")] if self.step_key else keys

    def heading(self) -> str:
        """Return the title, or the keys."""
        return self.title or ", ".join(self.media_keys)

    def beside(self, runs: RunSet, context: Context) -> list[Shown]:
        """Return items that no key holds: files of the spec, rows of tables."""
        del runs, context
        return []

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return every item by key, run and step."""
        shown: list[Shown] = []
        for key in self.media_keys:
            for run in runs:
                if key in run.keys:
                    shown += self._items(run, key)
        present = {entry.key for entry in shown}
        absent = tuple(key for key in self.media_keys if key not in present)
        shown += self.beside(runs, context)
        named = len({entry.key for entry in shown}) > 1 or (bool(present) and self.heading() not in present)
        axes: tuple[Axis, ...] = (self.gallery_axis,)
        if self.mode == "grid":
            axes = (self.grid_x_axis, self.grid_y_axis)
        elif self.mode == "side_by_side":
            axes = ("index", "run")
            shown = paired(shown)
        steps = tuple(sorted({entry.at for entry in shown}))
        said = (run.keys[key].note for key in self.media_keys for run in runs if key in run.keys)
        notes = tuple(dict.fromkeys(filter(None, said)))
        labels = {run.keys[key].label for key in self.media_keys for run in runs if key in run.keys}
        title = labels.pop() if len(labels) == len(self.media_keys) == 1 else ""
        many = len({entry.run["index"] for entry in shown}) > 1
        return View(tuple(shown), steps, absent, many, axes, named, notes, title)

    def _items(self, run: Run, key: str) -> list[Shown]:
        items = run.source.media(key)
        if self.max_items is not None:
            items = [item for item in items if item.index < self.max_items]
        steps = np.array([item.step for item in items], np.int64)
        at = steps.astype(np.float64)
        if self.step_key and items:
            column = run.column(self.step_key)
            if len(column):  # what was last known of the key at each item's step
                at = column.values[np.maximum(np.searchsorted(column.steps, steps, "right") - 1, 0)]
                at = np.where(np.isfinite(at), at, steps)
        return [Shown(swatch(run), key, item, float(place)) for item, place in zip(items, at, strict=True)]

    def nothing(self, view: View) -> Fragment:
        """Return what stands where there is nothing to show."""
        missing = [f"no run logged media '{key}'" for key in view.absent]
        words = say(" or ").join(view.absent)
        return Fragment(
            empty(
                say("No run has logged {what}.", what=f"{self.noun} {words}")
                if words
                else say("There is nothing to show.")
            ),
            missing=missing,
        )

    def laid_out(self, view: View, cells: Cells, made: Made, more: MorePayload, after: Markup) -> Fragment:
        """Return the last step's gallery as it stands, and data for the others; ``more`` is what the page also needs.

        ``after`` stands below the gallery before scripts run.
        """
        first, static = view.sections, view.static
        html = self._static(view, made)
        data = json_block({**self._data(view, made), **more})
        cells.blocks.append(data)
        columns = Markup(' style="--columns:{}"').format(self.num_columns) if self.num_columns else Markup()
        total = sum(len(section.items) for section in first)
        left = say("Showing {n} of {total}", n=f"{len(static):,}", total=f"{total:,}") if total > len(static) else ""
        note = static_note(left, say("; enable JavaScript for all.")) if left else Markup()
        moves = len(view.steps) > 1 and "step" not in view.axes
        steps = slider(view.steps, self.step_key or "step") if moves else Markup()
        shown = Markup('<rg-media-browser data-view="{}"{}>{}{}</rg-media-browser>{}{}')
        html = shown.format(data.id, columns, steps, html, note, after)
        missing = [f"no run logged media '{key}'" for key in view.absent]
        return Fragment(
            html, frozenset({"media_browser", *cells.elements}), cells.libraries, cells.blocks, alt=alt_of(view),
            sampled=list(dict.fromkeys([*view.notes, *cells.notes])), missing=[*missing, *cells.problems],
            title=view.title,
            holds=[HeldMedia(data.id)],
        )  # fmt: skip

    def made(self, view: View, cells: Cells) -> Made:
        """Return the cell of every item, with the markup of those that the static page shows."""
        static = frozenset(view.static)
        made = []
        for number, entry in enumerate(view.items):
            item = entry.item
            words = [entry.run["name"]] if view.many_runs else []
            where = ", ".join(
                [*words, entry.key, *([say("step {step}", step=item.step)] if entry.run["index"] >= 0 else [])]
            )
            cell, markup = cells.make(number, item.value, where, entry.key, static=number in static)
            place: PlacePayload = {"run": entry.run["index"], "key": entry.key, "step": item.step, "index": item.index}
            if entry.at != item.step:
                place["at"] = entry.at
            if item.value.caption:
                place["caption"] = item.value.caption
            made.append(({**place, **cell}, markup))
        return made

    def of_scenes(self, view: View, scenes: Scenes) -> Fragment:
        """Return a panel of scenes."""
        cells = Cells(Overlays({}, 0.5, frozenset()), scenes=scenes)
        made = self.made(view, cells)
        fragment = self.laid_out(view, cells, made, {}, Markup())
        fragment.alt = f"{fragment.alt} {scene_alt([cell for cell, _ in made])}".strip()
        return fragment

    def _static(self, view: View, made: Made) -> Markup:
        if self.mode != "grid" and are_texts(view.items):
            texts = ((n, view.items[n], made[n][0].get("text", "")) for n in view.static)
            return text_rows(texts, self.step_key or "step", many_runs=view.many_runs, named=view.named)
        parts, static = [], frozenset(view.static)
        for section in view.sections:
            numbers = [number for number in section.items if number in static]
            if not numbers:
                continue
            figures = self._pairs(view, made, numbers) if self._pairs_runs(view) else _figures(view, made, numbers)
            first_item = view.items[numbers[0]]
            logged, at = first_item.run["index"] >= 0, first_item.at
            note = f"{self.step_key or 'step'} {at:,.15g}" if "step" not in view.axes and logged else ""
            note = "" if len({view.items[number].at for number in section.items}) > 1 else note
            line = head(section, many_runs=view.many_runs, named=view.named, note=note)
            run = Markup(' data-run="{}"').format(section.run["index"]) if section.run else Markup()
            parts.append(
                Markup('<section class="rg-media-group"{}>{}<div class="rg-gallery"{}>{}</div></section>').format(
                    run, line, self._columns(view, section), Markup().join(figures)
                )
            )
        most = max((len(section.items) for section in view.sections), default=1)
        return Markup('<div class="rg-media" style="--most:{}">{}</div>').format(max(most, 1), Markup().join(parts))

    def _columns(self, view: View, section: Section) -> Markup:
        runs = {view.items[number].run["index"] for number in section.items}
        return Markup(' style="--runs:{}"').format(len(runs)) if self._pairs_runs(view) else Markup()

    def _pairs_runs(self, view: View) -> bool:
        return self.mode == "side_by_side" and view.many_runs

    def _pairs(self, view: View, made: Made, numbers: Sequence[int]) -> Iterator[Markup]:
        """Yield the runs' items of each index beside each other; a run that stands at another step says so."""
        apart = len({view.items[number].at for number in numbers}) > 1
        runs = {view.items[number].run["index"]: view.items[number].run["name"] for number in numbers}
        for index, found in groupby(numbers, lambda number: view.items[number].item.index):
            own = {view.items[number].run["index"]: number for number in found}
            yield pair(
                index,
                [
                    beside(run, self._figure(view, made, own[run], apart=apart) if run in own else missing_of(name))
                    for run, name in sorted(runs.items())
                ],
            )

    def _figure(self, view: View, made: Made, number: int, *, apart: bool) -> Markup:
        entry = view.items[number]
        step = f", {self.step_key or say('step')} {entry.at:,.15g}" if apart else ""
        return figure(made[number][1], entry.item.value.caption, made[number][0]["kind"], f"{entry.run['name']}{step}")

    def _data(self, view: View, made: Made) -> MediaPayload:
        runs = {entry.run["index"]: entry.run["name"] for entry in view.items}
        return {
            "items": [cell for cell, _ in made], "runs": {str(index): name for index, name in runs.items()},
            "axes": list(view.axes), "manyRuns": view.many_runs, "manyKeys": view.named,
            "pageSize": self.page_size, "stepKey": self.step_key or "", "grid": self.mode == "grid",
            "pairs": self._pairs_runs(view),
        }  # fmt: skip


def _figures(view: View, made: Made, numbers: Sequence[int]) -> Iterator[Markup]:
    """Yield the items of a section; several that have nothing to show and follow each other are one list."""
    for gap, run in groupby(numbers, lambda n: made[n][1].startswith(PLACEHOLDER)):
        found = list(run)
        if gap and len(found) > 1:
            entries = [(view.items[n].item.value, made[n][0].get("note", ""), _extra(view, n)) for n in found]
            yield gaps([gap_note(media.kind, note, media.caption, extra) for media, note, extra in entries])
            continue
        for n in found:
            yield figure(made[n][1], view.items[n].item.value.caption, made[n][0]["kind"], _extra(view, n))


def _extra(view: View, number: int) -> str:
    """Return what a caption adds to tell an item's place along the laid out axes."""
    entry = view.items[number]
    names = {"step": say("step") + " ", "index": "", "run": ""}
    parts = [names[axis] + place_of(entry, axis) for axis in view.axes if axis != "index"]
    return ", ".join(parts)


def alt_of(view: View) -> str:
    """Return in words what the panel shows."""
    kinds = sorted({entry.item.value.kind for entry in view.items})
    steps = len({entry.item.step for entry in view.items})
    items = plural(len(view.items), "item")
    words = ", ".join(media_word(kind) for kind in kinds)
    return say("{items} ({kinds}) at {steps}.", items=items, kinds=words, steps=plural(steps, "step"))


def media_word(kind: str) -> str:
    """Return what a kind of media is called."""
    words = {
        "image": say("image"), "video": say("video"), "audio": say("audio"), "text": say("text"),
        "figure": say("figure"), "scene": say("scene"), "molecule": say("molecule"),
    }  # fmt: skip
    return words.get(kind, kind)
