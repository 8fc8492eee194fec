"""Point clouds as they are logged: ``pts.json`` with or without boxes and arrows, and NumPy files.

A row holds x, y, z, and a category (1 to 14) or red, green, blue (0 to 255). Clouds have z upward.
"""

from __future__ import annotations

import io
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.media import damage
from reportgen.model.media.scene import PointCloud
from reportgen.scene.formats import lidar
from reportgen.scene.model import Floats, Points, Scene, SceneError
from reportgen.scene.normals import FAR

_MOST_BYTES = 256 << 20
_MOST_NUMBERS = 60_000_000
_XYZ, _XYZC, _XYZRGB = 3, 4, 6
_KINDS = 14
_HUGE = 1e300
OTHER = -1
"""The category of points whose own is not known."""


class _ArrayError(ValueError):
    """What is wrong with an array, in words."""


def read_json(content: bytes) -> Scene:
    """Return the scene of a .pts.json file; SceneError says what is wrong with it."""
    if len(content) > _MOST_BYTES:
        raise SceneError(
            f"the file has {len(content) >> 20} MiB; the limit for a point cloud is {_MOST_BYTES >> 20} MiB"
        )
    rows = _rows(content)
    if rows is not None:
        return Scene("points", "z", points=_fourteen(from_rows(rows)))
    document = damage.read_json(content, "the file")
    if isinstance(document, Mapping):
        if document.get("type", "lidar/beta") != "lidar/beta":
            raise SceneError(
                f"the file is a scene of type '{str(document['type'])[:40]}', and only lidar/beta is supported"
            )
        return lidar.read(document, _fourteen(points_of(document.get("points"))))
    return Scene("points", "z", points=_fourteen(points_of(document)))


def _fourteen(points: Points) -> Points:
    """Return points whose categories are those that the logger knows, 1 to 14; all others are one."""
    kinds = points.categories
    if kinds is None and points.values is not None:
        kinds = np.nan_to_num(points.values, nan=OTHER).clip(-(2**31), 2**31).astype(np.int64)
    return (
        points
        if kinds is None
        else replace(points, categories=np.where((kinds >= 1) & (kinds <= _KINDS), kinds, OTHER), values=None)
    )


def _rows(content: bytes) -> Floats | None:
    """Return the (n, k) numbers of a plain list of equally long lists, fast; None where it is anything else."""
    text = content.strip()
    if not text.startswith(b"[") or b"{" in text or b'"' in text or b"null" in text:
        return None
    marks = np.frombuffer(text, np.uint8)
    ends, commas = np.flatnonzero(marks == ord("]")), np.flatnonzero(marks == ord(","))
    per_row = np.diff(np.searchsorted(commas, ends[:-1]), prepend=0)  # each row after the first brings one more
    if len(per_row) < 2 or per_row[0] + 1 not in (_XYZ, _XYZC, _XYZRGB) or (per_row[1:] != per_row[0] + 1).any():  # noqa: PLR2004
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            flat = np.fromstring(text.translate(None, b"[] \n\r\t").decode("ascii"), np.float64, sep=",")
        except (ValueError, DeprecationWarning):
            return None
    width = int(per_row[0]) + 1
    return flat.reshape(-1, width) if len(flat) == width * len(per_row) else None


def points_of(value: Any) -> Points:
    """Return the points of a decoded list of rows; ragged or unreadable rows are dropped and counted."""
    if value is None or (isinstance(value, list) and not value):
        return Points(np.zeros((0, 3)))
    if not isinstance(value, list):
        raise SceneError("its points are not a list")
    widths = {len(row) for row in value if isinstance(row, list)}
    width = max(widths & {_XYZ, _XYZC, _XYZRGB}, default=0)
    if not width:
        raise SceneError(
            f"its points are rows of {', '.join(map(str, sorted(widths))) or 'no'} numbers; expected 3, 4 or 6"
        )
    rows = [row for row in value if isinstance(row, list) and len(row) == width]
    try:
        found = np.array(rows, np.float64)
    except (TypeError, ValueError, OverflowError):
        good = [row for row in rows if all(isinstance(v, int | float) for v in row)]
        found = np.array([[float(v) if abs(v) < _HUGE else np.nan for v in row] for row in good], np.float64).reshape(
            -1, width
        )
    points = from_rows(found)
    return Points(
        points.positions,
        points.colors,
        points.categories,
        points.values,
        len(value),
        len(value) - len(points.positions),
    )


