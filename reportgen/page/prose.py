"""Markdown to sanitised markup. Raw HTML is shown as text, and a closed list of tags is the second wall."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

_TAGS = {
    "a", "abbr", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "input", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s",
    "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "label",
}  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "class"},
    "img": {"src", "alt", "title"},
    "input": {"type", "checked", "disabled"},
    "ol": {"start"},
    "th": {"align"}, "td": {"align"},
    "li": {"id", "class"}, "sup": {"id"}, "div": {"class"}, "span": {"class"}, "p": {"class"}, "code": {"class"},
    "pre": {"class"}, "ul": {"class"}, "blockquote": {"class"}, "details": {"class", "open"}, "label": {"class"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}  # fmt: skip
_MATH = re.compile(r'<(span|div) class="arithmatex">(.*?)</\1>', re.DOTALL)
_MATHML = {
    "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle", "merror", "mpadded",
    "mphantom", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mtable", "mtr", "mtd",
    "menclose", "semantics", "none", "mprescripts",
}  # fmt: skip
_MATHML_ATTRIBUTES = {
    "display", "mathvariant", "stretchy", "fence", "separator", "accent", "accentunder", "form", "lspace", "rspace",
    "minsize", "maxsize", "symmetric", "movablelimits", "largeop", "linethickness", "columnalign", "rowspacing",
    "columnspacing", "columnlines", "rowlines", "scriptlevel", "displaystyle", "width", "height", "depth", "notation",
    "mathsize",
}  # fmt: skip

_LOST = re.compile(r"<img (?![^>]*\bsrc=)[^>]*>")
_CHECKBOX = re.compile(r"<input ([^>]*)>")

ReadImage = Callable[[str], tuple[bytes, str]]
"""Returns (bytes, media type) of a picture of the spec's folder; raises OSError or ValueError with the reason."""


