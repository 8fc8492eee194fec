"""Labels and predictions as runs: images with both over them, tables by image and by class, average precision.

Several predictions of the same images are several runs, which show the same images in the same order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.datasets.drawn import MOST, Drawn, choose
from reportgen.datasets.objects import Category, Floats, Labels, Objects, Picture
from reportgen.datasets.outlines import outline_of
from reportgen.datasets.pictures import Folders, SizeOf, blank, sized
from reportgen.datasets.precision import Evaluation, Kind, evaluate
from reportgen.datasets.tables import by_class, by_image, by_image_and_class
from reportgen.datasets.verdicts import Counts, apart, counted
from reportgen.model.chart import LoggedChart
from reportgen.model.column import Column, KeyInfo, MetricDefinition
from reportgen.model.media import LoggedMedia, MediaFile, Stored
from reportgen.model.media.image import Box, Boxes, Image
from reportgen.model.run import Loss, RunMeta, RunSource
from reportgen.model.table import Table

IMAGES, BY_IMAGE, BY_CLASS, IN_IMAGE = "images", "by_image", "by_class", "by_image_and_class"
_AP = "AP by class"
_SCORE = "score"


@dataclass(frozen=True)
class Named:
    """What a run of a set is called, which format its files are of, and what is said of them."""

    name: str
    format: str
    folder: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    remarks: tuple[str, ...] = ()
    source: str = ""
    """The name of the predictions among those of the set, empty where there are none."""


class _Set:
    """What the runs of one set share: its images and truth, and which images are drawn."""

    def __init__(self, labels: Labels, folders: Folders, size_of: SizeOf, most: int) -> None:
        self.labels, self._folders, self._size_of, self._most = labels, folders, size_of, most

    @cached_property
    def pictures(self) -> list[Picture]:
        """The images with their sizes."""
        return sized(self.labels.pictures, self._folders, self._size_of)

    @cached_property
    def files(self) -> list[MediaFile | None]:
        """The file of each image."""
        return [self._folders.find(picture.name) for picture in self.pictures]

    @cached_property
    def counts(self) -> dict[str, Counts]:
        """What became of the objects, by the name of the predictions."""
        truth = self.labels.truth
        if truth is None:
            return {}
        images, classes = len(self.labels.pictures), len(self.labels.categories)
        return {name: counted(truth, found, images, classes) for name, found in self.labels.found.items()}

    @cached_property
    def drawn(self) -> Drawn:
        """Which images are drawn, and in which order all are shown."""
        counts = list(self.counts.values())
        differ = apart(self.labels.truth, counts, len(self.pictures))
        return choose(self.pictures, self.files, [one.errors for one in counts], differ, self._most)


@dataclass(frozen=True, eq=False)
class _Group(Stored[Boxes]):
    """The objects of one image as boxes, and as outlines where the image is drawn."""

    objects: Objects
    rows: range
    categories: Sequence[Category]
    picture: Picture
    scored: bool
    outlined: bool

    def read(self) -> Boxes:
        """Return them in pixels of the image."""
        objects, found = self.objects, []
        for row in self.rows:
            x, y, width, height = objects.boxes[row].tolist()
            category = self.categories[int(objects.category[row])]
            scores = {_SCORE: float(objects.score[row])} if self.scored else {}
            form = objects.shapes[row] if self.outlined else None
            found.append(
                Box(x, y, x + width, y + height, category.id, "", scores, bool(objects.crowd[row]), "pixel",
                    outline=outline_of(form, self.picture, category.skeleton))
            )  # fmt: skip
        return Boxes(tuple(found), {category.id: category.name for category in self.categories})


class DatasetRun(RunSource):
    """The labels of a set with one file of predictions, or by themselves."""

    def __init__(self, shared: _Set, named: Named) -> None:
        self._set, self._named = shared, named
        self._found = shared.labels.found.get(named.source)

    @property
    def meta(self) -> RunMeta:
        """What is known without counting anything."""
        named = self._named
        return RunMeta(
            named.name, named.name, named.format, named.folder, state="", config=named.config, losses=named.losses,
            remarks=named.remarks,
        )  # fmt: skip

    @cached_property
    def _evaluations(self) -> dict[Kind, Evaluation]:
        labels, found = self._set.labels, self._found
        if labels.truth is None or found is None:
            return {}
        kinds = _kinds(labels.truth, found)
        pictures, classes = self._set.pictures, len(labels.categories)
        return {kind: evaluate(labels.truth, found, pictures, classes, kind) for kind in kinds}

    @cached_property
    def _numbers(self) -> dict[str, float]:
        pairs = [(kind, one.summary()) for kind, one in self._evaluations.items()]
        return {f"{kind}/{name}": value for kind, one in pairs for name, value in one.items() if math.isfinite(value)}

    @cached_property
    def _keys(self) -> dict[str, KeyInfo]:
        labels = self._set.labels
        found = {key: KeyInfo(key, ("number",), 1) for key in self._numbers}
        judged = labels.truth is not None and self._found is not None
        note = self._set.drawn.note
        found[IMAGES] = KeyInfo(IMAGES, ("image",), len(labels.pictures), note=note, is_judged=judged)
        for name, row_name in ((BY_CLASS, "class"), (BY_IMAGE, "image"), (IN_IMAGE, "")):
            if row_name or judged:
                found[name] = KeyInfo(name, ("table",), 1, row_name=row_name)
        return found

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return the figures, the images and the tables."""
        return self._keys

    def column(self, key: str) -> Column:
        """Return a figure as the only point of its history."""
        if key not in self._numbers:
            return Column.empty()
        return Column(np.zeros(1, np.int64), np.array([self._numbers[key]]), np.full(1, math.nan))

    def definition(self, key: str) -> MetricDefinition:
        """Say that more is better."""
        return MetricDefinition(goal="maximize" if key in self._numbers else "")

    @cached_property
    def _media(self) -> list[Image]:
        """Return each image of the set with what lies over it."""
        labels, chosen = self._set.labels, self._set.drawn
        drawn, outlined = set(chosen.order[: chosen.count]), set(chosen.order[: chosen.outlined])
        groups = {"ground_truth": labels.truth, "predictions": self._found}
        images = []
        bounds = {name: np.searchsorted(one.image, np.arange(len(labels.pictures) + 1)).tolist()
                  for name, one in groups.items() if one is not None}  # fmt: skip
        for place, (picture, file) in enumerate(zip(self._set.pictures, self._set.files, strict=True)):
            boxes: dict[str, Stored[Boxes]] = {
                name: _Group(one, range(bounds[name][place], bounds[name][place + 1]), labels.categories, picture,
                             name == "predictions", place in outlined)
                for name, one in groups.items() if one is not None
            }  # fmt: skip
            shown = file if file is not None and place in drawn else blank(picture)
            images.append(
                Image(shown, width=picture.width, height=picture.height, boxes=boxes, caption=_caption(picture.name))
            )
        return images

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the images, those that are drawn first."""
        if key != IMAGES:
            return []
        return [LoggedMedia(self._media[place], 0, index) for index, place in enumerate(self._set.drawn.order)]

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return what was counted by image, by class, or by both."""
        labels, counts = self._set.labels, self._set.counts.get(self._named.source)
        if key == BY_CLASS:
            return [(0, by_class(labels, self._found, counts, self._evaluations))]
        if key == BY_IMAGE:
            drawn = self._set.drawn
            shown = {place: self._media[place] for place in drawn.order[: drawn.count]}
            return [(0, by_image(labels, (self._found, counts), self._scores, drawn.order, shown))]
        return [(0, by_image_and_class(labels, counts))] if key == IN_IMAGE and counts is not None else []

    @cached_property
    def _scores(self) -> Floats | None:
        truth, found = self._set.labels.truth, self._found
        one = next(iter(self._evaluations.values()), None)
        if one is None or truth is None or found is None:
            return None
        return one.by_image(truth, found, len(self._set.labels.pictures))

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the average precision of each class as bars."""
        kind = next(iter(self._evaluations), None)
        if kind is None:
            return {}
        return {_AP: LoggedChart("bar", BY_CLASS, {"label": "class", "value": f"{kind}_AP"}, _AP)}


def _kinds(truth: Objects, found: Objects) -> list[Kind]:
    """Return what can be held against each other: boxes, masks where both sides have some, keypoints too."""
    kinds: list[Kind] = ["box"]
    for kind, has in (("mask", "segmentation"), ("keypoints", "keypoints")):
        if all(any(form and getattr(form, has) for form in side.shapes) for side in (truth, found)):
            kinds.append(kind)  # type: ignore[arg-type]
    return kinds


def _caption(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def runs_of(
    labels: Labels, folders: Iterable[Path], named: Sequence[Named], size_of: SizeOf, most: int | None = None
) -> list[DatasetRun]:
    """Return a run for each of the names; ``most`` images are drawn of a set that has more."""
    shared = _Set(labels, Folders(folders), size_of, MOST if most is None else most)
    return [DatasetRun(shared, one) for one in named]
