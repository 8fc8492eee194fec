"""Hostile 3D files: each has a place that says what is wrong, nothing outside is read or asked, little memory."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from conftest import ROOT, idle, log_runs, write_spec

pytestmark = [pytest.mark.browser, pytest.mark.sdk, pytest.mark.timeout(600)]

# Builds a report and says which files outside of its folders were opened, and how much memory it took.
BUILD = """
import json, resource, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from reportgen import build
result = build(sys.argv[1])
print(json.dumps({
    "problems": [str(problem) for problem in result.problems],
    "secrets": [path for path in opened if "/secret." in path or "/etc/passwd" in path],
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
}))
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    runs = log_runs("0.31.0", "log_hostile_scenes.py")
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "files").symlink_to(runs / "files")
    for path in sorted((runs / "files").iterdir()):
        (folder / path.name).write_bytes(path.read_bytes())
    names = json.dumps(sorted(path.name for path in (runs / "files").iterdir()))
    spec = write_spec(
        folder,
        f"""
runs: {runs}
blocks:
  - object3d: {{media_keys: objects, page_size: 200}}
  - molecule: {{media_keys: molecules, page_size: 200}}
  - object3d: {{media_keys: elsewhere}}
  - object3d: {{files: {names}}}
  - object3d: {{files: [../secret.glb, /etc/passwd, files/bomb.npz]}}
""",
    )
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(spec)], cwd=ROOT, capture_output=True, text=True, timeout=500, check=True
    )
    return spec.with_suffix(".html"), json.loads(done.stdout)


def test_there_are_over_forty_and_most_are_told(hostile):
    _, said = hostile
    text = "\n".join(said["problems"])
    assert len(said["problems"]) >= 60
    for what in (
        "only the .gltf was logged",
        "cut off",
        "form a cycle",
        "has more than one parent",
        "not a number",
        "retired",
        "the limit is",
        "more than",
        "outside",
        "missing",
        "contains objects",
        "nested more than",
    ):
        assert what in text, what
    # Whatever is wrong is said in words; no fault of ours shows.
    assert [
        line for line in said["problems"] if "bug in reportgen" in line or "Error:" in line or "cannot be shown" in line
    ] == []


def test_nothing_outside_is_read_and_little_memory_is_used(hostile):
    path, said = hostile
    assert said["secrets"] == []
    assert said["memory"] < 1000  # MiB
    assert b"the secret outside" not in path.read_bytes()


@pytest.mark.parametrize("policy", ["kept", "removed"])
def test_nothing_runs_or_asks_the_network(visit_scenes, hostile, tmp_path, policy):
    html = hostile[0].read_text("utf-8")
    if policy == "removed":
        html = html.replace('<meta http-equiv="Content-Security-Policy"', '<meta data-was="policy"', 1)
    path = tmp_path / "r.html"
    path.write_text(html, "utf-8")
    seen = visit_scenes(path)
    page = seen.page
    page.set_default_timeout(120_000)  # forty scenes drawn by a processor that others use, too, hold the page up
    seen.scroll_through()
    page.locator("rg-scene").first.scroll_into_view_if_needed()
    page.locator(".rg-scene-live").first.wait_for()
    for scene in page.locator("rg-scene").all()[:40]:
        scene.scroll_into_view_if_needed()
        idle(page)
    assert page.locator("rg-scene").count() >= 10
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("Object.prototype.polluted") is None
    assert seen.requests == []
    assert seen.violations() == []
    assert seen.errors == []
