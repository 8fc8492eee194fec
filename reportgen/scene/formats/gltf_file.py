"""glTF 2.0 files as they were logged: checked, made whole, and read as far as a poster needs.

What passes holds all that it needs: buffers and pictures lie in its binary part, since the page fetches nothing.
The checks hold every number of the file against the bytes that are there before anything is read by it.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from reportgen.scene.model import SceneError

Beside = Callable[[str], bytes | None]
"""Reads a file that lies beside the model by its relative name; None where that is not to be had."""

_MOST = 1 << 53
_DTYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_SIZES = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}


@dataclass
class GltfFile:
    """A checked file: its JSON, its one binary part, what was omitted, and whether anything was changed."""

    json: dict[str, Any]
    binary: bytes = field(repr=False)
    notes: list[str] = field(default_factory=list)
    changed: bool = False
    _read: dict[int, NDArray[Any]] = field(default_factory=dict, repr=False)

    def glb(self) -> bytes:
        """Return the whole as a GLB."""
        text = json.dumps(self.json, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        body = self.binary + b"\0" * (-len(self.binary) % 4)
        parts = struct.pack("<II", len(text), 0x4E4F534A) + text
        if body:
            parts += struct.pack("<II", len(body), 0x004E4942) + body
        return struct.pack("<4sII", b"glTF", 2, 12 + len(parts)) + parts

    def entries(self, name: str) -> list[dict[str, Any]]:
        """Return a list of the file's objects."""
        found: list[dict[str, Any]] = self.json.get(name, [])
        return found

    def entry(self, name: str, index: Any) -> dict[str, Any]:
        """Return one object; SceneError where there is none."""
        found = self.entries(name)
        if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(found):
            raise SceneError(f"the file refers to {name}[{said(index)}] but has only {len(found):,}; export it again")
        return found[index]

    def view(self, index: Any) -> tuple[int, int, int]:
        """Return (offset, length, stride or 0) of a buffer view, inside the binary part."""
        view = self.entry("bufferViews", index)
        start, size, stride = (whole(view.get(key, 0)) for key in ("byteOffset", "byteLength", "byteStride"))
        if start + size > len(self.binary):
            raise SceneError(
                f"bufferViews[{index}] reaches {start + size:,} bytes, but the buffer has {len(self.binary):,}"
            )
        return start, size, stride

    def accessor(self, index: Any) -> NDArray[Any]:
        """Return (n, k) values of an accessor: floats, normalised ones in their range, or whole numbers.

        They are read once, and not to be changed.
        """
        self.entry("accessors", index)
        if index not in self._read:
            self._read[index] = self._accessor(index)
        return self._read[index]

    def _accessor(self, index: Any) -> NDArray[Any]:
        accessor = self.entry("accessors", index)
        count, kind = whole(accessor.get("count", 0)), str(accessor.get("type"))
        dtype = dtype_of(accessor)
        if dtype is None or kind not in _SIZES:
            raise SceneError(f"accessors[{index}] is of no known type")
        width = _SIZES[kind]
        item = np.dtype(dtype).itemsize * width
        if "bufferView" in accessor:
            values = self._strided(accessor, index, count, dtype, width, item)
        elif count * item <= max(len(self.binary), 1) * 64:
            values = np.zeros((count, width), dtype)
        else:
            raise SceneError(f"accessors[{index}] claims {count:,} values that are not in the file")
        if isinstance(accessor.get("sparse"), Mapping):
            values = self._sparse(values.copy(), accessor["sparse"], dtype, width)
        if not accessor.get("normalized") or dtype == "<f4":
            return values
        most = np.iinfo(np.dtype(dtype)).max
        return np.maximum(values.astype(np.float64) / most, -1.0)

    def _strided(
        self, accessor: Mapping[str, Any], index: Any, count: int, dtype: str, width: int, item: int
    ) -> NDArray[Any]:
        start, size, stride = self.view(accessor.get("bufferView"))
        offset = whole(accessor.get("byteOffset", 0))
        stride = stride or item
        if stride < item or (count and offset + stride * (count - 1) + item > size):
            raise SceneError(f"accessors[{index}] claims {count:,} values, more than its {size:,} bytes hold")
        place = np.ndarray((count, width), dtype, self.binary, start + offset, (stride, np.dtype(dtype).itemsize))
        return np.ascontiguousarray(place)

    def _sparse(self, values: NDArray[Any], sparse: Mapping[str, Any], dtype: str, width: int) -> NDArray[Any]:
        count = whole(sparse.get("count", 0))
        where, what = sparse.get("indices"), sparse.get("values")
        if not isinstance(where, Mapping) or not isinstance(what, Mapping):
            raise SceneError("a sparse accessor has no indices or values")
        kind = dtype_of(where) or "<u4"
        rows = self._strided(where, "sparse", count, kind, 1, np.dtype(kind).itemsize)
        fresh = self._strided(what, "sparse", count, dtype, width, np.dtype(dtype).itemsize * width)
        if count and int(rows.max()) >= len(values):
            raise SceneError("a sparse accessor refers to values that do not exist")
        values[rows[:, 0]] = fresh
        return values


def entries(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a list of objects, whatever the file holds under the name."""
    found = content.get(name)
    return [entry if isinstance(entry, dict) else {} for entry in found] if isinstance(found, list) else []


def dtype_of(accessor: Mapping[str, Any]) -> str | None:
    """Return the type of an accessor's numbers, None where it is not known."""
    kind = accessor.get("componentType")
    return _DTYPES.get(kind) if isinstance(kind, int) else None


def whole(value: Any) -> int:
    """Return a count or an offset; SceneError where something else stands."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value != int(value) or not 0 <= value < _MOST:
        raise SceneError(f"the file holds {said(value)} where a count is expected; export it again")
    return int(value)


def said(value: Any) -> str:
    """Return a value of the file as its JSON has it, short."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - characters


def content_of(uri: Any, beside: Beside) -> bytes | None:
    """Return what a URI names: the data in it, or a file beside the model; never anything from a network."""
    text = str(uri)
    if text.startswith("data:"):
        head, _, body = text.partition(",")
        try:
            return (
                base64.b64decode(body, validate=False)
                if head.endswith(";base64")
                else unquote(body).encode("latin-1", "replace")
            )
        except (binascii.Error, ValueError):
            raise SceneError("data inside the file cannot be decoded") from None
    return None if ":" in text or text.startswith(("/", "\\")) else beside(unquote(text))


def short(uri: Any) -> str:
    """Return a URI short enough to show."""
    text = str(uri)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:30]}…{text[-20:]}'"  # noqa: PLR2004 - characters
