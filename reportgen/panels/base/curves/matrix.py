"""Confusion matrices: one a run, as counts or shares, with precision, recall and F1 of each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NotRequired, TypedDict

import numpy as np
from markupsafe import Markup

from reportgen.blocks import Block, BlockId, json_block, number_block
from reportgen.charts import shape
from reportgen.charts.frame import Shape
from reportgen.charts.matrix import matrix_picture
from reportgen.digits import digits
from reportgen.fragment import Fragment
from reportgen.held import HeldMatrices
from reportgen.model.column import Floats
from reportgen.panels.base.aligned import aligned
from reportgen.panels.base.chart import slider, threshold_slider
from reportgen.panels.base.curves.scores import Scored
from reportgen.panels.base.markup import run_head
from reportgen.stats.scores import by_class, macro_f1
from reportgen.texts import plural, say

_ROWS = 200_000
_NARROWEST, _GAP, _ALONE = 270, 24, 560
"""Pixels: matrices of several runs stand beside each other down to a width; one by itself has its figures beside it."""


@dataclass(frozen=True)
class Counted:
    """A run's counts (classes, classes), rows are true; ``scored`` has its rows where a threshold can recount them."""

    run: dict[str, Any]
    counts: Floats
    scored: Scored | None = None
    steps: tuple[tuple[int, Floats], ...] = ()
    """The counts at each step, where they were logged at several."""


@dataclass(frozen=True)
class Matrices:
    """The matrices of all runs over the same classes."""

    classes: tuple[str, ...]
    tables: tuple[Counted, ...]
    width: int
    source: str = ""
    show: Literal["counts", "rows", "columns"] = "counts"
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default_factory=tuple)


class ConfusionTablePayload(TypedDict):
    """A run's matrix; blocks of its rows where a threshold can recount them, of every step where there are several."""

    run: int
    name: str
    counts: BlockId
    truth: NotRequired[BlockId]
    predicted: NotRequired[BlockId]
    score: NotRequired[BlockId]
    binary: NotRequired[bool]
    pair: NotRequired[tuple[int, int]]
    steps: NotRequired[list[int]]
    every: NotRequired[BlockId]


class ConfusionMatrixPayload(TypedDict):
    """Confusion matrices over the same classes."""

    shape: Shape
    classes: list[str]
    tables: list[ConfusionTablePayload]
    source: str
    show: Literal["counts", "rows", "columns"]


def render_matrices(view: Matrices, title: str) -> Fragment:
    """Return a matrix for each run, and each class's figures."""
    blocks: list[Block] = []
    tables = [_stored(table, blocks) for table in view.tables]
    data: ConfusionMatrixPayload = {
        "shape": shape("canvas"), "classes": list(view.classes), "tables": tables, "source": view.source,
        "show": view.show,
    }  # fmt: skip
    blocks.append(json_block(data))
    cells = [_cell(view, place, blocks[-1].id) for place in range(len(view.tables))]
    alone = Markup(" rg-alone") if len(cells) == 1 else Markup()
    html = Markup('<div class="rg-histograms rg-matrices{}">{}</div>').format(alone, Markup().join(cells))
    return Fragment(
        html, frozenset({"chart", "confusion_matrix"}), frozenset({"vega"}), blocks, alt=_alt(view, title),
        sampled=list(view.notes), missing=list(view.problems), holds=[HeldMatrices(blocks[-1].id)],
    )  # fmt: skip


def _stored(table: Counted, blocks: list[Block]) -> ConfusionTablePayload:
    counts = number_block(table.counts.ravel())
    blocks.append(counts)
    found: ConfusionTablePayload = {"run": table.run["index"], "name": table.run["name"], "counts": counts.id}
    if len(table.steps) > 1:
        every = number_block(np.concatenate([at.ravel() for _, at in table.steps]))
        blocks.append(every)
        found["steps"], found["every"] = [step for step, _ in table.steps], every.id
    scored = table.scored
    if scored is None or not scored.scores.shape[1] or len(scored.truth) > _ROWS:
        return found
    top = scored.scores[:, 1] if scored.binary else scored.scores.max(axis=1)
    stored = [number_block(values.astype(np.float64)) for values in (scored.truth, scored.predicted, top)]
    found["truth"], found["predicted"], found["score"] = (block.id for block in stored)
    blocks += stored
    found["binary"], found["pair"] = scored.binary, scored.pair
    return found


