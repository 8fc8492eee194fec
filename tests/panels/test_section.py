"""Sections: what is in them, how many panels, and where links lead."""

from __future__ import annotations

import re

from conftest import build_spec


def page(folder, text):
    build_spec(folder, text)
    return (folder / "report.html").read_text("utf-8")


def test_a_section_has_a_heading_its_blocks_and_their_number(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(f"{name}\n1\n")
    html = page(
        tmp_path,
        "blocks:\n  - section:\n      title: Training\n      open: false\n      blocks:\n"
        "        - markdown: Words.\n"
        "        - panel_grid: {panels: [{table: {path: a.csv}}, {table: {path: b.csv}}]}\n",
    )
    section = html[html.index('<details class="rg-section"') :]
    assert "<h2><bdi>Training</bdi></h2>" in section
    assert '<span class="rg-section-count">2</span>' in section
    assert not re.match(r"<details[^>]* open", section)
    assert "Words." in section


def test_the_contents_lead_to_sections(tmp_path):
    html = page(tmp_path, "blocks: [toc, {section: {title: One, blocks: [{markdown: x}]}}, {section: Two}]")
    anchors = re.findall(r'<details class="rg-section" id="([^"]+)" open>', html)
    assert len(set(anchors)) == 2
    assert all(html.count(f'href="#{anchor}"') >= 2 for anchor in anchors)  # in the block and in the side
    assert "This section has no blocks." in html


def test_sections_with_the_same_content_have_names_of_their_own(tmp_path):
    html = page(
        tmp_path,
        "blocks: [{section: Same}, {section: {title: Same}}, {section: {title: A, blocks: [{section: Same}]}}]",
    )
    anchors = re.findall(r'<details class="rg-section" id="([^"]+)"', html)
    assert len(anchors) == len(set(anchors)) == 4
    assert all(f'href="#{anchor}"' in html for anchor in anchors)


def test_a_section_inside_another_is_one_level_lower(tmp_path):
    """In the page's headings, and in its contents."""
    inner = "{section: {title: B, blocks: [{section: {title: C, open: false, blocks: [{markdown: c}]}}]}}"
    html = page(tmp_path, f"blocks: [{{section: {{title: A, blocks: [{inner}]}}}}, {{section: D}}]")
    heads = re.findall(r"<summary><(h\d)><bdi>(\w)</bdi></\1>", html)
    assert heads == [("h2", "A"), ("h3", "B"), ("h3", "C"), ("h2", "D")]
    assert len(re.findall(r"<details class=\"rg-section\"[^>]*><summary>", html)) == 4
    listed = re.search(r'<nav class="rg-contents.*?</nav>', html, re.DOTALL)[0]
    assert listed.index(">A<") < listed.index(">B<") < listed.index(">D<")
    assert listed[listed.index(">A<") : listed.index(">B<")].count("</li>") == 0  # B is inside A
    assert ">C<" not in listed  # a fourth level
