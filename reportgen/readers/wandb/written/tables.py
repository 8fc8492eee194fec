"""Tables: the run's own copy with the names of what is in cells, and an artifact with the cells themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from hashlib import md5, sha256, sha512
from typing import Any

import numpy as np

from reportgen.model.media import Media, MediaError
from reportgen.model.table import Table, Time
from reportgen.readers.wandb.written.files import RunFiles
from reportgen.readers.wandb.written.message import as_json, sub, text, whole
from reportgen.readers.wandb.written.typed import Unwritable, typed

_CLASSES = {"image-file": "Image", "object3D-file": "Object3D", "molecule-file": "Molecule", "video-file": "Video",
            "audio-file": "Audio", "html-file": "Html", "plotly-file": "Plotly", "histogram": "Histogram"}  # fmt: skip
_NOTHING: dict[str, Any] = {"wb_type": "none"}


class TableWriter:
    """Writes the tables of one run."""

    def __init__(self, files: RunFiles, run: str, project: str, record: Callable[[bytes], None]) -> None:
        self._files, self._run, self._project, self._record = files, run, project, record

    def write(self, table: Table, key: str, step: int | str) -> dict[str, Any]:
        """Write a table that was logged under a key, and return the value that names it."""
        entries: dict[str, tuple[str, str]] = {}

        def put(kind: str, content: bytes, ending: str) -> Mapping[str, Any]:
            digest = sha256(content).hexdigest()
            path = f"media/{kind}/{digest[:20]}{ending}"
            if path not in entries:
                entries[path] = self._files.stage(content)
            named = {"path": path, "sha256": digest, "size": len(content)}
            return named | ({"digest": entries[path][1]} if kind == "classes" else {})

        cells = [[self._cell(cell, put) for cell in row] for row in table.rows]
        types = {name: _type([row[at] for row in table.rows]) for at, name in enumerate(table.columns)}
        for at, name in enumerate(table.columns):
            if types[name].get("wb_type") == "timestamp" or _inner(types[name]) == "timestamp":
                for row in cells:
                    row[at] = _milliseconds(row[at]) if isinstance(row[at], str) else row[at]
        sizes = {"ncols": len(table.columns), "nrows": len(table.rows), "log_mode": "IMMUTABLE"}
        whole_table = {
            "_type": "table", "columns": table.columns, "data": [[_no_nan(cell) for cell in row] for row in cells],
            **sizes, "column_types": {"wb_type": "typedDict", "params": {"type_map": types}},
        }  # fmt: skip
        own = [[_shown(cell, logged) for cell, logged in zip(row, table.rows[at], strict=True)]
               for at, row in enumerate(cells)]  # fmt: skip
        copy = self._files.media("table", key, step, as_json({"columns": table.columns, "data": own}), ".table.json")
        entry = f"{key}.table.json"
        entries[entry] = self._files.stage(as_json(whole_table))
        client, sequence = self._artifact(key, entries)
        return {
            "_type": "table-file", **copy.named(), **sizes,
            "artifact_path": f"wandb-client-artifact://{client}/{entry}",
            "_latest_artifact_path": f"wandb-client-artifact://{sequence}:latest/{entry}",
        }  # fmt: skip

    def _cell(self, cell: Any, put: Any) -> Any:
        if isinstance(cell, Media):
            try:
                return typed(cell, put, inline=True)
            except (MediaError, Unwritable) as fault:
                self._files.lost(f"a cell of a table is empty: {fault}")
                return None
        if isinstance(cell, Mapping):
            return {str(name): self._cell(inner, put) for name, inner in cell.items()}
        return [self._cell(inner, put) for inner in cell] if isinstance(cell, list | tuple) else cell

    def _artifact(self, key: str, entries: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
        """Write the record of an artifact, and return its id and that of all its versions."""
        name = f"run-{self._run}-{''.join(c for c in key if c.isalnum() or c in '-_.')}"
        listing = "".join(f"{path}:{entries[path][1]}\n" for path in sorted(entries))
        digest = md5(f"wandb-artifact-manifest-v1\n{listing}".encode("utf-8", "replace"), usedforsecurity=False)
        client = sha512(f"{name}\0{digest.hexdigest()}".encode("utf-8", "replace")).hexdigest()
        sequence = sha512(f"{self._run}\0{name}".encode("utf-8", "replace")).hexdigest()
        layout = sub(3, text(1, "storageLayout") + sub(16, b'"V2"'))
        contents = [
            sub(4, text(1, path) + text(2, mark) + whole(4, self._files.size_of(place)) + text(6, place))
            for path, (place, mark) in sorted(entries.items())
        ]
        manifest = whole(1, 1) + text(2, "wandb-storage-policy-v1") + layout + b"".join(contents)
        self._record(
            text(1, self._run) + text(2, self._project) + text(4, "run_table") + text(5, name)
            + text(6, digest.hexdigest()) + text(11, "latest") + sub(12, manifest) + whole(14, 1)
            + text(15, client) + text(16, sequence)
        )  # fmt: skip
        return client, sequence


def _type(cells: list[Any]) -> dict[str, Any]:
    """Return the type of a column, which allows None where a cell has it."""
    kinds = {_kind(cell): cell for cell in cells if cell is not None}
    if not kinds:
        return _NOTHING
    if len(kinds) > 1:
        return {"wb_type": "any"}
    (name,) = kinds
    found = {"wb_type": name}
    if any(cell is None for cell in cells):
        return {"wb_type": "union", "params": {"allowed_types": [found, _NOTHING]}}
    return found


def _inner(type_: Mapping[str, Any]) -> str:
    """Return what a union allows besides None."""
    allowed = type_.get("params", {}).get("allowed_types", [{}])
    return str(allowed[0].get("wb_type", ""))


def _kind(cell: Any) -> str:
    if isinstance(cell, bool):
        return "boolean"
    if isinstance(cell, int | float):
        return "number"
    if isinstance(cell, Time):
        return "timestamp" if isinstance(_milliseconds(cell), int) else "string"
    if isinstance(cell, str):
        return "string"
    if isinstance(cell, Media):
        kind = next((name for name, word in _CLASSES.items() if type(cell).__name__ == word), "")
        return kind if kind != "image-file" or not (cell.boxes or cell.masks) else "any"  # type: ignore[attr-defined]
    return "any"


def _milliseconds(time: str) -> int | str:
    """Return a time as milliseconds since 1970; as it is where those do not hold it."""
    try:
        found = np.datetime64(time)
        whole_ = found.astype("datetime64[ms]")
        return int(whole_.astype(np.int64)) if whole_ == found else time
    except ValueError:
        return time


def _no_nan(cell: Any) -> Any:
    """Return a cell as the SDK writes it into artifacts, where NaN is null."""
    return None if isinstance(cell, float) and math.isnan(cell) else cell


def _shown(cell: Any, logged: Any) -> Any:
    """Return a cell of the run's own copy: of media only the name of their class."""
    if isinstance(cell, Mapping) and "_type" in cell:
        return _CLASSES.get(str(cell["_type"]), str(cell["_type"]))
    return str(logged) if isinstance(logged, Time) else cell


def table_key(key: str, *, of_chart: bool) -> str:
    """Return the key of a table: that of a chart's is not the chart's own."""
    return f"{key}_table" if of_chart else key
