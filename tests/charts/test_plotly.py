"""Plotly figures: typed arrays, templates, what is understood, and what each of it draws."""

from __future__ import annotations

import base64
import copy
import json
import math

import numpy as np
import pytest
from dot import DOT
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.charts.plotly import figure as plotly
from reportgen.charts.plotly import known
from reportgen.charts.plotly.axes import Axis
from reportgen.charts.plotly.traces import bins, boxes


def typed(array):
    return {"dtype": array.dtype.str.lstrip("<|"), "bdata": base64.b64encode(array.tobytes()).decode()}


def test_typed_arrays():
    values = np.arange(6, dtype="<f8")
    assert plotly.decoded({"x": typed(values)}) == {"x": values.tolist()}
    assert plotly.decoded({**typed(values), "shape": "2, 3"}) == values.reshape(2, 3).tolist()
    assert plotly.decoded([typed(np.array([1, 2], "<i2"))]) == [[1, 2]]


def vega(figure):
    answer = plotly.converted(figure)
    assert answer.vega is not None, answer.why
    return answer.vega


def why(figure):
    answer = plotly.converted(figure)
    assert answer.vega is None
    return answer.why


SCALE = [[0, "#000080"], [1, "#ffff00"]]
BASES = {
    "scatter": [{"type": "scatter", "x": [1, 2, 4, 8], "y": [1, 3, 2, 5], "mode": "lines+markers"}],
    "scattergl": [{"type": "scattergl", "x": [1, 2, 4, 8], "y": [1, 3, 2, 5], "mode": "lines+markers"}],
    "bar": [{"type": "bar", "x": [1, 2, 4], "y": [1, 3, 2]}],
    "histogram": [{"type": "histogram", "x": [1.5, 2.5, 2.25, 4.125, 9.5]}],
    "heatmap": [{"type": "heatmap", "z": [[1, 2, 3], [4, 5, 6]], "colorscale": SCALE}],
    "box": [{"type": "box", "y": [1, 2, 3, 4, 5, 30]}],
    "pie": [{"type": "pie", "labels": ["a", "b"], "values": [1, 2]}],
}
TWO = [{"x": [1, 2], "y": [1, 2], "name": "a"}, {"x": [1, 2], "y": [2, 1], "name": "b"}]


@pytest.mark.parametrize("kind", known.TRACES)
def test_every_type_on_the_list_is_drawn(kind):
    drawn = vega({"data": BASES[kind]})
    assert drawn["marks"]
    assert json.dumps(drawn, allow_nan=False)


