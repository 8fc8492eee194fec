"""Media that no file holds are drawn as well: what readers of other formats and a logger make themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import open_example

from reportgen.model.media import LoggedMedia, Media
from reportgen.model.media.document import Attachment, Figure
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Image
from reportgen.model.media.scene import Box3D, PointCloud, Scene, Vector
from reportgen.panels.base.media.cells import Cells
from reportgen.panels.base.media.overlays import Overlays
from reportgen.panels.base.panel import Context
from reportgen.panels.histogram import Histogram as HistogramPanel

CORNERS = np.array([[x, y, z] for x in (0.0, 2) for y in (0.0, 1) for z in (0.0, 1)])


def cell_of(media):
    cells = Cells(Overlays({}, 0.5))
    cell, markup = cells.make(0, media, "here", "k", static=True)
    return cell, markup, cells


def test_points_with_boxes_and_arrows():
    points = PointCloud(np.random.default_rng(0).random((50, 3)), None, np.repeat([1.0, 2.0], 25), ("road", "car"))
    boxes = [Box3D(CORNERS, "car", (1, 0, 0), 0.5), Box3D(CORNERS + 3)]
    cell, _, cells = cell_of(Scene(points, boxes, [Vector((0, 0, 0), (1, 1, 1), (0, 1, 0))]))
    assert cells.problems == []
    assert cell["facts"] == "50 points, 2 boxes, 1 arrow"
    first, second = (label for label in cell["labels"] if label["part"].startswith("box"))
    assert (first["text"], first["score"], first["color"]) == ("car", 0.5, "#ff0000")
    assert (second["text"], "score" in second) == ("", False)
    assert [entry[0] for entry in cell["legend"]] == ["road", "car"]
    alone, _, _ = cell_of(points)
    assert (alone["facts"], alone["colors"]) == ("50 points", "category")


def test_a_scene_of_nothing_says_so():
    _, _, cells = cell_of(Scene())
    assert cells.problems == ["here: the file contains no points"]


def test_a_vega_lite_figure():
    spec = {"mark": "bar", "width": 200, "height": 120, "data": {"values": [{"a": "x", "b": 1}, {"a": "y", "b": 2}]},
            "encoding": {"x": {"field": "a"}, "y": {"field": "b", "type": "quantitative"}}}  # fmt: skip
    cell, markup, cells = cell_of(Figure(library="Vega-Lite", spec=spec))
    assert (cell["kind"], cell["element"], cell["width"], cell["height"]) == ("figure", "rg-chart", 200, 120)
    assert "<path" in markup
    assert cells.problems == []
    wrong = {**spec, "data": {"url": "https://example.com/a.csv"}}
    assert "cannot be drawn" in cell_of(Figure(library="Vega-Lite", spec=wrong))[2].problems[0]


@pytest.mark.parametrize(
    ("media", "words"),
    [(Attachment(what="graph", details="3 nodes"), "3 nodes"), (Figure(library="Bokeh"), "Bokeh figures are not drawn"),
     (Histogram(np.arange(3.0), np.ones(2)), "2 bins"), (Image(), "the log names no file")],
)  # fmt: skip
def test_what_is_not_drawn_has_a_place(media, words):
    cell, markup, _ = cell_of(media)
    assert (cell["kind"], cell["note"]) == (media.kind, words)
    assert words in markup


def test_a_kind_of_another_package_has_a_place():
    class Smell(Media):
        noun = "smell"

    assert cell_of(Smell())[0] == {"kind": "smell", "note": ""}


def test_densities_of_a_reader_are_drawn_as_densities():
    runs = open_example()
    run = runs.runs[0]

    class Source:
        def __getattr__(self, name):
            return getattr(run.source, name)

        def keys(self):
            return {"h": next(iter(run.keys.values()))}

        def media(self, key):
            made = Histogram(np.array([0.0, 1, 3]), np.array([0.5, 0.25]), density=True)
            return [LoggedMedia(made, step) for step in (0, 5)] if key == "h" else []

    own = replace(runs, runs=(replace(run, source=Source()),))
    view = HistogramPanel(key="h").prepare(own, Context())
    assert view.measure.name == "density"
    assert view.rows[0].steps.tolist() == [0, 5]
    assert view.rows[0].mass.tolist() == [[0.5, 0.5]] * 2
