"""Columns of conversations: recognised by their first cells, and what questions find in them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, overload

import numpy as np

from reportgen.conversations.facts import facts_of
from reportgen.conversations.plain import loaded
from reportgen.conversations.reading import SAMPLED, holds_conversations, try_conversation
from reportgen.lang.expression import Expression
from reportgen.lang.tree import Field, Search, Sought, walk
from reportgen.tables.duckdb.frame import DuckFrame
from reportgen.tables.duckdb.sql import TALK
from reportgen.tables.frame import Frame

MOST_ROWS = 200_000
"""Rows of a table up to which its conversations can be asked for, since each must be read for that."""
_FIRST = 200
_AT_ONCE = 2_000
_VIEWS = itertools.count()


@overload
def with_talks(frame: DuckFrame, asked: Sequence[Expression] = ()) -> DuckFrame: ...
@overload
def with_talks(frame: Frame, asked: Sequence[Expression] = ()) -> Frame: ...
def with_talks(frame: Frame, asked: Sequence[Expression] = ()) -> Frame:
    """Return a table whose columns of conversations are of that type; ``asked`` finds their fields.

    What nothing asks for is not read: the columns stay as they are stored. So does a table that is not in this process.
    """
    if not isinstance(frame, DuckFrame):
        return frame
    names = _recognised(frame)
    if not names:
        return frame
    types, tables, shared = frame.typed(names, TALK)
    found = replace(frame, types=types, tables=tables, shared=shared,
                    stored={name: of for name, of in frame.stored.items() if name not in names})  # fmt: skip
    wanted = [name for name in names if any(_names(query, name) for query in asked)]
    return _answering(found, frame, wanted) if wanted and frame.count() <= MOST_ROWS else found


_BESIDE = frozenset(
    ("input", "target", "answer", "prompt", "completion", "question", "response", "output", "reference", "expected")
)


def beside(types: Mapping[str, str]) -> list[str]:
    """Return the columns of prompts and answers in a table with conversations, by their usual names."""
    if TALK not in types.values():
        return []
    return [
        name for name, kind in types.items()
        if kind != TALK and (name.partition(".")[2] if name.startswith("$") else name).lower() in _BESIDE
    ]  # fmt: skip


def _recognised(frame: DuckFrame) -> list[str]:
    """Return the columns whose first 20 cells with a value are conversations."""
    names = [name for name, kind in frame.types.items() if kind in ("json", "text", "media")]
    if not names:
        return []
    picked = ", ".join(f"CAST({frame.identifier(name)} AS VARCHAR)" for name in names)
    rows = frame.execute(f"SELECT {picked} FROM {frame.relation} LIMIT {_FIRST}").fetchall()
    found = []
    for place, name in enumerate(names):
        cells = [row[place] for row in rows if row[place] is not None]
        if not cells and len(rows) == _FIRST:
            column = frame.identifier(name)
            few = f"SELECT CAST({column} AS VARCHAR) FROM {frame.relation} WHERE {column} IS NOT NULL LIMIT {SAMPLED}"
            cells = [row[0] for row in frame.execute(few).fetchall()]
        if holds_conversations(raw_of(cells)):
            found.append(name)
    return found


def raw_of(cells: Iterable[str | None]) -> list[Any]:
    """Return the values that cells hold as they were stored: JSON as nested values, all else as text."""
    found = []
    for cell in cells:
        value = loaded(cell) if cell is not None else None
        found.append(cell if value is None else value)
    return found


def _names(query: Expression, name: str) -> bool:
    """Tell a question that names a column, or looks through all of them."""
    last = name.partition(".")[2] if name.startswith("$") else name
    for node in walk(query.tree):
        if isinstance(node, Search | Sought):
            return True
        if isinstance(node, Field) and any(".".join(node.path[:end]) == last for end in range(1, len(node.path) + 1)):
            return True
    return False


def _answering(found: DuckFrame, frame: DuckFrame, names: Collection[str]) -> DuckFrame:
    """Return the table with the fields of conversations in place of what is stored, which stays next to them."""
    rows = frame.rows()
    read = {name: np.empty(len(rows), object) for name in names}
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        for name in names:
            for n, value in enumerate(stored_at(frame, name, part), start):
                talk = None if value is None else try_conversation(value)
                read[name][n] = None if talk is None else json.dumps(facts_of(talk))
    rg_talks = {"rg_at": np.asarray(rows, np.int64)} | {f"n{n}": cells for n, cells in enumerate(read.values())}
    assert len(rg_talks) > 1  # noqa: S101 - it is used, by the query
    columns = [found.identifier(name) for name in names]
    facts = ", ".join(f"CAST(n{n} AS JSON) AS {column}" for n, column in enumerate(columns))
    kept = ", ".join(f"CAST(one.{column} AS VARCHAR) AS {_kept(column)}" for column in columns)
    relation = f"talks{next(_VIEWS)}"
    found.engine.execute(
        f"CREATE TABLE {relation} AS SELECT one.* REPLACE ({facts}), {kept} FROM {frame.relation} AS one"
        " JOIN rg_talks ON one.rg_row = rg_at"
    )
    return replace(found, relation=relation, kept=frozenset({*found.kept, *names}))


def _kept(column: str) -> str:
    return f"rg_kept_{column}"


def stored_at(frame: DuckFrame, name: str, rows: Any) -> list[Any]:
    """Return what is stored in a column of conversations, at (n,) places in that order."""
    column = frame.identifier(name)
    source = _kept(column) if name in frame.kept else f"CAST({column} AS VARCHAR)"
    cells = np.ma.masked_array(frame.at(f"{source} AS cell", rows)["cell"])
    gone = np.ma.getmaskarray(cells)
    return raw_of(None if hidden or cell is None else str(cell) for cell, hidden in zip(cells.data, gone, strict=True))
