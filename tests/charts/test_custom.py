"""Charts of the user's own: what is refused, and how placeholders are filled."""

from __future__ import annotations

import pytest

from reportgen.charts import custom, drawing
from reportgen.charts.custom import ChartError
from reportgen.charts.frame import safe_name

X = {"x": {"field": "a", "type": "quantitative"}}
DATA = {"data": {"name": "wandb"}}
POINT = {"mark": "point", **DATA, "encoding": X}
HUGE = {"signals": [{"name": "s", "update": "sequence(0, 1e9)"}]}

HOSTILE = {
    "remote data": ({**POINT, "data": {"url": "https://example.org/x.csv"}}, "is a URL"),
    "data from a file": ({**POINT, "data": {"url": "../secret.csv"}}, "is a URL"),
    "remote picture": (
        {**POINT, "mark": {"type": "image", "url": "https://example.org/x.png"}},
        "is a URL",
    ),
    "picture by expression": (
        {"marks": [{"type": "image", "encode": {"update": {"url": {"signal": "'https://' + document"}}}}]},
        "images by URL",
    ),
    "picture by column": (
        {"marks": [{"type": "image", "encode": {"update": {"url": {"field": "u"}}}}]},
        "images by URL",
    ),
    "link": ({**POINT, "encoding": {**X, "href": {"value": "javascript:alert(1)"}}}, "links"),
    "link of a mark": (
        {"marks": [{"type": "text", "encode": {"enter": {"href": {"value": "https://example.org"}}}}]},
        "links",
    ),
    "unknown mark": ({**POINT, "mark": "sparkle"}, "unknown mark 'sparkle'"),
    "unknown function": ({**POINT, "transform": [{"calculate": "fetch('x')", "as": "b"}]}, "fetch"),
    "broken expression": ({**POINT, "transform": [{"calculate": "datum.a +", "as": "b"}]}, "cannot compile"),
    "a signal of itself": (
        {"signals": [{"name": "a", "update": "b + 1"}, {"name": "b", "update": "a + 1"}], "marks": []},
        "Cycle",
    ),
    "rows without end": ({"mark": "point", "data": {"sequence": {"start": 0, "stop": 1e9}}, "encoding": {}}, "rows"),
    "a list without end": ({**POINT, "transform": [{"calculate": "sequence(0, 1e9)", "as": "b"}]}, "sequence"),
    "a list as long as the data says": (
        {**POINT, "transform": [{"calculate": "sequence(0, datum.a)", "as": "b"}]},
        "sequence",
    ),
    "a text without end": ({**POINT, "transform": [{"calculate": "pad('x', 1e9)", "as": "b"}]}, "pad"),
    "unknown channel": ({**POINT, "encoding": {"xx": X["x"]}}, "not Vega-Lite"),
    "no chart": ({"title": "nothing"}, "needs 'mark'"),
}


def make(spec):
    """Compile and draw a spec as a build does."""
    filled = custom.fill(spec, {}, {}, ["a"])
    vega, _ = custom.compiled(filled)
    rows = [{"a": 1}, {"a": 2}]
    sets = [entry | {"values": rows} if entry.get("name") == "wandb" else entry for entry in vega.get("data", [])]
    return drawing.draw({**vega, "data": sets})


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_broken_specs_are_told(name):
    spec, what = HOSTILE[name]
    with pytest.raises(ChartError, match=what):
        make(spec)


def test_a_spec_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(drawing, "SECONDS", 1.0)
    values = [{"a": i} for i in range(3000)]
    spec = {
        "data": [
            {"name": "a", "values": values},
            {"name": "b", "source": "a", "transform": [{"type": "cross"}, {"type": "cross"}]},
        ],
        "marks": [],
    }
    with pytest.raises(ChartError, match="more than 1 seconds of CPU time"):
        make(spec)
    assert "<path" in make(POINT)[0]  # and the next one is drawn


def test_an_honest_spec_is_drawn():
    svg, width, height = make(POINT)
    assert svg.startswith('<svg class="rg-static')
    assert "<path" in svg
    assert width > 0
    assert height > 0


def test_texts_stay_text():
    spec = {**POINT, "title": "<script>alert(1)</script><img src=x onerror=alert(1)>"}
    svg, _, _ = make(spec)
    assert "<script" not in svg
    assert "<img" not in svg


def test_pictures_within_the_spec_are_allowed():
    url = "data:image/png;base64,iVBORw0KGgo="
    custom.check({"mark": {"type": "image", "url": url}})


@pytest.mark.parametrize(
    ("transform", "library"),
    [
        ([{"regression": "a", "on": "a"}], "vega_full"),
        ([{"loess": "a", "on": "a"}], "vega_full"),
        ([{"density": "a"}], "vega"),
    ],
)
def test_the_small_runtime_serves_unless_the_spec_needs_more(transform, library):
    assert custom.compiled({**POINT, "transform": transform})[1] == library


class TestPlaceholders:
    def test_fields_and_strings(self):
        spec = {"title": "${string:title} ${string:more:none}", "field": "${field:x}", "list": ["${field:y}"]}
        filled = custom.fill(spec, {"x": "height"}, {"title": "T"}, ["height", "y"])
        assert filled == {"title": "T none", "field": "height", "list": ["y"]}

    def test_columns_that_vega_would_read_as_paths(self):
        spec = {"field": "${field:x}", "same": "val\\.loss", "expr": "datum['val.loss'] > 1", "plain": "val.loss"}
        filled = custom.fill(spec, {"x": "val.loss"}, {}, ["val.loss"])
        safe = safe_name("val.loss")
        assert filled == {"field": safe, "same": safe, "expr": f"datum['{safe}'] > 1", "plain": safe}
        assert "." not in safe

    def test_a_field_that_is_no_column(self):
        with pytest.raises(ChartError, match="no column for the field 'x'") as caught:
            custom.fill({"field": "${field:x}"}, {"x": "heigth"}, {}, ["height"])
        assert caught.value.hint == "Did you mean 'height'?"

    @pytest.mark.parametrize("name", ["__proto__", "__class__", "", "a[0]", 'q"uote', "a\\b"])
    def test_no_name_is_a_path(self, name):
        assert not set(safe_name(name)) & set(".[]\"'\\")
        assert safe_name(name)
        assert not safe_name(name).startswith("__")


def test_json_is_told_with_its_place():
    with pytest.raises(ChartError, match="line 2, column"):
        custom.read('{\n  "mark": }')
    with pytest.raises(ChartError, match="object"):
        custom.read("[]")


def test_labels_take_the_same_room_whatever_fonts_are_installed():
    """Each is measured in the font that the renderer brings along, whatever a spec asks for and a machine has."""

    def drawn(font):
        text = {"mark": {"type": "text", "font": font}, "encoding": {"text": {"value": "width"}}}
        axis = {"labelFont": font, "titleFont": font}
        spec = {**DATA, "layer": [{"mark": "point"}, text], "encoding": {"y": {"field": "a", "type": "quantitative"}},
                "config": {"font": font, "axis": axis, "title": {"font": font}}, "title": "A title"}  # fmt: skip
        return make(spec)

    assert drawn("DejaVu Sans Mono") == drawn("serif") == drawn("system-ui") == drawn("Liberation Sans")
    plain = {**DATA, "mark": "point", "encoding": {"y": {"field": "a", "type": "quantitative"}}}
    assert make(plain) == make({**plain, "config": {"font": "monospace"}})
