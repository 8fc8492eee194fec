"""Parameter importance: method and sample size are reported."""

from __future__ import annotations

import re

import pytest
from conftest import SWEEP, open_example, show
from made_runs import sweep

from reportgen.panels.parameter_importance import ParameterImportance


@pytest.fixture(scope="module")
def runs():
    return open_example(SWEEP)


def test_every_parameter_that_varies_is_ranked(runs):
    fragment = show(ParameterImportance(with_respect_to="val/mAP"), runs)
    assert fragment.html.count('<th scope="row">') == 5  # all that vary but the seed
    assert fragment.html.index(">lr<") < fragment.html.index(">batch<")
    assert "From 12 runs: random forest of 300 trees" in fragment.sampled[0]
    assert "Only 12 runs for 5 parameters: treat the ranking as a hint." in fragment.sampled
    widths = [float(width) for width in re.findall(r'rg-bar"><span style="width:([\d.]+)%', fragment.html)]
    assert widths[0] == 100  # the largest fills its cell
    assert widths == sorted(widths, reverse=True)


def test_seeds_are_left_out_and_it_is_said(tmp_path):
    runs = open_example(sweep(tmp_path))
    fragment = show(ParameterImportance(with_respect_to="val/acc"), runs)
    assert "seed" not in re.findall(r'<th scope="row"><bdi>(.*?)</bdi>', fragment.html)
    assert "Not ranked, because they tell runs apart without being settings: seed (a seed)." in " ".join(
        fragment.sampled
    )
    named = show(ParameterImportance(with_respect_to="val/acc", parameters=["config.seed"]), runs)
    assert ">seed<" in named.html
    assert "Not ranked" not in " ".join(named.sampled)


def test_chosen_parameters_only(runs):
    fragment = show(ParameterImportance(with_respect_to="val/mAP", parameters=["config.lr"]), runs)
    assert fragment.html.count('<th scope="row">') == 1


def test_too_few_runs_say_so(runs):
    fragment = show(ParameterImportance(with_respect_to="val/mAP"), runs.select(limit=2))
    assert "2 runs have val/mAP as a number; at least 4" in fragment.html
