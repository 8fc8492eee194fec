"""One sample of an evaluation, whatever wrote it, and its place in the table of samples."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reportgen.model import evaluation as names
from reportgen.model.table import Table

MOST_VALUES = 50
"""A field of the samples' metadata with more values is no category."""
_TIMES = "_seconds"
_RESERVED = frozenset(
    {names.ID, names.EPOCH, names.INPUT, names.TARGET, names.ANSWER, names.PASS, names.ERROR, names.LIMIT,
     names.SECONDS, names.COST, names.TRANSCRIPT}
)  # fmt: skip


@dataclass(slots=True)
class Sample:
    """A row of the table of samples; what is None or empty was not logged."""

    id: Any
    epoch: int | None = None
    key: Mapping[str, Any] = field(default_factory=dict)
    """What else names the row: ``{"filter": "strict-match"}``."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """What may be categories; the rest of it comes behind the costs."""
    input: Any = None
    target: Any = None
    answer: Any = None
    scores: Mapping[str, Any] = field(default_factory=dict)
    passed: bool | None = None
    error: str = ""
    limit: str = ""
    seconds: float | None = None
    tokens: Mapping[str, int] = field(default_factory=dict)
    cost: float | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else the tool keeps of a sample, by the names of its columns."""
    transcript: Sequence[Any] | None = None


@dataclass(frozen=True)
class Sheet:
    """A table of samples, and which of its columns are what."""

    table: Table
    categories: tuple[str, ...] = ()
    scores: Mapping[str, str] = field(default_factory=dict)
    """The column of each score, by the tool's name of it."""
    decided: bool = False
    """Whether any sample passed or failed."""


def sheet_of(samples: Iterable[Sample], scores: Sequence[str] = (), *, scores_only: bool = False) -> Sheet:
    """Return samples as a table: columns in the order of all evaluations, without those that no sample has.

    ``scores`` are names of scores that come first, in this order, and that have a column whatever the samples hold.
    With ``scores_only`` what was asked and answered stays out.
    """
    rows = [_bare(one) for one in samples] if scores_only else list(samples)
    columns = _Columns()
    columns.put(names.ID, [one.id for one in rows], always=True)
    columns.put(names.EPOCH, [one.epoch for one in rows])
    columns.fields([one.key for one in rows])
    found = [one.metadata for one in rows]
    known = fields_of(found)
    distinct = list({repr(one.id): one.metadata for one in reversed(rows)}.values())  # epochs make no category
    grouping = [name for name in known if is_category([one.get(name) for one in distinct])]
    categories = columns.fields(found, "metadata", grouping)
    columns.put(names.INPUT, alike([one.input for one in rows]))
    columns.put(names.TARGET, [one.target for one in rows])
    columns.put(names.ANSWER, [one.answer for one in rows])
    values = [one.scores for one in rows]
    wanted = list(dict.fromkeys([*scores, *fields_of(values)]))
    given = columns.fields(values, "score", wanted, always=True)
    columns.put(names.PASS, [one.passed for one in rows])
    columns.put(names.ERROR, [one.error or None for one in rows])
    columns.put(names.LIMIT, [one.limit or None for one in rows])
    columns.put(names.SECONDS, [one.seconds for one in rows])
    more = [one.more for one in rows]
    others = fields_of(more)
    columns.fields(more, "sample", [name for name in others if name.endswith(_TIMES)])
    for name in fields_of(one.tokens for one in rows):
        columns.put(f"{names.TOKENS}{name}", [one.tokens.get(name) for one in rows])
    columns.put(names.COST, [one.cost for one in rows])
    if not scores_only:
        columns.fields(more, "sample", [name for name in others if not name.endswith(_TIMES)])
        columns.fields(found, "metadata", [name for name in known if name not in grouping])
    columns.put(names.TRANSCRIPT, [one.transcript or None for one in rows])
    made = [list(row) for row in zip(*columns.made.values(), strict=True)]
    decided = any(one.passed is not None for one in rows)
    return Sheet(Table(list(columns.made), made, len(rows)), tuple(categories.values()), given, decided)


def _bare(sample: Sample) -> Sample:
    scores = {name: value for name, value in sample.scores.items() if not isinstance(value, list | dict)}
    return replace(sample, input=None, target=None, answer=None, scores=scores, transcript=None)


class _Columns:
    """Columns by name, in order; one without any value is not there."""

    def __init__(self) -> None:
        self.made: dict[str, list[Any]] = {}

    def put(self, name: str, values: list[Any], *, always: bool = False) -> str:
        """Add a column, and return its name."""
        own, number = name, 0
        while own in self.made:
            number += 1
            own = f"{name}_{number}"
        if always or any(value is not None for value in values):
            self.made[own] = values
        return own

    def fields(
        self, rows: Sequence[Mapping[str, Any]], what: str = "sample", wanted: Iterable[str] | None = None,
        *, always: bool = False,
    ) -> dict[str, str]:  # fmt: skip
        """Add a column for each field, and return their names; one of a reserved name says what it is of."""
        order = fields_of(rows) if wanted is None else wanted
        return {name: self.put(_free(name, what), [row.get(name) for row in rows], always=always) for name in order}


def fields_of(mappings: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the names in mappings, in the order of their first use."""
    return list(dict.fromkeys(name for one in mappings for name in one))


def _free(name: str, what: str) -> str:
    """Return a name for a column that is none of those with a meaning of their own."""
    return f"{what}/{name}" if name in _RESERVED or name.startswith(names.TOKENS) else name


def is_category(values: Sequence[Any]) -> bool:
    """Tell what groups samples from what names them: few values, and several samples of one."""
    found: set[Any] = set()
    count = 0
    for value in values:
        if value is None:
            continue
        if not isinstance(value, str | bool | int):
            return False
        found.add(value)
        count += 1
        if len(found) > MOST_VALUES:
            return False
    return 1 < len(found) <= count // 2


def alike(values: Sequence[Any]) -> list[Any]:
    """Return inputs that are texts in all rows, or messages in all rows: a text among messages is a user's."""
    if not any(is_messages(value) for value in values):
        return list(values)
    return [[{"role": "user", "content": value}] if isinstance(value, str) else value for value in values]


def is_messages(value: Any) -> bool:
    """Tell a list of messages, in the form of any tool."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, Mapping) and (_ROLES & one.keys()) for one in value)
    )


_ROLES = frozenset({"role", "from"})


def messages_in(value: Any) -> Any:
    """Return the messages that a text of JSON holds; anything else as it is."""
    if isinstance(value, str) and value.lstrip().startswith("[{"):
        try:
            found = json.loads(value)
        except (ValueError, RecursionError):
            return value
        return found if is_messages(found) else value
    return value


def decided(value: Any) -> bool | None:
    """Return whether a score of yes or no passes: true and 1 do, false and 0 do not, anything else is undecided."""
    if isinstance(value, bool):
        return value
    return bool(value) if isinstance(value, int | float) and value in (0, 1) else None


def are_decisions(values: Collection[Any]) -> bool:
    """Tell scores of yes and no, some of which may be missing, from numbers in between."""
    found = [value for value in values if value is not None and value == value]  # noqa: PLR0124 - NaN is unscored
    return bool(found) and all(decided(value) is not None for value in found)
