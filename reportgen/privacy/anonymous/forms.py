"""The forms in which a value may be written, as patterns: letter case, escapes, separators, word boundaries."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, quote_plus

from reportgen.privacy.anonymous.kinds import KINDS, Removed

_LETTER = "A-Za-z\u00c0-\u024f\u0370-\u052f"  # of scripts that put spaces between words
_BEFORE = {"letter": rf"(?:(?<![{_LETTER}])|(?-i:(?<=[a-z])(?=[A-Z])))", "digit": r"(?<!\d)", "": ""}
_AFTER = {"letter": rf"(?:(?![{_LETTER}])|(?-i:(?<=[a-z])(?=[A-Z])))", "digit": r"(?!\d)", "": ""}
_WORDS = re.compile(r"[^\W_]+")
_LETTERS = re.compile(rf"[{_LETTER}]")
_BETWEEN = r"(?:[\s_.+-]|%20|%2[bB])*"
_SLASH = r"(?:[\\/]|%2[fF]|%5[cC])+"
_HASH = re.compile(r"[0-9a-f]{12,64}\Z")
_SHORT_HASH = 7
"""Digits of a commit that Git shows; a value that begins so is that commit."""
_DIGITS = 6
"""Of a number as many digits say something."""
_LONG = 8
"""A value as long as this is looked for inside words, too."""


@dataclass(frozen=True)
class Form:
    """One way to write a removed value: ``key`` stands in small letters in each text that ``pattern`` finds it in."""

    key: str
    pattern: str
    removed: Removed


def is_searchable(removed: Removed) -> bool:
    """Tell a value that can be looked for inside texts from one that is too short."""
    signs = "".join(_WORDS.findall(removed.text))
    if signs.isdecimal():
        return len(signs) >= _DIGITS
    shortest = KINDS[removed.kind].shortest
    return len(signs) >= (shortest if signs.isascii() else 2)


def forms_of(removed: Removed) -> Iterator[Form]:
    """Yield the forms of a value, each key once."""
    if removed.kind == "commits" and _HASH.match(removed.text.lower()):
        start = removed.text.lower()[:_SHORT_HASH]
        longer = start if not start.isdecimal() else removed.text.lower()[:10]
        yield Form(longer, rf"(?<![0-9a-f]){longer}[0-9a-f]*", removed)
        return
    seen: set[str] = set()
    for text in _spellings(removed.text):
        if text.casefold() not in seen:
            seen.add(text.casefold())
            yield Form(_key(text), _pattern(text, removed), removed)


def _spellings(text: str) -> Iterator[str]:
    for form in ("NFC", "NFD"):
        made = unicodedata.normalize(form, text)
        yield made
        yield from (quote(made, safe=""), quote(made), quote_plus(made), escape(made), json.dumps(made)[1:-1])
    yield "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def _key(text: str) -> str:
    """Return the longest part of a value that every spelling of it has."""
    parts = re.findall(r"[^\W_]+|%[0-9A-Fa-f]{2}", text)
    return max(parts, key=len, default=text).lower()


def _pattern(text: str, removed: Removed) -> str:
    words = KINDS[removed.kind]
    parts = _WORDS.findall(text)
    if words.spaced and len(parts) > 1 and _WORDS.sub("", text).strip(" _.+-") == "":
        body = _BETWEEN.join(map(re.escape, parts))
    elif removed.kind == "paths":
        body = _SLASH.join(map(re.escape, re.split(_SLASH, text)))
    else:
        body = re.escape(text)
    if len(text) >= _LONG and words.within:
        return body
    return _BEFORE[_class(text[:1])] + body + _AFTER[_class(text[-1:])]


def _class(sign: str) -> str:
    return "letter" if _LETTERS.match(sign) else "digit" if sign.isdecimal() else ""
