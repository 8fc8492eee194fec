"""Markdown to sanitised markup. Raw HTML is shown as text, and a closed list of tags is the second wall."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from reportgen.errors import KnownError
from reportgen.media.damage import whole_text
from reportgen.media.private.inside import without_metadata
from reportgen.page import formulas
from reportgen.texts import say

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
_MOST_BRACKETS = 1_000
"""Of one paragraph."""
_LOST = re.compile(r"<img (?![^>]*\bsrc=)[^>]*>")
_CHECKBOX = re.compile(r"<input ([^>]*)>")

if TYPE_CHECKING:
    from markdown import Markdown

ReadImage = Callable[[str], tuple[bytes, str]]
"""Returns (bytes, media type) of a picture of the spec's folder; raises OSError, or KnownError with the reason."""


class Prose:
    """Renders the Markdown of one page: ids are unique over all its texts."""

    def __init__(self, read_image: ReadImage) -> None:
        self._read_image = read_image
        self._ids: dict[str, int] = {}
        self.missing: list[str] = []
        """What the last text asked for and could not have."""

    @cached_property
    def _markdown(self) -> Markdown:
        """The converter, made for the first text: it compiles 238 patterns."""
        import markdown
        from pymdownx.slugs import slugify

        made = markdown.Markdown(
            extensions=[
                "tables", "footnotes", "sane_lists", "def_list", "abbr", "admonition", "toc", "pymdownx.superfences",
                "pymdownx.highlight", "pymdownx.tasklist", "pymdownx.arithmatex", "pymdownx.quotes", "pymdownx.tilde",
                "pymdownx.mark", "pymdownx.details",
            ],
            extension_configs={
                "tables": {"use_align_attribute": True},
                "footnotes": {"UNIQUE_IDS": True, "BACKLINK_TEXT": "↩", "BACKLINK_TITLE": say("Back to the text")},
                # Anchors keep every script: a Japanese heading is its own anchor.
                "toc": {"slugify": slugify(case="lower")},
                "pymdownx.highlight": {"guess_lang": False},
                "pymdownx.arithmatex": {"generic": True},
                "pymdownx.quotes": {"callouts": True},
            },
        )  # fmt: skip
        formulas.register(made)
        made.preprocessors.deregister("html_block")
        made.inlinePatterns.deregister("html")
        return made

    def render(self, text: str) -> tuple[Markup, tuple[tuple[int, str, str], ...]]:
        """Return (markup, headings as (level, text, id))."""
        self._markdown.reset()
        self.missing = []
        html = self._converted(without_metadata(whole_text(text)))
        headings: list[tuple[int, str, str]] = []
        renamed: dict[str, str] = {}
        self._headings(getattr(self._markdown, "toc_tokens", []), headings, renamed)
        clean = _CHECKBOX.sub(_name_checkbox, self._sanitise(html, renamed))
        clean = clean.replace("<pre>", '<pre tabindex="0">')  # long lines scroll, by keyboard, too
        clean = _LOST.sub(_lost, clean)
        return Markup(formulas.MATH.sub(lambda m: self._formula(m[2]), clean)), tuple(headings)  # noqa: S704 - sanitised above

    def _converted(self, text: str) -> str:
        """Return a text's markup; one that no Markdown can be made of stands as it was written."""
        with suppress(Exception):  # extensions break in many ways, and nothing that was written may be lost
            # Brackets cost the square of their number.
            if all(block.count("[") <= _MOST_BRACKETS for block in text.split("\n\n")):
                return self._markdown.convert(text)
        self._markdown.reset()
        self.missing.append("its Markdown cannot be parsed and is shown as source")
        return f"<pre><code>{escape(text)}</code></pre>"

    def _headings(
        self, tokens: list[dict[str, Any]], found: list[tuple[int, str, str]], renamed: dict[str, str]
    ) -> None:
        for token in tokens:
            name = token["id"]
            count = self._ids[name] = self._ids.get(name, 0) + 1
            renamed[name] = name if count == 1 else f"{name}-{count}"
            found.append((token["level"], formulas.named(Markup(token["name"]).striptags()), renamed[name]))  # noqa: S704 - only its text
            self._headings(token["children"], found, renamed)

    def _formula(self, source: str) -> str:
        """Return a formula's MathML; one that cannot be read stays as its own text, and is reported."""
        import html

        tex, display = formulas.split(html.unescape(source))
        try:
            return formulas.mathml(tex, block=display)
        except ValueError:
            self.missing.append(f"formula '{tex[:60]}' cannot be parsed")
            marks = "$$" if display else "$"
            return f'<code class="rg-tex">{marks}{escape(tex)}{marks}</code>'

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
        """Return a picture as a data URL; one that is remote or outside the spec's folder is omitted."""
        from reportgen.media.html import picture

        if source.strip().lower().startswith("data:"):
            safe = picture(source)
            if safe is None:
                self.missing.append(f"image '{source[:40]}…' is not a supported image")
            return safe
        if "://" in source or source.startswith("//"):
            self.missing.append(f"image '{source}' is remote; a report makes no network requests")
            return None
        try:
            content, media_type = self._read_image(source)
        except OSError as error:
            reason = "is not there" if isinstance(error, FileNotFoundError) else "cannot be read"
            self.missing.append(f"image '{source}' {reason}")
            return None
        except KnownError as error:
            self.missing.append(f"image '{source}': {error}")
            return None
        return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def _lost(match: re.Match[str]) -> str:
    """Put a labelled place where a picture is omitted."""
    alt = re.search(r'alt="([^"]*)"', match[0])
    return f'<span class="rg-placeholder"><b>{say("image")}</b> {alt[1] if alt else ""}</span>'


def _name_checkbox(match: re.Match[str]) -> str:
    """Give a task's checkbox the name that a screen reader says."""
    return f'<input {match[1]} aria-label="{say("done") if "checked" in match[1] else say("to do")}">'
