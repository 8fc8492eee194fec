"""Figures of Plotly: as JSON, or in the HTML that ``log_figure`` writes, which loads its library from the network."""

from __future__ import annotations

import json
from typing import Any

_CALL = "Plotly.newPlot("
_SPACE = " \t\r\n,"


def is_figure(page: bytes) -> bool:
    """Tell the HTML of a figure from any other."""
    return _CALL.encode() in page


def figure_of(content: bytes, *, page: bool) -> dict[str, Any] | None:
    """Return data and layout of a figure, None where they are not JSON."""
    text = content.decode("utf-8", "replace")
    try:
        found = _called(text) if page else json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("data"), list):
        return None
    return {name: found[name] for name in ("data", "layout") if name in found}


def _called(text: str) -> dict[str, Any]:
    """Return the arguments of the call that draws the figure; that of the library itself has others."""
    decoder = json.JSONDecoder()
    at = text.find(_CALL)
    while at >= 0:
        place = at + len(_CALL)
        values = []
        try:
            for _ in range(3):  # the element's id, data, layout
                while text[place : place + 1] in _SPACE and place < len(text):
                    place += 1
                value, place = decoder.raw_decode(text, place)
                values.append(value)
        except ValueError:
            at = text.find(_CALL, at + 1)
            continue
        return {"data": values[1], "layout": values[2]}
    raise ValueError
