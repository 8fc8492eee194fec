"""Truth and scores from a table: what pr_curve, roc_curve and confusion_matrix share."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import BeforeValidator, WithJsonSchema

from reportgen.errors import PanelError
from reportgen.fragment import Fragment
from reportgen.model.column import Floats, Ints
from reportgen.model.nested import as_float
from reportgen.model.runset import RunSet, show
from reportgen.model.table import Table
from reportgen.panels.base.curves.class_names import Called, with_class_names
from reportgen.panels.base.curves.logged import LoggedView, logged_view
from reportgen.panels.base.markup import nothing, swatch
from reportgen.panels.base.panel import Context, Panel, Reference
from reportgen.privacy.places import shown_path
from reportgen.spec.fields import ClassLabels, Key
from reportgen.tables.rows import logged_table

_YES = ("1", "true", "yes", "positive", "pos", "1.0")
_MAX_CLASSES = 1000


def _as_columns(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Columns = Annotated[
    list[str] | dict[str, str],
    BeforeValidator(_as_columns),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "object"}]}),
]


@dataclass(frozen=True)
class Scored:
    """A table's rows as codes and scores: ``truth`` (n,), ``scores`` (n, classes), ``predicted`` (n,).

    Binary tables have two classes, negative and positive, and the score is that of the second. ``scores`` has no
    columns where a table names only what was predicted.
    """

    run: dict[str, Any]
    classes: tuple[str, ...]
    truth: Ints
    predicted: Ints
    scores: Floats
    binary: bool
    dropped: int = 0
    pair: tuple[int, int] = (0, 1)
    """The codes of the negative and the positive class of a binary table."""


class ScorePanel(Panel):
    """Fields that say where truth and scores are."""

    main: ClassVar[str] = "table_name"

    table_name: Key = ""
    """A logged table of truth and scores; without ``truth``, a curve logged by ``wandb.plot``."""
    path: str = ""
    """A CSV, TSV, JSON lines or Parquet file instead, relative to the spec."""
    truth: str = ""
    """The column with the true class."""
    scores: Columns = []
    """The score column of the positive class; or one column per class, as a list or as `class: column`."""
    classes: list[str] = []
    """Class names in order, if a score column holds lists or classes are numbers."""
    positive: str | int | bool | None = None
    """The positive class of a binary table; detected if omitted (1, true, yes, positive)."""
    class_labels: ClassLabels = {}
    """Names of classes that were logged as numbers: ``{0: cat, 1: dog}``, or by column: ``{truth: {0: cat}}``."""

    def references(self) -> list[Reference]:
        """Return the table."""
        return [Reference(("table_name",), self.table_name, "table")] if self.table_name else []

    def inputs(self) -> list[str]:
        """Return the file that stands in place of logged ones."""
        return [self.path] if self.path else []

    def heading(self) -> str:
        """Return the title, or the table's name."""
        return self.title or self.table_name or shown_path(self.path)

    def logged(self, runs: RunSet, context: Context) -> LoggedView:
        """Return the chart that ``wandb.plot`` logged under the table's name; a plain table needs truth and scores."""
        if not self.table_name:
            raise PanelError("set 'table_name' or 'path'", "Or name a chart that wandb.plot logged.")
        view = logged_view(self.table_name, runs, context)
        if view.tables and view.chart.is_table:
            columns = ", ".join(view.tables[-1].table.columns)
            raise PanelError(f"'{self.table_name}' is a table, not a logged curve: set 'truth' and 'scores'",
                             f"Columns: {columns}.", ("table_name",))  # fmt: skip
        return with_class_names(view, Called(self.class_labels))

    def without(self, problems: Sequence[str]) -> Fragment:
        """Return what stands where no run has rows."""
        return nothing(problems[0] if problems else f"no run logged the table '{self.table_name}'", problems)

    def source(self) -> str:
        """Return a name for the rows that panels over the same table share."""
        text = f"{self.table_name}\0{self.path}\0{self.truth}\0{self.scores}"
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()

    def scored(self, runs: RunSet, context: Context, prediction: str = "") -> tuple[list[Scored], list[str]]:
        """Return the rows of every run's table, or of the file, and what is missing."""
        found: list[Scored] = []
        problems: list[str] = []
        for run, table in self._tables(runs, context, problems):
            problems += Called(self.class_labels).unknown(table.columns)
            try:
                found.append(self._read(run, table, prediction))
            except LookupError as error:
                problems.append(str(error.args[0]))
        return found, list(dict.fromkeys(problems))

    def _tables(self, runs: RunSet, context: Context, problems: list[str]) -> list[tuple[dict[str, Any], Table]]:
        if self.path:
            table = context.table(self.path)
            if table.problem:
                problems.append(table.problem)
                return []
            return [({"index": -1, "name": shown_path(self.path)}, table)]
        tables = [(run, logged_table(run, self.table_name)) for run in runs]
        return [(swatch(run), table) for run, table in tables if table is not None and table.rows]

    def _read(self, run: dict[str, Any], table: Table, prediction: str) -> Scored:
        called = Called(self.class_labels)
        cells = [None if cell != cell else cell for cell in column_of(table, self.truth, "truth")]  # noqa: PLR0124 - NaN
        truth = called.cells(cells, self.truth)
        if self.positive is not None and len(self.scores) == 1 and self._is_known(truth):
            wanted = self._positive()  # one class against the rest
            truth = [None if cell is None else wanted if show(cell) == wanted else f"not {wanted}" for cell in truth]
        names = self._score_columns(table)
        scores = np.array([_numbers(column_of(table, name, "scores")) for name in names.values()]).T
        if not names:
            scores = np.zeros((len(truth), 0))
        elif len(names) == 1:
            first = column_of(table, next(iter(names.values())), "scores")
            if any(isinstance(cell, list) for cell in first):
                scores, names = _vectors(first), {}
        predicted = called.cells(column_of(table, prediction, "prediction"), prediction) if prediction else None
        binary = scores.shape[1] == 1
        classes = self._classes(truth, predicted, names, scores.shape[1], binary=binary)
        codes = _codes(truth, classes)
        good = codes >= 0
        if scores.shape[1]:
            good &= np.isfinite(scores).all(axis=1)
        if binary:
            scores = np.concatenate([1 - scores, scores], axis=1)
        chosen = scores.argmax(axis=1) if scores.size else codes
        if predicted is not None:
            chosen = _codes(predicted, classes)
            good &= chosen >= 0
        return Scored(run, tuple(show(c) for c in classes), codes[good], chosen[good], scores[good], binary,
                      int((~good).sum()))  # fmt: skip

    def _is_known(self, truth: Sequence[Any]) -> bool:
        found = {show(cell) for cell in truth if cell is not None}
        return len(found) > 2 and self._positive() in found  # noqa: PLR2004 - negative and positive

    def _positive(self) -> str:
        """Return the positive class by the name that it has here."""
        return show(Called(self.class_labels).cells([self.positive], self.truth)[0])

    def _score_columns(self, table: Table) -> dict[str, str]:
        """Return score columns by class name."""
        if isinstance(self.scores, dict):
            return self.scores
        names = list(self.scores)
        if len(names) > 1 and self.classes and len(self.classes) == len(names):
            return dict(zip(self.classes, names, strict=True))
        del table
        return {name: name for name in names}

    def _classes(
        self, truth: Sequence[Any], predicted: Sequence[Any] | None, names: dict[str, str], width: int, *, binary: bool
    ) -> list[Any]:
        """Return the classes in order: as named, else as they sort; the positive one of a binary table is the last."""
        called = Called(self.class_labels)
        seen = {show(value): value for value in [*truth, *(predicted or ())] if value is not None}
        ordered = sorted(seen, key=lambda text: called.rank(text, seen[text]))
        if binary:
            return self._two(ordered, called)
        if width:
            return self._named(list(names), ordered, width, called)
        given = called.cells(self.classes, self.truth)
        found = [*given, *(text for text in ordered if text not in given)]
        if all(text.lstrip("-").isdigit() for text in ordered) and given:
            found = given
        if len(found) > _MAX_CLASSES:
            raise LookupError(f"'{self.truth}' has {len(found):,} distinct distinct values, too many for classes")
        return found

    def _two(self, ordered: list[str], called: Called) -> list[Any]:
        if len(ordered) > 2:  # noqa: PLR2004 - negative and positive
            what = f"'{self.truth}' has {len(ordered)} classes but only one score column"
            raise LookupError(f"{what}: name a column for each class, or set 'positive': {', '.join(ordered[:12])}")
        yes = [text for text in ordered if called.number(text).lower() in _YES]
        if self.positive is not None:
            positive = self._positive()
            if positive not in ordered:
                raise LookupError(f"no row of '{self.truth}' is '{positive}'; found: {', '.join(ordered)}")
        elif len(ordered) == 1 and not yes:
            return [ordered[0], called.other(ordered[0], self.truth)]  # a table of negatives alone
        else:
            positive = (yes or ordered[-1:] or ["1"])[0]
        negative = next((text for text in ordered if text != positive), "")
        return [negative or called.other(positive, self.truth), positive]

    def _named(self, names: list[str], ordered: list[str], width: int, called: Called) -> list[Any]:
        if self.classes:
            if len(self.classes) != width:
                raise LookupError(f"{width} score columns but {len(self.classes)} classes")
            return called.cells(self.classes, self.truth)
        if len(names) == width:
            # score_cat, p_cat or cat: the name that is left when what all columns share is cut.
            start, end = _common_start(names), _common_start([name[::-1] for name in names])
            short = [name[len(start) : len(name) - len(end)] or name for name in names]
            for candidate in (called.cells(names, self.truth), called.cells(short, self.truth)):
                if set(ordered) <= set(candidate):
                    return candidate
            if not all((id_ := called.number(text)).isdigit() and int(id_) < width for text in ordered):
                what = f"the score columns ({', '.join(names[:6])}) do not say which class each belongs to"
                raise LookupError(f"{what}: write scores as class: column")
        if len(ordered) == width and not names:
            return list(ordered)
        return called.cells([str(i) for i in range(width)], self.truth)


