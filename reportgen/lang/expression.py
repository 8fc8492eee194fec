"""An expression as it is written to its tree: friendly or as an aggregation, of rows, of runs or over metrics."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportgen.lang.aggregation import read_aggregation
from reportgen.lang.bind import Columns, bind
from reportgen.lang.error import ExpressionError
from reportgen.lang.evaluate import Row, evaluate
from reportgen.lang.literal import read
from reportgen.lang.parse import Parser
from reportgen.lang.runs import NEWEST, MetricParser, RunParser, alias
from reportgen.lang.tree import Column, Negative, Node, balanced, sought, walk


@dataclass(frozen=True)
class Expression:
    """A parsed expression: as it was written, and its tree."""

    text: str
    tree: Node

    def bound(self, columns: Columns) -> Node:
        """Return the tree over columns that exist; ExpressionError names the nearest one to a wrong name."""
        return bind(self.tree, columns)

    def of_row(self, row: Mapping[str, Any]) -> Any:
        """Return the value for one row of a table, by column name."""
        return evaluate(self.bound(Columns([dict.fromkeys(row, "")])), [row])

    def evaluate(self, lookup: Callable[[str], Any], newest: float = 0.0) -> Any:
        """Return the value for one run; ``newest`` (Unix seconds) is what ``within_last`` counts back from."""
        rows: list[Row] = [_Run(lookup), {NEWEST.name: newest}]
        return evaluate(self.tree, rows)

    def paths(self) -> list[str]:
        """Return every path of a run, or metric, that the expression names, in order."""
        return [node.name for node in walk(self.tree) if isinstance(node, Column) and node != NEWEST]

    def descending(self) -> tuple[Expression, bool]:
        """Return what is sorted by, and whether descending: a leading minus says so."""
        text = self.text.strip()
        if isinstance(self.tree, Negative) and text.startswith("-"):
            return Expression(text[1:].strip(), self.tree.of), True
        return self, False


@dataclass(frozen=True)
class _Run:
    """What can be asked of a run, as a row."""

    get: Callable[[str], Any]


def parse(text: str, *, metrics: bool = False) -> Expression:
    """Parse a filter of runs, in either spelling; ExpressionError says where it goes wrong.

    With ``metrics`` any name stands for a metric, and ``${train/loss}`` for one that is not a word: ``1 - acc``.
    """
    return Expression(text, (MetricParser if metrics else RunParser)(text).parse())


def parse_key(text: str) -> Expression:
    """Return what runs are sorted by: a path as it is logged (``-summary.val/mAP``), or an expression.

    A leading minus sorts descending. ExpressionError says where an expression goes wrong.
    """
    sign = "-" * text.startswith("-")
    path = text.removeprefix("-")
    if _CALCULATES.search(path):
        try:
            return parse(text)
        except ExpressionError:
            if not path.startswith(("summary.", "config.")):
                raise
    name = Column(0, alias(path))
    return Expression(text, Negative(name) if sign else name)


_CALCULATES = re.compile(r"""[("'\[]|\s(?:[-+*/%<>=]|and\b|or\b|in\b)""")
"""What a path as it is logged seldom holds, and an expression does."""


def parse_rows(value: str | Mapping[str, Any]) -> Expression:
    """Return what a text or a mapping asks of a table's rows; ExpressionError says where it goes wrong."""
    if not isinstance(value, str):
        return Expression(json.dumps(value, ensure_ascii=False), read_aggregation(value))
    if value.lstrip().startswith("{"):
        return Expression(value, read_aggregation(read(value)))
    return Expression(value, Parser(value).parse())


_BARE = r"""[^\s"'`\\()\[\]{}<>=!&|$,]+"""
_WORD = re.compile(rf"""\s*(?:"([^"\\]+)"|'([^'\\]+)'|({_BARE}(?:'{_BARE})*))(?:\s+|$)""")
_KEYWORD = re.compile("and|or|not|in", re.IGNORECASE)


def parse_filter(value: str | Mapping[str, Any]) -> Expression:
    """Return the same of a filter: words and quoted phrases that are no question are searched for, all of them."""
    try:
        return parse_rows(value)
    except ExpressionError:
        words = _words(value) if isinstance(value, str) else []
        if not words:
            raise
    return parse_rows(" and ".join(f"search({json.dumps(word, ensure_ascii=False)})" for word in words))


def _words(text: str) -> list[str]:
    """Return the words that a text consists of; none where it holds more than those. As ``query/language/index.ts``."""
    found, at = [], 0
    while at < len(text):
        match = _WORD.match(text, at)
        word = next(filter(None, match.groups()), "") if match else ""
        if match is None or not re.search(r"[^\W_]", word) or (match[3] and _KEYWORD.fullmatch(word)):
            return []
        found.append(word)
        at = match.end()
    return found


def all_of(filters: Sequence[Expression]) -> Expression | None:
    """Return the filter that all hold; None where nothing is asked.

    A filter that is one word is searched for in the texts of a row, unless a column is called so.
    """
    return Expression("", balanced("and", [sought(one.tree) for one in filters])) if filters else None
