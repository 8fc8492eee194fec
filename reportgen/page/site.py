"""A report as a folder: ``index.html``, and beside it style, scripts, data and pictures in files of their own.

For hosts whose policy allows scripts and style from files alone, and for reports too large for one file. A file is
named by its content. Data are scripts, too: a browser loads those from a disk as from a server, when a panel needs
them. What stands in style attributes of the page goes into the style sheet, where such policies allow it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from reportgen.blocks import Block, in_base64
from reportgen.errors import Problem, SpecError
from reportgen.inputs import Inputs
from reportgen.page.assemble import (
    INLINE,
    Page,
    Share,
    framed,
    manifest_blocks,
    said,
    scripts,
    shared_block,
    style,
    texts_of,
)
from reportgen.page.client import Module, module
from reportgen.page.output import Output
from reportgen.page.theme import Theme

PARTS = "reportgen-files"
"""The folder of all that is beside the page."""
_LISTING = "files.json"
_NAME = re.compile(r"[\w-]+\.[a-z0-9]+", re.ASCII)
_PACK = 1 << 19
"""Bytes of data that are loaded together, at most, where a panel has several blocks."""
_ENDINGS = {"image/jpeg": "jpg", "image/svg+xml": "svg", "audio/mpeg": "mp3", "audio/x-wav": "wav"}
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; connect-src blob:; worker-src 'self'; frame-src 'none'"
)


@dataclass
class Site:
    """A place for a report that is a folder; what others put there stays."""

    path: Path
    index: Output
    _written: dict[str, int] = field(default_factory=dict)

    @classmethod
    def at(cls, given: Path | str) -> Site:
        """Return the folder at a path; SpecError says what none can be, or holds a page that is no report."""
        path = Path(given)
        if str(given) == "-" or (path.exists() and not path.is_dir()):
            hint = "Give a folder: -o site/."
            raise SpecError(Problem(f"cannot write the report's folder '{given}': it is a file", None, hint))
        site = cls(path, Output.at(path / "index.html"))
        if site.index.status is not None and not site.index.is_report:
            what = f"cannot write the report's folder '{given}': its index.html is not a report"
            raise SpecError(Problem(what, None, "Give another folder with -o; nothing was changed."))
        return site

    def refuse(self, inputs: Inputs) -> None:
        """Raise SpecError when the folder is that of a run, or lies in it, or its page is an input."""
        self.index.refuse(inputs)
        place = Path(os.path.realpath(self.path))
        for folder in sorted(inputs.folders):
            if place.is_relative_to(folder):
                what = f"'{self.path}' lies in the folder of the run in '{folder.name}'"
                raise SpecError(Problem(what, None, "Write elsewhere with -o."))

    def add(self, name: str, ending: str, content: bytes) -> str:
        """Write a file whole, named by its content, unless it is there; return its address from the page."""
        digest = hashlib.blake2b(content, digest_size=8).hexdigest()
        file = f"{name}-{digest}.{ending}" if name else f"{digest}.{ending}"
        if file not in self._written:
            place = self.path / PARTS / file
            if not (place.is_file() and place.stat().st_size == len(content)):
                Output.at(place).write([content])
            self._written[file] = len(content)
        return f"{PARTS}/{file}"

    def finish(self, text: str) -> int:
        """Write the page, which shows the new files from then on, and remove those of former builds that it has not.

        Returns the bytes of everything.
        """
        size = self.index.write([text])
        listing = self.path / PARTS / _LISTING
        before = _listed(listing)
        Output.at(listing).write([json.dumps({"files": sorted(self._written)}, indent=0) + "\n"])
        for gone in before - set(self._written):
            with suppress(OSError):
                (self.path / PARTS / gone).unlink()
        return size + sum(self._written.values())


def _listed(listing: Path) -> set[str]:
    """Return the files that a former build lists as its own; only plain names of files beside the list."""
    try:
        names = json.loads(listing.read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return (
        {name for name in names if isinstance(name, str) and _NAME.fullmatch(name)}
        if isinstance(names, list)
        else set()
    )


def write_site(page: Page, theme: Theme, site: Site) -> list[Share]:
    """Write a page as a folder and return the bytes of each part, in reading order."""
    fragments = [placed.fragment for placed in page.blocks]
    loaded, deferred = scripts(fragments)
    code = [one.text for one in [*loaded, *deferred]]
    stored = _Stored(site)
    shares: list[Share] = []
    islands = [*stored.packed([shared_block(page, theme)])]
    body: list[Markup] = []
    for placed, html in framed(page, theme):
        before = sum(site._written.values())  # noqa: SLF001 - one module
        islands += stored.packed(placed.fragment.blocks)
        body.append(stored.with_pictures(html, placed.fragment.blocks))
        size = len(html.encode("utf-8", "replace")) + sum(site._written.values()) - before  # noqa: SLF001 - as above
        shares.append(Share(f"{placed.kind} {placed.title}".strip(), size))
    islands = [*stored.packed(manifest_blocks(page, stored.count)), *islands]
    values = {
        **said(page, theme), "policy": POLICY, "style": "", "body": body, "islands": islands,
        "modules": [_script(one, site, later=one in deferred) for one in [*loaded, *deferred]],
        "boot": "", "texts": Markup(texts_of(code)),  # noqa: S704 - escaped
        "site": {"style": "\0style", "boot": site.add("boot", "js", module("boot_site").text.encode())},
    }  # fmt: skip
    text, rules = without_styles("".join(theme.stream("page.html.jinja", **values)))
    sheet = re.sub(r"\[style([^\]]*)\]", r":is([style\1], [data-style\1])", style(page, theme)) + rules
    total = site.finish(text.replace("\0style", site.add("style", "css", sheet.encode())))
    shares.append(Share("page: text, style and code", total - sum(share.size for share in shares)))
    return shares


def _script(one: Module, site: Site, *, later: bool) -> Markup:
    address = site.add(one.name.replace("/", "-"), "js", one.text.encode())
    which = Markup(" data-later") if later else Markup()
    return Markup('<script type="application/octet-stream" data-module="{}"{} data-src="{}"></script>\n').format(
        one.name, which, address
    )


class _Stored:
    """The blocks of a page, each stored once: pictures and sounds as files, the rest in scripts."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._seen: set[str] = set()
        self._files: dict[str, str] = {}

    @property
    def count(self) -> int:
        """How many blocks there are besides pictures of the static page."""
        return len(self._seen)

    def packed(self, blocks: Sequence[Block]) -> Iterator[Markup]:
        """Store the blocks of one panel that are not stored yet, and yield where each of them is."""
        pack: dict[str, str] = {}
        held: list[Block] = []
        for block in blocks:
            if block.id in self._seen:
                continue
            self._seen.add(block.id)
            if _is_file(block):
                yield _island(block, "file", self._file(block))
                continue
            pack[block.id] = in_base64(block)
            held.append(block)
            if sum(map(len, pack.values())) > _PACK:
                yield from self._pack(pack, held)
                pack, held = {}, []
        if held:
            yield from self._pack(pack, held)

    def _pack(self, pack: dict[str, str], held: Sequence[Block]) -> Iterator[Markup]:
        text = f"reportgenBoot.take({json.dumps(pack, separators=(',', ':'))})"
        address = self._site.add("data", "js", text.encode())
        for block in held:
            yield _island(block, "src", address)

    def _file(self, block: Block) -> str:
        if block.id not in self._files:
            kind, _, name = block.extra.partition(";")[0].partition("/")
            ending = _ENDINGS.get(block.extra.partition(";")[0], name)
            ending = ending if re.fullmatch(r"[a-z0-9]{1,8}", ending) else "bin"
            self._files[block.id] = self._site.add(kind, ending, block.read())
        return self._files[block.id]

    def with_pictures(self, html: Markup, blocks: Sequence[Block]) -> Markup:
        """Put the addresses of pictures where the markup names them."""
        inline = {block.id: block for block in blocks if block.inline}

        def address(match: re.Match[str]) -> str:
            block = inline.get(match[1])
            return match[0] if block is None else f'src="{self._file(block)}"'

        return Markup(INLINE.sub(address, html)) if inline else html  # noqa: S704 - a name made here in place of an id


