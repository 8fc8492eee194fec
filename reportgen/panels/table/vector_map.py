"""The map of a table's rows: a column of vectors as two columns of places, which questions can name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict

import numpy as np
from markupsafe import Markup
from pydantic import BeforeValidator, WithJsonSchema, model_validator

from reportgen.errors import PanelError, suggestion
from reportgen.spec.fields import Fields, refuse
from reportgen.tables.error import TableError
from reportgen.texts import plural, say

if TYPE_CHECKING:
    from reportgen.tables.frame import Frame

_MOST = 200_000
_DRAWN = 2_000


class MapPayload(TypedDict):
    """The map of a table's rows: the columns that are their places, what colours it at first, how it was made.

    ``column`` holds the vectors; it is empty where the table had the places ready.
    """

    column: str
    x: str
    y: str
    color: str
    said: str


class EmbeddingMap(Fields):
    """A column of vectors, or two of places, drawn as a map on which rows that are alike lie together."""

    column: str = ""
    """The column that holds vectors."""
    x: str = ""
    """Instead of vectors, a column of numbers: the places from left to right."""
    y: str = ""
    """With ``x``, the places from below."""
    color: str = ""
    """A column that colours the points at first: a class or a number."""
    projection: Literal["auto", "pca", "umap"] = "auto"
    """``umap`` needs umap-learn; ``auto`` takes it where it is installed, else ``pca``.

    Only ``pca`` gives the same map on every machine: UMAP's steps magnify the last bits in which processors differ.
    """

    @model_validator(mode="after")
    def _vectors_or_places(self) -> EmbeddingMap:
        if self.column and (self.x or self.y):
            raise refuse("a map takes either column or x and y, not both", whole=True)
        if not self.column and not (self.x and self.y):
            raise refuse("a map needs column (vectors), or both x and y (places)", whole=True)
        return self


def _as_map(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


Map = Annotated[
    EmbeddingMap | None,
    BeforeValidator(_as_map),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}, {"type": "null"}]}),
]


def mapped(frame: Frame, wish: EmbeddingMap, derived: Collection[str]) -> tuple[Frame, MapPayload | None, str]:
    """Return the table with the places of its vectors as columns, what the page is reported of the map, and why not.

    Columns that will be ``derived`` can colour it.
    """
    path = ("embedding_map",)
    known = [*frame.types, *derived]
    for field in ("column", "x", "y", "color"):
        name = getattr(wish, field)
        if name and name not in (known if field == "color" else frame.types):
            raise PanelError(f"unknown column '{name}'", suggestion(name, known, "columns"), (*path, field))
    if wish.x:
        for field in ("x", "y"):
            if (kind := frame.types[getattr(wish, field)]) not in ("number", "integer"):
                what = f"'{getattr(wish, field)}' holds {kind} values, and a place is a number"
                raise PanelError(what, "Name a column of numbers.", (*path, field))
        told: MapPayload = {"column": "", "x": wish.x, "y": wish.y, "color": wish.color, "said": f"{wish.x}, {wish.y}"}
        return frame, told, ""
    try:
        own = frame.own()
    except TableError as error:
        raise PanelError(f"no map: {error}", "Name a file.", path) from None
    if frame.tables:
        raise PanelError("a map needs one table with its rows in the page", "Remove compare, or name a file.", path)
    rows = own.rows()
    if len(rows) > _MOST:
        raise PanelError(f"{len(rows):,} rows are too many for a map", f"It takes {_MOST:,}.", path)
    from reportgen.tables.projection import has_umap, project

    if wish.projection == "umap" and not has_umap():
        raise PanelError("umap is not installed", "Install it: pip install umap-learn.", (*path, "projection"))
    try:
        found = project(list(own.fetch([wish.column], rows)[wish.column]), wish.projection)
    except TableError as error:  # the data's fault, not the spec's
        return frame, None, f"no map of '{wish.column}': {error}"
    names = [_free(f"{wish.column}_{axis}", frame.types) for axis in "xy"]
    # Four digits are finer than a point, and the places need not be kept to the last bit.
    size = float(np.nanmax(np.abs(found.points))) or 1.0
    points = np.round(found.points / size, 4) * 1000
    shown = own.with_numbers(dict(zip(names, points.T, strict=True)), rows)
    told = {"column": wish.column, "x": names[0], "y": names[1], "color": wish.color, "said": found.said}
    return shown, told, ""


def _free(name: str, taken: Mapping[str, str]) -> str:
    while name in taken:
        name += "_"
    return name


def static_map(points: Sequence[Any], told: MapPayload) -> Markup:
    """Return the points as they stand in the page before scripts run: at most 2,000 of them."""
    x, y = (np.ma.filled(np.ma.masked_array(column).astype(np.float64), np.nan) for column in points)
    places = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(places):
        return Markup()
    places = places[:: max(1, -(-len(places) // _DRAWN))]
    x, y = x[places], y[places]
    low, size = (x.min(), y.min()), max(x.max() - x.min(), y.max() - y.min()) or 1.0
    dots = "".join(
        f"M{20 + (a - low[0]) / size * 560:.0f} {20 + (1 - (b - low[1]) / size) * 320:.0f}h0"
        for a, b in zip(x, y, strict=True)
    )
    return Markup(
        '<svg class="rg-map-static" viewBox="0 0 600 360" width="600" height="360" role="img" aria-label="{}">'
        '<path fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" d="{}"/></svg>'
    ).format(
        say(
            "Map of {column}: {points}, {how}",
            column=told["column"] or say("rows"),
            points=plural(len(places), "point"),
            how=told["said"],
        ),
        dots,
    )
