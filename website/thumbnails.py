"""Small pictures of reports, without a browser: what a report draws without scripts, as an image that scales.

A report is complete without scripts, so the markup of its first panels and its style are a picture already. They become
an SVG whose ``foreignObject`` holds them: sharp at every size, and dark where the page around it is dark.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

WIDTH, HEIGHT = 640, 400
"""Pixels of the report that a picture shows; the site scales it."""
_MOST = 400_000
"""Characters of markup in a picture; a panel that is longer is shown alone."""
_SPACES = {"svg": "http://www.w3.org/2000/svg", "math": "http://www.w3.org/1998/Math/MathML"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_NAME = re.compile(r"<([^\s/>]+)")
_DATA = '<script type="application/octet-stream"'
_BODY = "background:var(--paper);overflow:hidden;width:100%;height:100%"
_LOOK = """main{padding:16px 20px;max-width:none}.rg-block{margin:0 0 24px}
[hidden],button,.rg-control{display:none!important}"""


class _Xml(HTMLParser):
    """Writes HTML as XML: every element closed, every attribute with a value, names as they are spelled."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or ""
        name = _NAME.match(raw)
        tag = name[1] if name else tag  # SVG's names have capitals, which the parser does not keep
        body = raw[name.end() if name else 0 :].rstrip(">").rstrip("/")
        spelled = {found[0].lower(): found[0] for found in _ATTRIBUTE.findall(body)}
        own = {spelled.get(key, key): value or "" for key, value in attrs}
        if tag in _SPACES:
            own["xmlns"] = _SPACES[tag]
        text = "".join(f' {key}="{escape(value)}"' for key, value in own.items())
        closed = raw.endswith("/>") or tag in _VOID
        self.parts.append(f"<{tag}{text}{'/' if closed else ''}>")
        if not closed:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {one.lower() for one in self.open}:
            return
        while self.open:
            last = self.open.pop()
            self.parts.append(f"</{last}>")
            if last.lower() == tag:
                return

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data, quote=False))


def xml_of(markup: str) -> str:
    """Return a piece of HTML as well-formed XML."""
    parser = _Xml()
    parser.feed(markup)
    parser.close()
    return "".join([*parser.parts, *(f"</{tag}>" for tag in reversed(parser.open))])


def _panels(text: str, kind: str) -> str:
    """Return the blocks of a report from the first with a panel of a kind on, else from the first with any panel."""
    start = text.find('<div class="rg-block">')
    ends = [place for place in (text.find('<details class="rg-about"'), text.find(_DATA)) if place >= 0]
    if start < 0 or not ends:
        return ""
    blocks = re.split(r'(?=<div class="rg-block">)', text[start : min(ends)])
    blocks = [one for one in blocks if one.strip()]
    name = f"rg-{kind.replace('_', '-')}"
    wanted = re.compile(rf"\b{name}(-panel)?\b")
    first = next((at for at, one in enumerate(blocks) if wanted.search(one)), None)
    if first is None:
        first = next((at for at, one in enumerate(blocks) if "rg-panel" in one), 0)
    chosen: list[str] = []
    size = 0
    for one in blocks[first : first + 3]:
        size += len(one)
        if chosen and size > _MOST:
            break
        chosen.append(one)
    return "".join(chosen)


def thumbnail(report: Path, kind: str) -> str:
    """Return the SVG of a report: its panels of a kind, as they are drawn before any script runs."""
    text = report.read_text("utf-8")
    style = text[text.index("<style>") + len("<style>") : text.index("</style>")]
    lang = re.search(r'<html lang="([^"]*)"', text)
    content = xml_of(_panels(text, kind))
    made = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f"<style>{escape(style, quote=False)}{_LOOK}</style>"
        f'<foreignObject width="{WIDTH}" height="{HEIGHT}"><body xmlns="http://www.w3.org/1999/xhtml"'
        f' lang="{lang[1] if lang else "en"}" style="{_BODY}"><main>{content}</main></body></foreignObject></svg>'
    )
    ET.fromstring(made)  # noqa: S314 - our own markup; a picture that is not well-formed would not show
    return made
