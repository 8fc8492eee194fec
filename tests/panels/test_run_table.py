"""Run tables: cells, what differs, the best value, what stays private."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import open_example

from reportgen.model.column import Column
from reportgen.model.media.document import Text
from reportgen.model.media.histogram import Histogram
from reportgen.model.run import Run, RunMeta, RunSource
from reportgen.model.runset import RunSet
from reportgen.panels.base.panel import Context
from reportgen.panels.base.values import show_cell, show_column
from reportgen.panels.run_table import RunTable
from reportgen.panels.run_table.columns import sparkline
from reportgen.panels.run_table.markup import best


@pytest.fixture(scope="module")
def runs():
    return open_example()


def test_nested_config_and_summary_are_columns(runs):
    view = RunTable().prepare(runs, Context())
    by_path = {column.path: column for column in view.columns}
    assert by_path["config.optim.lr"].differs
    assert not by_path["config.optim.name"].differs
    assert by_path["summary.val/mAP"].goal == "maximize"
    assert by_path["summary.train/loss"].goal == "minimize"
    assert by_path["config.optim.lr"].goal == ""
    assert "summary.val/mAP.max" not in by_path


def test_columns_and_order_of_the_spec(runs):
    panel = RunTable(columns=["summary.val/mAP", "config.loss"])
    view = panel.prepare(runs.select(order=["-summary.val/mAP"]), Context())
    assert [column.label for column in view.columns] == ["val/mAP", "loss"]
    scores = [cells[0] for _, _, cells in view.rows]
    assert scores == sorted(scores, reverse=True)


def test_groups(runs):
    view = RunTable(groupby=["config.backbone"]).prepare(runs.select(groupby=["config.backbone"]), Context())
    assert {group for _, group, _ in view.rows} == {"backbone: resnet50", "backbone: resnet101"}


def test_best():
    assert best([3, 1, 2], "minimize") == 1
    assert best([3, 1, float("nan"), None, True], "maximize") == 3
    assert best([1, 1], "maximize") is None
    assert best([1, 2], "") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (False, "false"), (0, "0"), ("", ""), (0.1 + 0.2, "0.30000000000000004"), (float("nan"), "NaN"),
        (2**70, str(2**70)), ([[1, 2], [3, [4, None]]], "[[1, 2], [3, [4, null]]]"), ([1, 2], "1, 2"),
        ({"a": {"b": 1}}, "a: {b: 1}"), ({"a": [1, 2]}, "a: [1, 2]"), ("<b>", "<b>"),
    ],
)  # fmt: skip
def test_cells(value, text):
    assert show_cell(value) == text


def test_a_column_is_written_alike():
    told = show_column("summary.loss", [1 / 3, 0.5, float("-inf"), "diverged", None, True])
    assert told[0] == ("0.3333", "0.3333333333333333")
    assert told[1:] == [("0.5000", ""), ("−∞", ""), ("diverged", ""), ("", ""), ("true", "")]
    assert show_column("config.year", [2021, 2022.0]) == [("2021", ""), ("2022", "")]
    assert show_column("duration", [0.0903, 3900.0, None]) == [("90 ms", ""), ("1h 05m", ""), ("", "")]


def test_a_small_histogram_of_uneven_bins_is_by_width():
    heights = np.full(3, 10.0)
    found = sparkline(Histogram(np.array([0.0, 1, 10, 100]), heights))
    assert found[0] == "█"
    assert set(found[3:]) == {"▁"}
    assert sparkline(Histogram(np.arange(4.0), heights)) == "███"


class Gallery(RunSource):
    """A run whose summary holds numbers and media, one by one and in a list."""

    @property
    def meta(self):
        return RunMeta("a", "a", "csv")

    def keys(self):
        return {}

    def column(self, key):  # noqa: ARG002 - it has none
        return Column.empty()

    def summary(self):
        return {"score": 1.0, "text": Text("x"), "mixed": [Text("x"), Text("y")], "sizes": [1, 2]}


def test_media_are_no_columns():
    run = Run(Gallery(), 0, "a")
    view = RunTable().prepare(RunSet((run,), (), (run,)), Context())
    found = [column.label for column in view.columns if column.group == "summary"]
    assert found == ["score", "sizes"]
