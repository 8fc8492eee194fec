"""The pages of the site, from the documents of the repository: copied, with links that lead to pages.

The documents stay as they are, since they are read on the repository's host, too. What they link to outside ``docs/``
becomes a page: the README, the guide for contributors, examples, and files of the source as code.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
ELSEWHERE = {"README.md": "overview.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
"""Documents outside of ``docs/`` and their pages."""
_FENCE = re.compile(r"(^(?:```|~~~).*?^(?:```|~~~)[ \t]*$|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(\]\()([^()\s]+)(\))")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_LANGUAGES = {".py": "python", ".yml": "yaml", ".yaml": "yaml", ".css": "css", ".toml": "toml", ".json": "json"}
_LONG = 40_000
"""Characters of a file that its page shows as code; longer ones are only named."""

Nav = list[dict[str, "str | Nav"] | str]


def documents() -> dict[str, str]:
    """Return the documents of the repository, by path, with the page that each becomes."""
    own = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    return {**{name: name.removeprefix("docs/") for name in sorted(own)}, **ELSEWHERE}


def _page_of(target: str, known: Mapping[str, str]) -> str:
    """Return the page that shows a path of the repository; one of source code where there is no other."""
    if target in known:
        return known[target]
    if target == "examples":
        return "gallery.md"
    if target == "docs/decisions":
        return "decisions/index.md"
    parts = target.split("/")
    if parts[0] == "examples" and (ROOT / "examples" / parts[1] / "report.yaml").is_file():
        return f"examples/{parts[1]}.md"
    return f"source/{target}.md"


class Stage:
    """A folder of pages for the generator."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known = documents()
        self.sources: set[str] = set()
        """Files and folders of the repository that pages link to as source code."""

    def write(self, page: str, text: str) -> None:
        """Write a page."""
        place = self.folder / page
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")

    def take(self) -> None:
        """Take over every document, its images, and what it links to."""
        for name, page in self.known.items():
            self.write(page, self._linked((ROOT / name).read_text("utf-8"), name, page))
        for path in (ROOT / "docs").rglob("*"):
            if path.suffix in {".png", ".svg", ".webp"}:
                place = self.folder / path.relative_to(ROOT / "docs")
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place)
        for source in sorted(self.sources):
            self.write(f"source/{source}.md", _code(source))
        self.write("decisions/index.md", self._decisions())

    def title(self, page: str) -> str:
        """Return the title of a page."""
        found = _TITLE.search((self.folder / page).read_text("utf-8"))
        return re.sub(r"[`*]", "", found[1]) if found else page

    def _linked(self, text: str, name: str, page: str) -> str:
        """Return a document with links that lead to pages, code aside."""

        def turned(match: re.Match[str]) -> str:
            path, mark, anchor = match[2].partition("#")
            if not path or "://" in path or path.startswith("mailto:"):
                return match[0]
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            if target.startswith("docs/") and Path(target).suffix not in {".md", ""}:
                found = target.removeprefix("docs/")
            else:
                found = _page_of(target, self.known)
            if found.startswith("source/"):
                self.sources.add(target)
            return f"{match[1]}{posixpath.relpath(found, posixpath.dirname(page) or '.')}{mark}{anchor}{match[3]}"

        parts = _FENCE.split(text)
        return "".join(part if at % 2 else _LINK.sub(turned, part) for at, part in enumerate(parts))

    def _decisions(self) -> str:
        pages = sorted(page for page in self.known.values() if page.startswith("decisions/"))
        entries = [f"- [{self.title(page)}]({Path(page).name})" for page in pages]
        return "\n".join(["# Decisions", "", "Why things are as they are, one short page for each.", "", *entries, ""])


def _files(source: str) -> Iterator[Path]:
    place = ROOT / source
    if place.is_file():
        yield place
        return
    for folder, names, files in os.walk(place):
        names[:] = sorted(name for name in names if not name.startswith((".", "_")) and not name.endswith(".egg-info"))
        yield from (Path(folder, name) for name in sorted(files) if not name.startswith("."))


def _code(source: str) -> str:
    """Return the page of a file or folder of the repository."""
    lines = ["---", "search:", "  exclude: true", "---", "", f"# `{source}`", ""]
    for path in _files(source):
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if (ROOT / source).is_dir():
            lines += [f"## `{path.relative_to(ROOT / source).as_posix()}`", ""]
        if len(text) > _LONG:
            lines += [f"{len(text):,} characters.", ""]
            continue
        ticks = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
        lines += [f"{ticks}{_LANGUAGES.get(path.suffix, 'text')}", text.rstrip(), ticks, ""]
    return "\n".join(lines)


def config(nav: Nav, url: str = "") -> str:
    """Return the generator's configuration: that of ``zensical.toml``, with the pages and the site's address."""
    text = (HERE / "zensical.toml").read_text("utf-8").replace('"{NAV}"', _toml(nav))
    return text.replace("[project]", f"[project]\nsite_url = {json.dumps(url)}", 1) if url else text


def _toml(value: Nav | dict[str, str | Nav] | str) -> str:
    """Return a part of the navigation as TOML."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return f"{{{', '.join(f'{json.dumps(key, ensure_ascii=False)} = {_toml(inner)}' for key, inner in value.items())}}}"
