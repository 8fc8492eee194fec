"""The tree that every expression becomes, in either spelling; ``evaluate`` says what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

_NEAR = 1e-9


@dataclass(frozen=True)
class Constant:
    """A value that is written out: a number, a text, true, false, null, or an object of an aggregation."""

    value: Any


@dataclass(frozen=True)
class ListOf:
    """Several values as a list."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """Whether a value does not count as true."""

    of: Node


@dataclass(frozen=True)
class Negative:
    """A number with the other sign."""

    of: Node


@dataclass(frozen=True)
class Binary:
    """An operator between two values: ``and or == != < <= > >= in "not in" + - * / // % **``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Field:
    """A name of a row as it is written: ``table`` is None, the place of a compared table, or ``*`` for each."""

    table: int | Literal["*"] | None
    path: tuple[str, ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Column:
    """A name that is known: a column of a table (a path of a run, a metric) and the path into its value."""

    table: int
    name: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variable:
    """The element that a function looks at, or ``value``, what it has so far."""

    name: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What a path finds in a value."""

    of: Node
    path: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """A function of ``functions.FUNCTIONS`` with its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Each:
    """``filter``, ``map``, ``count``, ``any`` or ``all``: ``body`` of every element, which it sees as ``name``."""

    how: str
    items: Node
    name: str
    body: Node


@dataclass(frozen=True)
class Reduce:
    """``body`` of every element and of ``value``, what it made of those before; it sees the element as ``this``."""

    items: Node
    initial: Node
    body: Node


@dataclass(frozen=True)
class Search:
    """Whether a text of the row contains a word; binding makes conditions of it."""

    word: str


@dataclass(frozen=True)
class Sought:
    """A filter that is one name or text alone, which is searched for where no column is called so."""

    of: Field | Constant


Node = (
    Constant | ListOf | Not | Negative | Binary | Field | Column | Variable | Part | Call | Each | Reduce | Search
    | Sought
)  # fmt: skip


def changed(node: Node, change: Callable[[Node], Node]) -> Node:  # noqa: PLR0911 - one line per kind of node
    """Return a node with ``change`` done to each node directly inside it."""
    match node:
        case ListOf(items):
            return ListOf(tuple(map(change, items)))
        case Not(of) | Negative(of):
            return type(node)(change(of))
        case Binary(operator, left, right):
            return Binary(operator, change(left), change(right))
        case Part(of, path):
            return Part(change(of), path)
        case Call(function, arguments):
            return Call(function, tuple(map(change, arguments)))
        case Each(how, items, name, body):
            return Each(how, change(items), name, change(body))
        case Reduce(items, initial, body):
            return Reduce(change(items), change(initial), change(body))
    return node


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes inside it, in the order in which they are written."""
    inner: list[Node] = [node.of] if isinstance(node, Sought) else []

    def keep(part: Node) -> Node:
        inner.append(part)
        return part

    changed(node, keep)
    yield node
    for part in inner:
        yield from walk(part)


def balanced(operator: str, parts: Sequence[Node]) -> Node:
    """Return many conditions joined by ``and`` or ``or``, as a tree that is no deeper than it must be."""
    left = list(parts)
    if not left:
        return Constant(operator == "and")
    while len(left) > 1:
        left = [Binary(operator, *left[i : i + 2]) if i + 1 < len(left) else left[i] for i in range(0, len(left), 2)]
    return left[0]


def binned(value: Node, width: float) -> Node:
    """Return where the bin of a number begins; 0.3 begins a bin of width 0.1, though no double is a tenth."""
    rounded = Call("round", (Binary("/", value, Constant(width)), Constant(9)))
    place = Call("floor", (rounded,))
    parts = round(1 / width)
    if width < 1 and abs(parts * width - 1) < _NEAR:
        return Binary("/", place, Constant(parts))
    return Binary("*", place, Constant(width))


def sought(node: Node) -> Node:
    """Return a filter; one name or text alone is searched for, unless a column is called so: ``cat or dog``."""
    match node:
        case Binary("and" | "or") | Not():
            return changed(node, sought)
        case Field(None) | Constant(str()):
            return Sought(node)
    return node
