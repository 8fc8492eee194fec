"""Every example as a page: its live report with its spec beside it, and all of them in a gallery."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import yaml

from website.stage import ROOT, Nav, Stage
from website.thumbnails import HEIGHT, WIDTH, thumbnail

EXAMPLES = ROOT / "examples"
OTHER = "More panels"
GROUPS = {
    "Whole reports": ("demo", "logging", "loggers", "csv", "coco"),
    "Runs over time": ("line_plot", "histogram", "heat_map", "media_browser", "system_metrics", "console_log"),
    "Runs compared": (
        "gates", "headline", "findings", "run_table", "run_comparer", "code_comparer", "scalar_chart", "scatter_plot",
        "bar_plot", "parallel_coordinates", "parameter_importance",
    ),
    "Classifiers and regressions": ("pr_curve", "roc_curve", "confusion_matrix", "calibration", "residuals"),
    "Data, predictions and evaluations": (
        "table", "artifact", "evaluation_scores", "evaluation_comparer", "conversations",
    ),
    "3D": ("object3d", "molecule"),
    "Charts of your own": ("custom_chart", "line_series"),
    "Text and layout": ("markdown", "toc", "section", "panel_grid", "empty"),
}  # fmt: skip
"""Examples in the order of the gallery; those of new kinds come after them by themselves."""


@dataclass(frozen=True)
class Example:
    """An example: its name, what it shows, and its spec as text."""

    name: str
    title: str
    text: str
    spec: str

    @property
    def is_kind(self) -> bool:
        """Tell the example of a panel kind."""
        from reportgen.panels import Kinds

        return self.name in set(Kinds())


def examples() -> dict[str, list[Example]]:
    """Return every example, by group."""
    names = sorted(path.parent.name for path in EXAMPLES.glob("*/report.yaml"))
    placed = {name for group in GROUPS.values() for name in group}
    groups = {**GROUPS, OTHER: tuple(name for name in names if name not in placed)}
    return {group: [_example(name) for name in own] for group, own in groups.items() if own}


def _example(name: str) -> Example:
    from reportgen.panels import Kinds

    spec = (EXAMPLES / name / "report.yaml").read_text("utf-8")
    found = yaml.safe_load(spec)
    comment = re.match(r"(?:# ?(.*)\n)+", spec)
    said = " ".join(re.findall(r"^# ?(.*)$", comment[0], re.MULTILINE)) if comment else ""
    kinds = Kinds()
    if not said and name in set(kinds):
        said = (kinds[name].__doc__ or "").split("\n\n")[0]
    title = str(found.get("title") or name)
    return Example(
        name, title, " ".join((said or str(found.get("description") or "")).replace("``", "`").split()), spec
    )


def write_examples(stage: Stage, report: Callable[[str], Path]) -> Nav:
    """Write the gallery and a page for each example, with the report that ``report`` gives; returns their places."""
    nav: Nav = ["gallery.md"]
    intro = (
        "Every image leads to a live report with the whole spec that made it. All are built from the examples in the"
        " repository, of runs that were really logged."
    )
    lines = ["---", "hide:", "  - navigation", "  - toc", "---", "", "# Gallery", "", intro, ""]
    for group, own in examples().items():
        lines += [f"## {group}", "", '<ul class="rg-gallery">', *map(card, own), "</ul>", ""]
        for example in own:
            folder = stage.folder / "examples" / example.name
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(report(example.name), folder / "report.html")
            (folder / "picture.svg").write_text(thumbnail(folder / "report.html", example.name), "utf-8")
            stage.write(f"examples/{example.name}.md", "\n".join(_page(example)))
        nav.append({group: [{one.name if one.is_kind else one.title: f"examples/{one.name}.md"} for one in own]})
    stage.write("gallery.md", "\n".join(lines))
    return nav


def card(example: Example, base: str = "examples/") -> str:
    """Return an example as an entry of a gallery."""
    name = f"<code>{example.name}</code>" if example.is_kind else escape(example.title)
    return (
        f'<li><a href="{base}{example.name}.html"><img src="{base}{example.name}/picture.svg" alt="" loading="lazy"'
        f' width="{WIDTH}" height="{HEIGHT}"><strong>{name}</strong><span>{_plain(example.text)}</span></a></li>'
    )


def _plain(text: str) -> str:
    """Return the first sentence of a text, with its code marked."""
    first = re.split(r"(?<=[.!?]) ", text, maxsplit=1)[0]
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(first, quote=False))


def live(name: str, title: str, base: str) -> Iterator[str]:
    """Yield a report in a frame; where the page is narrow, its picture, which opens it."""
    address = f"{base}{name}/report.html"
    yield '<figure class="rg-live-report">'
    yield f'<iframe src="{address}" title="Report: {escape(title)}" loading="lazy"></iframe>'
    yield f'<a class="rg-picture" href="{address}"><img src="{base}{name}/picture.svg" alt="Open the report"'
    yield f' width="{WIDTH}" height="{HEIGHT}"></a>'
    yield f'<figcaption><a href="{address}">Open the report on a page of its own</a></figcaption>'
    yield "</figure>"


def _page(example: Example) -> Iterator[str]:
    """Yield the page of an example."""
    yield from ("---", "hide:", "  - navigation", "  - toc", "---", "")
    yield from (f"# `{example.name}`" if example.is_kind else f"# {example.title}", "")
    if example.text:
        yield from (example.text, "")
    yield from ('<div class="rg-example" markdown>', "", *live(example.name, example.title, ""), "")
    yield from ('<div class="rg-spec" markdown>', "", f'``` yaml title="examples/{example.name}/report.yaml"')
    yield from (example.spec.rstrip(), "```", "", "</div>", "", "</div>", "")
    if example.is_kind:
        yield from (f"All fields of `{example.name}` are in [the spec](../spec.md#{example.name}).", "")
