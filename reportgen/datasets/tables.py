"""What was counted, as tables: a row for each class, for each image, and for each class of an image."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from reportgen.datasets.objects import Floats, Labels, Objects
from reportgen.datasets.precision import Evaluation, Kind
from reportgen.datasets.verdicts import Counts
from reportgen.model.media.image import Image
from reportgen.model.table import Table


def by_class(
    labels: Labels, found: Objects | None, counts: Counts | None, evaluations: Mapping[Kind, Evaluation]
) -> Table:
    """Return a row for each class: true and found objects, what became of them, average precision of each kind."""
    names = [category.name for category in labels.categories]
    columns: dict[str, list[Any]] = {"class": names}
    if labels.truth is not None:
        columns["n_truth"] = _per_class(labels.truth, len(names))
    if found is not None:
        columns["n_predicted"] = _per_class(found, len(names))
    for kind, one in evaluations.items():
        for title, threshold in (("AP", None), ("AP50", 0.5), ("AP75", 0.75)):
            columns[f"{kind}_{title}"] = [_known(one.ap(threshold, category=place)) for place in range(len(names))]
    if counts is not None:
        right, wrong, missed = (part.sum(axis=0) for part in (counts.right, counts.wrong, counts.missed))
        columns |= {"tp": right.tolist(), "fp": wrong.tolist(), "fn": missed.tolist()}
        columns["precision"] = [_share(a, a + b) for a, b in zip(right, wrong, strict=True)]
        columns["recall"] = [_share(a, a + b) for a, b in zip(right, missed, strict=True)]
    for kind, one in list(evaluations.items())[:1]:
        for size in one.areas[1:]:
            values = [_known(one.ap(area=size, category=place)) for place in range(len(names))]
            columns[f"{kind}_AP_{size}"] = values
    return _table(columns)


def by_image(
    labels: Labels, predicted: tuple[Objects | None, Counts | None], scores: Floats | None, order: Sequence[int],
    shown: Mapping[int, Image],
) -> Table:  # fmt: skip
    """Return a row for each image in the order in which they are shown, with those that are drawn."""
    found, counts = predicted
    images = len(labels.pictures)
    columns: dict[str, list[Any]] = {"image": [labels.pictures[place].name for place in order]}
    if shown:
        columns["picture"] = [shown.get(place) for place in order]
    for name, objects in (("n_truth", labels.truth), ("n_predicted", found)):
        if objects is not None:
            totals = np.bincount(objects.image, minlength=images)
            columns[name] = totals[list(order)].tolist()
    if counts is not None:
        for name, part in (("tp", counts.right), ("fp", counts.wrong), ("fn", counts.missed)):
            columns[name] = part.sum(axis=1)[list(order)].tolist()
    if scores is not None:
        columns["AP"] = [_known(float(scores[place])) for place in order]
    classes = _classes(labels, images)
    columns["classes"] = [classes[place] for place in order]
    if any(picture.width for picture in labels.pictures):
        columns["width"] = [labels.pictures[place].width for place in order]
        columns["height"] = [labels.pictures[place].height for place in order]
    return _table(columns)


def by_image_and_class(labels: Labels, counts: Counts) -> Table:
    """Return a row for each class of each image that has an object of it."""
    places, classes = np.nonzero(counts.true + counts.found)
    columns: dict[str, list[Any]] = {
        "image": [labels.pictures[place].name for place in places.tolist()],
        "class": [labels.categories[place].name for place in classes.tolist()],
    }
    for name, part in (("n_truth", counts.true), ("n_predicted", counts.found), ("tp", counts.right),
                       ("fp", counts.wrong), ("fn", counts.missed)):  # fmt: skip
        columns[name] = part[places, classes].tolist()
    return _table(columns)


def _classes(labels: Labels, images: int) -> list[str]:
    """Return the classes of each image's true objects, the commonest first."""
    source = labels.truth if labels.truth is not None else next(iter(labels.found.values()), None)
    if source is None:
        return [""] * images
    bounds = np.searchsorted(source.image, np.arange(images + 1)).tolist()
    found = []
    for start, end in pairwise(bounds):
        counts = np.bincount(source.category[start:end])
        order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)].tolist()
        found.append(", ".join(f"{labels.categories[place].name} × {counts[place]}" for place in order))
    return found


def _per_class(objects: Objects, classes: int) -> list[int]:
    found: list[int] = np.bincount(objects.category[~objects.crowd], minlength=classes).tolist()
    return found


def _share(part: int, whole: int) -> float | None:
    return float(part / whole) if whole else None


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _table(columns: dict[str, list[Any]]) -> Table:
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    return Table(list(columns), rows, len(rows))
