"""Placed fragments to a file: head, text in reading order, data islands, scripts; streamed, synced and renamed."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from reportgen import __version__
from reportgen.archive.manifest import NAME, Manifest, text_of
from reportgen.blocks import Block, digest_of, json_block, json_text_block
from reportgen.errors import Position
from reportgen.fragment import Fragment, Heading
from reportgen.page.client import Module, licences, module, packed
from reportgen.page.contents import contents, is_long
from reportgen.page.output import Output
from reportgen.page.policy import policy
from reportgen.page.theme import Theme
from reportgen.texts import is_right_to_left, texts_in

_SHARED = ("chart", "image", "scene")
_HEAD = 20_000
"""Bytes of the page's own markup, with room for run names and notes."""


@dataclass(frozen=True)
class Placed:
    """A rendered panel with its frame: kind, heading, and its place on a grid."""

    kind: str
    title: str
    fragment: Fragment
    framed: bool = True
    layout: tuple[int, int, int, int] | None = None
    titled: bool = False
    where: Position | None = None


@dataclass(frozen=True)
class PageRun:
    """A run as the page's side lists it."""

    index: int
    name: str
    state: str
    color: str = ""
    slot: int = 0
    dash: str = ""
    folder: str = ""
    id: str = ""
    format: str = ""
    sdk: str = ""
    losses: tuple[str, ...] = ()
    key: str = ""
    """What stands for it in the page's address."""
    short: str = ""
    result: str = ""
    """Its best value of the page's goal, as a text."""
    rank: int = 0
    told: str = ""
    """Its state in words."""


@dataclass
class Page:
    """Everything that goes into one file besides the theme."""

    title: str
    description: str
    lang: str
    runs: Sequence[PageRun]
    blocks: Sequence[Placed]
    facts: Sequence[str] = ()
    spec: str = ""
    notes: list[str] = field(default_factory=list)
    goal: str = ""
    """The metric by which the side ranks the runs."""
    falls: bool = False
    """Whether lower values of the goal are better."""
    manifest: Manifest | None = None
    """What the blocks are, for who takes the report apart."""


@dataclass(frozen=True)
class Share:
    """Bytes that a part of the report takes in the file."""

    name: str
    size: int


def frame(placed: Placed, theme: Theme, anchor: str) -> Markup:
    """Return a panel's markup inside its frame, which ``anchor`` names, or as it is."""
    if not placed.framed:
        return placed.fragment.html
    return Markup("").join(
        Markup(part)  # noqa: S704
        for part in theme.stream("panel.html.jinja", panel=placed, fragment=placed.fragment, anchor=anchor)
    )


def write(page: Page, theme: Theme, output: Output) -> list[Share]:
    """Write the page to its place, whole or not at all, and return the bytes of each part, in reading order."""
    fragments = [placed.fragment for placed in page.blocks]
    elements, loaded, deferred = _scripts(fragments)
    libraries = frozenset(name for fragment in fragments for name in fragment.libraries)
    boot = module("boot").text
    headings = _headings(page.blocks)
    shared = _shared(page, theme, bool(libraries))
    scripts = [(m.name, packed(m.name)) for m in [*loaded, *deferred]]
    code = [m.text for m in [*loaded, *deferred]]
    shares: list[Share] = []
    values: dict[str, Any] = {
        "page": page,
        "version": __version__,
        "policy": policy([boot, *code], workers="query" in libraries),
        "style": Markup(theme.style([*elements, "right_to_left"] if is_right_to_left(page.lang) else elements)),  # noqa: S704 - the theme's own file
        "colors": Markup(_colors(page.runs)),  # noqa: S704 - numbers and checked colours
        "contents": contents(headings),
        "is_long": is_long(headings),
        "description": theme.markdown(page.description).html if page.description else "",
        "body": _body(page, theme, headings, shares),
        "islands": _islands(page, [shared], fragments),
        "modules": _modules(scripts, deferred={m.name for m in deferred}),
        "boot": Markup(boot),  # noqa: S704 - our own bundle
        "licences": licences(libraries),
        "elements": elements,
        "is_right_to_left": is_right_to_left(page.lang),
        "texts": Markup(_texts(code)),  # noqa: S704 - escaped
    }
    total = output.write(theme.stream("page.html.jinja", **values))
    shares.append(Share("page: text, style and code", total - sum(share.size for share in shares)))
    return shares


def _scripts(fragments: Sequence[Fragment]) -> tuple[list[str], list[Module], list[Module]]:
    """Return the elements of a page, the modules that it loads at once, and those that wait to be asked for."""
    names = {name for fragment in fragments for name in fragment.elements}
    elements = sorted(names, key=lambda name: (name not in _SHARED, name))  # the others build on what these share
    libraries = {name for fragment in fragments for name in fragment.libraries}
    loaded = [module("core"), *(module(f"elements/{name}") for name in elements)]
    return elements, loaded, [module(f"libraries/{name}") for name in sorted(libraries)]


