"""Prose: formatted where it should be, text everywhere else."""

from __future__ import annotations

import pytest
from dot import DOT
from hypothesis import given
from hypothesis import strategies as st

from reportgen.page.prose import PLAIN, Prose


@pytest.fixture
def render():
    def nothing(path: str):
        raise FileNotFoundError(path)

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


@given(st.text("abcZéß日本한中٣29 ,.;?()%/-:*_#`<>&'", max_size=40) | st.sampled_from(["www.a.org/b", "i. b", "c) d"]))
def test_words_alone_need_no_converter(text):
    """A line that is taken for plain is what the converter makes of it."""
    prose, other = (Prose(lambda _: (b"", "")) for _ in range(2))
    before = other.render("*a*")  # the converter is made
    assert before[0] == "<p><em>a</em></p>"
    if PLAIN.match(text):
        assert prose.render(text) == (other._sanitise(other._converted(text), {}), ())


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


@pytest.mark.parametrize(
    "text",
    [
        "we minimise $$x^2$$ here", "- one $$x^2$$ two\n- three", "1. a\n2. b\n   $$x^2$$", "> $$x^2$$ q",
        "# H $$x^2$$",
        "| a | b |\n|--|--|\n| 1 | $$x^2$$ |", "a[^1]\n\n[^1]: note $$x^2$$", "**bold $$x^2$$**", "term\n: def $$x^2$$",
        "before\n$$\nx^2\n$$\nafter", "$$x^2$$\n$$x^2$$", "- item\n\n  $$\n  x^2\n  $$\n\n  more",
        "!!! note\n    a $$x^2$$",
        "$$\nx^2\n\n+ y\n$$", "a \\[x^2\\] b", "\\[\nx^2\n\\]", "text $$x^2\n+ y$$ text", "$$x^2$$ $$y$$",
        "\\$5 and $$x^2$$",
        "\\begin{align}\nx^2 &= y\n\\end{align}", "- $$\n  x^2\n  $$",
    ],
)  # fmt: skip
def test_math_is_set_off_wherever_it_stands(render, text):
    html = render(text)
    assert '<math display="block">' in html
    assert "<msup>" in html
    assert "$$" not in html
    for word in ("minimise", "here", "three", "before", "after", "item", "more", "note", "bold", "def", "text", "5"):
        assert (word in text) <= (word in html)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("$$_$$+", "$$_$$</code>+"), ("a $$\\frac{$$ b", "<code>"), ("a $x_{$ b $y$", "$x_{$</code> b <math"),
        ("$$\n\\begin{a}\n$$\n\nafter", "after"), ("- a $$_$$ b\n- c", "<li>c"),
        ("$\\text{<script>}$", "&lt;script&gt;"),
        ("`$$x$$`", "<code>$$x$$</code>"), ("```\n$$x$$\n```", "$$x$$"), ("$$ x", "$$ x"), ("a $$ b", "a $$ b"),
        ("a \\[see below\\] b", "a [see below] b"), ("\\[x^2\\](http://a)", "[x^2]"),
        ("costs $5, $6 and $7", "costs $5, $6 and $7"),
    ],
)  # fmt: skip
def test_what_is_no_formula_stays_as_it_was_written(render, text, kept):
    html = render(text)
    assert kept.replace("<code>", '<code class="rg-tex">') in html or kept in html


def test_bars_in_formulas_of_a_table_do_not_end_cells(render):
    html = render("| a | b |\n|--|--|\n| $|x|$ | $P(a|b)$ |\n| $5 | $6 |\n| `$a` | `b$` |")
    assert html.count("<td>") == 6
    assert html.count("<math") == 2
    assert "<td>$5</td>\n<td>$6</td>" in html


def test_headings_are_listed_with_their_formulas_in_plain_letters():
    prose = Prose(lambda _: (b"", ""))
    assert prose.render("# H $x$ and $$y$$")[1][0][1] == "H x and y"


def test_characters_that_no_file_can_hold_are_held(render):
    assert "a 😀 \ufffd" in render("a \ud83d\ude00 \ud800")


@pytest.mark.parametrize(
    "text", ["[" * 5000, "![" * 3000, ">" * 3000, "- " * 3000, "$$" * 5000, "\\[" * 3000, "*a" * 5000]
)
def test_no_text_takes_long_or_is_lost(render, text):
    import time

    start = time.process_time()
    assert len(render(f"before {text}")) > 20
    assert time.process_time() - start < 5


def test_pictures_in_the_text_hold_themselves():
    prose = Prose(lambda _: (b"", ""))
    assert f'src="{DOT}"' in str(prose.render(f"![a]({DOT})")[0])
    assert prose.missing == []
    assert "<img" not in str(prose.render("![a](data:image/png;base64,AA==)")[0])
    assert [what for what in prose.missing if "is not a supported image" in what]
    prose.missing.clear()
    html = str(prose.render("![a](data:text/html,x) ![b](data:image/svg+xml,%3Csvg%20onload=x%3E%3C/svg%3E)")[0])
    assert "onload" not in html
    assert "text/html" not in html
    assert "not a supported image" in prose.missing[0]
