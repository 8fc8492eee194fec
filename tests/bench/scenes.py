"""A cloud of 300,000 points with 40 boxes, and a page of 24 scenes, in software WebGL.

``scenes.py make OUT_DIR`` writes the points (a noisy, coloured ball, as other benches of point clouds use) and
reports over them, says how many bytes a point takes, and writes the least page that shows the same points with the
same viewer: a plain float GLB in base64. ``scenes.py open OUT_DIR`` prints, as JSON: seconds from asking to the first
frame of both pages by turns, how long a frame takes while turning, and the first paint of a page of 24 scenes.
"""

from __future__ import annotations

import base64
import json
import statistics
import struct
import sys
from pathlib import Path

import numpy as np

COUNT, BOXES = 300_000, 40
sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
ARGUMENTS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]


def points(count: int, seed: int = 0) -> np.ndarray:
    """Return (count, 6) places on a bumpy ball and their colours, 0 to 255."""
    rng = np.random.default_rng(seed)
    turn, tilt = rng.uniform(0, 2 * np.pi, count), np.arccos(rng.uniform(-1, 1, count))
    reach = 1 + 0.2 * np.sin(5 * turn) * np.sin(4 * tilt) + rng.standard_normal(count) * 0.01
    way = np.stack([np.sin(tilt) * np.cos(turn), np.sin(tilt) * np.sin(turn), np.cos(tilt)], 1)
    places = reach[:, None] * way
    return np.concatenate([places, np.clip((places + 1.2) / 2.4, 0, 1) * 255], 1).astype(np.float32)


def plain_glb(rows: np.ndarray) -> bytes:
    """Return the points as floats with bytes of colour, as most exporters write them."""
    places, colors = rows[:, :3].astype("<f4"), np.full((len(rows), 4), 255, np.uint8)
    colors[:, :3] = rows[:, 3:]
    body = places.tobytes() + colors.tobytes()
    document = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "extensionsUsed": ["KHR_materials_unlit"],
        "materials": [{"extensions": {"KHR_materials_unlit": {}}}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "COLOR_0": 1}, "mode": 0, "material": 0}]}],
        "buffers": [{"byteLength": len(body)}],
        "bufferViews": [
            {"buffer": 0, "byteLength": places.nbytes, "target": 34962},
            {"buffer": 0, "byteOffset": places.nbytes, "byteLength": colors.nbytes, "target": 34962},
        ],
        "accessors": [
            {
                "bufferView": 0,
                "componentType": 5126,
                "count": len(rows),
                "type": "VEC3",
                "min": places.min(0).tolist(),
                "max": places.max(0).tolist(),
            },
            {"bufferView": 1, "componentType": 5121, "normalized": True, "count": len(rows), "type": "VEC4"},
        ],
    }
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    size = 28 + len(text) + len(body)
    return (
        struct.pack("<4sIII4s", b"glTF", 2, size, len(text), b"JSON")
        + text
        + struct.pack("<I4s", len(body), b"BIN\0")
        + body
    )


PLAIN = """<!doctype html><meta charset="utf-8"><style>model-viewer{{width:640px;height:480px;display:block}}</style><body>
<script>globalThis.reportgen_webgl = document.createElement("canvas").getContext("webgl2", {{ alpha: true, antialias: true, preserveDrawingBuffer: true }});</script>
<script type="text/plain" id="glb">{glb}</script><script>
window.start = async () => {{
  const begin = performance.now();
  const bytes = Uint8Array.from(atob(document.getElementById("glb").textContent), (c) => c.charCodeAt(0));
  const viewer = document.createElement("model-viewer");
  viewer.setAttribute("camera-orbit", "35deg 68deg auto"); viewer.setAttribute("tone-mapping", "none");
  const ready = new Promise((resolve) => viewer.addEventListener("load", resolve, {{ once: true }}));
  document.body.append(viewer); viewer.src = URL.createObjectURL(new Blob([bytes], {{ type: "model/gltf-binary" }}));
  await ready;
  for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  return (performance.now() - begin) / 1000;
}};
</script><script>{library}</script>"""


