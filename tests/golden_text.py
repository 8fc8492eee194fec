"""A report as a reviewer can read it: each panel's markup indented, the data it refers to decoded beneath."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_ISLAND = re.compile(
    r'<script type="application/octet-stream" data-rg="(?P<id>[^"]*)"(?P<head>[^>]*)>(?P<body>[^<]*)</script>'
)
_ATTRIBUTE = re.compile(r'data-(\w+)(?:="([^"]*)")?')
_ID = re.compile(r"\b[0-9a-f]{18}\b")
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "source", "track", "wbr", "col", "path", "circle"})
_WIDE = 116
_FEW = 40
_SHOWN = 5
_ALIKE = 40
_LONG = 400
_SHAPES = frozenset({"svg", "path", "circle", "line", "rect", "polyline", "polygon", "use", "g", "text", "tspan"})


@dataclass
class Stored:
    """A data block of a page, as it stands in it."""

    type: str
    count: int
    extra: str
    content: bytes


def stored(html: str) -> dict[str, Stored]:
    """Return the data blocks of a page by id."""
    heads: dict[str, dict[str, str]] = {}
    parts: dict[str, bytes] = {}
    for found in _ISLAND.finditer(html):
        name = found["id"]
        heads.setdefault(name, {key: value or "1" for key, value in _ATTRIBUTE.findall(found["head"])})
        parts[name] = parts.get(name, b"") + base64.b64decode(found["body"])
    return {
        name: Stored(
            head["type"], int(head["n"]), head.get("extra", ""),
            parts[name] if "raw" in head else zlib.decompress(parts[name], -15),
        )
        for name, head in heads.items()
    }  # fmt: skip


def numbers(block: Stored) -> NDArray[np.float64]:
    """Return the numbers of a block as the page reads them."""
    n, extra = block.count, block.extra
    if block.type == "range":
        start, step = map(int, extra.split(","))
        return start + step * np.arange(n, dtype=np.float64)
    if block.type == "delta":
        steps = _planes(block.content, 4, n - 1).view("<i4")[:, 0]
        return np.concatenate([[float(extra)], float(extra) + np.cumsum(steps.astype(np.float64))])
    if block.type.startswith("decimal"):
        low, decimals, width = map(int, extra.split(","))
        found = _planes(block.content, width, n).view(f"<u{width}")[:, 0]
        found = np.cumsum(found, dtype=found.dtype) if block.type == "decimal-s" else found
        values = (found.astype(np.float64) + low) / 10.0**decimals
        for code, meaning in enumerate((np.nan, np.inf, -np.inf)):
            values[found == code] = meaning
        return values
    kind = "<i8" if block.type == "i64" else f"<{block.type}"
    return _planes(block.content, int(kind[-1]), n).view(kind)[:, 0]


def _planes(content: bytes, width: int, n: int) -> NDArray[np.uint8]:
    return (
        np.ascontiguousarray(np.frombuffer(content, np.uint8).reshape(width, n).T) if n else np.zeros((0, width), "u1")
    )


def readable(html: str) -> str:
    """Return the panels of a page as text: markup, then what it refers to, in the order in which it is referred to."""
    blocks = stored(html)
    body = html[html.index("</header>") : html.index('<details class="rg-about"')]
    panels = body.split('<div class="rg-block">')[1:]
    return "\n".join(_panel(f"panel {n}", '<div class="rg-block">' + panel, blocks) for n, panel in enumerate(panels))


def _panel(title: str, markup: str, blocks: dict[str, Stored]) -> str:
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        if found[0] not in blocks:
            return found[0]
        return names.setdefault(found[0], f"@{len(names) + 1}")

    markup = re.sub(r'<svg class="rg-static rg-drawn".*?</svg>', "<drawn/>", markup, flags=re.DOTALL)  # fonts differ
    markup = re.sub(r'(src|href)="data:([^;"]*);base64,[^"]*"', r'\1="data:\2"', markup)
    lines = [f"=== {title}", *_ID.sub(name, _indented(markup)).split("\n")]
    scene = "<rg-scene" in markup  # what comes of 3D files depends on the processor's last bits
    done = 0
    while done < len(names):
        id_ = list(names)[done]
        done += 1
        content = "\n".join(_content(blocks[id_], digest=not scene))
        lines += ["", f"{names[id_]} {_ID.sub(name, content)}"]
    return "\n".join([*lines, ""])


def _content(block: Stored, *, digest: bool) -> Iterator[str]:
    if block.type == "json":
        yield "json"
        yield _json(json.loads(block.content), "  ")
    elif block.type == "text":
        yield f"text\n{block.content.decode()[:2000]}"
    elif block.type == "file":
        yield f"file {block.extra}" + (f" {len(block.content):,} bytes {_mark(block.content)}" if digest else "")
    else:
        values = numbers(block)
        yield f"{block.type} [{len(values)}] {_numbers(values)}"


def _numbers(values: NDArray[np.float64]) -> str:
    if len(values) <= _FEW:
        return " ".join(map(_number, values))
    finite = values[np.isfinite(values)].astype(np.float64)
    facts = (
        f"least {_number(finite.min())} most {_number(finite.max())} mean {finite.mean():.6g}" if len(finite) else ""
    )
    ends = [" ".join(map(_number, part)) for part in (values[:12], values[-4:])]
    return f"{ends[0]} … {ends[1]} ({facts})"


def _mark(content: str | bytes) -> str:
    """Return a few letters that return whether what is not shown has changed."""
    return blake2b(content if isinstance(content, bytes) else content.encode(), digest_size=4).hexdigest()


def _number(value: float) -> str:
    if isinstance(value, np.integer):
        return str(value)
    return f"{float(value):.7g}"


def _json(value: object, indent: str) -> str:
    """Return JSON a field a line; what fits into one stays in one."""
    if isinstance(value, dict) and "$schema" in value:
        value = _as_difference(value)
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or (len(flat) + len(indent) <= _WIDE and _flat(value)):
        return indent + (flat if len(flat) <= _LONG else f"{flat[:_LONG]}… {_mark(flat)}")
    opened, closed = ("{", "}") if isinstance(value, dict) else ("[", "]")
    if isinstance(value, list) and all(not isinstance(one, dict | list) for one in value):
        return _wrapped(flat, indent)
    rows = []
    shown = value[:_SHOWN] if isinstance(value, list) and len(value) > _SHOWN + 2 else value
    for key, one in shown.items() if isinstance(shown, dict) else ((None, one) for one in shown):
        text = _json(one, indent + "  ")
        rows.append(text if key is None else f"{indent}  {json.dumps(key, ensure_ascii=False)}: {text.lstrip()}")
    if len(shown) < len(value):
        rest = json.dumps(value[_SHOWN:]) if isinstance(value, list) else ""
        rows.append(f"{indent}  … {len(value) - len(shown)} more, {_mark(rest)}")
    return f"{indent}{opened}\n" + ",\n".join(rows) + f"\n{indent}{closed}"


def _flat(value: object) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not any(isinstance(one, dict | list) and one for one in inner)


@cache
def _shapes() -> dict[str, dict[str, str]]:
    """Return the leaves of every chart shape that is compiled when the package is built."""
    folder = Path(__file__).parents[1] / "reportgen" / "charts" / "compiled"
    return {path.name: dict(_leaves(json.loads(path.read_text("utf-8")))) for path in sorted(folder.glob("*.json"))}


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not inner:
        yield path, json.dumps(value, ensure_ascii=False)
    for key, one in inner:
        yield from _leaves(one, f"{path}.{key}" if path else str(key))


def _as_difference(value: dict[str, object]) -> object:
    """Return a chart as the compiled shape that it is, and what differs from it."""
    own = dict(_leaves(value))
    ways = []
    for name, shape in _shapes().items():
        changed = {path: text for path, text in own.items() if shape.get(path) != text}
        gone = {path: "gone" for path in shape if path not in own}
        ways.append((len(changed) + len(gone), name, {**changed, **gone}))
    count, name, differs = min(ways)
    return {"compiled": name, **differs} if count < _ALIKE else value


def _wrapped(text: str, indent: str) -> str:
    parts, line = [], indent
    for word in text.split(" "):
        if len(line) + len(word) > _WIDE:
            parts.append(line.rstrip())
            line = indent + " "
        line += word + " "
    shown = [*parts, line.rstrip()]
    if len(shown) > 6:
        shown = [*shown[:4], f"{indent} … {len(text):,} characters, {_mark(text)}"]
    return "\n".join(shown)


@dataclass
class _Element:
    head: str
    name: str
    children: list[_Element | str] = field(default_factory=list)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.stack = [_Element("", "")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as it is called
        head = self.get_starttag_text() or ""
        element = _Element(re.sub(r'( d=")([^"]{60})[^"]+', r"\1\2…", head), tag)
        self.stack[-1].children.append(element)
        if tag not in _VOID and not head.endswith("/>"):
            self.stack.append(element)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        if any(element.name == tag for element in self.stack):
            while self.stack.pop().name != tag:
                pass

    def _text(self, text: str) -> None:
        self.stack[-1].children.append(text)

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")


def _indented(markup: str) -> str:
    tree = _Tree()
    tree.feed(markup)
    tree.close()
    return "\n".join(line for child in tree.stack[0].children for line in _lines(child, ""))


def _lines(node: _Element | str, indent: str) -> Iterator[str]:
    if isinstance(node, str):
        yield from (indent + line.strip() for line in node.split("\n") if line.strip())
        return
    flat = _one_line(node)
    if flat is not None and len(flat) + len(indent) <= _WIDE:
        yield indent + flat
        return
    yield indent + node.head
    for child in node.children:
        yield from _lines(child, indent + "  ")
    if node.children:
        yield f"{indent}</{node.name}>"


def _one_line(node: _Element) -> str | None:
    inner = [child if isinstance(child, str) else _one_line(child) for child in node.children]
    if any(part is None or "\n" in part for part in inner):
        return None
    if not node.children and (node.name in _VOID or node.head.endswith("/>")):
        return node.head
    return f"{node.head}{''.join(part or '' for part in inner)}</{node.name}>"
