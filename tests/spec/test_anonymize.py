"""What ``anonymize:`` takes, what it refuses, and the spec that an anonymous report shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.errors import SpecError
from reportgen.panels import Kinds
from reportgen.spec.load import load
from reportgen.spec.public import with_fields, without_comments


def loaded(text: str):
    return load(f"blocks: []\n{text}\n", "report.yaml", Path(), Kinds()).spec.anonymize


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("anonymize: false", None),
        ("anonymize:", None),
        ("", None),
        ("anonymize: true", {}),
        ("anonymize: {tags: remove}", {"tags": "remove"}),
        ("anonymize: {values: Lakeside}", {"values": ["Lakeside"]}),
        ("anonymize: {keep: projects}", {"keep": ["projects"]}),
        ("anonymize: {names: {a: Ours}}", {"names": {"a": "Ours"}}),
    ],
)
def test_what_it_takes(text, given):
    found = loaded(text)
    assert (None if found is None else found.model_dump(exclude_unset=True)) == given


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("anonymize: yes", "2:12: anonymize: must be true, false or a mapping"),
        ("anonymize: {name: {a: b}}", "unknown field 'name' in anonymize. Did you mean 'names'?"),
        ("anonymize: {keep: [project]}", "'project' is not a valid value. Did you mean 'projects'?"),
        ("anonymize: {tags: hide}", "anonymize: 'hide' is not a valid value"),
        ("anonymize: {names: {a: 1}}", "must be text"),
    ],
)
def test_what_it_refuses(text, what):
    with pytest.raises(SpecError) as error:
        loaded(text)
    assert what in str(error.value)


SPEC = """# by Ann
title: "a # b"  # says Ann
runs:
  - wandb/  # on Ann's disk
  - {path: other, filters: "x != '#'"}
anonymize:
  values: [Ann]
  # more

blocks:
- markdown: |
    # a heading
    text # and more
- line_plot: loss # plotted
"""
SHOWN = """title: "a # b"
runs: …
anonymize: true
blocks:
- markdown: |
    # a heading
    text # and more
- line_plot: loss
"""


def test_the_spec_of_an_anonymous_report_has_no_comments_and_does_not_say_where_runs_are():
    assert with_fields(without_comments(SPEC), {"runs": "…", "anonymize": "true"}).strip() == SHOWN.strip()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"runs": ["a"], "anonymize": {"values": ["x"]}, "x": []}', '{"runs": …, "anonymize": true, "x": []}'),
        ("runs: a\nanonymize: {values: [x,\n  y]}\n", "runs: …\nanonymize: true\n"),
        ("blocks: []\nanonymize:\n  values: [x]", "blocks: []\nanonymize: true"),
        ("blocks: []", "blocks: []"),
    ],
)
def test_fields_are_replaced_in_any_style(text, shown):
    assert with_fields(without_comments(text), {"runs": "…", "anonymize": "true"}).strip() == shown.strip()
