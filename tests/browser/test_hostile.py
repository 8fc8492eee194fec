"""Strings that try to run, at every entry of a log and a spec: shown as text, with the policy and without it."""

from __future__ import annotations

import json

import pytest
from conftest import log_runs

from reportgen import build

pytestmark = [pytest.mark.browser, pytest.mark.sdk]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = log_runs("0.31.0", "log_hostile.py")
    return build([folder], tmp_path_factory.mktemp("hostile") / "r.html").path


@pytest.mark.parametrize("policy", ["kept", "removed"])
def test_nothing_logged_runs_or_asks_the_network(visit, hostile, tmp_path, policy):
    html = hostile.read_text("utf-8")
    if policy == "removed":
        assert html.count('<meta http-equiv="Content-Security-Policy"') == 1
        html = html.replace('<meta http-equiv="Content-Security-Policy"', '<meta data-was="policy"')
    path = tmp_path / "r.html"
    path.write_text(html, "utf-8")
    seen = visit(path)
    page = seen.page
    seen.scroll_through()
    for plot in page.locator("rg-line-plot .rg-plot").all()[:12]:
        plot.scroll_into_view_if_needed()
        plot.hover()
    page.locator(".rg-run").first.click()
    page.locator("rg-run-table .rg-menu > summary").first.click()
    page.locator(".rg-about > summary").click()
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("document.baseURI").startswith("file:")
    assert page.evaluate("Object.prototype.polluted") is None
    seen.assert_quiet()


def test_every_string_is_shown_as_it_was_logged(visit, hostile):
    from reportgen.sources import read_runs

    page = visit(hostile).page
    shown = set(page.locator(".rg-runs bdi").evaluate_all("(all) => all.map((name) => name.title || name.textContent)"))
    names = {run.meta.name for run in read_runs(log_runs("0.31.0", "log_hostile.py")).runs}
    assert {name.replace("\0", "\ufffd") for name in names} <= shown  # HTML has no NUL


@pytest.mark.parametrize("policy", ["kept", "removed"])
def test_a_hostile_spec(visit, tmp_path, policy):
    bad = '"><script>window.__pwned=1</script><img src=http://example.invalid/x onerror=window.__pwned=1>'
    blocks = [
        {"markdown": f"# {bad}\n\n{bad}\n\n[x](javascript:window.__pwned=1) ![y](http://example.invalid/y)\n\n${bad}$"},
        {"panel_grid": {"title": bad, "panels": [{"line_plot": {"y": bad, "title": bad}}, {"scalar_chart": bad}]}},
        {"run_table": {"title": bad, "columns": [bad]}},
        {"media_browser": {"media_keys": [bad], "title": bad}},
        {"toc": {"title": bad}},
    ]
    spec = tmp_path / "report.yaml"
    spec.write_text(json.dumps({"title": bad, "description": bad, "lang": bad, "blocks": blocks}), "utf-8")
    path = build(spec).path
    if policy == "removed":
        path.write_text(
            path.read_text("utf-8").replace('http-equiv="Content-Security-Policy"', "data-was=policy"), "utf-8"
        )
    seen = visit(path)
    seen.scroll_through()
    assert seen.page.evaluate("window.__pwned") is None
    seen.assert_quiet()
