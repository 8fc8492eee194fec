"""The run table as it stands without scripts: the first rows, and the baseline's means below them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reportgen.panels.base.against import delta, delta_class
from reportgen.panels.base.aligned import aligned, padded
from reportgen.panels.base.values import fact_word, show_column
from reportgen.panels.run_table.columns import TableColumn
from reportgen.texts import say

FIRST_ROWS = 20
_SHORT = 32  # characters that stay on one line


@dataclass(frozen=True)
class View:
    """Columns, and a row of plain cells for each run."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[dict[str, Any], str, tuple[Any, ...]], ...]
    absent: tuple[str, ...]
    baseline_runs: int = 0
    own: frozenset[int] = frozenset()
    """Runs of the table that are the baseline's own."""


def best(cells: Sequence[Any], goal: str) -> Any:
    """Return the best number of a column, None where there is no choice to make."""
    numbers = [c for c in cells if isinstance(c, int | float) and not isinstance(c, bool) and math.isfinite(c)]
    if not goal or len(set(numbers)) < 2:  # noqa: PLR2004 - one value is not a best one
        return None
    return min(numbers) if goal == "minimize" else max(numbers)


def head_of(column: TableColumn) -> str:
    """Return what a column's head says."""
    return fact_word(column.label) if column.group == "run" else column.label


def table(view: View) -> Markup:
    """Return the first rows of the columns that are shown at first."""
    shown = [i for i, column in enumerate(view.columns) if column.shown]
    head = Markup().join(
        Markup('<th scope="col"{}><bdi>{}</bdi></th>').format(
            Markup(' class="n"') if view.columns[i].numeric else Markup(), head_of(view.columns[i])
        )
        for i in shown
    )
    bests = {i: best([cells[i] for _, _, cells in view.rows], view.columns[i].goal) for i in shown}
    texts = {i: show_column(view.columns[i].path, [cells[i] for _, _, cells in view.rows]) for i in shown}
    inner = {i: padded(texts[i][:FIRST_ROWS] if view.columns[i].numeric else []) for i in shown}
    parts = []
    for place, (run, _, cells) in enumerate(view.rows[:FIRST_ROWS]):
        marked = Markup()
        unwell = run["state"] not in ("finished", "")
        said = next((i for i in shown if unwell and view.columns[i].path == "state" and cells[i] == run["state"]), None)
        for i in shown:
            text = texts[i][place][0]
            names = ["n"] * view.columns[i].numeric + ["best"] * (bests[i] is not None and cells[i] == bests[i])
            names += ["s"] * (len(text) < _SHORT)
            attribute = Markup(' class="{}"').format(" ".join(names)) if names else Markup()
            cell = inner[i][place] if view.columns[i].numeric else Markup("<bdi>{}</bdi>").format(text)
            if i == said:
                cell = _badge(run["state"])
            if run["index"] not in view.own:
                cell += _against(view.columns[i], cells[i])
            marked += Markup("<td{}>{}</td>").format(attribute, cell)
        badge = _badge(run["state"]) if unwell and said is None else Markup()
        badge += Markup('<span class="rg-state">{}</span>').format(say("baseline")) if run["index"] in view.own else ""
        parts.append(_row(run, marked, badge))
    body = Markup().join(parts)
    return Markup(
        '<table class="rg-run-table"><thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody>{}</table>'
    ).format(say("run"), head, body, _foot(view, shown))


def _against(column: TableColumn, value: Any) -> Markup:
    """Return how far a cell is from the baseline's mean, below its value."""
    if column.baseline is None or not isinstance(value, int | float) or not math.isfinite(value):
        return Markup()
    found = delta(float(value), column.baseline, column.goal, share=False)
    return Markup('<span class="{}">{}</span>').format(delta_class(float(value), column.baseline, column.goal), found)


def _foot(view: View, shown: Sequence[int]) -> Markup:
    """Return the row of the baseline's means; nothing where no column has one."""
    columns = [view.columns[i] for i in shown]
    if not view.baseline_runs or all(column.baseline is None for column in columns):
        return Markup()
    cells = Markup().join(
        Markup('<td class="n">{}</td>').format(aligned([column.baseline], table=True)[0])
        if column.baseline is not None else Markup("<td></td>")
        for column in columns
    )  # fmt: skip
    name = say("baseline") if view.baseline_runs == 1 else say("baseline, mean of {n}", n=view.baseline_runs)
    return Markup('<tfoot><tr><th scope="row">{}</th>{}</tr></tfoot>').format(name, cells)


def _badge(state: str) -> Markup:
    """Return how a run ended, where that is not well."""
    return Markup('<span class="rg-state rg-state-{0}">{0}</span>').format(state)


def _row(run: Mapping[str, Any], cells: Markup, badge: Markup) -> Markup:
    return Markup(
        '<tr data-run="{0}"><th scope="row"><i class="rg-dot" style="background:var(--run-{0})"></i>'
        "<bdi>{1}</bdi>{2}</th>{3}</tr>"
    ).format(run["index"], run["name"], Markup(" ") + badge if badge else "", cells)
