"""Scenes in a real browser with WebGL: posters, live views, what a reader does with them."""

from __future__ import annotations

import base64
import io
import itertools
import json
import re

import khronos
import made
import numpy as np
import pytest
from conftest import ROOT, build_spec, eventually, idle, spot
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CONTEXTS = """
window.__contexts = 0; window.__lost = 0;
const get = HTMLCanvasElement.prototype.getContext;
const known = new WeakSet();
HTMLCanvasElement.prototype.getContext = function (type, ...more) {
  const found = get.call(this, type, ...more);
  if (/webgl/.test(type) && found && !known.has(found)) {
    known.add(found); window.__contexts++;
    this.addEventListener("webglcontextlost", () => window.__lost++);
  }
  return found;
};
"""
PACKED = ROOT / "tests" / "scene" / "packed"
PARTS = """(number) => {
  const found = {}, viewer = document.querySelectorAll("model-viewer")[number];
  reportgen_model_viewer.graph(viewer).traverse((node) => {
    if (node.userData.rg) found[node.userData.rg] = node.visible;
  });
  return found;
}"""


@pytest.fixture
def examples(example_report):
    return {name: example_report(name) for name in ("object3d", "molecule")}


PICTURES = """async (scene) => {
  const blob = await scene.querySelector("model-viewer").toBlob({ mimeType: "image/png" });
  const bytes = new Uint8Array(await blob.arrayBuffer()), poster = scene.querySelector("img");
  const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 360 });
  canvas.getContext("2d").drawImage(poster, 0, 0);
  const png = canvas.toDataURL("image/png").split(",")[1];
  return [btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")), png];
}"""


FULL_RESOLUTION = """async () => {  // a slow machine draws fewer pixels while it moves, and a picture taken then has two sizes in one
  await customElements.whenDefined("model-viewer");
  customElements.get("model-viewer").minimumRenderScale = 1;
}"""


def live(page, count=1):
    """Wait until so many scenes are live."""
    page.locator(".rg-scene-live").nth(count - 1).wait_for(timeout=60_000)


def focus(page):
    """Put the focus where the tabulator key would, into the first scene."""
    page.locator("model-viewer").first.evaluate("(viewer) => viewer.shadowRoot.querySelector('.userInput').focus()")


WIDTH = "async (img) => { await img.decode(); return img.naturalWidth; }"


def still(page):
    """Return where the first scene is looked at from, once the camera has come to rest: slow machines take longer."""
    before = page.evaluate(ORBIT, 0)
    for _ in range(30):
        settled(page)
        now = page.evaluate(ORBIT, 0)
        if now == before:
            break
        before = now
    return before


def settled(page):
    """Wait until the page has no work and no camera has moved for a while of frames."""
    idle(page)
    page.evaluate(
        """async () => {
      const orbits = () => [...document.querySelectorAll("model-viewer")].map((v) => String(v.getCameraOrbit?.())).join();
      for (let last = "", calm = 0; calm < 6; ) {
        await new Promise(requestAnimationFrame);
        const now = orbits();
        calm = now === last ? calm + 1 : 0;
        last = now;
      }
    }"""
    )


def test_a_poster_at_once_and_live_when_near(visit_scenes, examples):
    seen = visit_scenes(examples["object3d"])
    page = seen.page
    poster = page.locator("rg-scene img").first
    eventually(lambda: poster.evaluate(WIDTH) == 480)
    live(page, 2)
    assert page.locator(".rg-scene-live").count() < page.locator("rg-scene").count()
    seen.scroll_through()
    seen.assert_quiet()


