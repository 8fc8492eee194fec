"""Pictures inside documents: what cameras and programs wrote beside their pixels reaches no page."""

from __future__ import annotations

import base64
import io
import json
import re
import zlib

import pytest
from conftest import log_runs

from reportgen.media.private.inside import raster, without_metadata
from reportgen.pipeline import build

KINDS = """
- media_browser: [page, file, figure]
- table: rows
- custom_chart: figure
- markdown: |
    TEXT
"""


def unfolded(page: str) -> str:
    """Return a page with its blocks, the pictures in them, and the pictures in those."""
    found, parts = [page], {}
    for head, body in re.findall(r'<script type="application/octet-stream"([^>]*)>([^<]*)</script>', page):
        name, raw = re.search(r'data-rg="([^"]*)"', head), "data-raw" in head
        parts.setdefault((name and name[1], raw), []).append(base64.b64decode(body))
    for (_, raw), pieces in parts.items():
        whole = b"".join(pieces)
        found.append((whole if raw else zlib.decompress(whole, -15)).decode("latin-1"))
    for text in found:  # grows
        for body in re.findall(r";base64,\s*((?:[A-Za-z0-9+/]\s*){8,})", text):
            whole = "".join(body.split())
            content = base64.b64decode(whole[: len(whole) // 4 * 4] + "==" * (len(whole) % 4 == 2))
            found.append(content.decode("latin-1"))
            zipped = content.find(b"Zipped\0\0")
            if zipped >= 0:
                found.append(zlib.decompressobj().decompress(content[zipped + 8 :]).decode("latin-1"))
    return "\n".join(found)


@pytest.fixture(scope="module")
def folder():
    return log_runs("0.31.0", "log_inside.py")


@pytest.fixture(scope="module")
def report(folder, tmp_path_factory):
    made = tmp_path_factory.mktemp("inside")
    notes = (folder / "notes.md").read_text().replace("\n", "\n    ")
    (made / "report.yaml").write_text(f"runs: {folder}\nblocks:{KINDS.replace('TEXT', notes)}")
    return build(made / "report.yaml", made / "r.html")


def test_no_mark_in_a_picture_in_a_document_reaches_a_page(report):
    found = unfolded(report.path.read_text("utf-8"))
    assert "MARK" not in found
    assert found.count("data:image/") > 30  # they are there


def test_the_log_has_them(folder):
    held = "".join(path.read_text("utf-8", "replace") for path in folder.rglob("*.html"))
    assert "MARK-src-png" in unfolded(held)


@pytest.mark.browser
def test_the_pictures_are_seen(report, browser):
    page = browser.new_page()
    page.goto(report.path.as_uri())
    inside = page.frame_locator("iframe").first.locator("img")
    inside.first.wait_for()
    widths = inside.evaluate_all("all => all.map(one => one.naturalWidth)")
    page.close()
    assert len(widths) >= 16
    assert widths.count(8) >= 12  # of every format, wrapped and escaped addresses too; others are SVG


def picture(**more):
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (4, 2), "red").save(out, **more)
    return f"data:image/{more['format'].lower()};base64,{base64.b64encode(out.getvalue()).decode()}"


def test_a_turned_picture_stays_upright():
    from PIL import Image, ImageOps

    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "MARK"
    for kind in ("JPEG", "PNG", "WEBP"):
        made = raster(picture(format=kind, exif=exif)) or ""
        content = base64.b64decode(made.partition("base64,")[2])
        assert b"MARK" not in content
        assert ImageOps.exif_transpose(Image.open(io.BytesIO(content))).size == (2, 4)


@pytest.mark.parametrize(
    "text", ["", "base64,", "data:image/png;base64,AAAA and data:image/svg+xml;base64,PHN2Zz4= x", "data:text/plain,a"]
)
def test_other_text_stays(text):
    assert without_metadata(text) == text


def test_text_around_a_picture_stays():
    from PIL import PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "MARK")
    address = picture(format="PNG", pnginfo=info)
    made = without_metadata(json.dumps({"a": address, "b": f"{address} hello {address}, b"}))
    assert "MARK" not in unfolded(made)
    assert " hello data:image/png" in made
    assert made.endswith(', b"}')


def test_what_is_called_a_picture_and_is_none_is_left_out():
    assert raster(f"data:image/png;base64,{base64.b64encode(b'hf_MARK').decode()}") is None
    assert raster("data:image/png;base64,A") is None
