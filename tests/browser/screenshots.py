"""Make the images of docs/logging.md again: each panel of the example `logging`, as a browser shows it."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

from install import chromium
from PIL import Image
from playwright.sync_api import sync_playwright

from reportgen import build

ROOT = Path(__file__).parents[2]
OUT = ROOT / "docs" / "logging"
COLORS = 96
IDLE = """async () => {
  while (!document.documentElement.hasAttribute("data-rg-idle")) await new Promise(requestAnimationFrame);
}"""


def main() -> None:
    """Write an image for each panel, named by its title."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        report = build(ROOT / "examples" / "logging" / "report.yaml", Path(folder) / "r.html").path
        browser = running.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(report.as_uri())
        for panel in page.locator("figure.rg-panel").all():
            title = panel.locator(".rg-panel-head bdi").first.inner_text()
            panel.scroll_into_view_if_needed()
            page.evaluate(IDLE)
            content = panel.screenshot()
            image = Image.open(io.BytesIO(content)).convert("RGB").quantize(COLORS)
            image.save(OUT / f"{re.sub('[^a-z0-9]+', '-', title.lower())}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