def ten(folder):
    """Write ten scenes of all kinds."""
    from test_molecule_file import ETHENE, helix

    rng = np.random.default_rng(0)
    street = np.column_stack([rng.random((6000, 3)) * (40, 20, 3), rng.integers(0, 256, (6000, 3))])
    box = [[x, y, z] for x in (2, 7) for y in (3, 6) for z in (0, 2)]
    lidar = {
        "type": "lidar/beta",
        "points": street.tolist(),
        "boxes": [{"corners": box, "label": "car"}],
        "vectors": [{"start": [0, 0, 0], "end": [9, 9, 3]}],
    }
    files = {
        "cube.glb": made.glb(),
        "cube.obj": made.obj(),
        "colors.ply": made.ply(colors=True),
        "scene.babylon": json.dumps(made.babylon()).encode(),
        "cube.stl": made.stl(),
        "dense.pts.json": json.dumps((rng.random((20_000, 3)) * (3, 2, 1)).tolist()).encode(),
        "kinds.pts.json": json.dumps(
            np.column_stack([rng.random((9000, 3)), rng.integers(1, 5, 9000)]).tolist()
        ).encode(),
        "street.pts.json": json.dumps(lidar).encode(),
        "ethene.sdf": ETHENE.encode(),
        "helix.pdb": (helix(70) + "END\n").encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return list(files)


def test_the_poster_and_the_live_view_agree(visit_scenes, tmp_path):
    """The same silhouette: what both cover over what either covers is above 0.9, for ten scenes."""
    names = ten(tmp_path)
    result = build_spec(
        tmp_path,
        f"blocks: [{{object3d: {{files: {json.dumps(names)}, grid: false, labels: false, num_columns: 1, point_size: 6}}}}]",
    )
    assert result.complete, result.problems
    page = visit_scenes(result.path).page
    page.locator(".rg-media-live").wait_for()
    page.evaluate(FULL_RESOLUTION)
    shares = {}
    for number, name in enumerate(names):
        scene = page.locator("rg-scene").nth(number)
        scene.scroll_into_view_if_needed()
        scene.locator(".rg-scene-live").wait_for(timeout=60_000)
        for _ in range(4):  # while the viewer changes its resolution, it gives out pictures of two sizes in one
            settled(page)
            seen, drawn = (
                Image.open(io.BytesIO(base64.b64decode(t))).convert("RGBA") for t in scene.evaluate(PICTURES)
            )
            one, other = (np.asarray(image)[..., 3] > 127 for image in (seen, drawn.resize(seen.size)))
            shares[name] = max(shares.get(name, 0.0), round(float((one & other).sum() / (one | other).sum()), 3))
            if shares[name] > 0.9:
                break
    assert {name: share for name, share in shares.items() if share <= 0.9} == {}


def packed_street(folder):
    """Write a box and an arrow deep inside of a thick cloud, and another box beside it with a label of its own."""
    rng = np.random.default_rng(0)
    cloud = np.column_stack([rng.random((60_000, 3)) * (40, 40, 12) - (20, 20, 6), np.tile((60, 60, 60), (60_000, 1))])
    box = [[x, y, z] for x in (-4, 4) for y in (-4, 4) for z in (-2, 2)]
    far = [[x + 6, y + 14, z] for x, y, z in box]
    content = {
        "type": "lidar/beta", "points": cloud.round(3).tolist(),
        "boxes": [{"corners": box, "label": "car", "color": [0, 255, 0]}, {"corners": far, "label": "van", "color": [0, 255, 0]}],
        "vectors": [{"start": [-8, -8, 0], "end": [8, -12, 0], "color": [255, 0, 0]}],
    }  # fmt: skip
    (folder / "street.pts.json").write_text(json.dumps(content))
    return "street.pts.json"


def share_of(picture: bytes, channel: int) -> float:
    """Return how many of a picture's pixels are clearly of one colour."""
    with Image.open(io.BytesIO(picture)) as image:
        pixels = np.asarray(image.convert("RGB"), int)
    others = np.delete(pixels, channel, axis=2).max(axis=2)
    return float((pixels[..., channel] - others > 100).mean())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_boxes_arrows_and_labels_are_seen_through_points_at_every_size(visit_scenes, visit, tmp_path, scheme):
    path = build_spec(tmp_path, f"blocks: [{{object3d: {{files: {packed_street(tmp_path)}, num_columns: 1}}}}]").path
    page = visit_scenes(path, color_scheme=scheme).page
    for width in (340, 500, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        live(page)
        settled(page)
        view = page.locator(".rg-scene-view")
        labels = view.locator(".rg-scene-label:not(.rg-scene-length):not(.rg-gone)")
        expect(labels).to_have_text(["car", "van"])
        boxes = [spot(label) for label in labels.all()]
        inside = spot(view)
        for box in boxes:
            assert inside["x"] <= box["x"]
            assert box["x"] + box["width"] <= inside["x"] + inside["width"]
        shot = view.screenshot()
        assert share_of(shot, 1) > 0.004, width  # lines are as wide at every size
        assert share_of(shot, 0) > 0.0005, width
    page.get_by_role("button", name="Full screen").click()
    page.locator("dialog .rg-scene-live").wait_for(timeout=60_000)
    settled(page)
    shot = page.locator("dialog .rg-scene-view").screenshot()
    assert share_of(shot, 1) > 0.002
    assert share_of(shot, 0) > 0.0003
    expect(page.locator("dialog .rg-scene-label:not(.rg-scene-length):not(.rg-gone)")).to_have_text(["car", "van"])
    still = visit(path, live=False, java_script_enabled=False, color_scheme=scheme).page
    shot = still.locator(".rg-scene-view").screenshot()
    assert share_of(shot, 1) > 0.004
    assert share_of(shot, 0) > 0.0005


def test_a_score_hides_the_lines_of_a_box_as_well(visit_scenes, tmp_path):
    name = packed_street(tmp_path)
    content = json.loads((tmp_path / name).read_text())
    for box, score in zip(content["boxes"], (0.9, 0.2), strict=True):
        box["score"] = score
    (tmp_path / name).write_text(json.dumps(content))
    page = visit_scenes(build_spec(tmp_path, f"blocks: [{{object3d: {{files: {name}, num_columns: 1}}}}]").path).page
    live(page)
    settled(page)
    view = page.locator(".rg-scene-view")
    both = share_of(view.screenshot(), 1)
    page.get_by_label("score").fill("0.5")
    expect(view.locator(".rg-scene-label:not(.rg-scene-length):not(.rg-gone)")).to_have_count(1)
    settled(page)
    assert 0.3 * both < share_of(view.screenshot(), 1) < 0.8 * both


def test_compressed_files_are_drawn(visit_scenes, tmp_path):
    """Draco, meshopt, quantised, KTX2 and WebP: each as its plain original, with no decoder in the page."""
    names = sorted(path.name for path in PACKED.glob("*.glb"))
    for name in names:
        (tmp_path / name).write_bytes((PACKED / name).read_bytes())
    files = json.dumps(names)
    result = build_spec(tmp_path, f"blocks: [{{object3d: {{files: {files}, grid: false, num_columns: 3}}}}]")
    assert result.complete, result.problems
    seen = visit_scenes(result.path)
    seen.page.evaluate(FULL_RESOLUTION)
    pictures = {}
    for number, name in enumerate(names):
        scene = seen.page.locator("rg-scene").nth(number)
        scene.scroll_into_view_if_needed()
        scene.locator(".rg-scene-live").wait_for(timeout=60_000)
        settled(seen.page)
        live_, _ = scene.evaluate(PICTURES)
        with Image.open(io.BytesIO(base64.b64decode(live_))) as image:
            pictures[name] = np.asarray(image.convert("RGBA").resize((160, 120)), int)
    for name, picture in pictures.items():
        assert np.abs(picture - pictures["base.glb"]).mean() < 5, name
    assert pictures["base.glb"][..., 3].mean() > 20
    seen.assert_quiet()


def test_24_scenes_share_one_context_and_little_memory(visit_scenes, tmp_path):
    rng = np.random.default_rng(0)
    for number in range(24):
        np.save(
            tmp_path / f"c{number:02d}.npy", (rng.random((20_000, 6)) * (9, 9, 3, 255, 255, 255)).astype(np.float32)
        )
    names = json.dumps([f"c{number:02d}.npy" for number in range(24)])
    result = build_spec(tmp_path, f"blocks: [{{object3d: {{files: {names}}}}}]")
    seen = visit_scenes(result.path, script=CONTEXTS)
    page = seen.page
    page.locator(".rg-media-live").wait_for()
    for number in range(24):
        scene = page.locator("rg-scene").nth(number)
        scene.scroll_into_view_if_needed()
        scene.locator(".rg-scene-live").wait_for(timeout=60_000)
    assert page.evaluate("[window.__contexts, window.__lost]") == [1, 0]
    settled(page)
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    heap = next(m["value"] for m in session.send("Performance.getMetrics")["metrics"] if m["name"] == "JSHeapUsedSize")
    assert heap < 150e6
    seen.assert_quiet()


def test_the_page_without_webgl_keeps_its_posters_and_says_why(visit, examples):
    seen = visit(examples["object3d"])
    page = seen.page
    scene = page.locator("rg-scene").first
    scene.locator("text=WebGL is not available: this view cannot be turned").wait_for()
    eventually(lambda: scene.locator("img").evaluate(WIDTH) == 480)
    expect(page.locator("model-viewer")).to_have_count(0)
    assert page.evaluate("window.reportgen_model_viewer") is None
    seen.assert_quiet()


LONGEST = """
window.__longest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.__longest = Math.max(window.__longest, entry.duration);
}).observe({ type: "longtask", buffered: true });
"""


@pytest.mark.parametrize(
    "flags", [["--disable-3d-apis"], ["--disable-webgl"], ["--disable-gpu", "--disable-software-rasterizer"]]
)
def test_without_webgl_the_page_goes_on(playwright, examples, flags):
    """No task is long, nothing of the viewer is loaded, the poster stays, and a note says why."""
    from install import chromium

    browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", *flags])
    said: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    page.add_init_script(LONGEST)
    page.goto(examples["molecule"].resolve().as_uri())
    scene = page.locator("rg-scene").first
    scene.locator("text=WebGL is not available").wait_for()
    for _ in range(6):
        page.mouse.wheel(0, 700)
        page.evaluate("new Promise(requestAnimationFrame)")
    scene.scroll_into_view_if_needed()
    eventually(lambda: scene.locator("img").evaluate(WIDTH) == 480)
    expect(page.locator("model-viewer")).to_have_count(0)
    assert page.evaluate("window.reportgen_model_viewer") is None
    assert page.evaluate("__longest") < 1500  # a library of 300 KB and a lost driver took several seconds
    assert said == []
    browser.close()


def test_in_software_little_light_is_made(visit_scenes, tmp_path):
    """What is not lit needs none; what is gets a coarse one: a fine one stands the page still for seconds."""
    np.save(tmp_path / "points.npy", np.random.default_rng(0).random((500, 3)))
    (tmp_path / "cube.obj").write_bytes(made.obj())
    light = """() => {
      const light = reportgen_model_viewer.graph(document.querySelector("model-viewer")).environment;
      return light && light.image[0].width;
    }"""
    for name, wide in (("points.npy", None), ("cube.obj", 32)):
        page = visit_scenes(build_spec(tmp_path, f"blocks: [{{object3d: {{files: {name}}}}}]").path).page
        live(page)
        eventually(lambda page=page, wide=wide: page.evaluate(light) == wide)


def test_a_lost_context_brings_the_poster_back(visit_scenes, examples):
    page = visit_scenes(examples["object3d"]).page
    live(page)
    page.evaluate("reportgen_webgl.getExtension('WEBGL_lose_context').loseContext()")
    scene = page.locator("rg-scene").first
    scene.locator("text=The graphics driver stopped").wait_for()
    expect(scene.locator(".rg-scene-live")).to_have_count(0)
    expect(scene.locator("img")).to_be_visible()


def test_the_library_is_there_once_and_only_with_scenes(examples, tmp_path):
    html = examples["object3d"].read_text("utf-8")
    assert len(re.findall(r'data-module="libraries/model_viewer"[^>]* data-type=', html)) == 1
    assert "model_viewer" not in build_spec(tmp_path, "blocks: [{markdown: x}]").path.read_text("utf-8")


def test_the_library_names_no_network():
    from reportgen.page.client import module

    text = module("libraries/model_viewer").text
    for host in ("gstatic", "jsdelivr", "unpkg", "googleapis"):
        assert host not in text


def look(panel):
    """Return the menu of how scenes look, opened."""
    button = panel.get_by_role("button", name="View", exact=True)
    if button.get_attribute("aria-expanded") != "true":
        button.click()
    return panel.locator(".rg-popover")


def test_controls_change_every_scene(visit_scenes, examples):
    seen = visit_scenes(examples["object3d"])
    page = seen.page
    live(page, 2)
    panel = page.locator("rg-media-browser").first
    look(panel).get_by_label("grid").uncheck()
    settled(page)
    eventually(lambda: page.evaluate(PARTS, 0)["grid"] is False)
    eventually(lambda: page.evaluate(PARTS, 1)["axes"] is False)
    scores = page.evaluate("""() => { const found = {}; reportgen_model_viewer.graph(document.querySelector("model-viewer")).traverse((node) => {
        if (node.userData.score !== undefined) found[node.userData.rg] = node.userData.score; }); return found; }""")
    limit = sorted(scores.values())[len(scores) // 2] + 0.001
    panel.get_by_label("score ≥").fill(f"{np.ceil(limit * 100) / 100}")
    settled(page)
    shown = page.evaluate(PARTS, 0)
    assert {name: shown[name] for name in scores} == {
        name: score >= np.ceil(limit * 100) / 100 for name, score in scores.items()
    }
    labels = page.locator("model-viewer").first.locator(".rg-scene-label:not(.rg-gone):not(.rg-scene-length)")
    eventually(lambda: labels.count() >= 1)
    look(panel).get_by_label("labels").uncheck()
    settled(page)
    eventually(lambda: labels.count() == 0)
    size = "(number) => { let size; reportgen_model_viewer.graph(document.querySelectorAll('model-viewer')[number]).traverse((n) => { if (n.isPoints) size = n.material.size; }); return size; }"
    before = page.evaluate(size, 0)
    look(panel).get_by_label("points").fill("9")
    settled(page)
    eventually(lambda: page.evaluate(size, 0) == pytest.approx(before * 3, rel=0.01))
    color = "() => { let c; reportgen_model_viewer.graph(document.querySelector('model-viewer')).traverse((n) => { if (n.isPoints) c = [...n.geometry.attributes.color.array.slice(0, 40)]; }); return c; }"
    logged = page.evaluate(color)
    look(panel).get_by_label("colour by").select_option("height")
    settled(page)
    eventually(lambda: page.evaluate(color) != logged)
    look(panel).get_by_label("colour by").select_option("logged")
    settled(page)
    eventually(lambda: page.evaluate(color) == logged)
    assert "scene.grid=0" in page.url
    again = page.evaluate("location.href")
    page.goto("about:blank")
    page.goto(again)
    live(page, 1)
    settled(page)
    eventually(lambda: page.evaluate(PARTS, 0)["grid"] is False)
    seen.assert_quiet()


def test_a_category_is_switched_off_by_its_chip(visit_scenes, examples):
    page = visit_scenes(examples["object3d"]).page
    panel = page.locator("rg-media-browser").nth(1)
    panel.scroll_into_view_if_needed()
    panel.locator(".rg-scene-live").wait_for(timeout=60_000)
    number = page.evaluate(
        "[...document.querySelectorAll('model-viewer')].findIndex((v) => document.querySelectorAll('rg-media-browser')[1].contains(v))"
    )
    eventually(lambda: page.evaluate(PARTS, number)["points 4"] is True)
    panel.locator(".rg-scene-chip button").nth(1).click()
    settled(page)
    eventually(lambda: page.evaluate(PARTS, number)["points 4"] is False)
    eventually(lambda: page.evaluate(PARTS, number)["points 7"] is True)


ORBIT = "(number) => { const { theta, phi, radius } = document.querySelectorAll('model-viewer')[number].getCameraOrbit(); return [theta, phi, radius]; }"


def test_scenes_turn_together_and_go_back(visit_scenes, examples):
    page = visit_scenes(examples["object3d"]).page
    live(page, 2)
    start = page.evaluate(ORBIT, 1)
    view = page.locator("model-viewer").first
    box = spot(view)
    page.mouse.move(box["x"] + 200, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 170, steps=5)
    page.mouse.up()
    settled(page)
    first, second = page.evaluate(ORBIT, 0), page.evaluate(ORBIT, 1)
    assert first == pytest.approx(second, abs=1e-3)
    assert abs(second[0] - start[0]) > 0.05
    page.keyboard.press("0")
    settled(page)
    eventually(lambda: page.evaluate(ORBIT, 1) == pytest.approx(start, abs=1e-3))
    look(page.locator("rg-media-browser").first).get_by_label("link cameras").uncheck()
    focus(page)
    page.keyboard.press("ArrowLeft")
    settled(page)
    eventually(lambda: abs(page.evaluate(ORBIT, 0)[0] - start[0]) > 0.05)
    assert page.evaluate(ORBIT, 1) == pytest.approx(start, abs=1e-3)


def test_the_wheel_moves_the_page_until_a_scene_is_clicked(visit_scenes, examples):
    page = visit_scenes(examples["object3d"]).page
    live(page, 1)
    box = spot(page.locator("model-viewer").first)
    page.mouse.move(box["x"] + 150, box["y"] + 100)
    radius = page.evaluate(ORBIT, 0)[2]
    page.mouse.wheel(0, 60)
    settled(page)
    eventually(lambda: page.evaluate("scrollY") > 0)
    assert page.evaluate(ORBIT, 0)[2] == pytest.approx(radius)
    page.mouse.click(box["x"] + 150, box["y"] + 60)
    page.mouse.wheel(0, -120)
    settled(page)
    eventually(lambda: page.evaluate(ORBIT, 0)[2] < radius * 0.98)


def test_a_large_cloud_is_thin_while_it_turns(visit_scenes, tmp_path):
    np.save(tmp_path / "large.npy", np.random.default_rng(0).random((300_000, 3)))
    page = visit_scenes(build_spec(tmp_path, "blocks: [{object3d: {files: large.npy, num_columns: 1}}]").path).page
    live(page)
    settled(page)
    drawn = """() => { let found; reportgen_model_viewer.graph(document.querySelector("model-viewer")).traverse((node) => {
      if (node.isPoints) found = node.geometry.index ? node.geometry.index.count : node.geometry.attributes.position.count;
    }); return found; }"""
    box = spot(page.locator("model-viewer"))
    assert page.evaluate(drawn) == 300_000
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    steps = itertools.count()

    def thin():
        page.mouse.move(box["x"] + 100 + next(steps) % 100, box["y"] + 100)
        return page.evaluate(drawn) == 30_000

    eventually(thin)
    page.mouse.up()
    eventually(lambda: page.evaluate(drawn) == 300_000)


def test_steps_keep_the_side_that_is_looked_at(visit_scenes, examples):
    page = visit_scenes(examples["object3d"]).page
    live(page, 2)
    focus(page)
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    settled(page)
    turned = still(page)
    page.locator(".rg-step input").first.focus()
    page.keyboard.press("ArrowLeft")
    idle(page)
    live(page, 2)
    assert still(page)[:2] == pytest.approx(turned[:2], abs=1e-3)
    expect(page.locator("[data-item] figcaption").first).to_contain_text("objects found", use_inner_text=True)


def test_up_is_switched(visit_scenes, examples):
    page = visit_scenes(examples["object3d"]).page
    live(page, 1)
    label = page.locator("model-viewer").first.locator("[slot=hotspot-0]")
    before = label.get_attribute("data-position")
    look(page.locator("rg-media-browser").first).get_by_label("Up", exact=True).select_option("y")
    settled(page)
    eventually(lambda: page.locator("model-viewer").first.evaluate("(v) => v.orientation") == "0deg 90deg 0deg")
    eventually(
        lambda: page.locator("model-viewer").first.locator("[slot=hotspot-0]").get_attribute("data-position") != before
    )


def test_the_full_screen_by_keys(visit_scenes, examples):
    seen = visit_scenes(examples["object3d"], script=CONTEXTS)
    page = seen.page
    live(page, 1)
    focus(page)
    page.keyboard.press("f")
    dialog = page.locator("dialog.rg-scene-full")
    dialog.locator(".rg-scene-live").wait_for(timeout=60_000)
    eventually(lambda: dialog.locator("model-viewer").evaluate("(v) => v.clientHeight") > 600)
    assert page.evaluate("window.__contexts") == 1
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    eventually(lambda: page.evaluate("document.activeElement.localName") == "model-viewer")
    seen.assert_quiet()


def test_a_saved_file_is_valid(visit_scenes, examples, tmp_path):
    page = visit_scenes(examples["object3d"]).page
    live(page, 1)
    page.locator("rg-scene").first.hover()
    with page.expect_download() as download:
        page.get_by_label("Save as GLB").first.click()
    folder = tmp_path / "saved"
    folder.mkdir()
    download.value.save_as(folder / "a.glb")
    assert khronos.errors(folder) == {"a.glb": []}


def finds(page, said, box, pattern, across, down):
    """Move over a view until what is said matches a pattern from its beginning; tells whether it ever did."""
    for x, y in itertools.product(across, down):
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        idle(page)
        if said.is_visible() and re.match(pattern, said.inner_text()):
            return True
    return False


def test_atoms_are_named_under_the_pointer_and_hydrogens_hide(visit_scenes, examples):
    seen = visit_scenes(examples["molecule"])
    page = seen.page
    live(page, 1)
    settled(page)
    eventually(lambda: page.evaluate(PARTS, 0)["hydrogens"] is True)
    box = spot(page.locator("model-viewer").first)
    said = page.locator("rg-scene").first.locator(".rg-scene-said")
    assert finds(page, said, box, "[CNO]", np.linspace(0.3, 0.7, 12), np.linspace(0.3, 0.7, 8))
    look(page.locator("rg-media-browser").first).get_by_label("hydrogens").uncheck()
    settled(page)
    eventually(lambda: page.evaluate(PARTS, 0)["hydrogens"] is False)
    seen.assert_quiet()


def test_an_atom_is_named_where_it_is_seen(visit_scenes, tmp_path):
    """Each of three atoms far apart, before and after the view was shifted."""
    rows = [(-6, 0, 0, "N1", "N"), (0, 0, 0, "C1", "C"), (7, 0, 1, "O1", "O")]
    lines = [
        f"HETATM{n + 1:5d}  {name:<3s} UNK A   1    {x:8.3f}{y:8.3f}{z:8.3f}  1.00  0.00           {s}"
        for n, (x, y, z, name, s) in enumerate(rows)
    ]
    (tmp_path / "a.pdb").write_text("\n".join([*lines, "END"]))
    page = visit_scenes(build_spec(tmp_path, "blocks: [{molecule: {files: a.pdb, num_columns: 1}}]").path).page
    live(page)
    settled(page)
    where = """() => { const viewer = document.querySelector("model-viewer"), found = [];
      const graph = reportgen_model_viewer.graph(viewer), camera = graph.getCamera(), box = viewer.getBoundingClientRect();
      graph.updateMatrixWorld(true); camera.updateMatrixWorld(true);
      graph.traverse((node) => { if (node.userData.rg !== "atoms") return;
        const position = node.geometry.attributes.position, count = position.count / 3;
        for (let atom = 0; atom < 3; atom++) {
          const place = node.position.clone().set(0, 0, 0), one = place.clone();
          for (let i = 0; i < count; i++) place.add(one.fromBufferAttribute(position, atom * count + i));
          place.divideScalar(count).applyMatrix4(node.matrixWorld).project(camera);
          found.push([box.x + (place.x + 1) / 2 * box.width, box.y + (1 - place.y) / 2 * box.height]);
        } });
      return found; }"""
    said = page.locator(".rg-scene-said")
    focus(page)
    page.keyboard.press("-")
    settled(page)
    for shift in (False, True):
        if shift:
            box = spot(page.locator("model-viewer"))
            page.mouse.move(box["x"] + 300, box["y"] + 60)
            page.mouse.down(button="right")
            page.mouse.move(box["x"] + 340, box["y"] + 120, steps=6)
            page.mouse.up(button="right")
            settled(page)
        for number, (*_, name, _symbol) in enumerate(rows):

            def is_named(number=number, name=name):  # again, where the view had not yet come to rest
                x, y = page.evaluate(where)[number]
                page.mouse.move(x - 60, y - 60)
                idle(page)
                page.mouse.move(x, y)
                idle(page)
                return said.inner_text().startswith(name)

            eventually(is_named)


def test_residues_are_named_on_a_ribbon(visit_scenes, examples):
    page = visit_scenes(examples["molecule"]).page
    panel = page.locator("rg-media-browser").nth(1)
    panel.scroll_into_view_if_needed()
    panel.locator(".rg-scene-live").wait_for(timeout=60_000)
    settled(page)
    box = spot(panel.locator("model-viewer"))
    said = panel.locator(".rg-scene-said")
    assert finds(page, said, box, ".*chain A", np.linspace(0.1, 0.9, 25), np.linspace(0.2, 0.6, 10))


def test_nothing_of_a_scene_runs_before_the_first_paint(tmp_path):
    """The poster stands in the text, and the library waits until it is asked for."""
    (tmp_path / "a.obj").write_bytes(made.obj())
    path = build_spec(tmp_path, "blocks: [{object3d: {files: a.obj}}]").path
    html = path.read_text("utf-8")
    assert html.index("rg-poster") < html.index('data-module="libraries/model_viewer"')
    assert 'data-module="libraries/model_viewer" data-later' in html


def ball(folder, name, color):
    """Write a ball of one colour, its vertices coloured; returns the file's name."""
    import trimesh

    mesh = trimesh.creation.icosphere(subdivisions=4)
    mesh.visual.vertex_colors = np.tile(np.array([*color, 255], np.uint8), (len(mesh.vertices), 1))
    mesh.export(folder / f"{name}.ply")
    return f"{name}.ply"


def test_posters_are_as_bright_as_the_live_view(visit_scenes, tmp_path):
    colors = {"white": (255, 255, 255), "grey": (184, 184, 189), "red": (200, 60, 50), "dark": (40, 60, 90)}
    names = [ball(tmp_path, name, color) for name, color in colors.items()]
    spec = f"blocks: [{{object3d: {{files: {json.dumps(names)}, grid: false, labels: false, num_columns: 1}}}}]"
    page = visit_scenes(build_spec(tmp_path, spec).path).page
    page.locator(".rg-media-live").wait_for()
    page.evaluate(FULL_RESOLUTION)
    apart = {}
    for number, name in enumerate(colors):
        scene = page.locator("rg-scene").nth(number)
        scene.scroll_into_view_if_needed()
        scene.locator(".rg-scene-live").wait_for(timeout=60_000)
        settled(page)
        seen, drawn = (Image.open(io.BytesIO(base64.b64decode(t))).convert("RGBA") for t in scene.evaluate(PICTURES))
        live, poster = (np.asarray(image, float) / 255 for image in (seen.resize(drawn.size), drawn))
        both = (live[..., 3] > 0.99) & (poster[..., 3] > 0.99)
        apart[name] = round(float(np.abs(live[both][:, :3] - poster[both][:, :3]).mean()), 3)
    assert {name: far for name, far in apart.items() if far > 0.05} == {}