# What an attribute needs beside it to be seen: (attributes of the trace, other traces, layout).
SIZES, SHADES = [4, 9, 16, 25], [1.0, 2.0, 3.0, 4.0]
COLORED = {"marker": {"color": SHADES, "colorscale": SCALE, "showscale": True}}
BESIDE = {
    "name": ({}, TWO[1:], {}), "showlegend": ({"name": "a"}, [], {}),
    "connectgaps": ({"y": [1, None, 2, 5]}, [], {}),
    "marker.colorscale": (COLORED, [], {}), "marker.reversescale": (COLORED, [], {}),
    "marker.showscale": (COLORED, [], {}), "marker.cmin": ({"marker": {**COLORED["marker"], "cmax": 9}}, [], {}),
    "marker.cmax": ({"marker": {**COLORED["marker"], "cmin": 0}}, [], {}),
    "marker.colorbar.title.text": (COLORED, [], {}),
    "marker.coloraxis": ({"marker": {"color": SHADES}}, [], {"coloraxis": {"colorscale": SCALE}}),
    "coloraxis": ({}, [], {"coloraxis": {"colorscale": [[0, "#ff0000"], [1, "#00ff00"]]}}),
    "marker.sizemode": ({"marker": {"size": SIZES}}, [], {}), "marker.sizeref": ({"marker": {"size": SIZES}}, [], {}),
    "marker.sizemin": ({"marker": {"size": SIZES}}, [], {}),
    "marker.line.color": ({"marker": {"line": {"width": 2}}}, [], {}),
    "hovertext": ({"hovertemplate": "<b>%{hovertext}</b><br>x=%{x}<extra></extra>"}, [], {}),
    "customdata": ({"hovertemplate": "x=%{customdata[0]}<extra></extra>", "customdata": [[1]] * 8}, [], {}),
    "zmin": ({"zmax": 9}, [], {}), "zmax": ({"zmin": 0}, [], {}), "xgap": ({"ygap": 3}, [], {}),
    "ygap": ({"xgap": 3}, [], {}), "xbins.start": ({"xbins": {"start": 0, "end": 10, "size": 2}}, [], {}),
    "xbins.end": ({"xbins": {"start": 0, "end": 10, "size": 2}}, [], {}),
    "xbins.size": ({"xbins": {"start": 0, "end": 10, "size": 2}}, [], {}),
    "x": ({}, [], {}),
}  # fmt: skip
VALUES = {
    "type": None, "name": "called so", "showlegend": True, "opacity": 0.4, "customdata": [[7]] * 8,
    "hovertemplate": "left=%{x}<extra></extra>", "hovertext": list("abcdefgh"), "x": [2, 3, 5, 9], "y": [7, 1, 7, 2],
    "marker.color": "#aa3366", "marker.cmin": -3, "marker.cmax": 77, "marker.coloraxis": "coloraxis",
    "coloraxis": "coloraxis", "colorscale": [[0, "#ff0000"], [1, "#00ff00"]], "reversescale": True, "showscale": False,
    "marker.colorscale": [[0, "#ff0000"], [1, "#00ff00"]], "marker.reversescale": True, "marker.showscale": False,
    "mode": "markers", "text": ["p", "q", "r", "s"], "line.color": "#aa3366", "line.width": 5, "line.dash": "dot",
    "line.shape": "hv", "connectgaps": True, "fill": "tozeroy", "fillcolor": "rgba(10,20,200,0.3)",
    "marker.size": 11, "marker.sizemode": "area", "marker.sizeref": 0.5, "marker.sizemin": 30,
    "marker.symbol": "square", "marker.opacity": 0.3, "marker.line.width": 3, "marker.line.color": "#aa3366",
    "orientation": "h", "width": 0.3, "nbinsx": 20, "nbinsy": None, "histnorm": "percent", "xbins.start": -1,
    "xbins.end": 20, "xbins.size": 1, "z": [[3, 4, 1], [5, 1, 2]], "zmin": -9, "zmax": 99, "texttemplate": "%{z:.1f}",
    "xgap": 3, "ygap": 3, "boxpoints": False, "labels": ["c", "d"], "values": [5, 1], "hole": 0.5, "sort": False,
    "direction": "clockwise", "marker.colors": ["#aa3366", "#33aa66"], "colorbar.title.text": "t",
    "marker.colorbar.title.text": "t",
}  # fmt: skip


def put(target, path, value):
    *parts, last = path.split(".")
    for part in parts:
        target = target.setdefault(part, {})
    target[last] = value


def merged(trace, more):
    for key, value in more.items():
        trace[key] = merged(dict(trace.get(key) or {}), value) if isinstance(value, dict) else value
    return trace


DRAWN = [(kind, path) for kind, rules in known.TRACES.items() for path, rule in rules.items()
         if rule.drawn and VALUES.get(path) is not None and rule.takes(VALUES[path])]  # fmt: skip


ONLY_PLOTLY = {
    ("scatter", "orientation"), ("scattergl", "orientation"), ("histogram", "y"), ("box", "x"), ("pie", "name"),
    ("histogram", "orientation"), ("box", "orientation"), ("heatmap", "y"),
}  # fmt: skip
NAMED = {"bar", "box", "histogram"}


