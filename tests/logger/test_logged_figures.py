"""Figures of Plotly and Matplotlib as scripts log them."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import matplotlib as mpl
import numpy as np
import plotly.graph_objects as go
import pytest
from kept_store import logged
from PIL import Image as Pictures

from reportgen.charts.plotly.figure import converted
from reportgen.logger.media.image import Image
from reportgen.logger.media.plotly import Plotly
from reportgen.logger.misuse import UsageError
from reportgen.logger.recognised import loggable
from reportgen.model.media.document import Figure

mpl.use("Agg")
from matplotlib import pyplot as plt


@pytest.fixture(autouse=True)
def _no_figures_are_left():
    yield
    plt.close("all")


def spec(value):
    """Return the JSON of what ``log`` makes of a figure."""
    found = logged(loggable(value))
    assert isinstance(found, Figure), found
    return json.loads(found.file.read())


def test_plotly_figures_go_in_directly():
    figure = go.Figure(go.Scatter(x=np.array([1, 2, 3]), y=[3.5, 1, 2]), layout={"title": "Loss"})
    for made in (loggable(figure), Plotly(figure), Plotly(figure.to_plotly_json()), Plotly.make_plot_media(figure)):
        found = json.loads(logged(made).file.read())
        assert found["layout"]["title"]["text"] == "Loss"
        assert found["data"][0]["y"] == [3.5, 1, 2]


def test_pyplot_is_the_figure_that_it_draws_in():
    plt.plot([1, 2, 3], [4, 5, 7], "r--o", label="loss")
    plt.title("Training")
    plt.xlabel("step")
    plt.yscale("log")
    plt.legend()
    found = spec(plt)
    assert found == spec(plt.gcf()) == spec(plt.gca())
    (trace,) = found["data"]
    assert (trace["x"], trace["y"], trace["mode"], trace["name"]) == ([1, 2, 3], [4, 5, 7], "lines+markers", "loss")
    assert (trace["line"]["color"], trace["line"]["dash"]) == ("#ff0000", "dash")
    layout = found["layout"]
    assert (layout["title"]["text"], layout["xaxis"]["title"]["text"], layout["yaxis"]["type"]) == (
        "Training", "step", "log",
    )  # fmt: skip
    assert layout["showlegend"] is True
    low, high = layout["yaxis"]["range"]
    assert 10**low < 4
    assert 10**high > 7


def test_points_bars_bands_and_errors():
    axes = plt.figure().subplots()
    axes.scatter([1, 2], [3, 4], c=["red", "blue"], s=[9, 16], label="p")
    axes.bar(["a", "b"], [5, 6], label="b")
    axes.barh([1, 2], [5, 6], left=1)
    axes.hist([1, 2, 2, 3], bins=3)
    axes.fill_between([1, 2], [0, 1], [2, 3], alpha=0.5)
    axes.errorbar([1, 2], [3, 4], yerr=[1, 2], capsize=2)
    axes.axhline(2.5, color="green")
    found = spec(axes.figure)
    kinds = [(trace["type"], trace.get("mode"), trace.get("orientation")) for trace in found["data"]]
    assert kinds.count(("bar", None, "v")) == 2
    assert kinds.count(("bar", None, "h")) == 1
    points = next(trace for trace in found["data"] if trace.get("mode") == "markers" and trace.get("name") == "p")
    assert points["marker"]["color"] == ["#ff0000", "#0000ff"]
    named = next(trace for trace in found["data"] if trace.get("name") == "b")
    assert named["y"] == [5, 6]
    lying = next(trace for trace in found["data"] if trace.get("orientation") == "h")
    assert (lying["x"], lying["base"]) == ([5, 6], [1, 1])
    assert any(trace.get("fill") == "toself" and trace["fillcolor"].endswith(",0.5)") for trace in found["data"])
    line = next(trace for trace in found["data"] if trace.get("line", {}).get("color") == "#008000")
    assert line["y"] == [2.5, 2.5]
    assert np.allclose(line["x"], axes.get_xlim())


def test_common_figures_need_no_plotly_in_the_page():
    """What is converted is drawn as a chart of the report, and Plotly's library is not embedded."""
    axes = plt.figure().subplots()
    axes.plot([1, 2, 3], [1, 4, 9], ".-", label="a")
    axes.scatter([1, 2], [3, 4], label="b")
    axes.set(title="Loss", xlabel="step", ylabel="loss", yscale="log")
    axes.axhline(2.5, color="green")
    axes.legend()
    assert not converted(spec(axes.figure)).why
    plt.figure()
    plt.hist(np.random.default_rng(3).normal(size=100), bins=12)
    assert not converted(spec(plt)).why


def test_names_and_dates_on_axes():
    plt.bar(["cat", "dog"], [1, 2])
    assert spec(plt)["layout"]["xaxis"]["ticktext"] == ["cat", "dog"]
    plt.figure()
    plt.plot([date(2026, 1, 1), date(2026, 1, 3)], [1, 2])
    found = spec(plt)
    assert found["layout"]["xaxis"]["type"] == "date"
    assert found["data"][0]["x"] == ["2026-01-01T00:00:00", "2026-01-03T00:00:00"]


def test_several_axes_and_two_scales():
    figure, (left, right) = plt.subplots(1, 2)
    left.plot([1, 2])
    left.set_title("left")
    right.plot([1, 2])
    twin = right.twinx()
    twin.plot([10, 20])
    found = spec(figure)
    layout = found["layout"]
    assert [trace.get("yaxis", "y") for trace in found["data"]] == ["y", "y2", "y3"]
    assert layout["xaxis"]["domain"][1] < layout["xaxis2"]["domain"][0]
    assert (layout["yaxis3"]["overlaying"], layout["yaxis3"]["side"]) == ("y2", "right")
    assert [note["text"] for note in layout["annotations"]] == ["left"]


@pytest.mark.parametrize("draw", ["imshow", "pie", "quiver", "contour", "pcolormesh"])
def test_what_cannot_be_said_in_plotly_is_an_image(draw):
    data = {"pie": [[1, 2]], "quiver": [[1], [2], [3], [4]]}.get(draw, [np.random.default_rng(1).random((4, 4))])
    axes = plt.figure().subplots()
    getattr(axes, draw)(*data)
    made = loggable(axes.figure)
    assert isinstance(made, Image)
    assert isinstance(Plotly.make_plot_media(axes.figure), Image)
    assert min(made.width, made.height) > 100
    with pytest.raises(UsageError, match="more than lines"):
        Plotly(axes.figure)


def test_a_figure_can_be_forced_to_be_an_image():
    plt.plot([1, 2])
    for source in (plt, plt.gcf(), plt.gca()):
        picture = Pictures.open(io.BytesIO(logged(Image(source, caption="c")).file.read()))
        assert picture.size == (640, 480)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: loggable(plt), r"pyplot has no figure.*Draw"),
        (lambda: Plotly(5), r"val: an int came"),
        (lambda: Plotly("none.json"), r"val: there is no file"),
        (lambda: Image(go.Figure()), r"a Plotly figure came.*interactive"),
    ],
)
def test_misuse_is_said(made, said):
    with pytest.raises(UsageError) as error:
        made()
    assert re.search(said, str(error.value)), str(error.value)
