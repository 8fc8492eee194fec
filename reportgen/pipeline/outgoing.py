"""The last look at the output of a panel: texts in its markup and its data that no earlier step knew.

Names of keys, classes and charts, messages of errors: whatever a text came by, it is cleaned of tokens, folders and
people here. What a spec asks for by name has its values let through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape, unescape
from typing import Any

from markupsafe import Markup

from reportgen.blocks import Block, inflated, json_block, text_block
from reportgen.fragment import Fragment
from reportgen.privacy.step import Privacy
from reportgen.privacy.text import clean, suspicious

_TAG = re.compile(r"(<[^>]*>)")
_WORDED = re.compile(
    r"((?:title|alt|aria-[\w-]+|content|placeholder|data-(?!view|rg|full|run|line)[\w-]+)=\")([^\"]*)(\")"
)
_BLOCKS = ("view", "lines", "block")
"""Fields of what a panel holds that are names of blocks."""
_PAYLOAD = re.compile(r"\A[A-Za-z0-9+/=\s]{2000,}\Z|\Adata:[\w/+.-]+;base64,")


def published(fragment: Fragment, privacy: Privacy, where: str, asked: frozenset[str] = frozenset()) -> Fragment:
    """Return a panel's fragment as it may be shown; texts in ``asked`` are what its spec asks for by name."""

    def text(value: str) -> str:
        if not suspicious(value) or _PAYLOAD.match(value[:4000]):
            return value
        named = next((one for one in asked if one in value), "")
        if named or any(value in one for one in asked):
            return named.join(map(text, value.split(named))) if named else value
        made, count = clean(value)
        privacy.tally.put(where, f"{where}\0{hash_of(value)}", count)
        return made

    fragment.html = _markup(fragment.html, text)
    fragment.blocks = [_block(block, text) for block in fragment.blocks]
    fragment.alt = text(fragment.alt)
    fragment.sampled = [text(note) for note in fragment.sampled]
    fragment.missing = [text(what) for what in fragment.missing]
    fragment.headings = [replace(heading, text=text(heading.text)) for heading in fragment.headings]
    fragment.holds = [
        replace(one, **{name: _cleaned(getattr(one, name), text) for name in vars(one) if name not in _BLOCKS})
        for one in fragment.holds
    ]
    return fragment


def _cleaned(value: Any, text: Callable[[str], str]) -> Any:
    """Return what a manifest says of a panel with its texts cleaned; names that become alike are told once."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Mapping):
        return {text(str(key)): _cleaned(one, text) for key, one in value.items()}
    return type(value)(_cleaned(one, text) for one in value) if isinstance(value, list | tuple) else value


def hash_of(value: str) -> str:
    """Return what tells a text from others without holding it."""
    import hashlib

    return hashlib.blake2b(value.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _markup(html: Markup, text: Callable[[str], str]) -> Markup:
    """Return markup whose texts, and the attributes that are read out or shown, are cleaned."""
    whole = str(html)
    if not suspicious(whole):
        return html
    parts = _TAG.split(whole)
    for place, part in enumerate(parts):
        if not suspicious(part):
            continue
        if place % 2:
            parts[place] = _WORDED.sub(lambda m: m[1] + _escaped(m[2], text) + m[3], part)
        else:
            parts[place] = _escaped(part, text)
    made = "".join(parts)
    return html if made == whole else Markup(made)  # noqa: S704 - what was markup, with texts escaped again


def _escaped(part: str, text: Callable[[str], str]) -> str:
    plain = unescape(part)
    made = text(plain)
    return part if made == plain else escape(made)


def _block(block: Block, text: Callable[[str], str]) -> Block:
    """Return a block of texts cleaned, under the name it has; numbers and pictures are as they were."""
    if block.type not in ("json", "text"):
        return block
    whole = inflated(block).decode("utf-8", "replace")
    if not suspicious(whole):
        return block
    if block.type == "text":
        made = str(_markup(Markup(whole), text))  # noqa: S704 - cleaned for a frame before
        return block if made == whole else replace(text_block(made), id=block.id)
    tree = json.loads(whole)
    changed = [False]
    shown = _tree(tree, text, changed)
    return replace(json_block(shown), id=block.id) if changed[0] else block


def _tree(value: Any, text: Callable[[str], str], changed: list[bool]) -> Any:
    if isinstance(value, str):
        made = text(value)
        changed[0] = changed[0] or made != value
        return made
    if isinstance(value, dict):
        return {_tree(key, text, changed): _tree(inner, text, changed) for key, inner in value.items()}
    if isinstance(value, list) and not (value and isinstance(value[0], float)):
        return [_tree(inner, text, changed) for inner in value]
    return value
