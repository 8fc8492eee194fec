"""Lines of code as markup: syntax in colours, and the words marked that differ between two versions of a line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

_WORDS = re.compile(r"\d[\d.]*(?:e[+-]?\d+)?|\w+|\s+|[^\w\s]")
_LONGEST = 400_000  # characters of a file whose syntax is coloured
_MOST_WORDS = 2_000  # of a line whose words are compared
_ALIKE = 0.5
"""Below this similarity two lines are different ones, and marks would be noise."""
_COLORED = {
    *("k", "kc", "kd", "kn", "kr", "kt", "ow", "nt", "s", "s1", "s2", "sb", "sc", "sd", "se", "si", "l", "m", "mi"),
    *("mf", "mh", "il", "nf", "nc", "nb", "nd", "na", "c", "c1", "cm", "ch"),
}
"""Classes of tokens that themes colour."""

Piece = tuple[str, str]
"""A class, which may be empty, and a text."""
Span = tuple[int, int]


def colored_lines(name: str, text: str) -> list[list[Piece]]:
    """Return the lines of a file as pieces by syntax, which its name tells; plain ones where it does not."""
    lines = text.splitlines()
    plain: list[list[Piece]] = [[("", line)] for line in lines]
    if len(text) > _LONGEST:
        return plain
    from pygments.lexers import get_lexer_for_filename
    from pygments.token import STANDARD_TYPES
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_for_filename(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return plain
    found: list[list[Piece]] = [[]]
    for token, value in lexer.get_tokens("\n".join(lines)):
        kind = STANDARD_TYPES.get(token, "")
        for number, part in enumerate(value.split("\n")):
            if number:
                found.append([])
            if part:
                found[-1].append((kind if kind in _COLORED else "", part))
    same = ["".join(part for _, part in pieces) for pieces in found] == lines
    return found if same else plain


def changed_words(a: str, b: str) -> tuple[list[Span], list[Span]]:
    """Return the spans of whole words that differ between two versions of a line; none where all of it does."""
    left, right = _WORDS.findall(a), _WORDS.findall(b)
    if max(len(left), len(right)) > _MOST_WORDS:
        return [], []
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [], []
    changes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return _spans(left, [(i1, i2) for _, i1, i2, _, _ in changes]), _spans(right, [(j1, j2) for *_, j1, j2 in changes])


def _spans(words: Sequence[str], ranges: Sequence[Span]) -> list[Span]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return [(starts[first], starts[last]) for first, last in ranges if last > first]


def line_markup(pieces: Sequence[Piece], marks: Sequence[Span] = ()) -> Markup:
    """Return a line with its colours and marks."""
    parts = []
    for kind, text, marked in _cut(pieces, marks):
        inner = Markup('<span class="{}">{}</span>').format(kind, text) if kind else escape(text)
        parts.append(Markup("<mark>{}</mark>").format(inner) if marked else inner)
    return Markup().join(parts)


def _cut(pieces: Sequence[Piece], marks: Sequence[Span]) -> Iterator[tuple[str, str, bool]]:
    """Yield the pieces, cut where marks begin and end."""
    at = 0
    for kind, text in pieces:
        ends = sorted({at + len(text), *(edge for span in marks for edge in span if at < edge < at + len(text))})
        for end in ends:
            yield kind, text[at - ends[-1] + len(text) : end - ends[-1] + len(text)], any(a <= at < b for a, b in marks)
            at = end
