"""A text without what gives access and without what tells of a person or a machine, wherever in it that stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from reportgen.privacy import places
from reportgen.privacy.names import HIDDEN, kind_of, words_of
from reportgen.privacy.vendors import HINTS as VENDOR_HINTS
from reportgen.privacy.vendors import without_tokens

_WORDS = (
    "key", "token", "secret", "passw", "pwd", "passphrase", "passcode", "pass", "auth", "cookie", "cred", "bearer",
    "dsn", "sessionid", "sessid", "connection", "conn_str", "_pat", "kennwort", "contrasena", "senha",
)  # fmt: skip
_NAMED = rf"[\w.-]{{0,64}}?(?i:{'|'.join(_WORDS)})[\w-]{{0,40}}"
_QUOTED = r"\\?\"(?:[^\"\\\n]|\\(?!\"\s*[,}\]]))*\\?\"|\\?'(?:[^'\\\n]|\\.)*\\?'"
_ASSIGNED = re.compile(
    rf"(?<![\w.-])(?P<name>{_NAMED})(?P<sep>\\?[\"']?\]?"
    rf"(?:\s?:\s?[A-Za-z][\w.\[\]| ]{{0,30}}?(?=\s?=))?\s{{0,3}}(?:=>|:=|==?|:)\s{{0,3}})"
    rf"(?P<value>{_QUOTED}|[^\s\"',;&)\]}}<>\\]+)"
)
_OPTION = re.compile(
    rf"(?<![\w-])(?P<name>--?(?![\w-]*=){_NAMED})(?P<sep>\\?[\"'],?\s+\\?[\"']|\s+)(?P<value>(?!-){_QUOTED}|[^\s\"',;)\]}}<>-][^\s\"',;)\]}}<>]*)"
)
_HEADER = re.compile(
    r"(?i)(\b(?:proxy-)?authorization\\?[\"']?\s{0,3}[:=,]\s{0,3}\\?[\"']?(?:(?:bearer|basic|token|digest|negotiate|apikey|key)\s+)?)"
    r"(?![{$<%(]|(?:bearer|basic|token)(?:[\s\"'\\]|\Z))([^\s\"'<>,;\\]{4,})"
)
_BEARER = re.compile(r"(?i)(\bbearer\s+)(?=[^\s\"'<>]*\d|[^\s\"'<>]{20})([\w.~+/=-]{8,})")
_BASIC = re.compile(r"(\b[Bb]asic\s+)(?=[A-Za-z0-9+/]*[A-Z0-9])([A-Za-z0-9+/]{10,}={0,2})(?![\w/])")
_COOKIE = re.compile(r"(?i)(\b(?:set-)?cookie2?\\?[\"']?\s{0,2}:\s{0,2}\\?[\"']?)(\w[\w.-]*=[^\"'\n<>\\]+)")
_SIGNED = re.compile(
    r"(?i)([?&;](?:amp;)?(?:x-(?:amz|goog|oss|ms|cos|obs)-(?:signature|credential|security-token)|sig|signature|awsaccesskeyid|"
    r"ossaccesskeyid|googleaccessid|key-pair-id|sv?c?_?token|access_token|id_token|token|auth|api_?key|apikey|"
    r"client_secret|secret|password|pwd)=)(?!\(hidden)([^&\s\"'<>#]{3,})"
)
_KEYED = re.compile(r"([?&]key=)([\w-]{16,})")
_PEM = re.compile(
    r"-----BEGIN (?P<what>[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?)-----(?:(?!-----BEGIN)[\s\S])*?-----END (?P=what)-----"
    r"|PuTTY-User-Key-File-\d:(?:[^\n]*\n){0,200}?Private-(?:MAC|Hash):[^\n]*"
)
_PEM_CUT = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:(?:\s|\\n|\\r)*"
    r"(?:[A-Za-z0-9+/]{1,120}={0,2}|[A-Z][\w-]{3,20}: [^\n\\]{1,100})(?=\s*(?:\n|\\n|\\r|\Z)))*"
)
_PLAIN_TEXT = """
    none null nil true false undefined str string int float bool bytes any optional dict list object token key
    secret password required optional yes no on off auto default unset empty missing invalid valid expired
    hidden redacted changeme todo tbd n/a na unknown not set basic bearer oauth oauth2 apikey env environment
    prompt ask
