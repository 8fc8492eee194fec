"""Figures of Matplotlib as Plotly's: lines, points, bars, bands and texts of plain axes, with their scales and names.

Plotly's own converter does not know today's Matplotlib. What holds more than these is no figure of ours: a picture of
it is exact, where half a figure would be wrong.
"""

from __future__ import annotations

from typing import Any

_SYMBOLS = {
    "o": "circle", ".": "circle", ",": "circle", "s": "square", "D": "diamond", "d": "diamond-tall", "^": "triangle-up",
    "v": "triangle-down", "<": "triangle-left", ">": "triangle-right", "x": "x-thin-open", "X": "x",
    "+": "cross-thin-open", "P": "cross", "*": "star", "p": "pentagon", "h": "hexagon", "H": "hexagon2",
}  # fmt: skip
_DASHES = {"-": "solid", "--": "dash", ":": "dot", "-.": "dashdot"}
_STEPS = {"steps-pre": "vh", "steps-mid": "hvh", "steps-post": "hv"}
_NOTHING = frozenset({"None", "none", " ", "", None})
_FRAME = frozenset({"Spine", "XAxis", "YAxis", "Legend"})
_SCALES = frozenset({"linear", "log"})
_PIXELS_PER_POINT = 96 / 72
_SAME = 1e-6
_UNCERTAIN = "_"
"""How Matplotlib begins the labels that it makes up, which no legend shows."""


def redrawn(figure: Any) -> dict[str, Any] | None:
    """Return a figure as ``data`` and ``layout`` of Plotly, None where something in it is not known."""
    axes = [one for one in figure.axes if one.get_visible()]
    if not axes or any(one.name != "rectilinear" for one in axes) or getattr(figure, "subfigs", None):
        return None
    data: list[dict[str, Any]] = []
    width, height = (float(side) * 96 for side in figure.get_size_inches())
    layout: dict[str, Any] = {"width": round(width), "height": round(height), "annotations": [], "showlegend": False}
    title = figure._suptitle.get_text() if getattr(figure, "_suptitle", None) else ""  # noqa: SLF001 - get_suptitle is new
    for place, one in enumerate(axes, start=1):
        traces = _traces(one)
        if traces is None or not {one.get_xscale(), one.get_yscale()} <= _SCALES:
            return None
        number = "" if place == 1 else str(place)
        names = {"xaxis": f"x{number}", "yaxis": f"y{number}"} if number else {}
        data += [{**trace, **names} for trace in traces]
        layout[f"xaxis{number}"] = _axis(one, one.xaxis, "x", number)
        layout[f"yaxis{number}"] = _axis(one, one.yaxis, "y", number)
        beneath = next((at for at, other in enumerate(axes[: place - 1], start=1) if _overlap(one, other)), 0)
        if beneath:
            _lay_over(layout, number, beneath, one)
        if one.get_title():
            title = title or (one.get_title() if len(axes) == 1 or beneath else "")
            if len(axes) > 1 and not beneath:
                layout["annotations"].append(_heading(one))
        layout["annotations"] += [_note(one, text, number) for text in one.texts if text.get_text()]
        layout["showlegend"] = layout["showlegend"] or one.get_legend() is not None
    if title:
        layout["title"] = {"text": title}
    return {"data": data, "layout": layout}


def _traces(axes: Any) -> list[dict[str, Any]] | None:
    """Return what is drawn in axes, in its order; None where something of it is not known."""
    bars = {id(patch) for one in axes.containers for patch in one if hasattr(one, "orientation")}
    own = {id(axes.patch), id(axes.title), *map(id, (axes._left_title, axes._right_title))}  # noqa: SLF001
    found: list[tuple[float, dict[str, Any]]] = [
        (1.0, _bars(axes, one)) for one in axes.containers if hasattr(one, "orientation")
    ]
    for child in axes.get_children():
        kind = type(child).__name__
        if id(child) in own | bars or kind in _FRAME or not child.get_visible() or child in axes.texts:
            continue
        trace = _trace(axes, child)
        if trace is None:
            return None
        found.append((child.get_zorder(), trace))
    return [trace for _, trace in sorted(found, key=lambda item: item[0])]


def _trace(axes: Any, child: Any) -> dict[str, Any] | None:
    match type(child).__name__:
        case "Line2D":
            return _line(axes, child)
        case "PathCollection":
            return _points(axes, child)
        case "LineCollection":
            return _segments(axes, child)
        case "PolyCollection" | "FillBetweenPolyCollection":
            return _band(axes, child)
    return None


