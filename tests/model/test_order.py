"""Runs stand in the order of their start, ranks and arrays of one second in the order of their numbers."""

from __future__ import annotations

import math
import random

import pytest

from reportgen.model.order import in_order, natural
from reportgen.model.run import RunMeta


def names(*runs: tuple[str, float], group: str = "") -> list[str]:
    metas = [RunMeta(name, name, "wandb", created=created, group=group) for name, created in runs]
    return [metas[place].name for place in in_order(metas)]


def test_the_start_counts_to_the_fraction():
    assert names(("b", 100.25), ("a", 100.5), ("c", 100.125)) == ["c", "b", "a"]
    assert names(("a", 102.0), ("b", 99.0)) == ["b", "a"]


def test_equal_starts_are_told_by_natural_name():
    assert names(("run-10", 5.0), ("run-9", 5.0), ("run-1", 5.0)) == ["run-1", "run-9", "run-10"]


@pytest.mark.parametrize("form", ["rank {}", "exp-rank{}", "12345_{}", "job-{}-a", "{}"])
def test_ranks_and_arrays_of_one_second_stand_in_order(form):
    shuffled = list(range(16))
    random.Random(3).shuffle(shuffled)
    runs = [(form.format(rank), 1000 + place / 20) for place, rank in enumerate(shuffled)]
    assert names(*runs) == [form.format(rank) for rank in range(16)]


def test_two_arrays_of_one_second_keep_their_places():
    runs = [("a 1", 0.0), ("b 2", 0.1), ("a 0", 0.2), ("b 10", 0.3), ("b 1", 0.4), ("other", 0.5)]
    assert names(*runs) == ["a 0", "b 1", "a 1", "b 2", "b 10", "other"]


def test_later_repeats_are_no_family():
    assert names(("try 2", 0.0), ("try 1", 5.0)) == ["try 2", "try 1"]
    assert names(("lr 0.1", 0.0), ("lr 0.01", 0.1)) == ["lr 0.1", "lr 0.01"]  # decimals are no ranks


def test_what_has_no_start_comes_last():
    assert names(("b", math.nan), ("a", math.nan), ("z", 1.0)) == ["z", "a", "b"]


def test_numbers_of_any_length_have_an_order():
    huge = "9" * 6000
    assert sorted([f"run {huge}", "run 10", "run 9"], key=natural) == ["run 9", "run 10", f"run {huge}"]
    assert natural("run 007") == natural("run 7")
