"""The closed list of what the conversion of Plotly figures understands: each attribute, with the values that it takes.

A figure with anything else is drawn by Plotly itself. ``INERT`` attributes change nothing in what a report shows: the
room that Plotly leaves around a plot (a report measures texts), keys for its own redrawing, and the colours of paper,
grid and text that its standard templates state, which the report's theme stands for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """Which values of an attribute are understood, and whether they change the picture."""

    takes: Callable[[Any], bool]
    drawn: bool = True


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _text(value: Any) -> bool:
    """Plain text: no markup, no entities, no formula, nothing to be filled in."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and not re.search(r"[<>$]|&\w+;|&#|%\{", value)


def _title(value: Any) -> bool:
    """Plain text with line breaks, or all of it bold, as titles are here."""
    return isinstance(value, str) and _text(re.sub(r"<br\s*/?>", " ", re.sub(r"^<b>(.*)</b>$", r"\1", value.strip())))


def _one(*values: Any) -> Callable[[Any], bool]:
    return lambda value: any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in values)


def _between(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: _number(value) and low <= value <= high


def _any_of(*checks: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: any(check(value) for check in checks)


def _each(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(check(item) for item in value)


def _datum(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float | str)


_NAMED = {
    "red", "green", "blue", "orange", "purple", "gray", "grey", "brown", "pink", "cyan", "magenta", "teal", "navy",
    "olive", "maroon", "crimson", "gold", "salmon", "coral", "tomato", "steelblue", "royalblue", "darkblue",
    "darkgreen", "darkred", "darkorange", "firebrick", "indigo", "violet", "orchid", "turquoise", "seagreen",
    "skyblue", "dodgerblue", "slateblue", "forestgreen", "limegreen", "lime", "chocolate", "goldenrod",
}  # fmt: skip
_INKS = {"black", "#000", "#000000", "#2a3f5f", "rgb(0,0,0)", "rgba(0,0,0,1)", "rgba(0,0,0,1.0)"}
_DARK, _LIGHT = 0.012, 0.85
"""Luminance beyond which a colour would be lost on the report's dark or light paper."""


def squeezed(color: str) -> str:
    """Return a colour's text without spaces, in small letters."""
    return re.sub(r"\s", "", color).lower()


def _luminance(color: str) -> float | None:
    """Return the luminance, from 0 to 1, of a colour in digits; None where it is none."""
    if re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", color):
        digits = color[1:] if len(color) == 7 else "".join(2 * letter for letter in color[1:])  # noqa: PLR2004
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    else:
        found = re.fullmatch(
            r"rgba?\((\d+(?:\.\d+)?),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)(?:,(?:0|1|0?\.\d+|1\.0))?\)", color
        )
        if not found:
            return None
        parts = [min(float(part), 255) / 255 for part in found.groups()]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_ink(value: Any) -> bool:
    """Return whether a colour is the black of text, which is the page's ink."""
    return isinstance(value, str) and squeezed(value) in _INKS


def _cell_color(value: Any) -> bool:
    """Any colour in digits, or a usual name."""
    return isinstance(value, str) and (squeezed(value) in _NAMED or _luminance(squeezed(value)) is not None)


def color(value: Any) -> bool:
    """Return whether a colour can be seen on light and dark paper."""
    if not isinstance(value, str):
        return False
    text = squeezed(value)
    light = _luminance(text)
    return text in _NAMED or text in _INKS or (light is not None and _DARK < light < _LIGHT)


def _colorscale(value: Any) -> bool:
    def stop(one: Any) -> bool:
        return isinstance(one, list) and len(one) == 2 and _between(0, 1)(one[0]) and _cell_color(one[1])  # noqa: PLR2004

    return isinstance(value, list) and len(value) > 1 and all(stop(one) for one in value)


def _template(value: Any) -> bool:
    """Hover texts of lines ``name=%{x}``, nothing beside them."""
    return isinstance(value, str) and hover(value) is not None


_FORMAT = r"(?:,?\.\d{1,2}[efgrs%]|,|,?d|~?[gs%])"
_HOVER = re.compile(
    r"([^%<>{}$&]*?)(?:=|:\s)(?:%\{(x|y|z|text|hovertext|marker\.color|marker\.size|customdata\[\d{1,2}\])"
    rf"(?::({_FORMAT}))?\}}|([^%<>{{}}$&]*))"
)


def hover(template: str) -> tuple[bool, list[tuple[str, str, str, str]]] | None:
    """Return whether the hover text is the heading, and (name, variable, format, constant) of each line.

    None where the template says anything else.
    """
    text, found, said = re.subn(r"<extra></extra>$", "", template.strip())[0], [], False
    if text.startswith("<b>%{hovertext}</b>"):
        text, said = text.removeprefix("<b>%{hovertext}</b>"), True
    for line in filter(None, text.split("<br>")):
        match = _HOVER.fullmatch(line)
        if match is None or match[1] in ("", "title", "__proto__"):
            return None
        found.append((match[1], match[2] or "", match[3] or "", match[4] or ""))
    return (said, found) if said or found else None


def _ends(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_number(end) or isinstance(end, str) for end in value)  # noqa: PLR2004


YES: Any = True
NO: Any = False
ANY = Rule(lambda _: True)
INERT = Rule(lambda _: True, drawn=False)
_NUMBER, _TEXT, _COLOR, _FLAG = Rule(_number), Rule(_text), Rule(color), Rule(_one(YES, NO))
_SHARE, _SIZE = Rule(_between(0, 1)), Rule(_between(0, 100))
_PAPERS = {"white", "#fff", "#ffffff", "#e5ecf6", "#ebf0f8", "#eee", "#eeeeee", "rgb(255,255,255)"}
_HOUSE = Rule(lambda value: isinstance(value, str) and squeezed(value) in _PAPERS, drawn=False)
_INK = Rule(is_ink, drawn=False)


def only(*values: Any) -> Rule:
    """Return a rule of the values that change nothing."""
    return Rule(_one(*values), drawn=False)


CELL_TEXT = re.compile(rf"%\{{z(?::({_FORMAT}))?\}}")
PIE_HOVER = re.compile(r"([^%<>{}$&=]+)=%\{label\}<br>([^%<>{}$&=]+)=%\{value\}<extra></extra>")
_DATA = Rule(_each(_datum))
_NUMBERS = Rule(_each(lambda value: value is None or _number(value)))
_COMMON: dict[str, Rule] = {
    "type": ANY, "name": _TEXT, "visible": only(YES), "showlegend": _FLAG, "legendgroup": Rule(_text, drawn=False),
    "legend": only("legend"), "opacity": _SHARE, "uid": INERT, "uirevision": INERT,
    "customdata": Rule(_each(ANY.takes)),
    "xaxis": only("x"), "yaxis": only("y"), "hovertemplate": Rule(_template),
    "hovertext": Rule(_each(_text)), "x": _DATA, "y": _DATA,
}  # fmt: skip
_BAR = {"outlinewidth": only(0, 1), "ticks": only("", "outside"), "title.text": _TEXT}
_COLORS: dict[str, Rule] = {
    "coloraxis": Rule(_one("coloraxis")), "colorscale": Rule(_colorscale), "reversescale": _FLAG, "showscale": _FLAG,
    **{f"colorbar.{name}": rule for name, rule in _BAR.items()},
}  # fmt: skip
_MARKER = {
    "marker.color": Rule(_any_of(color, _each(color), _each(_number))), "marker.cmin": _NUMBER, "marker.cmax": _NUMBER,
    **{f"marker.{name}": rule for name, rule in _COLORS.items()},
}  # fmt: skip
_PATTERN = {"shape": only(""), "fillmode": only("overlay"), "size": INERT, "solidity": INERT}
SYMBOLS = {
    "circle": "circle", "square": "square", "diamond": "diamond", "cross": "cross", "triangle-up": "triangle-up",
    "triangle-down": "triangle-down",
}  # fmt: skip
DASHES = {"solid": [], "dash": [9, 9], "dot": [3, 3], "dashdot": [9, 5, 3, 5], "longdash": [15, 5],
          "longdashdot": [15, 5, 3, 5]}  # fmt: skip
_SCATTER: dict[str, Rule] = {
    **_COMMON, **_MARKER,
    "mode": Rule(_one("lines", "markers", "lines+markers", "markers+lines")), "orientation": only("v", "h"),
    "text": Rule(_any_of(_text, _each(_text))), "line.color": _COLOR, "line.width": Rule(_between(0, 20)),
    "line.dash": Rule(_one(*DASHES)), "line.shape": Rule(_one("linear", "hv", "vh", "hvh")), "line.simplify": INERT,
    "connectgaps": _FLAG, "cliponaxis": only(YES), "fill": Rule(_one("none", "tozeroy", "tonexty")),
    "fillcolor": Rule(_cell_color), **{f"fillpattern.{name}": rule for name, rule in _PATTERN.items()},
    "marker.size": Rule(_any_of(_between(0, 100), _each(_between(0, 1e300)))),
    "marker.sizemode": Rule(_one("area", "diameter")), "marker.sizeref": Rule(_between(1e-300, 1e300)),
    "marker.sizemin": Rule(_between(0, 100)), "marker.symbol": Rule(_one(*SYMBOLS)), "marker.opacity": _SHARE,
    "marker.line.width": Rule(_between(0, 20)), "marker.line.color": Rule(_any_of(color, _each(color))),
    "error_x.color": INERT, "error_y.color": INERT,
}  # fmt: skip
_BARS: dict[str, Rule] = {
    **_COMMON, **_MARKER, "orientation": Rule(_one("v", "h")), "marker.opacity": _SHARE,
    "marker.line.width": Rule(_between(0, 20)), "marker.line.color": Rule(_any_of(color, _HOUSE.takes)),
    **{f"marker.pattern.{name}": rule for name, rule in _PATTERN.items()},
    "alignmentgroup": Rule(_text, drawn=False), "offsetgroup": Rule(_text, drawn=False),
    "error_x.color": INERT, "error_y.color": INERT, "textposition": only("auto", "none", "inside", "outside"),
}  # fmt: skip


def _without(rules: Mapping[str, Rule], *beginnings: str) -> dict[str, Rule]:
    return {name: rule for name, rule in rules.items() if not name.startswith(beginnings)}


TRACES: dict[str, Mapping[str, Rule]] = {
    "scatter": _SCATTER,
    "scattergl": _without(_SCATTER, "cliponaxis", "fillpattern.", "line.simplify", "orientation"),
    "bar": {**_BARS, "width": Rule(_any_of(_between(1e-300, 1e300), _each(_between(1e-300, 1e300))))},
    "histogram": {
        **_without(_BARS, "customdata", "hovertext"),
        "bingroup": only("x", "y"), "nbinsx": Rule(_between(0, 10000)), "nbinsy": Rule(_between(0, 10000)),
        "histnorm": Rule(_one("", "percent", "probability", "density", "probability density")),
        "histfunc": only("count"), "autobinx": only(YES), "autobiny": only(YES),
        "xbins.start": _NUMBER, "xbins.end": _NUMBER, "xbins.size": Rule(_between(1e-300, 1e300)),
    },
    "heatmap": {
        **_without(_COMMON, "customdata", "hovertext"), **_COLORS,
        "z": Rule(_each(_NUMBERS.takes)), "zmin": _NUMBER, "zmax": _NUMBER,
        "texttemplate": Rule(lambda value: isinstance(value, str) and bool(CELL_TEXT.fullmatch(value))),
        "xgap": Rule(_between(0, 40)), "ygap": Rule(_between(0, 40)), "zsmooth": only(NO), "connectgaps": only(NO),
        "hoverongaps": only(YES), "transpose": only(NO), "showlegend": only(NO),
    },
    "box": {
        **_without(_BARS, "marker.", "customdata", "hovertext", "error_", "textposition"),
        "notched": only(NO), "boxpoints": Rule(_one("outliers", NO)), "quartilemethod": only("linear"),
        "boxmean": only(NO), "line.width": Rule(_between(0, 20)), "line.color": _COLOR, "x0": only(" "),
        "y0": only(" "), "marker.color": _COLOR, "marker.size": _SIZE, "marker.symbol": only("circle"),
        "fillcolor": Rule(_cell_color), "whiskerwidth": only(0.5),
    },
    "pie": {
        **{name: _COMMON[name] for name in ("type", "visible", "legendgroup", "legend", "opacity", "uid",
                                            "uirevision")},
        "name": _TEXT, "showlegend": _FLAG, "labels": Rule(_each(_text)), "values": _NUMBERS, "automargin": INERT,
        "hole": _SHARE, "sort": _FLAG, "direction": Rule(_one("clockwise", "counterclockwise")),
        "domain.x": only([0, 1], [0.0, 1.0]), "domain.y": only([0, 1], [0.0, 1.0]),
        "marker.colors": Rule(_each(_cell_color)),
        "hovertemplate": Rule(lambda value: isinstance(value, str) and bool(PIE_HOVER.fullmatch(value))),
    },
}  # fmt: skip
_AXIS: dict[str, Rule] = {
    "title.text": Rule(_title), "title.standoff": INERT, "title.font.color": _INK,
    "title.font.size": Rule(_between(6, 40)),
    "type": Rule(_one("-", "linear", "log", "date", "category")), "range": Rule(_ends), "fixedrange": INERT,
    "autorange": Rule(_one(YES, NO, "reversed")), "rangemode": Rule(_one("normal", "tozero")),
    "domain": only([0, 1], [0.0, 1.0]), "showgrid": _FLAG, "gridcolor": _HOUSE, "gridwidth": only(1),
    "zeroline": _FLAG, "zerolinecolor": _HOUSE, "zerolinewidth": only(1, 2), "showline": _FLAG,
    "linecolor": Rule(_any_of(_HOUSE.takes, is_ink), drawn=False), "linewidth": only(1), "automargin": INERT,
    "ticks": Rule(_one("", "inside", "outside")), "nticks": Rule(_between(0, 100)), "showticklabels": _FLAG,
    "tickfont.size": Rule(_between(6, 40)), "tickfont.color": _INK, "tickangle": Rule(_between(-90, 90)),
    "tickformat": Rule(lambda value: isinstance(value, str) and bool(re.fullmatch(_FORMAT, value))),
    "tickmode": Rule(_one("auto", "array")), "tickvals": _DATA, "ticktext": Rule(_each(_text)), "uirevision": INERT,
    "mirror": Rule(_one(YES, NO, "ticks", "all", "allticks")), "constrain": Rule(_one("domain")),
    "categoryorder": only("trace"), "visible": only(YES), "layer": only("above traces"),
}  # fmt: skip
LAYOUT: dict[str, Rule] = {
    **{f"xaxis.{name}": rule for name, rule in _AXIS.items()},
    **{f"yaxis.{name}": rule for name, rule in _AXIS.items()},
    "xaxis.anchor": only("y"), "yaxis.anchor": only("x"), "xaxis.side": only("bottom"), "yaxis.side": only("left"),
    "xaxis.scaleanchor": Rule(_one("y")), "yaxis.scaleanchor": Rule(_one("x")), "xaxis.scaleratio": only(1, 1.0),
    "yaxis.scaleratio": only(1, 1.0),
    "title.text": Rule(_title), "title.x": Rule(_one(0, 0.05, 0.5)), "title.font.color": _INK,
    "title.font.size": Rule(_between(6, 40)), "title.xanchor": only("auto"), "title.automargin": INERT,
    "autotypenumbers": Rule(_one("strict", "convert types")), "colorway": Rule(_each(color)), "font.color": _INK,
    "font.size": only(12), "hovermode": only("closest", "x"),
    "hoverlabel.align": only("left", "auto"), "paper_bgcolor": _HOUSE,
    "plot_bgcolor": _HOUSE, "autosize": INERT, "width": Rule(_between(80, 4000)), "height": Rule(_between(80, 4000)),
    **{f"margin.{side}": INERT for side in ("b", "l", "r", "t", "pad", "autoexpand")},
    "showlegend": _FLAG, "legend.tracegroupgap": INERT, "legend.itemsizing": only("constant"),
    "legend.title.text": _TEXT, "uirevision": INERT,
    "barmode": Rule(_one("group", "stack", "relative", "overlay")), "bargap": _SHARE, "bargroupgap": _SHARE,
    "boxmode": Rule(_one("group", "overlay")), "violinmode": INERT,
    "coloraxis.colorscale": Rule(_colorscale), "coloraxis.cmin": _NUMBER, "coloraxis.cmax": _NUMBER,
    "coloraxis.showscale": _FLAG, "coloraxis.reversescale": _FLAG,
    **{f"coloraxis.colorbar.{name}": rule for name, rule in _BAR.items()},
}  # fmt: skip
