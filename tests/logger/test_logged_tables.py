"""Tables of the logging API: what goes in, what is refused and how, and what a reader gets of it."""

from __future__ import annotations

import datetime as dt
import warnings

import numpy as np
import pytest
from table_makers import Tile, begun, read

import reportgen as rg
from reportgen.logger.columns.interchange import Frame, columns_of
from reportgen.logger.misuse import UsageError


def test_columns_are_a_tuple_or_a_list_and_positional():
    assert rg.Table(("image", "label")).columns == ["image", "label"]
    assert rg.Table(["a", "b"], [[1, 2]]).data == [[1, 2]]
    assert rg.Table(columns=("a",), data=np.array([[1], [2]])).data == [[1], [2]]
    assert rg.Table(data=[{"a": 1, "b": "x"}, {"b": "y", "a": 2}]).data == [[1, "x"], [2, "y"]]
    assert rg.Table(data=[["q", "a", "a"]]).columns == ["Input", "Output", "Expected"]


def test_rows_and_columns_are_added_and_read():
    table = rg.Table(["id", "score"])
    table.add_data(0, 0.5)
    table.add_row(1, np.float32(0.25))
    table.add_column("name", np.array(["a", "b"]))
    table.add_computed_columns(lambda at, row: {"double": row["score"] * 2, "place": at})
    assert table.columns == ["id", "score", "name", "double", "place"]
    assert table.get_column("double") == [1.0, 0.5]
    assert table.get_column("score", convert_to="numpy").dtype == np.float64
    assert table.get_index() == [0, 1]
    assert list(table.iterrows())[1] == (1, [1, 0.25, "b", 0.5, 1])
    empty = rg.Table()
    empty.add_column("a", [1, 2])
    assert empty.data == [[1], [2]]


def test_cells_of_numpy_and_times_become_plain():
    table = rg.Table(["n", "b", "t", "v", "m"])
    table.add_data(np.int8(3), np.bool_(True), dt.datetime(2024, 1, 2, 3), np.arange(3), {1: (1, 2)})  # noqa: DTZ001, FBT003
    table.add_data(4, False, np.datetime64("2024-01-02"), [1.5], {"a": None})  # noqa: FBT003
    assert table.data == [
        [3, True, "2024-01-02T03:00:00", [0, 1, 2], {"1": [1, 2]}],
        [4, False, "2024-01-02", [1.5], {"a": None}],
    ]
    assert [type(cell) for cell in table.data[0][:2]] == [int, bool]


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda t: t.add_data(1), "add_data: 1 cells came for 2 columns. One each: id, name."),
        (lambda t: t.add_data("x", "b"), "column 'id': its cells are of the type 'number', and one of the type 'text' came ('x'). Convert it, or make the table with allow_mixed_types=True."),  # noqa: E501
        (lambda t: t.add_data(True, "b"), "column 'id': its cells are of the type 'number', and one of the type 'truth value' came (True). Convert it, or make the table with allow_mixed_types=True."),  # noqa: E501, FBT003
        (lambda t: t.add_data(1, Tile(b"1")), "column 'name': its cells are of the type 'text', and one of the type 'Image' came. Convert it, or make the table with allow_mixed_types=True."),  # noqa: E501
        (lambda t: t.add_column("id", [1]), "add_column: there is a column 'id' already. Give the new one another name."),  # noqa: E501
        (lambda t: t.add_column("x", [1, 2]), "add_column: 2 cells came for 1 rows. Give one for each row, or None."),
        (lambda t: t.get_column("nam"), "get_column: there is no column 'nam'. Did you mean 'name'?"),
        (lambda t: t.add_data(2, rg.Table(["a"])), "column 'name': a Table cannot be a cell of a table. Log it under a key of its own."),  # noqa: E501
    ],
)  # fmt: skip
def test_misuse_names_the_column_what_came_and_what_would_do(act, text):
    table = rg.Table(["id", "name"], [[1, "a"]])
    with pytest.raises(UsageError) as caught:
        act(table)
    assert str(caught.value) == text
    assert table.data == [[1, "a"]]
    assert table.columns == ["id", "name"]


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: rg.Table("ab"), "columns: a str came. Give a list of names: Table(columns=['id', 'image'])."),
        (lambda: rg.Table(data=[[1, 2]]), "columns: none are named, and the rows have 2 cells. Name them: Table(columns=[...])."),  # noqa: E501
        (lambda: rg.Table(["a"], log_mode="MUTABEL"), "log_mode: 'MUTABEL' is none. Did you mean 'MUTABLE'?"),
        (lambda: rg.Table(["a", "b"], dtype=[int]), "dtype: 1 came for 2 columns. Give one for each column."),
        (lambda: rg.Table(["a"], dtype=bytes), "dtype: 'bytes' is not a type of a column. Types are float, int, str, bool, list, dict, datetime.date, and the classes of media."),  # noqa: E501
        (lambda: rg.Table(["a"], [[None]], optional=False), "column 'a': None came, and the table says optional=False."),  # noqa: E501
        (lambda: rg.Table(["a"], dataframe=3), "dataframe: an int came. Give a data frame of pandas, polars, Arrow or another library."),  # noqa: E501
        (lambda: rg.JoinedTable(rg.Table(["a"]), rg.Table(["b"]), "a"), "join_key: table_2 has no column 'a'. Columns: b."),  # noqa: E501
    ],
)  # fmt: skip
def test_wrong_arguments_are_said_when_they_are_given(make, text):
    with pytest.raises(UsageError) as caught:
        make()
    assert str(caught.value) == text


