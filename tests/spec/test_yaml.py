"""YAML 1.2 values with positions, and nothing that a hostile spec can do."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.errors import Position, SpecError
from reportgen.spec.yaml import parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 1e-3), ("1", 1), ("-1.5", -1.5), ("0o17", 15), ("0x1f", 31), ("0123", 123), (".5", 0.5), ("1.", 1.0),
        ("on", "on"), ("off", "off"), ("yes", "yes"), ("NO", "NO"), ("12:30", "12:30"), ("12:30:45", "12:30:45"),
        ("2026-01-01", "2026-01-01"), ("1_000", "1_000"), ("true", True), ("False", False), ("null", None), ("~", None),
        (".inf", math.inf), ("-.inf", -math.inf), ("'1'", "1"), ('"true"', "true"), ("=", "="), ("<<", "<<"),
    ],
)  # fmt: skip
def test_core_schema(text, value):
    found = parse(text, "f").value
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud83d\ude00"', "😀"), (r'"a\uD83D\uDE00b"', "a😀b"), (r'"\ud83d"', "\ufffd"),
        (r'"\ude00\ud83d!"', "\ufffd\ufffd!"),
        (r'{"\ud83d\ude00": ["\ud83d\ude00"]}', {"😀": ["😀"]}), (r'"\U0001f600"', "😀"), ("😀", "😀"),
    ],
)  # fmt: skip
def test_emoji_as_tools_of_json_write_them(text, value):
    assert parse(text, "f").value == value


def test_positions():
    document = parse("a: 1\nb:\n  - x\n  - {c: 2}\n", "f.yaml")
    assert document.value == {"a": 1, "b": ["x", {"c": 2}]}
    assert document.position(("b", 1, "c")) == Position("f.yaml", 4, 9)
    assert document.position(("b", 1, "c"), key=True) == Position("f.yaml", 4, 6)
    assert document.position(("b", 7)) == Position("f.yaml", 3, 3)


def test_anchors_are_values():
    assert parse("a: &x {b: 1}\nc: *x", "f").value == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[" * 100_000, "nested deeper"),
        ("a: 1\na: 2", "duplicate key 'a'"),
        ("!!python/object/apply:os.system [ls]", "tag"),
        ("a: *nothing", "undefined alias|unknown alias"),
        ("{a: b}: c", "a key must be"),
        ("a: 1\n---\nb: 2", "single YAML document"),
        ("\t- a", "not valid YAML"),
        ("a\x00b", "not valid YAML"),
    ],
)
def test_refusals_name_a_place(text, what):
    with pytest.raises(SpecError, match=what) as caught:
        parse(text, "f.yaml")
    assert str(caught.value).startswith("f.yaml")


def test_alias_bombs_do_not_go_off():
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9))
    with pytest.raises(SpecError, match="aliases expand"):
        parse(bomb, "f")


def test_all_duplicates_are_told():
    with pytest.raises(SpecError) as caught:
        parse("a: 1\na: 2\nb: {c: 1, c: 2}", "f")
    assert [problem.where.line for problem in caught.value.problems] == [2, 3]


@given(st.text(max_size=60))
def test_any_text_is_a_value_or_a_problem(text):
    try:
        parse(text, "f")
    except SpecError as error:
        assert error.problems  # noqa: PT017 - not every text fails
