"""A locked report in a browser: the form, the password, what opens, and what is said where it cannot."""

from __future__ import annotations

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import ARGUMENTS, idle

from reportgen.page.locked.page import locked_page

pytestmark = pytest.mark.browser

PASSWORD = "Zsófia's 田中 password"  # noqa: S105 - of the tests


@pytest.fixture(scope="module")
def locked(example_report, tmp_path_factory):
    """Return the demo, locked; it is locked once for all tests."""
    path = tmp_path_factory.mktemp("locked") / "r.html"
    path.write_bytes(locked_page(example_report("demo").read_bytes(), PASSWORD))
    return path


def enter(page, password: str) -> None:
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def test_it_opens_from_a_file_under_its_policy_to_the_same_page(locked, example_report, visit):
    seen = visit(locked, live=False)
    assert seen.page.title() == "Locked report"
    enter(seen.page, PASSWORD)
    seen.page.locator("html.rg-live").wait_for(state="attached")
    idle(seen.page)
    same = visit(example_report("demo"))
    idle(same.page)
    assert seen.page.title() == same.page.title()
    texts = [one.page.locator("main").inner_text() for one in (seen, same)]
    assert texts[0] == texts[1]
    assert seen.page.locator("#lock-password").count() == 0
    seen.scroll_through()
    seen.assert_quiet()
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    assert PASSWORD not in seen.page.evaluate(kept)
    assert seen.page.evaluate("document.activeElement.id") == "rg-content"


def test_a_wrong_password_is_said_and_a_right_one_opens_after_it(locked, visit):
    page = visit(locked, live=False).page
    said, field = page.locator("#lock-said"), page.get_by_label("Password")
    assert said.get_attribute("aria-live") == "polite"
    page.get_by_role("button", name="Open the report").click()
    assert said.inner_text() == "Enter the password."
    enter(page, PASSWORD + "x")
    page.locator("#lock-said[data-bad]", has_text="The password is wrong").wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "lock-password"
    enter(page, PASSWORD)
    page.locator("html.rg-live").wait_for(state="attached")


def test_the_password_can_be_seen(locked, visit):
    page = visit(locked, live=False).page
    page.get_by_label("Password").fill("x")
    page.get_by_role("button", name="Show").click()
    assert page.locator("#lock-password").get_attribute("type") == "text"
    page.get_by_role("button", name="Hide").click()
    assert page.locator("#lock-password").get_attribute("type") == "password"


def test_the_address_is_followed_after_it_opens(locked, example_report, visit):
    anchor = re.findall(r'id="(rg-panel-\d+)"', example_report("demo").read_text("utf-8"))[-1]
    seen = visit(locked, live=False, fragment=f"#{anchor}")
    enter(seen.page, PASSWORD)
    seen.page.locator("html.rg-live").wait_for(state="attached")
    idle(seen.page)
    assert seen.page.evaluate("location.hash") == f"#{anchor}"
    assert seen.page.evaluate("scrollY") > 300
    run = seen.page.locator("[data-run] button.rg-run").first
    run.click()
    view = seen.page.evaluate("location.hash")
    assert "~" in view
    again = visit(locked, live=False, fragment=view)
    enter(again.page, PASSWORD)
    again.page.locator("html.rg-live").wait_for(state="attached")
    assert again.page.locator("[data-run] button.rg-run").first.get_attribute("aria-pressed") == "false"


def test_a_damaged_file_says_so(locked, tmp_path, visit):
    content = locked.read_bytes()
    place = content.index(b'data-lock="0">') + 900
    (tmp_path / "d.html").write_bytes(
        content[:place] + (b"B" if content[place : place + 1] == b"A" else b"A") + content[place + 1 :]
    )
    page = visit(tmp_path / "d.html", live=False).page
    enter(page, PASSWORD)
    page.locator("#lock-said[data-bad]", has_text="The file is damaged").wait_for()
    assert page.title() == "Locked report"


def test_without_scripts_it_says_what_is_needed(locked, visit):
    page = visit(locked, live=False, java_script_enabled=False).page
    assert page.get_by_text("JavaScript is needed to open this report.").is_visible()
    assert not page.locator("#lock-password").is_visible()


def test_where_the_browser_decrypts_nothing_it_says_so(locked, playwright):
    """A plain http address: no secure context."""
    from install import chromium

    handler = partial(SimpleHTTPRequestHandler, directory=str(locked.parent))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    rules = f"--host-resolver-rules=MAP reports.example 127.0.0.1:{server.server_port}"
    browser = playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, rules])
    try:
        page = browser.new_page()
        page.goto("http://reports.example/r.html")
        note = page.get_by_role("alert")
        assert "only files on this computer and pages with https" in note.inner_text()
        assert not page.locator("#lock-password").is_visible()
    finally:
        browser.close()
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("lang", ["ja", "ko", "ar"])
def test_the_form_speaks_the_report_s_language(lang, tmp_path, visit):
    from reportgen import build

    (tmp_path / "r.yaml").write_text(f"lang: {lang}\nblocks: [{{markdown: x}}]\n")
    seen = visit(build(tmp_path / "r.yaml", password=PASSWORD).path, live=False, width=390)
    heading = {
        "ja": "このレポートはロックされています",
        "ko": "이 보고서는 잠겨 있습니다",
        "ar": "This report is locked",
    }
    assert seen.page.locator("h1").inner_text() == heading[lang]
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert seen.page.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "")


def test_scripts_that_are_loaded_later_run_under_the_policy(example_report, visit, tmp_path):
    """Charts of the user's own bring a library, which the page inserts once one is in view."""
    (tmp_path / "c.html").write_bytes(locked_page(example_report("custom_chart").read_bytes(), PASSWORD))
    seen = visit(tmp_path / "c.html", live=False)
    enter(seen.page, PASSWORD)
    seen.page.locator("html.rg-live").wait_for(state="attached")
    seen.page.locator("rg-custom-chart canvas, rg-custom-chart svg, .rg-vega svg").first.wait_for(state="attached")
    idle(seen.page)
    seen.assert_quiet()
