"""The wall before Plotly: what a figure may hand to it, so that nothing in it asks for anything outside the page.

The page's policy would stop such requests as well; this holds without it. Texts keep the markup that Plotly draws by
itself; styles inside texts and addresses are closed lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from reportgen.charts.plotly.known import squeezed
from reportgen.charts.plotly.stated import items, mapping
from reportgen.media import css
from reportgen.media.private import inside

_PICTURE = re.compile(r"data:image/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/=\s]*")
_TAG = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*)?/?)>)?")
_ADDRESS = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
_ARGUMENTS = {"args", "args2"}
_MAPS = re.compile(r"(mapbox|map|geo)\d*")
_TAGS = {"b", "strong", "i", "em", "u", "s", "sub", "sup", "br", "span", "extra"}
_STYLE = re.compile(r"""style\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_OWN_COLOR = re.compile(r"\s*hsva?\s*\([\d\s.,%]+\)\s*", re.IGNORECASE)
"""What Plotly knows as a colour and CSS does not."""
_ADDRESSES = {
    "source", "sources", "src", "href", "url", "accesstoken", "topojsonurl", "plotlyserverurl", "sourceattribution",
    "tiles", "geojson", "mapboxaccesstoken", "backgroundimage",
}  # fmt: skip
_FONTS = {"family", "fontfamily"}
_FORBIDDEN = {"__proto__", "constructor", "prototype"}
_NUMERIC_SOURCES = {"link"}
_CONFIG: dict[str, Callable[[Any], bool]] = {
    name: lambda value: isinstance(value, bool)
    for name in ("staticPlot", "scrollZoom", "displayModeBar", "showAxisDragHandles", "showAxisRangeEntryBoxes",
                 "showTips",
                 "editable", "doubleClickAutoRange")
} | {"doubleClick": lambda value: value in (False, "reset", "autosize", "reset+autosize")}  # fmt: skip
_DEPTH = 60


def cleaned(figure: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return data, layout, frames and settings that hold no address of the outside, and what was omitted."""
    lost: dict[str, None] = {}
    made = {
        name: _value(items(figure.get(name)), name, "", lost, 0)
        for name in ("data", "frames")
        if items(figure.get(name))
    }
    made.setdefault("data", [])
    made["layout"] = _value(mapping(figure.get("layout")), "layout", "", lost, 0)
    names = [str(mapping(trace).get("name")) for trace in items(figure.get("data"))]
    if any(re.fullmatch(r"_(child\d+|nolegend_)", name) for name in names):
        made["layout"].setdefault("showlegend", False)  # of Matplotlib, which keeps such names out of its legends
    config = mapping(figure.get("config"))
    made["config"] = {name: value for name, value in config.items() if name in _CONFIG and _CONFIG[name](value)}
    return made, [f"{what} omitted" for what in lost]


def _value(value: Any, key: str, parent: str, lost: dict[str, None], depth: int) -> Any:
    """Return a value with what may not leave Python omitted."""
    if depth > _DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(value, Mapping):
        return {
            str(name): _value(item, str(name), key, lost, depth + 1)
            for name, item in value.items()
            if not _is_refused(str(name), item, key, lost)
        }
    if isinstance(value, list):
        return [_value(item, key, parent, lost, depth + 1) for item in value]
    return _text(value, key, lost) if isinstance(value, str) else value


def _is_refused(name: str, item: Any, parent: str, lost: dict[str, None]) -> bool:
    """Return whether an attribute stays behind; buttons name attributes by their whole path."""
    parts = re.split(r"[.\[\]]+", name.lower())
    if any(part in _FORBIDDEN or part.startswith("__") for part in parts):
        return True
    if parent == "layout" and any(_MAPS.fullmatch(part) for part in parts[:1]):
        return True  # a figure with maps is not drawn, so this is a map without data
    last = next((part for part in reversed(parts) if part), "")
    if last not in _ADDRESSES or (last == "source" and parent in _NUMERIC_SOURCES):
        return False
    if isinstance(item, str) and _PICTURE.fullmatch(item):
        return False  # a picture inside the file
    lost["an image or URL outside the report"] = None
    return True


def _text(text: str, key: str, lost: dict[str, None]) -> str:
    """Return a text as Plotly may draw it."""
    if _PICTURE.fullmatch(text):
        return _picture(text, lost)
    if key.lower() in _FONTS:
        return text if css.plain_value(text) is not None else "sans-serif"
    if "color" in key.lower() and css.plain_value(text) is None and not _OWN_COLOR.fullmatch(text):
        lost["an invalid colour"] = None
        return ""
    if key.lower() in _ARGUMENTS and (_ADDRESS.match(text) or any(word in text for word in _FORBIDDEN)):
        lost["an image or URL outside the report"] = None
        return ""
    if "<" not in text:
        return text
    return _TAG.sub(lambda tag: _tag(tag, lost), text)


def _picture(text: str, lost: dict[str, None]) -> str:
    """Return a picture's address with nothing beside its pixels."""
    picture = inside.raster(text)
    if picture is None:
        lost["an unreadable image"] = None
    return picture or ""


def _tag(tag: re.Match[str], lost: dict[str, None]) -> str:
    end, name, rest = tag[1] or "", (tag[2] or "").lower(), tag[3] or ""
    if name == "a":
        if not end:
            lost["a link's address"] = None
        return ""
    if name not in _TAGS:
        return tag[0].replace("<", "&lt;")
    style = _STYLE.search(rest)
    kept = css.text_style(style[1][1:-1]) if style and name == "span" and not end else ""
    if style and not kept:
        lost["styled text"] = None
    return f"<{end}{name}{f' style={chr(34)}{kept}{chr(34)}' if kept else ''}>"


def is_themed(figure: Mapping[str, Any]) -> bool:
    """Return whether a figure leaves its colours to Plotly's standard template: then they follow the page's.

    One that states paper, text or traces in colours of its own is drawn on its own paper, light or dark.
    """
    layout = mapping(figure.get("layout"))
    template = mapping(mapping(layout.get("template")).get("layout"))
    paper = template.get("plot_bgcolor"), template.get("paper_bgcolor")
    standard = not template or (str(paper[0]).upper() == "#E5ECF6" and paper[1] == "white")
    palette = {squeezed(color) for color in items(template.get("colorway")) if isinstance(color, str)}
    own = {key: value for key, value in layout.items() if key != "template"}
    return standard and not _has_colors([figure.get("data"), own, figure.get("frames")], "", palette, 0)


def _has_colors(value: Any, key: str, palette: set[str], depth: int) -> bool:
    if depth > _DEPTH:
        return True
    if isinstance(value, Mapping):
        return any(
            _has_colors(item, str(name), palette, depth + 1) for name, item in value.items() if name != "colorscale"
        )
    if isinstance(value, list):
        return any(_has_colors(item, key, palette, depth + 1) for item in value)
    return key.lower().endswith(("color", "colors")) and isinstance(value, str) and squeezed(value) not in palette