@pytest.mark.parametrize(("kind", "path"), DRAWN)
def test_an_attribute_that_is_understood_changes_the_drawing(kind, path):
    if (kind, path) in ONLY_PLOTLY or (kind == "histogram" and path.startswith("marker.") and path in BESIDE):
        return  # beside the rest of this figure it means nothing, or leads to Plotly
    own, others, layout = copy.deepcopy(BESIDE.get(path, ({}, [], {})))
    own |= {"fill": "tozeroy"} if path == "fillcolor" and kind != "box" else {}
    others = [] if kind in {*NAMED, "pie", "heatmap"} else others
    layout = {"showlegend": True} if kind in NAMED and path == "name" else layout
    before = merged(copy.deepcopy(BASES[kind][0]), own)
    after = copy.deepcopy(before)
    put(after, path, False if (kind, path) == ("pie", "showlegend") else VALUES[path])
    first, second = ({"data": [one, *others], "layout": layout} for one in (before, after))
    assert vega(second) != plotly.converted(first).vega


AXIS = {
    "title.text": "left", "title.font.size": 22, "type": "log", "range": [0.5, 6], "autorange": "reversed",
    "rangemode": "tozero", "showgrid": False, "zeroline": False, "showline": True, "ticks": "outside", "nticks": 3,
    "showticklabels": False, "tickfont.size": 17, "tickangle": 30, "tickformat": ".1f", "tickvals": [1, 3],
}  # fmt: skip
LAYOUT = {
    **{f"{name}axis.{path}": value for name in "xy" for path, value in AXIS.items()},
    "title.text": "T", "colorway": ["#aa3366"], "showlegend": True, "legend.title.text": "runs",
    "xaxis.scaleanchor": "y", "yaxis.scaleanchor": "x",
}  # fmt: skip


@pytest.mark.parametrize("path", LAYOUT)
def test_layout_that_is_understood_changes_the_drawing(path):
    data = [{"x": [-1, 2, 4], "y": [-1, 3, 2], "name": "a", "line": {}}] if "zeroline" in path else TWO[:1]
    layout = {"showlegend": True} if path == "legend.title.text" else {}
    if path.endswith("showline"):
        layout = {"xaxis": {"showline": False}, "yaxis": {"showline": False}}
    first, second = {"data": data, "layout": copy.deepcopy(layout)}, {"data": data, "layout": copy.deepcopy(layout)}
    put(second["layout"], path, LAYOUT[path])
    assert vega(first) != vega(second)


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        ({"data": [{"type": "surface", "z": [[1]]}]}, "a trace of type surface"),
        ({"data": [{"y": [1]}, {"y": [2], "yaxis": "y2"}]}, "scatter.yaxis"),
        ({"data": [{"type": "pie", "labels": ["a"]}, {"y": [1]}]}, "several pie charts"),
        ({"data": [{"y": [1, 2], "error_y": {"array": [1, 1]}}]}, "scatter.error_y.array"),
        ({"data": [{"y": [1, 2], "fill": "toself"}]}, "scatter.fill"),
        ({"data": [{"y": [1, 2]}], "layout": {"annotations": [{"text": "here"}]}}, "layout.annotations"),
        ({"data": [{"y": [1, 2]}], "layout": {"shapes": [{"type": "line"}]}}, "layout.shapes"),
        ({"data": [{"y": [1, 2]}], "layout": {"xaxis": {"tickformat": "%Y"}}}, "layout.xaxis.tickformat"),
        ({"data": [{"y": [1, 2]}], "layout": {"template": {"layout": {"plot_bgcolor": "#111111"}}}},
         "layout.plot_bgcolor"),
        ({"data": [{"y": [1, 2]}], "layout": {"template": {"data": {"scatter": [{"line": {"dash": "3,4"}}]}}}},
         "scatter.line.dash"),
        ({"data": [{"y": [1, 2], "line": {"color": "#fefefe"}}]}, "scatter.line.color"),
        ({"data": [{"y": [1, 2], "name": "<i>x</i>"}]}, "scatter.name"),
        ({"data": [{"y": [1, 2]}], "frames": [{"data": []}]}, "frames"),
        ({"data": [{"y": [1, 2], "__proto__": {"x": 1}}]}, "scatter.__proto__"),
        ({"data": []}, "no traces"), ({}, "no traces"), ({"data": "nonsense"}, "no traces"),
    ],
)  # fmt: skip
def test_anything_else_leads_to_plotly(figure, reason):
    assert why(figure) == reason


