"""Objects in three dimensions: meshes, clouds of points, scenes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, Self

from reportgen.logger.media.given.arrays import as_array, is_array
from reportgen.logger.media.given.files import is_open, is_path, typed_file
from reportgen.logger.media.made import Made, named, text_of
from reportgen.logger.misuse import UsageError
from reportgen.model.media import Media
from reportgen.model.media.scene import Box3D, Color, PointCloud, Scene, Vector
from reportgen.model.media.scene import Object3D as Stored

if TYPE_CHECKING:
    from os import PathLike

    from numpy.typing import NDArray

_SHAPES = "Points are an array of n x 3 (x, y, z), n x 4 (and a category, 1 to 14) or n x 6 (and red, green, blue)."
_TYPES = ("lidar/beta",)
_CORNERS = (8, 3)


class Object3D(Made):
    """A mesh or a scene in a file, or points: ``Object3D(open("cube.obj"))``, ``Object3D(array)``, or a scene.

    Files are obj, gltf, glb, babylon, stl, ply or pts.json, by path or open; ``file_type`` says which where the name
    does not. Points are n x 3, n x 4 with a category from 1 to 14, or n x 6 with red, green and blue, 0 to 255. A scene
    is ``{"type": "lidar/beta", "points": points, "boxes": [{"corners": eight places, "label": str, "color": [r, g, b],
    "score": number}], "vectors": [{"start": place, "end": place, "color": [r, g, b]}]}``.
    """

    SUPPORTED_TYPES = frozenset({"obj", "gltf", "glb", "babylon", "stl", "ply", "pts.json"})
    """Types of files."""

    def __init__(
        self, data_or_path: Any, caption: str | None = None, *, file_type: str | None = None
    ) -> None:  # fmt: skip
        self._media = _made(data_or_path, text_of(caption), file_type)

    @classmethod
    def from_file(
        cls, data_or_path: str | PathLike[str] | IO[Any], file_type: str | None = None, caption: str | None = None
    ) -> Self:
        """Return the object in a file, by path or open, of a type that its name or ``file_type`` says."""
        return cls(data_or_path, caption, file_type=file_type)

    @classmethod
    def from_numpy(cls, data: Any, caption: str | None = None) -> Self:
        """Return points: n x 3, n x 4 or n x 6."""
        return cls(data, caption)

    @classmethod
    def from_point_cloud(
        cls, points: Any, boxes: Sequence[Mapping[str, Any]] = (), vectors: Sequence[Mapping[str, Any]] | None = None,
        point_cloud_type: str = "lidar/beta", caption: str | None = None,
    ) -> Self:  # fmt: skip
        """Return a scene of points, boxes and arrows."""
        given = {"type": point_cloud_type, "points": points, "boxes": boxes, "vectors": vectors}
        return cls(given, caption)


def box3d(
    center: Sequence[float], size: Sequence[float], orientation: Sequence[float] | None = None,
    color: Sequence[float] | None = None, label: str | None = None, score: float | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return a box of a scene from its centre and size, turned by a quaternion (w, x, y, z)."""
    import numpy as np

    half = np.array(_three(size, "size")) / 2
    signs = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
    corners = signs * half
    if orientation is not None:
        w, *axis = (float(part) for part in orientation)
        length = math.sqrt(w * w + sum(part * part for part in axis)) or 1.0
        w, turned = w / length, np.array(axis) / length
        corners = corners + 2 * np.cross(turned, np.cross(turned, corners) + w * corners)
    found: dict[str, Any] = {"corners": corners + np.array(_three(center, "center"))}
    more = {"color": color, "label": label, "score": score}
    return found | {name: value for name, value in more.items() if value is not None}


