"""Builds the site of the documentation: ``python -m website -o site``."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from website.examples import EXAMPLES, card, examples, live, write_examples
from website.links import wrong
from website.stage import HERE, ROOT, Nav, Stage, config

FOLDER = ROOT / "build" / "website"


def _built(name: str) -> Path:
    """Build the report of an example."""
    from reportgen import build

    path = FOLDER / "reports" / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    build(EXAMPLES / name / "report.yaml", path)
    return path


def build_site(site: Path, report: Callable[[str], Path], folder: Path = FOLDER, url: str = "") -> list[str]:
    """Build the site into a folder; returns what is wrong with it: dead links and requests to other hosts.

    ``report`` gives the built report of an example. ``folder`` takes the pages from which the site is made. ``url`` is
    where the site will be, which only the page for wrong addresses and the list of pages need.
    """
    shutil.rmtree(folder / "docs", ignore_errors=True)
    stage = Stage(folder / "docs")
    stage.take()
    gallery = write_examples(stage, report)
    stage.write("index.md", _landing())
    shutil.copytree(HERE / "assets", folder / "docs" / "assets")
    (folder / "zensical.toml").write_text(config(navigation(stage, gallery), url), "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "-f", str(folder / "zensical.toml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the site cannot be built:\n{done.stdout}{done.stderr}")
    finish(folder / "site", url)
    problems = wrong(folder / "site", url)
    shutil.rmtree(site, ignore_errors=True)
    shutil.move(folder / "site", site)
    return problems


def finish(site: Path, url: str) -> None:
    """Correct what the theme leaves for screen readers, and remove what needs an address that is not known."""
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        if 'content="zensical-' in text:
            text = re.sub(r"<th([^<>]*)></th>", r"<td\1></td>", text)  # an empty cell is not a header
            text = text.replace(
                '<nav class="md-path" aria-label="Navigation"', '<nav class="md-path" aria-label="Path"'
            )
            path.write_text(text, "utf-8")
    if not url:
        for name in ("404.html", "sitemap.xml"):
            (site / name).unlink(missing_ok=True)


def _landing() -> str:
    """Return the first page: its text with a live report and some of the gallery."""
    own = {one.name: one for group in examples().values() for one in group}
    chosen = (
        "media_browser", "line_plot", "gates", "object3d", "confusion_matrix", "table", "evaluation_comparer",
        "parallel_coordinates",
    )  # fmt: skip
    text = (HERE / "index.md").read_text("utf-8")
    text = text.replace("<!-- report -->", "\n".join(live("demo", own["demo"].title, "examples/")))
    return text.replace("<!-- gallery -->", "\n".join(card(own[name]) for name in chosen))


def navigation(stage: Stage, gallery: Nav) -> Nav:
    """Return the pages in their order: every document is somewhere."""
    pages = sorted(stage.known.values())

    def below(folder: str) -> Nav:
        return [page for page in pages if page.startswith(f"{folder}/") and not page.endswith("/index.md")]

    def there(*names: str) -> Nav:
        return [name for name in names if name in pages]

    first = there(*(f"how-to/{name}.md" for name in ("cluster", "ci", "review", "detection", "evaluation")))
    how_to: Nav = [*first, *(page for page in below("how-to") if page not in first)]
    nav: Nav = [
        {"Home": "index.md"},
        {"Start": [{"Overview": "overview.md"}, *how_to]},
        {"Gallery": gallery},
        {"Write reports": there("spec.md", "language.md", "cli.md", "evaluations.md", "conversations.md", "python.md")},
        {"Log runs": there("logging.md", "coming-from-wandb.md", "bridges.md", "logging-reference.md",
                           "native-format.md")},
        {"Read logs": ["reading.md", *below("reading")]},
        {"Publish": there("ci.md", "serving.md", "sharing.md", "archive.md", "security.md", "performance.md")},
    ]  # fmt: skip
    project: Nav = there("contributing.md", "architecture.md", "glossary.md", "changelog.md")
    placed = set(_pages([*nav, *project]))
    project += [page for page in pages if page not in placed and not page.startswith("decisions/")]
    decisions: Nav = ["decisions/index.md", *below("decisions")]
    return [*nav, {"Project": [*project, {"Decisions": decisions}]}]


def _pages(nav: Nav) -> list[str]:
    """Return the pages of a navigation."""
    found: list[str] = []
    for one in nav:
        for inner in [one] if isinstance(one, str) else one.values():
            found += [inner] if isinstance(inner, str) else _pages(inner)
    return found


def main() -> None:
    """Build the site, and fail where a link leads nowhere."""
    parser = argparse.ArgumentParser(prog="python -m website", description="Builds the site of the documentation.")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "site", help="where to; its content is replaced")
    parser.add_argument("--url", default="", help="the address that the site will have")
    arguments = parser.parse_args()
    output: Path = arguments.output.resolve()
    if output.exists() and any(output.iterdir()) and not (output / "gallery.html").is_file():
        raise SystemExit(f"'{output}' holds something other than the site; nothing was changed.")
    names = sorted(path.parent.name for path in EXAMPLES.glob("*/report.yaml"))
    with ProcessPoolExecutor() as pool:
        reports = dict(zip(names, pool.map(_built, names), strict=True))
    problems = build_site(output, reports.__getitem__, url=arguments.url)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise SystemExit(1)
    print(output / "index.html")


if __name__ == "__main__":
    main()
