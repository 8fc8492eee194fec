"""Pages in other languages: no English of the page's own in Japanese and Korean, and a page from right to left."""

import re

import pytest
from conftest import ROOT, spot

from reportgen import build

pytestmark = pytest.mark.browser

WORDS = """() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  const data = "script, style, pre, code, bdi, h1, math, .rg-markdown, .rg-description, .rg-vega, .rg-state, svg text";
  const said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: parent, textContent: text } = walker.currentNode;
    if (parent && !parent.closest(data)) said.push(text);
  }
  for (const name of ["aria-label", "title", "placeholder", "aria-valuetext"])
    for (const one of document.querySelectorAll(`[${name}]`))
      if (!one.closest(data)) said.push(one.getAttribute(name));
  return said;
}"""

ENGLISH = re.compile(
    r"\b(?:the|of|all|none|runs?|search|show|hide|save|close|menu|axis|smoothing|per chart|reset|step|compare|columns?"
    r"|rows?|sort|group|filter|expand|settings|overlays|class|values?|about|view|sources|better|steps?|play)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def demo_in(tmp_path_factory):
    def made(lang: str):
        text = (ROOT / "examples/demo/report.yaml").read_text("utf-8").replace("../", f"{ROOT / 'examples'}/")
        folder = tmp_path_factory.mktemp(lang)
        spec = folder / "report.yaml"
        spec.write_text(f"lang: {lang}\n{text}", "utf-8")
        return build(spec).path

    return made


@pytest.mark.parametrize("lang", ["ja", "ko"])
def test_no_english_of_the_pages_own_is_left(visit, demo_in, lang):
    seen = visit(demo_in(lang))
    page = seen.page
    seen.scroll_through()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    cut = page.evaluate(
        """() => [...document.querySelectorAll("main button, main summary, main .rg-note, main th, .rg-facts span")]
          .filter((one) => one.offsetParent && getComputedStyle(one).overflowX !== "visible"
            && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""
    )
    assert not cut
    page.set_viewport_size({"width": 1280, "height": 900})
    seen.scroll_through()
    left = [text for text in page.evaluate(WORDS) if text and ENGLISH.search(text)]
    assert not left
    assert page.evaluate("document.documentElement.lang") == lang
    seen.assert_quiet()


def test_a_page_from_right_to_left_turns_round_and_its_charts_do_not(visit, demo_in):
    seen = visit(demo_in("ar"))
    page = seen.page
    seen.scroll_through()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    side, main = (spot(page.locator(name)) for name in (".rg-side", "main"))
    assert side["x"] > main["x"]
    assert page.evaluate("""getComputedStyle(document.querySelector(".rg-plot")).direction""") == "ltr"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    seen.assert_quiet()
