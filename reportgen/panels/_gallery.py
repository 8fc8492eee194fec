"""How media stand beside each other: galleries along one axis, grids along two, and sliders for what is left.

``client/media_browser/layout.ts`` does the same in the page; this is its first view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from reportgen.media.item import MediaItem

Axis = Literal["step", "index", "run"]


@dataclass(frozen=True)
class Shown:
    """One item with its run and key; ``at`` is where it stands on the step slider."""

    run: dict[str, Any]
    key: str
    item: MediaItem
    at: float


@dataclass(frozen=True)
class Layout:
    """The laid out axes: one of a gallery, or (across, downward) of a grid."""

    axes: tuple[Axis, ...] = ("index",)

    @property
    def sliders(self) -> tuple[Axis, ...]:
        """The axes that a slider moves through; runs stand below each other instead."""
        return tuple(axis for axis in ("step", "index") if axis not in self.axes)


@dataclass(frozen=True)
class Section:
    """Items of one key, and of one run where runs are no axis."""

    key: str
    run: dict[str, Any] | None
    items: tuple[int, ...]


def _when(entry: Shown) -> tuple[float, int]:
    return entry.at, entry.item.step


def sections(
    items: Sequence[Shown], layout: Layout, at: float | None = None, index: int | None = None
) -> list[Section]:
    """Return what is shown at a place of the sliders, the last step and first index by default.

    Each run and key shows what it had last logged at or before the step.
    """
    chosen = range(len(items))
    if "step" not in layout.axes:
        last: dict[tuple[int, str], tuple[float, int]] = {}
        for number in chosen:
            entry = items[number]
            place, when = (entry.run["index"], entry.key), _when(entry)
            if at is None or entry.at <= at:
                last[place] = max(last.get(place, when), when)
        chosen = [n for n in chosen if last.get((items[n].run["index"], items[n].key)) == _when(items[n])]  # type: ignore[assignment]
    if "index" not in layout.axes:
        indices = sorted({items[number].item.index for number in chosen})
        wanted = index if index is not None else indices[0] if indices else 0
        chosen = [number for number in chosen if items[number].item.index == wanted]  # type: ignore[assignment]
    groups: dict[tuple[str, int], list[int]] = {}
    for number in chosen:
        entry = items[number]
        run = -1 if "run" in layout.axes else entry.run["index"]
        groups.setdefault((entry.key, run), []).append(number)
    return [
        Section(key, items[members[0]].run if run >= 0 else None, tuple(members))
        for (key, run), members in groups.items()
    ]


def place_of(entry: Shown, axis: Axis) -> tuple[float, str]:
    """Return an item's place on an axis, to sort by, and the place's name."""
    if axis == "step":
        return entry.at, f"{entry.at:,g}"
    if axis == "index":
        return entry.item.index, f"{entry.item.index:,}"
    return entry.run["index"], entry.run["name"]


def head(section: Section, *, many_runs: bool, named: bool, note: str) -> Markup:
    """Return the line above a section, where one is needed."""
    show_run = many_runs and section.run is not None
    if not show_run and not named:
        return Markup()
    dot = Markup('<i class="rg-dot" style="background:var(--run-{})"></i><bdi>{}</bdi>')
    name = dot.format(section.run["index"], section.run["name"]) if show_run and section.run else Markup()
    label = Markup('<bdi class="rg-key">{}</bdi>').format(section.key) if named else Markup()
    after = Markup('<span class="rg-note">{}</span>').format(note) if note else Markup()
    return Markup('<p class="rg-media-head">{}{}{}</p>').format(name, label, after)


def figure(content: Markup, caption: str, kind: str, extra: str = "") -> Markup:
    """Return one item with its caption."""
    under = Markup("<bdi>{}</bdi>").format(caption) if caption else Markup()
    under += Markup('<span class="rg-note">{}</span>').format(extra) if extra else Markup()
    words = Markup("<figcaption>{}</figcaption>").format(under) if under else Markup()
    wide = " rg-item-wide" if kind in {"figure", "HTML", "html", "audio", "text"} else ""
    return Markup('<figure class="rg-item{}">{}{}</figure>').format(wide, content, words)
