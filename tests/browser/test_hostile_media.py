"""Hostile media over every path: nothing runs, nothing is fetched or read elsewhere, and the report is built."""

from __future__ import annotations

import base64
from hashlib import sha256

import numpy as np
import pytest
from conftest import idle, log_runs, write_spec
from css_tricks import documents
from playwright.sync_api import expect

from reportgen import build

pytestmark = [pytest.mark.browser, pytest.mark.sdk]

KEYS = ("files", "others", "paths", "captions", "overlays", "text")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    runs = log_runs("0.31.0", "log_hostile_media.py")
    blocks = "".join(f"\n  - media_browser: {{media_keys: {key}, page_size: 100}}" for key in KEYS)
    return build(write_spec(folder, f"runs: {runs}\nblocks:{blocks}\n"))


def test_there_are_sixty_and_all_have_a_place(hostile):
    assert np.load(log_runs("0.31.0", "log_hostile_media.py") / "count.npy") >= 60
    said = " ".join(str(problem) for problem in hostile.problems)
    for what in ("not an image", "broken", "empty", "pixels", "outside", "missing", "regular file", "not JSON"):
        assert what in said, what


def test_nothing_outside_the_run_is_read(hostile):
    content = hostile.path.read_bytes()
    secret = (log_runs("0.31.0", "log_hostile_media.py") / "secret.png").read_bytes()
    for shift in range(3):
        assert base64.b64encode(b" " * shift + secret)[8:-8] not in content
    assert b"root:x:0" not in content


@pytest.mark.parametrize("policy", ["kept", "removed"])
def test_nothing_runs_or_asks_the_network(visit, hostile, tmp_path, policy):
    html = hostile.path.read_text("utf-8")
    if policy == "removed":
        html = html.replace('<meta http-equiv="Content-Security-Policy"', '<meta data-was="policy"', 1)
    path = tmp_path / "r.html"
    path.write_text(html, "utf-8")
    seen = visit(path)
    page = seen.page
    seen.scroll_through()
    for box in page.locator("rg-media-browser").all():
        box.scroll_into_view_if_needed()
        idle(page)
    page.locator("rg-image button").first.click()
    idle(page)
    page.keyboard.press("Escape")
    page.locator(".rg-play-sound").first.click()
    idle(page)
    assert page.locator("rg-html iframe").count() >= 6
    assert page.get_by_text("drawn entirely by scripts").count() >= 2
    assert page.locator("rg-media-browser :is(figure, .rg-gaps li)").count() >= 55  # of many gaps a list names twelve
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("document.baseURI").startswith("file:")
    assert page.evaluate("Object.prototype.polluted") is None
    assert seen.requests == []
    assert seen.violations() == []
    # A browser says of a broken video or sound that it cannot decode it; nothing else is in its console.
    assert [error for error in seen.errors if "decod" not in error.lower() and "ERR_REQUEST_RANGE" not in error] == []


@pytest.mark.parametrize("policy", ["kept", "removed"])
def test_logged_style_asks_for_nothing_and_no_policy_has_to_say_so(visit, tmp_path, policy):
    digest = sha256("".join(documents("")).encode()).hexdigest()[:12]
    runs = log_runs("0.31.0", "log_html.py", digest)
    keys = [f"style_{number}" for number in range(1 + len(documents("")[::25]))]
    report = build(write_spec(tmp_path, f"runs: {runs}\nblocks: [{{media_browser: {{media_keys: {keys}}}}}]\n"))
    assert not report.problems
    if policy == "removed":
        html = report.path.read_text("utf-8")
        report.path.write_text(html.replace('<meta http-equiv="Content-Security-Policy"', "<meta data-was", 1), "utf-8")
    seen = visit(report.path)
    expect(seen.page.locator("rg-html")).to_have_count(len(keys))
    for frame in seen.page.locator("rg-html").all():
        frame.scroll_into_view_if_needed()
        frame.locator("iframe:not(.rg-html-probe)").wait_for()
    assert seen.page.locator("rg-html iframe").count() == len(keys)
    seen.assert_quiet()
