"""Markup that panels share: a run's dot and name, and what stands where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from reportgen.fragment import Fragment
from reportgen.model.run import Run


def swatch(run: Run) -> dict[str, Any]:
    """Return how a run is named and drawn on the page."""
    return {"index": run.index, "name": run.name} | ({"dash": run.dash} if run.dash else {})


def run_name(run: Mapping[str, Any]) -> Markup:
    """Return a run's dot and name, from its ``swatch``."""
    return Markup('<i class="rg-dot" style="background:var(--run-{})"></i><bdi>{}</bdi>').format(
        max(run["index"], 0), run["name"]
    )


def run_head(run: Mapping[str, Any]) -> Markup:
    """Return the line above what belongs to one of several runs."""
    return Markup('<p class="rg-media-head">{}</p>').format(run_name(run))


GAP = '<p class="rg-empty">'
"""How the markup of a panel begins that has nothing to show."""


def nothing(what: str, missing: Sequence[str] = ()) -> Fragment:
    """Return a panel that has nothing to show: ``what`` stands in its place, and is reported unless ``missing`` is."""
    return Fragment(empty(f"{what[:1].upper()}{what[1:].removesuffix('.')}."), missing=list(missing) or [what])


def empty(message: str) -> Markup:
    """Return the labelled gap that stands where there is nothing to draw."""
    return Markup('<p class="rg-empty">{}</p>').format(message)


def static_note(words: str, script: str) -> Markup:
    """Return what is said until scripts run: ``words`` hold on paper, too, and ``script`` is what JavaScript adds."""
    return Markup('<p class="rg-note rg-static-note">{}<span class="rg-with-script">{}</span></p>').format(
        words, script
    )
