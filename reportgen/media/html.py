"""Logged HTML, made safe to show in a frame: no script, no event handler, nothing that asks the network.

This is the first wall; the frame's sandbox is the second, the page's policy the third. Each alone keeps it quiet.
"""

from __future__ import annotations

import base64
import codecs
import html
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from reportgen.media import css
from reportgen.media.private import inside

_MOST = 4_000_000
_SCRIPT = re.compile(r"<script[\s>/]|\son\w+\s*=|javascript:", re.IGNORECASE)
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_VISIBLE = re.compile(r"(?:^|>)\s*[^<\s]|<(?:img|svg|hr|meter|progress)[\s>]")
_PART = re.compile(r"<(/?svg|style)>", re.IGNORECASE)
_SVG_DATA = re.compile(r"\s*data:image/svg\+xml(?:;[\w=-]+)*?(;base64)?,", re.IGNORECASE)
_SVG_START = re.compile(r'<svg((?:\s+[\w:-]+="[^"]*")*)\s*>')
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+);)[a-z]+;", re.IGNORECASE)
_MOST_NESTED = 2
_REFERRING = ("use", "image", "linearGradient", "radialGradient", "pattern", "textPath")
_GONE = {"script", "title", "noscript", "template", "iframe", "object", "noembed", "noframes"}

_TAGS_TEXT = """
    a abbr address article aside b bdi bdo blockquote body br caption cite code col colgroup data dd del details dfn
    div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark nav ol p pre
    q rp rt ruby s samp section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr
    center font math mi mn mo ms mtext mspace mrow mfrac msqrt mroot msub msup msubsup munder mover munderover
    mtable mtr mtd svg g path rect circle ellipse line polyline polygon text tspan textPath defs linearGradient
    radialGradient stop clipPath mask pattern marker desc symbol use image meter progress
"""
_TAGS = set(_TAGS_TEXT.split())
_ATTRIBUTES_TEXT = """
    class id style title lang dir width height align valign colspan rowspan span scope start reversed type value min
    max low high optimum open datetime alt border cellpadding cellspacing bgcolor color face size viewBox d x y x1 x2
    y1 y2 cx cy r rx ry fx fy points fill stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray
    stroke-dashoffset stroke-miterlimit stroke-opacity fill-opacity fill-rule clip-path clip-rule opacity transform
    text-anchor dominant-baseline alignment-baseline font-size font-family font-weight font-style dx dy offset
    stop-color stop-opacity marker-start marker-mid marker-end mask gradientUnits gradientTransform spreadMethod
    patternUnits patternTransform clipPathUnits maskUnits markerWidth markerHeight markerUnits refX refY orient
    preserveAspectRatio pathLength textLength lengthAdjust rotate display visibility vector-effect shape-rendering
    mathvariant stretchy displaystyle role aria-label aria-hidden
"""
_ATTRIBUTES = set(_ATTRIBUTES_TEXT.split())
_STYLED_TEXT = """
    fill stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray stroke-dashoffset stroke-miterlimit
    stroke-opacity fill-opacity fill-rule clip-path clip-rule opacity text-anchor dominant-baseline alignment-baseline
    font-size font-family font-weight font-style stop-color stop-opacity marker-start marker-mid marker-end mask
    display visibility vector-effect shape-rendering
"""
_STYLED = set(_STYLED_TEXT.split())
"""Attributes that are read as style."""


@dataclass(frozen=True)
class Document:
    """Logged HTML that is safe to show, and whether scripts were taken out of it."""

    html: str
    scripts: bool

    @property
    def visible(self) -> bool:
        """Whether there is a text or a picture in it."""
        return _VISIBLE.search(_STYLE.sub("", self.html)) is not None


def clean(content: bytes) -> Document:
    """Return a logged document with a closed list of elements and attributes; pictures only from ``data:``."""
    text = _text(content)
    style = css.sheet(_style(text))
    return Document((f"<style>{style}</style>" if style else "") + _body(text, 0), bool(_SCRIPT.search(text)))


def clean_svg(content: bytes, nested: int = 0) -> bytes:
    """Return an SVG picture of what is allowed in a logged document; nothing where it holds no ``svg`` element."""
    text = _text(content)
    body = _REFERENCE.sub(lambda match: html.unescape(match[0]), _body(text, nested))
    start = _SVG_START.search(body)
    end = body.rfind("</svg>")
    if start is None or end < start.end():
        return b""
    style = html.escape(css.sheet(_style(text)), quote=False)
    inner = (f"<style>{style}</style>" if style else "") + body[start.end() : end]
    named = re.sub(r'xlink:href="', 'href="', inner)
    return f'<svg xmlns="http://www.w3.org/2000/svg"{start[1]}>{named}</svg>'.encode()


def picture(address: str, nested: int = 0) -> str | None:
    """Return the address of a picture that holds itself, SVG cleaned and nothing beside pixels; None for others."""
    if inside.is_raster(address):
        return inside.raster(address)
    found = _SVG_DATA.match(address)
    if found is None or nested >= _MOST_NESTED:
        return None
    body = address[found.end() :]
    try:
        content = base64.b64decode(unquote_to_bytes(body)) if found[1] else unquote_to_bytes(body)
    except ValueError:
        return None
    safe = clean_svg(content, nested + 1)
    return f"data:image/svg+xml;base64,{base64.b64encode(safe).decode()}" if safe else None


def _text(content: bytes) -> str:
    """Return a document's text: UTF-8, or what its byte order mark says."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content[:_MOST].decode("utf-16", "replace")
    return content[:_MOST].decode("utf-8", "replace").removeprefix("\ufeff")


def _style(text: str) -> str:
    """Return the text of all style elements. Nothing else is left by then, so no text can pass for one."""
    import nh3

    only = nh3.clean(
        text, tags={"style", "svg"}, clean_content_tags=_GONE, attributes={}, strip_comments=True, link_rel=None
    )
    parts, inside, at = [], 0, 0
    while found := _PART.search(only, at):
        at = found.end()
        if found[1].lower() == "style":
            end = only.find("</style>", at)
            part = only[at : end if end >= 0 else len(only)]
            parts.append(html.unescape(part) if inside > 0 else part)
            at = end if end >= 0 else len(only)
        else:
            inside += 1 if found[1].lower() == "svg" else -1
    return "\n".join(parts)


def _body(text: str, nested: int) -> str:
    """Return the document's elements without its style elements."""
    import nh3

    def attribute(tag: str, name: str, value: str) -> str | None:
        return _attribute(tag, name, value, nested)

    made: str = nh3.clean(
        text, tags=_TAGS, clean_content_tags=_GONE | {"style"},
        attributes={"*": _ATTRIBUTES, "img": {"src"}, **{key: {"href"} for key in _REFERRING}},
        attribute_filter=attribute, url_schemes={"data"}, strip_comments=True, link_rel=None,
    )  # fmt: skip
    return made


def _attribute(tag: str, name: str, value: str, nested: int) -> str | None:
    """Return an attribute's value without what asks the network, None to drop it."""
    if name == "src" or (name == "href" and tag == "image"):
        return picture(value, nested)
    if name == "href":
        return value if value.startswith("#") else None
    if name == "style":
        return css.declarations(value) or None
    return css.value(value) if name in _STYLED else value
