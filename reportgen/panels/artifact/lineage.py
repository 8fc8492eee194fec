"""Which runs made and used which versions: the graph around a version, and groups of its runs folded into one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from reportgen.model.artifact import LoggedArtifact
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.texts import plural, say

Key = tuple[str, str]
"""What a node stands for: ("run", its id), ("version", its address) or ("group", any text)."""


VIA = "via"
"""The kind of a place through which an edge goes."""


@dataclass(frozen=True)
class Found:
    """A version with the runs that made and used it, by id; those that are not in the report included."""

    artifact: LoggedArtifact
    makers: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


@dataclass(frozen=True)
class Node:
    """A run, a version, or several of either that have the same part in the graph."""

    kind: str
    label: str
    about: str = ""
    run: int = -1
    """The run's place in the report, -1 where it is none of it."""
    members: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Nodes by key, and edges from what was there before to what came of it; ``inside`` ones are of shared files."""

    nodes: dict[Key, Node] = field(default_factory=dict)
    edges: dict[tuple[Key, Key], str] = field(default_factory=dict)
    center: Key = ("", "")


def collected(runs: RunSet) -> dict[str, Found]:
    """Return every version that runs made or used, by address; of one that several know what most is known of."""
    found: dict[str, Found] = {}
    for run in runs:
        for made, artifacts in ((True, run.source.artifacts()), (False, run.source.used_artifacts())):
            for one in artifacts:
                before = found.get(one.address, Found(one))
                known = one if len(one.entries) > len(before.artifact.entries) or one.tables else before.artifact
                makers = [*before.makers, *([run.meta.id] if made else []), *([one.made_by] if one.made_by else [])]
                users = [*before.users, *([] if made else [run.meta.id]), *one.used_by]
                found[one.address] = Found(known, tuple(dict.fromkeys(makers)), tuple(dict.fromkeys(users)))
    return found


def around(address: str, found: Mapping[str, Found], runs: RunSet, *, near: bool) -> Graph:
    """Return all that came before a version and all that came of it; with ``near`` only the runs beside it."""
    edges = dict(_edges(found))
    center: Key = ("version", address)
    before: dict[Key, list[Key]] = {}
    after: dict[Key, list[Key]] = {}
    for start, end in edges:
        before.setdefault(end, []).append(start)
        after.setdefault(start, []).append(end)
    kept = {center: None}
    for steps in (before, after):
        kept |= dict.fromkeys(_reached(center, steps, most=1 if near else None))
    by_id = {run.meta.id: run for run in runs}
    nodes = {key: _node(key, found, by_id) for key in kept}
    return Graph(nodes, {pair: kind for pair, kind in edges.items() if pair[0] in nodes and pair[1] in nodes}, center)


def _edges(found: Mapping[str, Found]) -> Iterable[tuple[tuple[Key, Key], str]]:
    for address, one in found.items():
        version: Key = ("version", address)
        for run in one.makers:
            yield (("run", run), version), "made"
        for run in one.users:
            if run not in one.makers:  # what a run uses of its own would turn the graph in a circle
                yield (version, ("run", run)), "used"
        for source in dict.fromkeys(entry.source for entry in one.artifact.entries if entry.source):
            if source in found and source != address:
                yield (("version", source), version), "inside"


def _reached(start: Key, steps: Mapping[Key, list[Key]], most: int | None) -> list[Key]:
    seen, layer, depth = {start: None}, [start], 0
    while layer and (most is None or depth < most):
        layer = [key for one in layer for key in steps.get(one, ()) if key not in seen]
        seen |= dict.fromkeys(layer)
        layer, depth = list(dict.fromkeys(layer)), depth + 1
    return list(seen)


def _node(key: Key, found: Mapping[str, Found], runs: Mapping[str, Run]) -> Node:
    kind, name = key
    if kind == "version":
        artifact = found[name].artifact
        return Node(kind, name, artifact.type, members=(key,))
    run = runs.get(name)
    if run is None:
        return Node(kind, name, say("not in this report"), members=(key,))
    return Node(kind, run.name, run.meta.job_type or run.meta.group or say("run"), run.index, (key,))


def folded(graph: Graph) -> Graph:
    """Return the graph with runs of one part folded into one node, and then the versions that these alone differ in."""
    graph = _fold(graph, "run", lambda key, beside: (graph.nodes[key].about, *beside))
    return _fold(graph, "version", lambda key, beside: (graph.nodes[key].label.rpartition(":")[0], *beside))


def _fold(graph: Graph, kind: str, part: Callable[[Key, tuple[object, ...]], tuple[object, ...]]) -> Graph:
    """Fold nodes of a kind that have the same part: the same neighbours, versions of an artifact taken as one."""

    def beside(key: Key) -> tuple[object, ...]:
        def called(other: Key) -> str:
            node = graph.nodes[other]
            one = other != graph.center and node.kind == "version" and kind == "run"
            return node.label.rpartition(":")[0] if one else "\0".join(other)

        before = frozenset(called(a) for a, b in graph.edges if b == key)
        return before, frozenset(called(b) for a, b in graph.edges if a == key)

    groups: dict[tuple[object, ...], list[Key]] = {}
    for key, node in graph.nodes.items():
        if node.kind == kind and key != graph.center:
            groups.setdefault(part(key, beside(key)), []).append(key)
    place: dict[Key, Key] = {key: key for key in graph.nodes}
    nodes = dict(graph.nodes)
    for keys in groups.values():
        if len(keys) > 1:
            group: Key = ("group", "\0".join("\0".join(key) for key in keys))
            nodes[group] = _group(kind, [graph.nodes[key] for key in keys])
            for key in keys:
                place[key] = group
                del nodes[key]
    edges = {(place[a], place[b]): how for (a, b), how in graph.edges.items() if place[a] != place[b]}
    return replace(graph, nodes=nodes, edges=edges)


def _group(kind: str, nodes: list[Node]) -> Node:
    members = tuple(key for node in nodes for key in node.members)
    if kind == "run":
        return Node("runs", plural(len(members), "run"), nodes[0].about, members=members)
    name = nodes[0].label.rpartition(":")[0]
    return Node("versions", name, plural(len(members), "version"), members=members)


def columns(graph: Graph) -> tuple[list[list[Key]], dict[tuple[Key, Key], list[Key]]]:
    """Return the nodes in columns, each to the right of all it came of, and the way of each edge through them.

    An edge over several columns has a place of its own in those between, so that it is behind no box.
    """
    depth: dict[Key, int] = {}
    before: dict[Key, list[Key]] = {key: [] for key in graph.nodes}
    for start, end in graph.edges:
        before[end].append(start)
    for root in graph.nodes:
        _deepen(root, before, depth)
    ways: dict[tuple[Key, Key], list[Key]] = {}
    found: list[list[Key]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for key in sorted(depth, key=lambda key: (graph.nodes[key].kind, graph.nodes[key].label)):
        found[depth[key]].append(key)
    for number, (start, end) in enumerate(graph.edges):
        between = [(VIA, f"{number} {column}") for column in range(depth[start] + 1, depth[end])]
        ways[start, end] = [start, *between, end]
        for key, column in zip(between, range(depth[start] + 1, depth[end]), strict=True):
            found[column].append(key)
    links = [pair for way in ways.values() for pair in pairwise(way)]
    earlier: dict[Key, list[Key]] = {key: [] for column in found for key in column}
    later: dict[Key, list[Key]] = {key: [] for key in earlier}
    for start, end in links:
        earlier[end].append(start)
        later[start].append(end)
    for sweep in range(6):
        forward = sweep % 2 == 0
        _order(found if forward else found[::-1], earlier if forward else later)
    return found, ways


def _deepen(root: Key, before: Mapping[Key, list[Key]], depth: dict[Key, int]) -> None:
    """Set the column of a node and of all before it; an edge that closes a circle does not count."""
    stack: list[Key] = [root]
    open_: set[Key] = set()
    while stack:
        key = stack[-1]
        waiting = [one for one in before[key] if one not in depth and one not in open_]
        if key in depth:
            stack.pop()
        elif waiting and key not in open_:
            open_.add(key)
            stack += waiting
        else:
            depth[key] = max((depth[one] + 1 for one in before[key] if one in depth), default=0)
            open_.discard(key)
            stack.pop()


def _order(layers: list[list[Key]], beside: Mapping[Key, list[Key]]) -> None:
    place = {key: (at + 0.5) / len(layer) for layer in layers for at, key in enumerate(layer)}
    for layer in layers:
        mean = {key: sum(place[one] for one in beside[key]) / len(beside[key]) if beside[key] else place[key]
                for key in layer}  # fmt: skip
        layer.sort(key=mean.__getitem__)
        place |= {key: (at + 0.5) / len(layer) for at, key in enumerate(layer)}
