"""Blocks of text of a W&B report as Markdown; what has no counterpart leaves a comment at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from reportgen.errors import Level
from reportgen.publish.wandb_report.given import Given, Loss, shown
from reportgen.publish.wandb_report.prose import Say, fenced, inline, link, listed, literal, paragraph, table

_DEEPEST_HEADING = 6
_ADDRESS = re.compile(r"""(?:src|href)=["'](https?://[^"'\s<>]+)""")
LOGIN = "a file of W&B's server needs a login"


class Text:
    """Blocks of text one after the other, which become one Markdown block with the comments on them before it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.losses: list[Loss] = []

    def add(self, block: Given) -> bool:
        """Take a block of text; False for what is none."""
        make = _TEXTS.get(block.text("type"))
        if make is None:
            return False
        notes: list[str] = []
        text = make(block, notes.append)
        self.losses += [Loss.of(note, Level.MISSING if note.startswith(_NOT_SHOWN) else Level.NOTE)
                        for note in dict.fromkeys(notes)]  # fmt: skip
        if text.strip():
            self.parts.append(text)
        return True

    def taken(self) -> list[Any]:
        """Return what was gathered as items of a spec's blocks, and begin again."""
        found: list[Any] = [*self.losses]
        if self.parts:
            found.append({"markdown": as_text("\n\n".join(self.parts))})
        self.parts, self.losses = [], []
        return found


def as_text(markdown: str) -> str:
    """Return Markdown as a spec has it: text of several lines ends with one."""
    return f"{markdown}\n" if "\n" in markdown else markdown


_NOT_SHOWN = ("not shown", "not fetched")


def heading(block: Given, say: Say) -> str:
    """Return a heading one level deeper: the title of a report is the first."""
    level = min(int(block.number("level") or 1) + 1, _DEEPEST_HEADING)
    text = " ".join(inline(block.values.get("children"), say).split())
    return f"{'#' * max(level, 2)} {text}" if text else ""


def plain_text(block: Given) -> str:
    """Return the text of a block without its look."""
    return " ".join("".join(_texts(block.values.get("children"), 0)).split())


def _texts(children: Any, depth: int) -> list[str]:
    found: list[str] = []
    for child in children if isinstance(children, list) and depth < 40 else ():  # noqa: PLR2004 - far beyond any text
        if isinstance(child, Mapping):
            found.append(str(child.get("text") or (child.get("content") if child.get("type") == "latex" else "") or ""))
            found += _texts(child.get("children"), depth + 1)
    return found


def _paragraph(block: Given, say: Say) -> str:
    return paragraph(inline(block.values.get("children"), say))


def _list(block: Given, say: Say) -> str:
    return listed(block.values, say)


def _quote(block: Given, say: Say) -> str:
    return "\n".join(f"> {line}" for line in _paragraph(block, say).split("\n")) if _paragraph(block, say) else ""


def _callout(block: Given, say: Say) -> str:
    lines = [paragraph(inline([line.values], say)) for line in block.items("children")]
    body = "\n>\n".join("\n".join(f"> {part}" for part in line.split("\n")) for line in lines if line)
    return f"> [!NOTE]\n{body}" if body else ""


def _code(block: Given, say: Say) -> str:
    del say
    lines = ["".join(_texts(line.values.get("children"), 0)) for line in block.items("children")]
    return fenced("\n".join(lines), block.text("language"))


def _markdown(block: Given, say: Say) -> str:
    text = block.text("content").strip("\n")
    if re.search(r"<[a-zA-Z][^>\n]*>", re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)):
        say("its HTML is shown as text")
    return text


def _formula(block: Given, say: Say) -> str:
    del say
    text = block.text("content").strip()
    return f"$$\n{text}\n$$" if text else ""


def _rule(block: Given, say: Say) -> str:
    del block, say
    return "---"


def _image(block: Given, say: Say) -> str:
    address = block.text("url")
    caption = " ".join(inline(block.values.get("children"), say).split())
    why = f": {LOGIN}" if "wandb.ai/" in address else ""
    say(f"not fetched: the image {shown(address)}{why}. Save it next to this file and write ![caption](image.png)")
    return link(caption or literal("Image"), address)


def _video(block: Given, say: Say) -> str:
    say(f"not fetched: the video {shown(block.text('url'))}, which is linked")
    return link("Video", block.text("url"))


def _gallery(block: Given, say: Say) -> str:
    lines = []
    for one in block.items("links"):
        if one.text("url"):
            more = one.text("description")
            title = link(literal(one.text("title")), one.text("url"))
            lines.append(f"- {title}{f': {literal(more)}' if more else ''}")
            if one.text("imageURL"):
                say(f"not fetched: the image {shown(one.text('imageURL'))}")
        elif one.text("id"):
            say(f"not shown: a link to the report {shown(one.text('id'))}")
    for other in block.words("ids"):
        say(f"not shown: a link to the report {shown(other)}")
    return "\n".join(lines)


def _embedded(block: Given, say: Say) -> str:
    """Return a link to what the app embeds from another site."""
    kind = block.text("type")
    found = _ADDRESS.search(block.text("html"))
    address = found[1] if found else ""
    if kind == "spotify" and (name := re.sub(r"\W", "", block.text("spotifyID"))):
        address = f"https://open.spotify.com/{re.sub(r'[^a-z]', '', block.text('spotifyType')) or 'track'}/{name}"
    say(f"not shown: what is embedded from {kind}{', which is linked' if address else ''}")
    return link(kind.capitalize(), address) if address else ""


_TEXTS: dict[str, Callable[[Given, Say], str]] = {
    "paragraph": _paragraph, "default": _paragraph, "heading": heading, "list": _list, "block-quote": _quote,
    "callout-block": _callout, "code-block": _code, "markdown-block": _markdown, "latex": _formula,
    "horizontal-rule": _rule, "image": _image, "video": _video, "gallery": _gallery, "spotify": _embedded,
    "soundcloud": _embedded, "twitter": _embedded, "table": lambda block, say: table(block.values, say),
}  # fmt: skip