def _made(value: Any, caption: str, file_type: str | None) -> Media:
    if isinstance(value, Made):
        return value.media()
    if is_path(value) or is_open(value):
        return Stored(typed_file(value, "data_or_path", Object3D.SUPPORTED_TYPES, file_type, "object"), caption=caption)
    if isinstance(value, Mapping):
        return _scene(value, caption)
    if is_array(value) or isinstance(value, list | tuple):
        return _cloud(value, "data_or_path", caption)
    hint = "Pass a file, by path or open, an array of points, or a scene."
    raise UsageError(f"data_or_path: {named(value)} came", hint)


def _cloud(value: Any, argument: str, caption: str = "") -> PointCloud:
    table = _table(value, argument)
    if table.ndim != 2 or table.shape[1] not in (3, 4, 6):  # noqa: PLR2004 - rows and columns
        raise UsageError(f"{argument}: an array of the shape {tuple(table.shape)} came", _SHAPES)
    places, rest = table[:, :3], table[:, 3:]
    if rest.shape[1] == 1:
        return PointCloud(places, values=rest[:, 0], caption=caption)
    return PointCloud(places, rest if rest.shape[1] else None, caption=caption)


def _table(value: Any, argument: str) -> NDArray[Any]:
    import numpy as np

    try:
        return np.array(as_array(value), float)
    except (TypeError, ValueError):
        raise UsageError(f"{argument}: {named(value)} came that does not hold rows of numbers", _SHAPES) from None


def _scene(given: Mapping[str, Any], caption: str) -> Scene:
    kind = given.get("type", _TYPES[0])
    if kind not in _TYPES:
        raise UsageError(f"type: {kind!r} came", f"It is {_TYPES[0]}.")
    unknown = next((key for key in given if key not in ("type", "points", "boxes", "vectors")), None)
    if unknown is not None:
        raise UsageError(f"data_or_path: '{unknown}' came", "A scene has points, boxes and vectors.")
    points = given.get("points")
    cloud = None if points is None or not len(points) else _cloud(points, "points")
    boxes = tuple(_box(one, f"boxes[{place}]") for place, one in enumerate(_listed(given.get("boxes"), "boxes")))
    vectors = tuple(
        _vector(one, f"vectors[{place}]") for place, one in enumerate(_listed(given.get("vectors"), "vectors"))
    )
    if cloud is None and not boxes and not vectors:
        raise UsageError("data_or_path: a scene without points, boxes and vectors came", _SHAPES)
    return Scene(cloud, boxes, vectors, caption=caption)


def _listed(value: Any, argument: str) -> Sequence[Any]:
    if value is None:
        return ()
    if isinstance(value, Mapping | str) or not hasattr(value, "__len__"):
        raise UsageError(f"{argument}: {named(value)} came", "It is a list of mappings.")
    return list(value)


def _box(given: Any, where: str) -> Box3D:
    corners = given.get("corners") if isinstance(given, Mapping) else None
    if corners is None:
        raise UsageError(f"{where}: there are no corners", 'A box is {"corners": [[x, y, z], ... eight of them]}.')
    table = _table(corners, f"{where}: corners")
    if table.shape != _CORNERS:
        raise UsageError(f"{where}: corners have the shape {tuple(table.shape)}", "They are eight places, (8, 3).")
    score = given.get("score")
    return Box3D(
        table, text_of(given.get("label")), _color(given.get("color"), where), None if score is None else float(score)
    )


def _vector(given: Any, where: str) -> Vector:
    if not isinstance(given, Mapping) or "start" not in given or "end" not in given:
        raise UsageError(f"{where}: there is no start or no end", 'A vector is {"start": [x, y, z], "end": [x, y, z]}.')
    start, end = (_three(given[part], f"{where}: {part}") for part in ("start", "end"))
    return Vector(start, end, _color(given.get("color"), where))


def _color(given: Any, where: str) -> Color | None:
    return None if given is None else _three(given, f"{where}: color")


def _three(given: Any, where: str) -> tuple[float, float, float]:
    try:
        x, y, z = (float(part) for part in given)
    except (TypeError, ValueError):
        raise UsageError(f"{where}: {given!r} came", "It is three numbers.") from None
    return x, y, z
