"""Logged style, rebuilt from what is allowed: closed lists of properties, functions and at-rules; no address leaves.

A real tokenizer reads it (CSS Syntax 3), so that escapes, comments and ends that are missing mean what they mean in a
browser. Nothing of the input is copied: each token is rewritten, and a declaration or a selector with one that is
not allowed is omitted whole. The one way to a picture is ``url()`` of a raster picture in the text, or of an ``#id``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from reportgen.media.css_names import (
    AT_RULES,
    CONDITION_FUNCTIONS,
    FUNCTIONS,
    PROPERTIES,
    SELECTOR_FUNCTIONS,
    TEXT_PROPERTIES,
)
from reportgen.media.private import inside

_BLANK = " \t\r\n\f"
"""What CSS takes for white space: a no-break space is a letter there."""
_MOST = 1_000_000
"""Characters of style that are read of a document."""
_MOST_DEPTH = 16
_PREFIX = re.compile(r"-(?:webkit|moz|ms|o)-")
_NAME = re.compile(r"-?-?[A-Za-z_\u0080-\U0010ffff][-\w\u0080-\U0010ffff]*|--")
_HASHED = re.compile(r"[-\w\u0080-\U0010ffff]+")
_PLAIN = re.compile(r"[-\w\u0080-\U0010ffff]")
_UNIT = re.compile(r"(?![eE]\d)[A-Za-z]{1,8}")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_FRAGMENT = re.compile(r"#[-\w\u0080-\U0010ffff.:]+")
_ADDRESS = re.compile(r"//|\\\\|^\s*[a-z][a-z0-9+.-]*:[^\s]", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_URL = "url("
"""How every address begins that is written here."""


_VALUE = frozenset(",/*+-")
_SELECTOR = frozenset((">", "+", "~", "*", ".", ",", ":", "|", "&", "=", "-", "~=", "|=", "^=", "$=", "*="))
_CONDITION = frozenset(",:.<>=/+-*")
_OPENS_TAG = re.compile(r"<(?![= ])")
_SHORT = 256


class _RefusedError(Exception):
    """A token that is not allowed."""


def sheet(text: str) -> str:
    """Return a style sheet that asks for nothing, to stand in a ``style`` element of an HTML document."""
    import tinycss2

    rules = tinycss2.parse_stylesheet(text[:_MOST], skip_comments=False, skip_whitespace=True)
    return "".join(_rules(rules, 0))


def declarations(text: str) -> str:
    """Return a ``style`` attribute's value that asks for nothing."""
    return _cached(text) if len(text) < _SHORT else _attribute(text)


@lru_cache(maxsize=8192)
def _cached(text: str) -> str:
    return _attribute(text)


def _attribute(text: str) -> str:
    import tinycss2

    found = tinycss2.parse_declaration_list(text[:_MOST], skip_comments=False, skip_whitespace=True)
    return ";".join(_declared(found))


def text_style(text: str) -> str:
    """Return what a ``style`` attribute says of a figure's text: colour and font, by the same rules, and no address."""
    import tinycss2

    found = tinycss2.parse_declaration_list(text[:_MOST], skip_comments=True, skip_whitespace=True)
    kept = [one for one in found if one.type == "declaration" and one.lower_name in TEXT_PROPERTIES]
    return ";".join(one for one in _declared(kept) if _URL not in one and '"' not in one)


def plain_value(text: str) -> str | None:
    """Return a value as ``value`` does, unless there is any address in it."""
    made = value(text)
    return None if made is None or _URL in made else made


def value(text: str) -> str | None:
    """Return the value of an attribute that is style, such as SVG's ``fill``; None where it is not allowed."""
    import tinycss2

    try:
        return _written(tinycss2.parse_component_value_list(text[:_MOST]), FUNCTIONS, _VALUE).strip(_BLANK)
    except _RefusedError:
        return None


def _rules(rules: Iterable[Any], depth: int) -> Iterable[str]:
    for rule in rules:
        try:
            if rule.type == "qualified-rule":
                yield _selected(rule, depth)
            elif rule.type == "at-rule":
                yield _at_rule(rule, depth)
        except _RefusedError:
            continue


def _selected(rule: Any, depth: int) -> str:
    """Return a rule: its selector, its declarations, and rules inside it."""
    prelude = _written(rule.prelude, SELECTOR_FUNCTIONS, _SELECTOR, selector=True).strip(_BLANK)
    return f"{prelude}{{{_block(rule.content, depth)}}}" if prelude else ""


def _at_rule(rule: Any, depth: int) -> str:
    name = rule.lower_at_keyword
    if _PREFIX.sub("", name, count=1) not in AT_RULES:
        return ""
    prelude = _SPACE.sub(" ", _written(rule.prelude, CONDITION_FUNCTIONS, _CONDITION)).strip(_BLANK)
    if _OPENS_TAG.search(prelude):
        raise _RefusedError
    head = f"@{name} {prelude}".rstrip(_BLANK)
    if rule.content is None:
        return f"{head};" if name == "layer" else ""
    return f"{head}{{{_block(rule.content, depth)}}}"


