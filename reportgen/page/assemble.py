"""Placed fragments to a file: head, text in reading order, data islands, scripts; streamed, synced and renamed."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from markupsafe import Markup

from reportgen import __version__
from reportgen.archive.manifest import NAME, Manifest, text_of
from reportgen.blocks import Block, digest_of, json_block, json_text_block
from reportgen.errors import Position
from reportgen.fragment import Fragment, Heading
from reportgen.page.client import Module, licences, module, packed
from reportgen.page.contents import contents, is_long
from reportgen.page.output import Output, encoded
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


Finish: TypeAlias = "Callable[[bytes], bytes]"
"""Takes a whole page and returns what is written in its place: checked, or locked."""


def write(page: Page, theme: Theme, output: Output, finish: Finish | None = None) -> list[Share]:
    """Write the page to its place, whole or not at all, and return the bytes of each part, in reading order.

    With ``finish`` the page is made in memory, and what that returns is written; the parts are those of the page.
    """
    fragments = [placed.fragment for placed in page.blocks]
    loaded, deferred = scripts(fragments)
    boot = module("boot").text
    packs = [(m.name, packed(m.name)) for m in [*loaded, *deferred]]
    code = [m.text for m in [*loaded, *deferred]]
    shares: list[Share] = []
    values = {
        **said(page, theme),
        "policy": policy([boot, *code], workers="query" in _libraries(fragments)),
        "style": Markup(style(page, theme)),  # noqa: S704 - the theme's own files, numbers and checked colours
        "body": _body(page, theme, shares),
        "islands": _islands(page, [shared_block(page, theme)], fragments),
        "modules": _modules(packs, deferred={m.name for m in deferred}),
        "boot": Markup(boot),  # noqa: S704 - our own bundle
        "texts": Markup(texts_of(code)),  # noqa: S704 - escaped
        "site": None,
    }
    pieces = theme.stream("page.html.jinja", **values)
    if finish is None:
        total = output.write(pieces)
    else:
        whole = b"".join(map(encoded, pieces))
        total = len(whole)
        output.write([finish(whole)])
    shares.append(Share(_REST, total - sum(share.size for share in shares)))
    return shares


_REST = "page: text, style and code"


def said(page: Page, theme: Theme) -> dict[str, Any]:
    """Return what the template says of a page, however its parts are stored."""
    found = headings(page.blocks)
    return {
        "page": page,
        "version": __version__,
        "contents": contents(found),
        "is_long": is_long(found),
        "description": theme.markdown(page.description).html if page.description else "",
        "licences": licences(_libraries([placed.fragment for placed in page.blocks])),
        "is_right_to_left": is_right_to_left(page.lang),
    }


def style(page: Page, theme: Theme) -> str:
    """Return the style of a page: that of the theme as far as it is used, and the colours of the runs."""
    sheets = _sheets([placed.fragment for placed in page.blocks])
    return theme.style([*sheets, "right_to_left"] if is_right_to_left(page.lang) else sheets) + _colors(page.runs)


def _libraries(fragments: Sequence[Fragment]) -> frozenset[str]:
    return frozenset(name for fragment in fragments for name in fragment.libraries)


def _elements(fragments: Sequence[Fragment]) -> list[str]:
    names = {name for fragment in fragments for name in fragment.elements}
    return sorted(names, key=lambda name: (name not in _SHARED, name))  # the others build on what these share


def scripts(fragments: Sequence[Fragment]) -> tuple[list[Module], list[Module]]:
    """Return the modules that a page loads at once, and those that wait to be asked for."""
    loaded = [module("core"), *(module(f"elements/{name}") for name in _elements(fragments))]
    return loaded, [module(f"libraries/{name}") for name in sorted(_libraries(fragments))]


def _sheets(fragments: Sequence[Fragment]) -> list[str]:
    """Return the names that stylesheets may be of."""
    return [*_elements(fragments), *sorted(frozenset().union(*(fragment.styles for fragment in fragments)))]


def fixed_size(fragments: Sequence[Fragment], theme: Theme) -> int:
    """Return about how many bytes a page takes besides its data blocks: text, style, code and licences."""
    loaded, deferred = scripts(fragments)
    code = sum(packed(m.name).size for m in [*loaded, *deferred]) * 4 // 3
    text = sum(len(fragment.html.encode("utf-8", "replace")) for fragment in fragments)
    sheets, others = len(theme.style(_sheets(fragments))), len(licences(_libraries(fragments)))
    return code + text + sheets + others + len(module("boot").text) + _HEAD


def texts_of(code: Sequence[str]) -> str:
    """Return the texts that a page's scripts say in its language, as JSON; nothing for English."""
    found = texts_in(lambda key: any(_is_said(key, text) for text in code))
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c") if found else ""


