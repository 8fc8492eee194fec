"""Rows written and read back: every value, every damage."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.native.cells import Rows as Written
from reportgen.native.cells import Stored
from reportgen.native.frames import ROW, framed
from reportgen.native.rows import Packed, Rows
from reportgen.native.scan import scan

TEXT = st.text(st.characters(), max_size=8)
VALUE = (
    st.floats()
    | st.integers(-(2**70), 2**70)
    | st.booleans()
    | st.none()
    | TEXT
    | st.lists(st.integers(-9, 9), max_size=3)
    | st.dictionaries(TEXT, st.booleans(), max_size=2)
)


def file_of(rows: list[dict]) -> bytes:
    """Return a file of rows, each at the step of its place."""
    made, data = Rows(), b""
    for step, row in enumerate(rows):
        data += made.frame(ROW, tuple(row), tuple(row.values()), step, 0.5 * step, 0, len(data))
    return data


def read(data: bytes) -> list[dict]:
    """Return the rows of a file by step."""
    found = Written(scan(data), ROW)
    rows: dict[int, dict] = {int(step): {} for step in found.steps}
    for key in found.keys:
        cells = found.cells(key)
        for place, row in enumerate(cells.rows):
            rows[int(found.steps[row])][key] = found.value(cells, place)
    return [rows[step] for step in sorted(rows)]


def same(one: object, other: object) -> bool:
    """Tell equal values of one type, NaN and the sign of zero included."""
    if isinstance(one, float) and isinstance(other, float):
        return struct.pack("<d", one) == struct.pack("<d", other) or (math.isnan(one) and math.isnan(other))
    return type(one) is type(other) and one == other


@settings(deadline=None)
@given(st.lists(st.dictionaries(TEXT, VALUE, max_size=6), max_size=12))
def test_every_value_comes_back(rows):
    assert len(read(file_of(rows))) == len(rows)
    for found, row in zip(read(file_of(rows)), rows, strict=True):
        assert found.keys() == row.keys()
        assert all(same(found[key], row[key]) for key in row)


def test_many_sets_of_keys_are_numbered():
    """Sets that hardly ever come twice do not fill the file with their declarations."""
    rng = np.random.default_rng(3)
    names = [f"class_{number:04d}/recall" for number in range(3000)]
    rows = [{names[i]: float(i) for i in rng.choice(3000, 40, replace=False)} for _ in range(800)]
    data = file_of(rows)
    assert read(data) == rows
    assert len(data) < 3 * 800 * 40 * 8


def test_packed_values_come_back_as_they_were_stored():
    row = {"m": Packed("m", b'{"kind":"image"}'), "h": Packed("h", b"12345"), "x": 1.0}
    (found,) = read(file_of([row]))
    assert found == {"m": Stored("m", b'{"kind":"image"}'), "h": Stored("h", b"12345"), "x": 1.0}


ROWS = [{"loss": 1 / (1 + i), "step": i} | ({"text": f"row {i}"} if i % 7 == 0 else {}) for i in range(3000)]
WHOLE = file_of(ROWS)


def test_a_flipped_bit_costs_one_row():
    rng = np.random.default_rng(1)
    for place in rng.integers(200, len(WHOLE), 60).tolist():
        data = bytearray(WHOLE)
        data[place] ^= 1 << int(rng.integers(8))
        found = read(bytes(data))
        assert len(found) >= len(ROWS) - 2, place  # a declaration may be hit, which is repeated
        assert all(row == ROWS[row["step"]] for row in found)


def test_a_cut_file_is_read_to_its_last_whole_frame():
    rng = np.random.default_rng(2)
    for end in rng.integers(0, len(WHOLE), 60).tolist():
        found = scan(WHOLE[:end])
        assert not found.gaps
        rows = read(WHOLE[:end])
        assert rows == ROWS[: len(rows)]
        assert int(found.starts[-1] + found.sizes[-1]) + found.torn == end if len(found.starts) else found.torn == end


def test_bytes_put_in_or_taken_out_cost_a_few_rows():
    rng = np.random.default_rng(4)
    for place in rng.integers(200, len(WHOLE) - 400, 20).tolist():
        count = int(rng.integers(1, 300))
        more = WHOLE[:place] + rng.bytes(count) + WHOLE[place:]
        less = WHOLE[:place] + WHOLE[place + count :]
        assert len(read(more)) >= len(ROWS) - 3
        assert len(read(less)) >= len(ROWS) - 3 - count // 32
        assert scan(more).gaps


def test_a_zeroed_page_costs_its_rows_and_is_a_gap():
    data = WHOLE[:40960] + bytes(4096) + WHOLE[45056:]
    found = scan(data)
    assert len(found.gaps) == 1
    (gap,) = found.gaps
    assert gap[0] <= 40960
    assert gap[1] >= 45056
    assert gap[1] - gap[0] < 4096 + 512


def test_zeros_at_the_end_are_reserved_space():
    assert not scan(WHOLE + bytes(4096)).torn
    assert not scan(WHOLE + bytes(4096)).gaps


@pytest.mark.parametrize("data", [b"", b"\0" * 64, b"text that is no log\n" * 50, framed(200, b"later")])
def test_what_holds_no_rows(data):
    assert read(data) == []
