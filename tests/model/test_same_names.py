"""Runs of one name are told from each other by as much of their ids as is needed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportgen.model.look.same_names import marks

LONG = ["0123456789abcdef" * 2, "fedcba9876543210" * 2]


def test_only_runs_that_share_a_name_are_marked():
    assert marks(["a", "b", "a"], [LONG[0], "x", LONG[1]]) == [" (01234567)", "", " (fedcba98)"]
    assert marks(["a", "b"], LONG) == ["", ""]


def test_ids_that_people_may_know_are_whole():
    assert marks(["a"] * 3, ["ab12cd34", "results/one", "lightning_logs/version_10"]) == [
        " (ab12cd34)", " (results/one)", " (lightning_logs/version_10)",
    ]  # fmt: skip


def test_as_many_digits_as_tell_them_apart():
    idents = [f"{number:032x}" for number in (1, 2, 16)]
    assert marks(["a"] * 3, idents) == [f" ({ident})" for ident in idents]
    idents = ["0" * 10 + "a" + "0" * 21, "0" * 10 + "b" + "0" * 21]
    assert marks(["a"] * 2, idents) == [" (0000000000a)", " (0000000000b)"]


@given(st.lists(st.text("01", min_size=16, max_size=16), unique=True, min_size=2, max_size=20))
def test_marks_differ_where_ids_do(idents):
    assert len(set(marks(["a"] * len(idents), idents))) == len(idents)


def test_logs_of_one_folder_are_told_apart_by_their_formats():
    assert marks(["a"] * 2, ["a"] * 2, ["csv", "tensorboard"]) == [" (csv)", " (tensorboard)"]
    assert marks(["a"] * 2, ["a"] * 2, ["csv", "csv"]) == [" (a)", " (a)"]
