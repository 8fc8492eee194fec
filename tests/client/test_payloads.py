"""The page's code knows what panels hand to it: mypy checks that they do, and this that both sides say the same."""

from __future__ import annotations

import re

import payloads
import pytest
from conftest import ROOT


def test_both_sides_say_the_same(golden):
    golden(ROOT / "reportgen" / "client" / "payloads.ts", payloads.text())


TAKES_PAYLOADS = (
    "elements/bar_plot", "elements/chart", "elements/confusion_matrix", "elements/curve", "elements/histogram",
    "elements/line_plot", "elements/parallel_coordinates", "elements/run_table", "elements/audio", "elements/html",
    "elements/media_browser", "elements/video", "image/data", "media_browser/layout", "scene/cell", "table/view",
)  # fmt: skip


@pytest.mark.parametrize("module", TAKES_PAYLOADS)
def test_what_is_handed_over_is_declared_once(module):
    text = (ROOT / "reportgen" / "client" / f"{module}.ts").read_text("utf-8")
    assert not re.search(r"^(export )?interface (\w*View|Item|Entry|\w*Cell|Legend|Mark)\b", text, re.MULTILINE)
    assert "../payloads" in text
