"""Columns of conversations as the page gets them: what cells show, and messages stored once over the whole table."""

from __future__ import annotations

import binascii
import hashlib
import json
from base64 import b64decode
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NotRequired, TypedDict
from urllib.parse import unquote_to_bytes

import numpy as np
from markupsafe import Markup

from reportgen.blocks import json_block, json_texts_block, number_block
from reportgen.conversations.cell import Show, clipped, lines_of
from reportgen.conversations.facts import answer_of, facts_of, shown_in
from reportgen.conversations.plain import plain
from reportgen.conversations.reading import try_conversation
from reportgen.model.media import Media
from reportgen.model.media.conversation import (
    Call,
    Conversation,
    Data,
    Message,
    Part,
    Reasoning,
    Refusal,
    Result,
    Said,
    Shown,
)
from reportgen.model.media.image import Image
from reportgen.model.media.recording import Audio, Video
from reportgen.native.files import MemoryFile
from reportgen.panels.base.media.cells import CellPayload, Cells
from reportgen.panels.table.marked import marked
from reportgen.panels.table.talks_static import static_talk

_BLOCK = 1 << 18
"""Characters of messages in one block: what opening a row has to unpack."""
_ANSWER = 400
_THUMBNAILS = 2
_LONGEST_NAME = 80


class TalksPayload(TypedDict):
    """A column of conversations: a block of what cells show and questions find, and those of its messages.

    ``refs`` are places in the table's pool, row by row, and row n has those from ``starts[n]`` on. Both are absent
    where the report leaves transcripts out.
    """

    facts: str
    refs: NotRequired[str]
    starts: NotRequired[str]


class PoolPayload(TypedDict):
    """All messages of a table, each once: blocks of them, and the place of the first in each."""

    blocks: list[str]
    firsts: list[int]


@dataclass
class Talks:
    """Makes columns of conversations; messages and pictures are stored once over all of them."""

    cells: Cells
    transcripts: bool = True
    _places: dict[bytes, int] = field(default_factory=dict)
    _texts: list[str] = field(default_factory=list)
    _size: int = 0
    _pool: PoolPayload = field(default_factory=lambda: PoolPayload(blocks=[], firsts=[]))
    _made: dict[str, CellPayload] = field(default_factory=dict)

    def pool(self) -> PoolPayload:
        """Return the blocks of all messages."""
        self._flush()
        return self._pool

    def column(
        self, name: str, values: Sequence[Any], show: Show, static: Collection[int]
    ) -> tuple[TalksPayload, dict[int, Markup]]:
        """Return a column of stored values, and the markup of the cells at the places in ``static``."""
        facts = _Facts()
        refs, starts = list[int](), [0]
        markup: dict[int, Markup] = {}
        for row, value in enumerate(values):
            talk = None if value is None else try_conversation(value)
            where = f"{name}, row {row}"
            if talk is None:
                facts.none(value if self.transcripts else None)
            else:
                facts.add(talk, show, self._thumbnails(talk, where), whole=self.transcripts)
                if self.transcripts:
                    refs += [self._place(one, where) for one in talk.messages]
                    if talk.rejected:
                        facts.rejected[row] = [self._place(one, where) for one in talk.rejected]
                if row in static:
                    markup[row] = static_talk(talk, show, whole=self.transcripts)
            starts.append(len(refs))
        found: TalksPayload = {"facts": self._store(json_block(facts.columns()))}
        if self.transcripts:
            found["refs"] = self._store(number_block(np.array(refs, np.int64)))
            found["starts"] = self._store(number_block(np.array(starts, np.int64)))
        self.cells.elements.add("conversation")
        return found, markup

    def _store(self, block: Any) -> str:
        self.cells.store(block)
        return str(block.id)

    def _thumbnails(self, talk: Conversation, where: str) -> tuple[list[CellPayload], int]:
        """Return the first pictures, and how many there are."""
        shown = [part for part in shown_in(talk.messages) if part.kind == "image"] if self.transcripts else []
        made = [self._media(part, where) for part in shown[:_THUMBNAILS]]
        return [one for one in made if one is not None and "block" in one], len(shown)

    def _place(self, message: Message, where: str) -> int:
        """Return a message's place in the pool, where an equal one is already."""
        told: dict[str, Any] = {"r": message.role, "p": [self._part(part, where) for part in message.parts]}
        if message.name:
            told["n"] = message.name
        if not message.trained:
            told["u"] = 1
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        key = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
        known = self._places.get(key)
        if known is None:
            if self._size and self._size + len(text) > _BLOCK:
                self._flush()
            known = self._places[key] = len(self._places)
            self._texts.append(text)
            self._size += len(text)
        return known

    def _flush(self) -> None:
        if self._texts:
            self._pool["firsts"].append(len(self._places) - len(self._texts))
            self._pool["blocks"].append(self._store(json_texts_block(self._texts)))
            self._texts, self._size = [], 0

    def _part(self, part: Part, where: str) -> Any:  # noqa: PLR0911 - one line for each kind
        match part:
            case Said(text):
                return text
            case Reasoning(text, summary):
                return _told("reasoning", x=text, s=int(summary))
            case Refusal(text):
                return _told("refusal", x=text)
            case Data(value):
                return {"t": "data", "v": value}
            case Call():
                arguments = {"a": part.arguments} if part.arguments is not None else {"x": part.raw}
                return _told("call", n=part.name, i=part.id, e=part.error) | arguments
            case Result():
                inner = [self._part(one, where) for one in part.parts]
                return _told("result", n=part.name, i=part.id, e=part.error) | {"p": inner}
        return self._shown(part, where)

    def _shown(self, part: Shown, where: str) -> dict[str, Any]:
        made = self._media(part, where)
        known = _told(part.kind, n=part.name, m=part.media_type)
        if made is not None:
            return known | {"c": made}
        if part.source.startswith("data:"):
            return known | {"z": len(_bytes_of(part.source)[0])}
        return known | ({"l": part.source[:2000]} if part.source else {})

    def _media(self, part: Shown, where: str) -> CellPayload | None:
        """Return what shows a picture, a sound or a video whose bytes are here; None for an address or a file."""
        if part.media is not None:
            return self.cells.make(len(self._made), part.media, where, "", static=False)[0]
        if part.kind == "file" or not part.source.startswith("data:"):
            return None
        key = part.source if len(part.source) < _LONGEST_NAME else hashlib.blake2b(part.source.encode()).hexdigest()
        if key not in self._made:
            content, media_type = _bytes_of(part.source)
            end = media_type.partition("/")[2].partition("+")[0] or "bin"
            name = part.name or f"{part.kind}.{end}"
            file = MemoryFile(Path(), name[-_LONGEST_NAME:], content=content)
            media: Media = {"image": Image, "audio": Audio, "video": Video}[part.kind](file=file)
            self._made[key] = self.cells.make(len(self._made), media, where, "", static=False)[0]
        return self._made[key]


