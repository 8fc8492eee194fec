"""Meshes, point clouds and lidar scenes, turning in the reader's hand.

- object3d: {media_keys: [scene], color_by: height, units: m}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, model_validator

from reportgen.errors import Gap, PanelError
from reportgen.fragment import Fragment
from reportgen.model.media import LoggedMedia
from reportgen.model.media.scene import Object3D as LoggedObject
from reportgen.model.media.scene import PointCloud
from reportgen.model.runset import RunSet
from reportgen.model.table import Table
from reportgen.panels.base.curves.scores import column_of
from reportgen.panels.base.markup import swatch
from reportgen.panels.base.media.gallery import Shown
from reportgen.panels.base.media.panel import NO_RUN, MediaPanel, View
from reportgen.panels.base.media.scenes import Background, Scenes
from reportgen.panels.base.panel import Context, Reference, Theme
from reportgen.privacy.places import shown_path
from reportgen.scene.load import Wishes
from reportgen.scene.points import MOST
from reportgen.spec.fields import ClassLabels, Most, Words, refuse
from reportgen.tables.rows import logged_table

Numbers = np.ndarray[Any, np.dtype[np.float64]]


class Object3d(MediaPanel):
    """3D objects: a poster, interactive once in view. Drag rotates, right-drag or two fingers pan, the wheel zooms."""

    noun = "3D object"

    files: Words = []
    """Additional 3D files, relative to this spec: glb, gltf, obj, stl, ply, babylon, pts.json, npy, npz."""
    table_name: str = ""
    """A logged table whose rows are points."""
    path: str = ""
    """A table file whose rows are points: CSV, JSON lines, Parquet; relative to this spec."""
    x: str = "x"
    """Column of the table that holds x."""
    y: str = "y"
    """Column of the table that holds y."""
    z: str = "z"
    """Column of the table that holds z."""
    color: Words = []
    """Column of a table that colours points: categories or numbers; or three: red, green, blue."""
    max_points: Most = MOST
    """At most this many points of a cloud, sampled evenly in space; ``none`` keeps all."""
    up_axis: Literal["auto", "y", "z"] = "auto"
    """The up axis; ``auto`` is z for point clouds and y for meshes."""
    color_by: Literal["logged", "height"] = "logged"
    """Initial colour of points: as logged, or by height."""
    point_size: Annotated[float, Field(ge=0.5, le=20)] | None = None
    """Initial point size in pixels; by default depends on the number of points."""
    units: str = ""
    """Unit of lengths, such as ``m``."""
    grid: bool | None = None
    """Show a grid and axes initially; by default only for point clouds."""
    labels: bool = True
    """Show box labels initially."""
    min_score: float | None = None
    """Show only boxes with at least this score."""
    class_labels: ClassLabels = {}
    """Names of categories of points, and of labels of boxes, that were logged as numbers: ``{1: road, 2: car}``."""
    background: Background = "auto"
    """``light`` and ``dark`` override the page's colour scheme."""

    @model_validator(mode="after")
    def _some_source(self) -> Object3d:
        if not (self.media_keys or self.files or self.table_name or self.path):
            raise refuse("nothing to show", "Set media_keys, files, table_name or path.", whole=True)
        if any(self.class_labels):
            raise refuse("object3d classes have no groups", "Write for example {1: road, 2: car}.", whole=True)
        if len(self.color) not in (0, 1, 3):
            raise refuse("colours need one column, or red, green and blue", "Name one or three columns.", whole=True)
        return self

    def references(self) -> list[Reference]:
        """Return the media keys and the table."""
        table = [Reference(("table_name",), self.table_name, "table")] if self.table_name else []
        return [*super().references(), *table]

    def inputs(self) -> list[str]:
        """Return the file that stands in place of logged ones."""
        return [self.path] if self.path else []

    def heading(self) -> str:
        """Return the title, the keys, the files or the table."""
        return self.title or ", ".join(
            [*self.media_keys, *self.files, *filter(None, [self.table_name, shown_path(self.path or "")])]
        )

    def beside(self, runs: RunSet, context: Context) -> list[Shown]:
        """Return the files, and the points of tables."""
        found = [Shown(NO_RUN, file, LoggedMedia(LoggedObject(context.media(file)), 0), 0.0) for file in self.files]
        for run in runs if self.table_name else ():
            table = logged_table(run, self.table_name)
            if table is not None and table.rows:
                found.append(Shown(swatch(run), self.table_name, self._points(table), 0.0))
        if self.path:
            table = context.table(self.path)
            if table.problem:
                raise Gap(table.problem, path=("path",))
            found.append(Shown(NO_RUN, shown_path(self.path), self._points(table), 0.0))
        return found

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return posters of the last step's scenes, and every scene."""
        del theme, children
        if not view.items:
            return self.nothing(view)
        up = None if self.up_axis == "auto" else self.up_axis
        scenes = Scenes(
            Wishes(self.max_points, up), point_size=self.point_size, color_by=self.color_by, units=self.units,
            labels=self.labels, grid=self.grid, background=self.background, min_score=self.min_score,
            class_names=self.class_labels.get("", {}),
        )  # fmt: skip
        return self.of_scenes(view, scenes)

    def _points(self, table: Table) -> LoggedMedia:
        """Return the rows of a table as points."""
        places = np.column_stack([_numbers(table, name) for name in (self.x, self.y, self.z)])
        if len(self.color) > 1:
            colors = np.column_stack([_numbers(table, name) for name in self.color])
            return LoggedMedia(PointCloud(places, colors), 0)
        values, names = _kinds(_cells(table, self.color[0])) if self.color else (None, ())
        return LoggedMedia(PointCloud(places, None, values, names), 0)


def _cells(table: Table, name: str) -> list[Any]:
    try:
        return column_of(table, name, name)
    except LookupError as error:
        raise PanelError(str(error.args[0])) from None


def _numbers(table: Table, name: str) -> Numbers:
    return _numeric(_cells(table, name))


def _numeric(cells: list[Any]) -> Numbers:
    return np.array([cell if isinstance(cell, int | float) else np.nan for cell in cells], np.float64)


def _kinds(cells: list[Any]) -> tuple[Numbers, tuple[str, ...]]:
    """Return a column as numbers; texts are categories 1, 2, ..., the most frequent first, with their names."""
    if not any(isinstance(cell, str) for cell in cells):
        return _numeric(cells), ()
    texts = ["" if cell is None else str(cell) for cell in cells]
    names = tuple(name for name, _ in sorted(Counter(texts).items(), key=lambda pair: (-pair[1], pair[0])))
    place = {name: number for number, name in enumerate(names, 1)}
    return np.array([place[text] for text in texts], np.float64), names
