"""Logged media by step: images with boxes and masks, video, audio, HTML, text, figures.

- media_browser: {media_keys: [examples, val/samples], num_columns: 4, boxes: {min_score: {acc: 0.3}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from markupsafe import Markup
from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from reportgen.errors import suggestion
from reportgen.fragment import Fragment, joined
from reportgen.model.media.document import Figure
from reportgen.panels.base.media.cells import Cells
from reportgen.panels.base.media.gallery import Section
from reportgen.panels.base.media.overlays import Overlays
from reportgen.panels.base.media.panel import MediaPanel, MorePayload, View
from reportgen.panels.base.panel import Theme
from reportgen.panels.media_browser.error_explorer import Errors, Explored, explore
from reportgen.spec.fields import ClassLabels, Color, Fields, Keys, Words, refuse

Style = Literal["fill", "outline"]


class Boxes(Fields):
    """How bounding boxes are drawn at first; the reader can change all of it."""

    min_score: dict[str, float] = {}
    """Show boxes whose score of this name is at least this much: ``{acc: 0.3}``."""
    max_score: dict[str, float] = {}
    """Show boxes whose score of this name is at most this much: ``{loss: 1.5}``."""
    labels: bool = True
    """Show the caption or class of boxes."""
    style: Style = "outline"
    """``fill`` tints what is inside."""

    @model_validator(mode="after")
    def _one_limit(self) -> Boxes:
        both = sorted(self.min_score.keys() & self.max_score.keys())
        if both:
            raise refuse(f"'{both[0]}' has both a minimum and a maximum score", "Keep either min_score or max_score.")
        return self


def _as_errors(value: Any) -> Any:
    return {"show": value} if isinstance(value, bool) else value


_ERRORS: dict[str, Any] = {"anyOf": [{"type": "boolean"}, {"type": "object"}]}


_PART = Markup(
    '<figure class="rg-panel rg-media-browser-panel" aria-label="{}"><figcaption class="rg-panel-head">'
    "<bdi>{}</bdi></figcaption>{}</figure>"
)


def _apart(view: View) -> Iterator[View]:
    """Yield what stands beside each other: the figures of each key are a panel, all other media are one."""
    keys = dict.fromkeys(entry.key for entry in view.items)
    figures = [key for key in keys if all(isinstance(e.item.value, Figure) for e in view.items if e.key == key)]
    if not figures or len(keys) == 1:
        yield view
        return
    absent = view.absent
    for own in ([key for key in keys if key not in figures], *([key] for key in figures)):
        items = tuple(entry for entry in view.items if entry.key in own)
        if items:
            steps = tuple(sorted({entry.at for entry in items}))
            yield replace(view, items=items, steps=steps, absent=absent, named=len(own) > 1)
            absent = ()


class MediaBrowser(MediaPanel):
    """A gallery or grid with a step slider; each run shows what it last logged up to that step."""

    media_keys: Annotated[Keys, Field(min_length=1)]
    """Keys that images, videos, audio, HTML, text, 3D objects or other media were logged under."""
    boxes: Boxes = Boxes()
    """Initial display of bounding boxes."""
    mask_opacity: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Initial opacity of masks."""
    mask_style: Style = "fill"
    """``outline`` draws only the masks' edges."""
    hidden: Words = []
    """Groups and classes that are initially hidden; by default, of several masks on an image, all but the predicted
    or the first, and what masks call background, void or other."""
    class_labels: ClassLabels = {}
    """Names of classes by id, where the log lacks them: ``{0: road, 1: car}``, or by group: ``{truth: {0: road}}``."""
    class_colors: dict[str, Color] = {}
    """Colours of classes by name."""
    errors: Annotated[Errors, BeforeValidator(_as_errors), WithJsonSchema(_ERRORS)] | None = None
    """Settings of the error explorer, or ``false`` for none; by default it appears, collapsed, where
    predictions and ground truth are recognised."""
    exif: bool = False
    """Keep EXIF metadata in images: location, time, device."""

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the last step's gallery as it stands, and data for the others."""
        del theme, children
        if not view.items:
            return self.nothing(view)
        views = list(_apart(view))
        if len(views) == 1:
            return self._rendered(view)
        parts = [self._rendered(one) for one in views]
        names = [", ".join(dict.fromkeys(entry.key for entry in one.items)) for one in views]
        cells = zip(names, parts, strict=True)
        inner = Markup().join(_PART.format(name, name, part.html) for name, part in cells)
        whole = joined(parts)
        whole.html = Markup('<div class="rg-panel-grid" style="--columns:2">{}</div>').format(inner)
        return whole

    def _rendered(self, view: View) -> Fragment:
        overlays = Overlays(self.class_colors, self.mask_opacity, frozenset(self.hidden))
        overlays.min_score, overlays.max_score = self.boxes.min_score, self.boxes.max_score
        overlays.calm = "hidden" not in self.model_fields_set
        overlays.labels, overlays.named = self.boxes.labels, self.class_labels
        if self.errors is not None:
            overlays.pair = self.errors.predictions, self.errors.ground_truth
        cells = Cells(overlays, exif=self.exif)
        made = self.made(view, cells)
        errors = self._explored(overlays, view, view.sections)
        more = self._more(overlays, errors)
        cells.blocks += overlays.blocks
        fragment = self.laid_out(view, cells, made, more, errors.table if errors else Markup())
        fragment.missing += self._unknown(overlays)
        if errors and errors.alt:
            fragment.alt = f"{fragment.alt} {errors.alt}"
        return fragment

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
            ("group", filter(None, self.class_labels), groups),
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

    def _more(self, overlays: Overlays, errors: Explored | None) -> MorePayload:
        """Return what the page knows of overlays and errors."""
        data: MorePayload = {}
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
