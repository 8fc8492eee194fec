"""How media stand beside each other: galleries along one axis, grids along two, and sliders for what is left.

``client/media_browser/layout.ts`` does the same in the page; this is its first view.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from reportgen.model.media import LoggedMedia
from reportgen.model.media.document import Text
from reportgen.panels.base.markup import run_name
from reportgen.texts import say

Axis = Literal["step", "index", "run"]


@dataclass(frozen=True)
class Shown:
    """One item with its run and key; ``at`` is where it stands on the step slider."""

    run: dict[str, Any]
    key: str
    item: LoggedMedia
    at: float


@dataclass(frozen=True)
class Section:
    """Items of one key, and of one run where runs are no axis."""

    key: str
    run: dict[str, Any] | None
    items: tuple[int, ...]


def _when(entry: Shown) -> tuple[float, int]:
    return entry.at, entry.item.step


def sections(items: Sequence[Shown], axes: Sequence[Axis]) -> list[Section]:
    """Return the first view along the laid out axes: of the others the last step, the first index, every run.

    Each run and key shows what it had last logged.
    """
    chosen = list(range(len(items)))
    if "step" not in axes:
        last: dict[tuple[int, str], tuple[float, int]] = {}
        for entry in items:
            place = entry.run["index"], entry.key
            last[place] = max(last.get(place, _when(entry)), _when(entry))
        chosen = [n for n in chosen if last[items[n].run["index"], items[n].key] == _when(items[n])]
    if "index" not in axes:
        first = min((items[number].item.index for number in chosen), default=0)
        chosen = [number for number in chosen if items[number].item.index == first]
    groups: dict[tuple[str, int], list[int]] = {}
    for number in chosen:
        entry = items[number]
        run = -1 if "run" in axes else entry.run["index"]
        groups.setdefault((entry.key, run), []).append(number)
    return [
        Section(key, items[members[0]].run if run >= 0 else None, tuple(members))
        for (key, run), members in groups.items()
    ]


def place_of(entry: Shown, axis: Axis) -> str:
    """Return what an item's place on an axis is called."""
    if axis == "step":
        return f"{entry.at:,.15g}"
    return f"{entry.item.index:,}" if axis == "index" else str(entry.run["name"])


def head(section: Section, *, many_runs: bool, named: bool, note: str) -> Markup:
    """Return the line above a section, where one is needed."""
    show_run = many_runs and section.run is not None
    if not show_run and not named:
        return Markup()
    name = run_name(section.run) if show_run and section.run else Markup()
    label = Markup('<bdi class="rg-key">{}</bdi>').format(section.key) if named else Markup()
    after = Markup('<span class="rg-note">{}</span>').format(note) if note else Markup()
    return Markup('<p class="rg-media-head">{}{}{}</p>').format(name, label, after)


_GAPS = 20


def gaps(notes: Sequence[str]) -> Markup:
    """Return one list of what several items following each other have instead of themselves."""
    items = Markup().join(Markup("<li><bdi>{}</bdi></li>").format(note) for note in notes[:_GAPS])
    more = (
        Markup("<li>{}</li>").format(say("and {n} more", n=f"{len(notes) - _GAPS:,}"))
        if len(notes) > _GAPS
        else Markup()
    )
    return Markup('<ul class="rg-item rg-item-wide rg-empty rg-gaps">{}{}</ul>').format(items, more)


def figure(content: Markup, caption: str, kind: str, extra: str = "") -> Markup:
    """Return one item with its caption."""
    under = Markup("<bdi>{}</bdi>").format(caption) if caption else Markup()
    under += Markup('<span class="rg-note">{}</span>').format(extra) if extra else Markup()
    words = Markup("<figcaption>{}</figcaption>").format(under) if under else Markup()
    wide = " rg-item-wide" if kind in {"figure", "HTML", "Markdown", "html", "audio", "text"} else ""
    return Markup('<figure class="rg-item{}">{}{}</figure>').format(wide, content, words)


def paired(items: Sequence[Shown]) -> list[Shown]:
    """Return items so that what runs logged under one key and index stands together."""
    keys = {key: place for place, key in enumerate(dict.fromkeys(entry.key for entry in items))}
    return sorted(items, key=lambda entry: (keys[entry.key], entry.item.index, entry.run["index"], entry.item.step))


def pair(index: int, figures: Sequence[Markup]) -> Markup:
    """Return the runs' items of one index, beside each other."""
    return Markup('<div class="rg-pair" role="group" aria-label="#{}">{}</div>').format(index, Markup().join(figures))


def beside(run: int, content: Markup) -> Markup:
    """Return a run's item with the run's colour above it."""
    return Markup('<div class="rg-pair-side" data-run="{0}" style="--own:var(--run-{0})">{1}</div>').format(
        run, content
    )


def missing_of(run: str) -> Markup:
    """Return what stands where a run has no item beside the others'."""
    note = Markup('<span class="rg-note">{}</span>').format(run)
    return Markup('<figure class="rg-item"><p class="rg-empty">–</p><figcaption>{}</figcaption></figure>').format(note)


def are_texts(items: Iterable[Shown]) -> bool:
    """Return whether a gallery shows texts and nothing else; ``client/media_browser/texts.ts`` asks the same."""
    return all(isinstance(entry.item.value, Text) for entry in items)


def text_rows(items: Iterable[tuple[int, Shown, str]], step_key: str, *, many_runs: bool, named: bool) -> Markup:
    """Return a row for each (number, item, text)."""
    rows = []
    for number, entry, text in items:
        logged = entry.run["index"] >= 0
        parts = []
        if many_runs:
            parts.append(Markup('<th scope="row">{}</th>').format(run_name(entry.run)))
        if named:
            parts.append(Markup('<td class="rg-key s"><bdi>{}</bdi></td>').format(entry.key))
        parts.append(Markup('<td class="rg-note s">{}</td>').format(f"{step_key} {entry.at:,.15g}" if logged else ""))
        parts.append(Markup('<td><bdi class="rg-words">{}</bdi></td>').format(text))
        run = Markup(' data-run="{}"').format(entry.run["index"]) if logged else Markup()
        rows.append(Markup('<tr data-item="{}"{}>{}</tr>').format(number, run, Markup().join(parts)))
    return Markup(
        '<div class="rg-media" style="--most:1"><div class="rg-table-scroll rg-texts" tabindex="0" role="group"'
        ' aria-label="Texts"><table><tbody>{}</tbody></table></div></div>'
    ).format(Markup().join(rows))