def make(out: Path) -> None:
    """Write the data and the pages."""
    from reportgen import build
    from reportgen.blocks import stream_block
    from reportgen.page.client import module
    from reportgen.scene import glb, load

    out.mkdir(parents=True, exist_ok=True)
    rows, rng = points(COUNT), np.random.default_rng(1)
    boxes = []
    for number in range(BOXES):
        low, size = rng.uniform(-1, 0.8, 3), rng.uniform(0.05, 0.25, 3)
        corners = [(low + size * (x, y, z)).tolist() for x in (0, 1) for y in (0, 1) for z in (0, 1)]
        boxes.append({"corners": corners, "label": f"object {number}", "score": float(rng.random())})
    scene = {"type": "lidar/beta", "points": np.round(rows.astype(float), 5).tolist(), "boxes": boxes, "vectors": []}
    (out / "cloud.pts.json").write_text(json.dumps(scene))
    read = load.read((out / "cloud.pts.json").read_bytes(), "cloud.pts.json", lambda _: None, load.Wishes())
    size = stream_block(glb.write(read).packed, "scene").size * 4 / 3
    print(f"{size / COUNT:.2f} bytes a point in the file, with {BOXES} boxes")
    spec = "title: Bench\nblocks:\n  - markdown: |\n      Above.\n" + "\n      .\n" * 60
    (out / "cloud.yaml").write_text(spec + "  - object3d: {files: cloud.pts.json, num_columns: 1}\n")
    (out / "bare.yaml").write_text(spec)
    for number in range(24):
        np.save(out / f"c{number:02d}.npy", points(20_000, number))
    names = json.dumps([f"c{number:02d}.npy" for number in range(24)])
    (out / "many.yaml").write_text(f"title: Many\nblocks: [{{object3d: {{files: {names}}}}}]\n")
    (out / "none.yaml").write_text("title: Many\nblocks: [{markdown: Nothing.}]\n")
    for name in ("cloud", "bare", "many", "none"):
        build(out / f"{name}.yaml", out / f"{name}.html")
    plain = base64.b64encode(plain_glb(rows)).decode()
    (out / "plain.html").write_text(
        PLAIN.format(glb=plain, library=module("libraries/model_viewer").text.replace("</script", "<\\/script"))
    )


START = """async () => {
  const scene = document.querySelector("rg-scene"), begin = performance.now();
  scene.scrollIntoView({ block: "center" });
  while (!document.querySelector(".rg-scene-live")) await new Promise((resolve) => requestAnimationFrame(resolve));
  return (performance.now() - begin) / 1000;
}"""
TURN = """async () => {
  const viewer = document.querySelector("model-viewer"), times = [];
  let last = performance.now();
  for (let i = 0; i < 12; i++) {
    viewer.cameraOrbit = `${35 + i * 3}deg 60deg ${viewer.getCameraOrbit().radius}m`; viewer.jumpCameraToGoal();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    times.push(performance.now() - last); last = performance.now();
  }
  return times.sort((a, b) => a - b)[6];
}"""


def opened(out: Path) -> dict[str, object]:
    """Return what the pages cost in a real browser."""
    from install import chromium
    from playwright.sync_api import sync_playwright

    paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    found: dict[str, object] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)

        def visit(name: str):
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            page.goto((out / f"{name}.html").resolve().as_uri())
            page.wait_for_timeout(1200)
            return page

        ours, theirs, frames = [], [], []
        for _ in range(5):
            page = visit("plain")
            theirs.append(page.evaluate("start()"))
            page.context.close()
            page = visit("cloud")
            page.locator(".rg-media-live").wait_for(timeout=5000) if page.locator(".rg-media-live").count() else None
            ours.append(page.evaluate(START))
            frames.append(page.evaluate(TURN))
            page.context.close()
        paints = {name: [] for name in ("many", "none")}
        for _ in range(7):
            for name, times in paints.items():
                page = visit(name)
                times.append(page.evaluate(paint))
                page.context.close()
        found |= {
            "first_frame": round(statistics.median(ours), 2),
            "first_frame_plain": round(statistics.median(theirs), 2),
            "ratio": round(statistics.median(ours) / statistics.median(theirs), 2),
            "frame_ms": round(statistics.median(frames)),
            "first_paint_many": statistics.median(paints["many"]),
            "first_paint_none": statistics.median(paints["none"]),
        }
        browser.close()
    return found


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]).resolve())
    else:
        print(json.dumps(opened(Path(sys.argv[2]).resolve())))
