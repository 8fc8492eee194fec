r"""Formulas of Markdown: where they stand in a text, and LaTeX to MathML.

``$x$`` and ``\(x\)`` stand in the line; ``$$x$$`` and ``\[x\]`` are set off, alone or inside a sentence, a list, a
heading, a quote, a table or a note. What LaTeX cannot be read stays as its source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown import Markdown

MATH = re.compile(r'<(span|div) class="arithmatex">(.*?)</\1>', re.DOTALL)
"""A formula in sanitised markup."""
_DISPLAY = r"(?<![\\$])\$\$(?!\$)((?:\\.|(?!\$\$)[^\\]){1,4000}?)\$\$(?!\$)"
_SQUARE = r"(?<!\\)\\\[((?:\\[^\]]|[^\\]){1,1000}?)\\\](?![(\[:])"
_BLOCK = re.compile(
    r"(?s)^ {0,3}(?:\$\$(?P<math>(?:\\.|(?!\$\$)[^\\])+?)\$\$|(?P<math2>\\begin\{(?P<env>[a-z]+\*?)\}(?:\\.|[^\\])+?"
    r"\\end\{(?P=env)\})|\\\[(?P<math3>(?:\\[^\]]|[^\\])+?)\\\])[ ]*$"
)
_LIKE_MATH = re.compile(r"[\\^_={}+<>|/*]|\A\s*\w\s*\Z")
"""What an author writes in a formula, and not in a text between escaped brackets."""
_IN_LINE = re.compile(r"(?<![\\$])(\$\$?)(?![\s$])(?:\\.|[^$\\]){1,400}?(?<!\s)\1(?![\d$])")
_MARKS = re.compile(r"\\\((.{1,1000}?)\\\)|\\\[(.{1,1000}?)\\\]")
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
_MOST = 20_000
"""Characters of one formula."""


def register(markdown: Markdown) -> None:
    """Teach Markdown (with pymdownx.arithmatex) where formulas that are set off may stand."""
    from xml.etree import ElementTree as ET

    from markdown.inlinepatterns import InlineProcessor
    from markdown.preprocessors import Preprocessor
    from markdown.util import AtomicString

    class SetOff(InlineProcessor):
        """Makes the element that the formula is later put into."""

        def handleMatch(self, m: re.Match[str], data: str) -> tuple[Any, Any, Any]:  # type: ignore[override]  # noqa: N802
            del data
            if self.pattern.startswith(_SQUARE[:8]) and not _LIKE_MATH.search(m[1]):
                return None, None, None
            element = ET.Element("span", {"class": "arithmatex"})
            element.text = AtomicString(f"\\[{m[1]}\\]")
            return element, m.start(0), m.end(0)

    class Whole(Preprocessor):
        """Keeps formulas whole that an empty line or a bar would cut."""

        def run(self, lines: list[str]) -> list[str]:
            return [without_bars(line) for line in without_gaps(lines)]

    # Behind code between backticks, before single dollars and escapes.
    markdown.inlinePatterns.register(SetOff(_DISPLAY, markdown), "display_math", 189.95)
    markdown.inlinePatterns.register(SetOff(_SQUARE, markdown), "square_math", 189.94)
    markdown.preprocessors.register(Whole(markdown), "whole_math", 24)
    block: Any = markdown.parser.blockprocessors["arithmatex-block"]
    block.pattern = _BLOCK


def without_gaps(lines: Sequence[str]) -> list[str]:
    """Return lines of Markdown without the empty ones between two lines of ``$$`` alone."""
    marks = [number for number, line in enumerate(lines) if line.strip(" >") == "$$"]
    inside: set[int] = set()
    for start, end in zip(marks[::2], marks[1::2], strict=False):
        inside |= {number for number in range(start, end) if not lines[number].strip()}
    return [line for number, line in enumerate(lines) if number not in inside]


def without_bars(line: str) -> str:
    """Return a row of a table whose formulas hold no bar: it would end the cell."""
    if "|" not in _IN_LINE.sub("", line) or "`" in line or line.startswith("    "):
        return line
    return _IN_LINE.sub(lambda match: match[0].replace("\\|", "\\Vert{}").replace("|", "\\vert{}"), line)


def named(text: str) -> str:
    """Return a heading's text with its formulas as plain LaTeX."""
    return _MARKS.sub(lambda match: match[1] or match[2], text)


def split(source: str) -> tuple[str, bool]:
    """Return a formula's LaTeX without its marks, and whether it is set off."""
    text = source.strip()
    display = text.startswith("\\[") and text.endswith("\\]")
    bare = text[2:-2] if display or (text.startswith("\\(") and text.endswith("\\)")) else text
    return bare.strip(), display


def mathml(tex: str, *, block: bool) -> str:
    """Return a formula as MathML; ValueError when it cannot be read."""
    from xml.etree import ElementTree as ET

    if len(tex) > _MOST:
        raise ValueError(tex)
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
