"""The forms in which a value may be written, as patterns: letter case, escapes, separators, word boundaries."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

from reportgen.privacy.anonymous.kinds import KINDS, Removed

_LETTER = "A-Za-z\u00c0-\u024f\u0370-\u052f"  # of scripts that put spaces between words
_BEFORE = {"letter": rf"(?:(?<![{_LETTER}])|(?-i:(?<=[a-z])(?=[A-Z])))", "digit": r"(?<!\d)", "": ""}
_AFTER = {"letter": rf"(?:(?![{_LETTER}])|(?-i:(?<=[a-z])(?=[A-Z])))", "digit": r"(?!\d)", "": ""}
_WORDS = re.compile(r"[^\W_]+")
_LETTERS = re.compile(rf"[{_LETTER}]")
_SEPARATORS = re.compile(r"[\s_.+-]+")
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
    parts = _SEPARATORS.split(removed.text) if KINDS[removed.kind].spaced else [removed.text]
    for spelled in _SPELLINGS:
        words = [spelled(part) for part in parts if part]
        if (known := " ".join(words).casefold()) not in seen:
            seen.add(known)
            yield Form(_key(" ".join(words)), _pattern(words, removed), removed)


def _plain(text: str) -> str:
    """Return a text without the marks above and below its letters."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


_SPELLINGS: tuple[Callable[[str], str], ...] = (
    lambda text: unicodedata.normalize("NFC", text), lambda text: unicodedata.normalize("NFD", text), _plain,
    quote, lambda text: quote(text, safe=""), quote_plus, escape, lambda text: json.dumps(text)[1:-1],
)  # fmt: skip


def _key(text: str) -> str:
    """Return the longest part of a value that is the same in any letter case and with any separators."""
    return max(re.findall(r"[^\W_]+|%[0-9A-Fa-f]{2}", text), key=len, default=text).lower()


def _pattern(words: Sequence[str], removed: Removed) -> str:
    body = _BETWEEN.join(map(re.escape, words))
    if removed.kind == "paths":
        body = _SLASH.join(map(re.escape, re.split(_SLASH, words[0])))
    text = "".join(words)
    if len(text) >= _LONG and KINDS[removed.kind].within:
        return body
    return _BEFORE[_class(text[:1])] + body + _AFTER[_class(text[-1:])]


def _class(sign: str) -> str:
    return "letter" if _LETTERS.match(sign) else "digit" if sign.isdecimal() else ""


@cache
def pattern_of(form: Form) -> re.Pattern[str]:
    """Return the compiled pattern of a form, made when a text first has its key."""
    return re.compile(form.pattern, re.IGNORECASE)


def any_of(keys: Iterable[str]) -> str:
    """Return a pattern that finds any of many texts, by what they begin with alike: as fast as for one."""
    tree: dict[str, Any] = {}
    for key in keys:
        node = tree
        for sign in key:
            node = node.setdefault(sign, {})
        node[""] = {}

    def written(node: dict[str, Any]) -> str:
        if "" in node:
            return ""
        parts = [re.escape(sign) + written(inner) for sign, inner in node.items()]
        return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"

    return written(tree)
