"""The items of many messages at once, by where their values' tags stand.

A row of W&B's history is a message of items ``{key or nested_key*, value_json}`` and its step; a summary's is the same
without. An item ends with its value (field 16: the bytes 82 01, a size, a text), so all places of these two bytes are
looked up first. An item begins where the one before it ends; that its own size then ends where its value does, and that
a key fills what lies between, is checked of every item. Messages in which anything is otherwise (bytes of a key or a
size may be 82 01, too) are decoded field by field.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.model.column import Ints
from reportgen.protobuf import Message, WireError
from reportgen.readers.wandb.log.messages import PADDING, Stretch, words

KeyPath = tuple[str, ...]
Words = NDArray[np.uint64]
Which = NDArray[np.bool_]

_ITEM, _KEY, _STEP = 0x0A, 0x0A, 0x12
_NESTED = 0x12
_OPEN = 0x80  # the continuation bit
_MIX = np.uint64(0x9E3779B97F4A7C15)
_ATTEMPTS = 4
_TABLE = 1 << 16
_MOSTLY = 0.7
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
_NONE = np.zeros(8, np.uint64)
_TAG = np.uint64(0x0182)  # field 16, length-delimited
_PLAIN_NESTED, _PLAIN_KEY = np.uint64(0x0012000A), np.uint64(0x000A000A)


@dataclass
class Items:
    """Items in the order of the log: that of row ``row[i]`` has key ``code[i]`` and the text ``data[at:at + size]``.

    Rows are counted from the stretch's first message. Beyond its messages ``data`` holds texts of rows that were
    decoded by themselves.
    """

    data: bytes
    row: Ints
    code: Ints
    at: Ints
    size: Ints
    steps: Ints
    removed: list[tuple[int, KeyPath]]
    damaged: int


class Walker:
    """Finds the items of one stretch after another; ``codes`` numbers the keys in the order of their coming."""

    def __init__(self, *, steps: bool) -> None:
        self.codes: dict[KeyPath, int] = {}
        self._has_steps = steps
        self._hashes = np.zeros(0, np.uint64)  # sorted, with the code of each
        self._coded = np.zeros(0, np.int64)
        self._table = np.zeros(_TABLE, np.int64)  # by the first bits of a hash, where in these it may stand

    def items(self, stretch: Stretch) -> Items:
        """Return the items of all messages of a stretch."""
        data, bounds = stretch.data, stretch.bounds
        by_word = words(data)
        found = _found(data, by_word, bounds)
        fine, key = _checked(by_word, found)
        tail = bounds[:-1]
        if len(found.tag):
            tail = np.where(found.counts > 0, found.after[found.first + found.counts - 1], tail)
        steps, usual = self._steps(by_word, tail, bounds[1:] - tail)
        row = np.repeat(np.arange(len(stretch)), found.counts)
        if not fine.all():
            usual[row[~fine]] = False
        at, size, tag = found.after - found.size, found.size, found.tag
        if not usual.all():
            keep = usual[row]
            row, at, size, key, tag = row[keep], at[keep], size[keep], key[keep], tag[keep]
        items = Items(data, row, self._coded_keys(data, by_word, key, tag), at, size, steps, [], 0)
        odd = np.flatnonzero(~usual)
        if len(odd):
            self._one_by_one(items, bounds, odd.tolist())
        return items

    def _steps(self, by_word: Words, tail: Ints, left: Ints) -> tuple[Ints, Which]:
        """Return the steps that stand at the messages' ends, and of which there is nothing else there."""
        steps = np.zeros(len(tail), np.int64)
        if not self._has_steps:
            return steps, left == 0
        word = by_word[tail]
        size = (word >> np.uint64(8) & np.uint64(0xFF)).astype(np.int64)
        usual = (left == 0) | (word & np.uint64(0xFF) == _STEP) & (left == size + 2) & (size != 1) & (size <= 6)  # noqa: PLR2004
        held = (left > 0) & (size > 0)
        usual &= ~held | (word >> np.uint64(16) & np.uint64(0xFF) == 0x08)  # noqa: PLR2004 - its only field
        for place in range(5):
            byte = (word >> np.uint64(24 + 8 * place) & np.uint64(0xFF)).astype(np.int64)
            inside = held & (place < size - 1)
            steps += np.where(inside, (byte & 0x7F) << 7 * place, 0)
            usual &= ~inside | ((byte >= _OPEN) == (place < size - 2))
        return np.where(usual, steps, 0), usual

    def _coded_keys(self, data: bytes, by_word: Words, start: Ints, end: Ints) -> Ints:
        """Return the code of each encoded key ``data[start:end]``."""
        hashes = _hashed(by_word, start, end - start)
        if len(self._hashes):
            place = self._table[(hashes >> np.uint64(48)).astype(np.int64)]
            unsure = np.flatnonzero(self._hashes[place] != hashes)
            if not len(unsure):
                return self._coded[place]
            again = hashes[unsure]
            place[unsure] = np.minimum(np.searchsorted(self._hashes, again), len(self._hashes) - 1)
            new = unsure[self._hashes[place[unsure]] != again]
            if not len(new):
                return self._coded[place]
        else:
            new = np.arange(len(hashes))
        if not len(new):
            return np.zeros(0, np.int64)
        fresh, first = np.unique(hashes[new], return_index=True)
        order = np.argsort(first)  # keys are numbered as they come
        codes = np.empty(len(fresh), np.int64)
        codes[order] = [self._code(_path(Message(data[start[i] : end[i]]))) for i in new[first[order]].tolist()]
        known, coded = np.concatenate([self._hashes, fresh]), np.concatenate([self._coded, codes])
        order = np.argsort(known)
        self._hashes, self._coded = known[order], coded[order]
        self._table[(self._hashes >> np.uint64(48)).astype(np.int64)] = np.arange(len(order))
        result: Ints = self._coded[np.searchsorted(self._hashes, hashes)]
        return result

    def _code(self, key: KeyPath) -> int:
        return self.codes.setdefault(key, len(self.codes))

    def _one_by_one(self, items: Items, bounds: Ints, odd: list[int]) -> None:
        """Add the items of messages that are decoded field by field, and count those that cannot be."""
        extra = bytearray()
        noted: list[tuple[int, int, int, int]] = []
        for row in odd:
            message = items.data[bounds[row] : bounds[row + 1]]
            try:
                fields = Message(message)
                found = [(_path(item), item.data(16)) for item in map(Message, fields.all(1))]
                if self._has_steps:
                    items.steps[row] = _step(fields.data(2))
                else:
                    items.removed += [(row, _path(Message(item))) for item in fields.all(2)]
            except WireError:
                items.damaged += 1
                continue
            for key, text in found:
                noted.append((row, self._code(key), len(items.data) + len(extra), len(text)))
                extra += text
        items.data += bytes(extra) + bytes(PADDING)
        if noted:
            more = np.array(noted, np.int64).T
            held = items.row, items.code, items.at, items.size
            columns = [np.concatenate(pair) for pair in zip(held, more, strict=True)]
            order = np.argsort(columns[0], kind="stable")
            items.row, items.code, items.at, items.size = (column[order] for column in columns)


