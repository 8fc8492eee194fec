"""Media browsers: items by step, placeholders, each picture once."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from conftest import EVALUATION, build_spec, open_example

from reportgen.model.media import LoggedMedia
from reportgen.model.media.document import Text
from reportgen.panels.base.media.gallery import Shown, are_texts, text_rows
from reportgen.panels.base.panel import Context
from reportgen.panels.media_browser import MediaBrowser
from reportgen.pipeline.starter.media import media


@pytest.fixture(scope="module")
def runs():
    return open_example()


def test_items_and_steps(runs):
    view = MediaBrowser(media_keys=["examples"]).prepare(runs, Context())
    assert view.steps == (119, 239, 359, 479, 599)
    assert len(view.items) == 4 * 5 * 4
    assert view.items[0].item.value.caption == "night_000"


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
    pictures[2].write_bytes(b"not an image" * 500)
    pictures[3].write_bytes(pictures[3].read_bytes()[:100])
    result = build_spec(tmp_path, f"runs: {folder}\nblocks: [{{media_browser: examples}}]")
    text = " ".join(str(problem) for problem in result.problems)
    assert len(re.findall("is missing|is empty|is not an image|is broken", text)) == 4
    assert not result.complete
    assert "rg-placeholder" in result.path.read_text("utf-8")


def test_the_size_budget_is_kept_and_told(tmp_path):
    big = build_spec(tmp_path, "runs: RUNS\nblocks: [{media_browser: examples}]", "big")
    spec = "runs: RUNS\nblocks: [{media_browser: examples}]"
    tight = build_spec(tmp_path, f"size_budget: {big.size - 8000}B\n{spec}", "tight")
    assert tight.size <= big.size - 8000
    assert "re-encoded (WebP, quality" in tight.path.read_text("utf-8")
    hopeless = build_spec(tmp_path, "size_budget: 10B\nruns: RUNS\nblocks: [{media_browser: examples}]", "none")
    assert any("more than its size_budget" in str(problem) for problem in hopeless.problems)


def detection_runs():
    from conftest import EXAMPLES

    return open_example(EXAMPLES / "_runs" / "detection")


def test_names_that_no_image_has_are_told():
    panel = MediaBrowser.model_validate(
        {
            "media_keys": ["detections"], "errors": {"predictions": "prediction", "score": "scor"},
            "boxes": {"min_score": {"acc": 0.3}}, "hidden": ["persn"], "class_colors": {"cra": "red"},
        }
    )  # fmt: skip
    fragment = panel.render(panel.prepare(detection_runs(), Context()), None, ())
    said = " ".join(fragment.missing)
    for what in ("group 'prediction'", "score 'scor'", "score 'acc'", "group or class 'persn'", "class 'cra'"):
        assert what in said
    assert "Did you mean 'predictions'?" in said


@pytest.mark.parametrize(
    ("block", "what"),
    [
        ("{media_keys: examples, mode: grid, grid_x_axis: step, grid_y_axis: step}", "two different axes"),
        (
            "{media_keys: examples, boxes: {min_score: {acc: 0.1}, max_score: {acc: 0.9}}}",
            "both a minimum and a maximum",
        ),
        ("{media_keys: examples, errors: {iou: 50}}", "iou"),
    ],
)
def test_what_cannot_be_is_told(tmp_path, block, what):
    from reportgen.errors import SpecError

    with pytest.raises(SpecError, match=what):
        build_spec(tmp_path, f"runs: RUNS\nblocks: [{{media_browser: {block}}}]")


def test_the_last_of_several_at_one_value_of_a_key_is_shown():

    from reportgen.model.media import LoggedMedia
    from reportgen.model.media.image import Image
    from reportgen.panels.base.media.gallery import Shown, sections

    run = {"index": 0, "name": "a"}
    items = [Shown(run, "k", LoggedMedia(Image(), step), 1.0) for step in (10, 20, 30)]
    (section,) = sections(items, ("index",))
    assert section.items == (2,)


def test_a_gif_behind_the_first_page_has_its_first_frame_stored():
    panel = MediaBrowser(media_keys=["detections", "drive_gif"])
    fragment = panel.render(panel.prepare(detection_runs(), Context()), None, ())
    assert any(block.extra == "image/gif" for block in fragment.blocks)
    assert any(block.extra == "image/png" and block.exact is False and not block.inline for block in fragment.blocks)


def test_a_budget_that_pictures_cannot_help_leaves_them_alone():
    from reportgen.blocks import file_block
    from reportgen.fragment import Fragment
    from reportgen.page.budget import fit

    video, picture = file_block(b"v" * 3_000_000, "video/mp4"), file_block(b"p" * 90_000, "image/png")
    fragment = Fragment(blocks=[video, picture])
    (problem,) = fit([fragment], 1_000_000, 10_000, lambda *_: None)
    assert "3.0 MB more than its size_budget (largest: video/mp4 4.0 MB" in problem.what
    assert fragment.blocks == [video, picture]


def test_a_picture_wider_than_webp_can_hold_is_made_smaller():
    import io

    import numpy as np
    from PIL import Image

    from reportgen.blocks import file_block
    from reportgen.page.budget import _encode

    buffer = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (8, 20_000, 3)).astype(np.uint8)).save(buffer, "PNG")
    small = _encode(file_block(buffer.getvalue(), "image/png"), 80, 0)
    with Image.open(io.BytesIO(small.read())) as picture:
        assert picture.size[0] == 16_383


def test_figures_of_several_keys_are_panels_of_their_own():
    runs = open_example(EVALUATION).select(limit=1)
    panel = MediaBrowser(media_keys=["figures/curve", "figures/heat"])
    fragment = panel.render(panel.prepare(runs, Context()), None, ())
    assert fragment.html.count("<rg-media-browser") == 2
    assert re.findall(r'rg-panel-head"><bdi>([^<]+)', fragment.html) == ["figures/curve", "figures/heat"]
    assert 'type="range"' not in fragment.html


def test_the_report_that_is_written_gives_each_figure_a_panel():
    text = "\n".join(media(open_example(EVALUATION)))
    assert "- media_browser: figures/curve" in text
    assert "- media_browser: figures/heat" in text


def test_texts_are_rows_of_run_step_and_text():
    shown = [
        Shown({"index": run, "name": name}, "note", LoggedMedia(Text("<b>hi</b>\nyou"), 3), 3.0)
        for run, name in enumerate("ab")
    ]
    assert are_texts(shown)
    html = text_rows(
        ((n, one, one.item.value.text) for n, one in enumerate(shown)), "step", many_runs=True, named=False
    )
    assert html.count('<tr data-item="') == 2
    assert html.count("&lt;b&gt;hi&lt;/b&gt;\nyou") == 2
    assert html.count(">step 3<") == 2


def test_pictures_of_runs_stand_side_by_side(runs):
    """Each group holds one index of every run, in the order of the runs; a run without it has a gap."""
    panel = MediaBrowser(media_keys=["examples"], mode="side_by_side")
    view = panel.prepare(runs, Context())
    html = panel.render(view, None, ()).html
    groups = html.split('<div class="rg-pair"')[1:]
    places = [re.findall(r'data-run="(\d)" style="--own', group) for group in groups]
    assert places == [["0", "1", "2", "3"]] * 4
    names = [set(re.findall(r"<bdi>([a-z]+_\d+)</bdi>", group)) for group in groups]
    assert [len(found) for found in names] == [1] * 4  # the runs logged the same scenes
    assert "–" not in html
    gone = [entry for entry in view.items if (entry.run["index"], entry.item.index) != (1, 2)]
    less = panel.render(replace(view, items=tuple(gone)), None, ()).html
    assert less.split('<div class="rg-pair"')[3].count("–") == 1


def test_of_one_run_side_by_side_is_a_gallery(runs):
    panel = MediaBrowser(media_keys=["examples"], mode="side_by_side")
    html = panel.render(panel.prepare(runs.select(limit=1), Context()), None, ()).html
    assert "rg-pair" not in html
    assert html.count("<img") == 4
