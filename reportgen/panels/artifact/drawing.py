"""The lineage graph as SVG: columns of boxes from left to right, and curves between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from reportgen.panels.artifact.lineage import VIA, Graph, Key, Node, columns
from reportgen.texts import say

_WIDTH, _HEIGHT, _ACROSS, _DOWN, _EDGE = 144, 46, 34, 14, 12
_LETTERS = 19
_LANE = 8
"""Height of what an edge over several columns takes in those between."""
_LEAST = 0.75
"""A graph that is too wide for its place is drawn smaller by so much before it scrolls."""


def drawn(graph: Graph, link: Callable[[Key], str]) -> Markup:
    """Return the graph; ``link`` gives the address that a node leads to, empty where to none."""
    layers, ways = columns(graph)
    height = max((_tall(layer) for layer in layers), default=0) + 2 * _EDGE
    width = len(layers) * (_WIDTH + _ACROSS) - _ACROSS + 2 * _EDGE
    place: dict[Key, tuple[float, float]] = {}
    for column, layer in enumerate(layers):
        y = (height - _tall(layer)) / 2
        for key in layer:
            place[key] = _EDGE + column * (_WIDTH + _ACROSS), y
            y += _high(key) + _DOWN
    numbers = {key: number for number, key in enumerate(key for key in place if key[0] != VIA)}
    edges = Markup().join(_edge([(*place[key], _high(key)) for key in way], graph.edges[pair],
                                [numbers[key] for key in pair]) for pair, way in ways.items())  # fmt: skip
    nodes = Markup().join(
        _box(graph.nodes[key], place[key], link(key), center=key == graph.center, number=number)
        for key, number in numbers.items()
    )
    return Markup(
        '<div class="rg-lineage-scroll" tabindex="0" role="group" aria-label="{5}"><svg class="rg-lineage-graph" '
        'viewBox="0 0 {0} {1}" width="{0}" height="{1}" style="max-width:max(100%,{2}px)" fill="none" font-size="13" '
        'font-family="system-ui,sans-serif" direction="ltr" role="group">{3}{4}</svg></div>'
    ).format(width, _short(height), _short(width * _LEAST), edges, nodes, say("Lineage graph"))


def _high(key: Key) -> int:
    return _LANE if key[0] == VIA else _HEIGHT


def _tall(layer: Sequence[Key]) -> float:
    return sum(map(_high, layer)) + _DOWN * (len(layer) - 1)


def _edge(way: Sequence[tuple[float, float, int]], how: str, ends: Sequence[int]) -> Markup:
    """Return the curve along a way of places (left, top, height), with an arrow at its end."""
    parts: list[str] = []
    for (x, y, high), (u, v, tall) in pairwise(way):
        start, middle, end = x + _WIDTH, y + high / 2, v + tall / 2
        bend = (u - start) / 2
        lane = f"L{_short(start)} {_short(middle)}" if parts else f"M{_short(start)} {_short(middle)}"
        last = u - 5 if (u, v, tall) == way[-1] else u
        turn = f"C{_short(start + bend)} {_short(middle)} {_short(u - bend)} {_short(end)}"
        parts.append(f"{lane}{turn} {_short(last)} {_short(end)}")
    u, v = way[-1][0], way[-1][1] + way[-1][2] / 2
    arrow = f"M{_short(u - 6)} {_short(v - 3.5)}L{_short(u)} {_short(v)}L{_short(u - 6)} {_short(v + 3.5)}z"
    return Markup(
        '<g class="rg-edge rg-{}" data-from="{}" data-to="{}"><path stroke="var(--line-2)" d="{}"/>'
        '<path class="rg-arrow" fill="var(--line-2)" d="{}"/></g>'
    ).format(how, *ends, "".join(parts), arrow)


def _box(node: Node, at: tuple[float, float], link: str, *, center: bool, number: int) -> Markup:
    x, y = at
    is_run = node.kind in ("run", "runs")
    several = node.kind in ("runs", "versions")
    frame = Markup('<rect{} x="{}" y="{}" width="{}" height="{}" rx="{}" stroke="var(--line-2)"/>')
    size = _WIDTH, _HEIGHT, 12 if is_run else 4
    names = [frame.format(Markup(' class="rg-behind"'), _short(x + 4), _short(y + 4), *size)] if several else []
    names.append(frame.format("", _short(x), _short(y), *size))
    inset = x + 12
    if node.run >= 0:
        names.append(Markup('<circle cx="{}" cy="{}" r="4" fill="var(--run-{})"/>').format(
            _short(x + 15), _short(y + 17), node.run))  # fmt: skip
        inset = x + 26
    names.append(Markup('<text fill="currentColor" x="{}" y="{}">{}</text>').format(
        _short(inset), _short(y + 21), cut(node.label)))  # fmt: skip
    names.append(Markup('<text class="rg-about" fill="currentColor" x="{}" y="{}">{}</text>').format(
        _short(x + 12), _short(y + 37), cut(node.about)))  # fmt: skip
    words = f"{node.label}, {node.about}" if node.about else node.label
    attributes: dict[str, Any] = {"class": f"rg-node rg-{node.kind}" + (" rg-center" if center else "")}
    attributes["data-node"] = number
    if node.run >= 0:
        attributes["data-run"] = node.run
    body = Markup("<title>{}</title>{}").format(words, Markup().join(names))
    if link:
        return Markup('<a href="{}"{}>{}</a>').format(link, _attributes(attributes), body)
    return Markup('<g tabindex="0" role="img" aria-label="{}"{}>{}</g>').format(words, _attributes(attributes), body)


def _attributes(found: Mapping[str, Any]) -> Markup:
    return Markup().join(Markup(' {}="{}"').format(name, value) for name, value in found.items())


def cut(text: str) -> str:
    """Return a text that fits into a box; of an address its version stays."""
    if len(text) <= _LETTERS:
        return text
    name, colon, version = text.rpartition(":")
    end = f"{colon}{version}" if colon and len(version) < 8 else ""  # noqa: PLR2004 - letters
    return f"{(name if end else text)[: _LETTERS - len(end) - 1]}…{end}"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
