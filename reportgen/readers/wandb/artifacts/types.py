"""The types of a W&B table's columns: which hold timestamps, arrays beside the table, or classes of boxes and masks.

``wb_type`` is one of string, number, boolean, timestamp (milliseconds since 1970), ndarray (cells are null, the values
are in an .npz of the artifact), union, and the media types, whose ``params`` hold constants with class labels.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reportgen.model.media import MediaError
from reportgen.model.media.image import Classes, class_names
from reportgen.model.table import Time

if TYPE_CHECKING:
    from reportgen.readers.wandb.artifacts.staged import Artifacts
    from reportgen.readers.wandb.log.records import Artifact

_MOST = 1 << 30


class ColumnType:
    """A column's type as it was logged; unions with None are looked through."""

    def __init__(self, logged: Any) -> None:
        entries = [logged] if isinstance(logged, Mapping) else []
        if entries and entries[0].get("wb_type") == "union":
            allowed = _params(entries[0]).get("allowed_types", [])
            entries = [entry for entry in allowed if isinstance(entry, Mapping) and entry.get("wb_type") != "none"]
        self._entry: Mapping[str, Any] = entries[0] if len(entries) == 1 else {}
        self.name = str(self._entry.get("wb_type", ""))

    @property
    def is_time(self) -> bool:
        """Whether cells are timestamps."""
        return self.name == "timestamp"

    @staticmethod
    def time(cell: Any) -> Any:
        """Return a timestamp as ISO 8601 text; what is none is kept as it is."""
        if isinstance(cell, str):
            return Time(cell.removesuffix("+00:00"))
        if not isinstance(cell, int | float) or isinstance(cell, bool):
            return cell
        import numpy as np

        try:
            text = str(np.datetime_as_string(np.datetime64(int(cell), "ms"), unit="ms"))
        except (OverflowError, ValueError):
            return cell
        return Time(text.rstrip("0").rstrip("."))

    @cached_property
    def classes(self) -> Classes:
        """The names of the classes over the column's images."""
        return Classes(self._labels("box"), self._labels("mask"))

    def _labels(self, what: str) -> dict[str, Mapping[int, str]]:
        """Return the class names of each group of boxes or masks (``what`` is "box" or "mask")."""
        found: dict[str, Mapping[int, str]] = {}
        params = _params(self._entry)
        for name in (f"{what}_class_maps", f"{what}_layers"):
            for group, classes in _constant(params.get(name)).items():
                if isinstance(classes, Mapping):
                    found.setdefault(str(group), class_names(classes))
        return found  # "class_map" mixes the layers of both kinds

    def inner(self) -> Callable[[int | str], ColumnType]:
        """Return what finds the type of a list's elements, or of what a mapping holds under a name."""
        params = _params(self._entry)
        each, named = params.get("element_type"), params.get("type_map")
        return lambda key: ColumnType(named.get(key) if isinstance(named, Mapping) else each)

    def link(self) -> tuple[str, str]:
        """Return the table that cells point into, and the column they name; none where they count its rows."""
        params = _params(self._entry)
        if self.name not in ("foreignKey", "foreignIndex"):
            return "", ""
        return str(params.get("table") or ""), str(params.get("col_name") or "")

    def arrays(self, artifacts: Artifacts | None, artifact: Artifact | None) -> Sequence[Any]:
        """Return a column of arrays as nested lists; empty where the column is of another type, or they are gone."""
        place = _params(self._entry).get("serialization_path")
        if self.name != "ndarray" or not isinstance(place, Mapping) or artifacts is None or artifact is None:
            return []
        file = artifacts.file(artifact, str(place.get("path")))
        try:
            return [] if file is None else _unpacked(file.read(), str(place.get("key")))
        except (MediaError, OSError, ValueError, KeyError, zipfile.BadZipFile):
            return []


def _unpacked(content: bytes, key: str) -> list[Any]:
    import numpy as np

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MOST:
            return []
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        found: list[Any] = arrays[key].tolist()
    return found


def _params(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    params = entry.get("params")
    return params if isinstance(params, Mapping) else {}


def _constant(entry: Any) -> Mapping[str, Any]:
    value = _params(entry).get("val") if isinstance(entry, Mapping) else None
    return value if isinstance(value, Mapping) else {}
