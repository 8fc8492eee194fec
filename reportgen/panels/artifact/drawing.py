"""The lineage graph as SVG: columns of boxes from left to right, and curves between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from reportgen.panels.artifact.lineage import Graph, Key, Node, columns
from reportgen.texts import say

_WIDTH, _HEIGHT, _ACROSS, _DOWN, _EDGE = 144, 46, 34, 14, 6
_LETTERS = 19
_LEAST = 0.75
"""A graph that is too wide for its place is drawn smaller by so much before it scrolls."""


def drawn(graph: Graph, link: Callable[[Key], str]) -> Markup:
    """Return the graph; ``link`` gives the address that a node leads to, empty where to none."""
    layers = columns(graph)
    tallest = max(map(len, layers), default=1)
    height = tallest * (_HEIGHT + _DOWN) - _DOWN + 2 * _EDGE
    width = len(layers) * (_WIDTH + _ACROSS) - _ACROSS + 2 * _EDGE
    place: dict[Key, tuple[float, float]] = {}
    for column, layer in enumerate(layers):
        gap = (height - 2 * _EDGE - len(layer) * _HEIGHT) / (len(layer) + 1) if len(layer) < tallest else _DOWN
        first = _EDGE if len(layer) == tallest else _EDGE + gap
        for row, key in enumerate(layer):
            place[key] = _EDGE + column * (_WIDTH + _ACROSS), first + row * (_HEIGHT + gap)
    numbers = {key: number for number, key in enumerate(place)}
    edges = Markup().join(_edge(place[a], place[b], how, (a, b), numbers) for (a, b), how in graph.edges.items())
    nodes = Markup().join(
        _box(graph.nodes[key], place[key], link(key), center=key == graph.center, number=number)
        for key, number in numbers.items()
    )
    return Markup(
        '<div class="rg-lineage-scroll" tabindex="0" role="group" aria-label="{}"><svg class="rg-lineage-graph" '
        'viewBox="0 0 {} {}" width="{}" style="max-width:max(100%,{}px)" direction="ltr" role="group">{}{}</svg></div>'
    ).format(say("Lineage graph"), width, _short(height), width, _short(width * _LEAST), edges, nodes)


def _edge(
    start: tuple[float, float], end: tuple[float, float], how: str, pair: tuple[Key, Key], numbers: Mapping[Key, int]
) -> Markup:  # fmt: skip
    (x, y), (u, v) = start, end
    x, y, v = x + _WIDTH, y + _HEIGHT / 2, v + _HEIGHT / 2
    bend = max((u - x) / 2, 20)
    curve = (
        f"M{x:g} {_short(y)}C{_short(x + bend)} {_short(y)} {_short(u - bend - 4)} {_short(v)} {u - 5:g} {_short(v)}"
    )
    arrow = f"M{u - 6:g} {_short(v - 3.5)}L{u:g} {_short(v)}L{u - 6:g} {_short(v + 3.5)}z"
    return Markup(
        '<g class="rg-edge rg-{}" data-from="{}" data-to="{}"><path d="{}"/><path class="rg-arrow" d="{}"/></g>'
    ).format(how, *(numbers[key] for key in pair), curve, arrow)


def _box(node: Node, at: tuple[float, float], link: str, *, center: bool, number: int) -> Markup:
    x, y = at
    is_run = node.kind in ("run", "runs")
    several = node.kind in ("runs", "versions")
    names = [Markup('<rect class="rg-behind" x="{}" y="{}" width="{}" height="{}" rx="{}"/>').format(
        _short(x + 4), _short(y + 4), _WIDTH, _HEIGHT, 12 if is_run else 4)] if several else []  # fmt: skip
    names.append(Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>').format(
        _short(x), _short(y), _WIDTH, _HEIGHT, 12 if is_run else 4))  # fmt: skip
    inset = x + 12
    if node.run >= 0:
        names.append(Markup('<circle cx="{}" cy="{}" r="4" style="fill:var(--run-{})"/>').format(
            _short(x + 15), _short(y + 17), node.run))  # fmt: skip
        inset = x + 26
    names.append(Markup('<text x="{}" y="{}">{}</text>').format(_short(inset), _short(y + 21), cut(node.label)))
    names.append(Markup('<text class="rg-about" x="{}" y="{}">{}</text>').format(
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
