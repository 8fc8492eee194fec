"""Elements of a large list of JSON, one at a time: the file is never held as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from reportgen.evaluations.files import Unreadable
from reportgen.inputs import note_path

_CHUNK = 1 << 20
_LARGEST = 1 << 28
_SPACE = " \t\r\n"


def elements_of(path: Path, key: str = "") -> Iterator[Any]:
    """Yield the elements of a file that is a list, or of the first list under ``key``; Unreadable where it breaks off.

    What was before the damage has been yielded by then.
    """
    note_path(path)
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from _elements(file, key)
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise Unreadable(what) from None


def _elements(file: TextIO, key: str) -> Iterator[Any]:
    text, found = _start(file, key)
    if not found:
        return
    decoder, at, ended = json.JSONDecoder(), 0, False
    while True:
        while at < len(text) and text[at] in f"{_SPACE},":
            at += 1
        if at < len(text) and text[at] == "]":
            return
        try:
            value, stop = decoder.raw_decode(text, at)
            complete = stop < len(text)  # a number could go on
        except ValueError:
            complete = False
        except RecursionError:
            what = "is nested too deeply"
            raise Unreadable(what) from None
        if complete:
            yield value
            at = stop
            continue
        text, at = text[at:], 0
        if len(text) > _LARGEST:
            what = "holds an element that is too large to be read"
            raise Unreadable(what)
        more = "" if ended else file.read(max(_CHUNK, len(text)))  # twice as much, so that it takes linear time
        ended = ended or not more
        if ended:
            what = "ends in the middle of a list"
            raise Unreadable(what)
        text += more


def _start(file: TextIO, key: str) -> tuple[str, bool]:
    """Return the text behind the bracket that begins the list, and whether there is one."""
    text = file.read(_CHUNK)
    if not key:
        head = text.lstrip("\ufeff \t\r\n")
        return head[1:], head.startswith("[")
    word = f'"{key}"'
    while True:
        place = text.find(word)
        if place >= 0:
            rest = text[place + len(word) :]
            if len(rest) < len(word):
                rest += file.read(_CHUNK)
            rest = rest.lstrip(f"{_SPACE}:")
            return rest[1:], rest.startswith("[")
        more = file.read(_CHUNK)
        if not more:
            return "", False
        text = text[-len(word) :] + more
