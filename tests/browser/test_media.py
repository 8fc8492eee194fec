"""Images and other media in a real browser: overlays to the pixel, controls by mouse and keyboard, errors counted."""

from __future__ import annotations

import io
import json
import re

import numpy as np
import pytest
from conftest import EXAMPLES, eventually, idle, log_runs, open_example, spot
from detections import pycocotools
from PIL import Image
from playwright.sync_api import expect

from reportgen import build
from reportgen.overlay.detection import average_precision, judge
from reportgen.panels.base.media.gallery import sections
from reportgen.panels.base.media.overlays import Overlays
from reportgen.panels.base.panel import Context
from reportgen.panels.media_browser import MediaBrowser
from reportgen.panels.media_browser.error_explorer import boxes_of

pytestmark = pytest.mark.browser

DETECTION = EXAMPLES / "_runs" / "detection"


def report(folder, blocks, runs=DETECTION, **more):
    spec = folder / "report.yaml"
    spec.write_text(json.dumps({"runs": str(runs), "blocks": blocks, **more}), "utf-8")
    return build(spec).path


# --- overlays to the pixel


ALONE = """([key, width]) => {
  const images = [...document.querySelectorAll('rg-media-browser rg-image')];
  const image = images.find((i) => i.querySelector('button').ariaLabel.includes(key));
  document.body.replaceChildren(image);
  Object.assign(document.body.style, { margin: 0, padding: '7.3px 0 0 10.7px', background: '#000' });
  const frame = image.querySelector('.rg-image');
  Object.assign(frame.style, { maxWidth: 'none', width: `${width}px` });
  for (const part of image.querySelectorAll('.rg-halo, .rg-box-labels, .rg-chip')) part.style.display = 'none';
}"""


def middle(line: np.ndarray) -> float:
    """Return the centre of gravity of a stroke's coverage, in pixels."""
    return float((line * (np.arange(len(line)) + 0.5)).sum() / line.sum())


def edges(line: np.ndarray) -> tuple[float, float]:
    """Return where a line of pixels turns from black to white and back, between pixels where it does."""
    up, down = np.argmax(line > 127), len(line) - 1 - np.argmax(line[::-1] > 127)
    rise = (127.5 - line[up - 1]) / (line[up] - line[up - 1])
    fall = (line[down] - 127.5) / (line[down] - line[down + 1])
    return up - 0.5 + rise, down + 0.5 + fall


SHOW = """(what) => {
  const frame = document.querySelector('.rg-image');
  frame.style.background = '#000';
  Object.assign(frame.querySelector('image').style, { visibility: what === 'picture' ? '' : 'hidden' });
  frame.querySelector('svg > g').style.visibility = what === 'picture' ? 'hidden' : '';
}"""


@pytest.mark.sdk
@pytest.mark.parametrize("ratio", [1, 1.5, 2, 3])
@pytest.mark.parametrize("key", ["small", "large"])
def test_box_corners_lie_where_the_pixels_do(visit, tmp_path, key, ratio):
    """At widths from 200 to 2,000 px, within half a pixel of the screen of where the picture shows them.

    The small picture is shown in whole pixels, so where its edges lie is known to half a pixel of the screen only.
    """
    path = report(tmp_path, [{"media_browser": key}], log_runs("0.31.0", "log_overlays.py"), size_budget="none")
    page = visit(path, width=2100, device_scale_factor=ratio).page
    page.set_viewport_size({"width": 2100, "height": 1700})
    for width in (200, 333, 517, 1000, 2000):
        page.reload()
        page.locator("rg-image .rg-overlay rect").first.wait_for(state="attached")
        page.evaluate(ALONE, [key, width])
        idle(page)
        box = [v * ratio for v in spot(page.locator(".rg-overlay rect:not(.rg-halo)")).values()]
        x, y = round(box[0] + box[2] / 2), round(box[1] + box[3] / 2)
        page.evaluate(SHOW, "picture")
        idle(page)
        row, column = lines_through(page, x, y, ratio)
        (left, right), (top, bottom) = edges(row[:, 0]), edges(column[:, 0])
        page.evaluate(SHOW, "overlay")
        idle(page)
        row, column = (line.max(axis=1) for line in lines_through(page, x, y, ratio))
        reach = round(4 * ratio)
        for wanted, line in ((left, row), (right, row), (top, column), (bottom, column)):
            start = round(wanted) - reach
            assert abs(start + middle(line[start : start + 2 * reach]) - wanted) <= (0.5 if key == "large" else 1), (
                width,
                wanted,
            )


