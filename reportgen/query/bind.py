"""Names of a tree against the columns that there are: every field becomes a column and a path into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.errors import suggestion
from reportgen.query.tree import COMPARISONS, Node, balanced, children
from reportgen.spec.expression import ExpressionError

_TEXTS = ("text", "time", "json", "media", "")
_PARTS = ("boxes", "masks", "caption", "width", "height")


@dataclass(frozen=True)
class Columns:
    """What a name can stand for: each compared table's columns, and which of them hold pictures."""

    tables: Sequence[Mapping[str, str]]
    """Of each compared table the columns' types by name: number, text, boolean, time, vector, json or media."""
    shared: Mapping[str, str] = field(default_factory=dict)
    """What joined tables share, at place -1: the keys that they are joined on, and derived columns."""

    def names(self, table: int) -> list[str]:
        """Return a table's columns."""
        return list(self.tables[table])


def bind(tree: Node, columns: Columns) -> Node:  # noqa: PLR0911 - one line per kind of node
    """Return the tree with ("column", table, name, path) for every field; ExpressionError names the nearest column."""
    kind = tree[0]
    if kind == "field":
        return _field(tree, columns)
    if kind in COMPARISONS and _is_starred(tree):
        each = [bind(_of_table(tree, table), columns) for table in range(len(columns.tables))]
        return balanced("or", each)
    if kind == "sought":
        return _sought(tree[1], columns)
    if kind == "search":
        return _search(tree[1], columns)
    if kind in ("literal", "var", "column"):
        return tree
    if kind == "part":
        return ("part", bind(tree[1], columns), tree[2])
    if kind == "list":
        return ("list", [bind(item, columns) for item in tree[1]])
    if kind == "call":
        return ("call", tree[1], [bind(item, columns) for item in tree[2]])
    if kind == "each":
        return ("each", tree[1], bind(tree[2], columns), tree[3], bind(tree[4], columns))
    return (kind, *(bind(part, columns) if isinstance(part, tuple) else part for part in tree[1:]))


def _is_starred(node: Node) -> bool:
    if node[0] == "field":
        return bool(node[1] == "*")
    return any(_is_starred(child) for child in children(node))


def _of_table(node: Node, table: int) -> Node:
    """Return a node with ``*`` as one of the tables."""
    if node[0] == "field":
        return ("field", table, *node[2:]) if node[1] == "*" else node
    if node[0] == "part":
        return ("part", _of_table(node[1], table), node[2])
    if node[0] == "list":
        return ("list", [_of_table(item, table) for item in node[1]])
    if node[0] == "call":
        return ("call", node[1], [_of_table(item, table) for item in node[2]])
    return tuple(_of_table(part, table) if isinstance(part, tuple) and part else part for part in node)


def _sought(node: Node, columns: Columns) -> Node:
    """Return a filter that is one name alone: the column of that name, or a search for it."""
    if node[0] == "literal":
        return _search(node[1], columns)
    path = node[2]
    known = any(_split(path, table) for table in (*columns.tables, columns.shared))
    return bind(node, columns) if known else _search(".".join(path), columns)


def _search(word: str, columns: Columns) -> Node:
    """Return whether a text of a row contains a word: texts, moments, captions of media, texts among nested values."""
    all_ = [(-1, name, kind) for name, kind in columns.shared.items()]
    all_ += [(n, name, kind) for n, table in enumerate(columns.tables) for name, kind in table.items()]
    texts: list[Node] = [
        ("column", n, name, ("caption",) if kind == "media" else ()) for n, name, kind in all_ if kind in _TEXTS
    ]
    return balanced("or", [("in", ("literal", word.lower()), ("call", "lower", [text])) for text in texts])


def _field(node: Node, columns: Columns) -> Node:
    _, table, path, offset = node
    if table == "*":
        return ("list", [_field(("field", n, path, offset), columns) for n in range(len(columns.tables))])
    if table is None and (key := _split(path, columns.shared)):
        return ("column", -1, key[0], key[1])
    if table is None:
        table = next((n for n in range(len(columns.tables)) if _split(path, columns.tables[n])), 0)
    if table >= len(columns.tables):
        count = len(columns.tables)
        raise ExpressionError(
            f"there is no table ${table}",
            offset,
            f"{count} table{'s are' if count > 1 else ' is'} there; $0 is the first.",
        )
    found = _split(path, columns.tables[table]) or _inside(path, columns.tables[table], offset)
    if found is None:
        name = ".".join(path)
        hint = suggestion(path[0], columns.names(table), "columns")
        raise ExpressionError(f"unknown column '{name}'", offset, hint)
    return ("column", table, found[0], found[1])


def _split(path: tuple[str, ...], known: Mapping[str, Any]) -> tuple[str, tuple[str, ...]] | None:
    """Return the longest column name that a path begins with, and the rest."""
    for end in range(len(path), 0, -1):
        name = ".".join(path[:end])
        if name in known:
            return name, path[end:]
    return None


def _inside(path: tuple[str, ...], known: Mapping[str, str], offset: int) -> tuple[str, tuple[str, ...]] | None:
    """Return the one column with pictures, where a path names what only a picture has."""
    pictures = [name for name, kind in known.items() if kind == "media"]
    if path[0] not in _PARTS or not pictures:
        return None
    if len(pictures) > 1:
        first = ".".join([pictures[0], *path])
        raise ExpressionError(f"'{path[0]}' of which column: {', '.join(pictures)}?", offset, f"Write {first}.")
    return pictures[0], path
