"""Links of a built site: each leads to a page and a place that are there, and nothing is loaded from elsewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {
    "img": "src",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
}
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_URL = re.compile(r"""url\(\s*["']?([^"')]+)""")
_HARMLESS = {"canonical", "alternate", "license", "prev", "next"}
"""Relations of links that a browser does not load."""


class _Page(HTMLParser):
    """What a page has: places, links, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        self.places |= {value for value in (own.get("id"), own.get("name")) if value}
        if tag == "a" and own.get("href"):
            self.links.append(own["href"] or "")
        if tag == "link" and own.get("href") and own.get("rel", "") not in _HARMLESS:
            self.loads.append(own["href"] or "")
        if (name := _LOADED.get(tag)) and own.get(name):
            self.loads.append(own[name] or "")


def wrong(site: Path, url: str = "") -> list[str]:
    """Return what is wrong with a site, a line for each: dead links, missing places, requests to other hosts.

    ``url`` is the address of the site: links that begin with its path lead into it.
    """
    root = f"{urlsplit(url).path.rstrip('/')}/" if url else ""
    pages = {path.relative_to(site).as_posix(): _read(path) for path in sorted(site.rglob("*.html"))}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    found = [line for name, page in pages.items() for line in _wrong(name, page, pages, files, root)]
    for path in sorted(site.rglob("*.css")):
        found += [
            f"{path.relative_to(site).as_posix()}: loads {address} from another host"
            for address in _URL.findall(path.read_text("utf-8"))
            if _ELSEWHERE.match(address)
        ]
    return found


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page


def _wrong(name: str, page: _Page, pages: dict[str, _Page], files: set[str], root: str) -> Iterator[str]:
    for address in dict.fromkeys(page.loads):
        if _ELSEWHERE.match(address):
            yield f"{name}: loads {address} from another host"
    for address in dict.fromkeys([*page.links, *page.loads]):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = name
        if parts.path:
            if parts.path.startswith("/") and not (root and parts.path.startswith(root)):
                yield f"{name}: {address} is absolute, and does not work below a folder"
                continue
            inside = parts.path.startswith("/")
            base, path = ("", parts.path.removeprefix(root)) if inside else (posixpath.dirname(name), parts.path)
            target = posixpath.normpath(posixpath.join(base, unquote(path)))
        if target not in files:
            target = posixpath.join("" if target == "." else target, "index.html")
        if target not in files:
            yield f"{name}: {address} leads nowhere"
        elif parts.fragment and target in pages and not _has(pages[target], unquote(parts.fragment)):
            yield f"{name}: there is no place {address}"


def _has(page: _Page, place: str) -> bool:
    return place in page.places or place.startswith(("__", ":~:"))
