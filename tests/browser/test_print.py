"""On paper: nothing is cut, what is folded is opened or said, pages are numbered; a PDF is made by a browser."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys

import pytest
from conftest import RUNS, idle
from install import chromium

from reportgen import build
from reportgen.errors import ReportError

pytestmark = pytest.mark.browser


def texts(content: bytes) -> list[str]:
    """Return the text of each page, spaces evened."""
    from pypdf import PdfReader

    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


@pytest.fixture(autouse=True)
def printer(monkeypatch):
    monkeypatch.setenv("REPORTGEN_BROWSER", chromium())


def test_a_pdf_beside_the_report_is_the_same_each_time(tmp_path):
    result = build([RUNS], tmp_path / "r.html", pdf=True)
    assert result.pdf == tmp_path / "r.pdf"
    first = result.pdf.read_bytes()
    assert build([RUNS], tmp_path / "r.html", pdf=True).pdf.read_bytes() == first
    assert not list(tmp_path.glob(".reportgen*"))


def test_no_page_is_blank_and_all_are_numbered(tmp_path):
    pages = texts(build([RUNS], tmp_path / "r.html", pdf=True).pdf.read_bytes())
    assert "Findings" in pages[0].title()
    for number, text in enumerate(pages, 1):
        assert text.endswith(f"{number} / {len(pages)}") or text.startswith(f"{number} / {len(pages)}"), text
        assert len(text) > 40, f"page {number} is blank"


def test_every_column_of_a_wide_table_is_on_the_paper(tmp_path):
    names = [f"column_{i}" for i in range(12)]
    rows = "\n".join(",".join(f"{row + i / 7:.4f}" for i in range(12)) for row in range(30))
    (tmp_path / "wide.csv").write_text(f"{','.join(names)}\n{rows}\n")
    text = " ".join(texts(build({"blocks": [{"table": {"path": str(tmp_path / "wide.csv")}}]},
                                tmp_path / "r.html", pdf=True).pdf.read_bytes()))  # fmt: skip
    assert all(name in text for name in names)
    assert "enable JavaScript" not in text


def test_few_folded_sections_are_opened_and_many_are_said(tmp_path, visit):
    def report(count: int):
        blocks = [{"section": {"title": f"Part {i}", "open": False, "blocks": [{"line_plot": "train/loss"}] * count}}
                  for i in range(3)]  # fmt: skip
        return build({"runs": [str(RUNS)], "blocks": blocks}, tmp_path / f"{count}.html", pdf=True)

    assert " ".join(texts(report(1).pdf.read_bytes())).count("train/loss") >= 3
    many = " ".join(texts(report(20).pdf.read_bytes()))
    assert many.count("folded, not printed") == 3
    page = visit(tmp_path / "1.html").page
    page.emulate_media(media="print")
    page.pdf()
    page.emulate_media(media="screen")
    assert page.locator("details.rg-section[open]").count() == 0, "printing leaves the page as it was"


def test_rows_in_view_are_printed_with_their_filter(example_report, visit):
    page = visit(example_report("table")).page
    table = page.locator("rg-table").first
    table.scroll_into_view_if_needed()
    field = table.get_by_label("Filter rows")
    field.fill('guess == "bus"')
    field.press("Enter")
    table.locator(".rg-table-status", has_text=re.compile("^40 of")).wait_for()
    idle(page)
    printed = " ".join(texts(page.pdf())).replace("\ufb01", "fi")
    assert '40 of 120 rows, filtered by guess == "bus"' in printed
    assert "not fit on the paper" in printed
    assert len(re.findall(r"ex\d\d\d", printed)) >= 40
    assert table.locator(".rg-grid").get_attribute("data-lost") is None


@pytest.mark.parametrize(("named", "said"), [("/nowhere/chrome", "cannot be run"), ("", "no browser")])
def test_without_a_browser_it_says_what_to_do(tmp_path, monkeypatch, named, said):
    monkeypatch.setenv("REPORTGEN_BROWSER", named)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReportError, match=said):
        build([RUNS], tmp_path / "r.html", pdf=True)


def test_the_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "reportgen", "build", str(RUNS), "-o", str(tmp_path / "r.html"), "--pdf"],
        capture_output=True, text=True, env={**os.environ, "REPORTGEN_BROWSER": chromium()}, check=True,
    )  # fmt: skip
    assert done.stdout.split() == [str(tmp_path / "r.html"), str(tmp_path / "r.pdf")]
    refused = subprocess.run(
        [sys.executable, "-m", "reportgen", "build", str(RUNS), "-o", "-", "--pdf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert "a PDF is made from a file" in refused.stderr
