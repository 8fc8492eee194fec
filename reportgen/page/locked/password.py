"""The password of a locked report: read from a file or standard input, never from the command line."""

from __future__ import annotations

import math
import re
from pathlib import Path

from reportgen.errors import Level, Problem, SpecError
from reportgen.inputs import note_path
from reportgen.page.locked.sealing import normal

_LONGEST = 1024
_LEAST_BITS = 60.0
"""Bits of a password below which those who have the file can try all of its kind."""
_CLASSES = ((r"[a-z]", 26), (r"[A-Z]", 26), (r"[0-9]", 10), (r"[ -/:-@\[-`{-~]", 33), (r"[^\x00-\x7f]", 100))


def read_password(source: Path, content: bytes | None = None) -> tuple[str, list[Problem]]:
    """Return the password in a file, or in ``content`` that was read elsewhere, and what is to be said of it.

    A line break at its end is no part of it. SpecError says why it is none: empty, of several lines, not UTF-8.
    """
    if content is None:
        note_path(source)
        try:
            with source.open("rb") as file:
                content = file.read(_LONGEST + 1)
        except OSError as error:
            what = f"cannot read the password file '{source}': {error.strerror}"
            raise SpecError(
                Problem(what, None, "Write the password into a file, or give - for standard input.")
            ) from None
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        raise SpecError(Problem("the password is not UTF-8 text", None, "Save the file as UTF-8.")) from None
    text = normal(re.sub(r"\r?\n\Z", "", text))
    if not text:
        raise SpecError(Problem("the password is empty", None, "Write one line of text into the file."))
    if len(content) > _LONGEST:
        raise SpecError(Problem(f"the password is longer than {_LONGEST:,} bytes", None, "Write a shorter one."))
    if re.search(r"[\x00-\x1f\x7f]", text):
        what = "the password has several lines or control characters"
        raise SpecError(Problem(what, None, "Write one line of text: a form on a page takes no more."))
    return text, _weak(text)


def _weak(text: str) -> list[Problem]:
    bits = bits_of(text)
    if bits >= _LEAST_BITS:
        return []
    what = f"the password is short (about {bits:.0f} bits): who has the file can try passwords without end"
    return [Problem(what, None, "Take at least 12 random characters, or five random words.", Level.NOTE)]


def bits_of(text: str) -> float:
    """Return how many bits a random password of this length and these kinds of characters has; repeats count once."""
    kinds = sum(size for pattern, size in _CLASSES if re.search(pattern, text))
    different = len(set(text))
    length = min(len(text), different * 2)
    return length * math.log2(kinds) if kinds > 1 else 0.0