def _told(kind: str, **more: Any) -> dict[str, Any]:
    """Return a part's entry without what is empty."""
    return {"t": kind} | {name: value for name, value in more.items() if value}


def _bytes_of(address: str) -> tuple[bytes, str]:
    """Return the bytes of a ``data:`` address, and their media type; none where they cannot be read."""
    head, _, body = address.partition(",")
    media_type = head.removeprefix("data:").partition(";")[0].strip().lower()
    try:
        return (b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)), media_type
    except (binascii.Error, ValueError):
        return b"", media_type


@dataclass
class _Facts:
    """What cells show and questions find, a list for each field."""

    turns: list[int | None] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    errors: list[int] = field(default_factory=list)
    tools: list[list[int]] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    lines: list[list[str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    pictures: dict[int, Any] = field(default_factory=dict)
    rejected: dict[int, list[int]] = field(default_factory=dict)
    raw: dict[int, Any] = field(default_factory=dict)

    def none(self, value: Any) -> None:
        """Add a cell without a conversation; what it holds instead is shown as it is."""
        if value is not None:
            self.raw[len(self.turns)] = value
        self.turns.append(None)
        self._rest(0, 0, [], 0)
        self.lines.append([])
        self.answers.append("")

    def _rest(self, calls: int, errors: int, tools: list[int], images: int) -> None:
        self.calls.append(calls)
        self.errors.append(errors)
        self.tools.append(tools)
        self.images.append(images)

    def add(self, talk: Conversation, show: Show, pictures: tuple[list[CellPayload], int], *, whole: bool) -> None:
        """Add a conversation; its texts only where the report holds the ``whole`` of it."""
        facts, row = facts_of(talk, text=False), len(self.turns)
        self.turns.append(facts["turns"])
        tools = [self.names.setdefault(name, len(self.names)) for name in facts["tools"]]
        self._rest(facts["calls"], facts["errors"], tools, int(facts["has_image"]))
        answer = answer_of(talk.messages) if whole else ""
        self.lines.append(lines_of(talk, show) if whole else [])
        short = answer[:_ANSWER]
        self.answers.append("" if whole and clipped(short) == self.lines[-1][-1] == short else short)
        if len(answer) > _ANSWER:
            self.long.append(row)
        if pictures[1]:
            self.pictures[row] = {"cells": pictures[0], "count": pictures[1]}

    def columns(self) -> dict[str, Any]:
        """Return the lists by name. An answer that is its cell's last line stands there alone."""
        return {
            "turns": self.turns, "calls": self.calls, "errors": self.errors, "tools": self.tools, "images": self.images,
            "lines": self.lines, "answers": self.answers, "long": self.long, "names": list(self.names),
            "pictures": self.pictures, "rejected": self.rejected, "raw": marked(plain(self.raw)),
        }  # fmt: skip
