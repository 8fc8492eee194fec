"""What an index says of a report, read from the beginning of its file: what is drawn without scripts stands there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote

_PIECE = 1 << 18
_MOST = 1 << 26
"""Bytes of a report that are looked at, at most."""
_DATA = b'<script type="application/octet-stream"'
"""Where the data of a report begin, and its text is over."""
_GENERATOR = re.compile(r'<meta name="generator" content="reportgen ([^"]*)"')
_INDEX = '<body class="rg-index"'
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<div class="rg-description">(.*?)</div>', re.DOTALL)
_FACTS = re.compile(r'<p class="rg-facts">(.*?)</p>', re.DOTALL)
_FACT = re.compile(r"<span>(.*?)</span>", re.DOTALL)
_RUN = re.compile(r'<li data-run="\d+" data-id=')
_GATES = re.compile(r'<[a-z-]+ [^<>]*\brg-gates\b[^<>]*\bdata-state="([a-z-]+)"')
_LANG = re.compile(r'<html lang="([\w-]+)"')
_TAGS = re.compile(r"<[^<>]*>")
_COLORS = re.compile(r"--run-(\d+):(var\(--c\d+\)|#[0-9a-fA-F]{3,8})")
_CHART = re.compile(r'<svg class="rg-static[^"]*"([^<>]*)>(.*?)</svg>', re.DOTALL)
_BOX = re.compile(r'viewBox="([\d. -]+)"')
_PATH = re.compile(r"<path\b([^<>]*)/?>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_COURSE = re.compile(r"[MLHVZmlhvz\d\s.,eE+-]+")
_STROKE = re.compile(r"stroke:(var\(--(?:run-\d+|c\d+)(?:,#[0-9a-fA-F]{3,8})?\)|#[0-9a-fA-F]{3,8})")
_SCALE = re.compile(r"scale\([\d.]+\)")
_RULE = re.compile(r"\.(rg-s\d+)\.\1\.\1\{([^{}]*)\}")
_SHEET = re.compile(r'<link rel="stylesheet" href="([\w./%-]+)">')
_IMAGE = re.compile(
    r'<img [^<>]*\bsrc="(data:image/(?:jpeg|png|webp);base64,[A-Za-z0-9+/=]{1,90000}|reportgen-files/[\w.-]+)"'
)
_MOST_LINES, _MOST_LENGTH = 12, 60_000
"""Lines of a small picture, and how long all of them may be as text."""


@dataclass(frozen=True)
class Line:
    """A line of a small picture: its course, its colour, and how it is scaled."""

    course: str
    color: str
    scale: str = ""


@dataclass(frozen=True)
class Known:
    """What is known of one report."""

    path: Path
    title: str
    lang: str = ""
    description: str = ""
    facts: tuple[str, ...] = ()
    runs: int = 0
    gates: str = ""
    """How its gates came out (``passed``, ``failed``), empty where it has none."""
    written: float = 0.0
    """When its file was written, in Unix seconds."""
    box: str = ""
    lines: tuple[Line, ...] = ()
    """Its first chart, where it has one."""
    image: str = ""
    """Else its first picture: data, or an address from the report."""


def known_of(path: Path) -> Known | None:
    """Return what is known of the report in a file; None where it is none. OSError where it cannot be read."""
    text = _beginning(path)
    if _GENERATOR.search(text[:8_192]) is None or _INDEX in text:
        return None
    style = _style(path, text)
    title = _words(_found(_TITLE, text)) or path.stem
    box, lines = _chart(text, style)
    image = "" if lines else _found(_IMAGE, text)
    return Known(
        path, title, _found(_LANG, text), _words(_found(_DESCRIPTION, text)),
        tuple(map(_words, _FACT.findall(_found(_FACTS, text)))), len(_RUN.findall(text)), _found(_GATES, text),
        path.stat().st_mtime, box, lines, image,
    )  # fmt: skip


def _beginning(path: Path) -> str:
    """Return the text of a file up to where a report keeps its data."""
    content = b""
    with path.open("rb") as file:
        while len(content) < _MOST and (piece := file.read(_PIECE)):
            start = max(len(content) - len(_DATA), 0)
            content += piece
            end = content.find(_DATA, start)
            if end >= 0:
                return content[:end].decode("utf-8", "replace")
            if len(content) == len(piece) and b'name="generator" content="reportgen' not in content[:8_192]:
                break
    return content.decode("utf-8", "replace")


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""


def _words(markup: str) -> str:
    """Return markup as plain text."""
    return " ".join(unescape(_TAGS.sub("", markup)).split())


def _style(path: Path, text: str) -> str:
    """Return the style of a report, which may lie beside it."""
    sheet = _found(_SHEET, text[:8_192])
    if not sheet:
        return text
    place = path.parent / unquote(sheet)
    try:
        return place.read_text("utf-8", "replace") if place.parent.parent == path.parent else ""
    except OSError:
        return ""


def _chart(text: str, style: str) -> tuple[str, tuple[Line, ...]]:
    """Return the lines of the first chart that has any, made anew: nothing of a file's markup is taken over."""
    colors = dict(_COLORS.findall(style))
    rules: dict[str, str] = dict(_RULE.findall(style))
    for match in _CHART.finditer(text):
        box = _BOX.search(match[1])
        lines = [line for path in _PATH.findall(match[2]) if (line := _line(path, colors, rules))][:_MOST_LINES]
        if box and lines and sum(len(line.course) for line in lines) <= _MOST_LENGTH:
            return box[1], tuple(lines)
    return "", ()


def _line(markup: str, colors: dict[str, str], rules: dict[str, str]) -> Line | None:
    own = dict(_ATTRIBUTE.findall(markup))
    names = own.get("class", "").split()
    style = own.get("style", "") or "".join(rules.get(name, "") for name in names)
    stroke = _STROKE.search(style) or _STROKE.search(f"stroke:{own.get('stroke', '')}")
    if "l" not in names or stroke is None or not _COURSE.fullmatch(own.get("d", "")):
        return None
    color = re.sub(r",#\w+", "", stroke[1])  # what a host without style sheets would draw
    if color.startswith("var(--run-"):
        color = colors.get(color.removeprefix("var(--run-").removesuffix(")"), "var(--ink-2)")
    return Line(own["d"], color, found if _SCALE.fullmatch(found := own.get("transform", "")) else "")
