"""The built-in chart shapes, one module each with ``author() -> Vega-Lite``; ``fitted`` finishes what is compiled.

A shape that needs another finish has a ``finish(Vega) -> Vega`` of its own.
"""

from __future__ import annotations

from typing import Any


def fitted(vega: dict[str, Any]) -> dict[str, Any]:
    """Return a compiled spec that fills the place it is given, with tooltips that show a row's own ``tip``."""
    for name in ("background", "style"):
        vega.pop(name, None)
    vega["padding"] = {"left": 0, "top": 4, "right": 14, "bottom": 4}
    vega["autosize"] = {"type": "fit", "contains": "padding"}
    vega["legends"] = []
    for mark in vega["marks"]:
        for inner in (mark, *mark.get("marks", ())):
            found = inner.get("encode", {}).get("update", {})
            for name in ("description", "ariaRoleDescription"):
                found.pop(name, None)
            if "tooltip" in found:
                found["tooltip"] = {"field": "tip"}
    return vega
