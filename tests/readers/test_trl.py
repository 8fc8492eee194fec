"""Completions of TRL by step: tables, groups, rewards that do not apply, messages as Arrow gives them back."""

from __future__ import annotations

import shutil

from evaluation_logs import LOGS, one

FOLDER = LOGS / "trl" / "run"


def test_a_table_for_each_step():
    run = one(FOLDER)
    assert run.meta.name == "run"
    assert [step for step, _ in run.tables("completions")] == [10, 20, 30]
    for step, table in run.tables("completions"):
        assert table.columns == [
            "step", "group", "prompt", "completion", "accuracy_reward", "format_reward", "note", "advantage",
        ]  # fmt: skip
        assert [row[1] for row in table.rows] == [1, 1, 2, 2]
        assert {row[0] for row in table.rows} == {step}


def test_rewards_are_metrics_by_step_without_what_does_not_apply():
    run = one(FOLDER)
    assert {key for key, info in run.keys().items() if info.is_number} == {
        f"rewards/{name}_reward/{what}" for name in ("accuracy", "format") for what in ("mean", "std")
    }
    column = run.column("rewards/accuracy_reward/mean")
    assert column.steps.tolist() == [10, 20, 30]
    assert column.values.tolist() == [0.5, 0.5, 0.5]
    assert run.column("rewards/format_reward/mean").values.tolist() == [0.5] * 3
    assert [row[5] for row in run.tables("completions")[0][1].rows] == [0.5, 0.5, 0.5, None]


def test_keys_that_arrow_fills_in_are_not_there():
    _, table = one(FOLDER).tables("completions")[1]
    messages = table.rows[0][3]
    assert messages[0] == {
        "role": "assistant",
        "tool_calls": [{"function": {"arguments": {"key": "Peru"}, "name": "lookup"}, "type": "function"}],
    }
    assert messages[1] == {"role": "tool", "name": "lookup", "content": "Lima"}
    assert set(messages[2]) == {"role", "content"}
    assert isinstance(one(FOLDER).tables("completions")[0][1].rows[0][2], str)


def test_a_damaged_step_costs_no_other(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "run")
    path = tmp_path / "run" / "completions" / "completions_00020.parquet"
    path.write_bytes(path.read_bytes()[:900])
    run = one(tmp_path)
    assert [step for step, _ in run.tables("completions")] == [10, 30]
    assert [loss.file for loss in run.meta.losses] == [path.name]


def test_it_belongs_to_the_training():
    from reportgen.readers.trl import Trl

    assert Trl().home(FOLDER / "completions" / "completions_00010.parquet") == FOLDER