class Prose:
    """Renders the Markdown of one page: ids are unique over all its texts."""

    def __init__(self, read_image: ReadImage) -> None:
        import markdown
        from pymdownx.slugs import slugify

        self._read_image = read_image
        self._ids: dict[str, int] = {}
        self.missing: list[str] = []
        """What the last text asked for and could not have."""
        self._markdown = markdown.Markdown(
            extensions=[
                "tables", "footnotes", "sane_lists", "def_list", "abbr", "admonition", "toc", "pymdownx.superfences",
                "pymdownx.highlight", "pymdownx.tasklist", "pymdownx.arithmatex", "pymdownx.quotes", "pymdownx.tilde",
                "pymdownx.mark", "pymdownx.details",
            ],
            extension_configs={
                "tables": {"use_align_attribute": True},
                "footnotes": {"UNIQUE_IDS": True, "BACKLINK_TEXT": "↩"},
                # Anchors keep every script: a Japanese heading is its own anchor.
                "toc": {"slugify": slugify(case="lower")},
                "pymdownx.highlight": {"guess_lang": False},
                "pymdownx.arithmatex": {"generic": True},
                "pymdownx.quotes": {"callouts": True},
            },
        )  # fmt: skip
        self._markdown.inlinePatterns.register(_inline_display(), "display_math", 190)
        self._markdown.preprocessors.deregister("html_block")
        self._markdown.inlinePatterns.deregister("html")

    def render(self, text: str) -> tuple[Markup, tuple[tuple[int, str, str], ...]]:
        """Return (markup, headings as (level, text, id))."""
        self._markdown.reset()
        self.missing = []
        html = self._markdown.convert(text)
        headings: list[tuple[int, str, str]] = []
        renamed: dict[str, str] = {}
        self._headings(getattr(self._markdown, "toc_tokens", []), headings, renamed)
        clean = _CHECKBOX.sub(_name_checkbox, self._sanitise(html, renamed))
        clean = _LOST.sub(_lost, clean)
        return Markup(_MATH.sub(lambda m: self._formula(m[2], block=m[1] == "div"), clean)), tuple(headings)  # noqa: S704 - sanitised above

    def _headings(
        self, tokens: list[dict[str, Any]], found: list[tuple[int, str, str]], renamed: dict[str, str]
    ) -> None:
        for token in tokens:
            name = token["id"]
            count = self._ids[name] = self._ids.get(name, 0) + 1
            renamed[name] = name if count == 1 else f"{name}-{count}"
            found.append((token["level"], Markup(token["name"]).striptags(), renamed[name]))  # noqa: S704 - only its text
            self._headings(token["children"], found, renamed)

    def _formula(self, source: str, *, block: bool) -> str:
        """Return a formula's MathML; one that cannot be read stays as its own text, and is told."""
        import html

        tex = html.unescape(source).strip()
        tex = tex.removeprefix("\\(").removesuffix("\\)").removeprefix("\\[").removesuffix("\\]").strip()
        try:
            return _mathml(tex, block=block)
        except ValueError:
            self.missing.append(f"formula '{tex[:60]}' cannot be read")
            return f'<code class="rg-tex">{escape(tex)}</code>'

    def _sanitise(self, html: str, renamed: dict[str, str]) -> str:
        import nh3

        def attribute(tag: str, name: str, value: str) -> str | None:
            if tag == "img" and name == "src":
                return self._inline(value)
            if name == "href" and value.strip().lower().startswith("data:"):
                return None
            if name == "id":
                return renamed.get(value, value)
            return value

        return nh3.clean(
            html,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            attribute_filter=attribute,
            url_schemes={"http", "https", "mailto", "data"},
            link_rel="noopener noreferrer",
        )

    def _inline(self, source: str) -> str | None:
        """Return a picture as a data URL; one that is remote or outside the spec's folder is left out."""
        from reportgen.media.html import picture

        if source.strip().lower().startswith("data:"):
            safe = picture(source)
            if safe is None:
                self.missing.append(f"picture '{source[:40]}…' is no picture that a report can hold")
            return safe
        if "://" in source or source.startswith("//"):
            self.missing.append(f"picture '{source}' is remote, and a report asks no network for anything")
            return None
        try:
            content, media_type = self._read_image(source)
        except (OSError, ValueError) as error:
            self.missing.append(f"picture '{source}': {error}")
            return None
        return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def _lost(match: re.Match[str]) -> str:
    """Put a labelled place where a picture is left out."""
    alt = re.search(r'alt="([^"]*)"', match[0])
    return f'<span class="rg-placeholder"><b>picture</b> {alt[1] if alt else ""}</span>'


def _inline_display() -> Any:
    """Return a pattern for ``$$x$$`` inside a paragraph: a formula of the line."""
    from xml.etree import ElementTree as ET

    from markdown.inlinepatterns import InlineProcessor

    class InlineDisplay(InlineProcessor):
        """Makes the element that the formula is later put into."""

        def handleMatch(self, m: re.Match[str], data: str) -> tuple[Any, int, int]:  # type: ignore[override]  # noqa: N802
            del data
            element = ET.Element("span", {"class": "arithmatex"})
            element.text = self.md.htmlStash.store(f"\\({escape(m[1])}\\)")
            return element, m.start(0), m.end(0)

    return InlineDisplay(r"(?<!\\)\$\$([^$\n]+?)\$\$")


def _name_checkbox(match: re.Match[str]) -> str:
    """Give a task's checkbox the name that a screen reader says."""
    return f'<input {match[1]} aria-label="{"done" if "checked" in match[1] else "to do"}">'


def _mathml(tex: str, *, block: bool) -> str:
    """Return a formula as MathML; ValueError when it cannot be read."""
    from xml.etree import ElementTree as ET

    try:
        from latex2mathml.converter import convert

        tree = ET.fromstring(convert(tex, display="block" if block else "inline"))  # noqa: S314 - made a line above
    except Exception:  # noqa: BLE001 - the converter raises many kinds, and a formula must not sink a report
        raise ValueError(tex) from None
    for element in tree.iter():
        name = element.tag.rsplit("}", 1)[-1]
        if name not in _MATHML:
            raise ValueError(tex)
        element.tag = name
        for attribute in list(element.attrib):
            if attribute not in _MATHML_ATTRIBUTES:
                del element.attrib[attribute]
    return ET.tostring(tree, encoding="unicode")
