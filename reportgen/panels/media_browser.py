"""Logged media by step: images with their captions; a labelled place for every other kind.

- media_browser: {media_keys: [examples, val/samples], num_columns: 4}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from markupsafe import Markup
from pydantic import Field

from reportgen.blocks import Block, file_block, json_block
from reportgen.fragment import Fragment
from reportgen.media import image
from reportgen.media.item import MediaError, MediaItem
from reportgen.panels import _figures
from reportgen.panels._base import Context, Panel, Reference, Theme, empty, swatch
from reportgen.runs.runset import RunSet
from reportgen.spec.fields import Keys

_INLINE_BYTES = 256 * 1024
_PREVIEW_WIDTH = 640


@dataclass(frozen=True)
class Shown:
    """One item with the run and key it belongs to."""

    run: dict[str, Any]
    key: str
    item: MediaItem


@dataclass(frozen=True)
class View:
    """All items, the steps at which any were logged, and the keys that no run has."""

    items: tuple[Shown, ...]
    steps: tuple[int, ...]
    absent: tuple[str, ...]
    many_runs: bool
    named: bool = False
    """Whether each group needs its key, because the title does not say it."""


class MediaBrowser(Panel):
    """A gallery that moves through the logged steps; each run shows what it had last logged by then."""

    main: ClassVar[str] = "media_keys"

    media_keys: Annotated[Keys, Field(min_length=1)]
    """Keys that images, videos, tables or other media were logged under."""
    num_columns: Annotated[int, Field(ge=1, le=24)] | None = None
    """Items in a row; as many as fit when left out."""
    max_items: Annotated[int, Field(ge=1)] = 64
    """At most this many items of a run and key at a step."""

    def references(self) -> list[Reference]:
        """Return the media keys."""
        return [Reference(("media_keys", index), key, "media") for index, key in enumerate(self.media_keys)]

    def heading(self) -> str:
        """Return the title, or the keys."""
        return self.title or ", ".join(self.media_keys)

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return every item by key, run and step."""
        del context
        shown = []
        for key in self.media_keys:
            for run in runs:
                if key in run.keys and run.keys[key].media:
                    found = [item for item in run.source.media(key) if item.index < self.max_items]
                    shown += [Shown(swatch(run), key, item) for item in found]
        present = {entry.key for entry in shown}
        absent = tuple(key for key in self.media_keys if key not in present)
        steps = tuple(sorted({entry.item.step for entry in shown}))
        named = len(present) > 1 or (bool(present) and self.heading() not in present)
        return View(tuple(shown), steps, absent, len(runs) > 1, named)

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the last step's gallery as it stands, and data for the others."""
        del theme, children
        missing = [f"no run logged media '{key}'" for key in view.absent]
        if not view.items:
            return Fragment(empty(f"No run has logged media {' or '.join(view.absent)}."), missing=missing)
        pictures = _Pictures()
        first = _at_step(view, view.steps[-1])
        cells = [pictures.entry(entry, inline=entry in first) for entry in view.items]
        groups = _groups(view, first, dict(zip(map(id, view.items), cells, strict=True)))
        data = [{k: v for k, v in cell.items() if k != "content"} for cell in cells]
        blocks = pictures.blocks
        several = len(view.steps) > 1
        attributes = Markup()
        if several:
            blocks.append(json_block({"steps": list(view.steps), "items": data, "manyRuns": view.many_runs,
                                      "manyKeys": view.named}))  # fmt: skip
            attributes = Markup(' data-view="{}"').format(blocks[-1].id)
        columns = Markup(' style="--columns:{}"').format(self.num_columns) if self.num_columns else Markup()
        html = Markup("<rg-media-browser{}{}>{}{}</rg-media-browser>").format(
            attributes, columns, _slider(view) if several else Markup(), groups
        )
        kinds = sorted({entry.item.kind for entry in view.items})
        alt = f"{len(view.items):,} {', '.join(kinds)} items at {len(view.steps):,} steps."
        missing += pictures.problems
        elements = frozenset({"media_browser"})
        elements |= {"chart"} if pictures.libraries & {"vega", "vega_full"} else set()
        elements |= {"figure"} if "plotly" in pictures.libraries else set()
        notes = list(dict.fromkeys(pictures.notes))
        return Fragment(html, elements, pictures.libraries, blocks, alt=alt, sampled=notes, missing=missing)


