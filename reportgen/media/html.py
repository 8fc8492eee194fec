"""Logged HTML, made safe to show in a frame: no script, no event handler, nothing that asks the network.

This is the first wall; the frame's sandbox is the second, the page's policy the third. Each alone keeps it quiet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOST = 4_000_000
_ASCII = 128
_SCRIPT = re.compile(r"<script[\s>/]|\son\w+\s*=|javascript:", re.IGNORECASE)
_REMOTE_CSS = re.compile(
    r"""@import[^;]*;?|(?:url|image-set|src)\(\s*(?!['"]?(?:data:image/|#))[^)]*\)""", re.IGNORECASE
)
_STYLE = re.compile(r"(<style[^>]*>)(.*?)(</style>)", re.IGNORECASE | re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")

_TAG_NAMES = """
    a abbr address article aside b bdi bdo blockquote body br caption cite code col colgroup data dd del details dfn
    div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark nav ol p pre
    q rp rt ruby s samp section small span strong style sub summary sup table tbody td tfoot th thead time tr u ul
    var wbr center font math mi mn mo ms mtext mrow mfrac msqrt mroot msub msup msubsup munder mover munderover
    mtable mtr mtd svg g path rect circle ellipse line polyline polygon text tspan defs lineargradient
    radialgradient stop clippath mask pattern marker desc symbol use meter progress
"""
_ATTRIBUTE_NAMES = """
    class id style title lang dir width height align valign colspan rowspan span scope start reversed type value min
    max low high optimum open cite datetime alt border cellpadding cellspacing bgcolor color face size viewbox d x y
    x1 x2 y1 y2 cx cy r rx ry points fill stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray
    stroke-opacity fill-opacity fill-rule clip-path opacity transform text-anchor dominant-baseline font-size font-
    family font-weight dx dy offset stop-color stop-opacity gradientunits gradienttransform xmlns
    preserveaspectratio display mathvariant stretchy displaystyle role aria-label aria-hidden
"""
_TAGS = set(_TAG_NAMES.split())
_ATTRIBUTES = set(_ATTRIBUTE_NAMES.split())


@dataclass(frozen=True)
class Document:
    """Logged HTML that is safe to show, and whether scripts were taken out of it."""

    html: str
    scripts: bool


def clean(content: bytes) -> Document:
    """Return a logged document with a closed list of elements and attributes; pictures only from ``data:``."""
    import nh3

    text = content[:_MOST].decode("utf-8", "replace")
    safe = nh3.clean(
        text, tags=_TAGS, clean_content_tags={"script", "title", "noscript", "template", "iframe", "object"},
        attributes={"*": _ATTRIBUTES, "img": {"src"}, "use": {"href"}, "image": {"href"}},
        attribute_filter=_attribute, url_schemes={"http", "https", "mailto", "data"}, strip_comments=True,
        link_rel=None,
    )  # fmt: skip
    safe = _STYLE.sub(_quiet_style, safe)
    return Document(safe, bool(_SCRIPT.search(text)))


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value without what asks the network, None to drop it."""
    if name == "src":
        return value if re.match(r"data:image/(png|jpeg|gif|webp|svg\+xml|avif)[;,]", value, re.IGNORECASE) else None
    if name == "href":
        return value if tag != "a" and value.startswith("#") else None
    if name in {"style", "fill", "stroke", "clip-path", "mask", "filter"}:
        return _quiet(value)
    return value


def _quiet_style(match: re.Match[str]) -> str:
    """Return a style element; one whose text could end it is left out whole."""
    css = _quiet(match[2])
    return "" if "<" in css else match[1] + css + match[3]


def _quiet(css: str) -> str:
    """Return style without imports and remote addresses, also where escaped letters spell them."""
    return _REMOTE_CSS.sub("", _ESCAPE.sub(_unescaped, css))


def _unescaped(match: re.Match[str]) -> str:
    letter = int(match[1], 16)
    if letter >= _ASCII:
        return match[0]
    return chr(letter) if chr(letter).isalpha() else ""
