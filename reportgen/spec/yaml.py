"""YAML text to plain values with a position for each, by the YAML 1.2 core schema.

PyYAML's event parser reads the syntax; composing is ours, because a spec written by someone else must not crash
or surprise: ``1e-3`` is a number, ``on`` a word and ``12:30`` a string (YAML 1.2.2, section 10.3.2); a duplicate
key is an error; depth, size and alias expansion are limited; tags are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reportgen.errors import Position, Problem, SpecError

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
MAX_NODES = 100_000

Path = tuple[str | int, ...]

_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCT = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


@dataclass
class Document:
    """A parsed file: its value, and where each value (``at``) and each key (``keys``) stands."""

    file: str
    value: Any = None
    at: dict[Path, Position] = field(default_factory=dict)
    keys: dict[Path, Position] = field(default_factory=dict)

    def position(self, path: Path, *, key: bool = False) -> Position:
        """Return where ``path`` stands, or its nearest parent that stands somewhere."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.at:
            path = path[:-1]
        return self.at.get(path, Position(self.file, 1, 1))


def scalar(text: str) -> Any:
    """Resolve a plain scalar by the YAML 1.2 core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text) and len(text) < 4000:  # noqa: PLR2004 - Python refuses to parse longer integers
        return int(text)
    if _OCT.match(text):
        return int(text, 0)
    if _HEX.match(text):
        return int(text, 0)
    return float(text) if _FLOAT.match(text) else text


def parse(text: str, file: str) -> Document:
    """Compose ``text`` into a Document; SpecError names the place and lists all duplicate keys."""
    import yaml

    if len(text) > MAX_BYTES:
        raise SpecError(Problem(f"the file is larger than {MAX_BYTES:,} characters", Position(file)))
    composer = _Composer(file)
    try:
        composer.compose(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file)
        lines = text.splitlines()
        line = lines[mark.line] if mark and mark.line < len(lines) else ""
        what = " ".join(part for part in (error.context, error.problem) if part)
        raise SpecError([*composer.problems, Problem(f"not valid YAML: {what}", where, _advice(what, line))]) from None
    except (yaml.YAMLError, OverflowError, ValueError) as error:  # characters that YAML forbids
        raise SpecError(Problem(f"not valid YAML: {error}", Position(file))) from None
    if composer.problems:
        raise SpecError(composer.problems)
    return composer.document


def _whole(text: str) -> str:
    """Return a text whose surrogate pairs, as tools of JSON escape emoji, are characters; a lone one is U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_BRACKET = re.compile(r"(?:^|[:-])\s+[\[{].*[\]}]\s*[^\s,\]}#]|[:-]\s+[\[{][^\]}]*$")


def _advice(what: str, line: str) -> str:
    if "\\t" in what:
        return "Indent with spaces, not tabs."
    if _BRACKET.search(line):
        return 'Quote text that starts with a bracket: "[a] b".'
    return next((said for sign, said in _ADVICE.items() if sign in what), "")


_ADVICE = {
    "mapping values are not allowed": "Quote text that contains ': ', or check the indentation.",
    "cannot start any token": "Quote text that starts with this character.",
    "while scanning an a": "Quote text that starts with this character.",  # an alias, an anchor
    "expected <block end>": "Check the indentation of this line against the lines above.",
    "while parsing a block": "Check the indentation of this line against the lines above.",
    "while parsing a flow": "A bracket or a comma is missing.",
}


class _Composer:
    def __init__(self, file: str) -> None:
        self.document = Document(file)
        self.problems: list[Problem] = []
        self._anchors: dict[str, tuple[Any, Path]] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._deepest = 0
        self._nodes = 0

    def _where(self, event: Any) -> Position:
        return Position(self.document.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _refuse(self, what: str, event: Any, hint: str = "") -> SpecError:
        return SpecError([*self.problems, Problem(what, self._where(event), hint)])

    def compose(self, events: Iterator[Any]) -> None:
        import yaml

        started = False
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if started:
                    raise self._refuse("a spec must be a single YAML document, and a second one starts here", event)
                started = True
                self.document.value = self._node(next(events), events, ())

    def _node(self, event: Any, events: Iterator[Any], path: Path) -> Any:
        import yaml

        self._nodes += 1
        if len(path) > MAX_DEPTH:
            raise self._refuse(f"nested deeper than {MAX_DEPTH} levels", event)
        if self._nodes > MAX_NODES:
            raise self._refuse(f"more than {MAX_NODES:,} values", event)
        self.document.at[path] = self._where(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path)
        if event.tag not in (None, "!") and not str(event.tag).startswith("tag:yaml.org,2002:str"):
            raise self._refuse(f"YAML tag {event.tag} is not supported", event, "Write the plain value.")
        before, deepest = self._nodes, self._deepest
        self._deepest = len(path)
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = scalar(event.value) if event.implicit[0] and event.style is None else _whole(event.value)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(events, path)
        else:
            value = self._mapping(events, path)
        if event.anchor:
            self._anchors[event.anchor] = (value, path)
            self._sizes[event.anchor] = self._nodes - before + 1, self._deepest - len(path)
        self._deepest = max(deepest, self._deepest)
        return value

    def _alias(self, event: Any, path: Path) -> Any:
        if event.anchor not in self._anchors:
            raise self._refuse(f"unknown alias *{event.anchor}", event)
        nodes, depth = self._sizes[event.anchor]
        self._nodes += nodes
        self._deepest = max(self._deepest, len(path) + depth)
        if len(path) + depth > MAX_DEPTH:
            raise self._refuse(f"aliases nest deeper than {MAX_DEPTH} levels", event)
        if self._nodes > MAX_NODES:
            raise self._refuse(f"aliases expand to more than {MAX_NODES:,} values", event)
        return self._anchors[event.anchor][0]

    def _sequence(self, events: Iterator[Any], path: Path) -> list[Any]:
        import yaml

        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: Path) -> dict[str, Any]:
        import yaml

        items: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refuse("a key must be a plain word", event)
            key, where = _whole(event.value), self._where(event)
            if key in items:
                first = self.document.keys[(*path, key)]
                self.problems.append(
                    Problem(f"duplicate key '{key}', first given at line {first.line}", where, "Remove one of the two.")
                )
            else:
                self.document.keys[(*path, key)] = where
            items[key] = self._node(next(events), events, (*path, key))
        return items