@pytest.mark.parametrize(
    "figure",
    [
        {"data": [{"x": ["1", "2"], "y": [1, 2]}]},
        {"data": [{"x": [1, "b"], "y": [1, 2]}]},
        {"data": [{"x": [True, False], "y": [1, 2]}]},
        {"data": [{"type": "bar", "x": ["a", "a"], "y": [1, 2]}]},
        {"data": [{"type": "bar", "x": [1], "y": [-1]}, {"type": "bar", "x": [1], "y": [1]}],
         "layout": {"barmode": "stack"}},
        {"data": [{"type": "bar", "x": [1, 2], "y": [1, 10]}], "layout": {"yaxis": {"type": "log"}}},
        {"data": [{"type": "bar", "y": [1]}, {"type": "bar", "orientation": "h", "x": [1]}]},
        {"data": [{"type": "histogram", "x": ["2026-01-01", "2026-01-02"]}]},
        {"data": [{"y": [1, 2]}, {"x": [5, 6], "y": [2, 3], "fill": "tonexty"}]},
        {"data": [{"type": "heatmap", "z": [[1, -1]]}]},
        {"data": [{"type": "pie", "labels": ["a", "b"], "values": [1, -1]}]},
        {"data": [{"y": list(range(30_000))}]},
    ],
)  # fmt: skip
def test_combinations_that_have_no_counterpart_lead_to_plotly(figure):
    assert why(figure)


def rows(drawn, place=0):
    return drawn["data"][place]["values"]


def scale(drawn, name):
    return next(scale for scale in drawn["scales"] if scale["name"] == name)


def mark(drawn, kind):
    return next(mark for mark in drawn["marks"] if mark["type"] == kind)


def test_a_band_is_filled_to_the_line_before():
    drawn = vega({"data": [{"x": [1, 2], "y": [10, 11]}, {"x": [1, 2], "y": [12, 13], "fill": "tonexty"}]})
    area = mark(drawn, "area")
    filled = next(data["values"] for data in drawn["data"] if data["name"] == area["from"]["data"])
    assert [(row["z"], row["y"]) for row in filled] == [(10, 12), (11, 13)]
    assert scale(drawn, "y")["domain"][0] > 9


def test_bars_over_numbers_stand_at_their_distances():
    drawn = vega({"data": [{"type": "bar", "x": [1, 2, 10, 3], "y": [5, 6, 7, 8]}]})
    assert [(row["a"] + row["b"]) / 2 for row in rows(drawn)] == [1, 2, 10, 3]
    assert all(math.isclose(row["b"] - row["a"], 0.8) for row in rows(drawn))


def test_bars_stand_beside_or_on_each_other():
    two = [{"type": "bar", "x": ["a", "b"], "y": [1, 2]}, {"type": "bar", "x": ["a", "b"], "y": [3, 4]}]
    beside, on = vega({"data": two}), vega({"data": two, "layout": {"barmode": "stack"}})
    assert rows(beside)[0]["b"] == pytest.approx(rows(beside, 1)[0]["a"])
    assert [row["z"] for row in rows(on, 1)] == [1, 2]
    assert scale(on, "y")["domain"][0] == 0


def test_columns_of_a_heat_map_keep_their_order_where_cells_are_empty():
    drawn = vega(
        {"data": [{"type": "heatmap", "z": [[None, 2, 3], [4, 5, 6]], "x": ["q", "r", "s"], "colorscale": SCALE}]}
    )
    assert '["q", "r", "s"]' in json.dumps(drawn["axes"][0]["encode"]).replace('\\"', '"')
    assert len(rows(drawn)) == 5
    colors = scale(drawn, "colors0")
    assert (colors["domain"][0], colors["domain"][-1], colors["zero"]) == (2, 6, False)


def test_a_zero_has_no_place_on_a_logarithmic_axis_and_is_told():
    answer = plotly.converted({"data": [{"y": [1, 0, 100], "mode": "lines"}], "layout": {"yaxis": {"type": "log"}}})
    assert [row["y"] for row in rows(answer.vega)] == [1, None, 100]
    low, high = scale(answer.vega, "y")["domain"]
    assert 0.5 < low < 1
    assert 100 < high < 200
    assert answer.notes == ("zero or negative values omitted from the logarithmic y axis: 1",)


