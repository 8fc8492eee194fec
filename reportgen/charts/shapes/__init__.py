"""The built-in chart shapes, one module each with ``author() -> Vega-Lite``; ``fitted`` finishes what is compiled.

A shape that needs another finish has a ``finish(Vega) -> Vega`` of its own.
"""

from __future__ import annotations

from typing import Any

LABEL = "datum.value === 0 ? '0' : replace(datum.label, 'e+', 'e')"


def numbered(vega: dict[str, Any]) -> None:
    """Give axes of numbers labels that tell their ticks apart: by units from ten thousand on, else by digits.

    D3 finds the digits by the distance of ticks; it needs to be told the form, which follows from the axis' ends.
    """
    linear = {scale["name"] for scale in vega["scales"] if scale["type"] == "linear"}
    for axis in vega.get("axes", []):
        name = axis["scale"]
        if name not in linear or axis.get("labels") is False or "format" in axis:
            continue
        most = f"max(abs(domain('{name}')[0]), abs(domain('{name}')[1]))"
        form = f"{most} >= 1e15 ? '~e' : {most} >= 1e4 ? '~s' : {most} >= 1e-3 ? '~f' : '~e'"
        axis["format"] = {"signal": form}
        axis.setdefault("encode", {}).setdefault("labels", {}).setdefault("update", {})["text"] = {"signal": LABEL}


def fitted(vega: dict[str, Any]) -> dict[str, Any]:
    """Return a compiled spec that fills the place it is given, with tooltips that show a row's own ``tip``."""
    for name in ("background", "style"):
        vega.pop(name, None)
    vega["padding"] = {"left": 0, "top": 4, "right": 14, "bottom": 4}
    vega["autosize"] = {"type": "fit", "contains": "padding"}
    vega["legends"] = []
    numbered(vega)
    for mark in vega["marks"]:
        for inner in (mark, *mark.get("marks", ())):
            found = inner.get("encode", {}).get("update", {})
            for name in ("description", "ariaRoleDescription"):
                found.pop(name, None)
            if "tooltip" in found:
                found["tooltip"] = {"field": "tip"}
    return vega
