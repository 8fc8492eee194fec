"""Patterns of users: what is found, and that no pattern runs for ever."""

from __future__ import annotations

import time

import pytest
from conftest import open_example
from hypothesis import given
from hypothesis import strategies as st

from reportgen.panels import Kinds
from reportgen.panels.base.lines.series import keys_of
from reportgen.patterns import PatternError, found_in, pattern


@pytest.mark.parametrize("wanted", ["(a+)+$", "(a*)*b", "(a?){60}a{60}", "^(a+)+$", "(.*a){25}"])
def test_patterns_that_others_try_for_ever(wanted):
    begin = time.process_time()
    found_in("a" * 5_000 + "!", wanted)
    assert time.process_time() - begin < 5


def test_patterns_that_look_back_are_told():
    for wanted in (r"a(?=b)", r"(?!system)", r"(?<=a)b"):
        with pytest.raises(PatternError, match="uses lookahead or lookbehind"):
            pattern(wanted)
    with pytest.raises(PatternError, match="invalid escape sequence"):
        pattern(r"(a)\1")
    with pytest.raises(ValueError, match="not a regular expression: missing \\)"):
        Kinds()["line_plot"].model_validate({"metric_regex": "(loss"})


def test_metrics_by_a_pattern():
    runs = open_example()
    assert keys_of([], "^(train|val)/loss$", runs) == ["train/loss", "val/loss"]


@given(st.text(), st.text())
def test_any_text_is_survived(text, wanted):
    found_in(text, wanted)
    found_in(text, wanted, insensitive=True)
