"""``reportgen rebuild``: the same report, of what a report holds."""

from __future__ import annotations

import shutil

import pytest
from archive.reports import SMALL, drawn, panels
from conftest import command

from reportgen.publish.archive.rebuilding import rebuild

EXAMPLES = [
    "demo", "logging", "table", "artifact", "coco", "evaluation_comparer", "findings", "code_comparer", "heat_map",
]  # fmt: skip
"""With all kinds of panels, but for those that are drawn as one of these are."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_report_is_built_again_to_the_byte(example_report, tmp_path, name):
    """Pictures, numbers and texts of every panel, and its data, without a file of its runs."""
    first = tmp_path / "report.html"
    shutil.copyfile(example_report(name), first)
    done = rebuild(first)
    assert not done.problems
    assert done.result.path == tmp_path / "report-rebuilt.html"
    assert drawn(done.result.path) == drawn(first)


def test_a_rebuilt_report_can_be_rebuilt(example_report, tmp_path):
    first = rebuild(example_report("demo"), tmp_path / "first.html").result.path
    second = rebuild(first, tmp_path / "second.html").result.path
    assert first.read_bytes() == second.read_bytes()


def test_another_theme(tmp_path):
    theme = tmp_path / "warm"
    theme.mkdir()
    (theme / "theme.css").write_text(":root { --paper: #fffaf0; }", "utf-8")
    done = command("rebuild", SMALL, "-o", tmp_path / "warm.html", "--theme", theme)
    assert done.returncode == 0
    page = (tmp_path / "warm.html").read_text("utf-8")
    assert "--paper: #fffaf0" in page
    assert str(tmp_path) not in page
    assert panels(tmp_path / "warm.html") == panels(SMALL)
    wrong = command("rebuild", SMALL, "-o", tmp_path / "x.html", "--theme", "wram")
    assert wrong.returncode == 2


def test_a_report_is_never_replaced_by_itself(tmp_path):
    path = tmp_path / "report.html"
    shutil.copyfile(SMALL, path)
    done = command("rebuild", path, "-o", path)
    assert done.returncode == 2
    assert "is an input of the report" in done.stderr.decode()
    assert path.read_bytes() == SMALL.read_bytes()


def test_a_damaged_panel_is_made_of_what_the_runs_have(tmp_path):
    from reportgen.archive.archive import Archive

    manifest = Archive(SMALL).manifest
    assert manifest is not None
    block = next(panel.block for panel in manifest.panels if panel.kind == "line_plot")
    path = tmp_path / "cut.html"
    path.write_bytes(SMALL.read_bytes().replace(block.encode(), block[::-1].encode()))
    done = rebuild(path, tmp_path / "again.html")
    assert any(block in str(problem) for problem in done.problems)
    assert "Line plot of val/loss, train/loss" in (tmp_path / "again.html").read_text("utf-8")


def test_what_was_set_by_hand_is_set_again(tmp_path):
    """Parameters that a command gave, an automatic report, a spec that a program made."""
    from conftest import RUNS

    from reportgen import build

    spec = {"params": {"k": "train/loss"}, "runs": [str(RUNS)], "blocks": [{"line_plot": {"y": "${k}"}}]}
    build(spec, tmp_path / "set.html", settings={"k": "val/loss"})
    done = rebuild(tmp_path / "set.html")
    assert not done.result.problems
    assert panels(done.result.path) == panels(tmp_path / "set.html")
    assert "Line plot of val/loss" in done.result.path.read_text("utf-8")
    assert str(RUNS) not in done.result.path.read_text("utf-8")
    build([RUNS], tmp_path / "automatic.html")
    assert drawn(rebuild(tmp_path / "automatic.html").result.path) == drawn(tmp_path / "automatic.html")
