"""A table's first rows as they stand in the page before scripts run, and where none do."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from reportgen.digits import digits
from reportgen.panels.base.markup import static_note

if TYPE_CHECKING:
    from reportgen.panels.table.view import View

_WIDEST = 14
_LONGEST = 160
_WHOLE = 1 << 53


def static_table(
    view: View, entries: Sequence[Mapping[str, Any]], markup: Mapping[str, Mapping[int, Markup]]
) -> Markup:
    """Return the first rows as a table; ``markup`` holds the cells of media columns."""
    shown = list(entries)[:_WIDEST]
    head = Markup().join(
        Markup('<th scope="col"{}><bdi>{}</bdi></th>').format(_numeric(entry), _heading(view, entry)) for entry in shown
    )
    body = Markup().join(
        Markup("<tr>{}</tr>").format(Markup().join(_cell(view, entry, place, markup) for entry in shown))
        for place in view.first
    )
    left = []
    if len(view.first) < view.kept:
        left.append(f"The first {len(view.first):,} of {view.kept:,} rows")
    if len(shown) < len(entries):
        left.append(f"the first {len(shown)} of {len(entries):,} columns")
    words = " and ".join(left)
    note = static_note(words, "; enable JavaScript for all.") if words else Markup()
    table = Markup(
        '<div class="rg-table-scroll" tabindex="0" role="group" aria-label="{}"><table class="rg-rows">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    )
    return table.format(f"First rows, {len(shown)} columns", head, body) + note


def _heading(view: View, entry: Mapping[str, Any]) -> str:
    table = entry.get("table")
    return f"{entry['of']}, {view.source.sides[table].label}" if table is not None else str(entry["name"])


def _numeric(entry: Mapping[str, Any]) -> Markup:
    return Markup(' class="rg-end"') if entry["type"] == "number" else Markup()


def _cell(view: View, entry: Mapping[str, Any], place: int, markup: Mapping[str, Mapping[int, Markup]]) -> Markup:
    name = entry["name"]
    if place in markup.get(name, {}):
        return Markup("<td>{}</td>").format(markup[name][place])
    value = view.values[name][place]
    return Markup("<td{}><bdi>{}</bdi></td>").format(_numeric(entry), text_of(value))


def text_of(value: Any) -> str:
    """Return a cell in words, cut where it is long."""
    if value is None or value is np.ma.masked:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | float | np.number):
        if type(value) is int:  # one that a double may not hold: digits and nothing else, as ids are copied
            return str(value)
        number: float = float(value)
        if not math.isfinite(number):
            return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
        whole: bool = number.is_integer() and abs(number) <= _WHOLE
        return f"{number:,.0f}" if whole else digits(number, thousands=True)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
