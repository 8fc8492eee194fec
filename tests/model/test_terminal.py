"""Printed text as a terminal would show it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportgen.model.console.terminal import screen


def plain(*pieces):
    return ["".join(text for _, text in line) for line in screen(pieces)]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["one\ntwo\n"], ["one", "two"]),
        (["1%\r2%\r100%\n"], ["100%"]),
        (["long line\rshort\n"], ["shortline"[:5] + "line"]),
        (["long line\r\x1b[Kshort\n"], ["short"]),
        (["half a li", "ne\n"], ["half a line"]),
        (["a\nb\n\x1b[2A\rA\x1b[2B\rc"], ["A", "b", "c"]),
        (["a\tb"], ["a       b"]),
        (["ab\bc"], ["ac"]),
        (["\x1b]0;title\x07text\x00\x1b(B"], ["text"]),
        (["\x1b[5Gx"], ["    x"]),
        ([], []),
        (["日本\r語"], ["語本"]),
    ],
)
def test_lines(pieces, expected):
    assert plain(*pieces) == expected


def test_colours_end_where_they_are_told_to():
    ((line),) = screen(["\x1b[1;31mred\x1b[0m plain \x1b[92mgreen\x1b[39m \x1b[38;2;1;2;3mrgb\x1b[48;5;9mp\x1b[m"])
    assert line == [("b f1", "red"), ("", " plain "), ("f10", "green"), ("", " rgbp")]


@given(st.lists(st.text(alphabet="ab\r\n\b\t\x1b[0123456789;mKABG?", max_size=40), max_size=6))
def test_any_text_is_taken(pieces):
    for line in screen(pieces):
        assert all("\x1b" not in text and "\n" not in text for _, text in line)


def test_a_title_that_is_cut_between_pieces_is_no_text():
    whole = "a\x1b]0;epoch 1\x07b\n"
    for at in range(len(whole)):
        assert screen([whole[:at], whole[at:]]) == screen([whole])


_PIECES = st.sampled_from(
    ["\x1b", "[", "m", "(", "B", "]0;", "\x07", "\\", "a", "31", "K", "A", "\r", "\n", "\b", "\t"]
)


@given(st.lists(_PIECES, max_size=14).map("".join), st.integers(0, 30))
@example("\x1b\x1b[m", 2)
@settings(max_examples=1500)
def test_a_sequence_may_be_cut_anywhere(text, at):
    assert screen([text[:at], text[at:]]) == screen([text])


def test_a_long_control_sequence_is_the_same_in_one_piece_and_in_two():
    for length in (3, 64, 90, 256, 300):
        text = f"\x1b[{'1;' * (length // 2)}3m and\nmore"
        assert all(screen([text]) == screen([text[:cut], text[cut:]]) for cut in range(len(text)))
