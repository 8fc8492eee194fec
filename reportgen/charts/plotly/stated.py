"""What a Plotly figure states: typed arrays decoded, the template under it, and whether all of it is understood."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reportgen.charts.plotly import known
from reportgen.model.media import MediaError

_TYPES = {"i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8"}
_OTHER_SUBPLOTS = {
    "polar", "ternary", "scene", "geo", "map", "mapbox", "smith", "shapedefaults", "annotationdefaults", "colorscale",
    "sliderdefaults", "updatemenudefaults", "newshape", "newselection", "activeshape",
}  # fmt: skip
"""Parts of a template that say nothing of a figure of x and y."""


@dataclass(frozen=True)
class Stated:
    """The traces that are drawn, each over its template's, and the layout over its template's."""

    traces: tuple[Mapping[str, Any], ...]
    places: tuple[int, ...]
    """The place of each trace among all, hidden ones included: colours are given by it."""
    layout: Mapping[str, Any]
    known_template: bool = True
    sequential: Any = None
    """The template's colour scale of numbers, for marks that name none."""


def decoded(value: Any) -> Any:
    """Return a figure with its typed arrays as lists, nested where they have a shape."""
    if isinstance(value, Mapping):
        if set(value) <= {"dtype", "bdata", "shape"} and str(value.get("dtype", "")).lstrip("<") in _TYPES:
            return _typed(value)
        return {key: decoded(item) for key, item in value.items()}
    return [decoded(item) for item in value] if isinstance(value, list) else value


def _typed(value: Mapping[str, Any]) -> list[Any]:
    """Return a typed array as a list; MediaError where its bytes are not what it says of them."""
    kind = str(value["dtype"]).lstrip("<")
    try:
        raw = base64.b64decode(str(value.get("bdata", "")))
        array = np.frombuffer(raw, "<" + kind)
    except ValueError:
        raise MediaError(f"the figure is damaged: an array of '{kind}' cannot be decoded; log it again") from None
    shape = str(value.get("shape", ""))
    sizes = [int(part) for part in shape.split(",")] if re.fullmatch(r"\s*\d{1,15}\s*(,\s*\d{1,15}\s*)*", shape) else []
    if shape and (not sizes or math.prod(sizes) != len(array)):
        raise MediaError(
            f"the figure is damaged: an array of {len(array):,} numbers declares the shape ({shape[:40]}); log it again"
        )
    return list((array.reshape(sizes) if len(sizes) > 1 else array).tolist())


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a mapping as it is, anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: Any) -> list[Any]:
    """Return a list as it is, anything else as an empty one."""
    return list(value) if isinstance(value, list | tuple) else []


def at(stated: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path such as ``marker.line.width``, None where nothing does."""
    found: Any = stated
    for part in path.split("."):
        found = mapping(found).get(part)
    return found


def of_figure(figure: Mapping[str, Any]) -> Stated:
    """Return what a decoded figure states, its template resolved as Plotly does."""
    layout = mapping(figure.get("layout"))
    template = mapping(layout.get("template"))
    parts = {kind: items(found) for kind, found in mapping(template.get("data")).items()}
    counts: dict[str, int] = {}
    traces, places = [], []
    for index, trace in enumerate(items(figure.get("data"))):
        if not isinstance(trace, Mapping):
            continue
        kind = str(trace.get("type", "scatter"))
        under = parts.get(kind) or [{}]
        place = counts.get(kind, 0)
        counts[kind] = place + 1
        if trace.get("visible", True) is False:
            continue
        traces.append(_over(mapping(under[place % len(under)]), trace))
        places.append(index)
    ours = mapping(template.get("layout"))
    unused = _OTHER_SUBPLOTS | (set() if _uses_coloraxis(traces) or "coloraxis" in layout else {"coloraxis"})
    base = {key: value for key, value in ours.items() if key not in unused}
    own = {key: value for key, value in layout.items() if key != "template"}
    known_template = isinstance(layout.get("template"), Mapping | None)
    return Stated(tuple(traces), tuple(places), _over(base, own), known_template, at(ours, "colorscale.sequential"))


def _uses_coloraxis(traces: Sequence[Mapping[str, Any]]) -> bool:
    return any(trace.get("coloraxis") or at(trace, "marker.coloraxis") for trace in traces)


def _over(under: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with another under it."""
    merged = dict(under)
    for key, value in own.items():
        before = merged.get(key)
        if key == "title" and isinstance(value, str):
            value = {"text": value}  # noqa: PLW2901 - the short form
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            merged[key] = _over(before, value)
        elif value is not None:
            merged[key] = value
    return merged


def not_understood(stated: Stated) -> Iterator[str]:
    """Yield each attribute, as ``scatter.fill`` or ``layout.shapes``, that the conversion does not understand."""
    for trace in stated.traces:
        kind = str(trace.get("type", "scatter"))
        rules = known.TRACES.get(kind)
        if rules is None:
            yield f"a trace of type {kind}"
            continue
        yield from (f"{kind}.{path}" for path in _outside(trace, rules, ""))
    yield from (f"layout.{path}" for path in _outside(stated.layout, known.LAYOUT, ""))
    if not stated.known_template:
        yield "layout.template"


def _outside(stated: Mapping[str, Any], rules: Mapping[str, known.Rule], prefix: str) -> Iterator[str]:
    for key, value in stated.items():
        path = f"{prefix}{key}"
        if value is None or (isinstance(value, list | Mapping) and not value):
            continue  # nothing is stated
        rule = rules.get(path)
        if rule is not None:
            if not rule.takes(value):
                yield path
        elif isinstance(value, Mapping) and any(name.startswith(f"{path}.") for name in rules):
            yield from _outside(value, rules, f"{path}.")
        else:
            yield path
