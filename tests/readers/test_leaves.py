"""Items of many messages at once: the same as decoding every message by itself."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.protobuf import Message
from reportgen.readers.wandb.log.leaves import load_json, walk


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


keys = st.lists(st.text(min_size=1, max_size=140), min_size=1, max_size=3).map(tuple)
values = st.one_of(
    st.floats(),
    st.integers(-(2**70), 2**70),
    st.text(max_size=300),
    st.booleans(),
    st.none(),
    st.lists(st.integers(), max_size=90),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**40), st.dictionaries(keys, values, max_size=5)), max_size=8))
def test_same_as_one_by_one(rows):
    data, starts, ends = history(rows)
    leaves = walk(data, starts, ends)
    found: list[dict] = [{} for _ in rows]
    for index in range(len(leaves.row)):
        found[leaves.row[index]][leaves.keys[leaves.code[index]]] = leaves.text(index)
    assert found == [{path: json.dumps(v).encode() for path, v in row.items()} for _, row in rows]
    assert leaves.steps.tolist() == [step for step, _ in rows]


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
    assert len(leaves.row) == 0 or leaves.damaged == 0


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