class _Pictures:
    """Turns items into cells, storing each picture once."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.libraries: frozenset[str] = frozenset()
        self._stored: dict[str, int] = {}

    def entry(self, shown: Shown, *, inline: bool) -> dict[str, Any]:
        """Return what the page needs to know of an item; ``content`` is markup for the first view."""
        item = shown.item
        cell: dict[str, Any] = {
            "run": shown.run["index"], "name": shown.run["name"], "key": shown.key, "step": item.step,
            "index": item.index, "caption": item.caption, "overlays": _overlays(item),
        }  # fmt: skip
        if item.kind == "Plotly figure":
            return self._figure(cell, shown, inline=inline)
        if item.kind != "image":
            extension = item.file.name.partition(".")[2] if item.file else ""
            text = item.details or (f".{extension} file" if extension else "")
            text = f"{text}; log it as an image, too, to see it here" if item.kind == "Bokeh figure" else text
            return cell | {"kind": item.kind, "note": text, "content": _placeholder(item.kind, text)}
        try:
            picture = image.load(item)
        except MediaError as error:
            self.problems.append(f"{shown.run['name']}, {shown.key}, step {item.step}: {error}")
            return cell | {"kind": "image", "note": str(error), "content": _placeholder("image", str(error))}
        block = file_block(picture.content, picture.media_type, inline=inline and len(picture.content) <= _INLINE_BYTES)
        cell |= {"kind": "image", "block": block.id, "width": picture.width, "height": picture.height}
        self._store(block)
        if inline and not block.inline:
            small = image.preview(picture, _PREVIEW_WIDTH)
            light = file_block(small.content, small.media_type, inline=True)
            self._store(light)
            cell["content"] = _img(light.id, "data-full", block.id, cell)
        elif inline:
            cell["content"] = _img(block.id, "data-rg", block.id, cell)
        return cell

    def _figure(self, cell: dict[str, Any], shown: Shown, *, inline: bool) -> dict[str, Any]:
        """Return a logged figure's cell: its chart, or a place that says why there is none."""
        try:
            figure = _figures.draw(shown.item)
        except MediaError as error:
            self.problems.append(f"{shown.run['name']}, {shown.key}, step {shown.item.step}: {error}")
            return cell | {"kind": "figure", "note": str(error), "content": _placeholder("figure", str(error))}
        for block in figure.blocks:
            self._store(block)
        self.libraries |= figure.libraries
        if figure.note:
            self.notes.append(f"{shown.key}: {figure.note}")
        content = {"content": figure.html} if inline else {}
        return (
            cell | {"kind": "figure", "element": figure.element, "view": figure.view, "height": figure.height} | content
        )

    def _store(self, block: Block) -> None:
        """Keep each picture once; one that stands in the markup needs no island."""
        stored = self._stored.get(block.id)
        if stored is None:
            self._stored[block.id] = len(self.blocks)
            self.blocks.append(block)
        elif block.inline:
            self.blocks[stored] = block


def _img(source: str, link: str, block: str, cell: dict[str, Any]) -> Markup:
    name = cell["caption"] or f"{cell['key']}, {cell['name']}, step {cell['step']}"
    return Markup(
        '<span class="rg-image"><img {}="{}" src="rg-inline:{}" width="{}" height="{}" alt="{}" decoding="async">'
        "</span>"
    ).format(Markup(link), block, source, cell["width"], cell["height"], name)  # noqa: S704 - our own name


def _placeholder(kind: str, note: str) -> Markup:
    return Markup('<span class="rg-placeholder"><b>{}</b> <bdi>{}</bdi></span>').format(kind, note)


def _overlays(item: MediaItem) -> str:
    groups = [f"boxes: {name}" for name in item.boxes] + [f"mask: {name}" for name in item.masks]
    return ", ".join(groups)


def _at_step(view: View, step: int) -> list[Shown]:
    """Return what each run and key had last logged at or before ``step``."""
    last: dict[tuple[int, str], int] = {}
    for entry in view.items:
        if entry.item.step <= step:
            place = (entry.run["index"], entry.key)
            last[place] = max(last.get(place, entry.item.step), entry.item.step)
    return [entry for entry in view.items if last.get((entry.run["index"], entry.key)) == entry.item.step]


def _groups(view: View, first: Sequence[Shown], cells: dict[int, dict[str, Any]]) -> Markup:
    """Return the gallery, a heading for each run and key where there are several."""
    keys = list(dict.fromkeys((entry.key, entry.run["index"]) for entry in first))
    parts = []
    for key, run in keys:
        members = [entry for entry in first if entry.key == key and entry.run["index"] == run]
        head = Markup()
        if view.many_runs or view.named:
            dot = (
                Markup('<i class="rg-dot" style="background:var(--run-{})"></i>').format(run) if view.many_runs else ""
            )
            name = Markup("<bdi>{}</bdi>").format(members[0].run["name"]) if view.many_runs else ""
            label = Markup('<bdi class="rg-key">{}</bdi>').format(key) if view.named else ""
            step = Markup('<span class="rg-note">step {:,}</span>').format(members[0].item.step)
            head = Markup('<p class="rg-media-head">{}{}{}{}</p>').format(dot, name, label, step)
        figures = Markup().join(_figure(cells[id(entry)]) for entry in members)
        parts.append(
            Markup('<section class="rg-media-group" data-run="{}">{}<div class="rg-gallery">{}</div></section>').format(
                run, head, figures
            )
        )
    return Markup('<div class="rg-media">{}</div>').format(Markup().join(parts))


def _figure(cell: dict[str, Any]) -> Markup:
    caption = Markup("<bdi>{}</bdi>").format(cell["caption"]) if cell["caption"] else Markup()
    overlays = Markup('<span class="rg-chip">{}</span>').format(cell["overlays"]) if cell["overlays"] else Markup()
    inner = Markup("<figcaption>{}{}</figcaption>").format(caption, overlays) if caption or overlays else Markup()
    wide = " rg-item-figure" if "element" in cell else ""
    return Markup('<figure class="rg-item{}">{}{}</figure>').format(wide, cell["content"], inner)


def _slider(view: View) -> Markup:
    last = len(view.steps) - 1
    return Markup(
        '<div class="rg-step rg-control"><label><span class="rg-label">step</span> <output>{:,}</output>'
        '<input type="range" min="0" max="{}" value="{}" step="1" aria-label="Step"></label>'
        '<span class="rg-note">{:,} steps</span></div>'
    ).format(view.steps[-1], last, last, len(view.steps))