def _cell(view: Matrices, place: int, block: str) -> Markup:
    table = view.tables[place]
    name = run_head(table.run) if len(view.tables) > 1 else Markup()
    count = len(view.tables)
    columns = max(1, min(count, (view.width + _GAP) // (_NARROWEST + _GAP)))
    width = min(view.width, _ALONE) if count == 1 else (view.width - (columns - 1) * _GAP) // columns
    picture, size = matrix_picture(view.classes, table.counts, width)
    steps_slider = slider([step for step, _ in table.steps]) if len(table.steps) > 1 else Markup()
    if table.scored is not None and table.scored.scores.shape[1]:
        steps_slider = threshold_slider()
    return Markup(
        '<div class="rg-histogram-cell"{}>{}<rg-confusion-matrix data-view="{}" data-of="{}">{}'
        '<div class="rg-plot" style="height:{}px">{}</div><div>{}</div></rg-confusion-matrix></div>'
    ).format(
        _of(table.run), name, block, place, steps_slider, size, picture,
        figures(view.classes, table.counts, folded=count > 1),
    )  # fmt: skip


def _of(run: dict[str, Any]) -> Markup:
    """Return the attribute that hides a part with its run; a file's part belongs to none."""
    return Markup(' data-run="{}"').format(run["index"]) if run["index"] >= 0 else Markup()


def figures(classes: Sequence[str], counts: Floats, *, folded: bool) -> Markup:
    """Return a table of precision, recall and F1 by class, and the accuracy."""
    total, right = float(counts.sum()), float(np.trace(counts))
    numbers = by_class(counts)
    true = counts.sum(axis=1)
    columns = [aligned(column) for column in [*numbers.T.tolist(), true.tolist()]]
    rows = Markup().join(
        Markup('<tr><th scope="row"><bdi>{}</bdi></th>{}</tr>').format(
            name, Markup().join(Markup('<td class="n">{}</td>').format(column[i]) for column in columns)
        )
        for i, name in enumerate(classes)
    )
    heads = (say("Precision"), say("Recall"), "F1", say("True"))
    head = Markup().join(Markup('<th scope="col" class="n">{}</th>').format(name) for name in heads)
    table = Markup(
        '<div class="rg-table-scroll rg-figures" tabindex="0" role="group" aria-label="{}"><table>'
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(say("Metrics by class"), say("Class"), head, rows)
    accuracy = say("accuracy {value}", value=digits(right / total)) if total else say("no rows")
    note = Markup('<p class="rg-note rg-accuracy">{} · {} · {}</p>').format(
        accuracy, say("macro F1 {value}", value=digits(macro_f1(counts))), plural(round(total), "row")
    )
    if not folded:
        return note + table
    return note + Markup("<details><summary>{}</summary>{}</details>").format(
        plural(len(classes), "class", "classes"), table
    )


def _alt(view: Matrices, title: str) -> str:
    parts = [
        say(
            "{title}: confusion matrix of {classes}.",
            title=title,
            classes=plural(len(view.classes), "class", "classes"),
        )
    ]
    for table in view.tables[:12]:
        total = float(table.counts.sum())
        wrong = table.counts - np.diag(np.diag(table.counts))
        accuracy = digits(float(np.trace(table.counts)) / total) if total else ""
        text = f"{table.run['name']}: {say('accuracy {value}', value=accuracy)}" if total else ""
        if total and wrong.any():
            a, p = divmod(int(wrong.argmax()), len(view.classes))
            text += ", " + say(
                "most often {actual} taken for {predicted} ({n} times)",
                actual=view.classes[a], predicted=view.classes[p], n=f"{wrong.max():,.0f}",
            )  # fmt: skip
        parts.append(f"{text}.")
    return " ".join(parts)
