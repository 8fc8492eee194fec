"""What a table panel is asked: filters, sort keys, groups and derived columns as fields of a spec."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from reportgen.lang.expression import Expression, parse_filter, parse_rows
from reportgen.lang.tree import Field, Part, Variable, walk
from reportgen.privacy.names import kind_of
from reportgen.spec.fields import as_list, parsed

_QUESTION: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "object"}]}
_QUESTIONS: dict[str, Any] = {"anyOf": [*_QUESTION["anyOf"], {"type": "array", "items": _QUESTION}]}
Question = Annotated[Expression, parsed(parse_rows, str | Mapping, "a question"), WithJsonSchema(_QUESTION)]
"""A question about a row: ``road > 0.05``, or an aggregation, ``{$gt: [$0.road, 0.05]}``."""
Questions = Annotated[list[Question], BeforeValidator(as_list), WithJsonSchema(_QUESTIONS)]

Filters = Annotated[
    list[Annotated[Expression, parsed(parse_filter, str | Mapping, "a question"), WithJsonSchema(_QUESTION)]],
    BeforeValidator(as_list),
    WithJsonSchema(_QUESTIONS),
]
"""Conditions that rows must meet; several words stand for rows that hold all of them."""


def _as_groups(value: Any) -> Any:
    """Return what rows are grouped by as questions; ``{score: 0.1}`` is a question for bins."""
    return [question for one in as_list(value) for question in _of_mapping(one)]


def _of_mapping(value: Any) -> list[Any]:
    if not _names_groups(value):
        return [value]
    return [
        f"bin({quoted(str(name))}, {of!r})"
        if _is_width(of)
        else quoted(str(name))
        if isinstance(of, str)
        else {name: of}
        for name, of in value.items()
    ]


def _names_groups(value: Any) -> bool:
    return isinstance(value, Mapping) and not any(str(key).startswith("$") for key in value)


def _is_width(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TAKEN = {
    "and", "or", "not", "in", "AND", "OR", "NOT", "IN", "true", "false", "null", "True", "False", "None", "row",
    "within_last",
}  # fmt: skip


def quoted(name: str) -> str:
    """Return a column's name as a question names it: as it is where it reads as a name and nothing else."""
    if _NAME.fullmatch(name) and name not in _TAKEN:
        return name
    return f"`{name}`" if name and "`" not in name else f"row[{json.dumps(name, ensure_ascii=False)}]"


Groupings = Annotated[list[Question], BeforeValidator(_as_groups), WithJsonSchema(_QUESTIONS)]
"""Questions that make groups, also ``{score: 0.1}`` for bins and ``{size: "if(area > 9, 'large', 'small')"}``."""


def with_groups(data: Any) -> Any:
    """Return a panel's fields with the groups that a mapping names as columns of their own."""
    if not isinstance(data, Mapping) or "groupby" not in data:
        return data
    groups = [one for one in as_list(data["groupby"]) if _names_groups(one)]
    found = {str(name): of for one in groups for name, of in one.items() if isinstance(of, str)}
    derive = data.get("derive", {})
    return {**data, "derive": {**derive, **found}} if found and isinstance(derive, Mapping) else data


def as_one(queries: Sequence[Expression]) -> str:
    """Return questions of one spelling as one."""
    if len(queries) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(query.text for query in queries)
    if queries[0].text.lstrip().startswith("{"):
        return f"{{$and: [{', '.join(query.text for query in queries)}]}}"
    return " and ".join(f"({query.text})" for query in queries)


def reads_secret(query: Expression, named: Collection[str]) -> bool:
    """Return whether a question names something inside a value, such as ``user.password``, that is a secret."""
    return any(
        name not in named and kind_of(name) in ("secret", "token")
        for node in walk(query.tree)
        if isinstance(node, Field | Variable | Part)
        for name in node.path
    )


def names_in(query: Expression) -> set[str]:
    """Return the names that a question may mean columns by: ``deep.note`` is the column deep, or deep.note."""
    paths = [node.path for node in walk(query.tree) if isinstance(node, Field | Variable | Part)]
    return {name for path in paths for name in (*map(str, path), ".".join(map(str, path)))}