def fixed_size(fragments: Sequence[Fragment], theme: Theme) -> int:
    """Return about how many bytes a page takes besides its data blocks: text, style, code and licences."""
    elements, loaded, deferred = _scripts(fragments)
    code = sum(packed(m.name).size for m in [*loaded, *deferred]) * 4 // 3
    text = sum(len(fragment.html.encode("utf-8", "replace")) for fragment in fragments)
    libraries = frozenset(name for fragment in fragments for name in fragment.libraries)
    return code + text + len(theme.style(elements)) + len(licences(libraries)) + len(module("boot").text) + _HEAD


def _texts(code: Sequence[str]) -> str:
    """Return the texts that a page's scripts say in its language, as JSON; nothing for English."""
    found = texts_in(lambda key: any(_is_said(key, text) for text in code))
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c") if found else ""


def _is_said(key: str, code: str) -> bool:
    """Return whether a bundle holds a text; of a count it holds the noun alone."""
    if not key.startswith("{n} "):
        return key.replace("\\", "\\\\") in code
    noun = key.removeprefix("{n} ")
    return noun in code or noun.removesuffix("s") in code


def _headings(blocks: Sequence[Placed]) -> list[Heading]:
    found: list[Heading] = []
    for number, placed in enumerate(blocks):
        found += placed.fragment.headings
        if placed.framed and placed.titled:
            found.append(Heading(3, placed.title, f"rg-panel-{number}"))
    return found


def _body(page: Page, theme: Theme, headings: Sequence[Heading], shares: list[Share]) -> Iterator[Markup]:
    seen: set[str] = set()
    for number, placed in enumerate(page.blocks):
        fragment = placed.fragment
        if fragment.late is not None:
            fragment.html = fragment.late(headings)
        html = _with_pictures(frame(placed, theme, f"rg-panel-{number}"), fragment.blocks, page.manifest)
        size = len(html.encode("utf-8", "replace"))
        for block in fragment.blocks:
            if block.id not in seen and not block.inline:
                seen.add(block.id)
                size += -(-block.size // 3) * 4
        shares.append(Share(f"{placed.kind} {placed.title}".strip(), size))
        yield html


_INLINE = re.compile(r'src="rg-inline:([0-9a-f]+)"')


def _with_pictures(html: Markup, blocks: Sequence[Block], manifest: Manifest | None) -> Markup:
    """Put the pictures of the static page where the markup names them; those made smaller have other digests."""
    inline = {block.id: block for block in blocks if block.inline}

    def source(match: re.Match[str]) -> str:
        block = inline.get(match[1])
        if block is None:
            return match[0]
        content = block.read()
        if manifest is not None and (digest := digest_of("file", 0, block.extra, content)) != block.id:
            manifest.inline[block.id] = digest
        return f'src="data:{block.extra};base64,{base64.b64encode(content).decode("ascii")}"'

    return Markup(_INLINE.sub(source, html)) if inline else html  # noqa: S704 - base64 in place of an id


def _islands(page: Page, shared: Sequence[Block], fragments: Sequence[Fragment]) -> Iterator[Markup]:
    found: dict[str, Block] = {}
    for block in [*shared, *(block for fragment in fragments for block in fragment.blocks)]:
        if not block.inline:
            found.setdefault(block.id, block)
    for block in [*_manifest(page, len(found)), *found.values()]:
        for island in block.islands():
            yield Markup(island.decode("ascii"))  # noqa: S704 - base64 between fixed tags


def _modules(scripts: Sequence[tuple[str, Block]], deferred: set[str]) -> Iterator[Markup]:
    """Yield each bundled script as a deflated island, to be inserted as text by the boot script."""
    for name, block in scripts:
        later = " data-later" if name in deferred else ""
        for island in block.islands():
            text = island.decode("ascii").replace("data-rg=", f'data-module="{name}"{later} data-rg=', 1)
            yield Markup(text)  # noqa: S704 - base64 between fixed tags


def _shared(page: Page, theme: Theme, charts: bool) -> Block:
    """Return what every element shares: the runs, and the chart config where there are charts."""
    from dataclasses import replace

    runs = [{"index": run.index, "name": run.name, "state": run.state} for run in page.runs]
    return replace(json_block({"runs": runs, "vega": theme.vega() if charts else {}}), id="page")


def _manifest(page: Page, count: int) -> list[Block]:
    """Return the manifest's block, which comes first: a file that is cut has lost its end."""
    from dataclasses import replace

    if page.manifest:
        page.manifest.blocks = count
    return [replace(json_text_block(text_of(page.manifest)), id=NAME)] if page.manifest else []


def _colors(runs: Sequence[PageRun]) -> str:
    """Return custom properties for the runs' colours: those of the spec, else of their places in the theme."""
    lines = [f"--run-{run.index}:{run.color or f'var(--c{run.slot})'};" for run in runs]
    lines += [f"--run-{i}:var(--c{i});" for i in range(len(runs), 10)]
    return ":root{" + "".join(lines) + "}"
