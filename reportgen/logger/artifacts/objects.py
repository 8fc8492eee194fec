"""Objects in artifacts: what they are made of as entries, and the objects again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any

from reportgen.errors import suggestion
from reportgen.logger.artifacts.contents import Content
from reportgen.logger.columns.cells import named, packed_rows
from reportgen.logger.loggable import Loggable, LoggableMedia
from reportgen.logger.misuse import UsageError
from reportgen.logger.table import JoinedTable, Table
from reportgen.model.media import Media, MediaFile
from reportgen.model.table import Table as ReadTable
from reportgen.native.artifacts import REFERENCE, Entry
from reportgen.native.files import PackedFile
from reportgen.native.rows import as_json
from reportgen.native.tables import JOINED, table_frames

_CLASSES: dict[str, str] = {
    "image": "image.Image", "histogram": "histogram.Histogram", "3D object": "object3d.Object3D",
    "points": "object3d.Object3D", "scene": "object3d.Object3D", "molecule": "molecule.Molecule",
    "video": "video.Video", "audio": "audio.Audio", "HTML": "html.Html", "figure": "plotly.Plotly",
    "array": "tensor.Tensor",
}  # fmt: skip
"""The classes of ``logger.media`` by the kinds that are stored."""


@dataclass(frozen=True)
class ArtifactFile(PackedFile):
    """A file of an artifact: put into another one it becomes a reference to ``entry`` of ``artifact`` ("name:v0")."""

    artifact: str = ""
    entry: str = ""


@dataclass(frozen=True)
class Taken:
    """Where an object was taken from: the entries of an artifact that it is made of, and what it was like."""

    artifact: str
    path: str
    entries: tuple[Entry, ...]
    contents: Callable[[str], bytes | None]
    state: Any


class Kept(LoggableMedia):
    """Media of an artifact."""

    def __init__(self, media: Media, cell_type: str) -> None:
        self._media, self.cell_type = media, cell_type

    def media(self) -> Media:
        """Return it as readers return it."""
        return self._media


class Objects:
    """Puts objects into an artifact: ``keep`` takes contents, ``add`` takes entries."""

    def __init__(
        self, keep: Callable[[bytes], Content], add: Callable[[Entry], None], entries: Callable[[], Iterable[str]]
    ) -> None:
        self._keep, self._add, self._entries = keep, add, entries
        self._tables: dict[int, tuple[Table, str]] = {}

    def put(self, file: MediaFile) -> Mapping[str, Any]:
        """Add a file, or a reference to it where another artifact has it; ``Store.put``."""
        data = file.read()
        content = self._keep(data)
        path = f"media/{content.sha256[:20]}{PurePosixPath(file.name).suffix}"
        ref = f"{REFERENCE}{file.artifact}/{file.entry}" if isinstance(file, ArtifactFile) else ""
        self._add(Entry(path, content.sha256, content.size, ref))
        return {"name": file.name, "sha256": content.sha256, "size": content.size, "path": path}

    def put_table(
        self, columns: Sequence[str], rows: Sequence[Sequence[Any]], more: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Add the rows of a table; ``Store.put_table``."""
        content = self._keep(b"".join(table_frames(0, columns, rows)))
        path = f"media/{content.sha256[:20]}.rgl"
        self._add(Entry(path, content.sha256, content.size))
        place = {"name": PurePosixPath(path).name, "sha256": content.sha256, "size": content.size, "path": path}
        return {"file": place, "rows": len(rows), **more}

    def object(self, value: Any, name: str) -> Entry:
        """Add an object with all that it consists of, and return its entry."""
        if isinstance(value, Table):
            return self._table(value, name)
        if isinstance(value, JoinedTable):
            tables = [self._of_joined(table, name, n) for n, table in enumerate(value.tables, start=1)]
            return self._written(name, "joined-table", {"kind": JOINED, "tables": tables, "keys": value.join_key})
        if type(value).__name__ == "Classes" and isinstance(names := getattr(value, "names", None), Mapping):
            classes = [{"id": number, "name": text} for number, text in names.items()]
            return self._written(name, "classes", {"kind": "classes", "classes": classes})
        media = value if isinstance(value, Loggable) else _recognised(value)
        if not isinstance(media, LoggableMedia):
            raise UsageError(
                f"obj: {named(value)} came",
                "Objects are tables, joined tables, classes and media; add_file takes files.",
            )
        found = media.stored(self)
        if found.code != "m":
            from reportgen.native.values import stored, unpacked_histogram

            content = stored(unpacked_histogram(found.content), lambda _: {})
        else:
            content = json.loads(found.content)
        return self._written(name, str(content["kind"]).replace(" ", "-"), content)

    def _written(self, name: str, kind: str, value: Mapping[str, Any]) -> Entry:
        content = self._keep(as_json(value))
        entry = Entry(f"{name}.{kind}.json", content.sha256, content.size, object=kind)
        self._add(entry)
        return entry

    def _table(self, table: Table, name: str) -> Entry:
        taken = getattr(table, "taken", None)
        if isinstance(taken, Taken) and taken.state == table.state:
            return self._reference(taken, name)
        rows = packed_rows(table.data, self)
        options = {"mixed": table.allow_mixed_types, "mode": table.log_mode}
        found = {"kind": "table", "columns": table.columns, **self.put_table(table.columns, rows, options)}
        entry = self._written(name, "table", found)
        self._tables[id(table)] = table, entry.path
        return entry

    def _reference(self, taken: Taken, name: str) -> Entry:
        """Add a table of another artifact: references to it and to what it is made of; nothing is copied."""
        own = Entry("")
        for entry in taken.entries:
            data = taken.contents(entry.sha256)
            if data is not None:
                self._keep(data)
            is_table = entry.path == taken.path
            path = f"{name}.table.json" if is_table else entry.path
            ref = entry.ref or f"{REFERENCE}{taken.artifact}/{entry.path}"
            added = Entry(path, entry.sha256, entry.size, ref, entry.object)
            self._add(added)
            own = added if is_table else own
        return own

    def _of_joined(self, table: Table | str, name: str, number: int) -> str:
        """Return the entry of one of two joined tables, which is added unless it is there."""
        if isinstance(table, str):
            path = table if table.endswith(".table.json") else f"{table}.table.json"
            if path not in self._entries():
                tables = [one.removesuffix(".table.json") for one in self._entries() if one.endswith(".table.json")]
                what = f"table_{number}: the artifact has no table '{table}'"
                raise UsageError(f"{what}. {suggestion(table, tables, 'tables')}".strip())
            return path
        known = self._tables.get(id(table))
        return known[1] if known is not None else self._table(table, f"media/{name}.{number}").path


