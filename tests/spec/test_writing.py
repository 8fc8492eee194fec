"""Specs as text: what is written is read back as the same values, and reads as a person would write it."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from reportgen.spec.writing import Comment, without_comments, yaml_text
from reportgen.spec.yaml import parse

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["on", "No", "null", "~", "1e3", "0x1F", "a: b", "a #b", "- a", "'", '"', "a\nb", "a\n\nb\n", " a\nb", "a\n\n", "\t",
     'summary["a"] > 1', "it's \"so\"", "[[ x ]]", "${x}", "|", "\ufeff", "a\u2028b", "x\x85y", "\x00", "a \nb"]
)  # fmt: skip
_LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT
_VALUES = st.recursive(
    _LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=20
)


@given(st.dictionaries(_TEXT, _VALUES, max_size=5))
@example({"a": [[["x", {}], []], [{}], {"b": {"c": [1e-05, 1e300, -0.0]}}]})
def test_what_is_written_is_read_back(value):
    assert parse(yaml_text(value).text, "spec").value == value


@given(st.lists(_VALUES | st.builds(Comment, _TEXT), max_size=6))
def test_comments_are_no_values(blocks):
    written = yaml_text({"blocks": blocks})
    assert parse(written.text, "spec").value == without_comments({"blocks": blocks})
    lines = written.text.splitlines()
    assert all(lines[line - 1].lstrip().startswith("#") for line in written.lines.values())


def test_it_reads_as_a_person_would_write_it():
    spec = {
        "title": "Focal: a loss", "runs": ["wandb/"],
        "runsets": {"good": {"filters": 'summary["val/mAP"] > 0.3', "order": ["-summary.val/mAP"]}},
        "blocks": [
            "toc", Comment("two lines\nof comment"), {"markdown": "## Training\n\n- one\n- two\n"}, {"histogram": "gradients"},
            {"panel_grid": {"runset": "good", "panels": [{"line_plot": {"y": ["a", "b"], "range_x": [None, 1e-05]}}]}},
        ],
    }  # fmt: skip
    assert yaml_text(spec).text == (
        """\
title: "Focal: a loss"
runs: [wandb/]
runsets:
  good: {filters: 'summary["val/mAP"] > 0.3', order: ["-summary.val/mAP"]}
blocks:
  - toc
  # two lines
  # of comment
  - markdown: |
      ## Training

      - one
      - two
  - histogram: gradients
  - panel_grid:
      runset: good
      panels:
        - line_plot: {y: [a, b], range_x: [null, 1.0e-05]}
"""
    )
