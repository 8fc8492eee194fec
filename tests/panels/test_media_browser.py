"""Media browsers: items by step, placeholders, each picture once."""

from __future__ import annotations

import re

import pytest
from conftest import build_spec, open_example

from reportgen.panels._base import Context
from reportgen.panels.media_browser import MediaBrowser


@pytest.fixture(scope="module")
def runs():
    return open_example()


def test_items_and_steps(runs):
    view = MediaBrowser(media_keys=["examples"]).prepare(runs, Context())
    assert view.steps == (119, 239, 359, 479, 599)
    assert len(view.items) == 4 * 5 * 4
    assert view.items[0].item.caption == "night_000"


def test_equal_pictures_are_stored_once(runs):
    panel = MediaBrowser(media_keys=["examples"])
    fragment = panel.render(panel.prepare(runs, Context()), None, ())
    pictures = [block for block in fragment.blocks if block.type == "file"]
    assert len(pictures) == 4
    assert fragment.html.count("<img") == 16


def test_other_kinds_have_a_labelled_place(runs):
    panel = MediaBrowser(media_keys=["gradients", "nothing"])
    fragment = panel.render(panel.prepare(runs, Context()), None, ())
    assert "<b>histogram</b> <bdi>64 bins</bdi>" in fragment.html
    assert fragment.missing == ["no run logged media 'nothing'"]


def test_broken_and_missing_pictures_say_what_is_wrong(tmp_path):
    import shutil

    from conftest import RUNS

    folder = tmp_path / "wandb" / next(RUNS.glob("*r50focal")).name
    shutil.copytree(next(RUNS.glob("*r50focal")), folder)
    pictures = sorted((folder / "files" / "media" / "images").rglob("*.jpg"))
    pictures[0].unlink()
    pictures[1].write_bytes(b"")
    pictures[2].write_bytes(b"not a picture" * 500)
    pictures[3].write_bytes(pictures[3].read_bytes()[:100])
    result = build_spec(tmp_path, f"runs: {folder}\nblocks: [{{media_browser: examples}}]")
    text = " ".join(str(problem) for problem in result.problems)
    assert len(re.findall("is missing|is empty|is not a picture|is broken", text)) == 4
    assert not result.complete
    assert "rg-placeholder" in result.path.read_text("utf-8")


def test_the_size_budget_is_kept_and_told(tmp_path):
    big = build_spec(tmp_path, "runs: RUNS\nblocks: [{media_browser: examples}]", "big")
    spec = "runs: RUNS\nblocks: [{media_browser: examples}]"
    tight = build_spec(tmp_path, f"size_budget: {big.size - 8000}B\n{spec}", "tight")
    assert tight.size <= big.size - 8000
    assert "pictures re-encoded (WebP, quality" in tight.path.read_text("utf-8")
    hopeless = build_spec(tmp_path, "size_budget: 10B\nruns: RUNS\nblocks: [{media_browser: examples}]", "none")
    assert any("above its size_budget" in str(problem) for problem in hopeless.problems)
