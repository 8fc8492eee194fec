"""What two sides logged: keys that one of them lacks, and curves, tables and media that are not the same on both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.model.media import LoggedMedia, MediaError, MediaFile, file_of
from reportgen.model.media.image import Image
from reportgen.model.nested import as_float
from reportgen.model.order import natural
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.stats.compared.matching import Pair

REPORT = "report"
"""The format of runs that are read from a report, which holds what it shows."""
_MOST_TWINS = 10
"""Pairs of runs whose media are compared: their files are read for it."""
_MOST_MEDIA = 100
"""Media of a key that are compared, the last ones."""


@dataclass(frozen=True)
class Content:
    """Keys of one kind: "metric", "table", or the kind of media."""

    kind: str
    names: tuple[str, ...]


def kinds(runs: RunSet) -> dict[str, str]:
    """Return the kind of each key that scripts logged."""
    found: dict[str, str] = {}
    for run in runs:
        for key, info in run.keys.items():
            if info.system:
                continue
            kind = "metric" if info.is_number else "table" if info.media.endswith("table") else info.media
            if kind:
                found.setdefault(key, kind)
    return found


def only(own: RunSet, other: RunSet) -> tuple[Content, ...]:
    """Return the keys that no run of the other side has."""
    known = kinds(other)
    return _by_kind({key: kind for key, kind in kinds(own).items() if key not in known})


def different(pairs: Sequence[Pair]) -> tuple[Content, ...]:
    """Return the keys that both sides have and that are not the same in runs that are compared one by one."""
    found: dict[str, str] = {}
    for place, (one, other) in enumerate(twin for pair in pairs for twin in pair.twins()):
        found |= dict(_different(one, other, found, media=place < _MOST_TWINS))
    return _by_kind(found)


def _different(one: Run, other: Run, known: dict[str, str], *, media: bool) -> Iterator[tuple[str, str]]:
    single = RunSet((one,))
    theirs = kinds(RunSet((other,)))
    is_reread = (one.meta.format == REPORT) != (other.meta.format == REPORT)
    for key, kind in kinds(single).items():
        if key in known or theirs.get(key) != kind:
            continue
        if kind == "metric":
            same = _same_curve(one, other, key, either=is_reread)
        elif kind == "table":
            same = _same_table(one, other, key, reread=is_reread)
        else:
            told = media and not is_reread  # a report may have encoded it again
            same = not told or _media(one, key) == _media(other, key)
        if not same:
            yield key, kind


def _same_curve(one: Run, other: Run, key: str, *, either: bool) -> bool:
    """Tell whether a metric has the same values, at the steps of both where one side may hold only some of them."""
    a, b = one.column(key), other.column(key)
    if either or REPORT in (one.meta.format, other.meta.format):
        _, first, second = np.intersect1d(a.steps, b.steps, return_indices=True)
        if not len(first):
            return not len(a) and not len(b)
        return bool(np.array_equal(a.values[first], b.values[second], equal_nan=True))
    return np.array_equal(a.steps, b.steps) and bool(np.array_equal(a.values, b.values, equal_nan=True))


def _same_table(one: Run, other: Run, key: str, *, reread: bool) -> bool:
    """Tell whether runs logged the same rows; of media in cells, where a report has them, only where they are."""
    a, b = one.source.tables(key), other.source.tables(key)
    if reread:
        a, b = a[-1:], b[-1:]
        if any(table.count > len(table.rows) for _, table in (*a, *b)):
            return True  # a report may hold a part of it
    digests = [
        _digest(repr((step * (not reread), table.columns, [[_told(cell, plain=reread) for cell in row]
                for row in table.rows])) for step, table in side)
        for side in (a, b)
    ]  # fmt: skip
    return digests[0] == digests[1]


def _told(cell: object, *, plain: bool) -> str:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        text = repr(cell)
        is_text = isinstance(cell, str | bool | None)
        return "" if (plain and not is_text) or " object at 0x" in text else text
    return repr(as_float(cell))


def _media(run: Run, key: str) -> str:
    return _digest(_fingerprint(item) for item in run.source.media(key)[-_MOST_MEDIA:])


def _fingerprint(item: LoggedMedia) -> str:
    file = file_of(item.value)
    content = "" if file is None else _content(file)
    facts = _over(item.value) if isinstance(item.value, Image) else {} if file is not None else item.value.facts()
    return repr((item.step, item.index, item.value.caption, content, facts))


def _over(image: Image) -> object:
    """Return what lies over an image: boxes, and the files of masks."""
    boxes = {}
    for name, group in sorted(image.boxes.items()):
        try:
            boxes[name] = [box.facts() for box in group.read().boxes]
        except MediaError as error:
            boxes[name] = [{"problem": str(error)}]
    return boxes, {name: _content(mask.file) for name, mask in sorted(image.masks.items())}


def _content(file: MediaFile) -> str:
    try:
        return file.digest or hashlib.md5(file.read(), usedforsecurity=False).hexdigest()
    except MediaError as error:
        return str(error)


def _digest(parts: Iterator[str]) -> str:
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        made.update(part.encode(errors="replace"))
    return made.hexdigest()


def _by_kind(found: dict[str, str]) -> tuple[Content, ...]:
    order = {"metric": 0, "table": 1}
    by_kind: dict[str, list[str]] = {}
    for key, kind in found.items():
        by_kind.setdefault(kind, []).append(key)
    return tuple(
        Content(kind, tuple(sorted(by_kind[kind], key=natural)))
        for kind in sorted(by_kind, key=lambda kind: (order.get(kind, len(order)), kind))
    )
