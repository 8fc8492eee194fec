"""The error explorer: what a model found held against what is true, over the images that a gallery shows.

The build computes the first view; ``client/media_browser/error_explorer/errors.ts`` computes it again as sliders move.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
from markupsafe import Markup
from pydantic import Field

from reportgen.digits import digits
from reportgen.overlay.detection import Boxes, Precision, average_precision
from reportgen.overlay.segmentation import Agreement
from reportgen.panels.base.aligned import aligned
from reportgen.panels.base.media.gallery import Section, Shown
from reportgen.panels.base.media.layer_names import pair_of
from reportgen.panels.base.media.overlays import Overlays
from reportgen.panels.base.media.panel import ErrorsPayload
from reportgen.spec.fields import Fields
from reportgen.texts import plural, say

_SCORES = ("score", "confidence", "conf", "prob", "probability", "acc", "objectness")


class Errors(Fields):
    """Which groups the error explorer holds against each other, and where its sliders stand at first."""

    show: bool = True
    """Whether there is an error explorer."""
    predictions: str = ""
    """Group of predictions; recognised by name if omitted."""
    ground_truth: str = ""
    """Group of ground truth; recognised by name if omitted."""
    score: str = ""
    """Confidence score of a box; by default the best-known name."""
    iou: Annotated[float, Field(ge=0.05, le=0.95)] = 0.5
    """Least intersection over union of a match."""
    min_score: Annotated[float, Field(ge=0)] = 0.3
    """Boxes below this score are omitted."""


@dataclass(frozen=True)
class Explored:
    """What the page needs, the table of the static page, and a sentence for readers who see neither."""

    data: ErrorsPayload
    table: Markup = field(default_factory=Markup)
    alt: str = ""


def explore(
    overlays: Overlays, items: Sequence[Shown], first: Sequence[Section], spec: Errors, *, opened: bool
) -> Explored | None:
    """Return the explorer of a panel, None where it has no found group beside a true one."""
    names = [name for kind, name in overlays.groups if kind == "boxes"]
    pair = pair_of(names, spec.predictions, spec.ground_truth)
    data: ErrorsPayload = {"iou": spec.iou, "minScore": spec.min_score, "open": opened}
    parts, words = [], []
    scope = [number for section in first for number in section.items]
    if pair is not None:
        found, true = (overlays.groups.index(("boxes", name)) for name in pair)
        score = _score(overlays, found, spec.score)
        ranks, classes = ranked(overlays)
        data["boxes"] = {"found": found, "true": true, "score": score, "ranks": ranks, "classes": classes}
        for run, name in _runs(items, scope):
            precision = average_precision(*boxes_of(overlays, found, true, score, frozenset(run)))
            parts.append(_table(overlays, precision, name, pair, score))
            words.append(
                f"{name + ': ' if name else ''}AP50 {_figure(precision.mean(slice(0, 1)))}, "
                f"AP50:95 {_figure(precision.mean())}."
            )
    if overlays.agreements:
        data["masks"] = {str(number): _counts(agreement) for number, agreement in overlays.agreements.items()}
        for run, name in _runs(items, [number for number in scope if number in overlays.agreements]):
            parts.append(_agreements(overlays, run, name))
    if not parts:
        return None
    table = Markup('<details class="rg-static-note rg-errors-static"><summary>{}</summary>{}</details>').format(
        say("Errors"), Markup().join(parts)
    )
    return Explored(data, table, " ".join(words))


def ranked(overlays: Overlays) -> tuple[list[int], list[int]]:
    """Return of each class of the legend its number among all that mean different things, by id; and the first of each.

    Two layers may call one thing by different ids, and two things by one id.
    """
    first = sorted(set(overlays.same), key=lambda place: (overlays.classes[place].id, place))
    numbers = {place: rank for rank, place in enumerate(first)}
    return [numbers[place] for place in overlays.same], first


def boxes_of(overlays: Overlays, found: int, true: int, score: str, numbers: frozenset[int]) -> tuple[Boxes, Boxes]:
    """Return the true and the found boxes of some images; boxes without the score count as certain.

    Their classes are numbers of ``ranked``.
    """
    columns = overlays.columns
    item, group = np.array(columns.item, np.int64), np.array(columns.group, np.int64)
    ranks, _ = ranked(overlays)
    ids = np.array([ranks[entry] for entry in columns.entry], np.int64)
    corners = np.array(columns.corners, np.float64).reshape(-1, 4)
    scores = overlays.scores(score) if score else np.full(len(item), np.nan)
    inside = np.isin(item, np.array(sorted(numbers), np.int64))
    made = []
    for place in (true, found):
        rows = np.flatnonzero(inside & (group == place))
        rows = rows[np.argsort(item[rows], kind="stable")]
        certain = np.where(np.isnan(scores[rows]), 1.0, scores[rows])
        crowd = np.array(columns.crowd, bool)[rows] if place == true else np.zeros(len(rows), bool)
        made.append(Boxes(item[rows], ids[rows], corners[rows], certain, crowd))
    return made[0], made[1]


def _runs(items: Sequence[Shown], scope: Sequence[int]) -> list[tuple[list[int], str]]:
    """Return the items of each run, with its name where there are several."""
    groups: dict[int, list[int]] = {}
    for number in scope:
        groups.setdefault(items[number].run["index"], []).append(number)
    return [(numbers, items[numbers[0]].run["name"] if len(groups) > 1 else "") for numbers in groups.values()]


def _score(overlays: Overlays, found: int, wanted: str) -> str:
    """Return the score of the found boxes that says how certain they are."""
    columns = overlays.columns
    names = {
        name for group, scores in zip(columns.group, columns.scores, strict=True) if group == found for name in scores
    }
    if wanted:
        return wanted
    known = [name for name in _SCORES if name in names]
    return known[0] if known else min(names, default="")


def _table(overlays: Overlays, precision: Precision, name: str, pair: tuple[str, str], score: str) -> Markup:
    _, first = ranked(overlays)
    ranks = [(place, rank) for place, rank in enumerate(precision.classes.tolist()) if precision.true[place]]
    rows = _rows(
        [overlays.classes[first[rank]].name for _, rank in ranks],
        [int(precision.true[place]) for place, _ in ranks],
        [float(precision.values[0, place]) for place, _ in ranks],
        [float(precision.values[:, place].mean()) for place, _ in ranks],
    )
    line = Markup('<p class="rg-note">{}<bdi>{}</bdi>{}: AP50 {}, AP50:95 {}</p>').format(
        Markup("<bdi>{}</bdi>, ").format(name) if name else "",
        say("{predicted} against {truth}", predicted=pair[0], truth=pair[1]),
        ", " + say("by {score}", score=score) if score else "",
        _figure(precision.mean(slice(0, 1))),
        _figure(precision.mean()),
    )
    return line + _framed((say("Class"), say("True boxes"), "AP50", "AP50:95"), rows)


def _agreements(overlays: Overlays, numbers: Sequence[int], name: str) -> Markup:
    total = Agreement()
    for number in numbers:
        agreement = overlays.agreements[number]
        for mine, theirs in (
            (total.shared, agreement.shared),
            (total.found, agreement.found),
            (total.true, agreement.true),
        ):
            for class_id, count in theirs.items():
                mine[class_id] = mine.get(class_id, 0) + count
    places = sorted(total.classes(), key=lambda place: (overlays.classes[place].id, place))
    rows = _rows(
        [overlays.classes[place].name for place in places],
        [total.iou(place) for place in places],
        [total.dice(place) for place in places],
    )
    line = Markup('<p class="rg-note">{}{}</p>').format(
        Markup("<bdi>{}</bdi>, ").format(name) if name else "",
        say("masks of {images}: mean IoU {iou}", images=plural(len(numbers), "image"), iou=_figure(total.mean_iou())),
    )
    return line + _framed((say("Class"), "IoU", "Dice"), rows)


def _rows(names: Sequence[str], *columns: Sequence[float]) -> Markup:
    """Return a row for each class, the numbers of a column written alike."""
    cells = zip(*map(aligned, columns), strict=True)
    return Markup().join(
        Markup('<tr><th scope="row"><bdi>{}</bdi></th>{}</tr>').format(
            name, Markup().join(Markup('<td class="n">{}</td>').format(cell) for cell in row)
        )
        for name, row in zip(names, cells, strict=True)
    )


def _framed(heads: Sequence[str], rows: Markup) -> Markup:
    head = Markup().join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="n"') if place else "", text)
        for place, text in enumerate(heads)
    )
    return Markup(
        '<div class="rg-table-scroll rg-figures" tabindex="0" role="group" aria-label="{}"><table><thead>'
        "<tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(say("Metrics by class"), head, rows)


def _counts(agreement: Agreement) -> list[list[int]]:
    """Return [class, pixels in both, in the found mask, in the true one] of each class."""
    return [
        [c, agreement.shared.get(c, 0), agreement.found.get(c, 0), agreement.true.get(c, 0)]
        for c in agreement.classes()
    ]


def _figure(value: float) -> str:
    return "–" if math.isnan(value) else digits(value)
