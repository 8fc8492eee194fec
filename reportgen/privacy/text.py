"""A text without what gives access and without what tells of a person or a machine, wherever in it that stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from reportgen.privacy import places, vendors
from reportgen.privacy.assignments import GATE as NAME_GATE
from reportgen.privacy.assignments import without_values
from reportgen.privacy.names import HIDDEN

_PEM = re.compile(
    r"-----BEGIN (?P<what>[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?)-----(?:(?!-----BEGIN)[\s\S])*?-----END (?P=what)-----"
    r"|PuTTY-User-Key-File-\d:(?:[^\n]*\n){0,200}?Private-(?:MAC|Hash):[^\n]*"
)
_PEM_CUT = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:(?:\s|\\n|\\r)*"
    r"(?:[A-Za-z0-9+/]{1,120}={0,2}|[A-Z][\w-]{3,20}: [^\n\\]{1,100})(?=\s*(?:\n|\\n|\\r|\Z)))*"
)
_DISCORD = re.compile(r"[MNO][\w-]{23,25}\.[\w-]{6}\.")
_LONG = 4096
_MARKS = "=:-"
"""A name gives a value by one of these, or it is a header."""
_HEADERS = ("bearer ", "basic ")


def suspicious(text: str) -> bool:
    """Tell fast whether a text may hold anything that is hidden or cut."""
    if vendors.hints_in(text) or (text.count(".") > 1 and _DISCORD.search(text)):
        return True
    low = text.lower()
    return places.GATE.search(low) is not None or _names(low)


def _names(low: str) -> bool:
    """Tell a text, by its small letters, in which a name may give a value."""
    named = any(mark in low for mark in _MARKS) and NAME_GATE.search(low)
    return bool(named) or any(header in low for header in _HEADERS) or "sig=" in low or "signature=" in low


def clean(text: str, *, wide: bool = False, mail: bool = True) -> tuple[str, int]:
    """Return a text as it may be shown, and how many things in it were hidden; folders are cut and not counted.

    ``wide`` cuts every absolute path and not only home folders; without ``mail`` e-mail addresses stay.
    """
    if len(text) <= _LONG:
        return _short(text, wide, mail)
    return _cleaned(text, wide=wide, mail=mail)


@lru_cache(maxsize=16384)
def _short(text: str, wide: bool, mail: bool) -> tuple[str, int]:
    return _cleaned(text, wide=wide, mail=mail)


def _cleaned(text: str, *, wide: bool, mail: bool) -> tuple[str, int]:
    low, found = text.lower(), 0
    hints, named = vendors.hints_in(text), _names(low)
    place = places.GATE.search(low)
    if not (hints or named or place) and text.count(".") < 2:  # noqa: PLR2004 - Discord's tokens have two
        return (places.without_absolute(text) if wide and ("/" in text or "\\" in text) else text), 0
    if "-----begin" in low or "-user-key-" in low:
        for pattern in (_PEM, _PEM_CUT):
            text, count = pattern.subn(_lines, text)
            found += count
    text, count = vendors.without_tokens(text, low, hints, HIDDEN)
    found += count
    if place and "://" in text:
        text, count = places.without_users(text)
        found += count
    if named:
        text, count = without_values(text, low)
        found += count
    if place and mail:
        text, count = places.without_people(text, HIDDEN)
        found += count
    if wide:
        return places.without_absolute(text), found
    return (places.without_homes(text) if place else text), found


def _lines(match: re.Match[str]) -> str:
    """Return what stands for a key of several lines: as many of them, so that lines keep their numbers."""
    return "\n".join([HIDDEN] * (match[0].count("\n") + 1))


def clean_all(texts: Sequence[str | None], *, wide: bool = False) -> tuple[dict[str, str], int]:
    """Return of many texts those that change, by text, with what stands for them, and how many things were hidden.

    Each different text is looked at once; where none holds what patterns begin with, all are found clean together.
    """
    unique = list(dict.fromkeys(text for text in texts if text))
    suspects = unique if wide else _suspects(unique)
    changed: dict[str, str] = {}
    counts: dict[str, int] = {}
    for text in suspects:
        made, count = clean(text, wide=wide)
        if made != text:
            changed[text], counts[text] = made, count
    return changed, sum(counts.get(text, 0) for text in texts if text) if counts else 0


def _suspects(texts: Sequence[str]) -> Sequence[str]:
    """Return the texts that hold a hint: which hints there are at all is found over all of them together."""
    whole = "\n".join(texts)
    low = whole.lower()
    vendor = vendors.hints_in(whole)
    place = set(places.GATE.findall(low))
    named = _names(low)
    discord = _DISCORD.search(whole) is not None
    if not (vendor or place or named or discord):
        return ()
    lows = low.split("\n") if low.count("\n") == len(texts) - 1 else [text.lower() for text in texts]
    return [
        text
        for text, small in zip(texts, lows, strict=True)
        if any(hint in text for hint in vendor) or any(hint in small for hint in place)
        or (named and _names(small)) or (discord and _DISCORD.search(text))
    ]  # fmt: skip
