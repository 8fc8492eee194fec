"""Each example is a golden test: what its page says, and that the same input gives the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT

from reportgen import build

NAMES = sorted(p.name for p in EXAMPLES.iterdir() if (p / "report.yaml").is_file())
GOLDEN = Path(__file__).parent / "golden"


def normalised(html: str) -> str:
    """Return a page without what changes by design: code, style, the policy's hashes; data by kind and id."""
    html = re.sub(r"<style>.*?</style>", "<style/>", html, flags=re.DOTALL)
    html = re.sub(r"(?:&#39;sha256-[^&]*&#39; ?)+", "HASHES", html)
    html = re.sub(r"reportgen \d+\.\d+\.\d+", "reportgen VERSION", html)
    html = re.sub(
        r'<script type="application/octet-stream" data-module="([^"]*)".*?</script>\n', r"<module \1/>\n", html
    )
    html = re.sub(r'(<script type="application/octet-stream"[^>]*>)[^<]*</script>', r"\1</script>", html)
    html = re.sub(r"<script>.*?</script>", "<script/>", html, flags=re.DOTALL)
    html = re.sub(r'<svg class="rg-static rg-drawn".*?</svg>', "<drawn/>", html, flags=re.DOTALL)  # fonts differ
    html = re.sub(r'href="data:([^;]*);base64,[^"]*"', r'href="data:\1"', html)
    html = re.sub(r'src="data:([^;]*);base64,[^"]*"', r'src="data:\1"', html)
    html = re.sub(r'<pre tabindex="0" class="rg-licences">.*?</pre>', "<licences/>", html, flags=re.DOTALL)
    if "<rg-scene>" in html:  # posters and cameras come from floats, whose last bit differs between processors
        html = re.sub(r"\b[0-9a-f]{18}\b", "ID", html)
    return re.sub(r"(<path[^>]* d=\")[^\"]{60,}", r"\1…", html)


@pytest.mark.parametrize("name", NAMES)
def test_example(name, tmp_path, golden):
    result = build(EXAMPLES / name / "report.yaml", tmp_path / "r.html")
    golden(GOLDEN / f"{name}.html", normalised(result.path.read_text("utf-8")))


def test_same_input_same_bytes(tmp_path):
    """Two processes, two hash seeds, two folders, two time zones: one result."""
    built = []
    for seed, zone in (("1", "UTC"), ("4242", "Asia/Tokyo")):
        folder = tmp_path / seed / "deeper" / seed
        folder.mkdir(parents=True)
        shutil.copytree(EXAMPLES / "_runs", folder / "_runs")
        shutil.copytree(EXAMPLES / "demo", folder / "demo")
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        for source, out in (("demo/report.yaml", "a.html"), ("_runs/wandb", "b.html")):
            command = [sys.executable, "-m", "reportgen", "build", "-q", source, "-o", out]
            subprocess.run(command, cwd=folder, env=environment, check=True)
        built.append([(folder / name).read_bytes() for name in ("a.html", "b.html")])
    assert built[0] == built[1]


def test_every_kind_has_an_example_and_a_test():
    from reportgen.panels import Kinds

    for kind in Kinds():
        assert (EXAMPLES / kind / "report.yaml").is_file()
        assert (ROOT / "tests" / "panels" / f"test_{kind}.py").is_file()
