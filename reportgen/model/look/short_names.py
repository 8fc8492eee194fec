"""Short names that still differ: what all names share is left out, then words, then the middle.

``client/core/names.ts`` is the same rule in the page; a test compares them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

LENGTH = 28
_SHARED = 4
"""Common parts of fewer letters stay: leaving them out would save nothing."""
_LETTER = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|.)(?:[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]|\u200d.)*",
    re.DOTALL,
)
"""What a reader takes for one letter: marks, skin tones and joined emoji belong to what they follow."""
_BREAK = re.compile(r"[/_:|·,; \u00a0\u3000]|(?<![0-9])\.|\.(?![0-9])|(?<![0-9][eE])-")
"""Where a name may be divided; the point of 0.001 and the sign of 1e-4 are no such places, and neither is ``=``."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SHARES = (0.5, 0.75, 0.25, 1.0, 0.0)
"""How much of a cut name is its beginning, in the order in which they are tried."""


def short_names(names: Sequence[str], length: int = LENGTH) -> list[str]:
    """Return a short form of each name, at most ``length`` letters; names that differ never get the same one.

    Beginnings and ends that all names share are left out at the ends of words, where each rest still says something.
    Of names that are still too long and made of as many words, those that all share go, then those at the end that
    are not needed to tell the names apart.
    """
    distinct = list(dict.fromkeys(names))
    rests = _fewer_words(_rests(distinct), length)
    found: dict[str, str] = {}
    for name, rest in zip(distinct, rests, strict=True):
        found[name] = _cut(_letters(rest), length, _SHARES[0])
    _part(distinct, rests, found, length)
    return [found[name] for name in names]


def _letters(text: str) -> list[str]:
    return _LETTER.findall(text)


def _rests(names: Sequence[str]) -> list[str]:
    if len(names) < 2:  # noqa: PLR2004 - nothing is shared
        return list(names)
    start = next((n for n in _starts(names) if _say_something([name[n:] for name in names])), 0)
    rests = [name[start:] for name in names]
    end = next((n for n in _ends(rests) if _say_something([rest[: len(rest) - n] for rest in rests])), 0)
    return [rest[: len(rest) - end] for rest in rests]


def _fewer_words(names: Sequence[str], length: int) -> list[str]:
    """Return names without words, so that each is short enough; as they are where that cannot be."""
    split = _words(names)
    count = len(split[0][0]) if split else 0
    if _fit(names, length) or count < 3:  # noqa: PLR2004 - a word is left out between others
        return list(names)
    alike = {place for place in range(1, count) if len({words[place] for words, _ in split}) == 1}
    kept, texts = set(range(count)), list(names)
    for gone in (alike, *({place} for place in range(count - 1, 0, -1) if place not in alike)):
        shorter = [_joined(words, breaks, kept - gone) for words, breaks in split]
        if len(set(shorter)) == len(names):
            kept, texts = kept - gone, shorter
            if _fit(texts, length):
                return texts
    return list(names)


def _fit(names: Sequence[str], length: int) -> bool:
    return all(len(_letters(name)) <= length for name in names)


def _words(names: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    """Return the words of each name and what stands between them, which is the same in all; else nothing."""
    found = [[(match.start(), match[0]) for match in _BREAK.finditer(name)] for name in names]
    counts = [Counter(sign for _, sign in own) for own in found]
    usual = {sign for sign in (counts[0] if counts else ()) if len({count[sign] for count in counts}) == 1}
    split = []
    for name, own in zip(names, found, strict=True):
        places = [place for place, sign in own if sign in usual]
        ends = zip([0, *(place + 1 for place in places)], [*places, len(name)], strict=True)
        split.append(([name[start:end] for start, end in ends], [name[place] for place in places]))
    return split if len({tuple(breaks) for _, breaks in split}) == 1 else []


def _joined(words: Sequence[str], breaks: Sequence[str], kept: set[int]) -> str:
    """Return the words that are kept, an ellipsis for others that follow each other."""
    text = ""
    for place, word in enumerate(words):
        if place in kept:
            text += (breaks[place - 1] if place and place - 1 in kept else "") + word
        elif not text.endswith("…"):
            text += "…"
    return text


def _say_something(rests: Sequence[str]) -> bool:
    """Tell whether each rest is more than a number or a letter."""
    return all(len(rest) > 1 and any(map(str.isalpha, _NUMBER.sub("", rest))) for rest in rests)


def _shared(names: Sequence[str]) -> int:
    """Return how many characters all names begin with alike."""
    first, last = min(names), max(names)
    return next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))


def _starts(names: Sequence[str]) -> list[int]:
    """Return the lengths of beginnings that all names share, longest first."""
    common = _shared(names)
    return [m.end() for m in reversed([*_BREAK.finditer(names[0])]) if _SHARED <= m.end() <= common]


def _ends(names: Sequence[str]) -> list[int]:
    """Return the lengths of ends that all names share, longest first."""
    common = _shared([name[::-1] for name in names])
    first = names[0]
    return [len(first) - m.start() for m in _BREAK.finditer(first) if _SHARED <= len(first) - m.start() <= common]


def _cut(letters: Sequence[str], length: int, share: float) -> str:
    """Return a text of at most ``length`` letters whose beginning takes ``share`` of it."""
    if len(letters) <= length:
        return "".join(letters)
    head = round((length - 1) * share)
    tail = length - 1 - head
    return "".join(letters[:head]) + "…" + "".join(letters[len(letters) - tail :])


def _part(names: Sequence[str], rests: Sequence[str], found: dict[str, str], length: int) -> None:
    """Cut names of one short form in other places, until each has its own; the last resort is a number."""
    rest_of = dict(zip(names, rests, strict=True))
    for alike in _groups(names, found):
        if len(alike) == 1:
            continue
        others = {found[name] for name in names} - {found[alike[0]]}
        letters = {name: _letters(rest_of[name]) for name in alike}
        for way in _ways(list(letters.values()), length):
            texts = [way(letters[name]) for name in alike]
            if len({*texts, *others}) == len(texts) + len(others):
                found.update(zip(alike, texts, strict=True))
                break
        else:
            for number, name in enumerate(alike, 1):
                found[name] = _numbered(letters[name], number, others, length)
                others.add(found[name])


def _groups(names: Sequence[str], found: dict[str, str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(found[name], []).append(name)
    return list(groups.values())


def _ways(texts: Sequence[Sequence[str]], length: int) -> list[Callable[[Sequence[str]], str]]:
    """Return ways to cut: other shares of beginning and end, then from the first place where the texts differ."""
    same = 0
    while all(len(text) > same and text[same] == texts[0][same] for text in texts):
        same += 1
    head = min(same, length // 3)
    return [*(partial(_cut, length=length, share=share) for share in _SHARES[1:]), partial(_from, same, head, length)]


def _from(same: int, head: int, length: int, letters: Sequence[str]) -> str:
    """Return the first ``head`` letters and, cut, what comes after the ``same`` ones."""
    return "".join(letters[:head]) + "…" + _cut(letters[same:], length - 1 - head, 0.5)


def _numbered(letters: Sequence[str], number: int, others: set[str], length: int) -> str:
    while True:
        end = f" ({number})"
        text = _cut(letters, length - len(end), 0.5) + end
        if text not in others:
            return text
        number += 1
