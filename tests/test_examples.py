"""Each example is a golden test: what its page says, and that the same input gives the same bytes."""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT
from golden_text import readable

NAMES = sorted(p.name for p in EXAMPLES.iterdir() if (p / "report.yaml").is_file())
PACKAGE = ROOT / "reportgen"
GOLDEN = Path(__file__).parent / "golden"


def frame_of(html: str) -> str:
    """Return a page without its panels and without what changes by design: code, style, the policy's hashes, data."""
    start, end = html.index('<div class="rg-block">'), html.index('<details class="rg-about"')
    html = f"{html[:start]}<panels/>\n{html[end:]}"
    html = re.sub(r"<style>.*?</style>", "<style/>", html, flags=re.DOTALL)
    html = re.sub(r"(?:&#39;sha256-[^&]*&#39; ?)+", "HASHES", html)
    html = re.sub(r"reportgen \d+\.\d+\.\d+", "reportgen VERSION", html)
    html = re.sub(
        r'<script type="application/octet-stream" data-module="([^"]*)".*?</script>\n', r"<module \1/>\n", html
    )
    html = re.sub(r'<script type="application/octet-stream" data-rg=[^>]*>[^<]*</script>\n', "", html)
    html = re.sub(r"<script>.*?</script>", "<script/>", html, flags=re.DOTALL)
    return re.sub(r'<pre tabindex="0" class="rg-licences">.*?</pre>', "<licences/>", html, flags=re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_example(name, example_report, golden):
    html = example_report(name).read_text("utf-8")
    golden(GOLDEN / f"{name}.txt", readable(html))
    if name == "demo":  # what stands around panels is the same in all
        golden(GOLDEN / "page.html", frame_of(html))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_the_style_of_all_that_stands_on_it(name, example_report):
    """Sheets that belong to some elements are omitted of pages without these; nothing else may need them."""
    style, _, page = example_report(name).read_text("utf-8").partition("</style>")
    marks = " ".join(re.findall(r'<rg-[\w-]+|class="[^"]*"', page))
    others = {"rtl.css", "table.css"}  # these change what has its style elsewhere
    sheets = "".join(
        sheet.read_text("utf-8") for sheet in (ROOT / "themes/default").glob("*.css") if sheet.name not in others
    )
    styled, known, used = (set(re.findall(r"\brg-[\w-]+", text)) for text in (style, sheets, marks))
    assert sorted(used & known - styled) == []


# What somebody may get wrong while editing a panel, and a reviewer must see: module, what it says, what it then says.
SLIPS = [
    ("line_plot", '"logY": self.log_y', '"logY": self.log_x'),
    ("line_plot", '"rangeX": self.range_x', '"rangeX": self.range_y'),
    ("line_plot", '"titleY": self.title_y', '"titleY": self.title_x'),
    ("line_plot", '"original": self.smoothing_show_original', '"original": not self.smoothing_show_original'),
    ("bar_plot", '"aggregate": self.groupby_aggfunc', '"aggregate": self.groupby_rangefunc'),
    ("bar_plot", '"rangeX": self.range_x', '"rangeX": None'),
    ("histogram", '"logColor": self.log_color', '"logColor": self.percentiles'),
    ("scatter_plot", '"x": self.x, "y": self.y', '"x": self.y, "y": self.x'),
    ("run_table", '"diffOnly": self.diff_only', '"diffOnly": not self.diff_only'),
    ("table", '"height": self.row_height or', '"height": self.page_size or'),
    ("media_browser", '"group": self._group("masks", name)', '"group": self._group("boxes", name)'),
    ("object3d", '"labelled": self.labels', '"labelled": self.background'),
]


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """Return a copy of the package in which a module may be changed."""
    folder = tmp_path_factory.mktemp("copied") / "reportgen"
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("node_modules", "*.ts"))
    for name in ("themes", "THIRD_PARTY_LICENSES"):
        (folder.parent / name).symlink_to(ROOT / name)
    return folder


@pytest.mark.parametrize(("kind", "right", "wrong"), SLIPS)
def test_goldens_show_a_slip(kind, right, wrong, tmp_path, copied):
    found = [path for path in (PACKAGE / "panels").rglob("*.py") if right in path.read_text("utf-8")]
    own = {kind, "lines"} if kind == "line_plot" else {kind}
    (module,) = [path for path in found if own & {path.stem, path.parent.name}] or found
    source = module.read_text("utf-8")
    assert source.count(right) == 1
    place = copied / module.relative_to(PACKAGE)
    place.write_text(source.replace(right, wrong), "utf-8")
    try:
        command = [
            sys.executable,
            "-m",
            "reportgen",
            "build",
            "-q",
            EXAMPLES / kind / "report.yaml",
            "-o",
            tmp_path / "r.html",
        ]
        subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(copied.parent)}, check=True)
    finally:
        place.write_text(source, "utf-8")
    shown = readable((tmp_path / "r.html").read_text("utf-8")).split("\n")
    golden = (GOLDEN / f"{kind}.txt").read_text("utf-8").split("\n")
    assert [line for line in difflib.unified_diff(golden, shown, n=0) if right.split('"')[1] in line or "wrong" in line]


@pytest.mark.timeout(300)
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
