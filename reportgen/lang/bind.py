"""Names of a tree against the columns that there are: every field becomes a column and a path into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reportgen.errors import suggestion
from reportgen.lang.error import ExpressionError, UnknownColumnError
from reportgen.lang.functions import COMPARISONS
from reportgen.lang.tree import (
    Binary,
    Call,
    Column,
    Constant,
    Field,
    ListOf,
    Node,
    Search,
    Sought,
    balanced,
    changed,
    walk,
)

_TEXTS = ("text", "time", "json", "media", "conversation", "")
TALK_FIELDS = ("turns", "calls", "tools", "errors", "answer", "text", "has_image")
"""What can be asked of a conversation."""
_SEARCHED = {"media": ("caption",), "conversation": ("text",)}
"""What of a column's values is searched through."""
_PARTS = ("boxes", "masks", "caption", "width", "height")


@dataclass(frozen=True)
class Columns:
    """What a name can stand for: each compared table's columns, and which of them hold pictures."""

    tables: Sequence[Mapping[str, str]]
    """Of each compared table the columns' types by name: number, text, boolean, time, vector, json, media or
    conversation."""
    shared: Mapping[str, str] = field(default_factory=dict)
    """What joined tables share, at place -1: the keys that they are joined on, and derived columns."""

    def names(self, table: int) -> list[str]:
        """Return a table's columns."""
        return list(self.tables[table])


def bind(tree: Node, columns: Columns) -> Node:
    """Return the tree with a Column for every Field; ExpressionError names the nearest column."""
    match tree:
        case Field():
            return _field(tree, columns)
        case Binary(operator) if operator in COMPARISONS and _is_starred(tree):
            each = [bind(_of_table(tree, table), columns) for table in range(len(columns.tables))]
            return balanced("or", each)
        case Binary(operator, left, right) if operator in COMPARISONS:
            bound = bind(left, columns)
            return Binary(operator, bound, _compared(right, columns, is_text=_is_text(bound, columns)))
        case Sought(of):
            return _sought(of, columns)
        case Search(word):
            return _search(word, columns)
    return changed(tree, lambda part: bind(part, columns))


def _compared(node: Node, columns: Columns, *, is_text: bool) -> Node:
    """Return what a column is compared with; of text, an unknown name is most likely a text without its quotes."""
    if is_text and isinstance(node, ListOf):
        return ListOf(tuple(_compared(item, columns, is_text=True) for item in node.items))
    try:
        return bind(node, columns)
    except UnknownColumnError as error:
        if not (is_text and isinstance(node, Field) and node.table is None):
            raise
        raise ExpressionError(error.what, error.offset, f'Put text in quotes: "{".".join(node.path)}"') from None


def _is_text(node: Node, columns: Columns) -> bool:
    if not isinstance(node, Column) or node.path:
        return False
    known = columns.shared if node.table < 0 else columns.tables[node.table]
    return known.get(node.name) == "text"


def _is_starred(node: Node) -> bool:
    return any(isinstance(part, Field) and part.table == "*" for part in walk(node))


def _of_table(node: Node, table: int) -> Node:
    """Return a node with ``*`` as one of the tables."""
    if isinstance(node, Field):
        return replace(node, table=table) if node.table == "*" else node
    return changed(node, lambda part: _of_table(part, table))


def _sought(node: Field | Constant, columns: Columns) -> Node:
    """Return a filter that is one name alone: the column of that name, or a search for it."""
    if isinstance(node, Constant):
        return _search(str(node.value), columns)
    known = any(_split(node.path, table) for table in (*columns.tables, columns.shared))
    return bind(node, columns) if known else _search(".".join(node.path), columns)


def _search(word: str, columns: Columns) -> Node:
    """Return whether a text of a row contains a word: text, timestamps, captions, messages, nested text."""
    all_ = [(-1, name, kind) for name, kind in columns.shared.items()]
    all_ += [(n, name, kind) for n, table in enumerate(columns.tables) for name, kind in table.items()]
    texts = [Column(n, name, _SEARCHED.get(kind, ())) for n, name, kind in all_ if kind in _TEXTS]
    return balanced("or", [Binary("in", Constant(word.lower()), Call("lower", (text,))) for text in texts])


def _field(node: Field, columns: Columns) -> Node:
    table, path, offset = node.table, node.path, node.offset
    if isinstance(table, str):
        return ListOf(tuple(_field(replace(node, table=n), columns) for n in range(len(columns.tables))))
    if table is None and (key := _split(path, columns.shared)):
        return _column(-1, key, columns.shared, offset)
    if table is None:
        return _field(replace(node, table=_table_of(path, columns)), columns)
    if table >= len(columns.tables):
        count = len(columns.tables)
        there = f"{count} table{'s are' if count > 1 else ' is'} there; $0 is the first."
        raise ExpressionError(f"there is no table ${table}", offset, there)
    found = _split(path, columns.tables[table]) or _inside(path, columns.tables[table], offset)
    if found is None:
        hint = suggestion(path[0], columns.names(table), "columns")
        raise UnknownColumnError(f"unknown column '{'.'.join(path)}'", offset, hint)
    return _column(table, found, columns.tables[table], offset)


def _column(table: int, found: tuple[str, tuple[str, ...]], known: Mapping[str, str], offset: int) -> Column:
    """Return a column and the path into it; a conversation alone is asked for its final answer."""
    name, path = found
    if known.get(name) == "conversation":
        if path and path[0] not in TALK_FIELDS:
            hint = suggestion(path[0], TALK_FIELDS, "fields")
            raise ExpressionError(f"conversations have no '{path[0]}'", offset, hint)
        path = path or ("answer",)
    return Column(table, name, path)


def _table_of(path: tuple[str, ...], columns: Columns) -> int:
    """Return the first table that has a column of such a name."""
    return next((n for n in range(len(columns.tables)) if _split(path, columns.tables[n])), 0)


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
        raise ExpressionError(f"'{path[0]}' is in several columns: {', '.join(pictures)}", offset, f"Write {first}.")
    return pictures[0], path
