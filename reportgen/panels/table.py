"""Tables of datasets and predictions: filtered, sorted, grouped, with media in their cells.

- table: {table_name: predictions, filters: "road > 0.05 and guess != truth", order: [-road], groupby: truth}
- table: {path: preds.parquet, filters: {$gt: [$0.road, 0.05]}, derive: {error: abs(pred - truth)}}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from markupsafe import Markup
from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from reportgen.errors import PanelError, suggestion
from reportgen.fragment import Fragment
from reportgen.panels._base import Context, Panel, Reference, Theme, nothing
from reportgen.panels._media import Cells
from reportgen.panels._overlays import Overlays
from reportgen.panels._table_columns import Columns
from reportgen.panels._table_source import Logged, Side, items_of, joined, logged, sides, stacked
from reportgen.panels._table_static import static_table
from reportgen.query.parse import Query, parse_query
from reportgen.query.tree import balanced
from reportgen.runs.run import Table as LoggedTable
from reportgen.runs.runset import RunSet
from reportgen.spec.expression import ExpressionError
from reportgen.spec.fields import Key, Limit, Most, Words, as_list, parsed, refuse

if TYPE_CHECKING:
    from reportgen.tables.frame import Frame

_ROWS = 50_000
_NO_TABLE = LoggedTable([], [], 0)
_STATIC = 12
_SPREADS = 40


_QUESTION: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "object"}]}
_QUESTIONS: dict[str, Any] = {"anyOf": [*_QUESTION["anyOf"], {"type": "array", "items": _QUESTION}]}
Question = Annotated[Query, parsed(parse_query, str | Mapping, "a question"), WithJsonSchema(_QUESTION)]
"""A question about a row: ``road > 0.05``, or an aggregation, ``{$gt: [$0.road, 0.05]}``."""
Questions = Annotated[list[Question], BeforeValidator(as_list), WithJsonSchema(_QUESTIONS)]


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
    source: Logged = field(default_factory=lambda: Logged(_NO_TABLE))
    missing: tuple[str, ...] = ()
    whole: Mapping[str, Any] = field(default_factory=dict)
    """Where the page carries a part: how each column is spread over all rows, and over those that the filter keeps."""


class Table(Panel):
    """A table whose rows readers filter, sort and group in the page; the spec says how it looks at first."""

    main: ClassVar[str] = "table_name"
    of_rows: ClassVar[bool] = True

    table_name: Key | None = None
    """Key that the table was logged under; of a database file, the table in it."""
    path: str | None = None
    """A file instead: CSV, TSV, JSON lines, Parquet (or a folder of it), SQLite, DuckDB."""
    compare: Words = []
    """Tables to compare: runs by name or id, ``step 3`` of a run, files; or ``runs`` or ``steps`` for all of them."""
    join: Words = []
    """Columns that the compared tables are joined on; an id that all of them have when left out."""
    how: Literal["inner", "left", "outer"] = "outer"
    """Rows of a join: whose key all tables have, the first one has, or any has."""
    arrange: Literal["joined", "side_by_side", "concatenated"] = "joined"
    """Compared tables: ``joined`` puts their values into one cell, ``side_by_side`` into columns of their own,
    ``concatenated`` puts their rows one below the other."""
    better: str | None = None
    """A number by which rows got better or worse; with a leading minus less is better."""
    steps: Literal["last", "all"] = "last"
    """Of a table that was logged several times the ``last`` one, or ``all`` of them with their steps."""
    filters: Questions = []  # type: ignore[assignment]  # of rows here, and of runs in other panels
    """Which rows are shown at first: one question, or several that all must hold."""
    order: Questions = []  # type: ignore[assignment]  # as above
    """What the rows are sorted by at first; a leading minus sorts downward."""
    groupby: Questions = []
    """What the rows are grouped by at first."""
    derive: dict[str, Question] = {}
    """Further columns, each an expression: ``{error: abs(pred - truth)}``."""
    columns: Words | None = None
    """Columns that are shown at first, in this order; all when left out. The reader can show the others."""
    pinned: Words = []
    """Columns that stay in view when the table is moved sideways."""
    row_height: Literal["small", "medium", "large"] | None = None
    """Height of a row; medium where there are pictures, else small."""
    limit: Limit | None = None
    """At most this many rows."""
    max_rows: Most = _ROWS
    """Rows that the page carries: the first that the filter keeps, where there are more; ``none`` carries all."""
    boxes_labels: bool = True
    """Whether boxes carry their caption or class."""
    mask_opacity: Annotated[float, Field(ge=0, le=1)] = 0.5
    """How opaque masks are at first."""

    @model_validator(mode="after")
    def _one_source(self) -> Table:
        if self.table_name is None and self.path is None:
            raise refuse("a table needs 'table_name' or 'path'", "Write for example: table: predictions", whole=True)
        return self

    def references(self) -> list[Reference]:
        """Return the table's key, if it was logged."""
        return [Reference(("table_name",), self.table_name, "table")] if self.table_name and not self.path else []

    def heading(self) -> str:
        """Return the title, or the table's name."""
        return self.title or self.table_name or self.path or ""

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the rows that the page carries, and where it begins."""
        from reportgen.tables.file import TableError

        try:
            return self._prepared(runs, context)
        except TableError as error:
            raise PanelError(str(error), "", ("path",) if self.path else ("table_name",)) from None

    def _prepared(self, runs: RunSet, context: Context) -> View:
        source = Logged(_NO_TABLE)
        if self.compare:
            return self._compared(runs, context)
        if self.path is not None:
            if context.frame is None:
                return View(missing=("no file can be read here",))
            frame = context.frame(self.path, self.table_name or "")
        else:
            from reportgen.tables.frame import Frame

            source = logged(self.table_name or "", runs, all_steps=self.steps == "all")
            if not source.table.columns:
                return View(source=source, missing=source.problems or (f"no run logged a table '{self.table_name}'",))
            frame = Frame.of_rows(source.table)
        return self._view(self._derived(frame), source)

    def _compared(self, runs: RunSet, context: Context) -> View:
        name = self.table_name or ""
        found = sides(name, self.compare, runs, context)
        if self.path is not None and context.frame is not None:
            found = [Side(self.path.rpartition("/")[2], "var(--c9)", path=self.path), *found]
        found = [side for side in found if side.path or (side.table and side.table.columns)]
        if len(found) < 2:  # noqa: PLR2004 - a comparison
            return View(missing=(f"there are no two tables '{name}' to compare",))
        if self.arrange == "concatenated":
            frame, source = stacked(found, name, context)
        else:
            frame, source = joined(found, name, self.join, self.how, context)
        return self._view(self._derived(frame), source)

    def _derived(self, frame: Frame) -> Frame:
        for name, query in self.derive.items():
            if name in frame.types:
                raise PanelError(f"there is a column '{name}' already", "Choose another name.", ("derive", name))
            frame = self._asked(("derive", name), frame.derive, name, query)
        for path, names in (("columns", self.columns or []), ("pinned", self.pinned)):
            for place, name in enumerate(names):
                known = {*frame.types, *(column for table in frame.tables for column in table)}
                if name not in known:
                    hint = suggestion(name, sorted(known), "columns")
                    raise PanelError(f"unknown column '{name}'", hint, (path, place))
        for place, query in enumerate(self.groupby):
            self._asked(("groupby", place), frame.compile, query)
        return frame

    @staticmethod
    def _asked(path: tuple[str | int, ...], ask: Any, *arguments: Any) -> Any:
        """Return an answer of the engine; what is wrong with the question is told with its place."""
        from reportgen.tables.file import TableError

        try:
            return ask(*arguments)
        except ExpressionError as error:
            raise PanelError(error.what, error.hint, path) from None
        except TableError as error:
            raise PanelError(str(error), "", path) from None

    def _source(self) -> dict[str, Any]:
        """Return the fields of the spec that say which rows these are."""
        names = ("path", "table_name", "compare", "join", "how", "arrange", "better", "steps", "limit", "max_rows")
        given = {name: getattr(self, name) for name in names if name in self.model_fields_set}
        return {name: "none" if value is None else value for name, value in given.items()}

    def _filter(self) -> Query | None:
        return Query("", balanced("and", [query.tree for query in self.filters])) if self.filters else None

    def _asked_for(self, view: View) -> dict[str, Any]:
        """Return the filters for the page's line; what is spelled otherwise stands beside it."""
        written = [query for query in self.filters if not query.text.lstrip().startswith("{")]
        objects = [query for query in self.filters if query.text.lstrip().startswith("{")]
        first, second = (_joined(written), _joined(objects)) if written else (_joined(objects), "")
        if view.cut:
            return {"filter": "", "only": {}, "baked": " and ".join(filter(None, [first, second]))}
        return {"filter": first, "only": {"filters": second} if second else {}, "baked": ""}

    def _view(self, frame: Frame, source: Logged) -> View:
        total = frame.count()
        most = min(self.limit or total, self.max_rows or total)
        order = [downward(query) for query in self.order]
        cut = most < total
        if self.filters:
            self._asked(("filters",), frame.condition, self._filter())
        sorted_ = self._asked(("order",), frame.rows, self._filter(), order, most if cut else _STATIC)
        kept = self._asked(("filters",), frame.count, self._filter()) if self.filters else total
        places = sorted(sorted_.tolist()) if cut else frame.rows().tolist()
        values = frame.fetch(list(frame.types), _array(places))
        at = {place: n for n, place in enumerate(places)}
        items = items_of(frame, source, _array(places))
        problems = (*source.problems, *([frame.problem] if frame.problem and not source.problems else []))
        first = [at[place] for place in sorted_[:_STATIC].tolist()]
        whole = self._spreads(frame) if cut and self.limit is None else {}
        return View(frame.types, values, items, places, total, cut, kept, first, source, problems, whole)

    def _spreads(self, frame: Frame) -> dict[str, Any]:
        """Return how the columns of the whole table are spread, which the page cannot know."""
        from reportgen.tables.spread import groups, spreads

        names = [name for name in (self.columns or frame.types) if name in frame.types][:_SPREADS]
        found: dict[str, Any] = {"spreads": spreads(frame, names, self._filter())}
        if self.groupby:
            found["groups"] = groups(frame, self.groupby, names, self._filter())
        return found

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the first rows as they stand, and all carried ones as columns for the page."""
        del theme, children
        if not view.types:
            return nothing(view.missing[0] if view.missing else "the table is empty", view.missing)
        overlays = Overlays({}, self.mask_opacity)
        overlays.labels = self.boxes_labels
        cells = Cells(overlays)
        return self._fragment(view, cells, *self._columns(view, Columns(cells)))

    def _shown(self, view: View) -> list[str]:
        """Return the columns that are shown at first; of joined tables a name stands for that of each."""
        names = view.source.names
        if self.columns is None:
            return [name for name in view.types if names.get(name, (0, ""))[1] not in view.source.keys]
        return [
            name for wanted in self.columns for name in view.types if wanted in (name, names.get(name, (0, name))[1])
        ]

    def _columns(self, view: View, columns: Columns) -> tuple[list[dict[str, Any]], dict[str, dict[int, Markup]]]:
        shown = self._shown(view)
        order = [*shown, *(name for name in view.types if name not in shown)]
        entries: list[dict[str, Any]] = []
        markup: dict[str, dict[int, Markup]] = {}
        for name in order:
            kind = view.types[name]
            if name in view.items:
                entry, markup[name] = columns.media(name, view.values[name], view.items[name], frozenset(view.first))
            elif name in self.derive:
                entry = {"name": name, "type": kind, "derived": self.derive[name].text}
            else:
                entry = columns.make(name, kind, view.values[name])
            table, of = view.source.names.get(name, (None, name))
            entry |= {"table": table, "of": of} if table is not None else {}
            spread = view.whole.get("spreads", {}).get(name)
            entry |= {"whole": spread} if spread else {}
            entry |= {"hidden": True} if name not in shown else {}
            entry |= {"pinned": True} if of in self.pinned else {}
            if name == view.source.run_column and view.source.runs:
                entry["runs"] = {run["name"]: run["index"] for run in view.source.runs}
            entries.append(entry)
        return entries, markup

    def _fragment(
        self, view: View, cells: Cells, entries: list[dict[str, Any]], markup: Mapping[str, Mapping[int, Markup]]
    ) -> Fragment:
        from reportgen.blocks import json_block, number_block

        rows = number_block(_array(view.places))
        cells.store(rows)
        data: dict[str, Any] = {
            "columns": entries, "rows": len(view.places), "places": rows.id, "total": view.total, "kept": view.kept,
            **self._asked_for(view),
            "order": [[downward(query)[0].text, downward(query)[1]] for query in self.order],
            "groupby": [query.text for query in self.groupby],
            "height": self.row_height or _height(view),
            "source": self._source(), "name": self.heading(),
        }  # fmt: skip
        if "groups" in view.whole:
            data["groups"] = view.whole["groups"]
        if view.source.names:
            tables = [{"label": side.label, "color": side.color} for side in view.source.sides]
            data |= {"tables": tables, "keys": view.source.keys, "layout": self.arrange, "better": self.better or "",
                     "matched": view.source.matched}  # fmt: skip
        if cells.overlays.groups:
            data["legend"] = cells.overlays.legend()
            data["settings"] = {
                "masks.opacity": f"{self.mask_opacity:g}",
                "boxes.labels": "1" if self.boxes_labels else "0",
            }
        cells.blocks += cells.overlays.blocks
        block = json_block(data)
        cells.store(block)
        shown = [entry for entry in entries if not entry.get("hidden")]
        html = Markup('<rg-table data-view="{}" data-name="{}">{}</rg-table>').format(
            block.id, self.heading(), static_table(view, shown, markup)
        )
        sampled = [f"{self.heading()}: {len(view.places):,} of {view.kept:,} rows are in the page"] if view.cut else []
        return Fragment(
            html, frozenset({"table", *cells.elements}), cells.libraries | {"query"}, cells.blocks,
            alt=f"A table of {view.total:,} rows and {len(view.types):,} columns.",
            sampled=[*sampled, *dict.fromkeys(cells.notes)], missing=[*view.missing, *cells.problems],
        )  # fmt: skip


def _height(view: View) -> str:
    """Return how high rows are: large where there are charts, medium for other media."""
    if any(item is not None and "figure" in item.kind for items in view.items.values() for item in items[:100]):
        return "large"
    return "medium" if view.items else "small"


def _joined(queries: Sequence[Query]) -> str:
    """Return questions of one spelling as one."""
    if len(queries) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(query.text for query in queries)
    if queries[0].text.lstrip().startswith("{"):
        return f"{{$and: [{', '.join(query.text for query in queries)}]}}"
    return " and ".join(f"({query.text})" for query in queries)


def downward(query: Query) -> tuple[Query, bool]:
    """Return what is sorted by, and whether downward: a leading minus says so."""
    text = query.text.strip()
    if query.tree[0] == "neg" and text.startswith("-"):
        return Query(text[1:].strip(), query.tree[1]), True
    return query, False


def _array(places: Sequence[int]) -> Any:
    import numpy as np

    return np.asarray(places, np.int64)
