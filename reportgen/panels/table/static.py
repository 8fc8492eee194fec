"""A table's first rows as they stand in the page before scripts run, and where none do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from reportgen.digits import in_column, title
from reportgen.panels.base.aligned import padded
from reportgen.panels.base.markup import static_note
from reportgen.texts import plural, say

if TYPE_CHECKING:
    from reportgen.panels.table.view import View

_WIDEST = 14
_LONGEST = 160


def static_table(
    view: View, entries: Sequence[Mapping[str, Any]], markup: Mapping[str, Mapping[int, Markup]]
) -> Markup:
    """Return the first rows as a table; ``markup`` holds the cells of media columns."""
    shown = list(entries)[:_WIDEST]
    head = Markup().join(
        Markup('<th scope="col"{}><bdi>{}</bdi></th>').format(_numeric(entry), _heading(view, entry)) for entry in shown
    )
    columns = [_column(view, entry, markup.get(entry["name"], {})) for entry in shown]
    body = Markup().join(Markup("<tr>{}</tr>").format(Markup().join(row)) for row in zip(*columns, strict=True))
    left = []
    if len(view.first) < view.kept:
        left.append(say("Showing {n} of {total} rows", n=f"{len(view.first):,}", total=f"{view.kept:,}"))
    if len(shown) < len(entries):
        left.append(say("Showing {n} of {total} columns", n=len(shown), total=f"{len(entries):,}"))
    words = ", ".join(left)
    note = static_note(words, say("; enable JavaScript for all.")) if words else Markup()
    table = Markup(
        '<div class="rg-table-scroll" tabindex="0" role="group" aria-label="{}"><table class="rg-rows">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    )
    return table.format(say("First rows, {columns}", columns=plural(len(shown), "column")), head, body) + note


def _heading(view: View, entry: Mapping[str, Any]) -> str:
    table = entry.get("table")
    return f"{entry['of']}, {view.source.sides[table].label}" if table is not None else str(entry["name"])


def _numeric(entry: Mapping[str, Any]) -> Markup:
    return Markup(' class="rg-end"') if entry["type"] == "number" else Markup()


def _column(view: View, entry: Mapping[str, Any], markup: Mapping[int, Markup]) -> list[Markup]:
    """Return the cells of a column; its numbers are written alike."""
    told = texts_of([view.values[entry["name"]][place] for place in view.first])
    return [
        Markup("<td>{}</td>").format(markup[row])
        if row in markup
        else Markup("<td{}>{}</td>").format(_numeric(entry), text)
        for row, text in zip(view.first, padded(told), strict=True)
    ]


def texts_of(values: Sequence[Any]) -> list[tuple[str, str]]:
    """Return a column's cells in words with their titles, its numbers written alike."""
    numbers = {place: number for place, value in enumerate(values) if (number := _number_of(value)) is not None}
    texts = dict(zip(numbers, in_column(list(numbers.values()), table=True), strict=True))
    return [
        (texts[place], title(numbers[place], texts[place])) if place in numbers else (_words(value), "")
        for place, value in enumerate(values)
    ]


def _number_of(value: Any) -> float | None:
    """Return a cell's number; a whole one that a double may not hold as it is."""
    if value is np.ma.masked or isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
        return None
    return value if type(value) is int else float(value)


def _words(value: Any) -> str:
    """Return a cell that is no number in words, cut where it is long."""
    if value is None or value is np.ma.masked:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
