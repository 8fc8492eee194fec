"""Logged style keeps its look and loses every way to the network, however it is written."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from css_tricks import DECLARATIONS, SHEETS, documents, outside
from dot import DOT
from hypothesis import given
from hypothesis import strategies as st

from reportgen.media import css
from reportgen.media.html import clean, clean_svg, picture

PIECES = [
    "url", "/**/", "src", "(a.png)", "url(", "u\\72l(", "'", '"', ")", "(", "{", "}", "[", "]", ";", ":", "@import ", "@media ", "image-set(", "var(",
    "--a", "http://e.invalid/a", "//e.invalid", "/*", "*/", "\\", "\n", "<!--", "-->", "</style>", "<", ">", "&", "a", "*",
    "background", "#x", "data:image/png;base64,AA", "\0", "\ufeff", "!important", "1e3", "%", ",", "src(", "attr(title)",
]  # fmt: skip


@pytest.mark.parametrize("text", SHEETS)
def test_no_sheet_asks_for_anything(text):
    safe = css.sheet(text.replace("URL", "http://e.invalid/a").replace("HOST", "e.invalid"))
    assert outside(safe) == []
    assert "e.invalid" not in safe
    assert "url(a" not in safe
    assert "</" not in safe
    assert "<!" not in safe
    assert css.sheet(safe) == safe


@pytest.mark.parametrize("text", DECLARATIONS)
def test_no_attribute_asks_for_anything(text):
    safe = css.declarations(text.replace("URL", "http://e.invalid/a"))
    assert outside(safe) == []
    assert "e.invalid" not in safe
    assert "{" not in safe


def test_no_document_asks_for_anything():
    for text in documents("http://e.invalid/a"):
        safe = clean(text.encode()).html
        style = "".join(re.findall(r"(?s)<style>.*?</style>|(?<!title)=\"[^\"]*\"", safe))
        assert "e.invalid" not in style, text
        assert not re.search(r"(?i)<(link|script)|<img[^>]* src=", safe), text


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_what_is_made_of_any_pieces_asks_for_nothing(text):
    safe = css.sheet(text)
    assert outside(safe) == []
    assert "e.invalid" not in safe
    assert not re.search(r"<(?![= ])", safe)
    assert css.sheet(safe) == safe
    attribute = css.declarations(text)
    assert outside(attribute) == []
    assert css.declarations(attribute) == attribute


@pytest.mark.parametrize(
    "text",
    [
        "b{color:red}", "#T_1_row0_col2{background-color:#440154;color:#f1f1f1}", "tr:nth-child(2n + 1)>td{top:1px}",
        "@media (min-width:3px) and (max-width <= 40em){a:hover::before{content:\"a\"}}", "a:not(.b,[c~=d]){color:rgba(0,0,0,.4)}",
        "@keyframes k{from{top:0}50%{top:1e1px}to{opacity:0}}", ".md\\3a flex{display:flex!important}",
        "a{--x:1px;width:calc(var(--x) + 2%)}", "a{color:red;&:hover{color:blue}}", "@supports (display:grid){a{color:red}}",
        "g{fill:url(\"#g\")}", f'a{{background:url("{DOT}") no-repeat}}', "@layer a,b;",
        "a{transform:rotate(45deg) translate(1px,-2px);-webkit-box-shadow:0 0 1px #0003}", "p{font-family:\"Noto Sans\",字体}",
        "a{background:linear-gradient(90deg,transparent 50%,#d65f5f 50%)}", "@container c (width > 3px){a{color:red}}",
    ],
)  # fmt: skip
def test_ordinary_style_stays_as_it_is(text):
    assert css.sheet(text) == text


def test_style_inside_svg_and_pictures_of_svg_keep_their_look():
    safe = clean(
        b"<svg viewBox='0 0 9 9'><style>g>p{fill:red}</style><linearGradient id='a' xlink:href='#b'/></svg>"
    ).html
    assert safe.startswith("<style>g>p{fill:red}</style>")
    assert 'viewBox="0 0 9 9"' in safe
    assert "<linearGradient" in safe
    made = clean_svg(
        b"<svg viewBox='0 0 9 9'><style>g>p{fill:url(http://e.invalid)}g{top:0}</style><text>a&nbsp;b</text></svg>"
    )
    assert (
        made
        == (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>g&gt;p{}g{top:0}</style><text>a\u00a0b</text></svg>'
        ).encode()
    )


def test_a_picture_holds_itself_or_is_left_out():
    assert picture(DOT.replace("AAAA", "AA AA")) == DOT
    assert picture("data:image/png;base64,AAAA") is None
    assert (picture("data:image/svg+xml,%3Csvg onload=x%3E%3C/svg%3E") or "").startswith("data:image/svg+xml;base64,")
    for address in ("http://e.invalid/a.png", "//e.invalid/a", "data:text/html,x", "data:image/svg+xml,x", "a.png", ""):
        assert picture(address) is None


@pytest.mark.parametrize(
    "text", ["url(http://e.invalid)", "red;background:url(#a)", "u\\72l(http://e.invalid)", "red}"]
)
def test_a_value_is_one_value(text):
    assert css.value(text) is None


@pytest.mark.parametrize("text", ["red", "#0af", "rgba(1, 2, 3, .5)", "var(--run-3)", 'url("#g")', "1px", "bold"])
def test_a_value_stays_as_it_is(text):
    assert css.value(text) == text


@pytest.mark.parametrize("text", ["(" * 100_000, "a{" * 50_000, "a[b](" * 30_000, "\\" * 100_000, "url(" * 30_000])
def test_depth_sinks_nothing(text):
    assert css.sheet(text) == "" or outside(css.sheet(text)) == []


class _Listener(ThreadingHTTPServer):
    """Counts what is asked for on this machine."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.mark.browser
def test_a_browser_without_a_policy_asks_for_nothing(browser):
    """The first wall alone: no policy, no sandbox. That the listener hears is shown by one page as it was logged."""
    with _Listener() as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{listener.server_port}"
        page = browser.new_page()
        page.set_content(f"<p style='background:url({address}/heard)'>x", wait_until="networkidle")
        assert listener.asked == ["/heard"]
        listener.asked.clear()
        for number, text in enumerate(documents(f"{address}/N")):
            safe = clean(text.replace("/N", f"/{number}").encode()).html
            page.set_content(f"<!doctype html>{safe}")
        page.set_content(f"<p style='background:url({address}/last)'>x", wait_until="networkidle")
        page.close()
        listener.shutdown()
        assert listener.asked == ["/last"]


def test_what_css_takes_for_letters_stays():
    for text in ("\xa0\xa07\xa0 [", "\u3000a", "\x1fred"):
        for rebuild in (css.sheet, css.declarations, css.value):
            made = rebuild(text) or ""
            assert (rebuild(made) or "") == made
    assert css.value("\xa0a b") == "\xa0a b"