def grab(page, **clip: int) -> np.ndarray:
    with Image.open(io.BytesIO(page.screenshot(clip=clip or None))) as picture:
        return np.asarray(picture.convert("RGB"), np.float64)


def lines_through(page, x: int, y: int, ratio: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the row and the column of the screen's pixels through one of them: little of a large screen."""
    left, top = (2 * int(place / ratio / 2) for place in (x, y))  # even, so that they begin at whole pixels
    row = grab(page, x=0, y=top, width=page.viewport_size["width"], height=4)
    column = grab(page, x=left, y=0, width=4, height=page.viewport_size["height"])
    return row[y - round(top * ratio)], column[:, x - round(left * ratio)]


@pytest.mark.sdk
@pytest.mark.parametrize("key", ["smooth", "half", "noise"])
@pytest.mark.parametrize("width", [480, 517])
def test_the_class_at_every_pixel_is_the_logged_one(visit, tmp_path, key, width):
    folder = log_runs("0.31.0", "log_overlays.py")
    mask = np.load(folder / f"{key}.npy")
    path = report(tmp_path, [{"media_browser": {"media_keys": key, "mask_opacity": 1}}], folder, size_budget="none")
    page = visit(path, device_scale_factor=2).page
    page.locator("rg-image .rg-overlay [data-place]").first.wait_for(state="attached")
    colors = {c["name"]: c["color"] for c in legend_of(page)}
    page.evaluate(ALONE, [key, width])
    page.evaluate("document.body.style.padding = '8px 0 0 8px'")
    idle(page)
    place = spot(page.locator(".rg-image"))
    height = round(place["height"] * 2)
    picture = grab(page)[16 : 16 + height, 16 : 16 + width * 2]
    rng = np.random.default_rng(0)
    ys, xs = rng.integers(0, mask.shape[0], 100), rng.integers(0, mask.shape[1], 100)
    for y, x in zip(ys.tolist(), xs.tolist(), strict=True):
        at = picture[int((y + 0.5) / mask.shape[0] * height), int((x + 0.5) / mask.shape[1] * width * 2)]
        wanted = colors[("one", "two", "three", "four")[mask[y, x] - 1]]
        assert at.tolist() == [int(wanted[i : i + 2], 16) for i in (1, 3, 5)], (y, x)


def legend_of(page) -> list[dict[str, str]]:
    chips = page.locator(".rg-class-chips .rg-chip-main")
    return chips.evaluate_all(
        "chips => chips.map(c => ({name: c.textContent.trim(), color: '#' + getComputedStyle(c.querySelector('i'))"
        ".backgroundColor.match(/\\d+/g).slice(0, 3).map(v => (+v).toString(16).padStart(2, '0')).join('')}))"
    )


# --- controls


@pytest.fixture
def example(example_report):
    return example_report("media_browser")


def ready(visit, path, **options):
    seen = visit(path, **options)
    seen.page.locator("rg-media-browser.rg-media-live rg-image").first.wait_for(state="attached")
    return seen, seen.page.locator("rg-media-browser").first


def test_the_step_snaps_plays_and_is_shared(visit, example):
    seen, browser = ready(visit, example)
    slider = browser.locator(".rg-step input")
    expect(slider).to_have_attribute("aria-valuetext", "epoch 3")
    slider.press("ArrowLeft")
    expect(browser.locator(".rg-step output")).to_have_text("2")
    other = seen.page.locator("rg-media-browser").nth(1)
    other.scroll_into_view_if_needed()
    other.locator("rg-image").first.wait_for()
    eventually(lambda: other.locator(".rg-step output").text_content() == "100")  # the step of epoch 2
    assert "at=2%3Aepoch" in seen.page.url or "at=2:epoch" in seen.page.url
    browser.locator(".rg-play").click()
    expect(browser.locator(".rg-step output")).to_have_text("3")
    expect(browser.locator(".rg-play")).to_have_attribute("aria-label", "Play")  # it stops by itself at the end
    seen.assert_quiet()


def test_pictures_of_runs_stand_side_by_side(visit, tmp_path):
    """The same index at the same height, step by step; a hidden run leaves the others."""
    path = report(tmp_path, [{"media_browser": {"media_keys": ["detections"], "mode": "side_by_side"}}])
    seen, browser = ready(visit, path)

    def pairs() -> list[list[tuple[str, int]]]:
        return browser.locator(".rg-pair").evaluate_all("""(all) => all.map((pair) =>
          [...pair.querySelectorAll('figure')].map((one) => [
            one.querySelector('figcaption bdi').textContent, Math.round(one.getBoundingClientRect().top)]))""")

    for _ in range(2):
        assert all(len(pair) == 2 and pair[0] == pair[1] for pair in pairs())
        browser.locator(".rg-step input").press("ArrowLeft")
        idle(seen.page)
    seen.page.locator(".rg-runs .rg-run").first.click()
    eventually(lambda: all(len(pair) == 1 for pair in pairs()))
    seen.assert_quiet()


def test_groups_classes_and_scores_filter_boxes_everywhere(visit, example):
    seen, browser = ready(visit, example)
    first = browser.locator("rg-image").first
    first.locator(".rg-overlay rect").first.wait_for(state="attached")

    def count() -> int:
        idle(seen.page)
        return first.locator(".rg-overlay rect:not(.rg-halo)").count()

    browser.locator(".rg-errors > summary").click()  # without verdicts
    every = count()
    browser.get_by_role("button", name="Overlays").click()
    browser.get_by_role("button", name="ground_truth", exact=True).click()
    found = count()
    assert found < every
    browser.get_by_role("button", name="car", exact=True).click()
    cars = count()
    assert cars < found
    browser.get_by_role("button", name="car", exact=True).click()
    browser.locator(".rg-overlays .rg-score input").fill("950")
    eventually(lambda: count() < found)
    assert "o.score.score" in seen.page.url
    seen.page.reload()
    seen.page.locator("rg-media-browser.rg-media-live rg-image").first.wait_for(state="attached")
    browser.get_by_role("button", name="Overlays").click()
    expect(browser.get_by_role("button", name="ground_truth", exact=True)).to_have_attribute("aria-pressed", "false")
    seen.assert_quiet()


def test_colours_opacity_and_style_of_a_class(visit, example):
    seen, _ = ready(visit, example)
    browser = seen.page.locator("rg-media-browser").nth(1)
    browser.scroll_into_view_if_needed()
    path = browser.locator("rg-image").first.locator("path[fill='#ffd60a']")
    browser.get_by_role("button", name="Overlays").click()
    browser.get_by_role("button", name="Settings for road").click()
    seen.page.locator(".rg-popover input[type=color]").fill("#112233")
    seen.page.locator(".rg-popover select").select_option("outline")
    idle(seen.page)
    eventually(lambda: path.count() == 0)
    eventually(lambda: browser.locator("rg-image").first.locator("path[stroke='#112233']").count() >= 1)
    seen.page.keyboard.press("Escape")
    expect(seen.page.locator(".rg-popover")).to_have_count(0)
    seen.assert_quiet()


def test_captions_are_searched_and_pages_turned(visit, example):
    seen, browser = ready(visit, example)
    expect(browser.locator("rg-image")).to_have_count(24)
    browser.get_by_role("button", name="Next page").click()
    expect(browser.locator("rg-image")).to_have_count(8)
    browser.get_by_label("Search captions").fill("NIGHT")
    captions = browser.locator("figcaption bdi").all_text_contents()
    assert len(captions) == 8
    assert all("night" in caption for caption in captions)
    browser.get_by_label("Search captions").fill("nothing like it")
    expect(browser.get_by_text("No matches.")).to_be_visible()
    seen.assert_quiet()


def test_full_screen_by_keyboard_alone(visit, example):
    seen, browser = ready(visit, example)
    page = seen.page
    browser.locator(".rg-image button").first.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.rg-viewer")
    dialog.wait_for()
    width = "document.querySelector('.rg-frame').getBoundingClientRect().width"
    fitted = page.evaluate(width)
    page.keyboard.press("+")
    page.keyboard.press("+")
    eventually(lambda: page.evaluate(width) == pytest.approx(fitted * 1.25**2))
    page.keyboard.press("1")
    eventually(lambda: page.evaluate(width) == pytest.approx(320))
    page.keyboard.press("0")
    page.keyboard.press("ArrowRight")
    expect(dialog.locator(".rg-viewer-title").get_by_text("2 of 32")).to_be_visible()
    for key in "pcho":
        page.keyboard.press(key)
    expect(dialog.locator(".rg-pixel-histogram svg")).to_be_visible()
    eventually(lambda: "url(" in dialog.locator(".rg-frame image").first.evaluate("i => i.style.filter"))
    expect(dialog.locator(".rg-overlay rect")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    eventually(lambda: page.evaluate("document.activeElement.closest('.rg-image') !== null"))
    seen.assert_quiet()


@pytest.mark.sdk
def test_values_at_the_pointer_are_the_pictures_own(visit, tmp_path):
    path = report(tmp_path, [{"media_browser": "small"}], log_runs("0.31.0", "log_overlays.py"))
    seen, browser = ready(visit, path)
    browser.locator(".rg-image button").click()
    place = spot(seen.page.locator(".rg-frame"))
    for x, y, value in ((20, 20, 255), (5, 5, 0)):
        across, down = (x + 0.5) / 60 * place["width"], (y + 0.5) / 45 * place["height"]
        seen.page.mouse.move(place["x"] + across, place["y"] + down)
        expect(seen.page.locator(".rg-readout")).to_contain_text(f"({x}, {y}) · ")
        expect(seen.page.locator(".rg-readout")).to_contain_text(f"value {value}")
    seen.page.mouse.wheel(0, -300)
    eventually(lambda: spot(seen.page.locator(".rg-frame"))["width"] > place["width"])


RED = """async (all) => Promise.all([...document.querySelectorAll(all)].map(async (frame) => {
  const picture = frame.querySelector('image'), image = new Image();
  image.src = picture.getAttribute('href');
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
  let [x0, y0, x1, y1] = [1e9, 1e9, -1, -1];
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (data[(y * width + x) * 4] > 128) {
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
  }
  const box = frame.querySelector('rect:not(.rg-halo)'), mask = frame.querySelector('path').getBBox();
  const size = [frame.style.getPropertyValue('--w'), frame.style.getPropertyValue('--h')].map(Number);
  return { size, natural: [width, height], red: [x0, y0, x1 - x0, y1 - y0],
    box: ['x', 'y', 'width', 'height'].map((name) => Number(box.getAttribute(name))),
    mask: [mask.x, mask.y, mask.width, mask.height] };
}))"""


@pytest.mark.sdk
def test_pictures_stand_upright_and_what_lies_over_them_turns_along(visit, tmp_path):
    keys = ["png", "jpg", "webp"]
    path = report(tmp_path, [{"media_browser": {"media_keys": keys}}], log_runs("0.31.0", "log_turned.py"))
    seen, browser = ready(visit, path)
    seen.scroll_through()
    eventually(lambda: browser.locator(".rg-image rect:not(.rg-halo)").count() == 24)
    eventually(lambda: browser.locator(".rg-image image[href]").count() == 24)
    for number, found in enumerate(seen.page.evaluate(RED, "rg-media-browser .rg-image")):
        wanted = [90, 60] if number % 8 < 4 else [60, 90]
        assert found["size"] == found["natural"] == wanted, number
        assert found["box"] == found["red"] == found["mask"], number
    browser.locator(".rg-image button").nth(5).click()  # orientation 6: what was on the left is above
    place = spot(seen.page.locator(".rg-frame"))
    assert place["height"] > place["width"]
    for x, y, value in ((40, 20, "255, 0, 0"), (20, 20, "0, 0, 255")):
        across, down = (x + 0.5) / 60 * place["width"], (y + 0.5) / 90 * place["height"]
        seen.page.mouse.move(place["x"] + across, place["y"] + down)
        expect(seen.page.locator(".rg-readout")).to_contain_text(f"({x}, {y}) · ")
        expect(seen.page.locator(".rg-readout")).to_contain_text(value)
    seen.assert_quiet()
    still = visit(path, live=False, java_script_enabled=False).page
    shapes = still.locator("rg-media-browser img").evaluate_all(
        "all => all.map((i) => [i.naturalWidth < i.naturalHeight, i.width < i.height])"
    )
    assert shapes == [[False, False]] * 4 + [[True, True]] * 4 + ([[False, False]] * 4 + [[True, True]] * 4) * 2


def test_comparing_across_runs_and_steps(visit, example):
    seen, browser = ready(visit, example)
    browser.get_by_role("button", name="Compare…").click()
    browser.locator(".rg-pick input").nth(1).check()
    bar = browser.locator(".rg-pick-bar")
    expect(bar.get_by_role("button", name="Compare")).to_be_disabled()
    browser.locator(".rg-step input").press("Home")
    browser.locator(".rg-pick input").nth(17).check()
    expect(bar).to_contain_text("2 selected")
    expect(bar).to_be_in_viewport()
    browser.get_by_role("button", name="Compare", exact=True).click()
    names = seen.page.locator(".rg-pane-name bdi:first-child").all_text_contents()
    wanted = ["detector-base, detections, epoch 3", "detector-large, detections, epoch 0"]
    assert [re.sub(", #1$", "", name) for name in names] == wanted
    for mode in ("wipe", "onion", "difference", "side"):
        seen.page.locator(".rg-compare-modes select").first.select_option(mode)
        expect(seen.page.locator(".rg-stage")).to_have_attribute("data-mode", mode)
    seen.page.keyboard.press("Escape")
    bar.get_by_role("button", name="Cancel").click()
    expect(bar).to_be_hidden()
    expect(browser.locator(".rg-pick")).to_have_count(0)
    seen.assert_quiet()


def test_a_grid_of_runs_over_steps(visit, example):
    seen, _ = ready(visit, example)
    grid = seen.page.locator("rg-media-browser").nth(2)
    grid.scroll_into_view_if_needed()
    grid.locator("table").wait_for()
    eventually(lambda: grid.locator("thead th").all_text_contents() == [f"epoch {i}" for i in range(4)])
    expect(grid.locator("tbody th")).to_have_text(["detector-base", "detector-large"])
    expect(grid.locator("tbody figure")).to_have_count(8)
    grid.get_by_label("Index").press("ArrowRight")
    eventually(lambda: set(grid.locator("figcaption").all_text_contents()) == {"dusk 01"})
    seen.assert_quiet()


def test_video_sound_html_and_text(visit, example):
    seen, _ = ready(visit, example)
    page = seen.page
    seen.scroll_through()
    page.locator("rg-audio .rg-waveform").wait_for()
    page.locator("rg-audio .rg-track").press("ArrowRight")
    eventually(lambda: float(page.locator("rg-audio .rg-track").get_attribute("aria-valuenow")) > 0)
    page.get_by_role("button", name="spectrogram").click()
    page.locator("rg-audio .rg-spectrum").wait_for()
    gif = page.locator("rg-video", has=page.locator(".rg-play-gif"))
    still = gif.locator("img").get_attribute("src")
    gif.locator("button").click()
    idle(page)
    eventually(lambda: gif.locator("img").get_attribute("src") != still)
    frame = page.locator("rg-html iframe")
    frame.wait_for()
    expect(frame).to_have_attribute("sandbox", "")
    eventually(lambda: 100 < spot(frame)["height"] < 400)
    expect(page.frame_locator("rg-html iframe").locator("h2")).to_have_text("Street scenes")
    assert page.locator("rg-video video").evaluate("v => v.readyState") >= 1
    seen.assert_quiet()


def test_without_scripts_pictures_overlays_and_figures_are_there(visit, example):
    page = visit(example, live=False, java_script_enabled=False).page
    eventually(lambda: page.locator(".rg-gallery img").count() > 24)
    expect(page.locator("svg.rg-overlay rect").first).to_be_visible()
    page.locator(".rg-errors-static summary").first.click()
    expect(page.get_by_text("AP50:95").first).to_be_visible()
    expect(page.locator("svg.rg-waveform")).to_be_visible()
    expect(page.get_by_text("Showing 24 of 32")).to_be_visible()


REVOKED = """
window.__revoked = new Set();
const revoke = URL.revokeObjectURL;
URL.revokeObjectURL = (url) => { window.__revoked.add(url); revoke.call(URL, url); };
window.__stale = () => [...document.querySelectorAll('image, img, video, audio')].filter(
  (one) => window.__revoked.has(one.getAttribute('href') ?? one.getAttribute('src'))).length;
"""


def test_no_picture_is_asked_for_after_its_address_is_gone(visit, example):
    """Orders, steps, scrolling and full screen in turn: each takes pictures over from what stood there before."""
    seen, browser = ready(visit, example, script=REVOKED)
    page = seen.page
    step, order = browser.locator(".rg-step input"), browser.get_by_label("Order")
    for kind in ("worst", "", "worst"):
        order.select_option(kind)
        for key in ("Home", "ArrowRight", "ArrowRight", "ArrowLeft", "End"):
            step.press(key)
            eventually(lambda: browser.locator(".rg-image image[href]").count() > 10)
        browser.get_by_role("button", name="Compare…").click()
        for number in (0, 3):
            browser.locator(".rg-pick input").nth(number).check()
        browser.get_by_role("button", name="Compare", exact=True).click()
        page.keyboard.press("Escape")
        browser.get_by_role("button", name="Compare…").click()
        browser.locator(".rg-image button").first.click()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Escape")
        gone = page.evaluate("__revoked.size")
        step.press("ArrowLeft")
        page.wait_for_function("gone => __revoked.size > gone", arg=gone)
        assert page.evaluate("__stale()") == 0
    seen.scroll_through()
    before = page.evaluate("__revoked.size")
    step.press("Home")
    step.press("End")
    page.wait_for_function("gone => __revoked.size > gone", arg=before)
    assert page.evaluate("__stale()") == 0
    seen.assert_quiet()


# --- the error explorer counts what the build counts


def scope_of(panel: MediaBrowser, folder):
    """Return the overlays of a panel, and the true and found boxes of its first view."""
    view = panel.prepare(open_example(folder), Context())
    overlays = Overlays({}, 0.5)
    for number, entry in enumerate(view.items):
        image = entry.item.value
        overlays.add(number, image, (image.width or 320, image.height or 200), static=False)
    numbers = frozenset(n for section in sections(view.items, view.axes) for n in section.items)
    found, true = (overlays.groups.index(("boxes", name)) for name in ("predictions", "ground_truth"))
    return boxes_of(overlays, found, true, "score", numbers)


def chips(browser) -> list[int]:
    return [int(text.replace(",", "")) for text in browser.locator(".rg-verdict b").all_text_contents()]


def test_moving_the_sliders_counts_as_the_build_does(visit, example):
    true, found = scope_of(MediaBrowser(media_keys=["detections"], step_key="epoch"), DETECTION)
    seen, browser = ready(visit, example)
    iou, score = (browser.locator(".rg-errors .rg-score input").nth(i) for i in (0, 1))
    for threshold, least in ((0.5, 0.3), (0.75, 0.3), (0.3, 0.6), (0.9, 0.0), (0.05, 0.85)):
        iou.fill(str(threshold))
        score.fill(str(least))
        verdicts = judge(true, found, threshold, least)
        counts = np.bincount(verdicts.found, minlength=6)
        assert chips(browser) == [counts[0], counts[3], int((verdicts.true == 1).sum()), counts[2], counts[1]]
    seen.assert_quiet()


@pytest.mark.sdk
def test_classes_are_known_by_their_layer(visit, tmp_path):
    keys = ["plain", "apart", "half", "changing"]
    panels = [{"media_browser": {"media_keys": [key], "errors": {"show": key != "plain"}}} for key in keys]
    panels[-1]["media_browser"] |= {"gallery_axis": "step"}
    seen = visit(report(tmp_path, panels, log_runs("0.31.0", "log_classes.py")))
    plain, apart, half, changing = (seen.page.locator("rg-media-browser").nth(n) for n in range(4))
    plain.get_by_role("button", name="Overlays").click()
    chips = {
        chip.inner_text(): chip.get_attribute("aria-pressed")
        for chip in plain.locator(".rg-class-chips .rg-chip-main").all()
    }
    assert chips == {"class_0": "true", "class_1": "true", "class_0 masks": "false"}
    assert plain.locator(".rg-overlay rect:not(.rg-halo)").count() == 2
    plain.locator(".rg-class-chips").get_by_role("button", name="class_0 masks").click()
    eventually(lambda: plain.locator(".rg-overlay path").count() == 2)
    plain.get_by_role("button", name="class_0", exact=True).click()
    eventually(lambda: plain.locator(".rg-overlay rect:not(.rg-halo)").count() == 1)
    assert plain.locator(".rg-overlay path").count() == 2
    for browser, names in ((apart, ["car", "person"]), (half, ["car", "person"]), (changing, ["cat", "dog"])):
        browser.scroll_into_view_if_needed()
        table = browser.get_by_label("Average precision by class")
        table.wait_for()
        rows = [row.inner_text().split() for row in table.locator("tbody tr").all()]
        assert sorted(row[0] for row in rows[1:]) == names
        assert {row[2] for row in rows} == {"1"}
        confusion = browser.locator(".rg-confusion")
        assert sorted(confusion.locator("tbody th").all_inner_texts()[:-1]) == names
        assert confusion.locator("td.rg-wrong button").count() == 0
    masks = apart.get_by_label("Mask agreement by class")
    assert sorted(masks.locator("tbody th").all_inner_texts()) == ["Mean", "other", "road"]
    assert set(masks.locator("td").all_inner_texts()) == {"1"}
    chips = apart.locator(".rg-class-chips .rg-chip-main").all_inner_texts()
    assert sorted(chips) == ["car", "other", "person", "road"]
    seen.assert_quiet()


@pytest.mark.sdk
def test_average_precision_in_the_page_is_pycocotools_on_500_images(visit, tmp_path):
    folder = log_runs("0.31.0", "log_detections.py", "3")
    rows = json.loads((folder / "detections.json").read_text())
    theirs = pycocotools(rows["true"], rows["found"])
    keys = [f"part/{i}" for i in range(5)]
    path = report(tmp_path, [{"media_browser": {"media_keys": keys, "errors": {"min_score": 0.3}}}], folder)
    seen, browser = ready(visit, path)
    table = browser.get_by_label("Average precision by class")
    shown = [float(cell.get_attribute("title")) for cell in table.locator("tbody tr").first.locator("td[title]").all()]
    assert shown == pytest.approx([theirs.stats[1], theirs.stats[0]], abs=1e-6)
    curves = theirs.eval["precision"][:, :, :, 0, 2].mean(axis=1)
    for name in range(1, 7):
        row = table.locator("tbody tr", has=seen.page.get_by_text(f"kind {name}", exact=True))
        values = [float(cell.get_attribute("title")) for cell in row.locator("td[title]").all()]
        assert values == pytest.approx([curves[0, name - 1], curves[:, name - 1].mean()], abs=1e-6)
    seen.assert_quiet()


def test_verdicts_and_cells_filter_the_gallery(visit, example):
    seen, browser = ready(visit, example)
    browser.locator('[data-kind="wrong class"]').click()
    wrong = browser.locator("rg-image").count()
    assert 0 < wrong < 24
    eventually(lambda: browser.locator(".rg-box-labels").get_by_text("wrong class").count() >= wrong)
    browser.locator('[data-kind="wrong class"]').click()
    cell = browser.locator(".rg-confusion td.rg-wrong button").first
    count = int(re.search(r": (\d+) images?$", cell.get_attribute("title"))[1])
    cell.click()
    expect(browser.locator("rg-image")).to_have_count(count)
    browser.locator(".rg-confusion td button[aria-pressed=true]").click()
    browser.get_by_label("Order").select_option("worst")
    first = browser.locator("rg-image").first
    first.locator(".rg-box-labels").get_by_text(re.compile("false|missed")).nth(1).wait_for(state="attached")
    browser.locator(".rg-errors-run select").select_option(label="detector-large")
    assert sum(chips(browser)) < 100
    seen.assert_quiet()


def test_the_order_of_pictures_is_in_the_address(visit, example):
    seen, browser = ready(visit, example)
    item = "e => e.querySelector('[data-item]').dataset.item"
    logged = browser.evaluate(item)
    browser.get_by_label("Order").select_option("worst")
    assert ".order=worst" in seen.page.url
    worst = browser.evaluate(item)
    assert worst != logged
    seen.page.reload()
    expect(browser.get_by_label("Order")).to_have_value("worst")
    eventually(lambda: browser.evaluate(item) == worst)


def test_the_build_and_the_page_agree_on_the_example(visit, example):
    true, found = scope_of(MediaBrowser(media_keys=["detections"], step_key="epoch"), DETECTION)
    _, browser = ready(visit, example)
    table = browser.get_by_label("Average precision by class")
    shown = [float(cell.get_attribute("title")) for cell in table.locator("tbody tr").first.locator("td[title]").all()]
    precision = average_precision(true, found)
    assert shown == pytest.approx([precision.mean(slice(0, 1)), precision.mean()])
    browser.locator(".rg-errors .rg-score input").first.fill("0.75")  # another IoU has a column of its own
    expect(table.locator("thead th")).to_have_text(["Class", "True", "AP at 0.75", "AP50", "AP50:95"])


def test_the_full_screen_says_the_verdict_and_how_much_a_box_overlaps(visit, example):
    seen, browser = ready(visit, example)
    page = seen.page
    if browser.locator(".rg-errors:not([open])").count():
        browser.locator(".rg-errors > summary").click()
    browser.locator(".rg-image button").first.click()
    page.locator("dialog.rg-viewer .rg-overlay rect[data-row]").first.wait_for(state="attached")
    boxes = page.locator("dialog.rg-viewer .rg-overlay rect[data-row]")
    said = []
    for box in boxes.all():
        place = spot(box)
        page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        said.append(page.locator(".rg-readout").inner_text())
    correct = [text for text in said if "verdict correct" in text]
    assert correct, said
    iou = re.search(r"IoU (\d\.\d{3})", correct[0])
    assert iou is not None
    assert 0.5 <= float(iou[1]) <= 1
    for tool in page.locator(".rg-viewer-group button").all():
        assert tool.get_attribute("aria-label")
        assert "(" in tool.get_attribute("title")  # its key
    page.keyboard.press("l")
    expect(page.locator("dialog .rg-overlays")).to_be_visible()
    seen.assert_quiet()
