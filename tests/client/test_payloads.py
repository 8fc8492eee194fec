"""The page's code knows what panels hand to it: mypy checks that they do, and this that both sides say the same."""

from __future__ import annotations

import payloads
from conftest import ROOT


def test_both_sides_say_the_same(golden):
    golden(ROOT / "reportgen" / "client" / "payloads.ts", payloads.text())


def test_elements_of_charts_declare_no_payload_of_their_own():
    elements = ROOT / "reportgen" / "client" / "elements"
    for name in ("bar_plot", "chart", "confusion_matrix", "curve", "histogram", "line_plot", "parallel_coordinates",
                 "run_table"):  # fmt: skip
        text = (elements / f"{name}.ts").read_text("utf-8")
        assert "interface View" not in text
        assert "../payloads" in text
