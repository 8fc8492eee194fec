"""Tables of datasets and predictions: filtered, sorted, grouped, with media in their cells.

- table: {table_name: predictions, filters: "road > 0.05 and guess != truth", order: [-road], groupby: truth}
- table: {path: preds.parquet, filters: {$gt: [$0.road, 0.05]}, derive: {error: abs(pred - truth)}}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import numpy as np
from markupsafe import Markup
from pydantic import Field, model_validator

from reportgen.conversations.cell import Show
from reportgen.errors import Gap, PanelError, suggestion
from reportgen.fragment import Fragment
from reportgen.held import HeldTable
from reportgen.lang.expression import Expression, all_of
from reportgen.model.runset import RunSet
from reportgen.panels.base.markup import nothing
from reportgen.panels.base.media.cells import Cells
from reportgen.panels.base.media.overlays import Overlays
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.table.columns import ColumnPayload, Columns
from reportgen.panels.table.marked import marked
from reportgen.panels.table.questions import Filters, Groupings, Question, Questions, as_one, reads_secret, with_groups
from reportgen.panels.table.source import Source, joined, parted, sides, stacked, tables_of, versions
from reportgen.panels.table.static import static_table
from reportgen.panels.table.talks import Talks
from reportgen.panels.table.vector_map import Map, mapped, static_map
from reportgen.panels.table.view import (
    Arrange,
    Height,
    TablePayload,
    View,
    Wish,
    alt_of,
    asked,
    height_of,
    named_alone,
    private_view,
    tell_apart,
    view_of,
)
from reportgen.privacy.places import shown_path
from reportgen.privacy.step import Privacy
from reportgen.spec.fields import ClassLabels, Key, Limit, Most, Words, refuse
from reportgen.tables.rows import NoTable, logged, of_artifact, of_key
from reportgen.texts import say

if TYPE_CHECKING:
    from reportgen.tables.frame import Frame

_ROWS = 50_000


class Table(Panel):
    """A table that readers can filter, sort and group in the page; the spec sets the initial view."""

    main: ClassVar[str] = "table_name"
    of_rows: ClassVar[bool] = True

    table_name: Key | None = None
    """Key that the table was logged under; of a database file, the table in it."""
    artifact: str | None = None
    """An artifact instead, ``preds`` or ``preds:v0``; ``table_name`` is the table in it, or ``objects`` for its
    other contents: images, classes, media and files."""
    connection: str | None = None
    """A connection of the spec: ``table_name`` (``schema.table`` too) is a table there, or ``path`` its Parquet."""
    path: str | None = None
    """A file instead: CSV, TSV, JSON lines, Parquet (or a folder of it), SQLite, DuckDB, Arrow (needs pyarrow); a
    pattern (``preds/*.parquet``); or an address in storage (``s3://bucket/preds/``, needs fsspec)."""
    compare: Words = []
    """Tables to compare: runs by name or id, ``step 3`` of a run, versions of the artifact (``v0``), files; or
    ``runs``, ``steps`` or ``versions`` for all of them."""
    join: Words = []
    """Columns to join the compared tables on; by default an id that all of them have."""
    how: Literal["inner", "left", "outer"] = "outer"
    """Rows of a join: keys in all tables, in the first, or in any."""
    arrange: Arrange = "joined"
    """Compared tables: ``joined`` puts their values into one cell, ``side_by_side`` into columns of their own,
    ``concatenated`` puts their rows one below the other."""
    better: str | None = None
    """Column that measures quality; prefix with `-` if lower is better."""
    steps: Literal["last", "all"] = "last"
    """Of a table that was logged several times the ``last`` one, or ``all`` of them with their steps."""
    filters: Filters = []  # type: ignore[assignment]  # of rows here, and of runs in other panels
    """Which rows (not runs) are shown at first: one question, or several that all must hold. A word alone is
    searched for in the rows' texts."""
    order: Questions = []
    """What the rows (not runs) are sorted by at first; a leading minus sorts descending."""
    groupby: Groupings = []
    """Initial grouping: columns, expressions, ``{score: 0.1}`` for bins of that width, or
    ``{size: "if(area > 9, 'large', 'small')"}``, a column of its own."""
    derive: dict[str, Question] = {}
    """Additional columns, each an expression: ``{error: abs(pred - truth)}``."""
    columns: Words | None = None
    """Columns shown initially, in this order; all if omitted. The reader can show the others."""
    pinned: Words = []
    """Columns that stay in view when the table is scrolled sideways."""
    embedding_map: Map = None
    """A column of vectors to draw as a map: similar rows are close together; a lasso selects rows. Also
    ``{column: embedding, color: truth, projection: pca}``; or two columns with places: ``{x: umap_1, y: umap_2}``."""
    row_height: Height | None = None
    """Row height; by default medium if there are images, else small."""
    limit: Limit | None = None
    """At most this many rows (not runs)."""
    sample: Limit | None = None
    """Show a random sample of this many rows after filtering, the same at each build."""
    max_rows: Most = _ROWS
    """At most this many rows are stored in the page: the first after filtering; ``none`` stores all."""
    show: Show = "last"
    """Cells of conversations: the user's ``last`` or ``first`` text, ``both``, or the ``tools`` that were called; the
    final answer follows."""
    transcripts: bool = True
    """Store the messages of conversations; ``false`` keeps their counts, and omits the columns of prompts and answers
    that belong to them, such as ``input``, ``target`` and ``answer``."""
    boxes_labels: bool = True
    """Show the caption or class of boxes."""
    mask_opacity: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Initial opacity of masks."""
    class_labels: ClassLabels = {}
    """Names of classes by id, where the log lacks them: ``{0: road, 1: car}``, or by group: ``{truth: {0: road}}``."""

    @model_validator(mode="before")
    @classmethod
    def _named_groups(cls, data: Any) -> Any:
        return with_groups(data)

    @model_validator(mode="after")
    def _one_source(self) -> Table:
        if self.table_name is None and self.path is None and self.artifact is None:
            raise refuse(
                "a table needs 'table_name', 'artifact' or 'path'", "Write for example: table: predictions", whole=True
            )
        return self

    def references(self) -> list[Reference]:
        """Return the table's key, if it was logged."""
        key = "" if self.path or self.artifact or self.connection else self.table_name
        return [Reference(("table_name",), key, "table")] if key else []

    def named(self) -> list[str]:
        """Return the columns that the spec names."""
        return [*(self.columns or []), *self.pinned]

    def inputs(self) -> list[str]:
        """Return the table's file, and what it is compared with."""
        return [*([self.path] if self.path else []), *self.compare]

    def heading(self) -> str:
        """Return the title, or the table's name."""
        if self.artifact and not self.title:
            return f"{self.table_name} ({self.artifact})" if self.table_name else self.artifact
        return self.title or self.table_name or shown_path(self.path or "").removeprefix("…/")

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the rows that the page carries, and where it begins."""
        from reportgen.tables.error import TableError

        try:
            return self._prepared(runs, context)
        except TableError as error:
            raise Gap(str(error), error.hint, ("path",) if self.path else ("table_name",)) from None
        except NoTable as error:
            return View(missing=(str(error),))

    def _prepared(self, runs: RunSet, context: Context) -> View:
        if self.compare:
            return self._compared(runs, context)
        if self.connection or self.path is not None:
            return self._of_place(context)
        name = self.table_name or ""
        parts = of_artifact(self.artifact, name, runs) if self.artifact else None
        parts = of_key(name, runs, all_steps=self.steps == "all") if parts is None else parts
        if any(table.parts for _, _, table in parts):
            found, whole = parted(parts)
            frame, source = joined(found, "", self.join or whole.keys, self.how, context)
            source = replace(source, run_column=whole.run_column, runs=whole.runs, problems=whole.problems)
            return self._view(frame, source, context.privacy)
        from reportgen.tables.duckdb.frame import DuckFrame

        source = Source.of(logged(parts))
        if not source.table.columns:
            return View(source=source, missing=source.problems or (f"no run logged a table '{name or self.artifact}'",))
        return self._view(DuckFrame.of_rows(source.table), source, context.privacy)

    def _of_place(self, context: Context) -> View:
        """Return the rows of a file, or of a table of a connection."""
        name = self.table_name or ""
        if self.connection and context.connection is not None:
            frame = context.connection(self.connection, name, self.path or "")
            return self._view(frame, Source(), context.privacy)
        if self.path is None or context.frame is None:
            return View(missing=("files cannot be read here",))
        return self._view(context.frame(self.path, name), Source(), context.privacy)

    def _compared(self, runs: RunSet, context: Context) -> View:
        name = self.table_name or ""
        if self.connection:
            first = self.path or name
            found = tables_of(self.connection, [first, *self.compare], context, paths=self.path is not None)
        elif self.artifact:
            found = versions(self.artifact, name, self.compare, runs)
        else:
            found = sides(name, self.compare, runs, context, [self.path] if self.path and context.frame else [])
        found = [side for side in found if side.path or side.stored or (side.table and side.table.columns)]
        if len(found) < 2:  # noqa: PLR2004 - a comparison
            return View(missing=(f"comparing '{name}' needs at least two tables",))
        if self.arrange == "concatenated":
            frame, source = stacked(found, name, context)
        else:
            frame, source = joined(found, name, self.join, self.how, context)
        return self._view(frame, source, context.privacy)

    def _derived(self, frame: Frame) -> Frame:
        for name, query in self.derive.items():
            if name in frame.types:
                raise PanelError(f"a column '{name}' already exists", "Choose another name.", ("derive", name))
            frame = asked(("derive", name), partial(frame.derive, name, query))
        for path, names in (("columns", self.columns or []), ("pinned", self.pinned)):
            for place, name in enumerate(names):
                known = {*frame.types, *(column for table in frame.tables for column in table)}
                if name not in known:
                    hint = suggestion(name, sorted(known), "columns")
                    raise PanelError(f"unknown column '{name}'", hint, (path, place))
        for place, query in enumerate(self.groupby):
            asked(("groupby", place), partial(frame.kind, query))
        return frame

    def _source(self) -> dict[str, Any]:
        """Return the fields of the spec that say which rows these are."""
        names = ("connection", "path", "artifact", "table_name", "compare", "join", "how", "arrange", "better", "steps",
                 "limit", "sample", "max_rows")  # fmt: skip
        given = {name: getattr(self, name) for name in names if name in self.model_fields_set}
        shown = {name: "none" if value is None else value for name, value in given.items()}
        if self.path is not None:
            shown["path"] = shown_path(self.path)
        if self.compare:
            shown["compare"] = [shown_path(text) for text in self.compare]
        return shown

    def _filter(self) -> Expression | None:
        return all_of(self.filters)

    def _asked_for(self, *, cut: bool) -> tuple[str, dict[str, str], str]:
        """Return the filters for the page's line, what is spelled otherwise beside it, and all where rows are cut."""
        written = [query for query in self.filters if not query.text.lstrip().startswith("{")]
        objects = [query for query in self.filters if query.text.lstrip().startswith("{")]
        first, second = (as_one(written), as_one(objects)) if written else (as_one(objects), "")
        if cut:
            return "", {}, " and ".join(filter(None, [first, second]))
        return first, {"filters": second} if second else {}, ""

    def _view(self, frame: Frame, source: Source, privacy: Privacy) -> View:
        from reportgen.tables.talks import beside, with_talks

        hidden = privacy.hidden_columns(frame.types)
        asked_ = [*self.filters, *self.order, *self.groupby, *self.derive.values()]
        frame = with_talks(frame.hiding(hidden), asked_)
        frame = frame.hiding(omitted := [] if self.transcripts else beside(frame.types))
        frame, told, gap = mapped(frame, self.embedding_map, self.derive) if self.embedding_map else (frame, None, "")
        frame = self._derived(frame)
        hidden += [name for name, query in self.derive.items() if reads_secret(query, privacy.named)]
        frame = frame.hiding([name for name in self.derive if name in hidden])
        order = [query.descending() for query in self.order]
        wish = Wish(self._filter(), order, self.groupby, self.columns, self.limit, self.max_rows, self.sample)
        view = view_of(frame, source, wish)
        view = private_view(view, privacy, f"table {self.heading()}", hidden, self.groupby)
        view = view if privacy.anonymous is None else named_alone(view, self.columns, self.derive, asked_, told)
        return replace(view, map=told, missing=(*view.missing, *([gap] if gap else [])), omitted=frozenset(omitted))

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the first rows as they stand, and all carried ones as columns for the page."""
        del theme, children
        if not view.types:
            return nothing(view.missing[0] if view.missing else say("The table is empty."), view.missing)
        overlays = Overlays({}, self.mask_opacity)
        overlays.calm = True
        overlays.labels, overlays.named = self.boxes_labels, self.class_labels
        cells = Cells(overlays)
        columns = Columns(cells, Talks(cells, self.transcripts))
        return self._fragment(view, columns, *self._columns(view, columns))

    def _shown(self, view: View) -> list[str]:
        """Return the columns that are shown at first; of joined tables a name stands for that of each."""
        names = view.source.names
        if self.columns is None:
            away = {*view.source.keys, *view.source.table.linked, *([view.map["x"], view.map["y"]] if view.map else [])}
            return [
                name for name in view.types if names.get(name, (0, name))[1] not in away or name in view.source.keys
            ]
        return [
            name for wanted in self.columns for name in view.types if wanted in (name, names.get(name, (0, name))[1])
        ]

    def _columns(self, view: View, columns: Columns) -> tuple[list[ColumnPayload], dict[str, dict[int, Markup]]]:
        shown = self._shown(view)
        order = [name for name in dict.fromkeys([*shown, *view.types]) if name not in view.omitted]
        entries: list[ColumnPayload] = []
        markup: dict[str, dict[int, Markup]] = {}
        for name in order:
            kind = view.types[name]
            if name in view.talks:
                entry, markup[name] = columns.conversations(name, view.talks[name], self.show, frozenset(view.first))
            elif name in view.items:
                entry, markup[name] = columns.media(name, view.values[name], view.items[name], frozenset(view.first))
            elif name in self.derive:
                entry = {"name": name, "type": kind, "derived": self.derive[name].text}
            else:
                entry = columns.make(name, kind, view.values[name])
            table, of = view.source.names.get(name, (None, name))
            if table is not None:
                entry["table"], entry["of"] = table, of
            if distribution := view.whole.get("distributions", {}).get(name):
                entry["whole"] = distribution
            if name not in shown:
                entry["hidden"] = True
            if of in self.pinned:
                entry["pinned"] = True
            if name and name == view.source.run_column:
                tell_apart(entry, view.source)
            entries.append(entry)
        return entries, markup

    def _fragment(
        self, view: View, columns: Columns, entries: list[ColumnPayload], markup: Mapping[str, Mapping[int, Markup]]
    ) -> Fragment:
        from reportgen.blocks import json_block, number_block

        cells = columns.cells
        rows = number_block(np.asarray(view.places, np.int64))
        cells.store(rows)
        filter_, only, baked = self._asked_for(cut=view.cut)
        data: TablePayload = {
            "columns": entries, "rows": len(view.places), "places": rows.id, "total": view.total, "kept": view.kept,
            "filter": filter_, "only": only, "baked": baked,
            "order": [[key.text, down] for key, down in map(Expression.descending, self.order)],
            "groupby": [query.text for query in self.groupby],
            "height": self.row_height or height_of(view),
            "source": self._source(), "name": self.heading(),
        }  # fmt: skip
        if view.cut and self.sample is not None:
            data["sampled"] = True
        if "groups" in view.whole:
            data["groups"] = [
                {"keys": marked(group["keys"]), "count": group["count"], "distributions": group["distributions"]}
                for group in view.whole["groups"]
            ]
        if view.source.names:
            data["tables"] = [{"label": side.label, "color": side.color} for side in view.source.sides]
            data["keys"], data["layout"], data["better"] = list(view.source.keys), self.arrange, self.better or ""
            data["matched"] = view.source.matched
        if view.talks:
            data["pool"] = columns.talks.pool()
        if cells.overlays.groups:
            data["legend"] = cells.overlays.legend()
            data["settings"] = {
                "masks.opacity": f"{self.mask_opacity:g}",
                "boxes.labels": "1" if self.boxes_labels else "0",
            }
        cells.blocks += cells.overlays.blocks
        drawn = Markup()
        if view.map:
            data["map"] = view.map
            drawn = static_map([view.values[view.map["x"]], view.values[view.map["y"]]], view.map)
        block = json_block(data)
        cells.store(block)
        shown = [entry for entry in entries if not entry.get("hidden")]
        runs = Markup(' data-runs="{}"').format(joined_runs) if (joined_runs := view.source.joined_runs) else ""
        html = Markup('<rg-table data-view="{}" data-name="{}"{}>{}</rg-table>').format(
            block.id, self.heading(), runs, drawn + static_table(view, shown, markup)
        )
        return Fragment(
            html, frozenset({"table", *cells.elements}), cells.libraries | {"query"}, cells.blocks,
            alt=alt_of(view), sampled=[*self._cut(view), *dict.fromkeys(cells.notes)],
            missing=[*view.missing, *cells.problems], holds=[self._held(view, block.id)],
        )  # fmt: skip

    def _held(self, view: View, block: str) -> HeldTable:
        """Return which block holds the table, and whose it is where runs logged it under one key."""
        source = view.source
        logged = not (self.path or self.connection or self.artifact or source.sides) and self.table_name
        return HeldTable(
            block, self.heading(), logged or "", [run.index for run in source.runs] if logged else (),
            source.run_column, source.step_column, view.total,
        )  # fmt: skip

    def _cut(self, view: View) -> list[str]:
        """Return what is said of rows that the report does not hold."""
        numbers = {"n": f"{len(view.places):,}", "total": f"{view.kept:,}"}
        text = "{table}: {n} of {total} rows are included"
        return [say(text, table=self.heading(), **numbers)] if view.cut else []
