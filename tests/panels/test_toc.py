"""The table of contents: every heading of the page, whichever block it is in."""

from __future__ import annotations

from conftest import build_spec


def test_headings_of_later_blocks(tmp_path):
    text = 'blocks: [toc, {markdown: "## A\\n\\n### B\\n\\n#### C"}, {toc: {depth: 4, title: All}}]'
    html = build_spec(tmp_path, text).path.read_text("utf-8")
    assert html.count('<a href="#b"><bdi>B</bdi></a>') == 3
    assert html.count('<a href="#c"><bdi>C</bdi></a>') == 1


def test_without_headings_there_is_nothing(tmp_path):
    assert '<nav class="rg-toc"' not in build_spec(tmp_path, "blocks: [toc]").path.read_text("utf-8")
