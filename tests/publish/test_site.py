"""A report as a folder: what is in it, under which policies it works, and what it never destroys."""

from __future__ import annotations

import functools
import http.server
import threading

import pytest
from conftest import EXAMPLES, command, idle

from reportgen import build
from reportgen.page.site import PARTS, without_styles

DEMO = EXAMPLES / "demo" / "report.yaml"
ONLY_FILES = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
JENKINS = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    build(DEMO, folder / "site", form="dir")
    return folder / "site"


@pytest.fixture
def served(site):
    """Serve the folder with a policy; returns its address."""
    servers = []

    def serve(policy):
        class Handler(http.server.SimpleHTTPRequestHandler):
            def end_headers(self):
                self.send_header("Content-Security-Policy", policy)
                super().end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=site))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def opened(browser, address):
    """Open a page; returns it, what went wrong, and what it asked for."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    wrong, asked = [], []
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    page.add_init_script("window.broken = []; addEventListener('securitypolicyviolation',"
                         " (e) => broken.push(e.violatedDirective + ' ' + e.blockedURI))")  # fmt: skip
    page.goto(address)
    return page, wrong, asked


def is_whole(page) -> bool:
    """Tell a page whose charts have lines and whose pictures are there."""
    return page.evaluate("""() => [...document.images].filter((one) => one.getClientRects().length).every(
        (one) => one.complete && one.naturalWidth > 0) && document.querySelectorAll('.rg-plot path').length > 4""")


@pytest.mark.browser
@pytest.mark.parametrize("where", ["server", "disk"])
def test_it_is_live_where_only_files_may_run(site, served, browser, where):
    address = served(ONLY_FILES) if where == "server" else (site / "index.html").as_uri()
    page, wrong, asked = opened(browser, address)
    page.locator("html.rg-live").wait_for(state="attached")
    early = set(asked)
    assert is_whole(page)
    for y in range(0, page.evaluate("document.documentElement.scrollHeight"), 700):
        page.evaluate(f"scrollTo(0, {y})")
        idle(page)
    assert page.evaluate("broken") == []
    assert [text for text in wrong if "favicon" not in text and "404" not in text] == []
    assert page.locator("rg-media-browser image").first.get_attribute("href").rpartition("/")[0].endswith(PARTS)
    later = {name for name in asked if name.startswith("data-")} - early
    assert later, "data below the view are loaded when they are needed"


@pytest.mark.browser
def test_it_is_complete_without_scripts_and_with_its_sheet_alone(served, browser):
    page, _, _ = opened(browser, served(JENKINS))
    assert page.locator("figure.rg-panel svg.rg-static path").count() > 4
    box = page.locator("figure.rg-line-plot-panel .rg-plot").first.bounding_box()
    assert box["height"] > 150


def test_it_is_written_anew_and_nothing_else_is_touched(tmp_path):
    spec = tmp_path / "report.yaml"
    spec.write_text("title: One\nblocks:\n  - markdown: first\n")
    site = tmp_path / "site"
    (site / PARTS).mkdir(parents=True)
    (site / "CNAME").write_text("example")
    (site / PARTS / "mine.txt").write_text("mine")
    build(spec, site, form="dir")
    before = {path.name for path in (site / PARTS).iterdir()}
    theme = tmp_path / "warm"
    theme.mkdir()
    (theme / "theme.css").write_text(":root { --paper: #fffaf0; }")
    spec.write_text("title: Two\ntheme: ./warm\nblocks:\n  - markdown: second\n")
    build(spec, site, form="dir")
    after = {path.name for path in (site / PARTS).iterdir()}
    gone, new = ({name.split("-")[0] for name in names} for names in (before - after, after - before))
    assert gone == new == {"data", "style"}  # the manifest has the spec
    assert (site / "CNAME").read_text() == "example"
    assert (site / PARTS / "mine.txt").read_text() == "mine"
    page = (site / "index.html").read_bytes()
    build(spec, site, form="dir")
    assert (site / "index.html").read_bytes() == page, "the same input, the same bytes"


def test_a_page_that_is_no_report_and_the_folder_of_a_run_are_refused(tmp_path):
    (tmp_path / "index.html").write_text("<h1>mine</h1>")
    done = command("build", DEMO, "--format", "dir", "-o", tmp_path)
    assert done.returncode == 2
    assert b"its index.html is not a report" in done.stderr
    assert (tmp_path / "index.html").read_text() == "<h1>mine</h1>"
    (tmp_path / "file").write_text("x")
    assert b"it is a file" in command("build", DEMO, "--format", "dir", "-o", tmp_path / "file").stderr


def test_style_attributes_become_rules_that_only_style():
    text = (
        '<i style="color:red">style="kept"</i><b class="x" style="--columns:2"></b><i style="color:red"/>'
        '<u style="a:b}c"></u>'
    )
    made, rules = without_styles(text)
    assert made == (
        '<i class="rg-s0">style="kept"</i><b class="x rg-s1" data-style="--columns:2"></b><i class="rg-s0"/>'
        '<u class="rg-s2"></u>'
    )
    assert rules == ".rg-s0.rg-s0.rg-s0{color:red}.rg-s1.rg-s1.rg-s1{--columns:2}.rg-s2.rg-s2.rg-s2{}"
