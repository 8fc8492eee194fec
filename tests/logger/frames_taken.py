"""Run in an environment that has pandas, polars and Arrow: tables of their data frames, and data frames of a table."""

from __future__ import annotations

import datetime as dt
import sys
import warnings

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.interchange

import reportgen as rg

TIME = dt.datetime(2024, 1, 2, 3, 4, 5)  # noqa: DTZ001
CELLS = {
    "i": [1, None, 3], "f": [0.5, None, 2.0], "s": ["a", None, "日本"], "b": [True, False, None], "n": [1, 2, 3],
    "t": [TIME, None, TIME],
}  # fmt: skip
ROWS = [
    [1, 0.5, "a", True, 1, "2024-01-02T03:04:05"], [None, None, None, False, 2, None],
    [3, 2.0, "日本", None, 3, "2024-01-02T03:04:05"],
]  # fmt: skip


def main() -> None:
    """Compare each way in and out."""
    frame = pd.DataFrame(CELLS)
    frame["kind"] = pd.Categorical(["x", "y", None])
    frame["any"] = [[1], {"a": 2}, "text"]
    frame["whole"] = pd.array([1, None, 3], dtype="Int64")
    frame["truth"] = pd.array([True, None, False], dtype="boolean")
    more = [["x", [1], 1, True], ["y", {"a": 2}, None, None], [None, "text", 3, False]]
    found = rg.Table(dataframe=frame, allow_mixed_types=True)
    assert found.data == [a + b for a, b in zip(ROWS, more, strict=True)], found.data
    assert rg.Table(data=frame[["n", "s"]][1:]).data == [[2, None], [3, "日本"]]
    assert rg.Table(dataframe=pl.DataFrame(CELLS)).data == ROWS
    assert rg.Table(pl.DataFrame(CELLS).slice(1)).data == ROWS[1:]
    arrow = pa.table({**CELLS, "d": pa.array(["x", None, "x"]).dictionary_encode()})
    assert rg.Table(dataframe=arrow.slice(1, 1)).data == [[*ROWS[1], None]]
    assert rg.Table(dataframe=pa.concat_tables([arrow, arrow])).data[3] == [*ROWS[0], "x"]

    table = rg.Table(["i", "f", "s", "l"], [[1, 0.5, "a", [1]], [None, None, None, None]])
    assert table.get_dataframe().columns.tolist() == table.columns
    assert table.get_dataframe()["l"].tolist() == [[1], None]
    assert pyarrow.interchange.from_dataframe(table).to_pydict()["s"] == ["a", None]
    assert pd.api.interchange.from_dataframe(table)["i"].tolist()[0] == 1
    assert pl.DataFrame(table.data, schema=table.columns, orient="row")["f"].to_list() == [0.5, None]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
    sys.stdout.write("the same\n")
