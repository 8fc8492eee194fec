"""Logged media by step: images with boxes and masks, video, audio, HTML, text, figures.

- media_browser: {media_keys: [examples, val/samples], num_columns: 4, boxes: {min_score: {acc: 0.3}}}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from markupsafe import Markup
from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from reportgen.blocks import json_block
from reportgen.errors import suggestion
from reportgen.fragment import Fragment
from reportgen.panels._base import Context, Panel, Reference, Theme, empty, swatch
from reportgen.panels._chart import slider
from reportgen.panels._errors import Errors, Explored, explore
from reportgen.panels._gallery import Axis, Section, Shown, figure, head, place_of, sections
from reportgen.panels._media import Cells
from reportgen.panels._overlays import Overlays
from reportgen.runs.run import Run
from reportgen.runs.runset import RunSet
from reportgen.spec.fields import Color, Fields, Key, Keys, Words, refuse

_STATIC = 24
Style = Literal["fill", "outline"]


class Boxes(Fields):
    """How bounding boxes are drawn at first; the reader can change all of it."""

    min_score: dict[str, float] = {}
    """Show boxes whose score of this name is at least this much: ``{acc: 0.3}``."""
    max_score: dict[str, float] = {}
    """Show boxes whose score of this name is at most this much: ``{loss: 1.5}``."""
    labels: bool = True
    """Whether boxes carry their caption or class."""
    style: Style = "outline"
    """``fill`` tints what is inside."""

    @model_validator(mode="after")
    def _one_limit(self) -> Boxes:
        both = sorted(self.min_score.keys() & self.max_score.keys())
        if both:
            raise refuse(f"'{both[0]}' has both a least and a most score", "Keep one of min_score and max_score.")
        return self


def _as_errors(value: Any) -> Any:
    return {"show": value} if isinstance(value, bool) else value


_ERRORS: dict[str, Any] = {"anyOf": [{"type": "boolean"}, {"type": "object"}]}


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


class MediaBrowser(Panel):
    """A gallery or grid that moves through the logged steps; each run shows what it had last logged by then."""

    main: ClassVar[str] = "media_keys"

    media_keys: Annotated[Keys, Field(min_length=1)]
    """Keys that images, videos, sounds, HTML, texts or other media were logged under."""
    mode: Literal["gallery", "grid"] = "gallery"
    """``gallery`` lays items out along one axis, ``grid`` along two."""
    gallery_axis: Axis = "index"
    """What a gallery runs along: ``index`` in a logged list, ``step`` or ``run``; sliders move through the others."""
    grid_x_axis: Axis = "step"
    """What a grid's columns stand for."""
    grid_y_axis: Axis = "run"
    """What a grid's rows stand for."""
    num_columns: Annotated[int, Field(ge=1, le=24)] | None = None
    """Items in a row of a gallery; as many as fit when left out."""
    page_size: Annotated[int, Field(ge=1, le=10_000)] = 24
    """Items on a page of the gallery."""
    max_items: Annotated[int, Field(ge=1)] | None = None
    """At most this many items of a run and key at a step; all when left out."""
    step_key: Key | None = None
    """Another logged key, such as ``epoch``, that the step slider shows and is synchronised by."""
    boxes: Boxes = Boxes()
    """How bounding boxes are drawn at first."""
    mask_opacity: Annotated[float, Field(ge=0, le=1)] = 0.5
    """How opaque masks are at first."""
    mask_style: Style = "fill"
    """``outline`` draws only the masks' edges."""
    hidden: Words = []
    """Names of groups and classes that are off at first."""
    class_colors: dict[str, Color] = {}
    """Colours of classes by name."""
    errors: Annotated[Errors, BeforeValidator(_as_errors), WithJsonSchema(_ERRORS)] | None = None
    """Settings of the error explorer, or ``false`` for none; where predictions and ground truth are recognised it is
    there, folded, when left out."""
    exif: bool = False
    """Keep what cameras wrote into pictures: place, time, device."""

    @model_validator(mode="after")
    def _two_axes(self) -> MediaBrowser:
        if self.mode == "grid" and self.grid_x_axis == self.grid_y_axis:
            raise refuse("a grid has two axes, and both are the same", "Change grid_x_axis or grid_y_axis.", whole=True)
        return self

    def references(self) -> list[Reference]:
        """Return the media keys and the key of the slider."""
        keys = [Reference(("media_keys", index), key, "media") for index, key in enumerate(self.media_keys)]
        return [*keys, Reference(("step_key",), self.step_key, "number")] if self.step_key else keys

    def heading(self) -> str:
        """Return the title, or the keys."""
        return self.title or ", ".join(self.media_keys)

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return every item by key, run and step."""
        del context
        shown: list[Shown] = []
        for key in self.media_keys:
            for run in runs:
                if key in run.keys:
                    shown += self._items(run, key)
        present = {entry.key for entry in shown}
        absent = tuple(key for key in self.media_keys if key not in present)
        named = len(present) > 1 or (bool(present) and self.heading() not in present)
        axes: tuple[Axis, ...] = (self.gallery_axis,)
        if self.mode == "grid":
            axes = (self.grid_x_axis, self.grid_y_axis)
        steps = tuple(sorted({entry.at for entry in shown}))
        return View(tuple(shown), steps, absent, len(runs) > 1, axes, named)

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

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the last step's gallery as it stands, and data for the others."""
        del theme, children
        missing = [f"no run logged media '{key}'" for key in view.absent]
        if not view.items:
            return Fragment(empty(f"No run has logged media {' or '.join(view.absent)}."), missing=missing)
        overlays = Overlays(self.class_colors, self.mask_opacity, frozenset(self.hidden))
        overlays.min_score, overlays.max_score = self.boxes.min_score, self.boxes.max_score
        overlays.labels = self.boxes.labels
        if self.errors is not None:
            overlays.pair = self.errors.predictions, self.errors.ground_truth
        cells = Cells(overlays, exif=self.exif)
        first = sections(view.items, view.axes)
        static = [number for section in first for number in section.items][:_STATIC]
        made = self._made(view, cells, frozenset(static))
        errors = self._explored(overlays, view, first)
        html = self._static(view, first, static, made)
        shown = Markup('<rg-media-browser data-view="{}"{}>{}{}</rg-media-browser>{}{}')
        data = json_block(self._data(view, made, overlays, errors))
        cells.blocks += [*overlays.blocks, data]
        columns = Markup(' style="--columns:{}"').format(self.num_columns) if self.num_columns else Markup()
        total = sum(len(section.items) for section in first)
        more = f"The first {len(static):,} of {total:,}; the others need JavaScript." if total > len(static) else ""
        note = Markup('<p class="rg-note rg-static-note">{}</p>').format(more) if more else Markup()
        moves = len(view.steps) > 1 and "step" not in view.axes
        steps = slider(view.steps, self.step_key or "step") if moves else Markup()
        html = shown.format(cells.blocks[-1].id, columns, steps, html, note, errors.table if errors else Markup())
        return Fragment(
            html, frozenset({"media_browser", *cells.elements}), cells.libraries, cells.blocks, alt=_alt(view, errors),
            sampled=list(dict.fromkeys(cells.notes)), missing=[*missing, *cells.problems, *self._unknown(overlays)],
        )  # fmt: skip

    def _explored(self, overlays: Overlays, view: View, first: Sequence[Section]) -> Explored | None:
        spec = self.errors or Errors()
        return explore(overlays, view.items, first, spec, opened=self.errors is not None) if spec.show else None

    def _unknown(self, overlays: Overlays) -> list[str]:
        """Return what the spec names and no image of the panel has: groups, classes, scores."""
        groups, classes = {name for _, name in overlays.groups}, {entry.name for entry in overlays.classes}
        scores = {name for found in overlays.columns.scores for name in found}
        errors = self.errors or Errors()
        named = [
            ("group", [errors.predictions, errors.ground_truth], groups),
            ("score", [errors.score, *self.boxes.min_score, *self.boxes.max_score], scores),
            ("class", self.class_colors, classes),
            ("group or class", self.hidden, groups | classes),
        ]
        found = []
        for noun, names, known in named:
            for name in dict.fromkeys(name for name in names if name and name not in known):
                hint = suggestion(name, sorted(known), f"logged {noun.split()[0]}s")
                found.append(f"{self.heading()}: no image has the {noun} '{name}'. {hint}".strip())
        return found

    @staticmethod
    def _made(view: View, cells: Cells, static: frozenset[int]) -> list[tuple[dict[str, Any], Markup]]:
        made = []
        for number, entry in enumerate(view.items):
            item = entry.item
            where = (
                f"{entry.run['name']}, {entry.key}, step {item.step}"
                if view.many_runs
                else f"{entry.key}, step {item.step}"
            )
            cell, markup = cells.make(number, item, where, static=number in static)
            place = {"run": entry.run["index"], "key": entry.key, "step": item.step, "index": item.index}
            if entry.at != item.step:
                place["at"] = entry.at
            if item.caption:
                place["caption"] = item.caption
            made.append((place | cell, markup))
        return made

    def _static(
        self, view: View, first: Sequence[Section], static: Sequence[int], made: Sequence[tuple[dict[str, Any], Markup]]
    ) -> Markup:
        parts = []
        for section in first:
            numbers = [number for number in section.items if number in static]
            if not numbers:
                continue
            figures = Markup().join(
                figure(made[n][1], view.items[n].item.caption, made[n][0]["kind"], _extra(view, n)) for n in numbers
            )
            at = view.items[numbers[0]].at
            note = f"{self.step_key or 'step'} {at:,g}" if "step" not in view.axes else ""
            line = head(section, many_runs=view.many_runs, named=view.named, note=note)
            run = Markup(' data-run="{}"').format(section.run["index"]) if section.run else Markup()
            parts.append(
                Markup('<section class="rg-media-group"{}>{}<div class="rg-gallery">{}</div></section>').format(
                    run, line, figures
                )
            )
        return Markup('<div class="rg-media">{}</div>').format(Markup().join(parts))

    def _data(
        self,
        view: View,
        made: Sequence[tuple[dict[str, Any], Markup]],
        overlays: Overlays,
        errors: Explored | None,
    ) -> dict[str, Any]:
        runs = {entry.run["index"]: entry.run["name"] for entry in view.items}
        data: dict[str, Any] = {
            "items": [cell for cell, _ in made], "runs": {str(index): name for index, name in runs.items()},
            "axes": list(view.axes), "manyRuns": view.many_runs, "manyKeys": view.named,
            "pageSize": self.page_size, "stepKey": self.step_key or "", "grid": self.mode == "grid",
        }  # fmt: skip
        if overlays.groups:
            data["legend"] = overlays.legend()
            data["settings"] = self._settings()
        if errors is not None:
            data["errors"] = errors.data
        return data

    def _settings(self) -> dict[str, str]:
        """Return how overlays look at first, in the words of the page's settings."""
        found = {"masks.opacity": f"{self.mask_opacity:g}", "masks.style": self.mask_style,
                 "boxes.style": self.boxes.style, "boxes.labels": "1" if self.boxes.labels else "0"}  # fmt: skip
        found |= {f"score.{name}": f">={value:g}" for name, value in self.boxes.min_score.items()}
        found |= {f"score.{name}": f"<={value:g}" for name, value in self.boxes.max_score.items()}
        return found


def _extra(view: View, number: int) -> str:
    """Return what a caption adds to tell an item's place along the laid out axes."""
    entry = view.items[number]
    names = {"step": "step ", "index": "", "run": ""}
    parts = [names[axis] + place_of(entry, axis) for axis in view.axes if axis != "index"]
    return ", ".join(parts)


def _alt(view: View, errors: Explored | None) -> str:
    kinds = sorted({entry.item.kind for entry in view.items})
    steps = len({entry.item.step for entry in view.items})
    text = f"{len(view.items):,} {', '.join(kinds)} items at {steps:,} steps."
    return f"{text} {errors.alt}" if errors and errors.alt else text
