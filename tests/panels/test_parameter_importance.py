"""Parameter importance: method and sample size are reported."""

from __future__ import annotations

import pytest
from conftest import SWEEP, open_example, show

from reportgen.panels.parameter_importance import ParameterImportance


@pytest.fixture(scope="module")
def runs():
    return open_example(SWEEP)


def test_every_parameter_that_varies_is_ranked(runs):
    fragment = show(ParameterImportance(with_respect_to="val/mAP"), runs)
    assert fragment.html.count('<th scope="row">') == 6
    assert fragment.html.index(">lr<") < fragment.html.index(">batch<")
    assert "From 12 runs: random forest of 300 trees" in fragment.sampled[0]
    assert any("only a hint" in note for note in fragment.sampled)


def test_chosen_parameters_only(runs):
    fragment = show(ParameterImportance(with_respect_to="val/mAP", parameters=["config.lr"]), runs)
    assert fragment.html.count('<th scope="row">') == 1


def test_too_few_runs_say_so(runs):
    fragment = show(ParameterImportance(with_respect_to="val/mAP"), runs.select(limit=2))
    assert "2 runs have val/mAP as a number; at least 4" in fragment.html