def test_types_may_be_given_and_mixed_types_allowed():
    assert rg.Table(["a"], [[1], ["x"]], allow_mixed_types=True).data == [[1], ["x"]]
    assert rg.Table(["a", "b"], [["x", 1], [None, "y"]], dtype={"a": str, "b": object}).data == [["x", 1], [None, "y"]]
    assert rg.Table(["a"], [["x"], [float("nan")]]).data == [["x"], [None]]
    with pytest.raises(UsageError, match="of the type 'text', and one of the type 'number'"):
        rg.Table(["a"], [[1]], dtype=str)


def test_a_run_s_table_comes_back_with_its_media(tmp_path):
    run = begun(tmp_path)
    table = rg.Table(["id", "image", "all", "note"])
    for number in range(3):
        tile = Tile(b"tile %d" % (number % 2), f"tile {number}")
        table.add_data(number, tile, {"mask": [tile]}, None if number else "first")
    run.log({"samples": table})
    source = read(run)
    ((step, found),) = source.tables("samples")
    assert (step, found.columns, found.count, found.problem) == (0, table.columns, 3, "")
    assert [row[0] for row in found.rows] == [0, 1, 2]
    assert [row[3] for row in found.rows] == ["first", None, None]
    assert [row[1].file.read() for row in found.rows] == [b"tile 0", b"tile 1", b"tile 0"]
    assert [row[2]["mask"][0].caption for row in found.rows] == ["tile 0", "tile 1", "tile 2"]
    assert source.keys()["samples"].types == ("table",)


def test_log_modes_say_what_is_logged_again(tmp_path):
    run = begun(tmp_path)
    tables = {mode.lower(): rg.Table(["n"], log_mode=mode) for mode in ("IMMUTABLE", "MUTABLE", "INCREMENTAL")}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for number in range(3):
            for name, table in tables.items():
                table.add_data(number)
                run.log({name: table}, step=number)
    assert ["IMMUTABLE" in str(one.message) for one in caught] == [True, True]
    source = read(run)
    rows = {name: [(step, [row[0] for row in table.rows]) for step, table in source.tables(name)] for name in tables}
    assert rows == {
        "immutable": [(0, [0]), (1, [0]), (2, [0])],
        "mutable": [(0, [0]), (1, [0, 1]), (2, [0, 1, 2])],
        "incremental": [(2, [0, 1, 2])],
    }
    sizes = [path.stat().st_size for path in (tmp_path / "reportgen-runs").rglob("tables/*.rgl")]
    assert sum(sizes) < 1500


def test_an_incremental_table_that_gets_a_column_begins_anew(tmp_path):
    run = begun(tmp_path)
    table = rg.Table(["n"], [[1]], log_mode="INCREMENTAL")
    run.log({"t": table})
    table.add_column("m", [2])
    run.log({"t": table})
    table.add_data(3, 4)
    run.log({"t": table})
    assert [(step, found.rows) for step, found in read(run).tables("t")] == [(0, [[1]]), (2, [[1, 2], [3, 4]])]


def test_a_joined_table_has_both(tmp_path):
    run = begun(tmp_path)
    left, right = rg.Table(["id", "label"], [[1, "cat"]]), rg.Table(["example", "score"], [[1, 0.5]])
    run.log({"joined": rg.JoinedTable(left, right, ["id", "example"])})
    found = read(run).table("joined")
    assert found.keys == ("id", "example")
    assert [part.rows for _, part in found.parts] == [[[1, "cat"]], [[1, 0.5]]]


def test_a_data_frame_of_any_library_is_taken_by_the_protocol():
    """``Frame`` is one of our own; those of pandas, polars and Arrow are tried in environments that have them."""
    cells = {"i": [1, None, 3], "f": [0.5, 1.5, None], "b": [True, None, False], "s": ["a", None, "ü"]}
    frame = Frame(list(cells), list(cells.values()))
    assert columns_of(frame) == cells
    table = rg.Table(dataframe=frame)
    assert table.data == [list(row) for row in zip(*cells.values(), strict=True)]
    assert columns_of(table) == cells
    assert rg.Table(frame).data == table.data == rg.Table(data=frame).data
    assert columns_of(frame.select_columns([1, 3])).keys() == {"f", "s"}


def test_tables_of_equal_content_are_equal():
    def made():
        return rg.Table(["a", "m"], [[float("nan"), Tile(b"1")]])

    assert made() == made()
    assert made() != rg.Table(["a", "m"], [[1.0, Tile(b"1")]])
    assert made() != rg.Table(["a", "m"], [[float("nan"), Tile(b"2")]])
