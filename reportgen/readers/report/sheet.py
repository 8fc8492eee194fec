"""Tables of a report: the columns that the page carries, as values again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from reportgen.archive.archive import Archive
from reportgen.archive.islands import DamagedError
from reportgen.held import HeldTable
from reportgen.model.table import Table, Time, distinct
from reportgen.readers.report.gallery import CellReader

_ODD = {"\0NaN": float("nan"), "\0Infinity": float("inf"), "\0-Infinity": float("-inf")}


class Sheet:
    """A table as the page carries it: all of its rows, or a part of them."""

    def __init__(self, archive: Archive, view: Mapping[str, Any]) -> None:
        self.archive, self.view = archive, view
        self.rows = int(view["rows"])
        self.cells = CellReader(archive, view.get("legend"))

    def names(self) -> list[str]:
        """Return the names of the columns that are stored; those that a question derives are not."""
        return [str(one["name"]) for one in self._stored()]

    def _of_map(self) -> list[str]:
        """Return the columns that a map of the rows made of vectors."""
        drawn = self.view.get("map")
        return [str(drawn["x"]), str(drawn["y"])] if isinstance(drawn, dict) and drawn.get("column") else []

    def _stored(self) -> list[Mapping[str, Any]]:
        return [one for one in self.view["columns"] if "derived" not in one]

    def column(self, entry: Mapping[str, Any]) -> list[Any]:
        """Return a column's values, None where there is none; DamagedError where it is not whole."""
        if "talks" in entry:
            return self._talks(entry["talks"])
        values = self._values(entry)
        if len(values) != self.rows:
            raise ValueError("wrong number of rows")
        for place in self.archive.numbers(entry["missing"]).astype(int).tolist() if "missing" in entry else ():
            values[place] = None
        return values

    def _values(self, entry: Mapping[str, Any]) -> list[Any]:  # noqa: PLR0911 - one line a type
        kind, block = entry["type"], entry["block"]
        if "texts" in entry:
            texts = self.archive.json(entry["texts"])
            found = [texts[place] for place in self.archive.numbers(block).astype(int).tolist()]
            return [Time(text) for text in found] if kind == "time" else found
        if "cells" in entry:
            cells = self.archive.json(entry["cells"])
            plain = unmarked(self.archive.json(block))
            return [self._cell(one, value, entry["name"]) for one, value in zip(cells, plain, strict=True)]
        if entry.get("integer"):
            if self.archive.block(block).type == "json":
                return [int(text) for text in self.archive.json(block)]
            return list(self.archive.numbers(block).tolist())
        if kind == "boolean":
            return [bool(value) for value in self.archive.numbers(block).tolist()]
        if kind == "time":
            return self._times(block, entry["timestamps"])
        if "width" in entry:
            flat = self.archive.numbers(block)
            return list(flat.reshape(self.rows, int(entry["width"])).tolist())
        if kind == "number":
            return _numbers(self.archive.numbers(block))
        found = self.archive.json(block)
        return list(unmarked(found) if entry.get("marked") else found)

    def _times(self, block: str, unit: str) -> list[Any]:
        moments = self.archive.numbers(block).astype("datetime64[ms]")
        told = np.datetime_as_string(moments, unit="D" if unit == "day" else "ms").tolist()
        return [Time(text.rstrip("0").rstrip(".") if "." in text else text) for text in told]

    def _cell(self, cell: Any, plain: Any, name: str) -> Any:
        if not isinstance(cell, dict):
            return plain
        if cell.get("kind") != "several":
            return self.cells.media(cell, name)
        return [self.cells.media(one, name) for one in cell.get("items", ())]

    def _talks(self, talks: Mapping[str, Any]) -> list[Any]:
        """Return conversations as lists of messages, as far as the page carries them."""
        if "refs" not in talks or "pool" not in self.view:
            return [None] * self.rows
        pool = [message for block in self.view["pool"]["blocks"] for message in self.archive.json(block)]
        refs = self.archive.numbers(talks["refs"]).astype(int).tolist()
        starts = self.archive.numbers(talks["starts"]).astype(int).tolist()
        return [[pool[place] for place in refs[starts[row] : starts[row + 1]]] or None for row in range(self.rows)]

    def table(self, lost: list[tuple[str, str]] | None = None) -> Table:
        """Return the rows that the page carries; a column that is not whole is left out, and told in ``lost``."""
        columns: dict[str, list[Any]] = {}
        entries = self._stored()
        for name, entry in zip(distinct([str(one["name"]) for one in entries]), entries, strict=True):
            try:
                columns[name] = self.column(entry)
            except (DamagedError, KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
                if lost is not None:
                    lost.append((name, str(error) if isinstance(error, DamagedError) else "is damaged"))
        rows = [list(row) for row in zip(*columns.values(), strict=True)] if columns else []
        return Table(list(columns), rows, int(self.view.get("total", self.rows)))

    def of_run(self, held: HeldTable, run: str) -> list[tuple[int, Table]]:
        """Return what one run logged of it, by step: without the columns that say which run and step a row is of."""
        whole = self.table()
        at = {name: place for place, name in enumerate(whole.columns)}
        rows: Sequence[list[Any]] = whole.rows
        if held.run_column in at:
            rows = [row for row in rows if row[at[held.run_column]] == run]
        made = {held.run_column, held.step_column, *self._of_map()}
        kept = [place for name, place in at.items() if name not in made]
        names = [whole.columns[place] for place in kept]
        steps: dict[int, list[list[Any]]] = {}
        for row in rows:
            step = row[at[held.step_column]] if held.step_column in at else 0
            steps.setdefault(int(step or 0), []).append([row[place] for place in kept])
        several = len(held.runs) > 1 or len(steps) > 1
        return [(step, Table(names, found, len(found) if several else whole.count)) for step, found in steps.items()]


def _numbers(values: Any) -> list[Any]:
    """Return numbers as Python has them; a column of whole ones as whole numbers."""
    whole = bool(len(values)) and bool(np.isfinite(values).all()) and bool((values == np.floor(values)).all())
    small = whole and bool((np.abs(values) < 1 << 53).all())
    return list((values.astype(np.int64) if small else values).tolist())


def unmarked(value: Any) -> Any:
    """Return nested values whose texts say what JSON has no number for, as they were."""
    if isinstance(value, str) and value.startswith("\0"):
        if value in _ODD:
            return _ODD[value]
        return value[2:] if value[1:2] == "s" else int(value[2:]) if value[1:2] == "i" else value
    if isinstance(value, dict):
        return {key: unmarked(one) for key, one in value.items()}
    return [unmarked(one) for one in value] if isinstance(value, list) else value