def _block(content: Sequence[Any], depth: int) -> str:
    """Return what stands inside braces: declarations and rules, in their order."""
    import tinycss2

    if depth >= _MOST_DEPTH:
        raise _RefusedError
    parts: list[str] = []
    for item in tinycss2.parse_blocks_contents(content, skip_comments=False, skip_whitespace=True):
        if item.type == "declaration":
            parts += [f"{one};" for one in _declared([item])]
        else:
            parts += _rules([item], depth + 1)
    return "".join(parts).removesuffix(";")


def _declared(found: Iterable[Any]) -> Iterable[str]:
    for item in found:
        if item.type != "declaration":
            continue
        custom = item.name.startswith("--")
        name = item.name if custom else item.lower_name
        if not (_NAME.fullmatch(name) if custom else _PREFIX.sub("", name, count=1) in PROPERTIES):
            continue
        try:
            written = _written(item.value, FUNCTIONS, _VALUE).strip(_BLANK)
        except _RefusedError:
            continue
        if written or custom:
            yield f"{name}:{written}{'!important' if item.important else ''}"


def _written(tokens: Iterable[Any], functions: frozenset[str], signs: frozenset[str], *, selector: bool = False,
             depth: int = 0) -> str:  # fmt: skip
    """Return tokens rewritten; _RefusedError where one is not allowed."""
    if depth > _MOST_DEPTH:
        raise _RefusedError
    parts, before = [], ""
    for token in tokens:
        if before == "ident" and token.type == "() block":
            raise _RefusedError  # written side by side they would be a function
        parts.append(_token(token, functions, signs, selector, depth))
        before = token.type
    return "".join(parts)


def _token(token: Any, functions: frozenset[str], signs: frozenset[str], selector: bool, depth: int) -> str:
    writer = _WRITERS.get(token.type)
    if writer is not None:
        return writer(token)
    if token.type == "literal" and token.value in signs:
        return str(token.value)
    if token.type in {"ident", "hash"}:
        return _name(token.value, escaped=selector, hashed=token.type == "hash")
    return _nested(token, functions, signs, selector, depth)


def _nested(token: Any, functions: frozenset[str], signs: frozenset[str], selector: bool, depth: int) -> str:
    """Return a function, or what stands in brackets."""

    def inner(tokens: Iterable[Any]) -> str:
        return _written(tokens, functions, signs, selector=selector, depth=depth + 1)

    if token.type == "() block":
        return f"({inner(token.content)})"
    if token.type == "[] block":
        return f"[{inner(token.content)}]"
    if token.type != "function":
        raise _RefusedError
    name = token.lower_name
    if name == "url":
        parts = [part for part in token.arguments if part.type not in {"whitespace", "comment"}]
        if len(parts) != 1 or parts[0].type != "string":
            raise _RefusedError
        return _url(parts[0].value)
    if _PREFIX.sub("", name, count=1) not in functions:
        raise _RefusedError
    if name == "attr" and [part.type for part in token.arguments if part.type != "whitespace"] != ["ident"]:
        raise _RefusedError  # with a type or a fallback it can be more than a text
    return f"{name}({inner(token.arguments)})"


def _number(token: Any) -> str:
    unit: str = {"number": "", "percentage": "%"}[token.type] if token.type != "dimension" else token.unit
    known = token.type != "dimension" or _UNIT.fullmatch(unit)
    if not known or not _NUMBER.fullmatch(token.representation):
        raise _RefusedError
    return f"{token.representation}{unit}"


def _name(text: str, *, escaped: bool, hashed: bool = False) -> str:
    """Return a name. In selectors its signs are escaped; elsewhere a name with any is refused."""
    sign = "#" if hashed else ""
    if (_HASHED if hashed else _NAME).fullmatch(text):
        return sign + text
    if not escaped or not text or "//" in text:
        raise _RefusedError
    first = "" if hashed or _NAME.match(text) else f"\\{ord(text[0]):x} "
    return sign + first + "".join(c if _PLAIN.match(c) else f"\\{ord(c):x} " for c in text[bool(first) :])


def _string(text: str) -> str:
    """Return a text in quotes; one that reads as an address is refused, since no style needs it as a text."""
    if _ADDRESS.search(text):
        raise _RefusedError
    return '"' + "".join(c if c.isprintable() and c not in '"\\<>&`' else f"\\{ord(c):x} " for c in text) + '"'


def _url(address: str) -> str:
    text = address.strip()
    if _FRAGMENT.fullmatch(text):
        return f'url("{text}")'
    picture = inside.raster(text)
    if picture is None:
        raise _RefusedError
    return f'url("{picture}")'


_WRITERS: dict[str, Callable[[Any], str]] = {
    "whitespace": lambda _: " ",
    "comment": lambda _: "/**/",  # it keeps its neighbours apart
    "number": _number, "percentage": _number, "dimension": _number,
    "string": lambda token: _string(token.value),
    "url": lambda token: _url(token.value),
}  # fmt: skip