def _is_file(block: Block) -> bool:
    """Tell what a browser shows by itself; pictures whose pixels are values are read as data."""
    shown = block.extra.startswith(("image/", "audio/", "video/"))
    return block.type == "file" and not block.deflated and shown and (block.inline or not block.exact)


def _island(block: Block, kind: str, address: str) -> Markup:
    extra = Markup(' data-extra="{}"').format(block.extra) if block.extra else Markup()
    raw = Markup() if block.deflated else Markup(" data-raw")
    return Markup(
        '<script type="application/octet-stream" data-rg="{}" data-type="{}" data-n="{}"{}{} data-{}="{}"></script>\n'
    ).format(block.id, block.type, block.count, extra, raw, kind, address)


_TAG = re.compile(r"""<[a-zA-Z][\w:-]*(?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*\s*/?>""")
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_CLASS = re.compile(r'\sclass="([^"]*)"')


def without_styles(text: str) -> tuple[str, str]:
    """Return a page without style attributes, and the rules for the classes that stand in their place.

    A rule names its class three times: so it comes before those of the theme, as the attribute did. An attribute of
    custom properties stays as ``data-style``, for the theme asks how many columns there are.
    """
    from html import unescape

    names: dict[str, str] = {}

    def moved(match: re.Match[str]) -> str:
        tag = match[0]
        found = _STYLE.search(tag)
        if found is None:
            return tag
        name = names.setdefault(found[1], f"rg-s{len(names)}")
        kept = f' data-style="{found[1]}"' if found[1].startswith("--") else ""
        tag = tag[: found.start()] + kept + tag[found.end() :]
        if own := _CLASS.search(tag):
            return f"{tag[: own.start(1)]}{own[1]} {name}{tag[own.end(1) :]}"
        place = re.match(r"<[\w:-]+", tag)
        end = place.end() if place else 1
        return f'{tag[:end]} class="{name}"{tag[end:]}'

    made = _TAG.sub(moved, text)
    rules = "".join(f".{name}.{name}.{name}{{{_closed(unescape(css))}}}" for css, name in names.items())
    return made, rules


def _closed(css: str) -> str:
    """Return declarations that end nothing but themselves: what could close the rule or the sheet is left out."""
    if any(sign in re.sub(r"url\([^)]*\)", "", css) for sign in "{}<"):
        return ""
    return css
