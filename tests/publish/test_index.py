"""The index of reports: what it says of each, where its links lead, and what it leaves alone."""

import os

import pytest
from conftest import command, idle

from reportgen import build
from reportgen.publish.index.reading import known_of
from reportgen.publish.index.writing import write_index


@pytest.fixture
def reports(tmp_path, example_report):
    folder = tmp_path / "reports"
    (folder / "night 1").mkdir(parents=True)
    for place, name in {"demo.html": "demo", "night 1/pictures.html": "media_browser", "empty.html": "empty"}.items():
        (folder / place).write_bytes(example_report(name).read_bytes())
    build(
        {"title": "<b>Odd</b> & co", "description": "One *word*", "blocks": [{"markdown": "x"}]},
        folder / "site",
        form="dir",
    )
    for number, file in enumerate(sorted(folder.rglob("*.html"))):
        os.utime(file, (1_790_000_000 + number, 1_790_000_000 + number))
    return folder


def test_what_is_known_of_a_report(reports):
    known = known_of(reports / "demo.html")
    assert known.title == "Street-scene detector, focal loss against cross-entropy"
    assert known.description.startswith("Focal loss and a longer schedule")
    assert known.runs == 4
    assert known.facts[:2] == ("4 runs, all finished", "7 metrics")
    assert len(known.lines) >= 4
    assert all(line.color.startswith("var(--c") for line in known.lines)
    assert known_of(reports / "night 1" / "pictures.html").image.startswith("data:image/")
    odd = known_of(reports / "site" / "index.html")
    assert (odd.title, odd.description, odd.lines, odd.gates) == ("<b>Odd</b> & co", "One word", (), "")


def test_verdicts_are_read_where_a_report_has_gates(reports):
    path = reports / "demo.html"
    text = path.read_text("utf-8").replace(
        '<details class="rg-about"', '<section class="rg-gates" data-state="failed"></section><details class="rg-about"'
    )
    path.write_text(text, "utf-8")
    assert known_of(path).gates == "failed"


@pytest.mark.browser
def test_reports_are_listed_searched_sorted_and_opened(reports, visit):
    (reports / "other.html").write_text("<title>not ours</title>")
    made = write_index([reports], reports / "index.html", title="Nightly")
    assert (made.reports, made.problems) == (4, [])
    assert write_index([reports], reports / "index.html").reports == 4, "the index does not list itself"
    page = visit(reports / "index.html", live=False).page
    rows = page.locator(".rg-index-list > li:visible")
    assert rows.count() == 4
    assert page.locator("li strong", has_text="<b>Odd</b> & co").count() == 1
    page.keyboard.press("/")
    page.keyboard.type("street cross")
    assert rows.count() == 1
    assert page.get_by_role("status").text_content() == "1 report"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("nothing like it")
    assert page.get_by_text("No report matches.").is_visible()
    page.locator("input").fill("")
    page.locator("select").select_option("runs")
    assert "Street-scene" in rows.first.text_content()
    assert page.locator("a[href='night%201/pictures.html']").count() == 1
    page.locator("a[href='night%201/pictures.html']").click()
    page.locator("html.rg-live").wait_for(state="attached")
    idle(page)


def test_it_refuses_what_is_no_index_and_says_what_is_no_report(reports, tmp_path):
    other = tmp_path / "mine.html"
    other.write_text("<h1>mine</h1>")
    done = command("index", reports, "-o", other)
    assert (done.returncode, other.read_text()) == (2, "<h1>mine</h1>")
    assert not (reports / "index.html").exists()
    assert command("index", reports).returncode == 0
    assert (reports / "index.html").is_file()
    done = command("index", other, "-o", tmp_path / "index.html")
    assert b"mine.html: note: it is not a report" in done.stderr
    assert "No reports yet." in (tmp_path / "index.html").read_text()
    assert command("index", tmp_path / "gone", "-o", tmp_path / "i.html").returncode == 2