def test_dates_are_places_in_time():
    drawn = vega({"data": [{"x": ["2026-01-01", "2026-01-02 12:00"], "y": [1, 2]}]})
    assert scale(drawn, "x")["type"] == "utc"
    assert rows(drawn)[1]["x"] - rows(drawn)[0]["x"] == 1.5 * 86_400_000


def test_a_legend_is_shown_as_plotly_would():
    names = lambda drawn: json.dumps(drawn["legends"])  # noqa: E731
    assert '\\"a\\", \\"b\\"' in names(vega({"data": TWO}))
    assert vega({"data": TWO[:1]})["legends"] == []
    assert vega({"data": TWO, "layout": {"showlegend": False}})["legends"] == []
    assert '\\"a\\"' in names(vega({"data": TWO[:1], "layout": {"showlegend": True}}))
    assert vega({"data": [{**one, "name": f"_child{i}"} for i, one in enumerate(TWO)]})["legends"] == []


def test_templates_lie_below_what_a_figure_states():
    template = {"data": {"scatter": [{"line": {"width": 7}}, {"line": {"width": 9}}]},
                "layout": {"colorway": ["#aa3366", "#33aa66"], "title": {"x": 0.05},
                           "polar": {"bgcolor": "#123456"}}}  # fmt: skip
    drawn = vega({"data": TWO, "layout": {"template": template, "title": "T"}})
    lines = [entry["encode"]["update"] for entry in drawn["marks"] if entry["type"] == "line"]
    assert [line["strokeWidth"]["value"] for line in lines] == [7, 9]
    assert [line["stroke"]["value"] for line in lines] == ["#aa3366", "#33aa66"]
    assert drawn["title"]["text"] == "T"


def test_black_is_the_ink_of_the_page():
    drawn = vega({"data": [{"y": [1, 2], "line": {"color": "rgba(0, 0, 0, 1)"}}]})
    assert mark(drawn, "line")["encode"]["update"]["stroke"] == {"value": "var(--ink)"}


@pytest.mark.parametrize(
    ("template", "heading", "lines"),
    [
        ("a=%{x}<br>b=%{y:.2f}<extra></extra>", False, [("a", "x", "", ""), ("b", "y", ".2f", "")]),
        ("<b>%{hovertext}</b><br><br>kind=one<extra></extra>", True, [("kind", "", "", "one")]),
    ],
)
def test_hover_texts_of_plotly_express(template, heading, lines):
    assert known.hover(template) == (heading, lines)


@pytest.mark.parametrize(
    "template", ["%{x}", "a=%{x}", "a=%{meta[0]}<extra></extra>", "a=%{x|%d}", "__proto__=%{x}", ""]
)
def test_other_hover_texts(template):
    found = known.hover(template)
    assert found is None or template == "a=%{x}"


def test_what_plotly_gets_is_clean():
    figure = {
        "data": [
            {"y": [1], "name": "_child0", "text": '<span style="color:red;fill:url(x)">a</span> < <a href="//b">c</a>'}
        ],
        "layout": {
            "images": [{"source": "http://x.invalid"}, {"source": DOT}],
            "__proto__": {},
        },
        "config": {"scrollZoom": True, "plotlyServerURL": "http://x.invalid"},
    }
    safe, notes = plotly.cleaned(figure)
    assert safe["data"][0]["text"] == '<span style="color:red">a</span> &lt; c'
    assert safe["layout"] == {"images": [{}, {"source": DOT}], "showlegend": False}
    assert safe["config"] == {"scrollZoom": True}
    assert notes == ["a link's address omitted", "an image or URL outside the report omitted"]


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color: red; font-size: 12px", "color:red;font-size:12px"),
        ("COLOR:RGBA(1, 2, 3, .5)", "color:rgba(1, 2, 3, .5)"),
        ("c\\6flor: r\\65 d", "color:red"),
        ("color:/**/hsl(1deg 2% 3%)", "color:hsl(1deg 2% 3%)"),
        ("font-weight:bold;position:fixed;background:red", "font-weight:bold"),
        ("color:url(#a)", ""), ("color:u\\72l(//e.invalid)", ""), ("--x:red;color:image-set('//e.invalid' 1x)", ""),
        ("color:red)};x{", ""), ("color:'red'", ""), ("fill:red", ""),
    ],
)  # fmt: skip
def test_styles_inside_a_figures_texts_follow_the_rules_of_logged_style(style, kept):
    safe, _ = plotly.cleaned({"data": [{"text": f'<span style="{style}">a</span>'}]})
    assert safe["data"][0]["text"] == (f'<span style="{kept}">a</span>' if kept else "<span>a</span>")


