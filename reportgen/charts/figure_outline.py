"""A figure that only Plotly draws, for readers without scripts and on paper: a simpler picture, or its values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from reportgen.charts import custom, drawing
from reportgen.charts.frame import plain
from reportgen.charts.plotly import figure as plotly
from reportgen.charts.plotly.outline import Outline, Series, outline, simplified
from reportgen.texts import plural, say

_TABLES, _NAMED = 3, 40
_WIDTH, _HEIGHT = 640, 340
_MOST_PICTURE = 60_000
_WHOLE = Markup('<div class="rg-static-note rg-figure-outline" tabindex="0" role="group" aria-label="{}">{}</div>')
_ROWS = Markup('<div class="rg-table-scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>')


def without_scripts(figure: Mapping[str, Any]) -> Markup:
    """Return what stands in a figure's place until Plotly has drawn it."""
    try:
        told = outline(figure)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        told = Outline(plotly.title_of(figure), (), ())  # Plotly is more forgiving
    picture, left = _picture(figure)
    if picture:
        text = (
            "This figure is drawn by Plotly, which needs JavaScript. This is a simplified image, without its {parts}."
        )
        said = say(text, parts=", ".join(left))
    else:
        said = say(
            "This figure is drawn by Plotly, which needs JavaScript. Without it, only its contents are listed here."
        )
    parts = [Markup("<p><strong><bdi>{}</bdi></strong></p>").format(told.title)] if told.title and not picture else []
    parts += [picture, Markup('<p class="rg-note">{}</p>').format(said)]
    if not picture and told.axes:
        parts.append(_list(told.axes))
    parts.append(_all_series(told, tables=not picture))
    return _WHOLE.format(say("{title}, as text", title=told.title or say("Figure")), Markup().join(parts))


def _picture(figure: Mapping[str, Any]) -> tuple[Markup, tuple[str, ...]]:
    """Return the figure as the conversion draws it without what stands beside its data, and what that is."""
    try:
        found = simplified(figure)
        vega = plotly.converted(found[0]).vega if found else None
        if found is None or vega is None:
            return Markup(), ()
        width, height = plotly.size_of(figure)
        drawn = plain({**vega, "width": width or _WIDTH, "height": height or _HEIGHT})
        picture, _, _ = drawing.draw(json.loads(json.dumps(drawn)))
    except (custom.ChartError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return Markup(), ()
    return (picture, found[1]) if len(picture) <= _MOST_PICTURE else (Markup(), ())


def _all_series(told: Outline, *, tables: bool) -> Markup:
    rows = [one for one in told.series if one.rows or one.fields][:_TABLES] if tables else []
    listed = [_said(one) for one in told.series if one not in rows]
    more = [say("and {n} more", n=f"{len(listed) - _NAMED:,}")] if len(listed) > _NAMED else []
    return Markup().join([*map(_table, rows), _list([*listed[:_NAMED], *more]) if listed else Markup()])


def _said(one: Series) -> str:
    points = bool({"x", "y", "z", "r"} & set(one.columns))
    count = (plural(one.count, "point") if points else plural(one.count, "row")) if one.count else ""
    kind = say("{kind} trace", kind=one.kind)
    return ", ".join(filter(None, [one.name, kind, count, *one.fields]))


def _table(one: Series) -> Markup:
    head = Markup("<p><bdi>{}</bdi></p>").format(_said(one))
    if not one.rows:
        return head
    heads = Markup().join(Markup('<th scope="col"><bdi>{}</bdi></th>').format(name) for name in one.columns)
    rows = Markup().join(
        Markup("<tr>{}</tr>").format(Markup().join(Markup("<td><bdi>{}</bdi></td>").format(cell) for cell in row))
        for row in one.rows
    )
    left = one.count - len(one.rows)
    more = (
        Markup('<p class="rg-note">{}</p>').format(say("and {rows}", rows=plural(left, "more row")))
        if left
        else Markup()
    )
    return head + _ROWS.format(heads, rows) + more


def _list(texts: Any) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup().join(Markup("<li><bdi>{}</bdi></li>").format(text) for text in texts))
