"""Nothing is cut: at five widths, no text of tables and galleries is outside a box that hides its overflow."""

from __future__ import annotations

import pytest

WIDTHS = (390, 768, 1280, 1600, 2560)
# Texts may end in an ellipsis, and a box that scrolls shows the rest; anything else that is cut is a mistake.
CUT = """() => {
  const cut = [];
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility({visibilityProperty: true}) || parent.closest('svg')) continue;
    if (parent.closest('.rg-hidden, .rg-static-note, option, textarea, .rg-box-labels')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      for (let box = parent; box && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box);
        if (style.display === 'contents' || style.display === 'inline') continue;
        if (/auto|scroll/.test(style.overflowX)) break;
        if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') break;
        if (!/hidden|clip/.test(style.overflowX)) continue;
        const outer = box.getBoundingClientRect();
        if (rect.left < outer.left - 1.5 || rect.right > outer.right + 1.5)
          cut.push(`${node.data.trim().slice(0, 40)} in ${box.className}`);
      }
      if (!parent.closest('.rg-table-scroll, .rg-grid, .rg-diff-scroll, pre, .rg-console, .rg-fixed')
          && (rect.right > innerWidth + 1 || rect.left < -1))
        cut.push(`${node.data.trim().slice(0, 40)} beyond the page`);
    }
  }
  return [...new Set(cut)];
}"""


@pytest.mark.parametrize("name", ["media_browser", "table", "run_table", "run_comparer", "code_comparer"])
def test_no_text_is_cut(visit, example_report, name):
    seen = visit(example_report(name))
    page = seen.page
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        seen.scroll_through()
        for summary in page.locator(".rg-errors:not([open]) > summary").all():
            summary.click()
        assert page.evaluate(CUT) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width >= WIDTHS[2]:  # the error explorer needs no scrolling
            tables = page.locator(".rg-errors .rg-table-scroll")
            assert tables.evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth + 1).length") == 0, width
    seen.assert_quiet()
