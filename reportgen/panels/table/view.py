"""What a table's page shows: the rows that it carries, where it begins, and what is counted of the whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, TypedDict, TypeVar

import numpy as np

from reportgen.errors import Gap, PanelError
from reportgen.lang.error import ExpressionError
from reportgen.lang.expression import Expression
from reportgen.model.media import pieces
from reportgen.model.media.document import Figure
from reportgen.panels.base.media.overlays import LegendPayload
from reportgen.panels.table.columns import ColumnPayload
from reportgen.panels.table.questions import names_in, reads_secret
from reportgen.panels.table.source import Source, items_of, talks_of
from reportgen.panels.table.talks import PoolPayload
from reportgen.panels.table.vector_map import MapPayload
from reportgen.privacy.names import HIDDEN
from reportgen.privacy.step import Privacy
from reportgen.texts import plural, say

if TYPE_CHECKING:
    from reportgen.tables.frame import Frame, SortKeys

Height = Literal["small", "medium", "large"]
Arrange = Literal["joined", "side_by_side", "concatenated"]
Sorted = Annotated[list[Any], "[string, boolean]"]
"""What rows are sorted by, and whether descending."""
SourceFields = Annotated[dict[str, Any], "Record<string, string | number | string[]>"]
Distributions = Annotated[dict[str, Any], "Record<string, Distribution>"]
_STATIC = 12
_DISTRIBUTIONS = 40


class SidePayload(TypedDict):
    """One of the joined tables."""

    label: str
    color: str


class GroupEntryPayload(TypedDict):
    """A group of the whole table: what its rows have in common, how many they are, how each column is distributed."""

    keys: list[Any]
    count: int
    distributions: Distributions


class TablePayload(TypedDict):
    """A table: its columns, the rows that the page carries, and how the reader looks at them first.

    ``places`` is a block of their rows in the whole table, which has ``total`` rows of which the spec's filter keeps
    ``kept``; ``baked`` is that filter where the page carries a part of them, by chance where ``sampled``. ``source``
    are the fields of the spec that say which rows these are. Joined tables stand as ``tables``, with what they are
    joined on as ``keys``. ``pool`` are the messages of its conversations.
    """

    columns: list[ColumnPayload]
    rows: int
    places: str
    total: int
    kept: int
    filter: str
    only: dict[str, str]
    baked: str
    order: list[Sorted]
    groupby: list[str]
    height: Height
    source: SourceFields
    name: str
    sampled: NotRequired[bool]
    groups: NotRequired[list[GroupEntryPayload]]
    tables: NotRequired[list[SidePayload]]
    keys: NotRequired[list[str]]
    layout: NotRequired[Arrange]
    better: NotRequired[str]
    matched: NotRequired[str]
    legend: NotRequired[LegendPayload]
    settings: NotRequired[dict[str, str]]
    map: NotRequired[MapPayload]
    pool: NotRequired[PoolPayload]


@dataclass(frozen=True)
class View:
    """What the page shows: columns by name with types and values, the media among them, and how it begins."""

    types: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    items: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    talks: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """What is stored in columns of conversations; their values are None."""
    places: Sequence[int] = ()
    """Of each row its place in the whole table."""
    total: int = 0
    cut: bool = False
    """Whether the page carries fewer rows than the spec asks for."""
    kept: int = 0
    """How many rows of the whole table the spec's filter keeps."""
    first: Sequence[int] = ()
    """Places among the carried rows of those that stand in the page before scripts run."""
    source: Source = field(default_factory=Source)
    missing: tuple[str, ...] = ()
    whole: Mapping[str, Any] = field(default_factory=dict)
    """Where the page carries a part: distributions of columns over all rows, and over those that the filter keeps."""
    omitted: frozenset[str] = frozenset()
    """Columns that stay out of the page."""
    map: MapPayload | None = None
    """Of the map of its rows which columns are the places, what colours it and how it was made."""


@dataclass(frozen=True)
class Wish:
    """What a spec asks of a table's rows."""

    filters: Expression | None
    order: SortKeys
    """Questions, and whether each sorts descending."""
    groupby: Sequence[Expression]
    columns: Sequence[str] | None
    limit: int | None
    max_rows: int | None
    sample: int | None = None

    def most(self, total: int) -> int:
        """Return how many rows the page may carry."""
        return min(self.limit or total, self.max_rows or total, self.sample or total)

    def by_chance(self, kept: int) -> bool:
        """Return whether the carried rows are a sample of the kept ones."""
        return self.sample is not None and self.sample < kept


Asked = TypeVar("Asked")


def asked(path: tuple[str | int, ...], ask: Callable[[], Asked]) -> Asked:
    """Return an answer of the engine; what is wrong with the question is reported with its place."""
    from reportgen.tables.error import TableError

    try:
        return ask()
    except ExpressionError as error:
        raise PanelError(error.what, error.hint, path) from None
    except TableError as error:
        raise Gap(str(error), error.hint, path) from None


