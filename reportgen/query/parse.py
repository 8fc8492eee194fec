"""A question as it is written to its tree: friendly or as an aggregation, as text or as YAML."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportgen.query.aggregation import read_aggregation
from reportgen.query.bind import Columns, bind
from reportgen.query.evaluate import Row, evaluate
from reportgen.query.friendly import TableParser
from reportgen.query.literal import read
from reportgen.query.tree import Node, balanced, sought


@dataclass(frozen=True)
class Query:
    """A question about the rows of a table: as it was written, and its tree with names as they are written."""

    text: str
    tree: Node

    def bound(self, columns: Columns) -> Node:
        """Return the tree over columns that exist; ExpressionError names the nearest one to a wrong name."""
        return bind(self.tree, columns)

    def evaluate(self, row: Row) -> Any:
        """Return the value for one row, by column name."""
        return evaluate(self.bound(Columns([dict.fromkeys(row, "")])), [row])


def parse_query(value: str | Mapping[str, Any]) -> Query:
    """Return the question that a text or a mapping asks; ExpressionError says where it goes wrong."""
    if not isinstance(value, str):
        return Query(json.dumps(value, ensure_ascii=False), read_aggregation(value))
    if value.lstrip().startswith("{"):
        return Query(value, read_aggregation(read(value)))
    return Query(value, TableParser(value).parse())


def all_of(queries: Sequence[Query]) -> Query | None:
    """Return the filter that all hold; None where nothing is asked.

    A filter that is one word is searched for in the texts of a row, unless a column is called so.
    """
    return Query("", balanced("and", [sought(query.tree) for query in queries])) if queries else None
