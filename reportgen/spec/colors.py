"""Colours as CSS writes them, in one form: a name, ``#rrggbb``, or ``#rrggbbaa`` where it can be seen through."""

from __future__ import annotations

import colorsys
import re

_WORDS = """
aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood
cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray
darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen
darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue
firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew
hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray
lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue
mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred
midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid
palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple
rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue
slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white
whitesmoke yellow yellowgreen
"""
_NAMES = frozenset(_WORDS.split())
_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\Z")
_CALL = re.compile(r"(rgb|hsl)a?\(([^()]*)\)\Z")
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(%|deg|turn|grad|rad)?\Z")
_TURNS = {"deg": 1 / 360, "": 1 / 360, "turn": 1.0, "grad": 1 / 400, "rad": 1 / 6.283185307179586}


def css_color(text: str) -> str | None:
    """Return a colour of CSS in one form, None for what is none: ``rgb(31, 119, 180)``, ``hsl(210 50% 40% / 0.5)``."""
    word = text.strip().lower()
    if word in _NAMES or _HEX.match(word):
        return text.strip() if word.startswith("#") else word
    call = _CALL.match(word)
    if call is None:
        return None
    given = [_NUMBER.match(part) for part in re.split(r"[\s,/]+", call[2].strip())]
    parts = [(float(match[1]), match[2] or "") for match in given if match is not None]
    if len(parts) != len(given) or len(parts) not in (3, 4):
        return None
    *channels, alpha = parts if len(parts) == 4 else [*parts, (1.0, "")]  # noqa: PLR2004 - with an alpha
    found = _of_rgb(channels) if call[1] == "rgb" else _of_hsl(channels)
    if found is None or alpha[1] not in ("", "%"):
        return None
    opaque = alpha[0] / (100 if alpha[1] else 1)
    whole = [*found, opaque] if opaque < 1 else found
    return "#" + "".join(f"{round(min(max(value, 0.0), 1.0) * 255):02x}" for value in whole)


def _of_rgb(channels: list[tuple[float, str]]) -> list[float] | None:
    if not all(unit in ("", "%") for _, unit in channels):
        return None
    return [value / (100 if unit else 255) for value, unit in channels]


def _of_hsl(channels: list[tuple[float, str]]) -> list[float] | None:
    (hue, unit), (saturation, percent), (light, also) = channels
    if unit not in _TURNS or "%" not in (percent, also) or not {percent, also} <= {"%", ""}:
        return None
    return list(colorsys.hls_to_rgb(hue * _TURNS[unit] % 1, min(max(light / 100, 0), 1), min(saturation / 100, 1)))
