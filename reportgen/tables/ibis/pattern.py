r"""Patterns for databases: written in what their engines read alike, since each has a dialect of its own.

A pattern means here what RE2 makes of it: ``.`` is no line break, ``\d``, ``\w`` and ``\s`` are ASCII, ``$`` is the
very end of a text.
"""

from __future__ import annotations

import re

from reportgen.tables.error import TableError

_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\f\r "}
_NAMED = {
    "alpha": "A-Za-z", "digit": "0-9", "alnum": "0-9A-Za-z", "lower": "a-z", "upper": "A-Z", "space": r"\t\n\v\f\r ",
    "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f", "blank": r"\t ",
}  # fmt: skip
_SAME = frozenset("tnrf")
"""Letters whose escapes every engine knows."""
_PIECE = re.compile(r"\\.|\[:\^?\w+:\]|\(\?P?<\w+>|\(\?:|\(\?|.", re.DOTALL)
_FLAGS = re.compile(r"\(\?([is]+)\)")
_END = r"$(?!\n)"


def plain(pattern: str) -> str:
    """Return a pattern that means on a database what it means here; TableError where there is none."""
    flags = _FLAGS.match(pattern)
    any_sign = "(.|\\n)" if flags and "s" in flags[1] else r"[^\n]"
    made = ["(?i)"] if flags and "i" in flags[1] else []
    place = -1  # how many pieces of a set were read; none is open below 0
    for piece in _PIECE.findall(pattern[flags.end() :] if flags else pattern):
        if place >= 0:
            made.append(_in_set(piece, place))
            place = -1 if piece == "]" and place > 0 else place + (piece != "^" or place > 0)
        elif piece == "[":
            made.append(piece)
            place = 0
        else:
            made.append(any_sign if piece == "." else _outside(piece))
    return "".join(made)


def _outside(piece: str) -> str:
    if piece in {"$", "\\z"}:
        return _END
    if piece == "\\A":
        return "^"
    if piece.startswith("(?") and piece != "(?:":
        if "<" in piece:
            return "("
        raise _refused(piece)
    if piece.startswith("\\") and piece[1:].lower() in _CLASSES:
        return f"[{'^' if piece[1].isupper() else ''}{_CLASSES[piece[1].lower()]}]"
    return _escape(piece)


def _in_set(piece: str, place: int) -> str:
    if piece.startswith("[:"):
        if piece[2:-2] not in _NAMED:
            raise _refused(piece)
        return _NAMED[piece[2:-2]]
    if piece.startswith("\\") and piece[1:] in _CLASSES:
        return _CLASSES[piece[1:]]
    if piece in {"[", "&", "~"} or (piece == "]" and place == 0):
        return "\\" + piece
    return _escape(piece)


def _escape(piece: str) -> str:
    if piece.startswith("\\") and piece[1:].isalnum() and piece[1:] not in _SAME:
        raise _refused(piece)
    return piece


def _refused(piece: str) -> TableError:
    return TableError(f"matches() on a connection does not support '{piece}': databases interpret it differently")
