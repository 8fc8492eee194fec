"""Items of many messages at once: the same as decoding every message by itself."""

from __future__ import annotations

import json
import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.protobuf import Message
from reportgen.readers.wandb.log import messages
from reportgen.readers.wandb.log.lasts import lasts
from reportgen.readers.wandb.log.leaves import Leaves, load_json
from reportgen.readers.wandb.log.leaves import walk as walk_parts
from reportgen.readers.wandb.log.numbers import FLOAT, TRUTH, WHOLE, parse
from reportgen.tracked.log_file import Held
from reportgen.tracked.record_log import Parts


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def field(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def item(path: list[str], text: bytes, *, nested: bool) -> bytes:
    key = b"".join(field(2, part.encode()) for part in path) if nested else field(1, ".".join(path).encode())
    return field(1, key + field(16, text))


def history(rows: list[tuple[int, dict]], *, nested: bool = True) -> tuple[bytes, np.ndarray, np.ndarray]:
    data, starts, ends = bytearray(b"some bytes before"), [], []
    for step, values in rows:
        body = b"".join(item(list(path), json.dumps(v).encode(), nested=nested) for path, v in values.items())
        body += field(2, b"\x08" + varint(step) if step else b"")
        starts.append(len(data))
        data += body
        ends.append(len(data))
        data += b"and between"
    return bytes(data), np.array(starts), np.array(ends)


def walk(data: bytes, starts: np.ndarray, ends: np.ndarray) -> Leaves:
    return walk_parts(Held(data), Parts(starts, ends, np.arange(len(starts) + 1)))


def cut(data: bytes, starts: np.ndarray, ends: np.ndarray, every: int) -> tuple[bytes, Parts]:
    """Put something into the messages that is not theirs, as blocks of a file do."""
    out, parts, first = bytearray(), [], [0]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        for at in range(start, max(end, start + 1), every):
            out += b"\x82\x01 between "
            piece = data[at : min(at + every, end)]
            parts.append((len(out), len(out) + len(piece)))
            out += piece
        first.append(len(parts))
    begins, stops = np.array(parts, np.int64).reshape(-1, 2).T
    return bytes(out), Parts(begins, stops, np.array(first))


def same(one: object, other: object) -> bool:
    """Equal in kind, too, and NaN is NaN."""
    return type(one) is type(other) and (one == other or (one != one and other != other))  # noqa: PLR0124 - NaN


keys = st.lists(st.text(min_size=1, max_size=140), min_size=1, max_size=3).map(tuple)
values = st.one_of(
    st.floats(),
    st.integers(-(2**70), 2**70),
    st.text(max_size=300),
    st.booleans(),
    st.none(),
    st.lists(st.integers(), max_size=90),
)


rows_logged = st.lists(st.tuples(st.integers(0, 2**40), st.dictionaries(keys, values, max_size=5)), max_size=8)


def rebuilt(leaves: Leaves, count: int) -> list[dict]:
    found: list[dict] = [{} for _ in range(count)]
    for key in leaves.keys:
        for row, value in leaves.values(key):
            found[row][key] = value
    return found


def check(leaves: Leaves, rows: list[tuple[int, dict]]) -> None:
    found = rebuilt(leaves, len(rows))
    for one, (_, row) in zip(found, rows, strict=True):
        assert one.keys() == row.keys()
        assert all(same(one[path], json.loads(json.dumps(value))) for path, value in row.items())
    assert leaves.steps.tolist() == [step for step, _ in rows]
    for key in leaves.keys:
        logged = [(n, float(row[key])) for n, (_, row) in enumerate(rows)
                  if isinstance(row.get(key), int | float)]  # fmt: skip
        at, numbers = leaves.numbers(key)
        assert at.tolist() == [n for n, _ in logged]
        assert np.array_equal(numbers, [number for _, number in logged], equal_nan=True)


@settings(max_examples=150, deadline=None)
@given(rows_logged, st.booleans())
def test_same_as_one_by_one(rows, nested):
    if not nested:
        rows = [(step, {(".".join(path),): value for path, value in row.items()}) for step, row in rows]
    check(walk(*history(rows, nested=nested)), rows)


@settings(max_examples=80, deadline=None)
@given(rows_logged, st.integers(1, 300))
def test_messages_that_lie_in_several_parts(rows, every):
    data, parts = cut(*history(rows), every)
    check(walk_parts(Held(data), parts), rows)


@pytest.mark.parametrize("span", [1, 3000])
def test_many_stretches_are_one_history(span, monkeypatch):
    """Keys that come later, that are in some rows only, and that are of different kinds."""
    monkeypatch.setattr(messages, "_SPAN", span)
    rows = [
        (step, {("a",): step, ("b", "c"): step / 7} | ({("late",): [step] * 30} if step > 70 else {})
         | ({("b", "d"): "x" * step} if step % 3 else {("b", "d"): step % 2 == 0}))
        for step in range(120, 260)
    ]  # fmt: skip
    leaves = walk(*history(rows))
    assert len(leaves.batches) > 1
    check(leaves, rows)
    halves = [walk(*history(part)) for part in (rows[:77], rows[77:])]
    check(halves[0].and_then(halves[1]), rows)


@pytest.mark.parametrize("size", [*range(100, 140), *range(16_380, 16_390)])
def test_sizes_that_look_like_the_tag_of_a_value(size):
    """A size of 130 is the bytes that a value's tag is, and so is the step 130."""
    row = {("k" * min(size, 140),): "v" * (size - 4), ("n",): size, ("t",): "w" * (size - 2)}
    rows = [(130, row) for _ in range(3)]
    leaves = walk(*history(rows))
    check(leaves, rows)


def test_a_row_of_very_many_keys_is_read_in_time_that_follows_their_number():
    rows = [(step, {(f"class {n}",): n / 7 + step for n in range(20_000)}) for step in range(3)]
    logged = history(rows)
    start = time.process_time()
    leaves = walk(*logged)
    assert time.process_time() - start < 4  # 0.2 s; it was 13 when the cost of a key grew with the others' number
    assert len(leaves.keys) == 20_000
    assert leaves.numbers(("class 19999",))[1].tolist() == [19999 / 7 + step for step in range(3)]


@settings(max_examples=100, deadline=None)
@given(rows_logged)
def test_the_last_update_of_a_summary_counts(rows):
    data, starts, ends = history([(0, row) for _, row in rows])
    found = lasts(Held(data), Parts(starts, ends, np.arange(len(starts) + 1)))
    expected = {path: (n, json.dumps(value).encode()) for n, (_, row) in enumerate(rows) for path, value in row.items()}
    assert {path: (row, text) for path, (row, _, text) in found.of.items()} == expected


texts = st.one_of(
    st.floats().map(json.dumps), st.integers(-(2**70), 2**70).map(str), st.sampled_from(
        ["true", "false", "null", "NaN", "Infinity", "-Infinity", "-0", "-0.0", "0", "1e5", "1E-3", "1,2", "1,", "1 ",
         "-", "1.", "01", "1_0", "1e999", '1,"a', "0]", "[1", "tru", "9007199254740993", "12.50", "1e22", "-x"]),
    st.from_regex(r"-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,19})?([eE][-+]?[0-9]{1,3})?", fullmatch=True),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(texts.map(str.encode), min_size=1, max_size=40))
def test_numbers_are_those_of_python(words):
    sizes = np.array([len(word) for word in words])
    at = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    numbers, forms, done = parse(b"".join(words) + bytes(64), at, sizes)
    for word, number, form, is_done in zip(words, numbers.tolist(), forms.tolist(), done.tolist(), strict=True):
        try:
            value = json.loads(word)
        except ValueError:
            value = None
        if word == b"1 ":  # blanks are no part of any number, and do no harm
            continue
        if not isinstance(value, int | float) or (type(value) is int and abs(value) >= 2**53):
            assert not is_done
        elif is_done:
            assert {float: FLOAT, int: WHOLE, bool: TRUTH}[type(value)] == form
            expected = float(value) if form == TRUTH else float(word)
            assert np.float64(number).tobytes() == np.float64(expected).tobytes() or math.isnan(value)
        else:
            assert math.isinf(float(word)) or len(word) > 40


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(), min_size=1, max_size=30))
def test_numbers_are_exact(numbers):
    data, starts, ends = history([(i, {("a",): n}) for i, n in enumerate(numbers)], nested=False)
    rows, found = walk(data, starts, ends).numbers(("a",))
    assert rows.tolist() == list(range(len(numbers)))
    assert np.array_equal(found, np.array(numbers), equal_nan=True)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_survived(data):
    leaves = walk(data, np.array([0]), np.array([len(data)]))
    assert not leaves.keys or leaves.damaged == 0


def test_a_broken_message_among_good_ones_is_counted():
    data, starts, ends = history([(0, {("a",): 1}), (1, {("a",): 2}), (2, {("a",): 3})])
    broken = bytearray(data)
    broken[starts[1]] = 0xFF
    leaves = walk(bytes(broken), starts, ends)
    assert leaves.damaged == 1
    assert leaves.numbers(("a",))[1].tolist() == [1, 3]


def test_the_generic_decoder_reads_what_protobuf_writes():
    double, single = b"\x11" + np.float64(2.5).tobytes(), b"\x25" + np.float32(1.5).tobytes()
    message = Message(field(3, b"abc") + b"\x08\x96\x01" + double + single)
    assert message.whole(1) == 150
    assert message.text(3) == "abc"
    assert message.numbers() == {1, 2, 3, 4}


def test_texts_that_no_file_can_hold_are_held():
    """A lone half of a character reaches no page, no engine and no terminal."""
    assert load_json(b'{"a\\ud800": ["\\ud83d\\ude00", "\\udc00", "\xed\xa0\xbd\xed\xb8\x80"]}') == {
        "a\ufffd": ["😀", "\ufffd", "😀"]
    }
