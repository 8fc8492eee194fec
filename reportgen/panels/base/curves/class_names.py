"""Names of classes that were logged as numbers: those that the spec's ``class_labels`` says, in tables and charts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reportgen.errors import suggestion
from reportgen.lang.evaluate import sort_key
from reportgen.model.runset import show
from reportgen.model.table import Table
from reportgen.panels.base.curves.logged import LoggedView
from reportgen.texts import say

Names = Mapping[int, str]
_ID = re.compile(r"\d{1,9}(?:\.0*)?")
_NUMBERED = re.compile(r"Class_(\d{1,9})")
"""What the SDK calls the classes of a confusion matrix that was logged without names, counted from 1."""
CLASSES = ("class", "Actual", "Predicted")
"""What columns with classes are called in the tables of logged curves and matrices."""
_ROLES = ("truth", "prediction", "series", "label")
"""Roles of logged charts that such columns have."""
_FIELDS = (*CLASSES, "stroke", "label")
"""What definitions of logged charts call such columns."""


@dataclass(frozen=True)
class Called:
    """What classes are called, by column and id; "" is for every column."""

    labels: Mapping[str, Names] = field(default_factory=dict)

    def cells(self, cells: Sequence[Any], column: str = "") -> list[Any]:
        """Return a column's cells, numbers with a name as that name."""
        names = self.of(column)
        return [_called(cell, names) for cell in cells] if names else list(cells)

    def of(self, column: str) -> dict[int, str]:
        """Return the names of a column's classes; two classes of one name stay apart by their ids."""
        names = {**self.labels.get("", {}), **self.labels.get(column, {})}
        count = Counter(names.values())
        return {number: f"{name} ({number})" if count[name] > 1 else name for number, name in names.items()}

    def number(self, text: str) -> str:
        """Return the id of a class by its name, as a text; what has none as it is."""
        known = (names.get(text) for names in self._numbers())
        return next((str(number) for number in known if number is not None), text)

    def other(self, text: str, column: str) -> str:
        """Return what the other one of two classes is called, where only one was seen."""
        names = list(self.of(column).values())
        return next((name for name in names if name != text), "") if len(names) == 2 else say("not {name}", name=text)  # noqa: PLR2004

    def rank(self, text: str, value: Any) -> Any:
        """Return what a class is sorted by: its id where it has one."""
        number = self.number(text)
        return sort_key(value if number == text else int(number))

    def _numbers(self) -> list[dict[str, int]]:
        return [{name: number for number, name in self.of(column).items()} for column in self.labels]

    def unknown(self, columns: Sequence[str], classes: Sequence[str] | None = None) -> list[str]:
        """Return what is said of groups that no column is called by, and of names for no known column of classes."""
        wrong = [name for name in self.labels if name and name not in columns]
        told = [
            f"class_labels: there is no column '{name}'. {suggestion(name, list(columns), 'columns')}".strip()
            for name in wrong
        ]
        if classes is not None and "" in self.labels and not set(classes) & set(columns):
            told.append("class_labels: cannot tell which column holds the classes; write {column: {0: road}}")
        return told

    def table(self, table: Table, classes: Sequence[str] = CLASSES) -> Table:
        """Return a table with the names of the classes in its columns of ``classes`` and in those that have names."""
        places = [(at, name) for at, name in enumerate(table.columns) if name in classes or name in self.labels]
        found = {at: _numbered(self.cells(_cells(table, at), name), self.of(name)) for at, name in places}
        kept = [
            [found[at][number] if at in found else cell for at, cell in enumerate(row)]
            for number, row in enumerate(table.rows)
        ]
        return replace(table, rows=kept)


def _called(cell: Any, names: Names) -> Any:
    if cell is None or isinstance(cell, list | dict):
        return cell
    text = str(int(cell)) if isinstance(cell, bool) else show(cell)
    return names.get(int(float(text)), cell) if _ID.fullmatch(text) else cell


def with_class_names(view: LoggedView, called: Called) -> LoggedView:
    """Return a logged chart with the names of its classes."""
    if not called.labels or not view.tables:
        return view
    roles, fields = view.chart.columns, view.chart.fields
    named = [*(roles.get(role) for role in _ROLES), *(fields.get(name) for name in _FIELDS)]
    classes = [*dict.fromkeys(name for name in named if name), *CLASSES]
    held = list(dict.fromkeys(column for rows in view.tables for column in rows.table.columns))
    tables = tuple(replace(rows, table=called.table(rows.table, classes)) for rows in view.tables)
    problems = [*view.problems, *called.unknown(held, classes)]
    if any(_is_numbered(rows.table.columns, rows.table.rows, classes) for rows in tables):
        problems.append("class_labels: Class_1, Class_2, ... stand for the classes that occurred, and the log does not "
                        "say which; name all of them")  # fmt: skip
    return replace(view, tables=tables, problems=tuple(problems))


def _is_numbered(columns: Sequence[str], rows: Sequence[Sequence[Any]], classes: Sequence[str]) -> bool:
    """Return whether a table still has classes that the SDK counted."""
    places = [at for at, name in enumerate(columns) if name in classes]
    return any(at < len(row) and _NUMBERED.fullmatch(show(row[at])) for row in rows for at in places)


def _cells(table: Table, place: int) -> list[Any]:
    return [row[place] if place < len(row) else None for row in table.rows]


def _numbered(cells: list[Any], names: Names) -> list[Any]:
    """Return ``Class_1``, ``Class_2``, ... by their names, in order; only where there are as many as names.

    The SDK counts the classes that it saw, so that of fewer nobody can tell which they are.
    """
    found = {show(cell): _NUMBERED.fullmatch(show(cell)) for cell in cells if cell is not None}
    if not found or None in found.values() or len(found) != len(names):
        return cells
    ordered = sorted(found, key=lambda text: int(text.removeprefix("Class_")))
    to = dict(zip(ordered, (names[number] for number in sorted(names)), strict=True))
    return [cell if cell is None else to[show(cell)] for cell in cells]
