"""The boxes and masks of a panel's images: classes with names and colours, and columns of numbers for the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal, NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from reportgen.blocks import Block, file_block, json_block, number_block
from reportgen.media.mask import MaskPixels, bitmap, read_mask
from reportgen.media.turn import Turn
from reportgen.model.media import MediaError, Stored
from reportgen.model.media.image import NO_CLASS, Boxes, Image, Names
from reportgen.overlay.drawing import DrawnBox, DrawnMask, draw
from reportgen.overlay.palette import color_of
from reportgen.overlay.segmentation import Agreement, Ids
from reportgen.overlay.trace import Region, trace
from reportgen.panels.base.media.box_columns import BoxColumns
from reportgen.panels.base.media.labels import Labels, unlabelled
from reportgen.panels.base.media.layer_names import is_background, is_found, is_truth, others_of, pair_of
from reportgen.texts import say

_MOST_CORNERS = 12_000  # of one class; above, its outline is noise and a bitmap takes fewer bytes
_STATIC_CORNERS = 800  # of one image, in the page's markup
_MOST_CLASSES = 4_096
_MOST_BOXES = 100_000
_STATIC_BOXES = 60  # of one group, in the page's markup
_LEAST = 8  # pixels along a side, below which nothing can be omitted

Layer = Literal["boxes", "masks"]
Rows = Annotated[list[int], "[number, number]"]


class MaskPayload(TypedDict):
    """A mask: places of its classes in the legend, with their pixels and numbers of corners.

    ``outline`` holds the corners of all; ``bitmaps`` the noisy ones by place in ``classes``.
    """

    group: int
    width: int
    height: int
    classes: list[int]
    pixels: list[int]
    corners: list[int]
    outline: str
    bitmaps: NotRequired[dict[str, str]]


class OverImagePayload(TypedDict):
    """What lies over an image: rows of the boxes' columns, from and up to, and masks."""

    boxes: NotRequired[Rows]
    masks: NotRequired[list[MaskPayload]]


class LayerPayload(TypedDict):
    """A group of boxes or masks; a second mask is an outline, so that both can be seen."""

    kind: Layer
    name: str
    dashed: bool
    hidden: bool
    style: NotRequired[Literal["outline"]]


class ClassPayload(TypedDict):
    """A class of the legend; ``key`` is what settings call it, where that is not its name."""

    id: int
    name: str
    color: str
    hidden: bool
    key: NotRequired[str]


class ScorePayload(TypedDict):
    """A score of every box, NaN where it was not logged, and its ends."""

    name: str
    block: str
    min: float
    max: float


class LegendPayload(TypedDict):
    """What the images of a panel share: groups, classes, captions; and boxes as columns, in pixels of their image."""

    groups: list[LayerPayload]
    classes: list[ClassPayload]
    captions: list[str]
    columns: dict[str, str]
    scores: list[ScorePayload]
    outlines: NotRequired[str]
    """A block of [row, area, strokes] of the boxes that have more form than a box, as SVG paths."""


@dataclass(frozen=True)
class ClassEntry:
    """A class as the legend shows it; ``hidden`` ones are off until the reader asks."""

    id: int
    name: str
    color: str
    hidden: bool = False