def _common_start(names: Sequence[str]) -> str:
    """Return what all names begin with; nothing where there is a single one."""
    first, last = min(names), max(names)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:same] if len(names) > 1 else ""


def column_of(table: Table, name: str, what: str) -> list[Any]:
    """Return a column's cells; LookupError names the nearest column."""
    from reportgen.errors import suggestion

    if name not in table.columns:
        hint = suggestion(name, table.columns, "columns")
        raise LookupError(f"the table has no column '{name}' for {what}. {hint}".strip())
    place = table.columns.index(name)
    return [row[place] if place < len(row) else None for row in table.rows]


def _numbers(cells: Sequence[Any]) -> list[float]:
    return [as_float(cell) for cell in cells]


def _vectors(cells: Sequence[Any]) -> Floats:
    width = max((len(cell) for cell in cells if isinstance(cell, list)), default=0)
    rows = [_numbers(cell) if isinstance(cell, list) and len(cell) == width else [math.nan] * width for cell in cells]
    return np.array(rows).reshape(len(rows), width)


def _codes(cells: Sequence[Any], classes: Sequence[Any]) -> Ints:
    """Return each cell's class by place; by number where the classes are names and the cells are not."""
    place = {show(value): index for index, value in enumerate(classes)}
    whole = not any(show(cell) in place for cell in cells) and len(classes) > 0
    if whole:
        numbers = _numbers(cells)
        return np.array([int(n) if n in range(len(classes)) else -1 for n in numbers], np.int64)
    return np.array([place.get(show(cell), -1) if cell is not None else -1 for cell in cells], np.int64)