def _is_said(key: str, code: str) -> bool:
    """Return whether a bundle holds a text; of a count it holds the noun alone."""
    if not key.startswith("{n} "):
        return key.replace("\\", "\\\\") in code
    noun = key.removeprefix("{n} ")
    return noun in code or noun.removesuffix("s") in code


def headings(blocks: Sequence[Placed]) -> list[Heading]:
    """Return the headings of a page, those of panels with titles among them."""
    found: list[Heading] = []
    for number, placed in enumerate(blocks):
        found += placed.fragment.headings
        if placed.framed and placed.titled:
            found.append(Heading(3, placed.title, f"rg-panel-{number}"))
    return found


def _body(page: Page, theme: Theme, shares: list[Share]) -> Iterator[Markup]:
    seen: set[str] = set()
    for placed, whole in framed(page, theme):
        html = _with_pictures(whole, placed.fragment.blocks, page.manifest)
        size = len(html.encode("utf-8", "replace"))
        for block in placed.fragment.blocks:
            if block.id not in seen and not block.inline:
                seen.add(block.id)
                size += -(-block.size // 3) * 4
        shares.append(Share(f"{placed.kind} {placed.title}".strip(), size))
        yield html


def framed(page: Page, theme: Theme) -> Iterator[tuple[Placed, Markup]]:
    """Yield each block of a page with its markup."""
    found, colors = headings(page.blocks), theme.colors()
    colors.update({f"run-{run.index}": run.color or colors.get(f"c{run.slot}", "") for run in page.runs})
    for number, placed in enumerate(page.blocks):
        if placed.fragment.late is not None:
            placed.fragment.html = placed.fragment.late(found)
        yield placed, _with_colors(frame(placed, theme, f"rg-panel-{number}"), colors)


INLINE = re.compile(r'src="rg-inline:([0-9a-f]+)"')


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

    return Markup(INLINE.sub(source, html)) if inline else html  # noqa: S704 - base64 in place of an id


_PAINT = re.compile(r'="var\(--([\w-]+)\)"')


def _with_colors(html: Markup, colors: Mapping[str, str]) -> Markup:
    """Give the colours of static pictures a value that holds where a host forbids style sheets."""

    def held(match: re.Match[str]) -> str:
        value = colors.get(match[1])
        return f'="var(--{match[1]},{value})"' if value else match[0]

    return Markup(_PAINT.sub(held, html))  # noqa: S704 - colours of the theme and of the spec, which were checked


def _islands(page: Page, shared: Sequence[Block], fragments: Sequence[Fragment]) -> Iterator[Markup]:
    found: dict[str, Block] = {}
    for block in [*shared, *(block for fragment in fragments for block in fragment.blocks)]:
        if not block.inline:
            found.setdefault(block.id, block)
    for block in [*manifest_blocks(page, len(found)), *found.values()]:
        for island in block.islands():
            yield Markup(island.decode("ascii"))  # noqa: S704 - base64 between fixed tags


def _modules(scripts: Sequence[tuple[str, Block]], deferred: set[str]) -> Iterator[Markup]:
    """Yield each bundled script as a deflated island, to be inserted as text by the boot script."""
    for name, block in scripts:
        later = " data-later" if name in deferred else ""
        for island in block.islands():
            text = island.decode("ascii").replace("data-rg=", f'data-module="{name}"{later} data-rg=', 1)
            yield Markup(text)  # noqa: S704 - base64 between fixed tags


def shared_block(page: Page, theme: Theme) -> Block:
    """Return what every element shares: the runs, and the chart config where there are charts."""
    from dataclasses import replace

    charts = bool(_libraries([placed.fragment for placed in page.blocks]))
    runs = [{"index": run.index, "name": run.name, "state": run.state} for run in page.runs]
    return replace(json_block({"runs": runs, "vega": theme.vega() if charts else {}}), id="page")


def manifest_blocks(page: Page, count: int) -> list[Block]:
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
