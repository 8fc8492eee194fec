"""Panels of an anonymous report: every text in their markup and data blocks with its placeholders."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape, unescape

from markupsafe import Markup

from reportgen.blocks import Block, inflated, json_block, text_block
from reportgen.fragment import Fragment
from reportgen.privacy.anonymous.anonymizer import Anonymizer

_PIECE = re.compile(r"(<(?!wbr>)[^>]*>)")
_ATTRIBUTE = re.compile(r"(\s)([\w:-]+)=\"([^\"]*)\"")
STRUCTURE = frozenset(
    ("class", "style", "d", "points", "viewbox", "transform", "type", "role", "tabindex", "width", "height", "fill",
     "stroke", "data-rg", "data-type", "data-n", "data-parts", "data-part", "data-extra")
)  # fmt: skip
"""Attributes that hold no text."""


def anonymous_fragment(fragment: Fragment, anonymizer: Anonymizer) -> Fragment:
    """Return a panel's fragment as an anonymous report has it."""
    text = anonymizer.text
    fragment.html = anonymous_markup(fragment.html, anonymizer)
    fragment.blocks = [_block(block, anonymizer) for block in fragment.blocks]
    fragment.alt, fragment.title = text(fragment.alt), text(fragment.title)
    fragment.sampled = [text(note) for note in fragment.sampled]
    fragment.missing = [text(what) for what in fragment.missing]
    fragment.headings = [replace(one, text=text(one.text), id=text(one.id)) for one in fragment.headings]
    return fragment


def anonymous_markup(html: Markup, anonymizer: Anonymizer) -> Markup:
    """Return markup with its texts and attributes anonymous; a place where a line may break splits no value."""
    whole = str(html)
    parts = _PIECE.split(whole)
    for place, part in enumerate(parts):
        if place % 2:
            parts[place] = _ATTRIBUTE.sub(lambda found: _attribute(found, anonymizer), part)
        elif part.strip():
            plain = unescape(part.replace("<wbr>", ""))
            made = anonymizer.text(plain)
            parts[place] = part if made == plain else escape(made)
    made = "".join(parts)
    return html if made == whole else Markup(made)  # noqa: S704 - what was markup, with texts escaped again


def _attribute(found: re.Match[str], anonymizer: Anonymizer) -> str:
    if found[2].lower() in STRUCTURE or found[3].startswith("rg-inline:"):
        return found[0]
    plain = unescape(found[3])
    if plain[:1] in "{[":
        try:
            tree = json.loads(plain)
        except ValueError:
            pass
        else:
            shown = anonymizer.value(tree)
            return found[0] if shown == tree else f'{found[1]}{found[2]}="{escape(_compact(shown))}"'
    made = anonymizer.text(plain)
    return found[0] if made == plain else f'{found[1]}{found[2]}="{escape(made)}"'


def _compact(tree: object) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


def _block(block: Block, anonymizer: Anonymizer) -> Block:
    if block.type not in ("json", "text"):
        return block
    whole = inflated(block).decode("utf-8", "replace")
    if not anonymizer.suspects(whole):
        return block
    if block.type == "text":
        made = str(anonymous_markup(Markup(whole), anonymizer))  # noqa: S704 - cleaned for a frame before
        return block if made == whole else replace(text_block(made), id=block.id)
    tree = json.loads(whole)
    shown = anonymizer.value(tree)
    return block if shown == tree else replace(json_block(shown), id=block.id)
