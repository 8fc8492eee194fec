"""Values beside a name that says what they are: assignments, options, headers, parameters of addresses."""

from __future__ import annotations

import re

from reportgen.privacy.names import HIDDEN, kind_of, words_of

WORDS = (
    "key", "token", "secret", "pass", "pwd", "auth", "cookie", "cred", "bearer", "dsn", "sessionid", "sessid", "conn",
    "_pat", "kennwort", "contrasen", "senha",
)  # fmt: skip
"""Parts of names without one of which none here says anything, in small letters."""
GATE = re.compile("|".join(WORDS))
_QUOTED = r"\\?\"(?:[^\"\\\n]|\\(?!\"\s*[,}\]]))*\\?\"|\\?'(?:[^'\\\n]|\\.)*\\?'"
_ASSIGNED = re.compile(
    r"(?<![\w.-])(?P<name>(?:--?)?[A-Za-z_][\w.-]{0,100})(?P<sep>\\?[\"']?\]?"
    r"(?: ?: ?[A-Za-z][A-Za-z_.\[\]| ]{0,30}?(?= ?=))?\s{0,3}(?:=>|:=|==?|:)\s{0,3})"
    rf"(?P<value>{_QUOTED}|[^\s\"',;&)\]}}<>\\]+)"
)
_OPTION = re.compile(
    r"(?<![\w-])(?P<name>--?[A-Za-z][\w-]*)(?P<sep>\\?[\"'],?\s+\\?[\"']|\s+)"
    rf"(?P<value>(?!-){_QUOTED}|[^\s\"',;)\]}}<>-][^\s\"',;)\]}}<>]*)"
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


def without_values(text: str, low: str) -> tuple[str, int]:
    """Return a text, whose small letters are ``low``, without such values, and how many there were."""
    found = 0
    rules = ((_HEADER, "authorization"), (_BEARER, "bearer"), (_BASIC, "basic "), (_COOKIE, "cookie"))
    for pattern, hint in (*rules, *(((_SIGNED, "="), (_KEYED, "key=")) if "?" in low or "&" in low else ())):
        if hint in low:
            text, count = pattern.subn(_after, text)
            found += count
    if ("=" in low or ":" in low) and GATE.search(low):
        text, count = _each(_ASSIGNED, text)
        found += count
    if ("--" in low or " -" in low or low.startswith("-")) and GATE.search(low):
        text, count = _each(_OPTION, text)
        found += count
    return text, found


def _each(pattern: re.Pattern[str], text: str) -> tuple[str, int]:
    """Hide the value of each name that is a secret's; what another name is given may hold further ones."""
    parts: list[str] = []
    at, done = 0, 0
    while (match := pattern.search(text, at)) is not None:
        value = _inner(match["value"])
        if not _is_value(match["name"], match["sep"], match["value"], value):
            at = match.end("sep")
            continue
        parts += [text[done : match.start("value")], match["value"].replace(value, HIDDEN)]
        at = done = match.end("value")
    return ("".join([*parts, text[done:]]), len(parts) // 2) if parts else (text, 0)


def _after(match: re.Match[str]) -> str:
    return f"{match[1]}{HIDDEN}"


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
