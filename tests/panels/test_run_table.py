"""Run tables: cells, what differs, the best value, what stays private."""

from __future__ import annotations

import pytest
from conftest import open_example

from reportgen.panels._base import Context
from reportgen.panels.run_table import RunTable, best, show_cell
from reportgen.runs.privacy import redact, without_folders


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
        (None, ""), (False, "false"), (0, "0"), ("", ""), (0.1 + 0.2, "0.3"), (float("nan"), "nan"),
        (2**70, str(2**70)), ([1, [2, None]], "1, 2, "), ({"a": {"b": 1}}, "a: b: 1"), ("<b>", "<b>"),
    ],
)  # fmt: skip
def test_cells(value, text):
    assert show_cell(value) == text


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        ("config.api_key", "sk-1", "(hidden)"),
        ("config.wandb.hf_token", "x", "(hidden)"),
        ("config.password", None, None),
        ("config.tokens_per_batch", 4096, 4096),
        ("config.pad_token", "<pad>", "<pad>"),
        ("config.author", "x", "x"),
        ("config.data", "/home/alice/my data/train set", "…/train set"),
        ("config.out", "~/runs/x", "…/x"),
        ("config.win", "C:\\\\Users\\\\alice\\\\x".replace("\\\\", "\\"), "…/x"),
        ("config.cmd", "train.py --out /home/alice/x --lr 1", "train.py --out …/x --lr 1"),
        ("config.url", "https://example.org/a/b", "https://example.org/a/b"),
        ("config.ratio", "train/val", "train/val"),
        ("config.list", ["/home/a/b"], ["…/b"]),
    ],
)
def test_private_values_are_not_published(path, value, shown):
    assert redact(path, value) == shown


def test_a_spec_is_shown_without_folders():
    text = 'runs: ["/srv/john doe/runs/wandb", ../x, https://h/a/b]\n'
    assert without_folders(text, ["/srv/john doe/runs/wandb"]) == 'runs: ["…/wandb", ../x, https://h/a/b]\n'


def test_a_named_column_shows_what_it_holds(runs):
    class Source:
        def __getattr__(self, name):
            return getattr(runs.runs[0].source, name)

    from dataclasses import replace

    from reportgen.runs.runset import number_runs

    source = Source()
    source.meta = replace(runs.runs[0].meta, config={"api_key": "sk-1", "lr": 1})
    single = number_runs([(source, "{name}", "")])
    assert "sk-1" not in str(RunTable().prepare(single, Context()).rows)
    assert "sk-1" in str(RunTable(columns=["config.api_key"]).prepare(single, Context()).rows)
