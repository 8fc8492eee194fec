"""Reports as hosts serve them whose own policies forbid what a page may do elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLES, eventually

NAMES = sorted(spec.parent.name for spec in EXAMPLES.glob("[!_]*/report.yaml"))
SCRIPTS = "sandbox allow-forms allow-modals allow-popups allow-presentation allow-scripts allow-top-navigation"
POLICIES = {
    "jenkins": "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self';",
    "jenkins-old": "sandbox; default-src 'none'; img-src 'self'; style-src 'self';",
    "no-styles": "style-src 'self'",
    "no-blobs": "img-src 'self' data:; media-src 'self' data:",
    "nexus": SCRIPTS,
    "no-scripts": "sandbox",
    "trusted-types": "require-trusted-types-for 'script'",
}
"""What hosts send. Jenkins: its default for files that users make; Nexus: what it serves in its sites."""

LOOK = """() => {
  const seen = (one) => one.checkVisibility() && one.getClientRects().length > 0;
  const black = (one) => {
    const box = one.getBBox(), look = getComputedStyle(one);
    return look.fill === "rgb(0, 0, 0)" && +look.fillOpacity > 0 && Math.min(box.width, box.height) > 8;
  };
  return {
    buttons: [...document.querySelectorAll("button, input[type=range], select")]
      .filter((one) => seen(one) && !one.disabled).map((one) => one.outerHTML.slice(0, 120)),
    black: [...document.querySelectorAll("svg :is(path, rect, circle)")].filter((one) => seen(one) && black(one))
      .map((one) => one.outerHTML.slice(0, 120)),
    unsized: [...document.querySelectorAll("svg, img")]
      .filter((one) => seen(one) && !one.closest("svg svg"))
      .filter((one) => !(one.hasAttribute("width") && one.hasAttribute("height")))
      .map((one) => one.outerHTML.slice(0, 120)),
  };
}"""


class Host(BaseHTTPRequestHandler):
    """A host that serves reports with a policy of its own: /POLICY/NAME."""

    def __init__(self, report: Any, *rest: Any) -> None:
        self.report = report
        super().__init__(*rest)

    def do_GET(self) -> None:
        _, policy, name = self.path.split("/")
        content = Path(self.report(name)).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICIES[policy])
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def host(example_report) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, example_report))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def page(browser) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", NAMES)
def test_without_styles_pictures_and_scripts_it_reads_right(host, page, name):
    page.goto(f"{host}/jenkins/{name}")
    assert page.evaluate(LOOK) == {"buttons": [], "black": [], "unsized": []}


def test_where_styles_are_forbidden_it_stays_static(host, page):
    """A live page without styles measured boxes without a height, and grew without end."""
    page.goto(f"{host}/no-styles/demo")
    assert page.evaluate("document.styleSheets.length") == 0
    count = "document.querySelectorAll('*').length"
    frames = "requestAnimationFrame(() => requestAnimationFrame(done))"
    before = page.evaluate(count)
    page.evaluate(f"new Promise((done) => {frames})")
    assert page.evaluate(count) == before
    assert not page.evaluate("document.documentElement.classList.contains('rg-live')")


@pytest.mark.parametrize("name", ["demo", "media_browser", "table"])
def test_where_pictures_in_memory_are_forbidden_they_stay(host, page, name):
    page.goto(f"{host}/no-blobs/{name}")
    page.locator("html.rg-live").wait_for(state="attached")
    found = page.locator("rg-image.rg-awake, .rg-overlay > image, img")
    found.first.wait_for(state="attached")
    eventually(lambda: page.evaluate(
        "[...document.querySelectorAll('.rg-overlay > image')].filter((one) => one.getAttribute('href')).length > 0"
        " && [...document.querySelectorAll('.rg-overlay > image')]"
        ".every((one) => !(one.getAttribute('href') || '').startsWith('blob:'))"
    ))  # fmt: skip


@pytest.mark.parametrize("policy", ["nexus", "no-scripts", "jenkins-old", "trusted-types"])
def test_sandboxes_show_all_that_they_may(host, page, policy):
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{host}/{policy}/demo")
    if policy == "nexus":
        page.locator("html.rg-live").wait_for(state="attached")
    assert page.locator("rg-line-plot svg").count() > 3
    assert page.locator("rg-media-browser :is(img, .rg-overlay > image)").count() > 8
    assert errors == []
