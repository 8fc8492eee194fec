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


def test_panels_inside_grids(tmp_path):
    text = ("runs: RUNS\nblocks:\n  - toc\n  - {line_plot: {y: train/loss, title: Above}}\n"
            "  - panel_grid:\n      panels:\n"
            "        - {line_plot: {y: train/loss, title: Inner}}\n        - line_plot: val/loss\n"
            "        - panel_grid: {panels: [{run_table: {title: Deep}}]}\n")  # fmt: skip
    html = build_spec(tmp_path, text).path.read_text("utf-8")
    for name in ("Inner", "Deep"):
        anchor = html.partition(f"<bdi>{name}</bdi></a>")[0].rpartition('href="#')[2].removesuffix('">')
        assert html.count(f'id="{anchor}"') == 1, name
    assert html.index("<bdi>Above</bdi></a>") < html.index("<bdi>Inner</bdi></a>") < html.index("<bdi>Deep</bdi></a>")
