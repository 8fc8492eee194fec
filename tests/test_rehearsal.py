"""What check leaves out, and that it says what a build says all the same."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import EXAMPLES, RUNS

from reportgen.blocks import exact_block, file_block, inflated, json_block, stream_block
from reportgen.charts import static
from reportgen.inputs.rehearsal import is_rehearsed, rehearsing
from reportgen.pipeline import build, check, judged_source, rehearse


def told(problems) -> set[str]:
    return {f"{problem.where} {problem.what} {problem.hint}" for problem in problems}


@pytest.mark.parametrize("name", ["evaluation_scores", "media_browser"])
def test_check_says_what_a_build_says(name, tmp_path):
    spec = EXAMPLES / name / "report.yaml"
    said = told(build(spec, tmp_path / "report.html").problems)
    report, runs, problems, judged = judged_source(spec)
    problems = [*problems, *check(report, runs)]
    assert told([*problems, *rehearse(report, runs, problems, judged)]) == said
    assert not is_rehearsed()


def test_broken_texts_and_pictures_are_found(tmp_path):
    """A formula and pictures are looked at as closely as for a page."""
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    spec = tmp_path / "report.yaml"
    spec.write_text(
        f"runs: {RUNS}\nblocks:\n  - markdown: 'A $\\frac{{$ and ![a](cut.png) and ![b](gone.png)'\n"
        "  - media_browser: no/such\n", "utf-8",
    )  # fmt: skip
    report, runs, problems, judged = judged_source(spec)
    problems = [*problems, *check(report, runs)]
    found = told([*problems, *rehearse(report, runs, problems, judged)])
    assert found == told(build(spec, tmp_path / "report.html").problems)
    assert len(found) >= 3


def test_nothing_is_compressed_or_drawn():
    numbers = np.linspace(0, 1, 1000)
    with rehearsing():
        made = [json_block({"a": "b" * 1000}), exact_block(numbers), stream_block([b"a" * 500, b"b" * 500], "scene"),
                file_block(b"c" * 1000, "text/plain", deflate=True)]  # fmt: skip
        assert static.picture([], static.Axis(), static.Axis(), 100, 100) == ""
    assert [block.deflated for block in made] == [False] * 4
    assert [inflated(block) for block in made[2:]] == [b"a" * 500 + b"b" * 500, b"c" * 1000]
    assert inflated(made[0]) == inflated(json_block({"a": "b" * 1000}))
    assert static.picture([], static.Axis(), static.Axis(), 100, 100) != ""