def _recognised(value: Any) -> Any:
    from reportgen.logger.recognised import loggable

    return loggable(value)


def revived(media: Media) -> LoggableMedia:
    """Return media of an artifact as an object of the logging API."""
    from reportgen.native.values import stored

    kind = str(stored(media, lambda _: {})["kind"]) if not media.kind.endswith("figure") else "figure"
    module, _, name = _CLASSES.get(kind, "").partition(".")
    try:
        found: Any = getattr(import_module(f"reportgen.logger.media.{module}"), name) if module else None
    except ImportError:
        found = None
    made: LoggableMedia = found.of_media(media) if hasattr(found, "of_media") else Kept(media, name or kind)
    return made


def revived_table(found: ReadTable, value: Mapping[str, Any]) -> Table:
    """Return a table of an artifact as an object of the logging API; ``value`` is what is stored of it."""
    mode = str(value.get("mode", "IMMUTABLE"))
    table = Table(value.get("columns", found.columns), allow_mixed_types=bool(value.get("mixed")), log_mode=mode)  # type: ignore[arg-type]
    for row in found.rows:
        table.add_data(*map(_revived_cell, row))
    return table


def _revived_cell(cell: Any) -> Any:
    if isinstance(cell, Media):
        return revived(cell)
    if isinstance(cell, Mapping):
        return {key: _revived_cell(inner) for key, inner in cell.items()}
    return [_revived_cell(inner) for inner in cell] if isinstance(cell, list) else cell
