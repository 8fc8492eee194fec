"""Logged figures in a browser: legends and titles everywhere, what only Plotly draws, and that nothing gets out."""

from __future__ import annotations

import json
import re

import pytest
from conftest import eventually, log_runs, spot, write_spec
from playwright.sync_api import expect

from reportgen import build
from reportgen.charts.plotly import figure as plotly
from reportgen.charts.plotly import known

pytestmark = [pytest.mark.browser, pytest.mark.sdk]

HOSTILE = [
    *(f"text{n}" for n in range(17)), "images", "image", "table", "template", "buttons", "frames", "maps", "config",
    "fonts", "keys", "proto",
]  # fmt: skip


def report(folder, name, blocks, **more):
    runs = next(path.parent for path in log_runs("0.31.0", "log_figures.py").rglob("*.wandb") if _is(path, name))
    spec = {"runs": str(runs), "blocks": blocks, **more}
    return build(write_spec(folder, json.dumps(spec), f"{name}.yaml")).path


def _is(path, name):
    mark = {"plain": "lines.plotly.json", "hostile": "images.plotly.json"}[name]
    return any(found.name == mark for found in path.parent.rglob("*.json"))


@pytest.mark.parametrize("block", ["custom_chart", "media_browser"])
def test_the_legend_and_the_title_are_there_wherever_the_figure_stands(visit, tmp_path, block):
    path = report(tmp_path, "plain", [{block: "lines"}])
    seen = visit(path)
    drawn = seen.page.locator(".rg-live-plot[data-ready]")
    for text in ("train-curve", "val-curve", "Two curves"):
        expect(drawn).to_contain_text(text)
    static = visit(path, java_script_enabled=False).page.locator("rg-chart svg.rg-static")
    for text in ("train-curve", "val-curve", "Two curves"):
        expect(static).to_contain_text(text)
    seen.assert_quiet()


def test_enlarged_it_fills_the_window(visit, tmp_path):
    seen = visit(report(tmp_path, "plain", [{"media_browser": {"media_keys": ["lines", "tall"]}}]))
    assert seen.page.locator("rg-media-browser").count() == 2
    panel = seen.page.locator(".rg-media-browser-panel .rg-media-browser-panel").nth(1)
    panel.scroll_into_view_if_needed()
    panel.locator(".rg-live-plot[data-ready]").wait_for()
    panel.get_by_role("button", name=re.compile("^Expand")).click()
    plot = panel.locator(".rg-plot")
    eventually(lambda: spot(plot)["height"] > 600)
    assert spot(plot)["width"] > 900  # beside the side
    expect(panel.locator(".rg-vega")).to_contain_text("val-curve")
    seen.assert_quiet()


def test_what_has_no_counterpart_is_drawn_by_plotly(visit, tmp_path):
    keys = ["ticks", "note", "percent", "sankey", "tall"]
    path = report(tmp_path, "plain", [{"custom_chart": key} for key in keys])
    seen = visit(path)
    seen.scroll_through()
    expect(seen.page.locator("rg-chart .rg-vega").nth(0)).to_contain_text("dog")
    expect(seen.page.locator("rg-chart .rg-vega").nth(1)).to_contain_text("20%")
    expect(seen.page.locator("rg-figure").nth(0)).to_contain_text("look-here")
    link = seen.page.locator(".sankey-link").first
    expect(link).to_have_css("fill", "rgb(0, 0, 0)")
    tall = spot(seen.page.locator("rg-chart .rg-plot").nth(2))
    assert (tall["width"], tall["height"]) == (300, 520)
    still = visit(path, java_script_enabled=False).page.locator("rg-figure").first
    expect(still).to_contain_text("Noted")
    expect(seen.page.get_by_text("drawn by Plotly because of layout.annotations").first).to_be_attached()
    seen.assert_quiet()


def test_figures_of_the_pages_colours_follow_light_and_dark(visit, tmp_path):
    seen = visit(report(tmp_path, "plain", [{"custom_chart": "sankey"}]), color_scheme="light")
    link = seen.page.locator(".sankey-link").first
    expect(link).to_have_css("fill", "rgb(0, 0, 0)")
    seen.page.locator(".rg-scheme").click()
    expect(link).to_have_css("fill", "rgb(255, 255, 255)")


@pytest.mark.parametrize("policy", ["kept", "removed"])
def test_nothing_in_a_figure_gets_out(visit, tmp_path, policy):
    path = report(tmp_path, "hostile", [{"custom_chart": key} for key in HOSTILE])
    html = path.read_text("utf-8")
    if policy == "removed":
        path.write_text(
            html.replace('<meta http-equiv="Content-Security-Policy"', '<meta data-was="policy"', 1), "utf-8"
        )
    seen = visit(path)
    page = seen.page
    for figure in page.locator("rg-figure, rg-chart").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".main-svg, .rg-live-plot[data-ready], .no-webgl").first.wait_for(state="attached")
    for button in page.locator(".updatemenu-header, .updatemenu-button").all():
        button.click(force=True)
    assert page.evaluate("[window.__pwned, ({}).polluted, ({}).x]") == [None, None, None]
    assert page.locator("rg-figure a[href], rg-figure [*|href^=http], rg-figure img[src^=http]").count() == 0
    assert "example.invalid" not in page.evaluate(
        "[...document.querySelectorAll('rg-figure [style]')].map(e => e.style.cssText).join()"
    )
    seen.assert_quiet()


