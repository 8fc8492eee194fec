"""Logged HTML loses what runs and what asks the network, and keeps how it looks."""

from __future__ import annotations

import pytest
from dot import DOT

from reportgen.media.html import clean


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>", "<script src=http://e.invalid/a.js></script>",
        "<img src=http://e.invalid/a.png onerror=x>",
        '<link rel=stylesheet href="https://app.wandb.ai/normalize.css">', "<base href=http://e.invalid>",
        "<meta http-equiv=refresh content='0;url=http://e.invalid'>", "<iframe src=http://e.invalid></iframe>",
        "<object data=http://e.invalid></object><embed src=http://e.invalid>", "<form action=http://e.invalid><button>",
        "<style>@import 'http://e.invalid/a.css';</style>", "<style>p{background:url(http://e.invalid/a)}</style>",
        "<p style='background:url(//e.invalid/a)'>", "<style>p{background:u\\72l(http://e.invalid/a)}</style>",
        "<svg><image href='http://e.invalid/a'/><use href='http://e.invalid/a#b'/></svg>",
        "<svg><style>*{fill:url(http://e.invalid/a)}</style></svg>",
        "<video src=http://e.invalid poster=http://e.invalid>",
        "<table background=http://e.invalid>", "<a href='javascript:x'>a</a>",
        "<p style=\"list-style:url('http://e.invalid')\">",
        "<style>p{background:image-set('http://e.invalid/a' 1x)}</style>", "<svg onload=x><animate onbegin=x /></svg>",
        "<math><mtext><table><mglyph><style><img src=http://e.invalid onerror=x>",
        "<input type=image src=http://e.invalid>",
        "<noscript><p title='</noscript><img src=http://e.invalid onerror=x>'>",
        "<body background=http://e.invalid onload=x>",
        "<style><\\20/style><link rel=preconnect href=http://e.invalid><script>alert(1)</script>",
        "<style><@import a;/style><script>alert(1)</script><link href=http://e.invalid>",
    ],
)  # fmt: skip
def test_nothing_runs_or_calls_home(text):
    safe = clean(text.encode()).html.lower()
    assert "e.invalid" not in safe
    assert "wandb.ai" not in safe
    assert not any(
        word in safe for word in ("<script", "onerror", "onload", "javascript:", "<iframe", "<meta", "<base")
    )


def test_looks_stay():
    text = "<style>b{color:red}</style><b class=x style='margin:2px'>ü</b><img src='DOT'>".replace("DOT", DOT)
    text += "<svg viewBox='0 0 1 1'><path d='M0 0' fill='red'/></svg><table><tr><td colspan=2>1</td></tr></table>"
    safe = clean(text.encode()).html
    for part in ("b{color:red}", 'style="margin:2px"', "ü", DOT, "<path", 'colspan="2"'):
        assert part in safe


def test_links_lead_nowhere_and_scripts_are_told():
    """A frame that may go nowhere would show an error in place of the document."""
    assert clean(b"<a href='http://example.com'>l</a>").html == "<a>l</a>"
    assert clean(b"<p onclick=x>").scripts
    assert not clean(b"<p>script</p>").scripts
