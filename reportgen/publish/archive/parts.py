"""What a report holds, written part by part: facts, metrics, histograms, tables, media, console, and panels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.archive.archive import Archive
from reportgen.archive.islands import DamagedError
from reportgen.archive.manifest import Manifest
from reportgen.held import HeldTable
from reportgen.model.media import LoggedMedia, Media
from reportgen.model.media.histogram import Histogram
from reportgen.model.table import Table
from reportgen.publish.archive.files import MediaFolder, as_text
from reportgen.publish.archive.naming import Names, safe
from reportgen.publish.archive.sheets import write_sheet
from reportgen.readers.report.run import HeldData, ReportRun
from reportgen.readers.report.sheet import Sheet


class Parts:
    """Writes parts of a report below a folder; ``entries`` says what is what, ``lost`` what is damaged."""

    def __init__(self, archive: Archive, manifest: Manifest, folder: Path, names: Names) -> None:
        self.archive, self.manifest, self.folder, self.names = archive, manifest, folder, names
        self.entries: list[dict[str, Any]] = []
        self.lost: list[str] = []

    def sheet(self, place: str, name: str, columns: dict[str, Any], **entry: Any) -> None:
        """Write a table, and say of both of its files what they are."""
        stem = self.names.free(place, name)
        write_sheet(self.folder / stem, columns)
        rows = len(next(iter(columns.values()), ()))
        self.entries.append({"file": f"{stem}.csv", "parquet": f"{stem}.parquet", "rows": rows, **entry})

    def write(self, place: str, name: str, end: str, content: bytes, **entry: Any) -> str:
        """Write a file, say what it is, and return its path."""
        path = self.names.free(place, name, end)
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(content)
        self.entries.append({"file": path, **entry})
        return path

    def facts(self, number: int, run: ReportRun) -> dict[str, Any]:
        """Write what the page says of a run, and return how the index lists it."""
        meta = run.meta
        known = {
            name: getattr(meta, name)
            for name in ("id", "name", "state", "folder", "project", "group", "job_type", "notes", "sweep", "created",
                         "duration", "tags", "sdk")
        }  # fmt: skip
        told = {name: value for name, value in known.items() if value not in ("", ()) and value == value}  # noqa: PLR0124 - NaN
        summary = {key: value for key, value in run.summary().items() if not isinstance(value, Media)}
        content = as_text(told | {"config": dict(meta.config), "summary": summary})
        path = self.write("runs", f"{number + 1:02d}-{meta.name}", ".json", content, what="run", run=meta.id)
        self.lost += [f"{meta.name}: {loss}" for loss in run.damage()]
        return {"id": meta.id, "name": meta.name, "file": path}

    def metrics(self, runs: Sequence[ReportRun]) -> None:
        """Write each metric with the points of all runs, one row a point."""
        for key in dict.fromkeys(key for run in runs for key in tuple(run.keys())):
            found = [(run, metric) for run in runs if (metric := run.held_metric(key)) is not None]
            columns: dict[str, list[Any]] = {}
            points, logged = 0, 0
            axes = list(dict.fromkeys(name for _, metric in found for name in metric.x if name != "step"))
            for run, metric in found:
                column = run.column(key)
                if not len(column):
                    continue
                own: dict[str, Any] = {"run": [run.meta.name] * len(column), "id": [run.meta.id] * len(column),
                                       "step": column.steps.tolist()}  # fmt: skip
                own |= {name: self._axis(metric.x.get(name), len(column)) for name in axes}
                own["value"] = column.values.tolist()
                for name, values in own.items():
                    columns.setdefault(name, []).extend(values)
                points, logged = points + len(column), logged + metric.total
            if columns:
                self.sheet("metrics", key, columns, what="metric", key=key, whole=points >= logged, logged=logged)

    def _axis(self, block: str | None, count: int) -> list[Any]:
        try:
            values = self.archive.floats(block).tolist() if block else []
        except DamagedError:
            values = []
        return [value if value == value else None for value in values] if len(values) == count else [None] * count  # noqa: PLR0124 - NaN

    def histograms(self, runs: Sequence[ReportRun]) -> None:
        """Write the histograms of each key, one row a bin."""
        for key in dict.fromkeys(key for run in runs for key, info in run.keys().items() if "histogram" in info.types):
            columns: dict[str, list[Any]] = {}
            for run in runs:
                for item in run.media(key):
                    if not isinstance(item.value, Histogram):
                        continue
                    edges, heights = item.value.edges, item.value.heights.tolist()
                    own = {
                        "run": [run.meta.name] * len(heights), "id": [run.meta.id] * len(heights),
                        "step": [item.step] * len(heights), "index": [item.index] * len(heights),
                        "low": edges[:-1].tolist(), "high": edges[1:].tolist(), "height": heights,
                    }  # fmt: skip
                    for name, values in own.items():
                        columns.setdefault(name, []).extend(values)
            if columns:
                self.sheet("histograms", key, columns, what="histogram", key=key, whole=False)

    def media(self, run: ReportRun) -> None:
        """Write the media of a run, by key and step."""
        folder = MediaFolder(self.folder, self.names)
        for key in tuple(run.keys()):
            for item in run.media(key):
                if not isinstance(item.value, Histogram):
                    self._media(folder, item, f"media/{safe(run.meta.name)}/{safe(key)}", run.meta.id, key)
        self.lost += [f"{run.meta.name}: {what}" for what in folder.lost]

    def loose_media(self, data: HeldData) -> None:
        """Write media of files of the spec, which are of no run."""
        folder = MediaFolder(self.folder, self.names)
        for gallery in data.galleries:
            for key in dict.fromkeys(str(one.get("key", "")) for one in gallery.entries if one.get("run") == -1):
                for item in gallery.items(-1, key):
                    self._media(folder, item, f"media/{safe(key)}", "", key)
        self.lost += folder.lost

    def _media(self, folder: MediaFolder, item: LoggedMedia, place: str, run: str, key: str) -> None:
        path = folder.write(item, place, key)
        entry = {"file": path, "what": item.value.kind, "run": run, "key": key, "step": item.step, "index": item.index}
        if item.value.caption:
            entry["caption"] = item.value.caption
        if path:
            self.entries.append(entry)

    def console(self, number: int, run: ReportRun) -> None:
        """Write what a run printed."""
        text = "".join(piece.text for piece in run.console())
        if text:
            content = text.encode("utf-8", "replace")
            self.write("console", f"{number + 1:02d}-{run.meta.name}", ".txt", content, what="console", run=run.meta.id)

    def tables(self) -> None:
        """Write the tables as the page carries them, media as the paths of their files."""
        known: set[str] = set()
        for held in self.manifest.holds:
            if isinstance(held, HeldTable) and held.view not in known:
                known.add(held.view)
                try:
                    sheet = Sheet(self.archive, self.archive.json(held.view))
                    found: list[tuple[str, str]] = []
                    table = sheet.table(found)
                except (DamagedError, KeyError, TypeError, ValueError) as error:
                    what = str(error) if isinstance(error, DamagedError) else "is damaged"
                    self.lost.append(f"table '{held.name}' {what}")
                    continue
                self.lost += [f"table '{held.name}': column '{name}' {what}" for name, what in found]
                self._table(held, table)

    def _table(self, held: HeldTable, table: Table) -> None:
        folder = MediaFolder(self.folder, self.names)
        columns = {
            name: [self._cell(row[place], folder, held.name, name, number) for number, row in enumerate(table.rows)]
            for place, name in enumerate(table.columns)
        }
        self.lost += folder.lost
        whole = len(table.rows) >= held.total
        runs = [self.manifest.runs[number].id for number in held.runs if 0 <= number < len(self.manifest.runs)]
        if columns:
            self.sheet("tables", held.name, columns, what="table", key=held.key, runs=runs, whole=whole,
                       logged=held.total)  # fmt: skip

    def _cell(self, cell: Any, folder: MediaFolder, table: str, column: str, row: int) -> Any:
        if isinstance(cell, Media):
            place = f"media/{safe(table)}/{safe(column)}"
            path = folder.put(cell, place, f"row{row}", f"table '{table}', row {row}")
            return path or cell.facts()
        if isinstance(cell, list):
            return [self._cell(one, folder, table, column, row) for one in cell]
        return cell

    def panels(self) -> None:
        """Write the values that panels drew which are no metrics, tables or media: findings, scores, differences."""
        for number, panel in enumerate(self.manifest.panels):
            if panel.form != "view":
                continue
            try:
                told = self._inlined(self.archive.json(panel.block).get("view"))
            except (DamagedError, AttributeError) as error:
                what = str(error) if isinstance(error, DamagedError) else "is damaged"
                self.lost.append(f"{panel.kind} '{panel.title}' {what}")
                continue
            stem = f"{number + 1:02d}-{panel.kind}-{panel.title}"
            content = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
            self.write("panels", stem, ".json", content, what="panel", kind=panel.kind, title=panel.title)

    def _inlined(self, value: Any) -> Any:
        """Return values with arrays as lists; one that is not whole is None."""
        if not isinstance(value, dict):
            return [self._inlined(one) for one in value] if isinstance(value, list) else value
        mark = value.get("~")
        if mark == "array":
            return self._array(value)
        if mark in ("nan", "inf", "-inf"):
            return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[mark]
        if mark == "map":
            return [self._inlined(pair) for pair in value.get("of", ())]
        return {name: self._inlined(one) for name, one in value.items()}

    def _array(self, value: dict[str, Any]) -> Any:
        try:
            found = self.archive.numbers(value["block"]) if "block" in value else np.array(value["of"], object)
            shaped = found.reshape(value.get("shape", [-1]))
        except (DamagedError, ValueError, KeyError):
            return None
        return self._inlined(shaped.tolist()) if shaped.dtype == object else _plain(shaped.tolist())


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not np.isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"  # noqa: PLR0124 - NaN
    return value
