"""A spec as text: what a program made of plain values, written as a person would, with comments where they belong.

What is written here is read back as the same values: ``parse(yaml_text(value).text).value == value``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.spec.yaml import scalar

_WIDTH = 110
"""Characters of a line that a mapping or list is written on whole."""
_PLAIN = re.compile(r"[^\W\d][\w/.+-]*(?: [\w/.+()-]+)*\Z")
_OTHER_WORDS = frozenset(("yes", "no", "on", "off"))
"""Words that older readers of YAML, editors among them, take for true and false."""
_LITERAL = re.compile(r"[\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*\Z")
_OF_BLOCKS = ("blocks:", "panels:")
"""What is written on a line for each item."""
_LINE_ENDS = "\x85\u2028\u2029"


@dataclass(frozen=True, eq=False)
class Comment:
    """Lines of comment in a list, before the item that follows; no item itself."""

    text: str


@dataclass
class Written:
    """A text, and the line (from 1) on which each comment begins."""

    text: str
    lines: dict[Comment, int] = field(default_factory=dict)


def yaml_text(value: Mapping[str, Any]) -> Written:
    """Return a spec's values as YAML; a list in it may hold comments between its items."""
    lines: list[str] = []
    places: dict[Comment, int] = {}
    for line in _mapping(value, 0):
        if isinstance(line, Comment):
            places[line] = len(lines) + 1
        else:
            lines.append(line)
    return Written("\n".join(lines) + "\n" if lines else "{}\n", places)


def without_comments(value: Any) -> Any:
    """Return the values alone."""
    if isinstance(value, Mapping):
        return {key: without_comments(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_comments(item) for item in value if not isinstance(item, Comment)]
    return value


def _mapping(value: Mapping[str, Any], depth: int) -> Iterator[str | Comment]:
    indent = "  " * depth
    for key, item in value.items():
        yield from _entry(f"{indent}{text_of(str(key))}:", item, depth)


def _entry(head: str, item: Any, depth: int) -> Iterator[str | Comment]:
    """Yield ``key: value`` with what is nested in it below."""
    deep = not depth and isinstance(item, Mapping) and any(isinstance(inner, Mapping) for inner in item.values())
    deep = deep or (bool(item) and isinstance(item, list) and head.lstrip() in _OF_BLOCKS)
    if (
        not deep
        and (line := _line(item)) is not None
        and len(head) + len(line) <= (_WIDTH if _is_nested(item) else math.inf)
    ):
        yield f"{head} {line}"
    elif isinstance(item, str):
        yield f"{head} {_block_style(item)}"
        yield from (f"{'  ' * (depth + 1)}{part}" if part else "" for part in _lines_of(item))
    elif isinstance(item, Mapping):
        yield head
        yield from _mapping(item, depth + 1)
    else:
        yield head
        yield from _sequence(item, depth + 1)


def _sequence(items: Sequence[Any], depth: int) -> Iterator[str | Comment]:
    indent = "  " * depth
    for item in items:
        if isinstance(item, Comment):
            yield item
            yield from (f"{indent}# {part}".rstrip() for part in _comment_lines(item.text))
            continue
        line = _bare(item)
        if line is not None and len(indent) + len(line) + 2 <= (_WIDTH if _is_nested(item) else math.inf):
            yield f"{indent}- {line}"
        elif isinstance(item, Mapping):
            first = True
            for part in _mapping(item, depth + 1):
                if first and isinstance(part, str):
                    yield f"{indent}- {part.lstrip(' ')}"
                    first = False
                else:
                    yield part
        elif isinstance(item, str):
            yield f"{indent}- {_block_style(item)}"
            yield from (f"{'  ' * (depth + 1)}{part}" if part else "" for part in _lines_of(item))
        else:
            yield f"{indent}-"
            yield from _sequence(item, depth + 1)
    if items and all(isinstance(item, Comment) for item in items):
        yield f"{indent}[]"


def _bare(item: Any) -> str | None:
    """Return an item of a list on one line; a block, which is one key with its fields, has no braces around it."""
    if isinstance(item, Mapping) and len(item) == 1:
        key, inner = next(iter(item.items()))
        line = _line(inner)
        return None if line is None else f"{text_of(str(key))}: {line}"
    return _line(item)


def _comment_lines(text: str) -> list[str]:
    """Return the lines of a comment, without characters that YAML forbids in one."""
    return ["".join(c if c.isprintable() else " " for c in line) for line in text.splitlines()] or [""]


def _is_nested(item: Any) -> bool:
    return isinstance(item, Mapping | list | tuple)


def _line(item: Any) -> str | None:
    """Return a value on one line; None where it holds text of several lines, blocks or comments."""
    if isinstance(item, Mapping):
        parts = [(text_of(str(key)), _line(inner)) for key, inner in item.items()]
        return None if any(line is None for _, line in parts) else _braces(parts)
    if isinstance(item, list | tuple):
        found = [_line(inner) for inner in item]
        if any(line is None for line in found) or (found and all(map(_is_block, item))):
            return None
        return f"[{', '.join(map(str, found))}]"
    if isinstance(item, Comment):
        return None
    return None if isinstance(item, str) and _lines_of(item) else _scalar(item)


def _braces(parts: Sequence[tuple[str, str | None]]) -> str:
    return "{" + ", ".join(f"{key}: {line}" for key, line in parts) + "}"


def _is_block(item: Any) -> bool:
    """Tell what stands on lines of its own in a list: mappings."""
    return isinstance(item, Mapping)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    return str(value) if isinstance(value, int) else text_of(str(value))


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    return f"{mantissa}.0e{power}" if exponent and "." not in mantissa else text  # as older readers want it


def text_of(text: str) -> str:
    """Return a text on one line as YAML reads it back, in quotes where it needs them."""
    if _PLAIN.match(text) and text.casefold() not in _OTHER_WORDS and scalar(text) == text:
        return text
    if '"' in text and "'" not in text and "\\" not in text and text.isprintable():
        return f"'{text}'"
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in quoted)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code < 0xE000:  # noqa: PLR2004 - half of a surrogate pair is not a character
        return "\\uFFFD"
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 1 << 16 else f"\\U{code:08x}"  # noqa: PLR2004


def _lines_of(text: str) -> list[str]:
    """Return the lines of a text that is written on several; none for one that cannot be, or need not."""
    if "\n" not in text.rstrip("\n") or not _LITERAL.match(text) or any(c in text for c in _LINE_ENDS):
        return []
    lines = text.split("\n")
    ends = len(text) - len(text.rstrip("\n"))
    if ends > 1 or lines[0][:1] in ("", " ", "\t") or any(line != line.rstrip() for line in lines):
        return []
    return lines[:-1] if ends else lines


def _block_style(text: str) -> str:
    return "|" if text.endswith("\n") else "|-"
