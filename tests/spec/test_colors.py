"""Colours of CSS, wherever a colour is allowed."""

from __future__ import annotations

import pytest
from conftest import RUNS, build_spec

from reportgen.spec.colors import css_color


@pytest.mark.parametrize(
    ("text", "color"),
    [
        ("rgb(31, 119, 180)", "#1f77b4"), ("RGB(31,119,180)", "#1f77b4"), ("rgb(31 119 180)", "#1f77b4"),
        ("rgba(31, 119, 180, 0.5)", "#1f77b480"), ("rgba(31, 119, 180, 1)", "#1f77b4"),
        ("rgb(100%, 0%, 50%)", "#ff0080"),
        ("rgb(31 119 180 / 50%)", "#1f77b480"), ("rgb(300, -5, 0)", "#ff0000"), ("rgb(12.4, 0, 0)", "#0c0000"),
        ("hsl(120, 100%, 25%)", "#008000"), ("hsl(0.5turn 100% 50%)", "#00ffff"),
        ("hsla(240deg, 100%, 50%, .25)", "#0000ff40"),
        ("rebeccapurple", "rebeccapurple"), ("LightGoldenrodYellow", "lightgoldenrodyellow"), ("#1F77b4", "#1F77b4"),
        ("#abc", "#abc"), ("#abcd", "#abcd"), (" #11223344 ", "#11223344"),
    ],
)  # fmt: skip
def test_colors(text, color):
    assert css_color(text) == color


@pytest.mark.parametrize(
    "text",
    ["", "blu", "#12", "#12345", "rgb(1,2)", "rgb(1,2,3,4,5)", "rgb(a,b,c)", "url(x)", "red;x:y", "rgb(1,2,3)}",
     "hsl(1,2,3)",
     "var(--x)", "expression(1)", "rgb(1deg,2,3)", "inherit", "transparent"],
)  # fmt: skip
def test_anything_else_is_none(text):
    assert css_color(text) is None


def test_a_source_and_a_line_take_them(tmp_path):
    text = f"""
runs: [{{path: {RUNS.as_posix()}, color: 'rgb(255, 0, 0)'}}]
blocks: [{{line_plot: {{y: train/loss, line_colors: {{train/loss: 'hsl(120, 100%, 25%)'}}}}}}]
"""
    html = build_spec(tmp_path, text).path.read_text("utf-8")
    assert "--run-0:#ff0000" in html
    assert "#008000" in html