@dataclass
class _Found:
    """What may be items: where each begins, its value's tag stands, and its value ends; how many each message has."""

    start: Ints
    tag: Ints
    size: Ints
    after: Ints
    first: Ints
    counts: Ints


def _found(data: bytes, by_word: Words, bounds: Ints) -> _Found:
    """Return what may be the items of messages: wherever the bytes 82 01 are, but for places where no tag can be."""
    raw = np.frombuffer(data, np.uint8)
    tag = np.flatnonzero(raw[: int(bounds[-1])] == 0x82)  # noqa: PLR2004 - its first byte
    word = by_word[tag]
    both = word & np.uint64(0xFFFF) == _TAG
    if not both.all():
        tag, word = tag[both], word[both]
    for attempt in range(_ATTEMPTS):
        value, size = _varint(tag + 2, word >> np.uint64(16))
        after = value + size
        edges = np.searchsorted(tag, bounds)
        first, counts = edges[:-1], np.diff(edges)
        start = np.empty_like(tag)
        start[1:] = after[:-1]
        held = counts > 0
        start[first[held]] = bounds[:-1][held]
        bogus = tag < start + 4
        if attempt == _ATTEMPTS - 1 or not bogus.any():
            break
        bogus[1:] &= ~bogus[:-1]  # what seems to be wrong behind one that is may be right
        tag, word = tag[~bogus], word[~bogus]
    return _Found(start, tag, size, after, np.minimum(first, max(len(tag) - 1, 0)), counts)


