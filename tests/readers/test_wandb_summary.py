"""What a script put into the summary and never logged is a key like any other."""

from __future__ import annotations

import pytest
from conftest import build_spec, log_runs

from reportgen.sources import read_runs

KEPT = {"final/preds": ("table",), "best": ("image",), "deep.picture": ("image",), "logits": ("histogram",)}


@pytest.fixture(scope="module", params=["0.16.6", "0.19.11", "0.22.3", "0.31.0"])
def folder(request):
    return log_runs(request.param, "log_summary.py")


@pytest.fixture(scope="module")
def run(folder):
    (found,) = read_runs(folder).runs
    return found


def test_it_is_listed_with_what_was_logged(run):
    known = {name: info.types for name, info in run.keys().items() if not name.startswith("system/")}
    assert known == {"loss": ("number",), "picture": ("image",), **KEPT}
    assert [item.step for item in run.media("picture")] == [0, 1, 2, 3, 4]


def test_media_stand_at_the_last_step_and_the_last_value_counts(run):
    (best,) = run.media("best")
    assert (best.value.kind, best.step, best.value.caption) == ("image", 4, "shade 200")
    assert best.value.file.read()
    (deep,) = run.media("deep.picture")
    assert deep.value.caption == "shade 100"
    assert run.media("gone") == []
    assert [item.value.kind for item in run.media("logits")] == ["histogram"]


def test_a_table_is_read_whole(run):
    table = run.table("final/preds")
    assert [row[:2] for row in table.rows] == [[0, "w0"], [1, "w1"], [2, "w2"], [3, "w3"]]
    assert all(row[2].file.read() for row in table.rows)
    assert [step for step, _ in run.tables("final/preds")] == [4]


def test_a_report_shows_it(folder, tmp_path):
    text = f"runs: ['{folder}']\nblocks:\n  - table: final/preds\n  - media_browser: best\n  - histogram: logits\n"
    result = build_spec(tmp_path, text)
    assert result.complete
    page = result.path.read_text("utf-8")
    assert "shade 200" in page
    assert "w3" in page
