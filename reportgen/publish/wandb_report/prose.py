"""Text of a W&B report as Markdown: what is literal there stays literal here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reportgen.publish.wandb_report.given import Given

_WIDTH = 110
_DEEPEST = 40
_SPECIAL = re.compile(
    r"[\\`*$~|]|(?<!\w)_|_(?!\w)|==|\[(?=\^|[^\]]*\](?:[(\[:]|\s?\[))|<(?=[\w.+-]+[:@])|&(?=#?\w+;)|:(?=\w+:)"
)
"""What would be markup in a text; a backslash before a bracket would begin a formula."""
_ENTITIES = {"<": "&lt;", "&": "&amp;", ":": "&#58;", "[": "&#91;", "\\": "&#92;"}
_OPENS = re.compile(r"(?<!\\)[`$]")
_AT_START = re.compile(r"(?:[#>+:=-]|\d+[.)]|!!!|\?\?\?|/{3})")
_MARKS = (("bold", "**"), ("italic", "*"), ("strikethrough", "~~"))
_KNOWN = {"text", "inlineCode", "bold", "italic", "strikethrough", "underline"}

Say = Callable[[str], None]


def literal(text: str) -> str:
    """Return a text in which nothing is markup."""
    return _SPECIAL.sub(lambda match: _entity(match[0]), text)


def _entity(found: str) -> str:
    return _ENTITIES.get(found, "".join(f"\\{c}" for c in found))


def paragraph(text: str) -> str:
    """Return inline markup as a paragraph of its own: it begins no list, heading or quote; long lines are broken."""
    lines = [_at_start(line.strip()) for line in text.split("\n")]
    kept = [line for line in lines if line]
    return "\n".join(part for line in kept for part in _broken(line))


def _at_start(line: str) -> str:
    match = _AT_START.match(line)
    if match is None:
        return line
    mark = match[0]
    return f"{mark[:-1]}\\{mark[-1]}{line[len(mark):]}" if mark[0].isdigit() else (
        f"&#{ord(mark[0])};{line[1:]}" if mark[0] in ":?/" else f"\\{line}"
    )  # fmt: skip


def _broken(line: str) -> list[str]:
    """Return a line broken at spaces, never before a word that would begin something, nor within code or a formula."""
    found, current, is_code = [], "", False
    for word in line.split(" "):
        fits = len(current) + len(word) < _WIDTH
        if current and not fits and not is_code and word and not _AT_START.match(word) and not current.endswith("  "):
            found.append(current)
            current = word
        else:
            current = f"{current} {word}" if current else word
        is_code ^= len(_OPENS.findall(word)) % 2 == 1
    return [*found, current]


def inline(children: Any, say: Say, depth: int = 0) -> str:
    """Return the text nodes of a block as inline Markdown."""
    nodes = children if isinstance(children, Sequence) and not isinstance(children, str) and depth < _DEEPEST else ()
    return "".join(_node(Given(child), say, depth) for child in nodes if isinstance(child, Mapping))


def _node(node: Given, say: Say, depth: int) -> str:
    kind = node.text("type")
    if kind == "link":
        label = inline(node.values.get("children"), say, depth + 1)
        return link(label, node.text("url"))
    if kind == "latex":
        return f"${node.text('content').strip()}$" if node.text("content").strip() else ""
    if kind and "children" in node:
        if kind not in ("paragraph", "list-item", "callout-line", "code-line"):
            say(f"text of the unknown kind '{kind}' is taken over without its look")
        return inline(node.values["children"], say, depth + 1)
    text = node.text("text")
    if not text.strip():
        return text
    if node.flag("inlineCode"):
        return code(text)
    if node.flag("underline"):
        say("underlined text is taken over without the line")
    body = literal(text.strip())
    for name, mark in _MARKS:
        if node.flag(name):
            body = f"{mark}{body}{mark}"
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{body}{after}"


def link(label: str, address: str) -> str:
    """Return a link; without an address, its text alone."""
    address = re.sub(
        r"[\s<>()\"\\]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), address.strip()
    )
    if not re.match(r"(?:https?|mailto):", address, re.IGNORECASE):
        return label or literal(address)
    return f"[{label.strip() or literal(address)}]({address})"


def code(text: str) -> str:
    """Return inline code between as many backticks as it needs."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{room}{' '.join(text.splitlines())}{room}{fence}"


def fenced(text: str, language: str) -> str:
    """Return a block of code between fences longer than any in it."""
    longest = max((len(run) for run in re.findall(r"^\s*(`{3,})", text, re.MULTILINE)), default=2)
    word = language if re.fullmatch(r"[\w+#-]{1,40}", language) else ""
    return f"{'`' * (longest + 1)}{word}\n{text}\n{'`' * (longest + 1)}"


def listed(node: Mapping[str, Any], say: Say, depth: int = 0) -> str:
    """Return a list, with lists inside it."""
    lines: list[str] = []
    number = 0
    for item in node.get("children") or ():
        if not isinstance(item, Mapping) or depth > _DEEPEST:
            continue
        number += 1
        is_ordered = item.get("ordered") is True or node.get("ordered") is True
        box = "[x] " if item.get("checked") is True else "[ ] " if item.get("checked") is False else ""
        mark = f"{number}." if is_ordered else "-"
        own, nested = _item(item, say, depth)
        first, *rest = paragraph(own).split("\n")
        lines.append(f"{mark} {box}{first}".rstrip())
        lines += (f"    {line}" for line in rest)
        lines += (f"    {line}" if line else "" for part in nested for line in part.split("\n"))
    return "\n".join(lines)


def _item(item: Mapping[str, Any], say: Say, depth: int) -> tuple[str, list[str]]:
    """Return the text of an item of a list, and the lists in it."""
    texts, nested = [], []
    children = item.get("children")
    for child in children if isinstance(children, list) else ():
        if isinstance(child, Mapping) and child.get("type") == "list":
            nested.append(listed(child, say, depth + 1))
        elif isinstance(child, Mapping):
            texts.append(inline([child], say, depth))
    return "".join(texts), nested


def table(node: Mapping[str, Any], say: Say) -> str:
    """Return a table whose first row is its head."""
    rows = []
    for row in node.get("children") or ():
        cells = row.get("children") if isinstance(row, Mapping) else None
        if isinstance(cells, list):
            rows.append([" ".join(inline(c.get("children"), say).split()) for c in cells if isinstance(c, Mapping)])
    width = max(map(len, rows), default=0)
    if not width:
        return ""
    head, *body = [row + [""] * (width - len(row)) for row in rows]
    lines = [head, ["---"] * width, *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
