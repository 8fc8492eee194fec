"""Console log: what was printed, as a terminal would show it."""

from __future__ import annotations

import pytest
from conftest import EVALUATION, RUNS, open_example, show

from reportgen.panels.base.panel import Context
from reportgen.panels.console_log import ConsoleLog


@pytest.fixture(scope="module")
def runs():
    return open_example(EVALUATION)


def test_lines_with_colours_and_carriage_returns(runs):
    log = ConsoleLog().prepare(runs, Context())[0]
    texts = ["".join(text for _, text in line) for line in log.lines]
    assert texts[0] == "epoch 0  loss 1.000"
    assert "evaluating 100%" in texts
    assert not any("evaluating  20%" in text for text in texts)
    assert log.lines[0][0][0] == "f2"


def test_the_last_lines_and_how_many_there_were(runs):
    panel = ConsoleLog(max_lines=2)
    fragment = show(panel, runs)
    assert any("the last 2 of 6 lines" in note for note in fragment.sampled)
    assert "warning:" in fragment.html
    assert "epoch 0" not in fragment.html


def test_runs_that_printed_nothing():
    assert "rg-empty" in show(ConsoleLog(), open_example(RUNS)).html
