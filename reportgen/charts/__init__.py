"""Altair's one door: chart shapes become Vega-Lite, then compiled Vega; and static pictures of the built-in shapes.

A shape of ours is authored once in ``shapes/`` and compiled when the package is built; a report fills it with data,
titles and options. Altair and vl-convert are imported only here, inside functions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportgen.errors import MissingBundle, Problem

_FOLDER = Path(__file__).parent
VEGA_LITE = "6.4"
"""The Vega-Lite release that Altair writes and vl-convert compiles."""


def shape(name: str) -> dict[str, Any]:
    """Return the compiled Vega spec of a built-in shape; MissingBundle names the command that makes it."""
    file = _FOLDER / "compiled" / f"{name}.json"
    if not file.is_file():
        raise MissingBundle(Problem(f"the chart shape '{name}' is not compiled", None, "Run: python hatch_build.py"))
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


def titled(vega: dict[str, Any], **titles: str) -> dict[str, Any]:
    """Return a compiled shape with titles on its axes, by scale: ``x="step"``."""
    for axis in vega.get("axes", []):
        if axis.get("labels", True) and titles.get(axis["scale"]):
            axis["title"] = titles[axis["scale"]]
    return vega


def ranged(vega: dict[str, Any], **domains: Sequence[float | None] | None) -> dict[str, Any]:
    """Return a compiled shape whose scales span given domains, by scale; None leaves an end as the data has it."""
    for scale in vega.get("scales", []):
        low, high = domains.get(scale["name"]) or (None, None)
        if low is not None:
            scale["domainMin"] = low
        if high is not None:
            scale["domainMax"] = high
        if low is not None or high is not None:
            scale["nice"] = False
    return vega


def compile_vega_lite(vega_lite: dict[str, Any]) -> dict[str, Any]:
    """Return the Vega spec of a Vega-Lite spec."""
    import vl_convert

    compiled: dict[str, Any] = json.loads(json.dumps(vl_convert.vegalite_to_vega(vega_lite, vl_version=VEGA_LITE)))
    return compiled


def compile_shapes() -> dict[str, dict[str, Any]]:
    """Return every shape of ``shapes/``, authored and compiled; used when the package is built."""
    import importlib
    import pkgutil

    from reportgen.charts import shapes

    found = {}
    for module in pkgutil.iter_modules(shapes.__path__):
        source = importlib.import_module(f"{shapes.__name__}.{module.name}")
        finish = getattr(source, "finish", shapes.fitted)
        found[module.name] = finish(compile_vega_lite(source.author()))
    return found