def view_of(frame: Frame, source: Source, wish: Wish) -> View:
    """Return what the page shows of a table: the rows that it carries, all of them or the first that are asked for."""
    total = frame.count()
    most = wish.most(total)
    cut = most < total
    filters = wish.filters
    kept = asked(("filters",), lambda: frame.count(filters)) if filters else total
    whole = _whole(frame, wish) if cut and wish.limit is None else {}
    if cut:
        taken = asked(("order",), lambda: frame.take(filters, wish.order, most, sample=wish.by_chance(kept)))
        places, first = np.sort(taken.places), taken.places[:_STATIC]
    else:
        taken = frame.take()
        places = taken.places
        first = asked(("order",), lambda: taken.frame.rows(filters, wish.order, _STATIC))
    from reportgen.tables.talks import with_talks

    local = with_talks(taken.frame) if len(places) else taken.frame
    talks = talks_of(local, source, places)
    values = local.fetch([name for name in local.types if name not in talks], places)
    values |= {name: [None] * len(places) for name in talks}
    problems = (*source.problems, *([frame.problem] if frame.problem and not source.problems else []))
    begin = np.searchsorted(places, first).tolist()
    items = items_of(local, source, places)
    return View(local.types, values, items, talks, places.tolist(), total, cut, kept, begin, source, problems, whole)


def private_view(
    view: View, privacy: Privacy, where: str, hidden: Sequence[str], groupby: Sequence[Expression] = ()
) -> View:
    """Return what the page shows behind the privacy step: values, the most frequent ones, and the groups' keys.

    ``hidden`` are the columns that were hidden whole.
    """
    for name in hidden:
        place = f"{where}, column {name}"
        if place not in privacy.tally.counts:  # those of logged tables are counted
            privacy.tally.put(place, "shown", sum(value == HIDDEN for value in view.values.get(name, ())))

    def column(name: str, values: Any) -> Any:
        last = name.partition(".")[2] if name.startswith("$") and "." in name else name
        if view.types.get(name) in ("number", "boolean", "vector", "media"):
            return values
        return privacy.column(last, values, f"{where}, column {name}", "shown")

    def distribution(name: str, told: dict[str, Any]) -> dict[str, Any]:
        if "top" not in told or view.types.get(name) == "boolean":
            return told
        counts: dict[Any, int] = {}
        for value, (_, count) in zip(column(name, [value for value, _ in told["top"]]), told["top"], strict=True):
            counts[value] = counts.get(value, 0) + count
        return told | {"top": [list(pair) for pair in counts.items()]}

    values = {name: column(name, found) for name, found in view.values.items()}
    talks = {name: column(name, found) for name, found in view.talks.items()}
    whole = dict(view.whole)
    if "distributions" in whole:
        whole["distributions"] = {
            name: [distribution(name, one) for one in told] for name, told in whole["distributions"].items()
        }
    if "groups" in whole:
        whole["groups"] = [
            group | {
                "keys": [
                    HIDDEN if key is not None and reads_secret(query, privacy.named)
                    else privacy.column("", [key], f"{where}, groups", "shown")[0]
                    for query, key in zip(groupby, group["keys"], strict=True)
                ],
                "distributions": {name: distribution(name, told) for name, told in group["distributions"].items()},
            }
            for group in whole["groups"]
        ]  # fmt: skip
    return replace(view, values=values, talks=talks, whole=whole)


def named_alone(
    view: View, columns: Sequence[str] | None, derived: Collection[str], asked: Sequence[Expression], told: object
) -> View:
    """Return what an anonymous report carries: the columns that its spec names, and those that its questions need."""
    if columns is None:
        return view
    source = view.source
    needed = {*columns, *derived, *source.keys, source.run_column}.union(*map(names_in, asked))
    needed |= {value for value in told.values() if isinstance(value, str)} if isinstance(told, Mapping) else set()

    def is_needed(name: str) -> bool:
        of = source.names.get(name, (0, name))[1]
        return name in needed or of in needed or any(one.startswith((f"{name}.", f"{of}.")) for one in needed)

    def left(found: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in found.items() if is_needed(name)}

    whole = dict(view.whole)
    if "distributions" in whole:
        whole["distributions"] = left(whole["distributions"])
    if "groups" in whole:
        whole["groups"] = [one | {"distributions": left(one["distributions"])} for one in whole["groups"]]
    view = replace(view, types=left(view.types), values=left(view.values), whole=whole)
    return replace(view, items=left(view.items), talks=left(view.talks))


def _whole(frame: Frame, wish: Wish) -> dict[str, Any]:
    """Return how the columns of the whole table are distributed, which the page cannot know."""
    from reportgen.tables.distribution import distributions, of_groups

    names = [name for name in (wish.columns or frame.types) if name in frame.types][:_DISTRIBUTIONS]
    found: dict[str, Any] = {"distributions": distributions(frame, names, wish.filters)}
    if wish.groupby:
        found["groups"] = of_groups(frame, wish.groupby, names, wish.filters)
    return found


def alt_of(view: View) -> str:
    """Return how large the table is, in words."""
    rows, columns = plural(view.total, "row"), plural(len(view.types), "column")
    return say("A table of {rows} and {columns}.", rows=rows, columns=columns)


def tell_apart(entry: ColumnPayload, source: Source) -> None:
    """Tell the page of the column that says where rows are from: the runs, the colours."""
    runs = {run.name: run.index for run in source.runs}
    runs |= {side.label: side.run for side in source.sides if side.run >= 0}
    colors = {name: f"var(--run-{index})" for name, index in runs.items()}
    colors |= {side.label: side.color for side in source.sides}
    if runs:
        entry["runs"] = runs
    if colors:
        entry["colors"] = colors


def height_of(view: View) -> Height:
    """Return how high rows are: large where there are charts, medium for other media."""
    first = (item for items in view.items.values() for item in items[:100])
    if any(isinstance(piece, Figure) for item in first for _, piece in pieces(item)):
        return "large"
    return "medium" if view.items or view.talks else "small"