def _line(axes: Any, line: Any) -> dict[str, Any]:
    places = _in_data(axes, line, line.get_xydata())
    drawn = line.get_linestyle() not in _NOTHING and line.get_linewidth() > 0
    marker = line.get_marker()
    marked = marker not in _NOTHING
    mode = "+".join(name for name, there in (("lines", drawn), ("markers", marked)) if there)
    trace = _scatter(axes, line, places, mode or "none")
    if "steps" in line.get_drawstyle():
        trace["line"] = {
            "shape": {"steps-pre": "vh", "steps-mid": "hvh", "steps-post": "hv"}.get(line.get_drawstyle(), "vh")
        }
    if drawn:
        dash = _DASHES.get(line.get_linestyle(), "solid")
        more = {"color": _hex(line.get_color()), "width": line.get_linewidth() * _PIXELS_PER_POINT, "dash": dash}
        trace["line"] = trace.get("line", {}) | more
    if marked:
        size = line.get_markersize() * _PIXELS_PER_POINT
        trace["marker"] = {
            "color": _hex(line.get_markerfacecolor()),
            "size": size,
            "symbol": _SYMBOLS.get(str(marker), "circle"),
        }
    return trace


def _scatter(axes: Any, artist: Any, places: Any, mode: str) -> dict[str, Any]:
    """Return a trace of places (n, 2), with the artist's label where a legend shows it."""
    label = str(artist.get_label() or "")
    shown = bool(label) and not label.startswith(_UNCERTAIN)
    trace: dict[str, Any] = {"type": "scatter", "mode": mode}
    trace |= {"x": _values(axes.xaxis, places[:, 0]), "y": _values(axes.yaxis, places[:, 1])}
    trace |= {"name": label} if shown else {"showlegend": False}
    alpha = artist.get_alpha()
    return trace | ({"opacity": float(alpha)} if isinstance(alpha, int | float) else {})


def _points(axes: Any, points: Any) -> dict[str, Any]:
    import numpy as np

    trace = _scatter(axes, points, np.asarray(points.get_offsets(), float), "markers")
    points.update_scalarmappable()
    colors = [_hex(color) for color in points.get_facecolors()] or [_hex(color) for color in points.get_edgecolors()]
    sizes = [float(size) ** 0.5 * _PIXELS_PER_POINT for size in points.get_sizes()]
    trace["marker"] = {"color": colors if len(colors) > 1 else colors[0] if colors else None}
    trace["marker"] |= {"size": sizes if len(sizes) > 1 else sizes[0]} if sizes else {}
    return trace


def _segments(axes: Any, lines: Any) -> dict[str, Any]:
    """Return lines of several pieces, such as bars of errors, with a gap between each."""
    import numpy as np

    gap = np.full((1, 2), np.nan)
    parts = [part for one in lines.get_segments() for part in (_in_data(axes, lines, np.asarray(one, float)), gap)]
    trace = _scatter(axes, lines, np.vstack(parts) if parts else gap, "lines")
    colors, widths = lines.get_colors(), lines.get_linewidths()
    trace["line"] = {"color": _hex(colors[0]) if len(colors) else None, "width": float(widths[0]) * _PIXELS_PER_POINT}
    return trace


def _band(axes: Any, band: Any) -> dict[str, Any]:
    """Return filled areas, such as those of ``fill_between``."""
    import numpy as np

    gap = np.full((1, 2), np.nan)
    parts = [part for path in band.get_paths() for part in (_in_data(axes, band, path.vertices), gap)]
    trace = _scatter(axes, band, np.vstack(parts[:-1]) if parts else gap, "lines")
    colors = band.get_facecolors()
    color = _hex(colors[0]) if len(colors) else "#888888"
    opacity = trace.pop("opacity", float(colors[0][3]) if len(colors) else 1.0)
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return trace | {"fill": "toself", "fillcolor": f"rgba({red},{green},{blue},{opacity:g})", "line": {"width": 0}}


def _bars(axes: Any, bars: Any) -> dict[str, Any]:
    lying = bars.orientation == "horizontal"
    label = str(bars.get_label() or "")
    boxes = [(bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()) for bar in bars]
    along = [y + h / 2 if lying else x + w / 2 for x, y, w, h in boxes]
    trace: dict[str, Any] = {"type": "bar", "orientation": "h" if lying else "v"}
    places = _values(axes.yaxis if lying else axes.xaxis, along)
    sizes = [float(w if lying else h) for _, _, w, h in boxes]
    trace |= {"x": sizes, "y": places} if lying else {"x": places, "y": sizes}
    trace |= {"width": [float(h if lying else w) for _, _, w, h in boxes]}
    bases = [float(x if lying else y) for x, y, _, _ in boxes]
    trace |= {"base": bases} if any(bases) else {}
    colors = [_hex(bar.get_facecolor()) for bar in bars]
    trace["marker"] = {"color": colors if len(set(colors)) > 1 else colors[0] if colors else None}
    alpha = next((bar.get_alpha() for bar in bars), None)
    trace |= {"opacity": float(alpha)} if alpha is not None else {}
    return trace | ({"name": label} if label and not label.startswith(_UNCERTAIN) else {"showlegend": False})


