"""Objects as documents write them: unquoted keys, single quotes, trailing commas; JSON is such an object, too."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Self

from reportgen.lang.error import ExpressionError

_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.DOTALL)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_WORD = re.compile(r"[$\w]+")
_WORDS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None, "undefined": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}
_DEEPEST = 100


class Text(str):
    """A text of the literal that knows where it begins."""

    __slots__ = ("offset",)
    offset: int

    def __new__(cls, text: str, offset: int = 0) -> Self:
        """Return the text with the place where it begins."""
        made = super().__new__(cls, text)
        made.offset = offset
        return made


def read(text: str) -> Any:
    """Return the value that a literal writes; ExpressionError says where it goes wrong."""
    reader = _Reader(text)
    value = reader.value(0)
    if reader.at < len(text):
        reader.fail(f"unexpected '{text[reader.at]}' after the end")
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self._skip()

    def fail(self, what: str, hint: str = "") -> Any:
        raise ExpressionError(what, self.at, hint)

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _take(self, character: str) -> bool:
        if self.text[self.at : self.at + 1] != character:
            return False
        self.at += 1
        self._skip()
        return True

    def _expect(self, characters: str) -> str:
        for character in characters:
            if self._take(character):
                return character
        found = self.text[self.at : self.at + 1]
        wanted = " or ".join(f"'{c}'" for c in characters)
        return str(self.fail(f"expected {wanted}" + (f" before '{found}'" if found else " at the end")))

    def value(self, depth: int) -> Any:
        if depth > _DEEPEST:
            self.fail("nested too deeply")
        if self._take("{"):
            return self._object(depth)
        if self._take("["):
            items = []
            while not self._take("]"):
                items.append(self.value(depth + 1))
                if self._expect(",]") == "]":
                    break
            return items
        return self._scalar()

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self._take("}"):
            start = self.at
            key = self._string()
            key = self._match(_WORD) if key is None else key
            if key is None:
                return dict(self.fail("expected a key, such as $eq"))
            name = Text(key, start)
            if name in found:
                self.at = start
                self.fail(f"'{name}' is given twice")
            self._expect(":")
            found[name] = self.value(depth + 1)
            if self._expect(",}") == "}":
                break
        return found

    def _match(self, pattern: re.Pattern[str]) -> str | None:
        match = pattern.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        self._skip()
        return match[0]

    def _string(self) -> str | None:
        found = self._match(_STRING)
        return None if found is None else _unescape(found)

    def _scalar(self) -> Any:
        start = self.at
        text = self._string()
        if text is not None:
            return Text(text, start)
        number = self._match(_NUMBER)
        if number is not None:
            if math.isinf(float(number)):
                self.fail("the number is too large")
            return float(number) if any(c in number for c in ".eE") else int(number)
        word = self._match(_WORD)
        if word in _WORDS:
            return _WORDS[word]
        self.at = start
        if word is None:
            found = self.text[start : start + 1]
            return self.fail(f"unexpected '{found}'" if found else "it ends too early")
        return self.fail(f"'{word}' is not a value", f"Put text in quotes: '{word}'")


def _unescape(quoted: str) -> str:
    if quoted[0] == '"' and "\n" not in quoted:
        try:
            return str(json.loads(quoted))
        except ValueError:
            pass
    return re.sub(r"\\(u[0-9a-fA-F]{4}|.)", _escaped, quoted[1:-1], flags=re.DOTALL)


def _escaped(match: re.Match[str]) -> str:
    text = match[1]
    return chr(int(text[1:], 16)) if len(text) > 1 else _ESCAPES.get(text, text)
