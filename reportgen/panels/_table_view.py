"""What a table's page shows: the rows that it carries, where it begins, and what is counted of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from reportgen.errors import Gap, PanelError
from reportgen.lang.error import ExpressionError
from reportgen.lang.expression import Expression
from reportgen.panels._table_questions import reads_secret
from reportgen.panels._table_source import Logged, items_of
from reportgen.privacy.names import HIDDEN
from reportgen.privacy.step import Privacy

if TYPE_CHECKING:
    from reportgen.connections.frame import Remote
    from reportgen.tables.frame import Frame

_STATIC = 12
_SPREADS = 40


@dataclass(frozen=True)
class View:
    """What the page shows: columns by name with types and values, the media among them, and how it begins."""

    types: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    items: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    places: Sequence[int] = ()
    """Of each row its place in the whole table."""
    total: int = 0
    cut: bool = False
    """Whether the page carries fewer rows than the spec asks for."""
    kept: int = 0
    """How many rows of the whole table the spec's filter keeps."""
    first: Sequence[int] = ()
    """Places among the carried rows of those that stand in the page before scripts run."""
    source: Logged = field(default_factory=Logged)
    missing: tuple[str, ...] = ()
    whole: Mapping[str, Any] = field(default_factory=dict)
    """Where the page carries a part: how each column is spread over all rows, and over those that the filter keeps."""
    map: Mapping[str, str] = field(default_factory=dict)
    """Of the map of its rows which columns are the places, what colours it and how it was made."""


@dataclass(frozen=True)
class Wish:
    """What a spec asks of a table's rows."""

    filters: Expression | None
    order: Sequence[tuple[Expression, bool]]
    """Questions, and whether each sorts downward."""
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


def asked(path: tuple[str | int, ...], ask: Any, *arguments: Any) -> Any:
    """Return an answer of the engine; what is wrong with the question is told with its place."""
    from reportgen.tables.file import TableError

    try:
        return ask(*arguments)
    except ExpressionError as error:
        raise PanelError(error.what, error.hint, path) from None
    except TableError as error:
        raise Gap(str(error), "", path) from None


def here(frame: Frame, source: Logged, wish: Wish) -> View:
    """Return what the page shows of a table in the own engine."""
    total = frame.count()
    most = wish.most(total)
    cut = most < total
    if wish.filters:
        asked(("filters",), frame.condition, wish.filters)
    sorted_ = asked(("order",), frame.rows, wish.filters, wish.order, most if cut else _STATIC)
    kept = asked(("filters",), frame.count, wish.filters) if wish.filters else total
    if wish.by_chance(kept):
        sorted_ = frame.sampled(wish.filters, most)
    places = sorted(sorted_.tolist()) if cut else frame.rows().tolist()
    values = frame.fetch(list(frame.types), at(places))
    carried = {place: n for n, place in enumerate(places)}
    items = items_of(frame, source, at(places))
    problems = (*source.problems, *([frame.problem] if frame.problem and not source.problems else []))
    first = [carried[place] for place in sorted_[:_STATIC].tolist()]
    whole = _whole(frame, wish) if cut and wish.limit is None else {}
    return View(frame.types, values, items, places, total, cut, kept, first, source, problems, whole)


def there(frame: Remote, source: Logged, wish: Wish) -> View:
    """Return what the page shows of a connection's table: only these rows and counts come from there."""
    total = frame.count()
    most = wish.most(total)
    cut = most < total
    kept = asked(("filters",), frame.count, wish.filters) if wish.filters else total
    whole = _whole(frame, wish) if cut and wish.limit is None else {}
    wanted = (wish.filters, wish.order, most) if cut else (None, [], None)
    fetched = partial(frame.fetched, sampled=wish.by_chance(kept))
    local: Frame = asked(("order",), fetched, *wanted)
    places = range(local.count())
    first = places[:_STATIC] if cut else asked(("order",), local.rows, wish.filters, wish.order, _STATIC).tolist()
    values = local.fetch(list(local.types), at(places))
    problems = (*source.problems, *([frame.problem] if frame.problem and not source.problems else []))
    return View(local.types, values, {}, places, total, cut, kept, first, source, problems, whole)


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

    def spread(name: str, told: dict[str, Any]) -> dict[str, Any]:
        if "top" not in told or view.types.get(name) == "boolean":
            return told
        counts: dict[Any, int] = {}
        for value, (_, count) in zip(column(name, [value for value, _ in told["top"]]), told["top"], strict=True):
            counts[value] = counts.get(value, 0) + count
        return told | {"top": [list(pair) for pair in counts.items()]}

    values = {name: column(name, found) for name, found in view.values.items()}
    whole = dict(view.whole)
    if "spreads" in whole:
        whole["spreads"] = {name: [spread(name, one) for one in told] for name, told in whole["spreads"].items()}
    if "groups" in whole:
        whole["groups"] = [
            group | {
                "keys": [
                    HIDDEN if key is not None and reads_secret(query, privacy.named)
                    else privacy.column("", [key], f"{where}, groups", "shown")[0]
                    for query, key in zip(groupby, group["keys"], strict=True)
                ],
                "spreads": {name: spread(name, told) for name, told in group["spreads"].items()},
            }
            for group in whole["groups"]
        ]  # fmt: skip
    return replace(view, values=values, whole=whole)


def _whole(frame: Any, wish: Wish) -> dict[str, Any]:
    """Return how the columns of the whole table are spread, which the page cannot know."""
    if frame.remote:
        from reportgen.connections import spread
    else:
        from reportgen.tables import spread  # type: ignore[no-redef]  # its double

    names = [name for name in (wish.columns or frame.types) if name in frame.types][:_SPREADS]
    found: dict[str, Any] = {"spreads": spread.spreads(frame, names, wish.filters)}
    if wish.groupby:
        found["groups"] = spread.groups(frame, wish.groupby, names, wish.filters)
    return found


def at(places: Sequence[int]) -> Any:
    """Return places as (n,) whole numbers."""
    import numpy as np

    return np.asarray(places, np.int64)
