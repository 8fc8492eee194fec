"""What the traces of a converted figure draw into: data, marks, colour scales and the legend of one Vega spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportgen.charts.plotly import known
from reportgen.charts.plotly.axes import Axis, NoCounterpart, literal, number
from reportgen.charts.plotly.stated import Stated, at, items, mapping

MAX_ROWS = 20_000
"""More marks than this are slow as SVG; Plotly draws them."""
_NUMBER = "isNumber({0}) ? format({0}, ',.10~g') : {0}"
_LETTER, _SYMBOL = 7, 40


@dataclass(frozen=True)
class Entry:
    """A line of the legend: a name, and the symbol that stands for it."""

    name: str
    fill: str
    stroke: str
    shape: str
    dash: Sequence[float] = ()


@dataclass(frozen=True)
class Trace:
    """A trace with its place among all traces."""

    index: int
    stated: Mapping[str, Any]

    def at(self, path: str) -> Any:
        """Return what the trace states at a path."""
        return at(self.stated, path)

    @property
    def kind(self) -> str:
        """Its type."""
        return str(self.stated.get("type", "scatter"))

    @property
    def name(self) -> str:
        """Its name, or the one that Plotly gives it."""
        own = self.stated.get("name")
        return f"trace {self.index}" if own is None else str(own)


class Drawing:
    """One figure of x and y under way."""

    def __init__(self, stated: Stated, x: Axis, y: Axis) -> None:
        """Begin with nothing drawn."""
        self.stated, self.x, self.y = stated, x, y
        self.traces = [Trace(i, one) for i, one in zip(stated.places, stated.traces, strict=True)]
        self.data: list[dict[str, Any]] = []
        self.marks: list[tuple[int, dict[str, Any]]] = []
        self.scales: list[dict[str, Any]] = []
        self.legends: list[dict[str, Any]] = []
        self.entries: list[tuple[Trace, Entry]] = []
        self.rows = 0

    def color(self, trace: Trace, *paths: str) -> str:
        """Return the first colour that a trace states as one, else its own of the figure's or the page's palette."""
        for path in paths:
            found = trace.at(path)
            if isinstance(found, str):
                return inked(found)
        return self.palette(trace.index)

    def palette(self, place: int) -> str:
        """Return the colour of a place in the figure's palette, or the page's."""
        own = items(self.stated.layout.get("colorway"))
        return inked(own[place % len(own)]) if own else f"var(--c{place % 10})"

    def store(self, rows: Sequence[Mapping[str, Any]]) -> str:
        """Keep rows as a data set and return its name."""
        self.rows += len(rows)
        if self.rows > MAX_ROWS:
            raise NoCounterpart(f"more than {MAX_ROWS:,} marks")
        name = f"d{len(self.data)}"
        self.data.append({"name": name, "values": list(rows)})
        return name

    def mark(self, layer: int, kind: str, data: str, encoding: Mapping[str, Any], **more: Any) -> None:
        """Draw marks of a data set; lower layers lie below."""
        entry = {
            "type": kind,
            "clip": True,
            "aria": False,
            "from": {"data": data},
            "encode": {"update": dict(encoding)},
        }
        self.marks.append((layer, entry | more))

    def colors(self, trace: Trace, owner: str, values: Sequence[Any]) -> str:
        """Return the scale of a trace's numbers as colours, with its bar of colours beside the plot."""
        base = f"{owner}." if owner else ""
        shared = trace.at(f"{base}coloraxis") is not None
        place = (
            mapping(self.stated.layout.get("coloraxis"))
            if shared
            else mapping(trace.at(owner) if owner else trace.stated)
        )
        name = "colors" if shared else f"colors{trace.index}"
        if shared and any(scale["name"] == name for scale in self.scales):
            raise NoCounterpart("several traces on one colour scale")
        numbers = [value for value in map(number, values) if value is not None]
        stops = items(place.get("colorscale")) or (
            items(self.stated.sequential) if min(numbers, default=-1) >= 0 else []
        )
        if not stops:
            raise NoCounterpart("a colour scale split by sign")
        ends = ("zmin", "zmax") if not owner and not shared else ("cmin", "cmax")
        low, high = place.get(ends[0]), place.get(ends[1])
        if (low is None) != (high is None):
            raise NoCounterpart("only one end of a colour scale")
        low, high = (
            (min(numbers, default=0.0), max(numbers, default=1.0)) if low is None else (float(low), float(high or 0))
        )
        if low >= high:
            low, high = low - 0.5, low + 0.5
        shades = [(low + float(share) * (high - low), color) for share, color in stops]
        if place.get("reversescale"):
            shades = [(low + high - at, color) for at, color in reversed(shades)]
        self.scales.append({"name": name, "type": "linear", "domain": [at for at, _ in shades],
                            "range": [color for _, color in shades], "clamp": True, "zero": False,
                            "nice": False})  # fmt: skip
        if place.get("showscale", shared or not owner or None) is not False and (
            shared or not owner or place.get("showscale")
        ):
            title = at(place, "colorbar.title.text")
            self.legends.append({"type": "gradient", "fill": name, "orient": "right",
                                 "gradientLength": {"signal": "max(60, height - 30)"},
                                 **({"title": str(title)} if title else {})})  # fmt: skip
        return name

    def said(self, trace: Trace, x: str, y: str, **more: str) -> dict[str, Any]:
        """Return the tooltip of a trace's marks: the lines of its hover text, or its values."""
        template = trace.stated.get("hovertemplate")
        fields = {"x": x, "y": y, **more}
        alone = "<extra></extra>" in str(template or "") or trace.stated.get("name") in (None, "")
        parts = [] if alone else [f"'title': {literal(trace.name)}"]
        if template is None:
            shown = {"x": "x", "y": "y", "z": "z", "t": "text"}
            parts += [f"{literal(shown[key])}: {_NUMBER.format(at)}" for key, at in fields.items() if key in shown]
            return {"tooltip": {"signal": "{" + ", ".join(parts) + "}"}}
        heads, lines = known.hover(template) or (False, [])
        names = {"text": "t", "hovertext": "h", "marker.color": "c", "marker.size": "s"}
        for name, variable, form, constant in lines:
            if not variable:
                parts.append(f"{literal(name)}: {literal(constant)}")
                continue
            key = f"q{variable[11:-1]}" if variable.startswith("customdata") else names.get(variable, variable)
            if key not in fields:
                raise NoCounterpart("hover text for values that the trace does not have")
            value = fields[key]
            own = f"isNumber({value}) ? format({value}, {literal(form)}) : {value}"
            text = own if form else _NUMBER.format(value)
            parts.append(f"{literal(name)}: {text}")
        if heads:
            if "h" not in fields:
                raise NoCounterpart("hover text for values that the trace does not have")
            parts = [f"'title': {fields['h']}", *(part for part in parts if not part.startswith("'title'"))]
        return {"tooltip": {"signal": "{" + ", ".join(parts) + "}"}}

    def legend(self) -> list[dict[str, Any]]:
        """Return the legend where Plotly would show one: the names of two traces or more, or where it is asked for."""
        layout = self.stated.layout
        shown = [(t, e) for t, e in self.entries if t.stated.get("showlegend") is not False and _named(t)]
        asked = layout.get("showlegend")
        wanted = len(self.entries) > 1 or any(t.stated.get("showlegend") is True for t, _ in self.entries)
        if asked is False or not shown or not (asked or wanted):
            return []
        return self.legend_of([entry for _, entry in shown])

    def legend_of(self, entries: Sequence[Entry]) -> list[dict[str, Any]]:
        """Return a legend of entries below the plot, in as many columns as its width has room for."""
        places = list(range(len(entries)))
        channels = {"fill": [e.fill for e in entries], "stroke": [e.stroke for e in entries],
                    "shape": [e.shape for e in entries], "strokeDash": [list(e.dash) for e in entries]}  # fmt: skip
        for channel, values in channels.items():
            self.scales.append({"name": f"legend_{channel}", "type": "ordinal", "domain": places, "range": values})
        wide = min(max(len(entry.name) for entry in entries), 32) * _LETTER + _SYMBOL
        title = at(self.stated.layout, "legend.title.text")
        names = [entry.name for entry in entries]
        return [{
            **{channel: f"legend_{channel}" for channel in channels}, "orient": "bottom", "direction": "horizontal",
            "columns": {"signal": f"max(1, floor(((containerSize()[0] || 560) + 0 * width - 40) / {wide}))"},
            "labelLimit": 220, "symbolLimit": 0, "labelOffset": 8, "columnPadding": 18,
            **({"title": str(title)} if title else {}),
            "symbolStrokeWidth": 2,
            "encode": {"labels": {"update": {"text": {"signal": f"{literal(names)}[datum.value]"}}}},
        }]  # fmt: skip


LINE = "M-1.6,0L1.6,0"
"""The symbol of a line in a legend."""


def inked(color: str) -> str:
    """Return a colour; the black of text is the page's ink."""
    return "var(--ink)" if known.is_ink(color) else color


def columns(trace: Trace, count: int) -> dict[str, list[Any]]:
    """Return what a trace's hover text may name, by field: texts and the columns of its custom data."""
    found: dict[str, list[Any]] = {}
    for key, path in (("t", "text"), ("h", "hovertext")):
        own = trace.at(path)
        if own is not None:
            found[key] = own[:count] if isinstance(own, list) else [own] * count
    if trace.stated.get("hovertemplate") and "customdata" in str(trace.stated["hovertemplate"]):
        rows = items(trace.at("customdata"))
        for place in range(max((len(items(row)) for row in rows), default=0)):
            found[f"q{place}"] = [row[place] if isinstance(row, list) and place < len(row) else None for row in rows]
    return {key: values for key, values in found.items() if len(values) >= count}


def _named(trace: Trace) -> bool:
    """Matplotlib keeps names with an underscore out of its legends."""
    return not trace.name.startswith(("_child", "_nolegend_", "_line"))