@pytest.mark.parametrize(
    ("color", "kept"),
    [("red", True), ("#1f77b4", True), ("rgb(1, 2, 3)", True), ("hsv(10, 20%, 30%)", True), ("Viridis", True),
     ("rgba(0,0,0,0.1)", True), ("hsl(1,2%,3%)", True), ("url(#a)", False), ("u\\72l(//e.invalid)", False),
     ("image-set('//e.invalid' 1x)", False), ("javascript:x", False), ("red;fill:url(x)", False),
     (f"url({DOT})", False)],
)  # fmt: skip
def test_colours_of_figures_follow_them_too(color, kept):
    safe, notes = plotly.cleaned({"data": [{"marker": {"color": color}}]})
    assert safe["data"][0]["marker"]["color"] == (color if kept else "")
    assert bool(notes) != kept


@pytest.mark.parametrize(
    ("figure", "themed"),
    [({"data": TWO}, True), ({"data": TWO, "layout": {"paper_bgcolor": "#fff"}}, False),
     ({"data": [{"line": {"color": "black"}}]}, False),
     ({"data": TWO, "layout": {"template": {"layout": {"plot_bgcolor": "#E5ECF6", "paper_bgcolor": "white"}}}}, True),
     ({"data": TWO, "layout": {"template": {"layout": {"plot_bgcolor": "black", "paper_bgcolor": "black"}}}}, False)],
)  # fmt: skip
def test_only_figures_without_colours_of_their_own_follow_the_page(figure, themed):
    assert plotly.is_themed(figure) == themed


def test_maps_need_the_network():
    assert plotly.needs_network({"data": [{"type": "choropleth"}]})
    assert plotly.needs_network({"data": [], "frames": [{"data": [{"type": "scattermap"}]}]})
    assert not plotly.needs_network({"data": TWO})


def test_hidden_traces_are_not_drawn_and_keep_their_colour():
    drawn = vega({"data": [{"y": [1, 2], "visible": False}, {"y": [3, 4]}]})
    assert [entry["encode"]["update"]["stroke"] for entry in drawn["marks"] if entry["type"] == "line"] == [
        {"value": "var(--c1)"}
    ]


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60).filter(lambda values: max(values) - min(values) > 1e-3))
def test_bins_hold_every_value(values):
    start, size, count = bins.edges(np.array(values), None, 0)
    assert start <= min(values)
    assert start + size * count > max(values)


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_quartiles_are_in_order(values):
    ordered = sorted(values)
    found = [boxes._at(ordered, share) for share in (0.25, 0.5, 0.75)]
    assert [min(values), *found, max(values)] == sorted([min(values), *found, max(values)])


FLOATS = st.one_of(st.floats(), st.integers(-(10**20), 10**20), st.none(), st.text(max_size=4), st.booleans())


@settings(deadline=None)
@given(
    st.lists(FLOATS, max_size=12), st.lists(FLOATS, max_size=12), st.sampled_from(["scatter", "bar", "box", "heatmap"])
)
def test_any_values_are_drawn_or_lead_to_plotly(x, y, kind):
    data = {"type": kind, "z": [x, y], "colorscale": SCALE} if kind == "heatmap" else {"type": kind, "x": x, "y": y}
    answer = plotly.converted({"data": [data]})
    assert answer.why if answer.vega is None else json.dumps(answer.vega)


@settings(deadline=None)
@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=9))
def test_an_axis_reaches_what_it_holds(values):
    axis = Axis("y", {}, values)
    axis.reach(axis.places(values), pad=True)
    low, high = axis.ends()
    assert low <= min(values)
    assert high >= max(values)