# Every attribute of every type of trace, and of the layout, in the schema of the Plotly release that reports carry.
SCHEMA = """
() => {
  const found = [];
  const walk = (part, path, kind) => {
    for (const [name, value] of Object.entries(part ?? {})) {
      if (name[0] === '_' || ['role', 'editType'].includes(name) || !value || typeof value !== 'object') continue;
      const here = path ? path + '.' + name : name;
      if (value.valType) found.push({ kind, path: here, type: value.valType, values: value.values, dflt: value.dflt,
                                      flags: value.flags, min: value.min,
                                      max: value.max, many: value.arrayOk === true });
      else if (value._isLinkedToArray) found.push({ kind, path: here, type: 'items' });
      else walk(value, here, kind);
    }
  };
  const schema = reportgen_plotly.PlotSchema.get();
  for (const [kind, { attributes }] of Object.entries(schema.traces)) walk(attributes, '', kind);
  walk(schema.layout.layoutAttributes, '', 'layout');
  for (const { layoutAttributes } of Object.values(schema.traces)) walk(layoutAttributes, '', 'layout');
  return found;
}
"""


@pytest.fixture(scope="module")
def schema(browser, tmp_path_factory):
    page = browser.new_page()
    page.goto(report(tmp_path_factory.mktemp("schema"), "plain", [{"custom_chart": "sankey"}]).as_uri())
    page.locator(".sankey-link").first.wait_for()
    yield page.evaluate(SCHEMA)
    page.close()


def unusual(entry):
    """Yield values of an attribute that are not what Plotly has by default."""
    kind, dflt = entry["type"], entry.get("dflt")
    low, high = entry.get("min"), entry.get("max")
    if kind == "boolean":
        yield not dflt
    elif kind == "enumerated":
        yield from (value for value in entry["values"] if value != dflt and not str(value).startswith("/"))
    elif kind in ("number", "integer", "angle"):
        number = (dflt if isinstance(dflt, int | float) else 0) + 7
        yield min(max(number, low if low is not None else number), high if high is not None else number)
        yield low if low is not None and low != dflt else 0.5
    elif kind == "flaglist":
        yield from (flag for flag in entry["flags"] if flag != dflt)
    elif kind in ("color", "colorlist", "colorscale"):
        text = "rgb(1, 200, 250)"
        yield {"color": text, "colorlist": [text], "colorscale": [[0, text], [1, "rgb(250, 200, 1)"]]}[kind]
    elif kind == "items":
        yield [{"name": "an item", "value": 1}]
    elif kind in ("data_array", "info_array"):
        yield [0.25, 0.75]
        yield ["x", "y"]
    else:
        yield "unusual"
        yield 12
    if entry["many"]:
        yield [3, 5]


def put(target, path, value):
    *parts, last = path.split(".")
    for part in parts:
        target = target.setdefault(part, {})
    target[last] = value


def test_every_attribute_of_plotly_is_understood_or_leads_to_plotly(schema):
    base = {"x": [1, 2], "y": [2, 1]}
    bases = {"heatmap": {"z": [[1, 2]], "colorscale": [[0, "#000"], [1, "#fff"]]},
             "pie": {"labels": ["a", "b"], "values": [1, 2]},
             "histogram": {"x": [1, 2]}, "box": {"y": [1, 2]}}  # fmt: skip
    assert len(schema) > 5000
    tried = 0
    for entry in schema:
        kind, path = entry["kind"], entry["path"]
        rules = known.LAYOUT if kind == "layout" else known.TRACES.get(kind, {})
        for value in unusual(entry):
            tried += 1
            trace, layout = {"type": "scatter", **base}, {}
            if kind == "layout":
                put(layout, path, value)
            else:
                trace = {"type": kind, **bases.get(kind, base)}
                put(trace, path, value)
            drawn = plotly.converted({"data": [trace], "layout": layout}).vega
            if path == "visible" and value is False:
                assert drawn is None
            elif not (path in rules and rules[path].takes(value)):
                assert drawn is None, f"{kind}.{path} = {value!r} is dropped"
    assert tried > 10_000


def test_the_list_names_no_attribute_that_plotly_does_not_have(schema):
    have = {(entry["kind"], entry["path"]) for entry in schema}
    ours = {(kind, path) for kind, rules in known.TRACES.items() for path in rules}
    ours |= {("layout", path) for path in known.LAYOUT}
    strange = {f"{kind}.{path}" for kind, path in ours - have if path != "type"}
    assert not strange


def test_the_static_picture_has_no_address(tmp_path):
    html = report(tmp_path, "hostile", [{"custom_chart": key} for key in HOSTILE]).read_text("utf-8")
    assert not re.search(r"<[a-z][^<>]*\s(href|src)=.?http", html)


def test_without_scripts_and_on_paper_a_figure_of_plotlys_says_what_it_holds(visit, tmp_path):
    path = report(tmp_path, "plain", [{"custom_chart": "sankey"}])
    still = visit(path, java_script_enabled=False).page
    outline = still.locator("rg-figure .rg-figure-outline")
    expect(outline).to_contain_text("which needs JavaScript")
    expect(outline.locator("tbody tr").first).to_be_visible()
    assert outline.evaluate("one => one.scrollHeight - one.clientHeight") <= 1  # nothing of it is cut
    seen = visit(path)
    seen.page.locator("rg-figure .js-plotly-plot").wait_for()
    assert seen.page.locator(".rg-figure-outline").count() == 0
    seen.assert_quiet()
