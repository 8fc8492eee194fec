"""A pattern that the browser would try for ever is ended and reported, and the next question is answered."""

from __future__ import annotations

import pytest
from conftest import build_spec

pytestmark = pytest.mark.browser


def test_a_question_without_an_end(tmp_path, visit):
    (tmp_path / "t.csv").write_text("t,x\n" + "".join(f"{'a' * 40}!,{n}\n" for n in range(60)))
    seen = visit(build_spec(tmp_path, "blocks: [{table: {path: t.csv}}]").path)
    table = seen.page.locator("rg-table")
    ask = table.locator("input, textarea, [contenteditable]").first
    table.get_by_text("60 rows").first.wait_for()
    ask.fill('matches(t, "(a+)+$")')
    ask.press("Enter")
    table.get_by_text("no answer after 15 seconds").wait_for(timeout=60_000)
    ask.fill("x > 57")
    ask.press("Enter")
    table.get_by_text("2 of 60 rows").wait_for()
    seen.assert_quiet()