class Overlays:
    """Collects what lies over the images of one panel."""

    def __init__(self, colors: Mapping[str, str], opacity: float, hidden: frozenset[str] = frozenset()) -> None:
        self.groups: list[tuple[Layer, str]] = []
        """(kind, name) with kind "boxes" or "masks", in order of appearance."""
        self.classes: list[ClassEntry] = []
        self.columns = BoxColumns()
        self.agreements: dict[int, Agreement] = {}
        """How the found mask of an item agrees with its true one, where it has both."""
        self.problems: list[str] = []
        self.blocks: list[Block] = []
        self._colors, self._opacity, self._hidden = colors, opacity, hidden
        self.min_score: Mapping[str, float] = {}
        self.max_score: Mapping[str, float] = {}
        self.named: Mapping[str, Mapping[int, str]] = {}
        """Names of classes that the spec gives, by group; "" is for all of them."""
        self.labels = True
        """What the spec says of the first view of boxes."""
        self.pair = ("", "")
        """Names of the found and the true group; empty ones are recognised."""
        self.calm = False
        """Whether of several masks on an image only one is shown initially: the found one, else the first."""
        self._covered: set[str] = set()
        self.same: list[int] = []
        """Of each class the first one that means the same: of one name, in whichever layer and under whichever id."""
        self._entries: dict[tuple[int, str, bool], int] = {}
        self._known: dict[tuple[str, int | None], int] = {}
        self._captions: dict[str, int] = {}
        self._names: dict[Stored[Names], Names] = {}

    def add(
        self, number: int, item: Image, size: tuple[int, int], *, static: bool, turn: Turn | None = None
    ) -> tuple[OverImagePayload, str]:
        """Take the overlays of an image seen as (width, height) pixels; returns its cell's part, and markup if static.

        They are measured on its stored pixels, which ``turn`` brings upright, unless their shape says otherwise.
        """
        cell: OverImagePayload = {}
        start = len(self.columns.item)
        labels = Labels(item, self._shared_names(item), self.named)
        masks = self._masks(item)
        turn = turn or Turn(1, *size)
        seen = any(turn.is_seen(*reversed(mask.ids.shape)) for mask in masks.values())
        boxes: list[DrawnBox] = []
        groups = self._groups(item, turn, seen=seen)
        for name, group in groups.items():
            labels.boxes[name] = {**labels.boxes.get(name, {}), **group.labels}
        for name, logged in item.masks.items():
            if logged.labels:
                labels.masks[name] = {**labels.masks.get(name, {}), **logged.labels}
        for name, group in groups.items():
            boxes += self._boxes(number, name, group, labels.of_boxes(name))
        if len(self.columns.item) > start or item.boxes:
            cell["boxes"] = [start, len(self.columns.item)]
        self._covered |= others_of(masks, self.pair) if self.calm else set()
        drawn: list[DrawnMask] = []
        classes: dict[str, Ids] = {}
        for name, mask in masks.items():
            mask = mask if seen else replace(mask, ids=turn.mask(mask.ids))  # noqa: PLW2901 - the same, upright
            regions = trace(mask.ids)
            try:
                found, outlines = self._mask(name, mask, regions, labels.of_masks(name), static=static)
            except MediaError as error:
                self.problems.append(f"mask '{name}': {error}")
                continue
            cell.setdefault("masks", []).append(found)
            drawn += outlines
            if name in self._paired(item.masks):
                classes[name] = self._by_class(mask, regions, found["classes"])
        pair = pair_of(classes, *self.pair)
        if pair is not None:
            self.agreements[number] = agreement = Agreement()
            agreement.add(classes[pair[0]], classes[pair[1]])
        return cell, draw(*size, boxes, drawn, self._opacity) if static and (boxes or drawn) else ""

    def _masks(self, item: Image) -> dict[str, MaskPixels]:
        """Return the masks that can be read; the others are reported."""
        found = {}
        for name, mask in item.masks.items():
            try:
                found[name] = read_mask(mask.file)
            except MediaError as error:
                self.problems.append(f"mask '{name}': {error}")
        return found

    def _groups(self, item: Image, turn: Turn, *, seen: bool) -> dict[str, Boxes]:
        """Return the boxes that can be read, in the pixels that are seen; the others are reported."""
        found = {}
        for name, source in item.boxes.items():
            try:
                logged = source.read()
            except MediaError as error:
                self.problems.append(f"boxes '{name}': {error}")
                continue
            count = len(logged.boxes) + logged.unread
            if count > _MOST_BOXES:
                self.problems.append(f"boxes '{name}': {count:,} boxes on one image are too many to show")
                continue
            group = logged.in_pixels(turn.width, turn.height)
            found[name] = logged.in_pixels(*turn.size) if seen or turn.reaches(group) else turn.boxes(group)
        return found

    def _paired(self, names: Iterable[str]) -> tuple[str, ...]:
        return pair_of(names, *self.pair) or ()

    def _by_class(self, mask: MaskPixels, regions: Sequence[Region], entries: Sequence[int]) -> Ids:
        """Return a mask whose values are classes of the panel, one number for all that mean the same."""
        ids = np.array([region.class_id for region in regions], np.int64)
        meant = np.array([self.same[entry] for entry in entries], np.int64)
        order = np.argsort(ids)
        found: Ids = meant[order][np.searchsorted(ids[order], mask.ids)]
        return found

    def _boxes(self, number: int, name: str, group: Boxes, names: Mapping[int, str]) -> list[DrawnBox]:
        place = self._group("boxes", name)
        columns = self.columns
        drawn: list[DrawnBox] = []
        if group.unread:
            self.problems.append(f"boxes '{name}': {group.unread:,} entries are not boxes")
        for box in group.boxes:
            entry = self._class("boxes", box.class_id, names)
            columns.add(number, place, entry, self._captions.setdefault(box.label, len(self._captions)), box)
            known = self.classes[entry]
            if known.hidden or name in self._hidden or not self._passes(box.scores) or len(drawn) >= _STATIC_BOXES:
                continue
            label = (box.label or known.name) if self.labels else ""
            corners = box.x0, box.y0, box.x1, box.y1
            more = (box.outline.area, box.outline.strokes) if box.outline is not None else ("", "")
            drawn.append(DrawnBox(corners, known.color, label, self.dashed(place), *more))
        return drawn

    def _passes(self, scores: Mapping[str, float]) -> bool:
        """Return whether the limits that a spec sets leave a box with these scores."""
        least = all(scores.get(name, limit) >= limit for name, limit in self.min_score.items())
        return least and all(scores.get(name, limit) <= limit for name, limit in self.max_score.items())

    def _mask(
        self, name: str, mask: MaskPixels, regions: list[Region], names: Mapping[int, str], *, static: bool
    ) -> tuple[MaskPayload, list[DrawnMask]]:
        if len(regions) > _MOST_CLASSES:
            raise MediaError(f"it has {len(regions):,} classes")
        height, width = mask.ids.shape
        colors = mask.colors
        entries = [self._class("masks", region.class_id, names, colors.get(region.class_id, "")) for region in regions]
        smooth = [region for region in regions if len(region.corners) <= _MOST_CORNERS]
        corners = np.concatenate([np.zeros(0, np.int64), *[region.corners for region in smooth]])
        cell: MaskPayload = {
            "group": self._group("masks", name), "width": width, "height": height,
            "classes": entries, "pixels": [region.pixels for region in regions],
            "corners": [len(region.corners) for region in regions], "outline": self._store(number_block(corners)),
        }  # fmt: skip
        noisy = {
            str(place): self._store(file_block(bitmap(mask, region.class_id), "image/png", exact=True))
            for place, region in enumerate(regions)
            if len(region.corners) > _MOST_CORNERS
        }
        if noisy:
            cell["bitmaps"] = noisy
        if not static or name in self._hidden or name in self._covered:
            return cell, []
        return cell, self._static(mask, regions, entries)

    def _static(self, mask: MaskPixels, regions: list[Region], entries: list[int]) -> list[DrawnMask]:
        """Return outlines for the markup, from every second pixel or fewer where there are too many corners."""
        known = dict(zip((region.class_id for region in regions), entries, strict=True))
        ids, step = mask.ids, 1
        while (total := sum(len(region.corners) for region in regions)) > _STATIC_CORNERS and min(ids.shape) > _LEAST:
            step *= max(2, 1 << (total // _STATIC_CORNERS).bit_length() - 1)
            ids = mask.ids[::step, ::step]
            regions = trace(ids)
        found = []
        for region in regions:
            entry = self.classes[known[region.class_id]]
            if not entry.hidden:
                found.append(DrawnMask(region.path(), entry.color, (ids.shape[1], ids.shape[0])))
        return found

    def _shared_names(self, item: Image) -> Names:
        """Return the class names that all layers of an image share."""
        stored = item.classes.shared
        if stored is None:
            return {}
        if stored not in self._names:
            try:
                self._names[stored] = stored.read()
            except MediaError as error:
                self.problems.append(f"class names: {error}")
                self._names[stored] = {}
        return self._names[stored]

    def _group(self, kind: Layer, name: str) -> int:
        if (kind, name) not in self.groups:
            self.groups.append((kind, name))
        return self.groups.index((kind, name))

    def _class(self, kind: str, class_id: int, names: Mapping[int, str], color: str = "") -> int:
        """Return the place of a class in the legend; one id under two names is two classes.

        Only masks have a background; in boxes an id of 0 is a class as any other.
        """
        name = names.get(class_id) or (color or unlabelled(class_id) if class_id != NO_CLASS else say("no class"))
        unnamed = class_id == 0 and name == unlabelled(0)
        background = kind == "masks" and (unnamed or is_background(name))
        known = self._entries.get((class_id, name, background))
        if known is not None:
            return known
        twice = sum(other == name for other in names.values()) > 1  # ids that a layer itself distinguishes
        place = self._entries[class_id, name, background] = len(self.classes)
        meant = (name, class_id if twice else None)
        same = place if background and unnamed else self._known.setdefault(meant, place)
        turn = sum(entry.id == class_id for entry in self.classes)
        chosen = self._colors.get(name) or color
        chosen = chosen or (self.classes[same].color if same != place else color_of(class_id, turn))
        self.same.append(same)
        self.classes.append(ClassEntry(class_id, name, chosen, name in self._hidden or background))
        return place

    def dashed(self, place: int) -> bool:
        """Whether a group's lines are dashed: true ones beside others, else every second group."""
        kind, name = self.groups[place]
        others = [g for k, g in self.groups if k == kind]
        if is_truth(name) or is_found(name):
            return is_truth(name) and len(others) > 1
        return others.index(name) % 2 == 1

    def _store(self, block: Block) -> str:
        self.blocks.append(block)
        return block.id

    def legend(self) -> LegendPayload:
        """Return what the page needs besides the cells: groups, classes, and the boxes as columns."""
        columns = self.columns
        keys = sorted({name for scores in columns.scores for name in scores})
        scores = {name: self.scores(name) for name in keys}
        found: LegendPayload = {
            "groups": [self._described(place) for place in range(len(self.groups))],
            "classes": self._classes(),
            "captions": list(self._captions),
            "columns": {
                name: self._store(number_block(np.asarray(values, np.float64), exact=True))
                for name, values in columns.numbers().items()
            },
            "scores": [
                {"name": name, "block": self._store(number_block(values, exact=True)),
                 "min": float(np.nanmin(values)), "max": float(np.nanmax(values))}
                for name, values in scores.items()
            ],
        }  # fmt: skip
        if columns.outlines:
            found["outlines"] = self._store(json_block(columns.outlines))
        return found

    def _classes(self) -> list[ClassPayload]:
        """Return the classes; the background of masks has another key where boxes have a class of its name."""
        others = {name for _, name, background in self._entries if not background}
        found: list[ClassPayload] = []
        for (_, name, background), entry in zip(self._entries, self.classes, strict=True):
            found.append({"id": entry.id, "name": name, "color": entry.color, "hidden": entry.hidden})
            if background and name in others:
                found[-1]["key"] = f"masks.{name}"
        return found

    def _described(self, place: int) -> LayerPayload:
        """Return a group as the page knows it."""
        kind, name = self.groups[place]
        dashed = self.dashed(place)
        found: LayerPayload = {"kind": kind, "name": name, "dashed": dashed, "hidden": name in self._hidden}
        if kind == "masks":
            found["hidden"] |= name in self._covered
        return {**found, "style": "outline"} if kind == "masks" and dashed else found

    def scores(self, key: str) -> NDArray[np.float64]:
        """Return a score of every box (n,), NaN where it was not logged."""
        return np.array([scores.get(key, np.nan) for scores in self.columns.scores])
