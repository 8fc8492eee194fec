"""Tables in frames: every value comes back, and damage costs the part that it hits."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.model.table import Table, Time
from reportgen.native.rows import Packed
from reportgen.native.scan import scan
from reportgen.native.tables import parts_of, read_table, stacked, table_frames

_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.text().map(Time)
_CELLS = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


def written(folder, columns, rows, number=0):
    """Return where a table lies that was written into a file of a folder."""
    path = folder / "tables.rgl"
    at = path.stat().st_size if path.exists() else 0
    with path.open("ab") as file:
        for frame in table_frames(number, columns, rows):
            file.write(frame)
    return {"kind": "table", "pack": path.name, "at": at, "table": number, "rows": len(rows)}


def same(a, b):
    """Compare cells, NaN as equal to NaN, and whole numbers as equal to floats of their value."""
    if isinstance(a, list | tuple):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, float) and math.isnan(a):
        return isinstance(b, float) and math.isnan(b)
    return isinstance(a, bool) == isinstance(b, bool) and a == b


@given(st.data(), st.integers(0, 4), st.integers(0, 9))
def test_every_table_comes_back(tmp_path_factory, data, width, height):
    folder = tmp_path_factory.mktemp("tables")
    kinds = [
        data.draw(st.sampled_from([st.floats(), st.integers(), st.text(), st.booleans(), _CELLS])) for _ in range(width)
    ]
    rows = [[data.draw(kind | st.none()) for kind in kinds] for _ in range(height)]
    columns = [f"c{n}" for n in range(width)]
    found = read_table(folder, written(folder, columns, rows), lambda _: None)
    assert (found.columns, found.count, found.problem) == (columns, height, "")
    assert same(rows, found.rows), found.rows


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ([0.5, -0.0, math.inf], "d"), ([1, 2], "q"), ([1, 0.5], "d"), ([True, False], "b"), (["a", "ü"], "s"),
        ([None, None], "n"), ([0.5, None], "d?"), ([1 << 63, 1], "j"), ([(1 << 53) + 1, 0.5], "j"), ([True, 1], "j"),
        ([[1], {"a": 2}], "j"), ([Time("2024-01-02"), None], "t?"),
    ],
)  # fmt: skip
def test_columns_are_as_narrow_as_their_cells(cells, code):
    (frame,) = table_frames(0, ["c"], [[cell] for cell in cells])
    assert f'["c","{code}",' in frame.decode("latin-1")
    assert len(frame) % 8 == 0


def test_media_are_found_wherever_they_are_in_a_cell(tmp_path):
    tile = Packed("m", json.dumps({"kind": "text", "text": "a"}).encode())
    rows = [[tile, {"kind": "image", "media": 1}], [None, {"list": [tile, {"map": 2}]}]]
    found = read_table(tmp_path, written(tmp_path, ["m", "v"], rows), lambda _: None)
    assert found.rows[0][0].text == "a"
    assert found.rows[0][1] == {"kind": "image", "media": 1}
    assert found.rows[1][0] is None
    assert found.rows[1][1]["list"][0].text == "a"
    assert found.rows[1][1]["list"][1] == {"map": 2}


def test_a_flipped_bit_costs_the_part_that_it_is_in(tmp_path):
    first, count = written(tmp_path, ["n"], [[1]]), 40_000
    rows = [[number, f"row {number}"] for number in range(count)]
    place = written(tmp_path, ["n", "t"], rows, 1)
    path = tmp_path / "tables.rgl"
    content = bytearray(path.read_bytes())
    parts = parts_of(scan(bytes(content)))[1]
    assert len(parts) == 3
    content[parts[1] + 5000] ^= 1
    path.write_bytes(content)
    found = read_table(tmp_path, place, lambda _: None)
    assert found.rows == rows[:16384] + rows[32768:]
    assert found.problem == "16,384 of 40,000 rows cannot be read: the file is damaged or cut off"
    assert found.count == count
    assert read_table(tmp_path, first, lambda _: None).rows == [[1]]


def test_a_missing_file_and_a_name_outside_the_folder_are_problems(tmp_path):
    (tmp_path / "t").mkdir()
    place = written(tmp_path, ["n"], [[1]])
    assert read_table(tmp_path / "t", place, lambda _: None).problem == "the file with the table's rows is missing"
    outside = read_table(tmp_path / "t", place | {"pack": "../tables.rgl"}, lambda _: None)
    assert (outside.rows, outside.problem) == ([], "1 of 1 rows cannot be read: the file is damaged or cut off")


def test_large_cells_make_small_parts():
    frames = list(table_frames(0, ["t"], [["x" * (9 << 20)]] * 8))
    assert len(frames) > 2
    assert max(map(len, frames)) < 40 << 20


def test_parts_below_each_other_may_lack_a_column():
    whole = stacked([Table(["a"], [[1]], 1), Table(["b", "a"], [[2, 3]], 1, "lost"), Table(["a"], [[4]], 1)])
    assert (whole.columns, whole.rows, whole.count) == (["a", "b"], [[1, None], [3, 2], [4, None]], 3)
    assert whole.problem == "lost"