"""
_PLAIN = frozenset(_PLAIN_TEXT.split())
_NUMBER = re.compile(r"[-+]?\d[\d_.,]*(?:[eE][-+]?\d+)?\Z")
_CODE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\Z|.*[(\[{]|[$%<{*…(@&!]")
_NAME = re.compile(r"[a-zA-Z_]\w*\Z")
_SHOUTED = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_LOOSE = re.compile(r".*(?:\d|[A-Z].*[A-Z]|[!@#$%^*?+/=])")
_LONG = 4096

_HINTS = ("key", "token", "secret", "pass", "pwd", "auth", "cookie", "cred", "bearer", "basic ", "dsn", "sess", "senha",
          "conn", "_pat", "sig=", "signature=", "-----begin", "-user-key-", "://", "kennwort", "contrasen")  # fmt: skip
HINTS = tuple(dict.fromkeys((*_HINTS, *places.HINTS, *VENDOR_HINTS)))
"""A text whose small letters hold none of these, and that is not shaped like ``_ODD``, is clean."""
_ODD = re.compile(r"(?:AC|SK)[0-9a-f]{32}|[MNO][A-Za-z\d_-]{23,25}\.[\w-]{6}\.|[0-9a-f]{32}-us")


def suspicious(text: str) -> bool:
    """Tell fast whether a text may hold anything that is hidden or cut."""
    low = text.lower()
    return any(hint in low for hint in HINTS) or _ODD.search(text) is not None


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
    if not suspicious(text):
        return (places.without_absolute(text) if wide and ("/" in text or "\\" in text) else text), 0
    low, found = text.lower(), 0
    if "-----begin" in low or "-user-key-" in low:
        text, count = _PEM.subn(_lines, text)
        found += count
        text, count = _PEM_CUT.subn(_lines, text)
        found += count
    text, count = without_tokens(text, low, HIDDEN)
    found += count
    if "://" in text:
        text, count = places.without_users(text)
        found += count
    if any(hint in low for hint in _HINTS):
        text, count = _assignments(text, low)
        found += count
    if mail and ("@" in low or "%40" in low or "&#64;" in low):
        text, count = places.without_people(text, HIDDEN)
        found += count
    if wide:
        return places.without_absolute(text), found
    if any(hint in low for hint in places.HINTS):
        text = places.without_homes(text)
    return text, found


def _lines(match: re.Match[str]) -> str:
    """Return what stands for a key of several lines: as many of them, so that lines keep their numbers."""
    return "\n".join([HIDDEN] * (match[0].count("\n") + 1))


def _assignments(text: str, low: str) -> tuple[str, int]:
    """Hide values beside a name that says what they are: assignments, options, headers, addresses' parameters."""
    found = 0

    def assigned(match: re.Match[str]) -> str:
        nonlocal found
        value = _inner(match["value"])
        if not _is_value(match["name"], match["sep"], match["value"], value):
            return match[0]
        found += 1
        return match["name"] + match["sep"] + match["value"].replace(value, HIDDEN)

    text, count = _HEADER.subn(rf"\1{HIDDEN}", text)
    found += count
    for pattern, hint in (
        (_BEARER, "bearer"),
        (_BASIC, "basic "),
        (_COOKIE, "cookie"),
        (_SIGNED, "="),
        (_KEYED, "key="),
    ):
        if hint in low:
            text, count = pattern.subn(_after, text)
            found += count
    if any(word in low for word in _WORDS):
        text = _ASSIGNED.sub(assigned, text)
        if "-" in text:
            text = _OPTION.sub(assigned, text)
    return text, found


def _after(match: re.Match[str]) -> str:
    return match[1] + HIDDEN


def _inner(value: str) -> str:
    return value.strip("\\\"'") if value[:1] in "\\\"'" else value.rstrip(".:")


def _is_value(name: str, sep: str, raw: str, value: str) -> bool:  # noqa: PLR0911 - one line for each thing that is none
    """Tell a secret from a type, a placeholder, a variable and a word of a sentence."""
    kind = kind_of(name.lstrip("-"))
    if not kind or len(value) < 3 or HIDDEN in value or value.lower() in _PLAIN:  # noqa: PLR2004 - no secret is so short
        return False
    if _NUMBER.match(value) and (kind != "secret" or ("." in value and raw == value)):
        return False
    quoted = raw != value and raw[:1] in "\\\"'"
    if value[0] in "$%<{*…(" or (kind == "shape" and not (len(value) > 11 and _LOOSE.match(value))):  # noqa: PLR2004
        return False
    if quoted:
        return True if ":" not in sep or '"' in sep or "'" in sep else " " not in value.strip() or kind == "secret"
    if _CODE.match(value) or (_NAME.match(value) and (kind_of(value) or words_of(value) == words_of(name))):
        return False
    tight = not sep.strip("=").strip() and (sep.strip() == sep or _SHOUTED.match(name) is not None)
    if tight or name.startswith("-"):
        return True
    return _LOOSE.match(value) is not None


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


def _suspects(texts: Sequence[str]) -> Iterable[str]:
    """Return the texts that hold a hint: which hints there are at all is found over all of them together."""
    whole = "\n".join(texts)
    low = whole.lower()
    present = tuple(hint for hint in HINTS if hint in low)
    odd = _ODD.search(whole) is not None
    if not present and not odd:
        return ()
    lows = low.split("\n") if low.count("\n") == len(texts) - 1 else [text.lower() for text in texts]
    return [
        text for text, small in zip(texts, lows, strict=True)
        if any(hint in small for hint in present) or (odd and _ODD.search(text))
    ]  # fmt: skip
