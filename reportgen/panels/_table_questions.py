"""What a table panel is asked: filters, sort keys, groups and derived columns as fields of a spec."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from reportgen.privacy.names import kind_of
from reportgen.query.parse import Query, parse_query
from reportgen.query.tree import children
from reportgen.spec.fields import as_list, parsed

_QUESTION: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "object"}]}
_QUESTIONS: dict[str, Any] = {"anyOf": [*_QUESTION["anyOf"], {"type": "array", "items": _QUESTION}]}
Question = Annotated[Query, parsed(parse_query, str | Mapping, "a question"), WithJsonSchema(_QUESTION)]
"""A question about a row: ``road > 0.05``, or an aggregation, ``{$gt: [$0.road, 0.05]}``."""
Questions = Annotated[list[Question], BeforeValidator(as_list), WithJsonSchema(_QUESTIONS)]


def as_one(queries: Sequence[Query]) -> str:
    """Return questions of one spelling as one."""
    if len(queries) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(query.text for query in queries)
    if queries[0].text.lstrip().startswith("{"):
        return f"{{$and: [{', '.join(query.text for query in queries)}]}}"
    return " and ".join(f"({query.text})" for query in queries)


def reads_secret(query: Query, named: Collection[str]) -> bool:
    """Tell whether a question names something inside a value, such as ``user.password``, that is a secret."""
    nodes = [query.tree]
    while nodes:
        node = nodes.pop()
        if node[0] in ("field", "var", "part") and any(
            isinstance(name, str) and name not in named and kind_of(name) in ("secret", "token") for name in node[2]
        ):
            return True
        nodes += children(node)
    return False


def downward(query: Query) -> tuple[Query, bool]:
    """Return what is sorted by, and whether downward: a leading minus says so."""
    text = query.text.strip()
    if query.tree[0] == "neg" and text.startswith("-"):
        return Query(text[1:].strip(), query.tree[1]), True
    return query, False