def _in_data(axes: Any, artist: Any, places: Any) -> Any:
    """Return places in the units of the axes, also those that were given in parts of them, as ``axhline`` does."""
    import numpy as np

    places = np.asarray(places, float)
    own = artist.get_transform()
    if own == axes.transData:
        return places
    found = (own - axes.transData).transform(places)
    return np.where(np.isclose(found, places, rtol=_SAME), places, found)


def _axis(axes: Any, axis: Any, name: str, number: str) -> dict[str, Any]:
    import numpy as np

    box = axes.get_position()
    ends = (box.x0, box.x1) if name == "x" else (box.y0, box.y1)
    low, high = map(float, axis.get_view_interval() if not axis.get_inverted() else axis.get_view_interval()[::-1])
    found: dict[str, Any] = {}
    if len(axes.figure.axes) > 1:
        found |= {"domain": [max(float(ends[0]), 0.0), min(float(ends[1]), 1.0)]}
        found |= {"anchor": f"{'y' if name == 'x' else 'x'}{number}"}
    label = axis.get_label_text()
    found |= {"title": {"text": label}} if label else {}
    if axis.get_scale() == "log":
        return found | {"type": "log", "range": [float(np.log10(low)), float(np.log10(high))]}
    if _is_of_dates(axis):
        return found | {"type": "date", "range": _values(axis, [low, high])}
    found["range"] = [low, high]
    names = {"StrCategoryFormatter", "FixedFormatter"}
    if type(axis.get_major_formatter()).__name__ in names:
        ticks = [float(at) for at in axis.get_majorticklocs()]
        found |= {"tickvals": ticks, "ticktext": list(axis.get_major_formatter().format_ticks(ticks))}
    return found


def _is_of_dates(axis: Any) -> bool:
    return "Date" in type(axis.get_major_formatter()).__name__


def _values(axis: Any, values: Any) -> list[Any]:
    """Return values of an axis as numbers, as dates where it is one of dates, and None for NaN."""
    import numpy as np

    floats = [float(value) if np.isfinite(value) else None for value in np.asarray(values, float)]
    if not _is_of_dates(axis):
        return floats
    from matplotlib import dates

    to_date: Any = dates.num2date
    return [None if value is None else to_date(value).replace(tzinfo=None).isoformat() for value in floats]


def _overlap(one: Any, other: Any) -> bool:
    """Return whether axes lie upon each other, as those of ``twinx`` do."""
    pairs = zip(one.get_position().bounds, other.get_position().bounds, strict=True)
    return all(abs(mine - theirs) < _SAME for mine, theirs in pairs)


def _lay_over(layout: dict[str, Any], number: str, beneath: int, axes: Any) -> None:
    """Have axes share the place of those that they lie upon."""
    under = "" if beneath == 1 else str(beneath)
    for name, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        own = layout[f"{name}axis{number}"]
        own["overlaying"] = f"{name}{under}"
        place = axis.get_label_position()
        own["side"] = place
        if name == "x" and not axis.get_visible():
            own["visible"] = False


def _heading(axes: Any) -> dict[str, Any]:
    """Return the title of one of several axes as a text over it."""
    box = axes.get_position()
    place = {"x": float(box.x0 + box.x1) / 2, "y": float(box.y1), "xref": "paper", "yref": "paper"}
    return {"text": axes.get_title(), "showarrow": False, "xanchor": "center", "yanchor": "bottom", **place}


def _note(axes: Any, text: Any, number: str) -> dict[str, Any]:
    x, y = text.get_position() if not hasattr(text, "xy") else text.xy
    inside = text.get_transform() == axes.transData or hasattr(text, "xy")
    refs = {"xref": f"x{number}", "yref": f"y{number}"}
    if not inside:
        refs = {"xref": f"x{number} domain", "yref": f"y{number} domain"}
    place = {"x": _values(axes.xaxis, [x])[0], "y": _values(axes.yaxis, [y])[0]} if inside else {"x": x, "y": y}
    return {"text": text.get_text(), "showarrow": False, **place, **refs}


def _hex(color: Any) -> str:
    from matplotlib.colors import to_hex

    return str(to_hex(color)) if str(color) not in _NOTHING else "rgba(0,0,0,0)"
