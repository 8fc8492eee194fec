"""Reports in notebooks: one is executed for real, and its export opened in a browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64decode

import nbformat
import pytest
from conftest import ROOT, RUNS, eventually
from PIL import Image

import reportgen as rg
from reportgen.publish.reports import shown
from reportgen.publish.reports.shown import LARGEST, Shown

CELLS = [
    "import reportgen as rg\nfrom reportgen import reports as r\nplot = r.LinePlot('train/loss', smoothing_factor=0.6)",
    f"report = rg.Report('In a notebook', runs={str(RUNS)!r}, blocks=['headline', plot, r.MediaBrowser('examples')])\nreport",
    "rg.Report('Short', blocks=[r.Markdown('A line.')])",
    "print(plot)",
    "rg.Report('Wrong', runs='nowhere', blocks=['toc'])",
]


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Execute a notebook in a process of its own, as people do; returns it with the folder."""
    folder = tmp_path_factory.mktemp("notebook")
    path = folder / "notebook.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS]), path)
    places = {
        name: str(folder) for name in ("IPYTHONDIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR")
    }
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", path.name]
    environment = {**os.environ, **places, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, done.stderr
    return nbformat.read(path, 4), folder


def output(notebook, cell: int):
    return notebook.cells[cell]["outputs"][0]


@pytest.mark.browser
def test_a_notebook_is_executed_and_its_export_shows_the_report(executed, browser):
    from nbconvert import HTMLExporter

    notebook, folder = executed
    html, _ = HTMLExporter().from_notebook_node(notebook)
    html = re.sub(r'<script src="http[^>]*></script>', "", html)  # nbconvert's own, which it asks the network for
    path = folder / "notebook.html"
    path.write_text(html, "utf-8")
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    frames = page.locator("iframe[data-reportgen]")
    assert frames.count() == 2
    tall = page.frame_locator("iframe[data-reportgen]").first
    tall.locator("h1").wait_for()
    assert tall.locator("h1").inner_text() == "In a notebook"
    eventually(lambda: frames.nth(0).bounding_box()["height"] > 800)  # as tall as it may be
    frames.nth(1).scroll_into_view_if_needed()
    page.frame_locator("iframe[data-reportgen]").nth(1).locator("h1").wait_for()
    eventually(lambda: frames.nth(1).bounding_box()["height"] < 450)  # no taller than it needs
    assert errors == []
    page.close()


def test_what_cells_print_and_refuse(executed):
    notebook, _ = executed
    assert output(notebook, 3)["text"] == "line_plot: {y: train/loss, smoothing_factor: 0.6}\n"
    wrong = output(notebook, 4)["data"]
    assert "The report cannot be built" in wrong["text/html"]
    assert wrong["text/plain"].startswith("no such path 'nowhere'")


def test_viewers_that_strip_frames_and_styles_keep_text_and_an_image(executed, tmp_path):
    """As GitHub's does: no frames, no scripts, no styles."""
    import nh3

    notebook, _ = executed
    html = output(notebook, 1)["data"]["text/html"]
    tags = {"p", "b", "code", "div", "img", "details", "summary", "ul", "li"}
    kept = nh3.clean(html, tags=tags, attributes={"img": {"src", "alt", "width"}}, url_schemes={"data", "https"})
    assert "style" not in kept
    assert "<b>In a notebook</b>" in kept
    image = re.search(r'src="data:image/png;base64,([^"]+)"', kept)
    assert image, "a browser is installed here"
    (tmp_path / "first.png").write_bytes(b64decode(image[1]))
    with Image.open(tmp_path / "first.png") as found:
        assert found.size == (1100, 760)
        assert len(found.convert("RGB").getcolors(1 << 24) or ()) > 50  # a chart, and no empty page


def test_bundles_of_every_viewer():
    report = rg.Report("A & B", blocks=["toc"])
    data, metadata = report._repr_mimebundle_(include=None, exclude=None)
    assert set(data) == {"text/html", "text/plain"}
    assert metadata == {}
    kind, markup = report._mime_()
    assert kind == "text/html"
    assert markup.startswith("<iframe")
    assert 'sandbox="allow-scripts allow-downloads allow-popups"' in data["text/html"]
    assert "allow-same-origin" not in data["text/html"]
    assert 'title="A &amp; B"' in data["text/html"]


def test_a_built_report_names_its_file_and_what_is_missing(tmp_path):
    result = rg.Report("T", runs=RUNS, blocks=[rg.LinePlot("nothing")]).build(tmp_path / "report.html")
    html = result.show(image=False).markup()
    assert f"<code>{tmp_path}/report.html</code>" in html
    assert "unknown metric &#x27;nothing&#x27; in line_plot" in html
    assert result.show(tallest=300).tallest == 300
    result.path.unlink()
    assert "report" in result.show().line()


def test_a_large_report_is_not_put_into_the_notebook():
    html = Shown("Large", b"x" * (LARGEST + 1), None).markup()
    assert "<iframe" not in html
    assert "too large to be in the notebook" in html
    assert shown.HEIGHT < shown.TALLEST
