"""Prose: formatted where it should be, text everywhere else."""

from __future__ import annotations

import pytest

from reportgen.page.prose import Prose


@pytest.fixture
def render():
    def nothing(path: str):
        raise ValueError(path)

    prose = Prose(nothing)
    return lambda text: str(prose.render(text)[0])


def test_raw_html_is_text(render):
    assert "<b>" not in render("a <b>c</b> <script>1</script>")
    assert "&lt;script&gt;" in render("<script>1</script>")


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](data:text/html,x)", "[a](DATA:text/html,x)",
        "![a](http://h/x.png)", "![a](//h/x.png)", "<img src=x onerror=alert(1)>", "[a](vbscript:x)", "<a onclick=x>",
        "![a](file:///etc/passwd)", "![a](../../etc/passwd)", "$\\href{javascript:x}{y}$", "<svg/onload=1>",
        "```\n</code><script>1</script>\n```", "[x]: javascript:1\n\n[x]", "<!-- <script>1</script> -->",
    ],
)  # fmt: skip
def test_nothing_active_comes_through(render, text):
    html = render(text).lower()
    assert "<script" not in html
    assert "javascript:" not in html.replace("&lt;", "") or "href" not in html
    assert "http://h" not in html
    assert "//h/x" not in html
    assert "onerror=" not in html.replace("&lt;img src=x onerror=", "")
    assert 'href="data:' not in html


def test_math(render):
    assert "<math" in render(r"$x^2$")
    assert 'display="block"' in render(r"$$\\frac{a}{b}$$")
    assert "<math" not in render(r"costs $5 and $6")


def test_anchors_keep_every_script_and_are_unique():
    prose = Prose(lambda _: (b"", ""))
    first = prose.render("## 結果 Results\n\n## النتائج")[1]
    second = prose.render("## 結果 Results")[1]
    assert [h[2] for h in first] == ["結果-results", "النتائج"]
    assert second[0][2] == "結果-results-2"


def test_features(render):
    assert 'align="right"' in render("| a |\n| -: |\n| 1 |")
    assert 'type="checkbox"' in render("- [x] a")
    assert "footnote" in render("a[^1]\n\n[^1]: b")
    assert 'class="highlight"' in render("```python\nx = 1\n```")
    assert "admonition" in render("!!! note\n    a")
    assert "note" in render("> [!NOTE]\n> a")
    assert "<del>" in render("~~a~~")


def test_footnotes_of_two_texts_do_not_meet():
    prose = Prose(lambda _: (b"", ""))
    one, two = (str(prose.render("a[^1]\n\n[^1]: b")[0]) for _ in range(2))
    import re

    assert not set(re.findall(r' id="([^"]*)"', one)) & set(re.findall(r' id="([^"]*)"', two))