def _checked(by_word: Words, found: _Found) -> tuple[Which, Ints]:
    """Return which are items whose sizes all fit, and where their keys begin."""
    start, tag = found.start, found.tag
    fine = (start >= 0) & (start < tag) & (found.after < len(by_word))
    word = by_word[start if fine.all() else np.where(fine, start, 0)]
    # An item, its size, the field of its key and that one's size, both sizes of one byte.
    head = word & np.uint64(0x80FF80FF)
    size = (word >> np.uint64(8) & np.uint64(0x7F)).astype(np.int64)
    length = (word >> np.uint64(24) & np.uint64(0x7F)).astype(np.int64)
    fine &= (head == _PLAIN_NESTED) | (head == _PLAIN_KEY)
    fine &= (start + size + 2 == found.after) & (start + length + 4 == tag)
    key = start + 2
    if not fine.all():
        some = np.flatnonzero(~fine)
        fine[some], key[some] = _checked_wide(by_word, start[some], tag[some], found.after[some])
    return fine, key


def _checked_wide(by_word: Words, start: Ints, tag: Ints, after: Ints) -> tuple[Which, Ints]:
    """Return the same of items with keys of several parts, or with long keys or values."""
    fine = (start >= 0) & (start < tag) & (after > tag) & (after < len(by_word))
    start = np.where(fine, start, 0)
    word = by_word[start]
    key, length = _varint(start + 1, word >> np.uint64(8))
    fine &= (word & np.uint64(0xFF) == _ITEM) & (length >= 0) & (key + length == after) & (key < tag)
    key = np.where(fine, key, 0)
    some = np.flatnonzero(fine)
    fine[some] = _in_parts(by_word, key[some], tag[some])
    return fine, key


def _in_parts(by_word: Words, at: Ints, end: Ints) -> Which:
    """Return which stretches are keys of several parts, or of long ones."""
    fine = at < end
    while True:
        more = fine & (at < end)
        if not more.any():
            whole: Which = fine & (at == end)
            return whole
        word = by_word[np.where(more, at, 0)]
        kind = word & np.uint64(0xFF)
        text, size = _varint(np.where(more, at, 0) + 1, word >> np.uint64(8))
        good = ((kind == _KEY) | (kind == _NESTED)) & (size >= 0) & (text + size <= end)
        fine &= ~more | good
        at = np.where(more & good, text + size, at)


def _varint(at: Ints, word: Words) -> tuple[Ints, Ints]:
    """Return (offset after it, value) of the numbers that begin words; -1 for one of more than four bytes."""
    value = (word & np.uint64(0xFF)).astype(np.int64)
    after = at + 1
    large = np.flatnonzero(value >= _OPEN)
    if len(large):
        rest = word[large].astype(np.int64)
        one, two, three = rest >> 7 & 1, rest >> 15 & 1, rest >> 23 & 1
        two, three = two & one, three & two & one
        low = rest & 0x7F | (rest >> 8 & 0x7F) << 7
        whole = low | two * (rest >> 16 & 0x7F) << 14 | three * (rest >> 24 & 0x7F) << 21
        value[large] = np.where(three & rest >> 31 & 1, -1, whole)
        after[large] += one + two + three
    return after, value


def _hashed(by_word: Words, start: Ints, size: Ints) -> Words:
    """Return a 64-bit hash of each stretch, eight bytes at a time."""
    result = size.astype(np.uint64) * _MIX
    some: Ints | None = None
    left = size
    masks = _MASKS
    for offset in range(0, int(size.max(initial=0)), 8):
        more = left > offset
        if np.count_nonzero(more) < _MOSTLY * len(left):
            kept = np.flatnonzero(more)
            some = kept if some is None else some[kept]
            start, left, more = start[kept], left[kept], more[kept]
        word = by_word[start + offset]
        word &= masks[np.minimum(left, offset + 8)]
        masks = np.concatenate([_NONE, masks])
        before = result if some is None else result[some]
        mixed = (before ^ word) * _MIX
        mixed ^= mixed >> np.uint64(29)
        if some is not None:
            result[some] = np.where(more, mixed, before)
        elif offset and not more.all():
            np.copyto(result, mixed, where=more)
        else:
            result = mixed
    return result


def _path(item: Message) -> KeyPath:
    nested = tuple(part.decode("utf-8", "replace") for part in item.all(2))
    return nested or (item.text(1),)


def _step(message: bytes) -> int:
    try:
        return Message(message).whole(1)
    except WireError:
        return 0