def from_rows(rows: NDArray[Any]) -> Points:
    """Return the points of (n, 3), (n, 4) or (n, 6) numbers; those without a place are dropped and counted."""
    if rows.ndim != 2 or rows.shape[1] not in (_XYZ, _XYZC, _XYZRGB):  # noqa: PLR2004 - a table
        raise SceneError(f"its points have the shape {rows.shape}; expected (n, 3), (n, 4) or (n, 6)")
    column = rows[:, 3] if rows.shape[1] == _XYZC else None
    colors = rows[:, 3:6] if rows.shape[1] == _XYZRGB else None
    return from_columns(rows[:, :3], colors, column)


def of_logged(cloud: PointCloud | None) -> Points:
    """Return logged points; none where there are none."""
    if cloud is None:
        return Points(np.zeros((0, 3)))
    return from_columns(cloud.positions, cloud.colors, cloud.values, cloud.names)


def from_columns(
    places: NDArray[Any], colors: NDArray[Any] | None = None, column: NDArray[Any] | None = None,
    names: tuple[str, ...] = (),
) -> Points:  # fmt: skip
    """Return points at (n, 3) places with (n, 3) colours, or a (n,) column of categories or other numbers.

    Whole numbers of at most 64 kinds are categories, and so are those that have ``names``; other numbers colour as
    values do. Colours are 0 to 255, or 0 to 1 where none is above 1 and some are no whole numbers.
    """
    positions = np.asarray(places, np.float64)
    kept = np.asarray((np.abs(positions) < FAR).all(axis=1))
    total = len(positions)
    positions = positions[kept]
    rgb = kinds = values = None
    if colors is not None:
        share = np.nan_to_num(np.asarray(colors, np.float64)[kept], nan=0.0)
        if len(share) and share.max() <= 1 and (share != np.floor(share)).any():
            share = share * 255
        rgb = np.clip(share, 0, 255).astype(np.uint8)
    if column is not None:
        values = np.asarray(column, np.float64)[kept]
        whole = np.isfinite(values).all() and (values == np.floor(values)).all() and (np.abs(values) < 2**31).all()
        if whole and (names or len(np.unique(values)) <= 64):  # noqa: PLR2004 - more are a measure, not kinds
            kinds, values = values.astype(np.int64), None
    return Points(positions, rgb, kinds, values, total, total - len(positions), names)


def read_array(content: bytes) -> Scene:
    """Return the scene of a .npy or .npz file; SceneError says what is wrong with it.

    An .npz holds ``points`` (or one array), and may hold ``colors``.
    """
    import zipfile

    try:
        if content.startswith(b"\x93NUMPY"):
            return Scene("points", "z", points=from_rows(_numbers(_npy(content))))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            if sum(sizes.values()) > _MOST_NUMBERS * 8:
                raise SceneError(
                    f"its arrays are {sum(sizes.values()) >> 20} MiB uncompressed; "
                    f"the limit is {_MOST_NUMBERS * 8 >> 20} MiB"
                )
            names = sorted(name for name in sizes if name.endswith(".npy"))
            main = next(
                (n for n in ("points.npy", "xyz.npy", "positions.npy") if n in names), names[0] if names else ""
            )
            if not main:
                raise SceneError("the file contains no arrays")
            rows = _numbers(_npy(archive.read(main)))
            shades = next((n for n in ("colors.npy", "rgb.npy") if n in names), "")
            colors = _numbers(_npy(archive.read(shades))) if shades else None
    except (ValueError, OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        what = str(error) if isinstance(error, _ArrayError) else "it is cut off, or was not written by NumPy"
        raise SceneError(f"the file cannot be read as a NumPy file: {what}; save it again") from None
    if colors is None or rows.shape[1:] != (_XYZ,) or colors.shape != rows.shape:
        return Scene("points", "z", points=from_rows(rows))
    return Scene("points", "z", points=from_columns(rows, colors))


def _npy(content: bytes) -> NDArray[Any]:
    """Return an array whose header names no more than the file holds, and no Python object."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = reader(file)
    count = int(np.prod([int(n) for n in shape], dtype=object)) if shape else 1
    if dtype.hasobject or dtype.fields:
        raise _ArrayError("it contains objects, not numbers")
    if count < 0 or count * dtype.itemsize > len(content) - file.tell() or count > _MOST_NUMBERS:
        raise _ArrayError(f"its header declares {count:,} numbers, more than the file contains")
    flat = np.frombuffer(content, dtype, count, file.tell())
    return flat.reshape(shape, order="F" if fortran else "C")


def _numbers(array: NDArray[Any]) -> NDArray[np.float64]:
    if array.dtype.kind not in "fiub":
        raise _ArrayError(f"it contains {array.dtype}, not numbers")
    return array.astype(np.float64)
