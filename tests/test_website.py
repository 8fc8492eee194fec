"""The site of the documentation: all documents are in it, links lead somewhere, and no request leaves it."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import threading
import tomllib

import pytest
from conftest import EXAMPLES, ROOT, eventually

from website.__main__ import build_site
from website.links import wrong
from website.stage import documents
from website.thumbnails import xml_of

pytestmark = pytest.mark.timeout(300)  # whichever test is first may build every example
ADDRESS = "https://docs.example.org/reportgen/"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/report.yaml"))


@pytest.fixture(scope="module")
def site(example_report, tmp_path_factory):
    """Build the site once; returns its folder and what its builder says is wrong."""
    folder = tmp_path_factory.mktemp("website")
    problems = build_site(folder / "reportgen", example_report, folder / "stage", ADDRESS)
    return folder / "reportgen", problems


def test_every_link_leads_somewhere_and_nothing_is_loaded_from_elsewhere(site):
    assert site[1] == []


def pages_of(nav: list) -> set[str]:
    """Return the pages of a navigation."""
    inner = [value for one in nav for value in (one.values() if isinstance(one, dict) else [one])]
    return {one for one in inner if isinstance(one, str)}.union(
        *(pages_of(one) for one in inner if isinstance(one, list))
    )


def test_every_document_and_example_is_a_page_that_the_navigation_names(site):
    named = pages_of(tomllib.loads((site[0].parent / "stage" / "zensical.toml").read_text("utf-8"))["project"]["nav"])
    pages = set(documents().values()) | {f"examples/{name}.md" for name in NAMES}
    assert sorted(pages - named) == []
    assert all((site[0] / page).with_suffix(".html").is_file() for page in named)


def test_an_example_has_its_report_its_image_and_its_spec(site):
    folder, _ = site
    for name in NAMES:
        text = (folder / "examples" / f"{name}.html").read_text("utf-8")
        assert f'src="{name}/report.html"' in text
        assert f'src="{name}/picture.svg"' in text
        assert f"examples/{name}/report.yaml" in text
        assert (folder / "examples" / name / "picture.svg").stat().st_size < 400_000


@pytest.fixture
def address(site):
    """Serve the site below a folder, as hosts of project pages do; returns its address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=site[0].parent)
    )  # fmt: skip
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/reportgen"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_it_is_live_below_a_folder_and_from_a_disk(site, address, browser):
    """Reports, images, colours and search; no request leaves."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page, wrong_things, asked = context.new_page(), [], []
    page.on("console", lambda message: wrong_things.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong_things.append(str(error)))
    context.on("request", lambda request: asked.append(request.url))

    page.goto(f"{address}/index.html")
    report = page.frame_locator(".rg-live-report iframe")
    report.locator("html.rg-live").wait_for(state="attached")
    page.locator("label[for^=__palette]:visible").click()
    page.locator("label[for^=__palette]:visible").click()
    report.locator("html[data-scheme=dark]").wait_for(state="attached")

    page.goto(f"{address}/gallery.html")
    for image in page.locator(".rg-gallery img").all()[::9]:
        image.scroll_into_view_if_needed()
        eventually(lambda image=image: image.evaluate("one => one.complete && one.naturalWidth > 0"))

    for start in (f"{address}/how-to/ci.html", (site[0] / "how-to" / "ci.html").as_uri()):
        page.goto(start)
        page.locator(".md-search__button").click()
        page.locator("input:visible").first.press_sequentially("false positive")
        page.get_by_text("roc_curve").locator("visible=true").first.wait_for()

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/examples/line_plot.html")
    picture = page.locator("a.rg-picture")
    picture.scroll_into_view_if_needed()
    assert not page.locator(".rg-live-report iframe").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture.click()
    page.locator("html.rg-live").wait_for(state="attached")

    context.close()
    assert wrong_things == []
    assert [one for one in asked if not one.startswith((address, "file:", "data:", "blob:"))] == []


def test_what_is_wrong_is_found(tmp_path):
    (tmp_path / "other.html").write_text('<h1 id="here">Other</h1>')
    (tmp_path / "look.css").write_text("a { background: url(//cdn.example.org/x.png) }")
    (tmp_path / "index.html").write_text(
        '<a href="other.html#here"></a><a href="other.html#gone"></a><a href="gone.html"></a><a href="/other.html"></a>'
        '<a href="https://example.org"></a><script src="https://cdn.example.org/x.js"></script><img src="gone.png">'
    )
    assert wrong(tmp_path) == [
        "index.html: loads https://cdn.example.org/x.js from another host",
        "index.html: there is no place other.html#gone",
        "index.html: gone.html leads nowhere",
        "index.html: /other.html is absolute, and does not work below a folder",
        "index.html: gone.png leads nowhere",
        "look.css: loads //cdn.example.org/x.png from another host",
    ]
    assert "index.html: /other.html is absolute, and does not work below a folder" not in wrong(
        tmp_path, "https://example.org/"
    )


def test_markup_becomes_xml():
    found = xml_of('<p hidden>a<br>b &amp; &nbsp;<svg viewBox="0 0 1 1"><linearGradient id=x /></svg><i>open')
    assert found == (
        '<p hidden="">a<br/>b &amp; \xa0<svg viewBox="0 0 1 1" xmlns="http://www.w3.org/2000/svg">'
        '<linearGradient id="x"/></svg><i>open</i></p>'
    )


def test_a_folder_with_something_else_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    line = [sys.executable, "-m", "website", "-o", str(tmp_path)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        1,
        f"'{tmp_path}' holds something other than the site; nothing was changed.\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
